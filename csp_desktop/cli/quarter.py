"""Commands for the quarter: frozen in a snapshot, compared, written up for the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from csp_desktop.cli.options import DONE, WAITING, as_json, by_anyone, by_whom, plan_file
from csp_desktop.cli.shared import (
    print_json,
    reading,
    stamp_of,
    stopped_at_once,
    tell,
    working_quarter,
    writing,
)
from csp_desktop.errors import BadValue
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import compare, snapshots
from csp_desktop.plan.values import words

if TYPE_CHECKING:
    from csp_desktop.operations.indicators.benchmark_series import TakenBenchmarks
    from csp_desktop.operations.indicators.import_figures import TakenFigures

_NAMES: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "take": (1, 1, "take QUARTER"),
        "list": (0, 0, "list"),
        "compare": (2, 2, "compare A B"),
        "withdraw": (1, 1, "withdraw SNAPSHOT"),
        "name": (2, 2, "name SNAPSHOT NAME"),
    }
)

_Did: TypeAlias = tuple[snapshots.Snapshot, Outcome]

_DOING: Mapping[str, Callable[[OpenPlan, tuple[str, ...], str, Stamp], _Did]] = MappingProxyType(
    {
        "take": lambda plan, names, label, stamp: snapshots.take(
            plan, names[0], stamp, label=label
        ),
        "withdraw": lambda plan, names, _, stamp: snapshots.withdraw(plan, names[0], stamp),
        "name": lambda plan, names, _, stamp: snapshots.rename(plan, names[0], names[1], stamp),
    }
)

_DONE = {"take": "Froze", "withdraw": "Withdrew", "name": "Named"}


@click.command()
@plan_file
@click.argument("action", type=click.Choice(["take", "list", "compare", "withdraw", "name"]))
@click.argument("names", nargs=-1, metavar="[QUARTER | A B | SNAPSHOT [NAME]]")
@click.option("--label", metavar="TEXT", default="", help="What the snapshot is called.")
@by_whom
@as_json
def snapshot(
    plan: Path, action: str, names: tuple[str, ...], label: str, by: str | None, *, as_json: bool
) -> int:
    """Freeze a quarter (take QUARTER), list what is frozen, compare A B, withdraw or name one.

    A and B are ids, names or quarters of snapshots; B may be 'now'. A snapshot is never altered or
    deleted: one that was taken by mistake is withdrawn. A copy made for one group only proposes it.
    """
    least, most, form = _NAMES[action]
    if not least <= len(names) <= most:
        raise click.UsageError(f"Say it as: csp-desktop snapshot PLAN {form}")
    if label and action != "take":
        raise click.UsageError("--label goes with take; 'name SNAPSHOT NAME' gives another name.")
    if action == "list":
        with reading(plan) as opened:
            found = snapshots.listed(snapshots.document_of(opened))
        _tell_list(found, as_json=as_json)
    elif action == "compare":
        with reading(plan) as opened:
            compared = snapshots.compare(opened, *names)
            data = compare.comparison_as_data(*compared, opened.table)
        _tell_comparison(data, as_json=as_json)
    else:
        with writing(plan, by) as opened:
            done, outcome = _DOING[action](opened, names, label, stamp_of(by))
        _tell_one(done, outcome, _DONE[action], as_json=as_json)
        return WAITING if outcome.proposed else DONE
    return DONE


def _tell_one(done: snapshots.Snapshot, outcome: Outcome, verb: str, *, as_json: bool) -> None:
    for notice in outcome.notices:
        click.echo(notice, err=True)
    if as_json:
        also = {"proposed": outcome.proposed} if outcome.proposed else {}
        print_json({**snapshots.as_data(done), **also})
    elif outcome.proposed:
        click.echo(f"Proposed for {done.quarter}: {done.label} ({done.id}).")
    else:
        click.echo(f"{verb} {done.quarter}: {done.label} ({done.id}).")


def _tell_list(found: list[snapshots.Snapshot], *, as_json: bool) -> None:
    if as_json:
        print_json([snapshots.as_data(each) for each in found])
        return
    for each in found:
        marks = "  withdrawn" if each.withdrawn else ""
        marks += "  one of several of this quarter" if each.twins and not each.withdrawn else ""
        click.echo(
            f"{each.id}  {each.quarter}  {each.label}  {each.taken_at[:16].replace('T', ' ')}  "
            f"{each.by}{marks}"
        )
    if not found:
        click.echo("No quarter has been frozen yet: 'snapshot PLAN take QUARTER' freezes one.")


def _tell_comparison(data: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(data)
        return
    lines = [each for kind in ("actions", "indicators", "others") for each in data[kind]]
    for each in lines:
        if each["says"]:
            click.echo(f"{each['ref']}: {each['says']}")
            continue
        place = f"{each['field']}@{each['period']}" if each["period"] else each["field"]
        was, now = (_short(each[side]) for side in ("was", "now"))
        click.echo(f"{each['ref']} {place}: {was} -> {now}  ({each['movement']})")
    if not lines:
        click.echo("Nothing differs.")


def _short(value: Any) -> str:
    text = words(value).replace("\n", " ") or "(blank)"
    return text if len(text) <= 60 else text[:59] + "…"


@click.command()
@plan_file
@click.argument("out", type=click.Path(path_type=Path, readable=False))
@click.option("--snapshot", "of", metavar="S", default="", help="Else the plan as it is.")
@click.option("--for", "group", metavar="GROUP", default="", help="A sub-group or a board.")
@click.option("--priority", metavar="N", default="", help="One strategic priority, by its number.")
@click.option("--since", metavar="S", default="", help="Else the last of an earlier quarter.")
@click.option("--published/--internal", help="Without what is internal.")
@click.option("--charts/--no-charts", default=True, help="With the indicators' charts.")
@click.option(
    "--style", metavar="DIR", type=click.Path(path_type=Path), help="A council's own look."
)
@by_whom
@as_json
def report(  # noqa: PLR0913, PLR0917 - one argument an option
    plan: Path,
    out: Path,
    of: str,
    group: str,
    priority: str,
    since: str,
    published: bool,  # noqa: FBT001 - click hands over a flag
    charts: bool,  # noqa: FBT001
    style: Path | None,
    by: str | None,
    *,
    as_json: bool,
) -> None:
    """Write the quarterly report to a .docx, .pdf, .html or .xlsx file."""
    with stopped_at_once() as stopping:
        from csp_desktop.cli.shared import progress_on_terminal
        from csp_desktop.operations.snapshots import report as reporting

        draw = _drawn if charts else None
        asked = reporting.ReportRequest(
            of, group, priority, since, published, stamp_of(by).at or ""
        )
        with reading(plan) as opened, progress_on_terminal() as hear:

            def heard(step: int, of: int, what: str, share: float) -> None:
                hear(step, of, what, share)
                # The last file is made but not yet in its place. From here Ctrl+C must be an
                # ordinary interrupt again, or a file could be left half replaced.
                if step == of and share == 1:
                    stopping.close()

            made = reporting.write_report(opened, out, asked, style=style, draw=draw, hear=heard)
    data = {
        "path": str(out),
        "title": made.title,
        "subtitle": made.subtitle,
        "facts": dict(made.facts),
        "sections": [each.title for each in made.sections],
    }
    tell(data, f"Made {out}.", as_json=as_json)


def _drawn(
    charts: Sequence[tuple[str, Chart]], step: Callable[[float], None]
) -> Mapping[str, bytes]:
    from csp_desktop.app import make_application
    from csp_desktop.gui.theme import theme
    from csp_desktop.operations.snapshots.report import drawn

    theme.start(make_application(), "light")
    return drawn(charts, step)


@click.command()
@plan_file
@click.argument("indicator")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--quarter", metavar="Q", default="", help="Else the plan's working quarter.")
@by_anyone
@as_json
def chart(plan: Path, indicator: str, out: Path, quarter: str, *, as_json: bool) -> None:
    """Write one indicator's chart to a PNG or SVG file; 'benchmark:NAME' charts a benchmark."""
    form = out.suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        raise BadValue(f"A chart is written as .png or .svg: give {out.stem}.png, say.")
    # Left before the picture is written: from there on Ctrl+C must not end the program at once.
    with stopped_at_once():
        from csp_desktop.operations.indicators import definitions

        with reading(plan) as opened:
            document = opened.document()
            asked = definitions.quarter_named(document, quarter) or working_quarter(document)
            found = definitions.chart(document, opened.table, indicator, asked)
        # After the plan is closed: drawing takes Qt, and Ctrl+C ends the program without clean-up.
        _application()
        made = definitions.picture_of(found, form)
    definitions.keep_picture(made, out)
    data = {
        "path": str(out),
        "indicator": found.id,
        "name": found.name,
        "sentence": found.sentence,
        "problems": [str(each) for each in found.problems],
    }
    tell(data, f"Made {out}. {found.sentence}", as_json=as_json)


@click.command()
@plan_file
@click.argument("csv", type=click.Path(path_type=Path))
@click.option(
    "--indicator", metavar="NAME", default="", help="Whose figures, where no column says."
)
@click.option(
    "--benchmark", metavar="NAME", default="", help="The benchmark series that they are of."
)
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and change nothing.")
@by_whom
@as_json
def figures(
    plan: Path,
    csv: Path,
    indicator: str,
    benchmark: str,
    dry_run: bool,  # noqa: FBT001 - click hands over a flag
    by: str | None,
    *,
    as_json: bool,
) -> int:
    """Take the figures of indicators or benchmarks from a CSV file, long or wide, in one go."""
    from csp_desktop.operations.indicators import definitions
    from csp_desktop.operations.indicators.benchmark_series import names_benchmarks
    from csp_desktop.operations.indicators.import_figures import take
    from csp_desktop.operations.indicators.parse_figures import Context

    text = definitions.read_csv(csv)
    if benchmark or (not indicator and names_benchmarks(text)):
        if indicator:
            raise click.UsageError("Give --indicator or --benchmark, not both.")
        return _benchmarks(plan, csv, text, benchmark, by, dry_run=dry_run, as_json=as_json)
    with writing(plan, by) as opened:
        document = opened.document()
        quarter = working_quarter(document)
        of = definitions.named(document, opened.table, indicator).id if indicator else ""
        taken = take(document, text, Context(quarter, of))
        proposed = 0
        if not dry_run and taken.edits:
            outcome = definitions.enter(opened, taken.edits, stamp_of(by))
            proposed = outcome.proposed
            for notice in outcome.notices:
                click.echo(notice, err=True)
    return _tell_taken(csv, taken, proposed, {}, as_json=as_json)


def _benchmarks(
    plan: Path, csv: Path, text: str, name: str, by: str | None, *, dry_run: bool, as_json: bool
) -> int:
    from csp_desktop.operations.indicators.benchmark_series import (
        enter_benchmarks,
        take_benchmarks,
    )

    with writing(plan, by) as opened:
        document = opened.document()
        taken = take_benchmarks(document, text, working_quarter(document), name)
        proposed = 0
        if not dry_run and taken.figures:
            proposed = enter_benchmarks(opened, taken, stamp_of(by)).proposed
    return _tell_taken(csv, taken, proposed, {"added": taken.added}, as_json=as_json)


def _tell_taken(
    csv: Path,
    taken: TakenFigures | TakenBenchmarks,
    proposed: int,
    more: Mapping[str, object],
    *,
    as_json: bool,
) -> int:
    data = {
        "path": str(csv),
        "taken": len(taken.figures),
        "same": taken.same,
        **more,
        **({"proposed": proposed} if proposed else {}),
        "problems": [
            {"place": each.place, "message": each.sentence} for each in taken.problems
        ],
    }  # fmt: skip
    for problem in taken.problems:
        click.echo(f"{problem}", err=True)
    tell(data, taken.words(), as_json=as_json)
    return WAITING if taken.problems or proposed else DONE


def _application() -> None:
    """An application to draw with, in the light theme, which paper takes."""
    from csp_desktop.app import make_application
    from csp_desktop.gui.theme import theme

    theme.start(make_application(), "light")
