"""The scorecard: every indicator with its latest figures, ratings and directions of travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from csp_desktop.measures.kpi.against import Compared, against, lines_of
from csp_desktop.measures.kpi.benchmarks import named_series
from csp_desktop.measures.kpi.indicator_history import IndicatorHistory, known
from csp_desktop.measures.kpi.rating import Number, is_number, rules_of, travel
from csp_desktop.measures.kpi.series import (
    FieldSeries,
    FigurePoint,
    FigureProblem,
    first_of,
    in_a_row,
    quarterly,
)
from csp_desktop.measures.kpi.to_be_named import to_be_named
from csp_desktop.measures.kpi.yearly import YearResult, stand
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.renumbering import ref_order

_SPARK: Final = {"month": 24, "quarter": 12, "year": 12}


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator on the scorecard.

    `last` and `now` are its results for the year before the working quarter's and for that one.
    `short` and `long` are its travel on the quarter and the year before: 'better', 'same',
    'worse', 'higher', 'lower', 'too small to call', or '' if nothing is known. `spark` are its
    latest points in a row, a gap with value None. `against` says how it compares with its
    benchmarks. `elsewhere` says where it is held, where that is another plan.
    """

    id: str
    name: str
    label: str
    unit: str
    direction: str
    target_kind: str
    last: YearResult
    now: YearResult
    short: str
    long: str
    spark: tuple[FigurePoint, ...]
    against: tuple[Compared, ...] = ()
    elsewhere: str = ""
    owner: str = ""
    unconfirmed: bool = False
    contested: bool = False
    problems: tuple[FigureProblem, ...] = ()

    @property
    def has_target(self) -> bool:
        """True if a target has been set in either year."""
        return any(
            is_number(each.target) or is_number(each.upper) for each in (self.last, self.now)
        )

    @property
    def set_elsewhere(self) -> bool:
        """True if it is held in another plan."""
        return bool(self.elsewhere) and not self.has_target


@dataclass(frozen=True, slots=True)
class Debt:
    """Targets of one indicator that are still to be set, for the years that matter now.

    `agreed_by` is when they are to be agreed, '' if that is not said; `late` where that day,
    or the start of a year without a target, is before the working quarter.
    """

    id: str
    name: str
    label: str
    years: tuple[str, ...]
    owner: str
    agreed_by: str
    late: bool


def in_order(document: Document) -> list[Record]:
    """The indicators by their delivery priority, then by name."""

    def order(record: Record) -> tuple[object, ...]:
        label = label_of(document, record)
        return (not label, ref_order(label), record.text("name"), record.id)

    return sorted(document.of("indicator"), key=order)


def divided(document: Document) -> tuple[list[Record], list[Record]]:
    """The indicators that are listed, and those that one line stands for, both in order."""
    listed: list[Record] = []
    folded: list[Record] = []
    for record in in_order(document):
        (folded if to_be_named(record) else listed).append(record)
    return listed, folded


def label_of(document: Document, record: Record) -> str:
    """The label of an indicator's delivery priority ('1.DP1'), '' if it has none."""
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    return delivery.text("label") if delivery else ""


def scorecard(document: Document, quarter: str) -> tuple[IndicatorRow, ...]:
    """All indicators as of the working quarter."""
    until = first_of(quarter)
    return tuple(_row(document, record, until) for record in in_order(document))


def rests_on(document: Document, record: Record, quarter: str) -> tuple[object, ...]:
    """All that a row is made from; the plan's own record holds the tolerances."""
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    return (record, document.plan, delivery, quarter, *named_series(document, record))


def unchanged(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """True if a row made from `before` still stands: records are frozen, and stay the same."""
    return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))


def row_of(document: Document, record: Record, quarter: str) -> IndicatorRow:
    """One indicator as of the working quarter."""
    return _row(document, record, first_of(quarter))


def standing_of(document: Document, record: Record, year: str) -> YearResult:
    """One indicator in one year, with all the figures that there are."""
    return stand(known(record, None), year, rules_of(document.plan, record))


def _row(document: Document, record: Record, until: Period | None) -> IndicatorRow:
    of = known(record, until)
    rules = rules_of(document.plan, record)
    year = until.financial_year if until else read_period((document.years() or [""])[0])
    now_year = str(year) if year else ""
    last_year = str(year.shifted(-1)) if year else ""
    last, now = stand(of, last_year, rules), stand(of, now_year, rules)
    short, long = _travels(of, until)
    return IndicatorRow(
        id=record.id,
        name=record.text("name") or record.id,
        label=label_of(document, record),
        unit=record.text("unit"),
        direction=record.text("direction"),
        target_kind=record.text("target_kind"),
        last=last,
        now=now,
        short=short,
        long=long,
        spark=_spark(of),
        against=against(
            lines_of(document, of, until), record.text("direction"), counts=of.are_counts
        ),
        elsewhere=record.text("reference"),
        owner=record.text("owner"),
        unconfirmed=bool(record.marked("unconfirmed")),
        contested=record.contested or bool(record.marked("contested")),
        problems=(*of.problems, *last.problems, *now.problems),
    )


def _travels(of: IndicatorHistory, until: Period | None) -> tuple[str, str]:
    if until is None:
        return "", ""
    quarters = by_quarter(of)

    def value(period: Period) -> Number | None:
        point = quarters.get(period)
        return point.value if point else None

    now, direction = value(until), of.record.text("direction")
    return (
        travel(now, value(until.shifted(-1)), direction, counts=of.are_counts),
        travel(now, value(until.shifted(-4)), direction, counts=of.are_counts),
    )


def by_quarter(of: IndicatorHistory) -> Mapping[Period, FigurePoint]:
    """The quarters of what is charted: the counts behind a % change where there are any."""
    return quarterly(charted(of), of.how)


def charted(of: IndicatorHistory) -> FieldSeries:
    """What is charted by month: the counts behind a % change where there are any."""
    return of.counts if of.changes and of.counts.known() else of.actuals


def _spark(of: IndicatorHistory) -> tuple[FigurePoint, ...]:
    figures = charted(of)
    for step, most in _SPARK.items():
        row = in_a_row(figures.of(step).values())
        if len(row) > 1:
            return row[-most:]
    return ()


def debts(document: Document, quarter: str) -> tuple[Debt, ...]:
    """The targets still to be set for the working year and the plan's later ones."""
    # Not those held in another plan, whose targets are set there, nor those shown for context. An
    # indicator without a name is to be named first.
    until = first_of(quarter)
    now = str(until.financial_year) if until else ""
    years = [year for year in document.years() if year >= now]
    found = []
    for record in divided(document)[0]:
        if record.text("reference") or record.text("direction") == "neutral":
            continue
        unset = [
            year
            for year in years
            if not is_number(record.get("target", year))
            and not is_number(record.get("target_upper", year))
        ]
        if unset:
            found.append(_debt(document, record, unset, now, until))
    return tuple(found)


def _debt(
    document: Document, record: Record, unset: list[str], now: str, until: Period | None
) -> Debt:
    days = [record.text("agreed_by", year) for year in unset]
    agreed_by = min((day for day in days if day), default="")
    past = bool(until and agreed_by and agreed_by < _first_day(until))
    begun = until is not None and unset[0] == now and until.quarter > 1
    return Debt(
        record.id,
        record.text("name") or record.id,
        label_of(document, record),
        tuple(unset),
        record.text("owner"),
        agreed_by,
        past or (not agreed_by and begun),
    )


def _first_day(quarter: Period) -> str:
    month = (quarter.quarter * 3) % 12 + 1  # Q1 begins in April, Q4 in January of the next year
    return f"{quarter.year + (quarter.quarter == 4)}-{month:02}-01"
