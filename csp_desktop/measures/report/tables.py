"""The tables of a report that a board reads: progress, exceptions, indicators, changes."""

from __future__ import annotations

from csp_desktop.look import TRENDS, short_word, word
from csp_desktop.measures.kpi.rating import Rating, figure, is_change, is_number
from csp_desktop.measures.kpi.scorecard import IndicatorRow, label_of
from csp_desktop.measures.kpi.to_be_named import folded_words
from csp_desktop.measures.kpi.yearly import YearResult as InYear
from csp_desktop.measures.progress import counts
from csp_desktop.measures.report.model import (
    NO_UPDATE,
    BarPart,
    ChartPicture,
    ReportCell,
    ReportSection,
    Table,
    columns,
    plain,
    whole,
)
from csp_desktop.measures.report.report_context import Matter, called, named, status_cell
from csp_desktop.measures.snapshot.compare import by_ref
from csp_desktop.plan import wording as say
from csp_desktop.plan.statuses import APART, EXCEPTIONS, IN_BAR, NEEDS_CORRECTIVE_ACTION
from csp_desktop.plan.values import Value, words


def progress(of: Matter) -> ReportSection:
    """Each priority with its actions by status."""
    rows = []
    for priority, actions in of.by_priority():
        counted = counts(actions, of.quarter)
        shown = dict(counted.by_status)
        parts = [BarPart(each, shown[each]) for each in IN_BAR if shown.get(each)]
        if counted.no_update:
            parts.append(BarPart(NO_UPDATE, counted.no_update))
        said = ", ".join(f"{each.count} {each.status}" for each in parts)
        elsewhere = priority.text("delivered_through") if priority else ""
        rows.append((
            ReportCell(named(priority)),
            ReportCell(said or elsewhere or "nothing to report", parts=tuple(parts)),
            *(whole(shown.get(each, 0)) for each in APART),
            whole(counted.total),
        ))  # fmt: skip
    heads = [short_word(each) for each in APART]
    apart = [(head, len(head) + 4) for head in heads]
    bars = 100 - 25 - 7 - sum(share for _, share in apart)
    table = Table(
        "Progress by priority",
        columns(("Priority", 25), ("Status", bars), *apart, ("All", 7), numbers=(*heads, "All")),
        tuple(rows),
        "No action is in this report's scope.",
    )
    note = (
        "One block is one action; its shape gives its status, and dashes mean that no update "
        "was received."
    )
    return ReportSection("Progress by priority", table=table, notes=(note,))


def exceptions(of: Matter) -> ReportSection:
    """What is off track or at risk, with why and what is done about it."""
    rows = []
    for status in EXCEPTIONS:
        for action in of.actions:
            stood = of.stood[action.id]
            if stood.status != status:
                continue
            corrective = of.text(action, "corrective_action")
            missing = "None given" if status in NEEDS_CORRECTIVE_ACTION else ""
            rows.append((
                ReportCell(word(status), status, of.before(stood, action.id)),
                ReportCell(called(action), under=of.leads(action)),
                ReportCell(of.text(action, "commentary") or "No commentary given"),
                ReportCell(corrective or missing),
            ))  # fmt: skip
    table = Table(
        "Exceptions",
        columns(
            ("Status", 15),
            ("Action", 25),
            ("Why", 30),
            ("Corrective action", 30),
            under={"Status": "Status before", "Action": "Lead partners"},
        ),
        tuple(rows),
        f"No action is {' or '.join(EXCEPTIONS)}.",
        named_by=1,
    )
    return ReportSection("Exceptions", table=table)


def kpis(of: Matter) -> ReportSection:
    """The indicators with rating, figures and direction of travel."""
    rows = []
    for row in of.rows:
        now = row.now
        trends = [
            f"{travel} on last {'quarter' if short else 'year'}"
            for travel, short in ((row.short, True), (row.long, False))
            if travel
        ]
        rows.append((
            ReportCell(row.name, under=row.label),
            ReportCell(word(now.rating.look), now.rating.look, _reason(now)),
            ReportCell(_target(row, now), number=_number(now.target)),
            ReportCell(_actual(row, now), under=now.basis, number=_number(now.actual)),
            ReportCell(
                say.capital(", ".join(trends)) or "Not known",
                _trend(row.short),
                "\n".join(f"{each}." for each in row.against),
            ),
        ))  # fmt: skip
    if of.unnamed:
        labels = {label_of(of.document, each): None for each in of.unnamed}
        rows.append((
            ReportCell(folded_words(of.unnamed), under=say.joined(list(filter(None, labels)))),
            ReportCell(""), ReportCell(""), ReportCell(""), ReportCell(""),
        ))  # fmt: skip
    year = of.rows[0].now.year if of.rows else ""
    table = Table(
        "KPI scorecard",
        columns(("Indicator", 26), ("Rating", 25), ("Target", 11), ("Actual", 12),
                ("Direction of travel", 26), numbers=("Target", "Actual"),
                under={"Indicator": "Delivery priority", "Rating": "Reason",
                       "Actual": "Made from", "Direction of travel": "Against benchmarks"}),
        tuple(rows),
        "No indicator is in this report's scope.",
    )  # fmt: skip
    pictures = tuple(
        ChartPicture(row.id, row.name, chart.sentence, tuple(map(str, chart.problems)))
        for row in of.rows
        if (chart := (of.source.charts or {}).get(row.id))
    )
    paragraphs = (f"Targets and actuals of {year}.",) if year else ()
    return ReportSection("KPI scorecard", paragraphs, table=table, pictures=pictures)


def changes(of: Matter) -> ReportSection:
    """What moved, came, went or was revised since the state compared with."""
    empty = "There is no earlier snapshot to compare with."
    rows: list[tuple[ReportCell, ...]] = []
    title = "Changes since the last snapshot"
    if of.compared and of.source.since:
        empty = f"Nothing moved since {of.source.since_label}."
        rows = [*_travelled(of), *_came_and_went(of), *_revised(of)]
    table = Table(
        "Changes",
        columns(("What", 40), ("Was", 20), ("Now", 20), ("Movement", 20)),
        tuple(rows),
        empty,
    )
    since = of.source.since_label
    return ReportSection(title, (f"Compared with {since}.",) if since else (), table=table)


def _travelled(of: Matter) -> list[tuple[ReportCell, ...]]:
    assert of.compared  # noqa: S101 - the caller has looked
    # Worst first, since a board reads from the top and may stop.
    own = {each.id: each for each in of.actions}
    order = {"worse": 0, "improved": 1, "changed": 2, "same": 3}
    travels = [each for each in of.compared.travels if each.record in own]
    ordered = sorted(by_ref(of.document, travels), key=lambda each: order[each.movement])
    said = {"worse": "Moved down", "improved": "Moved up", "changed": "Changed"}
    return [
        (
            ReportCell(called(own[each.record])),
            status_cell(each.was),
            status_cell(each.now),
            ReportCell(
                "Started" if each.started else said.get(each.movement, "Same"),
                TRENDS.get(each.movement, ""),
            ),
        )
        for each in ordered
    ]


def _came_and_went(of: Matter) -> list[tuple[ReportCell, ...]]:
    assert of.compared  # noqa: S101
    assert of.source.since  # noqa: S101
    rows: list[tuple[ReportCell, ...]] = []
    for each in of.compared.actions:
        if each.field != "exists":
            continue
        # A dropped action has its ref and title in the earlier state alone.
        there = of.document if each.now else of.source.since.document
        action = there.record("action", each.record)
        if action and of.in_scope(action):
            said = "Added" if each.now else "Dropped"
            rows.append(plain(called(action), "", "", said))
    return rows


def _revised(of: Matter) -> list[tuple[ReportCell, ...]]:
    assert of.compared  # noqa: S101
    own = {row.id: row for row in of.rows}
    rows: list[tuple[ReportCell, ...]] = []
    for each in of.compared.indicators:
        row = own.get(each.record)
        revised = each.field in ("actual", "count") and None not in (each.was, each.now)
        if row and (revised or each.field == "rating"):
            said = "Revised" if revised else "Rating"
            name = f"{row.name}, {each.period}"
            was, now = (
                _rating_cell(side) if each.field == "rating" else ReportCell(words(side))
                for side in (each.was, each.now)
            )
            rows.append(
                (ReportCell(name), was, now, ReportCell(said, TRENDS.get(each.movement, "")))
            )
    return rows


def _rating_cell(rating: Value) -> ReportCell:
    look = Rating(str(rating), "").look
    return ReportCell(word(look), look)


def _trend(travel: str) -> str:
    return travel if travel in ("better", "same", "worse") else ""


def _number(value: Value) -> int | float | None:
    return value if is_number(value) else None


def _target(row: IndicatorRow, stood: InYear) -> str:
    signed = is_change(row.target_kind)
    low, high = stood.target, stood.upper
    if is_number(low) and is_number(high):
        return f"{figure(low)} to {figure(high, row.unit)}"
    if is_number(low):
        return figure(low, row.unit, signed=signed)
    if is_number(high):
        return f"up to {figure(high, row.unit)}"
    return "Tbc" if low == "tbc" else "Not set"


def _actual(row: IndicatorRow, stood: InYear) -> str:
    if stood.actual is None:
        return "None yet"
    said = figure(stood.actual, row.unit, signed=is_change(row.target_kind))
    return f"{said} {stood.mark}".strip()


def _reason(stood: InYear) -> str:
    """Why it is rated so, and that the change means little where it does."""
    reason = stood.rating.reason
    said = say.sentence(reason.partition(": ")[2] or reason) if reason else ""
    return f"{said} {say.sentence(stood.caution)}" if stood.caution else said
