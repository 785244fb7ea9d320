"""Indicators: their chart and its picture, figures entered, what was reported first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Stance
from csp_desktop.errors import Refusal
from csp_desktop.measures.kpi.benchmarks import BENCHMARK, benchmark_chart, benchmarks
from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.indicator_history import known
from csp_desktop.measures.kpi.scorecard import debts
from csp_desktop.measures.kpi.yearly import contradicting
from csp_desktop.operations.editing.edits import Edit, check_year, edit
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.values import Value, understand, words
from csp_desktop.store.failing import from_os
from csp_desktop.workbook.package.guard import decoded
from csp_desktop.workbook.package.replace_file import replace_file

MOST_BYTES = 20_000_000
_QUARTER = Field("quarter", "Quarter", Type.QUARTER, Per.QUARTER)


@dataclass(frozen=True, slots=True)
class First:
    """What was reported first for a cell, by whom and when (None for what was published)."""

    value: Value
    author: str
    at: str | None


def named(document: Document, table: FieldTable, name: str) -> Record:
    """The indicator that `name` (a name or an id) means; a Refusal where it means another thing."""
    found = find(document, table, name)
    if found.kind != "indicator":
        raise Refusal(f"'{name}' is no indicator. 'show' lists the indicators by their names.")
    return found


def chart(document: Document, table: FieldTable, name: str, quarter: str) -> Chart:
    """The chart of an indicator, or of a benchmark where `name` is 'benchmark:' and its name."""
    if name.startswith(BENCHMARK):
        asked = name.removeprefix(BENCHMARK).strip()
        if asked not in benchmarks(document):
            there = ", ".join(benchmarks(document)) or "none"
            raise Refusal(f"There is no benchmark '{asked}' in this plan. There is: {there}.")
        return benchmark_chart(document, asked)
    return chart_of(document, named(document, table, name), quarter)


def quarter_named(document: Document, name: str) -> str:
    """The quarter of the plan that `name` means, '' where there is no name."""
    quarter = words(understand(_QUARTER, name))
    check_year(document, _QUARTER, quarter)
    return quarter


def picture_of(shown: Chart, form: str) -> bytes:
    """The chart as the bytes of a 'png' or 'svg'; an application must have been made."""
    from csp_desktop.charts import pictures

    return pictures.svg(shown) if form == "svg" else pictures.png(shown)


def write_picture(shown: Chart, path: Path, form: str) -> None:
    """Write the chart's picture; a file that is there keeps whole until the new one is."""
    keep_picture(picture_of(shown, form), path)


def keep_picture(made: bytes, path: Path) -> None:
    """Write a picture that is made, in the same way."""
    try:
        replace_file(path, made)
    except OSError as error:
        raise from_os(path, error) from error


def read_csv(path: Path) -> str:
    """The text of a CSV file, whichever of the usual encodings it is in."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refusal(f"{path.name} is over {MOST_BYTES // 1_000_000} MB: take it in parts.")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise Refusal(f"There is no file {path}. Check its name and folder.") from error
    except OSError as error:
        raise from_os(path, error) from error
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refusal(f"{path.name} is a workbook, not a CSV file: save it as CSV first.")
    text = decoded(raw)
    if text is None:
        raise Refusal(f"{path.name} is not a text file, so no figures can be read from it.")
    return text


def enter(plan: OpenPlan, edits: Sequence[Edit], stamp: Stamp) -> Outcome:
    """Put figures into the plan as one operation, undone as one."""
    return edit(plan, edits, stamp, label="figures")


def settled(document: Document, indicator: str, year: str, *, keep: bool) -> list[Edit]:
    """Edits that say which change is reported of a year: what was, or what its counts give."""
    record, period = document.record("indicator", indicator), read_period(year)
    found = contradicting(known(record, None), period) if record and period else None
    if record is None or found is None:
        return []
    values: dict[str, Value] = {"counts_left": found.change}
    if not keep:
        values = {"actual": found.change, "data_state": "revised"}
    return [
        Edit("indicator", indicator, name, year, value, record.held(name, year).heads)
        for name, value in values.items()
    ]


def first_reported(plan: OpenPlan, indicator: str) -> Mapping[tuple[str, str], First]:
    """By (field, period), what was put into an indicator's figures first, undone entries aside."""
    found: dict[tuple[str, str], First] = {}
    # Newest first, so that the last one kept for a place is the one made first.
    for each in plan.file.log.told("indicator", indicator):
        if each.field not in ("actual", "count") or each.aside or each.value is None:
            continue
        if each.kind == "indicator" and each.stance not in (Stance.PROPOSED, Stance.ASIDE):
            place = (each.field, each.period)
            found[place] = First(each.value, each.operation.author, each.operation.at)
    return found


def unset_since(plan: OpenPlan, quarter: str) -> Mapping[str, str]:
    """By indicator with a target to set, since when: the day it was made so, '' as published."""
    years = {debt.id: debt.years for debt in debts(plan.document(), quarter)}
    found = dict.fromkeys(years, "")
    for each in reversed(plan.file.log.told()):
        if each.kind != "indicator" or each.record not in years or each.aside:
            continue
        unsets = each.field in ("target", "target_upper") and each.period in years[each.record]
        if unsets or each.field == "exists":
            found[each.record] = (each.operation.at or "")[:10]
    return found
