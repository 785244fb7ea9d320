"""The end of a report: what is to be confirmed, what waits, and the whole plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from csp_desktop.look import NO_UPDATE as NO_UPDATE_WORDS
from csp_desktop.look import word
from csp_desktop.measures.kpi.scorecard import debts
from csp_desktop.measures.report.model import (
    ReportCell,
    ReportSection,
    Table,
    columns,
    plain,
    whole,
)
from csp_desktop.measures.report.report_context import Matter, called, named, status_cell
from csp_desktop.plan import wording as say
from csp_desktop.plan.document import Record
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field
from csp_desktop.plan.statuses import read_choice_word
from csp_desktop.plan.values import words

_FIGURE: Final = re.compile(r"[+\u2212]?\d[\d,]*(\.\d+)?")


def debt(of: Matter) -> Iterable[ReportSection]:
    """What is still Tbc, and the targets still to be set."""
    actions = []
    for action in of.actions:
        places = [
            period
            for period in of.document.years()
            if action.get("state", period) == "tbc"
        ]  # fmt: skip
        if of.stood[action.id].counted == "tbc":
            places.append(of.quarter)
        if places:
            actions.append(plain(called(action), of.leads(action), say.joined(places)))
    yield ReportSection(
        "Still to be confirmed",
        (say.sentence(f"{say.spelt(len(actions), 'action')} still "
                      f"{say.plural(len(actions), 'has', 'have')} a Tbc"),),
        table=Table(
            "Actions to be confirmed",
            columns(("Action", 45), ("Lead partners", 30), ("Tbc for", 25)),
            tuple(actions),
            "No action is Tbc.",
        ),
    )  # fmt: skip
    own = {row.id for row in of.rows}
    owed = [each for each in debts(of.document, of.quarter) if each.id in own]
    yield ReportSection(
        "Targets to be set",
        (say.sentence(f"{say.spelt(len(owed), 'indicator')} "
                      f"{say.plural(len(owed), 'has', 'have')} a target still to be set"),),
        table=Table(
            "Targets to be set",
            columns(("Indicator", 45), ("Years", 20), ("Owner", 20), ("To be agreed by", 15)),
            tuple(
                plain(
                    each.name,
                    say.joined(each.years),
                    of.openly(each.owner),
                    say.day(each.agreed_by) or ("Overdue" if each.late else "Not said"),
                )
                for each in owed
            ),
            "Every target is set.",
        ),
        level=2,
    )  # fmt: skip


def waiting(of: Matter) -> Iterable[ReportSection]:
    """What waited for a decision, and the returns that were outstanding."""
    refs = {each.text("ref") for each in of.actions}
    whole_plan = not (of.scope.group or of.scope.priority)
    waits = [
        plain(
            each.ref,
            _field_words(each.cell.field, each.cell.period),
            words(each.agreed) or "(blank)",
            " / ".join(words(side.value) for side in each.sides),
        )
        for each in of.frozen.conflicts
        if whole_plan or each.ref in refs
    ]
    yield ReportSection(
        "Waiting when this was frozen",
        table=Table(
            "Conflicts waiting",
            columns(("Ref", 12), ("Field", 23), ("Last agreed", 30), ("Said instead", 35)),
            tuple(waits),
            "No conflict was waiting.",
        ),
    )
    named = of.document.record("group", of.scope.group)
    out = [
        (
            ReportCell(str(each.get("group") or "")),
            whole(int(each.get("actions") or 0)),
            ReportCell(say.day(str(each.get("due") or "")) or "Not said"),
        )
        for each in of.frozen.outstanding
        if named is None or each.get("group") == named.text("name")
    ]
    yield ReportSection(
        "Returns outstanding",
        table=Table(
            "Returns outstanding",
            columns(("Sub-group", 60), ("Actions", 15), ("Due", 25), numbers=("Actions",)),
            tuple(out),
            "No return was outstanding.",
        ),
        level=2,
    )


def updates(of: Matter) -> ReportSection:
    """Every update of the quarter."""
    further = of.further(Per.QUARTER)
    share = 26.0 / max(len(further), 1)
    named = [("Action", 26.0), ("Status", 14.0), ("Commentary", 34.0)]
    named += [(field.label, share) for field in further]
    rows = []
    for action in of.actions:
        stood = of.stood[action.id]
        if stood.status is None:
            continue
        rows.append((
            ReportCell(called(action)),
            status_cell(stood.status),
            ReportCell(of.text(action, "commentary")),
            *(ReportCell(of.said(action, field, of.quarter)) for field in further),
        ))  # fmt: skip
    table = Table("Updates", columns(*named), tuple(rows), "No update was received.")
    return ReportSection("Appendix A: updates of the quarter", table=table, long=True)


def grid(of: Matter) -> Iterable[ReportSection]:
    """The whole plan by year."""
    years = of.document.years()
    further, by_year = of.further(Per.NONE), of.further(Per.YEAR)
    taken = min(12 * len(further), 24)
    share = (51 - taken) / max(len(years), 1)
    head = columns(
        ("Action", 23),
        ("Lead partners", 15),
        ("Status", 11),
        *((field.label, taken / len(further)) for field in further),
        *((year, share) for year in years),
        under={year: f"Planned {year}" for year in years},
    )
    yield ReportSection(
        "Appendix B: the plan by year",
        ("What each year is planned to do, with the status of the quarter.",),
        long=True,
        wide=True,
    )
    for priority, actions in of.by_priority():
        rows = tuple(
            (
                ReportCell(called(action)),
                ReportCell(of.leads(action)),
                _stands(of, action),
                *(ReportCell(of.said(action, field)) for field in further),
                *(_planned(of, action, year, by_year) for year in years),
            )
            for action in actions
        )
        elsewhere = priority.text("delivered_through") if priority else ""
        yield ReportSection(
            named(priority),
            table=Table(f"Plan, {named(priority)}", head, rows, elsewhere or "It has no action."),
            level=2,
            wide=True,
        )


def _planned(of: Matter, action: Record, year: str, further: tuple[Field, ...]) -> ReportCell:
    """A year's state, and under it what is planned and what else the plan says about it."""
    state = action.text("state", year)
    more = [_more(action.text("planned", year), state)]
    more += [
        f"{field.label}: {said}" for field in further if (said := of.said(action, field, year))
    ]
    return ReportCell(word(state) if state else "", state, "\n".join(filter(None, more)))


def figures(of: Matter) -> Iterable[ReportSection]:
    """The figures that the charts draw, as a table."""
    charts = of.source.charts or {}
    rows: list[tuple[ReportCell, ...]] = []
    for indicator in of.rows:
        chart = charts.get(indicator.id)
        if chart is None:
            continue
        by_year = chart.columns[:1] == ("Year",)
        for period, actual, beside, *others, state in chart.rows:
            before, target = (
                (ReportCell(""), _figure(beside)) if by_year else (_figure(beside), ReportCell(""))
            )
            rows.append(
                (
                    ReportCell(indicator.name),
                    ReportCell(period),
                    _figure(actual),
                    before,
                    target,
                    ReportCell(state),
                    ReportCell(_beside(chart.columns[3:-1], others)),
                )
            )
    heads = [("Indicator", 38.0), ("Period", 11.0), ("Figure", 9.0), ("Year ago", 9.0),
             ("Target", 9.0), ("State", 10.0), ("Benchmarks", 14.0)]  # fmt: skip
    if not any(row[-1].text for row in rows):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    if rows:
        table = Table(
            "Figures of the charts",
            columns(*heads, numbers=("Figure", "Year ago", "Target")),
            tuple(rows),
            "",
        )
        yield ReportSection("Appendix C: figures of the charts", table=table, long=True)


def _beside(names: Sequence[str], values: Sequence[str]) -> str:
    """The figures of benchmarks beside an indicator's own: 'MSG 10.4; MPS 12'."""
    pairs = zip(names, values, strict=True)
    return "; ".join(f"{name} {said}" for name, said in pairs if said)


def _figure(said: str) -> ReportCell:
    """A figure as a chart's table writes it, with its number where it is one."""
    found = _FIGURE.match(said)
    if not found:
        return ReportCell(said)
    plain_one = found[0].replace(",", "").replace("\u2212", "-")
    number = float(plain_one)
    return ReportCell(said, number=int(number) if number.is_integer() else number)


def _stands(of: Matter, action: Record) -> ReportCell:
    stood = of.stood[action.id]
    counted = stood.counted
    return status_cell(counted) if counted else ReportCell(NO_UPDATE_WORDS)


def _more(planned: str, state: str) -> str:
    """What a year's plan says beyond its state."""
    # The state often is the first line of what the plan says: it is not to be read twice.
    first, _, rest = planned.partition("\n")
    return rest.strip() if state and read_choice_word(first, (state,)) else planned


def _field_words(name: str, period: str) -> str:
    said = {"exists": "deleted or kept", "ref": "ref that two have"}.get(
        name, name.replace("_", " ")
    )
    return f"{said}, {period}" if period else said
