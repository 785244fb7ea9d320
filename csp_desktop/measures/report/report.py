"""The report of a frozen quarter: which actions and indicators, what is said of them, in order."""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.measures.report.appendix import debt, figures, grid, updates, waiting
from csp_desktop.measures.report.model import (
    Report,
    ReportSection,
)
from csp_desktop.measures.report.report_context import Matter, Scope, Source
from csp_desktop.measures.report.summary import summary
from csp_desktop.measures.report.tables import changes, exceptions, kpis, progress
from csp_desktop.plan import wording as say
from csp_desktop.plan.periods import read_period


def report(source: Source, scope: Scope) -> Report:
    """The report. The same source and scope give the same report."""
    made = Matter(source, scope)
    plan = source.frozen.document.plan
    quarter = source.frozen.quarter
    period = read_period(quarter)
    months = f" ({period.words()})" if period else ""
    frozen_at = say.day(source.at)
    snapshot = ", ".join(filter(None, (source.label, frozen_at)))
    if not source.label:
        snapshot = f"None: the plan as it stood on {frozen_at}" if frozen_at else "None"
    facts = [
        ("For", scope.readers),
        ("Snapshot", snapshot),
        ("Taken by", source.by if source.label else ""),
        ("Scope", f"{scope.name}, {say.spelt(len(made.actions), 'action')}"),
        ("Version", "For publication" if source.published else ""),
    ]
    return Report(
        title=plan.text("title") or "Community safety plan",
        subtitle=f"Progress report, {quarter}{months}",
        organisation=plan.text("borough"),
        marking=plan.text("marking") or "OFFICIAL",
        facts=tuple((name, value) for name, value in facts if value),
        made=f"Made from the plan on {frozen_at}" if frozen_at else "Made from the plan",
        date=source.at[:10] if frozen_at else "",
        sections=tuple(_sections(made)),
    )


def _sections(of: Matter) -> Iterable[ReportSection]:
    yield summary(of)
    yield progress(of)
    yield exceptions(of)
    yield kpis(of)
    yield changes(of)
    yield from debt(of)
    # What waits to be decided names people and what they said, which is nothing to publish.
    if not of.source.published:
        yield from waiting(of)
    yield updates(of)
    yield from grid(of)
    yield from figures(of)
