"""What a person corrects in the map by which their own workbook is read; each gives a new map."""

from __future__ import annotations

from dataclasses import replace

from csp_desktop.operations.importing.plan_from_workbook import (
    ColumnMap,
    HeadingMap,
    LeftOut,
    Map,
    TableMap,
)
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period

AS_THEY_STAND, AFTER_PRIORITY, IN_TITLE, GIVEN = (
    "as they stand", "after the priority's number", "in the title", "given",
)  # fmt: skip
_BY_DATE = {"cell": "by the date in it"}
ROW_IS = {
    "action": "an action, or what a column says",
    "strategic_priority": "a strategic priority",
    "delivery_priority": "a delivery priority",
    "": "left out",
}
"""What a row below the headers can be, by what a heading goes to."""


def with_table(made: Map, number: int, table: TableMap) -> Map:
    """The map with another table in a table's place."""
    tables = list(made.tables)
    tables[number] = table
    return replace(made, tables=tuple(tables))


def with_column(made: Map, number: int, column: str, to: str) -> Map:
    """The map in which a column goes somewhere else; '' leaves it out."""
    table = made.tables[number]
    columns = tuple(
        # Without the colours and first words that the suggestion took from it: those belonged to
        # what the column was taken for.
        ColumnMap(each.column, each.header, to) if each.column == column else each
        for each in table.columns
    )
    return with_table(made, number, replace(table, columns=columns))


def with_row(made: Map, number: int, row: int, text: str, to: str) -> Map:
    """The map in which a row below the headers is something else: see ROW_IS."""
    table = made.tables[number]
    headings = [each for each in table.headings if each.row != row]
    if to != "action":
        headings.append(HeadingMap(row, text, to))
    headings.sort(key=lambda each: each.row)
    return with_table(made, number, replace(table, headings=tuple(headings)))


def row_is(table: TableMap, row: int) -> str:
    """What a row below the headers is, as ROW_IS names it."""
    found = next((each for each in table.headings if each.row == row), None)
    return "action" if found is None else found.to


def refs_from(table: TableMap) -> str:
    """Where refs come from: a column's letters, IN_TITLE or GIVEN."""
    column = next((each.column for each in table.columns if each.to == "ref"), "")
    return column if column and table.refs in (AS_THEY_STAND, AFTER_PRIORITY) else table.refs


def with_refs(made: Map, number: int, source: str, *, after_priority: bool) -> Map:
    """The map in which refs come from a column, by its letters, from the titles or are given."""
    table = made.tables[number]
    if source in (IN_TITLE, GIVEN):
        refs = source
    else:
        refs = AFTER_PRIORITY if after_priority else AS_THEY_STAND
    columns = tuple(_refs_in(each, source) for each in table.columns)
    return with_table(made, number, replace(table, columns=columns, refs=refs))


def _refs_in(column: ColumnMap, source: str) -> ColumnMap:
    if column.column == source:
        return ColumnMap(column.column, column.header, "ref")
    return ColumnMap(column.column, column.header) if column.to == "ref" else column


def without_sheet(made: Map, sheet: str) -> Map:
    """The map in which a sheet is not read."""
    tables = tuple(each for each in made.tables if each.sheet != sheet)
    others = tuple(each for each in made.left_out if each.sheet != sheet)
    return replace(made, tables=tables, left_out=(*others, LeftOut(sheet, "You left it out.")))


def offered(made: Map, number: int, table: FieldTable) -> list[tuple[str, str]]:
    """Where a column can go, with its words: every field, with the periods that are in use."""
    shown = made.tables[number]
    kind = table.kind(shown.records)
    named = {each.to.partition("@")[2] for each in shown.columns}
    periods = sorted({each for each in named if each} | _around(made.quarter))
    found = [("", "Left out")]
    for field in kind.fields if kind else ():
        if field.per is Per.NONE:
            found.append((field.name, field.label))
        else:
            found += [
                (f"{field.name}@{period}", f"{field.label}, {_BY_DATE.get(period, period)}")
                for period in periods
                if _fits(field, period)
            ]
    return found


def _around(quarter: str) -> set[str]:
    """The quarters of a quarter's year, that year, and the next."""
    period = read_period(quarter)
    if period is None:
        return set()
    year = period.financial_year
    return {str(year), str(year.shifted(1)), *(str(each) for each in year.quarters())}


def _fits(field: Field, period: str) -> bool:
    if period == "cell":
        return field.per is Per.YEAR
    quarterly = " Q" in period
    if field.per is Per.QUARTER:
        return quarterly
    return field.per is Per.ANY or not quarterly
