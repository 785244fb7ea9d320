"""The scorecard's lines: worked out a few at a time, and put in order by a column."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

from csp_desktop.measures.kpi.benchmarks import BENCHMARK, benchmark_drawing, benchmarks
from csp_desktop.measures.kpi.drawing import Drawing
from csp_desktop.measures.kpi.scorecard import IndicatorRow, in_order, row_of
from csp_desktop.measures.kpi.series import FigurePoint
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import Period

Kept: TypeAlias = dict[str, tuple[tuple[object, ...], IndicatorRow]]
"""Rows by indicator, each with what it rests on."""


@dataclass(frozen=True, slots=True)
class ScorecardLine:
    """One line of the scorecard: an indicator's row, or a benchmark's drawing."""

    id: str
    row: IndicatorRow | None = None
    drawing: Drawing | None = None
    spark: tuple[FigurePoint, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.name if self.row else self.id.removeprefix(BENCHMARK)


class Work:
    """Works out the lines of a plan at a quarter, as much at a time as is asked for.

    `kept` are the rows worked out so far; at first those of earlier work, which stand as long as
    nothing that they rest on has changed.
    """

    def __init__(self, document: Document, quarter: str, kept: Kept) -> None:
        self.document, self.quarter = document, quarter
        self.kept: Kept = {}
        self._before = kept
        self._records = in_order(document)
        self._rows: list[IndicatorRow] = []

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return len(self._records)

    def step(self, seconds: float = float("inf")) -> bool:
        """Work for about so long; answers whether all is done."""
        until = time.perf_counter() + seconds
        while len(self._rows) < len(self._records):
            self._next()
            if time.perf_counter() > until:
                break
        return len(self._rows) == len(self._records)

    def _next(self) -> None:
        document, record = self.document, self._records[len(self._rows)]
        delivery = document.record("delivery_priority", record.text("delivery_priority"))
        rests_on = (record, document.plan, delivery, self.quarter)
        before = self._before.get(record.id)
        same = before and all(a is b for a, b in zip(before[0], rests_on, strict=True))
        row = before[1] if before and same else row_of(document, record, self.quarter)
        self.kept[record.id] = (rests_on, row)
        self._rows.append(row)

    def lines(self) -> tuple[ScorecardLine, ...]:
        """The lines: the indicators in the plan's order, then the benchmarks."""
        lines = [ScorecardLine(row.id, row, spark=row.spark) for row in self._rows]
        for name in benchmarks(self.document):
            drawing = benchmark_drawing(self.document, name)
            first = drawing.tracks[0].marks if drawing.tracks else ()
            spark = tuple(
                FigurePoint(Period(x), mark.y if mark else None) for x, mark in enumerate(first)
            )
            lines.append(ScorecardLine(BENCHMARK + name, None, drawing, spark))
        return tuple(lines)
