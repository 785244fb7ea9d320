"""Commands for dates: an action's milestones, and what is overdue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from csp_desktop.cli.options import as_json, by_anyone, by_whom, plan_file
from csp_desktop.cli.shared import print_json, reading, report, split_pair, stamp_of, writing
from csp_desktop.errors import Refusal
from csp_desktop.operations.editing import edits, records
from csp_desktop.operations.editing.history import find_now
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import due_dates
from csp_desktop.plan.document import Record
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import name_key
from csp_desktop.plan.wording import counted, day, joined


@click.command()
@plan_file
@click.argument("ref")
@click.argument("title")
@click.argument("values", nargs=-1, metavar="[due=DATE forecast=DATE completed=DATE who=NAME]")
@by_whom
@as_json
def milestone(
    plan: Path, ref: str, title: str, values: tuple[str, ...], by: str | None, *, as_json: bool
) -> int:
    """Add a milestone to action REF; if it has one of this TITLE, put the values into that.

    A blank value clears: 'forecast='. 'add PLAN milestone TITLE action=REF' adds another one of
    the same title, and 'delete PLAN "REF / TITLE"' deletes one.
    """
    pairs = [split_pair(each, "FIELD=VALUE, such as due=2016-09-30") for each in values]
    given = {plain(name): value for name, value in pairs}
    with writing(plan, by) as opened:
        action = find_now(opened, opened.document(), ref)
        if action.kind != "action":
            raise Refusal(f"'{ref}' is not an action, and only actions have milestones.")
        known = _known(opened, action, title)
        outcome = _put(opened, action, known, title, given, stamp_of(by))
    done = "Set" if known else "Added"
    name = f"{action.text('ref')} / {known.text('title') if known else plain(title)}"
    return report(outcome, f"{done} {name}.", f"{name}: nothing to change.", as_json=as_json)


def _known(opened: OpenPlan, action: Record, title: str) -> Record | None:
    """The milestone of this title that the action has; a Refusal where it has two."""
    document = opened.document()
    titles = {
        name_key(each.text("title"))
        for each in document.of("milestone")
        if each.text("action") == action.id
    }
    if name_key(title) not in titles:
        return None
    return find(document, opened.table, f"{action.text('ref')} / {title}")


def _put(
    opened: OpenPlan,
    action: Record,
    known: Record | None,
    title: str,
    given: dict[str, str],
    stamp: Stamp,
) -> Outcome:
    if known is None:
        values: dict[tuple[str, str], Any] = {("action", ""): action.id, ("title", ""): title}
        values |= {(name, ""): value for name, value in given.items()}
        return records.add(opened, "milestone", values, stamp)
    asked = [edits.Edit("milestone", known.id, name, "", each) for name, each in given.items()]
    return edits.edit(opened, asked, stamp)


_HEADINGS = {
    "overdue": "Overdue",
    "due_soon": "Due in the quarter that follows",
    "slipping": "Forecast for later than due",
}


@click.command()
@plan_file
@click.option("--quarter", metavar="Q", default="", help="Else the plan's working quarter.")
@click.option(
    "--ics", metavar="OUT.ics", type=click.Path(path_type=Path), help="All due dates, as events."
)
@by_anyone
@as_json
def overdue(plan: Path, quarter: str, ics: Path | None, *, as_json: bool) -> None:
    """List what is overdue, due soon and slipping at the end of a quarter.

    With --ics, the due dates of all that is not done are also written to a calendar file.
    """
    with reading(plan) as opened:
        document = opened.document()
        asked = due_dates.quarter_asked(document, quarter)
        found = due_dates.overdue(document, asked)
        events = due_dates.write_calendar(opened, document, asked, ics) if ics else None
    if as_json:
        calendar = {} if ics is None else {"calendar": {"path": str(ics), "events": events}}
        print_json({**found, **calendar})
        return
    _tell(found)
    if events is not None:
        click.echo(f"Wrote {counted(events, 'due date')} to {ics}.")


def _tell(found: dict[str, Any]) -> None:
    for mark, heading in _HEADINGS.items():
        if found[mark]:
            click.echo(f"{heading} ({len(found[mark])}), at the end of {found['quarter']}:")
        for each in found[mark]:
            name = " / ".join(filter(None, (each["ref"], each["title"])))
            dates = f"due {day(each['due'])}"
            dates += f", forecast {day(each['forecast'])}" if each["forecast"] else ""
            who = ", ".join(filter(None, (each["who"], each["group"])))
            click.echo(f"  {name}: {dates}{f' ({who})' if who else ''}")
    if found["no_status"]:
        click.echo(f"Past a date, and without a status: {joined(found['no_status'])}.")
    if not any(found[mark] for mark in _HEADINGS):
        click.echo(f"At the end of {found['quarter']} nothing is overdue, due soon or slipping.")
