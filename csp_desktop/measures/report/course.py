"""The course in a report: the quarters as bars, in a table and as a chart, and each priority's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from csp_desktop.look import NO_UPDATE as NO_UPDATE_WORDS
from csp_desktop.look import word
from csp_desktop.measures.course import (
    KNOWN_THEN,
    REPORTED,
    CourseQuarter,
    Tallier,
    Tally,
    course,
    in_place,
    quarters_to,
    told,
    told_of_all,
)
from csp_desktop.measures.kpi.drawing import Chart, Drawing, DrawnBar
from csp_desktop.measures.kpi.series import first_of, label
from csp_desktop.measures.report.model import (
    NO_UPDATE,
    BarPart,
    ChartPicture,
    ReportCell,
    ReportSection,
    Table,
    columns,
    whole,
)
from csp_desktop.measures.report.report_context import Matter, Scope, Source, named
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import IN_BAR, LETTERS, ON_SCALE

COURSE: Final = "course"
"""The id of its picture."""

_TITLE: Final = "Quarter by quarter"
_MOVES: Final = (("Improved", 11.0), ("Same", 8.0), ("Worse", 9.0))
_HEADS: Final = tuple(each for each, _ in _MOVES)
_UPWARDS: Final = (*reversed(ON_SCALE), *(each for each in IN_BAR if each not in ON_SCALE), "")
"""What a column is made of from its foot: complete first, so that the eye sees it grow."""


def course_of(
    source: Source, scope: Scope, frozen: Mapping[str, Tally]
) -> tuple[CourseQuarter, ...]:
    """The quarters up to the one that is reported, of what the report is about.

    `frozen` are earlier quarters as they were reported. The quarter itself is always the state
    that the report is of, so that its bar says what the report says.
    """
    quarter = source.frozen.quarter
    known = Tallier().tallies(source.frozen.document, quarters_to(quarter))
    if source.label:
        known = {
            each: replace(tally, basis=REPORTED if each == quarter else KNOWN_THEN)
            for each, tally in known.items()
        }
    earlier = {each: tally for each, tally in frozen.items() if each < quarter}
    return course(known, earlier, Selection(scope.priority, group=scope.group))


def quarters(of: Matter) -> Iterable[ReportSection]:
    """The course by quarter, and what is complete and what moved in each priority."""
    found = of.source.course
    if not found:
        return
    rows = tuple(
        (
            ReportCell(each.quarter, under=each.basis),
            ReportCell(_parts_said(each), parts=_parts(each)),
            ReportCell(each.done),
            *(whole(number) for number in (each.improved, each.same, each.worse)),
        )
        for each in found
    )
    table = Table(
        _TITLE,
        columns(("Quarter", 14), ("Status", 42), ("Complete of all", 16), *_MOVES,
                numbers=_HEADS, under={"Quarter": "Basis"}),
        rows,
        "",
    )  # fmt: skip
    last = found[-1]
    moved = f" {last.moves.capitalize()} since the quarter before." if last.moves else ""
    pictures: tuple[ChartPicture, ...] = ()
    if COURSE in (of.source.charts or {}):
        pictures = (ChartPicture(COURSE, "Actions by quarter", told_of_all(found)),)
    yield ReportSection(
        _TITLE, (f"{last.quarter}: {told(last)}{moved}",), table=table, pictures=pictures
    )
    yield from _priorities(of)


def _priorities(of: Matter) -> Iterable[ReportSection]:
    """Each priority in the quarter that is reported."""
    tally = Tallier().tallies(of.document, [of.quarter]).get(of.quarter)
    if tally is None or of.scope.priority:
        return
    rows = []
    for priority, actions in of.by_priority():
        if priority is None or not actions:
            continue
        each = in_place(tally, Selection(priority.id, group=of.scope.group))
        numbers = (each.improved, each.same, each.worse)
        said = told(each).partition("; ")[2]
        rows.append((ReportCell(named(priority)), ReportCell(each.done),
                     ReportCell(said), *map(whole, numbers)))  # fmt: skip
    table = Table(
        "Complete by priority",
        columns(("Priority", 22), ("Complete of all", 15), ("The others", 35),
                *_MOVES, numbers=_HEADS),
        tuple(rows),
        "No action is in this report's scope.",
    )  # fmt: skip
    yield ReportSection("Complete by priority", table=table, level=2)


def _parts(of: CourseQuarter) -> tuple[BarPart, ...]:
    return tuple(BarPart(status or NO_UPDATE, number) for status, number in of.parts)


def _parts_said(of: CourseQuarter) -> str:
    said = ", ".join(f"{each.count} {each.status}" for each in _parts(of))
    return said or "nothing to report"


def course_chart(quarters: Sequence[CourseQuarter]) -> Chart:
    """The quarters as columns, the best at the foot, as one chart."""
    bars: list[DrawnBar] = []
    ends: list[tuple[float, str]] = []
    for x, each in enumerate(quarters):
        foot = 0
        counted = dict(each.parts)
        for status in _UPWARDS:
            number = counted.get(status, 0)
            if not number:
                continue
            name = word(status) if status else NO_UPDATE_WORDS
            letter = f"{LETTERS[status]} " if status else ""
            bars.append(
                DrawnBar(x, foot + number, f"{letter}{number}",
                         f"{each.quarter}, {each.basis}: {number} {name.lower()}",
                         foot=foot, look=status or NO_UPDATE)
            )  # fmt: skip
            if x == len(quarters) - 1:
                ends.append((foot + number / 2, f"{letter}{name}"))
            foot += number
    sentence = told_of_all(quarters)
    drawing = Drawing(
        "Actions by status",
        sentence,
        "",
        len(quarters),
        tuple((x, f"{_short(each.quarter)}\n{each.basis}") for x, each in enumerate(quarters)),
        bars=tuple(bars),
        ends=tuple(ends),
        columns=("Quarter", "Basis", "Complete"),
        rows=tuple((each.quarter, each.basis, each.done) for each in quarters),
    )
    return Chart(COURSE, _TITLE, "", sentence, (drawing,), drawing.columns, drawing.rows)


def _short(quarter: str) -> str:
    period = first_of(quarter)
    return label(period) if period else quarter
