"""Commands that look at a plan and change it by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from csp_desktop.cli.options import as_json, by_anyone, by_whom, plan_file
from csp_desktop.cli.shared import (
    cell_named,
    for_period,
    print_json,
    quarter_meant,
    reading,
    report,
    split_pair,
    stamp_of,
    tell_moved,
    writing,
)
from csp_desktop.errors import Refusal
from csp_desktop.measures.course import as_data
from csp_desktop.operations.editing import edits, history, parts, records, show_json, vocabulary
from csp_desktop.operations.editing import undo as undoing
from csp_desktop.operations.editing.history import find_now
from csp_desktop.operations.rolling import refresh as rolling_placing
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.course import course_at
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.wording import counted


@click.command()
@plan_file
@click.argument("ref", required=False)
@click.option("--at", metavar="SNAPSHOT", default="", help="As it stood when that was taken.")
@by_anyone
@as_json
def show(plan: Path, ref: str | None, at: str, *, as_json: bool) -> None:
    """Show the plan, or one action; a former ref tells where it went."""
    with reading(plan) as opened:
        document = snapshots.show_at(opened, at, ref) if at else show_json.show(opened, ref)
        if as_json and not ref:
            document["course"] = [as_data(each) for each in course_at(opened, at)]
        if ref and not at and not as_json:
            tell_moved(opened, ref)
    if as_json:
        print_json(document)
    else:
        click.echo(show_json.as_text(document, whole=ref is None))


@click.command(name="set", context_settings={"ignore_unknown_options": True})
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
    with writing(plan, by) as opened:
        record, name, when = cell_named(opened, ref, field, period)
        edit = edits.Edit(record.kind, record.id, name, when, value)
        outcome = edits.edit(opened, [edit], stamp_of(by))
    return report(
        outcome,
        f"{ref}: {name}{for_period(when)} set.",
        f"{ref}: nothing to change.",
        as_json=as_json,
    )


@click.command()
@plan_file
@click.argument("ref")
@click.argument("field")
@click.option("--period", metavar="P", default="", help="A year, quarter or month, as 2016/17 Q2.")
@by_whom
@as_json
def confirm(plan: Path, ref: str, field: str, period: str, by: str | None, *, as_json: bool) -> int:
    """Confirm a value marked unconfirmed, as it is."""
    with writing(plan, by) as opened:
        record, name, when = cell_named(opened, ref, field, period)
        outcome = edits.confirm(opened, [(record.kind, record.id, name, when)], stamp_of(by))
    return report(outcome, f"{ref}: {name}{for_period(when)} confirmed.", as_json=as_json)


@click.command()
@plan_file
@click.argument("pairs", nargs=-1, required=True, metavar="OLD=NEW …")
@click.option("--insert", is_flag=True, help="Renumber what has NEW, and those after it.")
@by_whom
@as_json
def renumber(
    plan: Path, pairs: tuple[str, ...], by: str | None, *, insert: bool, as_json: bool
) -> int:
    """Give actions new refs in one operation; two may exchange theirs."""
    asked = [split_pair(each, "OLD=NEW, such as 1.2=1.3") for each in pairs]
    with writing(plan, by) as opened:
        if insert:
            outcome = rolling_placing.make_room_for(opened, asked, stamp_of(by))
        else:
            outcome = records.renumber(opened, asked, stamp_of(by))
    return report(outcome, f"Renumbered {', '.join(pairs)}.", "Nothing to change.", as_json=as_json)


@click.command()
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
    pairs = [split_pair(each, "FIELD=VALUE, such as title='Safer parks'") for each in values]
    with writing(plan, by) as opened:
        places: dict[tuple[str, str], Any] = {(known.key if known else "", ""): ref}
        document = opened.document()
        for name, value in pairs:
            field, _, period = plain(name).partition("@")
            period = edits.typed_period(known.field(field) if known else None, None, period)
            places[field, period or quarter_meant(document, known, field)] = value
        outcome = records.add(opened, kind, places, stamp_of(by))
    return report(outcome, f"Added {ref}.", as_json=as_json)


@click.command()
@plan_file
@click.argument("ref")
@click.option("--to", metavar="OTHER", default="", help="What is linked to it moves to this one.")
@by_whom
@as_json
def delete(plan: Path, ref: str, to: str, by: str | None, *, as_json: bool) -> int:
    """Delete an action, an indicator, or any other record by 'kind:name'."""
    became = ""
    with writing(plan, by) as opened:
        document = opened.document()
        record = find_now(opened, document, ref)
        if record.kind in ("action", "indicator"):
            outcome = records.delete(opened, record.kind, record.id, stamp_of(by))
        else:
            other = find_now(opened, document, to).id if to else ""
            if linked := parts.linked_words(opened, document, record):
                became = f" {linked} {'moved to ' + to if to else 'have no link now'}."
            outcome = parts.remove(opened, record.kind, record.id, stamp_of(by), other)
    return report(outcome, f"Deleted {ref}.{became} 'undo' brings it back.", as_json=as_json)


@click.command()
@plan_file
@click.argument("delivery")
@click.argument("item", type=int)
@click.option("--ref", metavar="REF", default="", help="Its ref, in place of the next free one.")
@by_whom
@as_json
def follow(plan: Path, delivery: str, item: int, ref: str, by: str | None, *, as_json: bool) -> int:
    """Make an action of an improvement action: the ITEMth of the delivery priority's list."""
    with writing(plan, by) as opened:
        record = find_now(opened, opened.document(), f"delivery_priority:{delivery}")
        items = record.items("improvement_actions")
        if not 0 < item <= len(items):
            raise Refusal(f"{delivery} has {counted(len(items), 'improvement action')}.")
        outcome = parts.follow(opened, record.id, items[item - 1], stamp_of(by), ref)
    made = next(each for kind, _, each in outcome.changed if kind == "action" and each)
    return report(outcome, f"{made.text('ref')} is an action now.", as_json=as_json)


@click.command(context_settings={"ignore_unknown_options": True})
@plan_file
@click.argument("pairs", nargs=-1, metavar="[WORD=MEANING …]")
@click.option("--kind", metavar="K", default="", help="status, polarity, state and so on.")
@by_whom
@as_json
def words(plan: Path, pairs: tuple[str, ...], kind: str, by: str | None, *, as_json: bool) -> None:
    """Show what words mean in this plan, or say it: 'In progress=on track'; WORD= forgets one.

    A word that means nothing for the plan is 'left out'. Without --kind, the meaning tells it.
    """
    if pairs:
        with writing(plan, by) as opened:
            for notice in _learn(opened, pairs, kind, stamp_of(by)).notices:
                click.echo(notice, err=True)
    with reading(plan) as opened:
        known = vocabulary.of_kind(opened, kind)
    if as_json:
        print_json(vocabulary.as_data(known))
        return
    for each in known:
        click.echo(f"{each.kind}: {each.text} = {each.meaning}")
    click.echo("This plan has learned no words yet." if not known else "", nl=not known)


def _learn(opened: OpenPlan, pairs: tuple[str, ...], kind: str, stamp: Stamp) -> Outcome:
    said = [split_pair(each, "WORD=MEANING, such as 'In progress=on track'") for each in pairs]
    document = opened.document()
    answers = [
        vocabulary.answered(opened.table, kind, text, meaning)
        if meaning.strip()
        else vocabulary.forgetting(document, kind, text)
        for text, meaning in said
    ]
    return vocabulary.learn(opened, answers, stamp)


_ASKED = (
    "'undo --anyway' takes it back even so, and a person then decides whether it stays; "
    "'undo --pass-over' leaves it and goes on with what was done before."
)


@click.command()
@plan_file
@click.option("--anyway", is_flag=True, help="Also what was added here and others built on since.")
@click.option("--pass-over", is_flag=True, help="Leave it as it is; undo goes on before it.")
@by_whom
@as_json
def undo(plan: Path, by: str | None, *, anyway: bool, pass_over: bool, as_json: bool) -> int:
    """Undo this copy's last operation."""
    if anyway and pass_over:
        raise click.UsageError("Say --anyway or --pass-over, not both.")
    with writing(plan, by) as opened:
        if pass_over:
            outcome = undoing.pass_over(opened, stamp_of(by))
        else:
            try:
                outcome = undoing.undo(opened, stamp_of(by), anyway=anyway)
            except undoing.BuiltOn as asked:
                raise Refusal(f"{asked} {_ASKED}") from None
    return report(outcome, f"Done: {outcome.label}.", as_json=as_json)


@click.command()
@plan_file
@by_whom
@as_json
def redo(plan: Path, by: str | None, *, as_json: bool) -> int:
    """Do again what was undone last."""
    with writing(plan, by) as opened:
        outcome = undoing.redo(opened, stamp_of(by))
    return report(outcome, f"Done: {outcome.label}.", as_json=as_json)


@click.command(name="history")
@plan_file
@click.argument("ref", required=False)
@by_anyone
@as_json
def show_history(plan: Path, ref: str | None, *, as_json: bool) -> None:
    """Show every change, newest first."""
    with reading(plan) as opened:
        record = history.find_ever(opened, ref) if ref else None
        if ref and not as_json:
            tell_moved(opened, ref)
        entries = (
            history.history(opened, record[0], record[1]) if record else history.history(opened)
        )
    if as_json:
        print_json([history.as_data(each) for each in entries])
        return
    for each in entries:
        click.echo(history.as_line(each))
