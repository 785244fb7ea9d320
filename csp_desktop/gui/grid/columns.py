"""The grid's columns, worked out from the field table, the plan's years and the quarter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Final, NamedTuple

from csp_desktop.plan.field_types import GridPlace, Per, Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period

QUARTER_WIDTH, NOW_WIDTH, FUTURE_WIDTH = 92, 108, 36
PAST_YEAR_WIDTH, YEAR_WIDTH, PLAN_WIDTH = 106, 128, 112
REF_WIDTH = 44
_WIDENS = frozenset({Type.LONG_TEXT, Type.LIST})


class ColumnShows(Enum):
    """What a column's cells show."""

    FIELD = "field"
    YEAR = "year"
    PLAN = "plan"
    QUARTER = "quarter"


class GridColumn(NamedTuple):
    """One column: what it shows, where, and how its head reads.

    `field` and `period` name the cell that an editor opened here edits; `bears` are all fields of
    that period whose marks show here. `year` is the year a column belongs to, `open` tells if that
    year is opened into its quarters. `stands_in` is the key of the column in which a milestone's
    field shows; where that is headed otherwise, the cell is `labelled`.
    """

    shows: ColumnShows
    field: Field
    period: str
    label: str
    width: int
    bears: tuple[Field, ...]
    year: str = ""
    open: bool = False
    now: bool = False
    future: bool = False
    stands_in: str = ""
    labelled: bool = False

    @property
    def key(self) -> str:
        """A text that tells this column from all others, whatever the quarter is."""
        return self.stands_in or f"{self.shows.value}:{self.field.name}:{self.period}"

    @property
    def least(self) -> int:
        """The width down to which the column gives way before the grid scrolls sideways."""
        share = 0.8 if self.shows is ColumnShows.FIELD else 0.87
        return round(self.width * share) if self.stretches else self.width

    @property
    def stretches(self) -> bool:
        """Whether the column gains from more width than it asks for."""
        if self.shows is ColumnShows.FIELD:
            return self.field.name == "title" or self.field.type in _WIDENS
        return self.shows is not ColumnShows.QUARTER


def columns_for(
    table: FieldTable,
    years: Iterable[str],
    quarter: str,
    open_years: Collection[str],
    offered: Collection[str],
) -> tuple[GridColumn, ...]:
    """The columns in their order: ref, title, further fields, then the years.

    Every field that the table shows is there; of those it offers, the ones named in `offered`.
    An open year is its plan and its four quarters, a closed one a single column.
    """
    return (
        *_fields(table, quarter, offered),
        *(
            column
            for year in years
            for column in (
                _open_year(table, year, quarter)
                if year in open_years
                else _closed_year(table, year, quarter)
            )
        ),
    )


_PLACES: Final = {
    "title": ("title",),
    "due": ("due_date",),
    "forecast": ("forecast_date",),
    "completed": ("completed_on",),
    "who": ("lead_officer", "lead_partners"),
}
"""The columns of actions in which the fields of a milestone show, the first that is shown."""


def milestone_columns(table: FieldTable, columns: Iterable[GridColumn]) -> Mapping[str, GridColumn]:
    """What each column shows in the row of a milestone, by the column's key.

    A field whose own column is not shown stands in one of a year, which milestones leave empty,
    and says there what it is.
    """
    shown = {each.field.name: each for each in columns if each.shows is ColumnShows.FIELD}
    wide = {ColumnShows.YEAR, ColumnShows.QUARTER}
    free = iter([each for each in columns if each.shows in wide and not each.future])
    found = {}
    for name, own in _PLACES.items():
        field = table.field("milestone", name)
        place = next((shown[each] for each in own if each in shown), None)
        labelled = place is None
        place = place or next(free, None)
        if field and place:
            found[place.key] = place._replace(
                shows=ColumnShows.FIELD,
                field=field,
                period="",
                label=field.label,
                bears=(field,),
                open=False,
                now=False,
                stands_in=place.key,
                labelled=labelled,
            )
    return found


def offered_fields(table: FieldTable) -> tuple[Field, ...]:
    """The fields that a person can switch on as columns."""
    kind = table.kind("action")
    return (
        tuple(field for field in kind.fields if field.column is GridPlace.OFFERED) if kind else ()
    )


def _fields(table: FieldTable, quarter: str, offered: Collection[str]) -> Iterator[GridColumn]:
    kind = table.kind("action")
    for field in kind.fields if kind else ():
        built_in = field.name in {"ref", "title"}
        wanted = field.column is GridPlace.SHOWN or (
            field.column is GridPlace.OFFERED and field.name in offered
        )
        if not built_in and not wanted:
            continue
        period = {Per.NONE: "", Per.YEAR: quarter[:7]}.get(field.per, quarter)
        label = f"{field.label}, {period.split()[-1]}" if period else field.label
        width = REF_WIDTH if field.name == "ref" else field.width
        yield GridColumn(ColumnShows.FIELD, field, period, label, width, (field,))


def _closed_year(table: FieldTable, year: str, quarter: str) -> Iterator[GridColumn]:
    field = table.field("action", "planned")
    if field:
        width = PAST_YEAR_WIDTH if year < quarter[:7] else YEAR_WIDTH
        bears = _fields_of(table, Per.YEAR)
        yield GridColumn(ColumnShows.YEAR, field, year, year, width, bears, year)


def _open_year(table: FieldTable, year: str, quarter: str) -> Iterator[GridColumn]:
    planned, status = table.field("action", "planned"), table.field("action", "status")
    if planned:
        bears = _fields_of(table, Per.YEAR)
        yield GridColumn(
            ColumnShows.PLAN, planned, year, "Plan", PLAN_WIDTH, bears, year, open=True
        )
    period = read_period(year)
    if not status or not period:
        return
    for each in map(str, period.quarters()):
        now, future = each == quarter, each > quarter
        width = NOW_WIDTH if now else FUTURE_WIDTH if future else QUARTER_WIDTH
        yield GridColumn(
            ColumnShows.QUARTER,
            status,
            each,
            each.split()[-1],
            width,
            _fields_of(table, Per.QUARTER),
            year,
            open=True,
            now=now,
            future=future,
        )


def _fields_of(table: FieldTable, per: Per) -> tuple[Field, ...]:
    kind = table.kind("action")
    return tuple(field for field in kind.fields if field.per is per) if kind else ()
