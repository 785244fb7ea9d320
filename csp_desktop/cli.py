"""The command line: every operation without a window, for scripts and for trying things whole.

Names, JSON keys and exit codes are a contract (see docs/commands.md): 0 done; 1 refused or failed,
with one sentence on standard error; 2 wrong usage; 3 done, and something waits for a person.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from csp_desktop import settings
from csp_desktop.errors import BadValue, CspError
from csp_desktop.operations import edits, history, plans, records, safety, showing, undoing
from csp_desktop.operations.naming import find
from csp_desktop.operations.opened import OpenPlan, Outcome
from csp_desktop.operations.who import Stamp, login_name, now
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import SHIPPED, Per
from csp_desktop.plan.values import words

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, REFUSED, USAGE, WAITING = 0, 1, 2, 3


class _Commands(click.Group):
    """The commands; a first word that is none of them is a plan to open in the window."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            return "window", window, args
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="csp-desktop", prog_name="csp-desktop")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Keep a community safety partnership's action plan.

    Without a command, the window opens: on PLAN if one is named, else on the plan last open, else
    on a working copy of the Hackney plan.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(window, plan=None)


def run(arguments: list[str] | None = None) -> int:
    """Carry out one command line; answers with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = main.main(arguments, prog_name="csp-desktop", standalone_mode=False)
    except CspError as error:
        click.echo(str(error), err=True)
        return REFUSED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return REFUSED
    except BrokenPipeError:
        return REFUSED
    return result if isinstance(result, int) else DONE


plan_file = click.argument("plan", type=click.Path(path_type=Path))
by_whom = click.option("--by", metavar="NAME", help="Who does it; else the name in the settings.")
by_anyone = click.option("--by", metavar="NAME", expose_value=False, hidden=True)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@main.command(hidden=True)
@click.argument("plan", type=click.Path(path_type=Path), required=False)
@by_whom
def window(plan: Path | None, by: str | None = None) -> int:
    """Open the window."""
    from csp_desktop.app import run as run_window

    return run_window(plan, author=by or "")


@main.command()
@plan_file
@click.option("--sample", metavar="NAME", help="The shipped plan hackney-2016-18.")
@click.option("--title", metavar="TEXT", default="", help="The title of an empty plan.")
@by_whom
@as_json
def new(plan: Path, sample: str | None, title: str, by: str | None, *, as_json: bool) -> None:
    """Make a new plan file, empty or from the shipped plan."""
    made = plans.new_plan(plan, SHIPPED, _stamp(by), sample=sample, title=title)
    plan_id = made.plan_id
    made.close()
    _tell({"path": str(plan), "plan": plan_id}, f"Made {plan}.", as_json=as_json)


@main.command()
@plan_file
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--for", "for_group", metavar="GROUP", help="Bound it to one group's actions.")
@by_whom
@as_json
def copy(plan: Path, other: Path, for_group: str | None, by: str | None, *, as_json: bool) -> None:
    """Make another copy of the plan, for another person to work in."""
    with _reading(plan) as opened:
        plans.copy_plan(opened, other, _author(by), for_group=for_group)
    _tell({"path": str(other), "for_group": for_group}, f"Made {other}.", as_json=as_json)


@main.command()
@plan_file
@click.argument("ref", required=False)
@by_anyone
@as_json
def show(plan: Path, ref: str | None, *, as_json: bool) -> None:
    """Show the plan, or one action."""
    with _reading(plan) as opened:
        document = showing.show(opened, ref)
    if as_json:
        _print_json(document)
    else:
        click.echo(showing.as_text(document, whole=ref is None))


@main.command(name="set", context_settings={"ignore_unknown_options": True})
@plan_file
@click.argument("ref")
@click.argument("field")
@click.argument("value")
@click.option("--period", metavar="P", default="", help="A year, quarter or month, as 2016/17 Q2.")
@by_whom
@as_json
def set_value(
    plan: Path, ref: str, field: str, value: str, period: str, by: str | None, *, as_json: bool
) -> int:
    """Put VALUE in one field; an empty VALUE clears it.

    A field filled in by quarter takes the plan's working quarter where no period is given.
    """
    with _writing(plan, by) as opened:
        record, name, when = _cell(opened, ref, field, period)
        edit = edits.Edit(record.kind, record.id, name, when, value)
        outcome = edits.edit(opened, [edit], _stamp(by))
    return _report(
        outcome, f"{ref}: {name}{_at(when)} set.", f"{ref}: nothing to change.", as_json=as_json
    )


@main.command()
@plan_file
@click.argument("ref")
@click.argument("field")
@click.option("--period", metavar="P", default="", help="A year, quarter or month, as 2016/17 Q2.")
@by_whom
@as_json
def confirm(plan: Path, ref: str, field: str, period: str, by: str | None, *, as_json: bool) -> int:
    """Confirm a value marked unconfirmed, as it stands."""
    with _writing(plan, by) as opened:
        record, name, when = _cell(opened, ref, field, period)
        outcome = edits.confirm(opened, [(record.kind, record.id, name, when)], _stamp(by))
    return _report(outcome, f"{ref}: {name}{_at(when)} confirmed.", as_json=as_json)


@main.command()
@plan_file
@click.argument("pairs", nargs=-1, required=True, metavar="OLD=NEW …")
@by_whom
@as_json
def renumber(plan: Path, pairs: tuple[str, ...], by: str | None, *, as_json: bool) -> int:
    """Give actions new refs in one operation; two may exchange theirs."""
    asked = [_pair(each, "OLD=NEW, such as 1.2=1.3") for each in pairs]
    with _writing(plan, by) as opened:
        outcome = records.renumber(opened, asked, _stamp(by))
    return _report(
        outcome, f"Renumbered {', '.join(pairs)}.", "Nothing to change.", as_json=as_json
    )


@main.command()
@plan_file
@click.argument("kind")
@click.argument("ref")
@click.argument("values", nargs=-1, metavar="[FIELD=VALUE …]")
@by_whom
@as_json
def add(
    plan: Path, kind: str, ref: str, values: tuple[str, ...], by: str | None, *, as_json: bool
) -> int:
    """Add a record: an action by its REF, with values for its fields."""
    known = SHIPPED.kind(kind)
    places: dict[tuple[str, str], Any] = {(known.key if known else "", ""): ref}
    for each in values:
        name, value = _pair(each, "FIELD=VALUE, such as title='Safer parks'")
        field, _, period = name.partition("@")
        places[field, period] = value
    with _writing(plan, by) as opened:
        outcome = records.add(opened, kind, places, _stamp(by))
    return _report(outcome, f"Added {ref}.", as_json=as_json)


@main.command()
@plan_file
@click.argument("ref")
@by_whom
@as_json
def delete(plan: Path, ref: str, by: str | None, *, as_json: bool) -> int:
    """Delete an action (or indicator)."""
    with _writing(plan, by) as opened:
        record = find(opened.document(), opened.table, ref)
        outcome = records.delete(opened, record.kind, record.id, _stamp(by))
    return _report(outcome, f"Deleted {ref}. 'undo' brings it back.", as_json=as_json)


@main.command()
@plan_file
@by_whom
@as_json
def undo(plan: Path, by: str | None, *, as_json: bool) -> int:
    """Undo this copy's last operation."""
    with _writing(plan, by) as opened:
        outcome = undoing.undo(opened, _stamp(by))
    return _report(outcome, f"Done: {outcome.label}.", as_json=as_json)


@main.command()
@plan_file
@by_whom
@as_json
def redo(plan: Path, by: str | None, *, as_json: bool) -> int:
    """Do again what was undone last."""
    with _writing(plan, by) as opened:
        outcome = undoing.redo(opened, _stamp(by))
    return _report(outcome, f"Done: {outcome.label}.", as_json=as_json)


@main.command(name="history")
@plan_file
@click.argument("ref", required=False)
@by_anyone
@as_json
def show_history(plan: Path, ref: str | None, *, as_json: bool) -> None:
    """Show every change, newest first."""
    with _reading(plan) as opened:
        record = history.find_ever(opened, ref) if ref else None
        entries = (
            history.history(opened, record[0], record[1]) if record else history.history(opened)
        )
    if as_json:
        _print_json([history.as_data(each) for each in entries])
        return
    for each in entries:
        click.echo(history.as_line(each))


@main.command()
@plan_file
@click.option("--rebuild", is_flag=True, help="Work the current values out anew where they differ.")
@by_whom
@as_json
def check(plan: Path, by: str | None, *, rebuild: bool, as_json: bool) -> int:
    """Say whether the file is sound and its current values follow from its changes."""
    if rebuild:
        safety.rebuild(plan, SHIPPED, _author(by))
    found = safety.check(plan, SHIPPED)
    if as_json:
        _print_json({"sound": not found, "problems": found})
    elif not found:
        click.echo(f"{plan.name} is sound, and its current values follow from its changes.")
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        click.echo(
            f"{plan.name} is not sound: {found[0]}{more} Go back to a backup with 'restore', or "
            "use 'check --rebuild' where only current values differ.",
            err=True,
        )
        return REFUSED
    return DONE


@main.command()
@plan_file
@by_anyone
@as_json
def backup(plan: Path, *, as_json: bool) -> None:
    """Make a backup now."""
    with _reading(plan) as opened:
        made = safety.back_up(opened, datetime.now())  # noqa: DTZ005 - named in local time
    _tell({"backup": str(made)}, f"Made {made}.", as_json=as_json)


@main.command()
@plan_file
@click.argument("from_backup", metavar="[BACKUP]", required=False, type=click.Path(path_type=Path))
@by_whom
@as_json
def restore(plan: Path, from_backup: Path | None, by: str | None, *, as_json: bool) -> None:
    """Go back to a backup, the newest where none is named."""
    used = safety.restore(
        plan, SHIPPED, _author(by), datetime.now(), from_backup  # noqa: DTZ005 - local time
    )  # fmt: skip
    _tell({"path": str(plan), "backup": str(used)}, f"Went back to {used.name}.", as_json=as_json)


@contextmanager
def _reading(plan: Path) -> Iterator[OpenPlan]:
    opened = plans.open_plan(plan, SHIPPED)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _writing(plan: Path, by: str | None) -> Iterator[OpenPlan]:
    opened = plans.open_plan(plan, SHIPPED, write=True, by=_author(by))
    try:
        yield opened
    finally:
        opened.close()


def _author(by: str | None) -> str:
    return (by or settings.load().name or login_name()).strip() or login_name()


def _stamp(by: str | None) -> Stamp:
    return Stamp(_author(by), now())


def _cell(plan: OpenPlan, ref: str, name: str, period: str) -> tuple[Record, str, str]:
    """The record, field and period that a command names; FIELD may be written field@period."""
    document = plan.document()
    record = find(document, plan.table, ref)
    name, _, at = name.partition("@")
    period = period or at
    field = plan.table.field(record.kind, name)
    if field and not period and field.per is Per.QUARTER:
        period = _working_quarter(document)
    known, when = edits.read_field(plan, record.kind, name, period)
    return record, known.name, when


def _working_quarter(document: Document) -> str:
    return document.plan.text("working_quarter")


def _pair(text: str, form: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals or not left.strip():
        raise BadValue(f"'{text}' is not of the form {form}.")
    return left.strip(), right


def _at(period: str) -> str:
    return f" for {period}" if period else ""


def _report(outcome: Outcome, done: str, nothing: str = "", *, as_json: bool) -> int:
    for notice in outcome.notices:
        click.echo(notice, err=True)
    changed = [{"kind": kind, "id": record_id} for kind, record_id, _ in outcome.changed]
    data = {
        "operation": outcome.operation or None,
        "label": outcome.label,
        "changed": changed,
        "proposed": outcome.proposed,
    }
    _tell(data, done if outcome.operation else nothing, as_json=as_json)
    return WAITING if outcome.proposed else DONE


def _tell(data: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        _print_json(data)
    else:
        click.echo(words(sentence))


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
