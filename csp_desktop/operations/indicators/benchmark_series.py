"""Benchmark series from a CSV file: what an area's figure was, for comparison, period by period.

A line is a figure (benchmark, area, period, value), or an area with periods across. What is not a
series of the plan yet becomes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.changes.change import Cell, Change, add_record
from csp_desktop.errors import BadValue
from csp_desktop.measures.kpi.rating import Number, figure, is_number
from csp_desktop.measures.kpi.series import FigureProblem, begins, ends, first_of, label
from csp_desktop.operations.editing.edits import change_of, stance_for
from csp_desktop.operations.indicators.decimal_marks import bare_number, decimal_mark, with_point
from csp_desktop.operations.indicators.figure_cells import (
    PERIODS,
    cell_at,
    kind_named,
    parted,
    period_text,
    place_of,
)
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.periods import Period, asked_period, read_period
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, name_key, same, understand
from csp_desktop.plan.wording import joined, plural

KIND: Final = "benchmark"
_NAMES: Final = frozenset({"benchmark", "benchmark series", "series"})
_AREAS: Final = frozenset(
    {"area", "authority", "local authority", "borough", "district", "force", "comparator"}
)
_VALUES: Final = frozenset({"value", "figure", "rate", "index", "actual"})
_NOTHING: Final = frozenset({"", "-", "–", "..", "[x]", "[z]", "n/a"})
_ROWS_LOOKED_AT: Final = 20
_VALUE: Final = Field("value", "A benchmark's value", Type.NUMBER)


@dataclass(frozen=True, slots=True)
class BenchmarkFigure:
    """One figure of a series as it was read, and from where."""

    name: str
    area: str
    period: Period
    value: Number
    unit: str
    source: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What the figures of one series have in common."""
        return name_key(self.name), name_key(self.area)


@dataclass(slots=True)
class TakenBenchmarks:
    """What a file comes to: figures that differ from the plan, series it lacks, problems."""

    figures: list[BenchmarkFigure] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    same: int = 0
    problems: list[FigureProblem] = field(default_factory=list)

    def words(self) -> str:
        """What was taken, in a sentence."""
        count, more = len(self.figures), len(self.added)
        said = f"{count} {plural(count, 'figure')} of benchmarks taken"
        said += f", {more} series added" if more else ""
        said += f", {self.same} known already" if self.same else ""
        count = len(self.problems)
        return f"{said}, {count} {plural(count, 'problem')}."

    def refuse(self, place: str, sentence: str) -> None:
        """Note what is wrong at a place, once."""
        problem = FigureProblem(place, sentence)
        if problem not in self.problems:
            self.problems.append(problem)


def names_benchmarks(text: str) -> bool:
    """Whether a block's headings say that its figures are of benchmarks."""
    head = _head(parted(text)[0], _NAMES)
    return head is not None


def take_benchmarks(document: Document, text: str, quarter: str, name: str = "") -> TakenBenchmarks:
    """Read a block, and weigh it against the plan; nothing is written.

    `name` is the benchmark of lines that name none; after `quarter` nothing is taken.
    """
    rows, delimiter = parted(text)
    taken = TakenBenchmarks()
    top = _head(rows, _NAMES | _AREAS)
    if top is None:
        said = "No heading says which area a figure is of: write Area, Period, Value."
        taken.refuse("The block", said)
        return taken
    read = list(_figures(rows, top, decimal_mark(rows, delimiter), name, taken))
    _weigh(document, read, quarter, taken)
    return taken


def enter_benchmarks(plan: OpenPlan, taken: TakenBenchmarks, stamp: Stamp) -> Outcome:
    """Put the figures into the plan, with the series that it lacks, as one operation."""
    known = _series(plan.document())
    changes: list[Change] = []
    fresh: dict[tuple[str, str], dict[tuple[str, str], Value]] = {}
    for each in taken.figures:
        period = str(each.period)
        if each.key in known:
            record = known[each.key][0]
            cell = Cell(KIND, record.id, "value", period)
            change = change_of(plan, record, cell, each.value, stamp)
            changes += [change] if change else []
            continue
        values = fresh.setdefault(
            each.key,
            {
                ("name", ""): each.name,
                ("area", ""): each.area or None,
                ("unit", ""): each.unit or None,
                ("source", ""): each.source or None,
            },
        )
        values["value", period] = each.value
    stance = stance_for(plan, None)
    for values in fresh.values():
        record_id = f"{KIND}-{stamp.new_id()}"
        changes += add_record(plan.plan_id, KIND, record_id, values, stamp.new_id, stance=stance)
    if not changes:
        return Outcome("", "figures", stamp.author)
    return plan.write("figures", changes, stamp)


def _head(rows: Sequence[Sequence[str]], wanted: frozenset[str]) -> int | None:
    """The row of headings: the first near the top that has one of those `wanted`."""
    return next(
        (
            at
            for at, row in enumerate(rows[:_ROWS_LOOKED_AT])
            if any(plain(cell).lower() in wanted for cell in row)
            and (any(plain(cell).lower() in PERIODS for cell in row) or _periods(row))
        ),
        None,
    )


def _periods(row: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(row) if read_period(period_text(cell))]


def _figures(
    rows: list[list[str]], top: int, decimal: str, name: str, taken: TakenBenchmarks
) -> Iterator[BenchmarkFigure]:
    head = [plain(cell).lower() for cell in rows[top]]

    def column(names: frozenset[str]) -> int | None:
        return next((at for at, cell in enumerate(head) if cell in names), None)

    of, area, when = column(_NAMES), column(_AREAS), column(PERIODS)
    unit, source = column(frozenset({"unit", "units"})), column(frozenset({"source"}))
    value = column(_VALUES)
    across = _periods(rows[top])
    if not across and value is None:
        taken.refuse(place_of(top, 0), "No column is headed Value: it is not said what to take.")
        return
    likely = kind_named(head, rows[top:])
    for row, line in enumerate(rows[top + 1 :], top + 1):
        called = cell_at(line, of) or name
        if any(line) and not called:
            taken.refuse(place_of(row, 0), "It is not said which benchmark this is of.")
            continue
        pairs = [(at, rows[top][at], top, at) for at in across] or [
            (value or 0, cell_at(line, when), row, when or 0)
        ]
        for at, text, period_row, period_column in pairs if any(line) else ():
            if cell_at(line, at).strip().lower() in _NOTHING:
                continue
            place = place_of(row, at)
            try:
                period = asked_period(period_text(text), likely)
                read = understand(_VALUE, with_point(bare_number(cell_at(line, at)), decimal))
            except BadValue as problem:
                taken.refuse(place, str(problem))
                continue
            if period is None:
                said = f"'{text}' is not a period: write 2016/17, Apr-16 or 2016/17 Q1."
                taken.refuse(place_of(period_row, period_column), said)
            elif is_number(read):
                yield BenchmarkFigure(
                    called, cell_at(line, area), period, read, cell_at(line, unit),
                    cell_at(line, source), place,
                )  # fmt: skip


def _weigh(
    document: Document, read: Sequence[BenchmarkFigure], quarter: str, taken: TakenBenchmarks
) -> None:
    known = _series(document)
    now = first_of(quarter)
    said: dict[tuple[tuple[str, str], Period], list[BenchmarkFigure]] = {}
    for each in read:
        said.setdefault((each.key, each.period), []).append(each)
    for (key, period), alike in said.items():
        why = _why_not(known.get(key, []), alike, now, quarter)
        if why:
            for each in alike:
                taken.refuse(each.place, why)
            continue
        series = known.get(key)
        if series and same(series[0].get("value", str(period)), alike[0].value):
            taken.same += 1
            continue
        taken.figures.append(alike[0])
        called = f"{alike[0].name}, {alike[0].area}" if alike[0].area else alike[0].name
        if not series and called not in taken.added:
            taken.added.append(called)


def _why_not(
    series: Sequence[Record], alike: Sequence[BenchmarkFigure], now: Period | None, quarter: str
) -> str:
    """Why a figure is not taken, '' where it is."""
    first = alike[0]
    if now and begins(first.period) > ends(now):
        return f"{label(first.period)} is after the working quarter, {quarter}: not taken."
    if len({each.value for each in alike}) > 1:
        values = joined([figure(each.value) for each in alike[:2]])
        return f"{label(first.period)} is here twice, with {values}: neither is taken."
    if len(series) > 1:
        return f"{len(series)} series of this plan are called '{first.name}' of '{first.area}'."
    unit = series[0].text("unit") if series else ""
    if unit and first.unit and name_key(unit) != name_key(first.unit):
        return f"The series is in '{unit}', and this in '{first.unit}': not taken."
    if series and series[0].held("value", str(first.period)).contested:
        return f"{label(first.period)} is contested: settle the conflict there first."
    return ""


def _series(document: Document) -> Mapping[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for each in document.of(KIND):
        found.setdefault((name_key(each.text("name")), name_key(each.text("area"))), []).append(
            each
        )
    return found
