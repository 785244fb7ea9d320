"""All that differs in one line of a comparison, cell by cell, word by word."""

from __future__ import annotations

from dataclasses import dataclass

from csp_desktop.gui.snapshots.lines import ComparisonLine, place, value_words
from csp_desktop.measures.snapshot.compare import Difference
from csp_desktop.operations.snapshots.compare import SideBySide
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.text_diff import Mark, Piece, difference
from csp_desktop.plan.values import same

QUARTERLY = ("commentary", "corrective_action", "evidence")
_TOLD_OF_NEW = ("lead_partners", "activity", "expected_outcome", "measure")
_SHAPED = frozenset({"status", "state", "rating"})


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell that differs: from a shape to a shape, or a text with what differs marked.

    `note` is a quieter sentence under it, such as why an indicator rates as it does.
    """

    label: str
    pieces: tuple[Piece, ...] = ()
    shapes: tuple[str, str] | None = None
    words: tuple[str, str] = ("", "")
    note: str = ""


def parts_of(
    line: ComparisonLine, laid: SideBySide, table: FieldTable
) -> tuple[CellDifference, ...]:
    """What differs in `line`, the texts of the quarter first."""
    before = laid.was.frozen.document.record(line.move.kind, line.move.record)
    after = laid.now.frozen.document.record(line.move.kind, line.move.record)
    if before is None or after is None:
        return _whole(before or after, laid, table)
    told: list[CellDifference] = []
    done: set[tuple[str, str]] = set()
    if line.move.kind == "action":
        done |= {("status", laid.was.frozen.quarter), ("status", laid.now.frozen.quarter)}
        told += _of_the_quarters(before, after, laid, table, done)
    for each in _in_order(line.move.differences, table):
        if (each.field, each.period) not in done:
            told.append(_part(each, laid, table))
    return tuple(told)


def _of_the_quarters(
    before: Record,
    after: Record,
    laid: SideBySide,
    table: FieldTable,
    done: set[tuple[str, str]],
) -> list[CellDifference]:
    """What was said for the one quarter beside what is said for the other."""
    one, other = laid.was.frozen.quarter, laid.now.frozen.quarter
    found = []
    for name in QUARTERLY:
        was, now = before.text(name, one), after.text(name, other)
        if not now or same(was, now):
            continue
        done.add((name, other))
        if one != other and after.text(name, one) in ("", before.text(name, one)):
            done.add((name, one))
        field = table.field("action", name)
        found.append(CellDifference(field.label if field else name, difference(was, now)))
    return found


def _in_order(differences: tuple[Difference, ...], table: FieldTable) -> list[Difference]:
    kind = table.kind(differences[0].kind) if differences else None
    order = {field.name: number for number, field in enumerate(kind.fields)} if kind else {}
    return sorted(differences, key=lambda each: (order.get(each.field, -1), each.period))


def _part(each: Difference, laid: SideBySide, table: FieldTable) -> CellDifference:
    field = table.field(each.kind, each.field)
    named = "Rating" if each.field == "rating" else field.label if field else each.field
    label = place(named, each.period)
    was, now = (
        value_words(side.frozen.document, table, each.kind, each.field, value)
        for side, value in ((laid.was, each.was), (laid.now, each.now))
    )
    if each.field in _SHAPED:
        shapes = (str(each.was or ""), str(each.now or ""))
        note = each.now_reason or each.was_reason
        return CellDifference(label, shapes=shapes, words=(was, now), note=note)
    return CellDifference(label, difference(was, now))


def _whole(
    record: Record | None, laid: SideBySide, table: FieldTable
) -> tuple[CellDifference, ...]:
    """The main texts of a record that only one side has."""
    if record is None:
        return ()
    side = laid.now if laid.was.frozen.document.record(record.kind, record.id) is None else laid.was
    mark: Mark = "added" if side is laid.now else "removed"
    quarter = side.frozen.quarter
    places = [(name, "") for name in _TOLD_OF_NEW] + [(name, quarter) for name in QUARTERLY]
    found = []
    for name, period in places:
        field = table.field(record.kind, name)
        value = record.get(name, period)
        text = value_words(side.frozen.document, table, record.kind, name, value)
        if field and text:
            found.append(CellDifference(field.label, (Piece(text, mark),)))
    return tuple(found)
