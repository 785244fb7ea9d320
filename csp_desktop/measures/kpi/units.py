"""What an indicator's figures count: percentages and rates, or things; and what the % sign says."""

from __future__ import annotations

import re
from typing import Final

from csp_desktop.measures.kpi.rating import is_change
from csp_desktop.plan.document import Record
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value

PERCENT, RATE, COUNT, UNSAID = "percentage", "rate", "count", ""

FIGURES: Final = frozenset({"actual", "count", "target", "target_upper", "baseline_value"})
"""The fields of an indicator that hold figures."""

_PERCENT: Final = re.compile(r"(?<![\d.])\s*%|\bper ?cent(?:age)?s?\b", re.IGNORECASE)
_PERCENT_OF: Final = re.compile(
    r"\W*(?:the )?(?:%|per ?cent(?:age)?\b|proportion of\b)", re.IGNORECASE
)
_RATE: Final = re.compile(
    r"\b(?:rate|ratio|proportion|share|average|mean|median|index|score)s?\b| per (?!cent)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"(?:\b(?:number|no\.?|count|total|volume)s? of\b|\btotal\b|\bhow many\b)", re.IGNORECASE
)


def measured_in(unit: str, name: str) -> str:
    """What figures are, by their `unit`, else by the indicator's `name`; '' if neither says.

    A name that begins with '% of' says so against a unit that names what is counted.
    """
    # The unit goes before the name, but for 'Percentage of victims' with the unit 'victims': that
    # names what is counted, and not what the figure is.
    unit, name = plain(unit).lower(), plain(name)
    if "%" in unit or _PERCENT.search(unit) or _PERCENT_OF.match(name):
        return PERCENT
    if unit:
        return RATE if _RATE.search(f" {unit}") else COUNT
    if _PERCENT.search(name):
        return PERCENT
    if _RATE.search(name):
        return RATE
    return COUNT if _COUNT.search(name) else UNSAID


def kind_of_figures(record: Record) -> str:
    """What an indicator's figures are: 'percentage', 'rate', 'count', '' if nothing says."""
    return measured_in(record.text("unit"), record.text("name"))


def has_sign(raw: Value) -> bool:
    """True if a figure was typed with a % sign."""
    return isinstance(raw, str) and plain(raw).rstrip("* ").endswith("%")


def why_no_percentage(record: Record, field: str, raw: Value, unit: str | None = None) -> str:
    """Why a figure typed with a % sign cannot be one of an indicator's; '' if it can.

    `unit` replaces the record's own if another one was set when the figure was typed.
    """
    if field not in FIGURES or not has_sign(raw):
        return ""
    unit = record.text("unit") if unit is None else unit
    changes = is_change(record.text("target_kind"))
    counted = field == "count" or (changes and field == "baseline_value")
    if not counted and (changes or measured_in(unit, record.text("name")) != COUNT):
        return ""
    what = record.text("count_unit") if counted else unit
    return (
        f"'{plain(str(raw))}' has a % sign, and {record.text('name')} counts "
        f"{what or 'things'} here: type the number without the sign, or set the unit to %."
    )


def says_unit(record: Record, field: str, raw: Value) -> bool:
    """True if a figure's % sign is the first to say what an indicator's figures are."""
    return (
        field in ("actual", "target", "target_upper")
        and has_sign(raw)
        and not record.held("unit").heads
        and not is_change(record.text("target_kind"))
        and kind_of_figures(record) == UNSAID
    )
