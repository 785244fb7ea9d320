"""What somebody's own workbook becomes: actions under their priorities, and what did not fit."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from csp_desktop.gui.returns import texts
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.grouped_table import (
    GroupedDelegate,
    GroupedModel,
    GroupedTable,
    GroupHeading,
)
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.importing.plan_from_workbook import FoundRecord, Imported, Leftover
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import address

MOST_LISTED = 400
_REF, _TITLE, _STATUS, _REST = range(4)
_NAMES = frozenset({"ref", "title", "name", "strategic_priority", "delivery_priority"})


class Become(NamedTuple):
    """One record that the workbook becomes, or a heading over some."""

    key: str
    ref: str
    title: str
    status: str = ""
    rest: str = ""
    is_head: bool = False


def becomes(found: Imported, table: FieldTable) -> list[Become]:
    """Actions under their priorities in the workbook's order, then the indicators."""
    by_key = {each.key: each for each in found.records}
    groups: dict[tuple[str, str], list[FoundRecord]] = {}
    for each in found.records:
        if each.kind == "action":
            delivery = words(each.values.get(("delivery_priority", "")))
            strategic = words(each.values.get(("strategic_priority", "")))
            if not strategic and delivery in by_key:
                strategic = words(by_key[delivery].values.get(("strategic_priority", "")))
            groups.setdefault((strategic, delivery), []).append(each)
    rows: list[Become] = []
    for (strategic, delivery), actions in groups.items():
        rows.append(_head(by_key.get(strategic), by_key.get(delivery)))
        rows += [_row(each, found.quarter, table) for each in actions]
    indicators = [each for each in found.records if each.kind == "indicator"]
    if indicators:
        rows.append(Become("indicators", "", "Indicators", is_head=True))
        rows += [_row(each, found.quarter, table) for each in indicators]
    # Enough to judge the map by. All of them would take the window seconds after each correction.
    return rows[:MOST_LISTED]


def _head(strategic: FoundRecord | None, delivery: FoundRecord | None) -> Become:
    named = []
    for each, label in ((strategic, "number"), (delivery, "label")):
        if each is not None:
            number = words(each.values.get((label, "")))
            title = words(each.values.get(("title", "")) or each.values.get(("objective", "")))
            named.append(f"{number} {title}".strip())
    said = ": ".join(named) or "Without a priority"
    key = f"{strategic.key if strategic else ''}-{delivery.key if delivery else ''}"
    return Become(f"head-{key}", "", said, is_head=True)


def _row(found: FoundRecord, quarter: str, table: FieldTable) -> Become:
    values = found.values
    rest = [
        f"{_label(table, found.kind, name, period)}: {texts.value_text(name, value)}"
        for (name, period), value in values.items()
        if name not in _NAMES and value is not None and (name, period) != ("status", quarter)
    ]
    title = words(values.get(("title", "")) or values.get(("name", "")))
    status = words(values.get(("status", quarter)))
    return Become(found.key, words(values.get(("ref", ""))), title, status, "; ".join(rest))


def _label(table: FieldTable, kind: str, name: str, period: str) -> str:
    field = table.field(kind, name)
    return texts.place(field.label if field else name, period)


class BecomesModel(GroupedModel[Become]):
    """The records, one a row."""

    columns = ("Ref", "Action", "Status", "What else it says")

    def heading(self, row: Become) -> GroupHeading | None:
        return GroupHeading(row.title) if row.is_head else None

    def key(self, row: Become) -> Hashable:
        return row.key

    def words(self, row: Become, column: int) -> str:
        if row.is_head:
            return row.title if column == 0 else ""
        status = texts.value_text("status", row.status)
        return (row.ref, row.title, status, " ".join(row.rest.split()))[column]

    def shape(self, row: Become, column: int) -> str:
        return row.status if column == _STATUS else ""

    def letters(self, row: Become, column: int) -> tuple[themes.Size, str, bool]:
        return "small", "text" if column in (_TITLE, _STATUS) else "text2", False

    def tip(self, row: Become, column: int) -> str:
        return row.rest.replace("; ", "\n") if column == _REST else self.words(row, column)


class BecomesTable(GroupedTable):
    """Shows what a workbook becomes."""

    def __init__(self) -> None:
        model = BecomesModel()
        widths = {_REF: 60, _STATUS: 110}
        super().__init__(
            model, "What it becomes", heading_height=28, widths=widths,
            stretched=(_TITLE, _REST), row_height=28,
        )  # fmt: skip
        self.becomes = model
        self.setItemDelegate(BecomesDelegate(self))


class BecomesDelegate(GroupedDelegate[Become]):
    """Paints small headings."""

    heading_size = "small"


class LeftTable(Listing):
    """Shows what did not fit, one cell a row."""

    def __init__(self) -> None:
        self.left: ListingModel[Leftover] = ListingModel(
            (
                Column("Cell", _place, 128, tip=_place),
                Column("Says", _said, 150, tip=_said),
                Column("Why it does not fit, or needs a look", _why, tip=_why),
            )
        )
        super().__init__(self.left, "What does not fit", row_height=26)


def _place(row: Leftover) -> str:
    return address(row.sheet, row.cell, " ")


def _said(row: Leftover) -> str:
    return " ".join(row.value.split())


def _why(row: Leftover) -> str:
    return row.why


def listed(leftovers: tuple[Leftover, ...]) -> list[Leftover]:
    """What was not taken first, then what was taken and needs a look; not more than are read."""
    return sorted(leftovers, key=lambda each: each.taken)[:MOST_LISTED]
