"""The report of a frozen quarter: which actions and indicators, what is said of them, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from csp_desktop.look import word
from csp_desktop.measures.kpi.rating import MET, MISSED, NEAR
from csp_desktop.measures.progress import counts
from csp_desktop.measures.report.appendix import debt, figures, grid, updates, waiting
from csp_desktop.measures.report.course import quarters
from csp_desktop.measures.report.dates import dated, dates
from csp_desktop.measures.report.model import (
    Report,
    ReportSection,
    Tile,
)
from csp_desktop.measures.report.report_context import Matter, Scope, Source
from csp_desktop.measures.report.tables import changes, exceptions, kpis, progress
from csp_desktop.plan import wording as say
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.statuses import BY_NAME, OFF_SCALE, ON_SCALE, said

_MISSED: Final = ("missed its target", "missed their target")


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
    yield from quarters(of)
    yield exceptions(of)
    yield from dates(of)
    yield kpis(of)
    yield changes(of)
    yield from debt(of)
    # What waits to be decided names people and what they said, which is nothing to publish.
    if not of.source.published:
        yield from waiting(of)
    yield updates(of)
    yield from grid(of)
    yield from figures(of)


def summary(of: Matter) -> ReportSection:
    """The summary: sentences, large figures, and what is counted apart."""
    counted = counts(of.actions, of.quarter)
    tiles = [Tile(each, counted.by_status.get(each, 0), word(each)) for each in ON_SCALE]
    tiles.append(Tile("", counted.no_update, "No update received"))
    apart = [
        f"{number} {BY_NAME[name].counted_as or said(name)}"
        for name in OFF_SCALE
        if (number := counted.by_status.get(name, 0))
    ]
    notes = [f"Counted apart: {', '.join(apart)}."] if apart else []
    if any(row.now.mark for row in of.rows):
        notes.append("Figures marked [p] are provisional, [r] revised, [e] estimated.")
    sentences = [
        *_updated(of, counted.total - counted.no_update),
        *_red(of),
        *dated(of),
        *_moves(of),
        *_rated(of),
    ]
    return ReportSection("Summary", (" ".join(sentences),), tuple(tiles), notes=tuple(notes))


def _updated(of: Matter, settled: int) -> list[str]:
    updated = sum(each.status is not None for each in of.stood.values())
    total = len(of.actions)
    if not total:
        return ["No action is in this report's scope."]
    said = f"Of {say.spelt(total, 'action')}, {say.number(updated) if updated else 'none'} "
    said += "were updated" if updated > 1 else "was updated"
    rest = settled - updated
    if rest:
        said += f", and {say.number(rest)} {say.plural(rest, 'needs', 'need')} no update"
    return [f"{said}."]


def _red(of: Matter) -> list[str]:
    red = [each for each in of.actions if of.stood[each.id].status == "off track"]
    if not red:
        return ["None is off track."] if of.actions else []
    lacking = [each for each in red if not of.text(each, "corrective_action")]
    verb = say.plural(len(red), "is", "are")
    has = say.plural(len(red), "it has", "each has")
    if not lacking:
        return [say.sentence(f"{say.number(len(red))} {verb} off track, and {has} a "
                             "corrective action")]  # fmt: skip
    refs = say.joined([each.text("ref") for each in lacking])
    return [say.sentence(f"{say.number(len(red))} {verb} off track; there is no corrective "
                         f"action for {refs}")]  # fmt: skip


def _moves(of: Matter) -> list[str]:
    if of.compared is None:
        return []
    own = {each.id for each in of.actions}
    travels = [each for each in of.compared.travels if each.record in own]
    kinds = (
        (sum(each.movement == "worse" for each in travels), "moved down"),
        (sum(each.movement == "improved" for each in travels), "moved up"),
        (sum(each.started for each in travels), "started"),
    )
    moved = [f"{say.number(count)} {said}" for count, said in kinds if count]
    said = say.joined(moved) if moved else "no action moved"
    return [say.sentence(f"{said} since {of.source.since_label}")]


def _rated(of: Matter) -> list[str]:
    found = Counter(row.now.rating.rating for row in of.rows)
    rated = found[MET] + found[NEAR] + found[MISSED]
    if not of.rows:
        return []
    if not rated:
        return [f"None of the {say.spelt(len(of.rows), 'indicator')} can be rated yet."]
    kinds = (
        (found[MET], "met its target", "met their target"),
        (found[NEAR], "is within tolerance", "are within tolerance"),
        (found[MISSED], *(("missed it",) * 2 if found[MET] else _MISSED)),
    )
    parts = [say.spelt(n, one, many) for n, one, many in kinds if n]
    if rated == 1:
        return [say.sentence(f"the one rated indicator {parts[0].split(' ', 1)[1]}")]
    if len(parts) == 1:
        all_of_them = "Both" if rated == 2 else f"All {say.number(rated)}"
        return [f"{all_of_them} rated indicators {parts[0].split(' ', 1)[1]}."]
    return [f"Of the {say.number(rated)} rated indicators, {say.joined(parts)}."]
