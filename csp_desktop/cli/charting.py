"""Commands for indicators: a chart as a picture, and figures from a CSV file."""

from __future__ import annotations

from pathlib import Path

import click

from csp_desktop.cli.shared import (
    DONE,
    WAITING,
    as_json,
    by_anyone,
    by_whom,
    plan_file,
    reading,
    stamp_of,
    stopped_at_once,
    tell,
    working_quarter,
    writing,
)
from csp_desktop.errors import BadValue


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
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and change nothing.")
@by_whom
@as_json
def figures(
    plan: Path,
    csv: Path,
    indicator: str,
    dry_run: bool,  # noqa: FBT001 - click hands over a flag
    by: str | None,
    *,
    as_json: bool,
) -> int:
    """Take indicators' figures from a CSV file, long or wide, as one operation."""
    from csp_desktop.operations.indicators import definitions
    from csp_desktop.operations.indicators.import_figures import take
    from csp_desktop.operations.indicators.parse_figures import Context

    text = definitions.read_csv(csv)
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
    data = {
        "path": str(csv),
        "taken": len(taken.figures),
        "same": taken.same,
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
