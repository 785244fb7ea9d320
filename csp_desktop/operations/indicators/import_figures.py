"""Figures as people have them: typed, pasted from Excel, or a CSV file, long or wide.

A block of text becomes figures and problems, each with its place. One bad cell never costs the
good ones, and a blank one changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from csp_desktop.measures.kpi.rating import Number, figure, is_number
from csp_desktop.measures.kpi.series import (
    FigureProblem,
    begins,
    ends,
    first_of,
    label,
    out_of_scale,
    out_of_scale_words,
)
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.indicators.decimal_marks import decimal_mark
from csp_desktop.operations.indicators.figure_cells import parted
from csp_desktop.operations.indicators.parse_figures import (
    BlockReader,
    Context,
    ParsedFigure,
    ParsedFigures,
)
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.values import same
from csp_desktop.plan.wording import joined, plural

MOST_CELLS: Final = 200_000


@dataclass(frozen=True, slots=True)
class TakenFigures:
    """What a block comes to: figures that differ from the plan, the edits for them, problems."""

    figures: tuple[ParsedFigure, ...] = ()
    edits: tuple[Edit, ...] = ()
    same: int = 0
    problems: tuple[FigureProblem, ...] = ()

    def words(self) -> str:
        """What was taken, in a sentence."""
        count = len(self.figures)
        said = f"{count} {plural(count, 'figure')} taken"
        said += f", {self.same} known already" if self.same else ""
        count = len(self.problems)
        return f"{said}, {count} {plural(count, 'problem')}."


def take(document: Document, text: str, context: Context) -> TakenFigures:
    """Read a block of text, and weigh it against the plan; nothing is written."""
    rows, delimiter = parted(text)
    if not rows:
        return TakenFigures(
            problems=(FigureProblem("The block", "is empty: copy some cells first."),)
        )
    if sum(map(len, rows)) > MOST_CELLS:
        said = f"has more than {MOST_CELLS:,} cells: take it in parts."
        return TakenFigures(problems=(FigureProblem("The block", said),))
    found = ParsedFigures()
    BlockReader(document, context, found, decimal_mark(rows, delimiter)).read(rows)
    return weigh(document, found.figures, context.quarter, found.problems)


def weigh(
    document: Document,
    figures: Sequence[ParsedFigure],
    quarter: str,
    problems: Sequence[FigureProblem] = (),
) -> TakenFigures:
    """Hold figures against each other and against the plan; what passes becomes edits."""
    found = ParsedFigures(list(figures), list(problems))
    # The order matters: a figure of the future must not contradict another one, and neither of them
    # may decide what is out of scale.
    _without_future(found, first_of(quarter))
    _without_contradictions(found)
    _without_out_of_scale(document, found)
    edits: list[Edit] = []
    kept: list[ParsedFigure] = []
    units: dict[str, Edit] = {}
    unchanged = 0
    for each in found.figures:
        record = document.record("indicator", each.indicator)
        if record is None:
            continue
        period = str(each.period)
        held = record.held(each.name, period)
        if held.contested:
            said = f"{label(each.period)} is contested: settle the conflict there first."
            found.refuse(each.place, said)
            continue
        changed = []
        put = Edit("indicator", record.id, each.name, period, each.value, held.heads)
        if not same(held.value, each.value):
            changed.append(put)
        elif held.proposals:
            edits.append(put)  # what stands there takes one's own proposal back
        state = record.held("data_state", period)
        if each.state and not state.contested and state.value != each.state:
            cell = ("indicator", record.id, "data_state", period)
            changed.append(Edit(*cell, each.state, state.heads))
        edits += changed
        if changed and each.says_unit:
            units.setdefault(record.id, Edit("indicator", record.id, "unit", "", "%"))
        if changed:
            kept.append(each)
        else:
            unchanged += 1
    return TakenFigures(tuple(kept), (*edits, *units.values()), unchanged, tuple(found.problems))


def _without_future(found: ParsedFigures, quarter: Period | None) -> None:
    if quarter is None:
        return
    for each in found.figures:
        if begins(each.period) > ends(quarter):
            said = f"{label(each.period)} is after the working quarter, {quarter}: not taken."
            found.refuse(each.place, said)
    found.figures = [each for each in found.figures if begins(each.period) <= ends(quarter)]


def _without_contradictions(found: ParsedFigures) -> None:
    """A period twice with one value is one figure; with two values, neither is taken."""
    by_cell: dict[tuple[str, str, Period], list[ParsedFigure]] = {}
    for each in found.figures:
        by_cell.setdefault((each.indicator, each.name, each.period), []).append(each)
    found.figures = []
    for (_, _, period), alike in by_cell.items():
        if len({each.value for each in alike}) == 1:
            stated = next((each.state for each in reversed(alike) if each.state), "")
            found.figures.append(replace(alike[0], state=stated))
            continue
        values = joined([figure(each.value) for each in alike[:2]])
        for each in alike:
            said = f"{label(period)} is here twice, with {values}: neither is taken."
            found.refuse(each.place, said)


def _without_out_of_scale(document: Document, found: ParsedFigures) -> None:
    by_series: dict[tuple[str, str, str], list[ParsedFigure]] = {}
    for each in found.figures:
        by_series.setdefault((each.indicator, each.name, each.period.kind), []).append(each)
    found.figures = []
    for (indicator, name, kind), figures in by_series.items():
        record = document.record("indicator", indicator)
        values: dict[Period, Number | None] = {}
        for text in record.periods(name) if record else ():
            period, value = read_period(text), record.get(name, text) if record else None
            if period and period.kind == kind and is_number(value):
                values[period] = value
        # With the plan's own figures: one figure alone has no scale to be out of.
        values.update({each.period: each.value for each in figures})
        doubted = set(out_of_scale(values))
        for each in figures:
            if each.period in doubted:
                said = out_of_scale_words(each.value).replace("it is left out", "it is not taken")
                found.refuse(each.place, said)
            else:
                found.figures.append(each)
