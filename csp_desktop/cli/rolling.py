"""Commands that roll a plan forward: a year added, the plan refreshed, a new period started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from csp_desktop.cli.options import DONE, WAITING, as_json, by_whom, plan_file
from csp_desktop.cli.shared import print_json, reading, report, split_pair, stamp_of, tell, writing
from csp_desktop.operations.rolling import add_year
from csp_desktop.operations.rolling import refresh as rolling
from csp_desktop.operations.rolling import refresh as rolling_placing
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import tidy
from csp_desktop.plan.wording import joined, plural


@click.command()
@plan_file
@click.argument("action", type=click.Choice(["add"]))
@click.argument("year", metavar="YEAR")
@click.option("--carry", is_flag=True, help="With what was planned for the year before.")
@by_whom
@as_json
def year(plan: Path, action: str, year: str, by: str | None, *, carry: bool, as_json: bool) -> int:
    """Add the plan's next financial year, such as 2018/19.

    With --carry, what was planned for the last year, and its state, is put into the new one for
    every action that goes on, marked unconfirmed.
    """
    del action
    with writing(plan, by) as opened:
        outcome = add_year.add_year(opened, year, stamp_of(by), carry=carry)
    added = next(each for kind, each, _ in outcome.changed if kind == "year")
    return report(outcome, f"Added {added}.", as_json=as_json)


@click.command()
@plan_file
@click.option(
    "--complete", metavar="REF[=WORDS]", multiple=True, help="Close an action that is complete."
)
@click.option("--drop", metavar="REF=REASON", multiple=True, help="Close an action that is not.")
@click.option("--reopen", metavar="REF", multiple=True, help="Carry a closed action on.")
@click.option(
    "--renumber", metavar="OLD=NEW", multiple=True, help="A new ref; two may exchange theirs."
)
@click.option(
    "--move", metavar="OLD=NEW", multiple=True, help="A new ref; the action that has it makes room."
)
@click.option(
    "--insert", metavar="REF=TITLE", multiple=True, help="A new action; others make room."
)
@click.option("--quarter", metavar="Q", default="", help="When the closed ones are closed.")
@click.option("--dry-run", is_flag=True, help="Only list what will become of each action.")
@by_whom
@as_json
def refresh(  # noqa: PLR0913, PLR0917 - one argument an option
    plan: Path,
    complete: tuple[str, ...],
    drop: tuple[str, ...],
    reopen: tuple[str, ...],
    renumber: tuple[str, ...],
    move: tuple[str, ...],
    insert: tuple[str, ...],
    quarter: str,
    by: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Refresh the plan in one operation: close, reopen, renumber and add actions.

    Refs are those before the refresh. First --renumber, all at once, then each --move and --insert
    in turn. Nothing is deleted: a closed action keeps all that it says.
    """
    # A dry run works while a window has the plan open for writing.
    with reading(plan) if dry_run else writing(plan, by) as opened:
        document = opened.document()
        asked = _asked(
            opened,
            document,
            {rolling.COMPLETE: complete, rolling.DROPPED: drop},
            reopen,
            (renumber, move, insert),
            quarter,
        )
        prospects = rolling.outlook(document, asked)
        outcome = None if dry_run else rolling.refresh(opened, asked, stamp_of(by))
        problems = [sentence for _, sentence in rolling.why_not(document, asked)]
    if outcome is None:
        _tell_outlook(prospects, problems, as_json=as_json)
        return WAITING if problems else DONE
    if as_json:
        print_json({
            "operation": outcome.operation or None,
            "label": outcome.label,
            "changed": [{"kind": kind, "id": each} for kind, each, _ in outcome.changed],
            "proposed": outcome.proposed,
            "actions": rolling.as_data(prospects),
        })  # fmt: skip
        return DONE
    done = f"Refreshed {len(outcome.changed)} {plural(len(outcome.changed), 'action')}."
    return report(outcome, done, "Nothing to change.", as_json=False)


def _asked(
    plan: OpenPlan,
    document: Document,
    closing: dict[str, tuple[str, ...]],
    reopen: tuple[str, ...],
    refs: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
    quarter: str,
) -> rolling.Refresh:
    def called(name: str) -> str:
        return rolling_placing.action_called(plan, document, name).id

    ended: dict[str, rolling.Closing] = {}
    for how, named in closing.items():
        for each in named:
            ref, _, why = each.partition("=")
            action = called(ref)
            if action in ended:
                raise click.UsageError(f"{ref} is closed twice. Name each action once.")
            ended[action] = rolling.Closing(how, tidy(why))
    renumbered, moved, added = (list(_pairs(each)) for each in refs)
    new_refs, newcomers = rolling_placing.placed(
        document,
        exchanged=_once([(called(old), new) for old, new in renumbered]),
        inserted=[(called(old), new) for old, new in moved],
        added=added,
    )
    reopened = frozenset(map(called, reopen))
    return rolling.Refresh(ended, reopened, new_refs, newcomers, quarter)


def _pairs(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for each in texts:
        left, right = split_pair(each, "LEFT=RIGHT, such as 1.2=1.3 or 1.3='Safer parks'")
        yield left, tidy(right)


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    if len({each for each, _ in pairs}) < len(pairs):
        raise click.UsageError("An action is named on the left twice. Name each once.")
    return dict(pairs)


def _tell_outlook(prospects: list[rolling.Prospect], problems: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"actions": rolling.as_data(prospects), "problems": problems})
        return
    for each in prospects:
        click.echo(rolling.as_line(each))
    for sentence in problems:
        click.echo(sentence, err=True)


@dataclass(frozen=True, slots=True)
class Continuing:
    """How a new plan period is asked for, as it was typed."""

    old: Path
    years: str
    title: str
    leave: tuple[str, ...]
    renumber: tuple[str, ...]
    anew: bool
    carry: bool


def continue_plan(plan: Path, wanted: Continuing, by: str | None, *, as_json: bool) -> int:
    """Make the plan file of a new period from the old plan."""
    from csp_desktop.operations.deciding.conflicts import conflicts
    from csp_desktop.operations.rolling import new_period

    years = new_period.years_named([each for each in wanted.years.split(",") if each.strip()])
    with reading(wanted.old) as opened:
        document, continues = opened.document(), opened.plan_id

        def called(name: str) -> str:
            return rolling_placing.action_called(opened, document, name).id

        leaving = frozenset(map(called, wanted.leave))
        given = _once([(called(old), new) for old, new in _pairs(wanted.renumber)])
        asked = new_period.NewPeriod(years, wanted.title, leaving, carry=wanted.carry)
        asked = new_period.with_refs(document, asked, given, anew=wanted.anew)
        made = new_period.start_period(plan, opened, asked, stamp_of(by))
        for notice in new_period.left_behind(opened, asked):
            click.echo(notice, err=True)
    waiting = len(conflicts(made))
    counts = {kind: len(list(made.document().of(kind))) for kind in ("action", "indicator")}
    plan_id = made.plan_id
    made.close()
    data = {
        "path": str(plan),
        "plan": plan_id,
        "continues": continues,
        "years": list(asked.years),
        "actions": counts["action"],
        "indicators": counts["indicator"],
        "conflicts": waiting,
    }
    held = joined(
        [f"{counts[kind]} {plural(counts[kind], kind)}" for kind in ("action", "indicator")]
    )
    tell(data, f"Made {plan}, with {held}.", as_json=as_json)
    if waiting:
        went = plural(waiting, "conflict went", "conflicts went")
        click.echo(f"{waiting} {went} along: 'conflicts' lists what waits.", err=True)
    return WAITING if waiting else DONE
