"""The quarterly report, written to a file: Word, PDF, HTML or Excel, all of one model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.measures.charting import chart_of
from csp_desktop.measures.frozen import Frozen
from csp_desktop.measures.reporting import report
from csp_desktop.measures.reportmatter import Scope, Source, scope_of_group, scopes
from csp_desktop.measures.reportmodel import Report
from csp_desktop.operations import snapshots
from csp_desktop.operations.naming import find
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import key, words
from csp_desktop.report.style import Step, Style, load, unheard
from csp_desktop.workbook.atomic import replace_file

FORMS: Final = ("docx", "pdf", "html", "xlsx")

Draw = Callable[[Frozen], Mapping[str, bytes]]
"""Draws the charts of a report: PNG bytes by the indicator's id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What report is wanted: of which snapshot ('' for the plan as it stands), about what.

    `group` and `priority` are as people name them, at most one of them. `since` is the snapshot to
    compare with, '' for the latest of an earlier quarter. `at` is the time, where none is frozen.
    """

    snapshot: str = ""
    group: str = ""
    priority: str = ""
    since: str = ""
    published: bool = False
    at: str = ""


def model(plan: OpenPlan, asked: Asked, *, with_charts: bool = False) -> tuple[Report, Frozen]:
    """The report asked for as data, and the state of the plan that it is of."""
    document = snapshots.document_of(plan)
    source = _source(plan, document, asked)
    scope = scope_of(source.frozen.document, plan.table, asked.group, asked.priority)
    if with_charts:
        source = replace(source, chart_words=_chart_words(source.frozen))
    return report(source, scope), source.frozen


def write_report(
    plan: OpenPlan,
    path: Path,
    asked: Asked,
    *,
    style: Path | None = None,
    draw: Draw | None = None,
    step: Step = unheard,
) -> Report:
    """Write the report to `path`, in the form its ending names; the whole file, or none of it.

    `step` hears how much of the file is made, 0 to 1; whatever it raises ends the making.
    """
    form = form_of(path)
    made, frozen = model(plan, asked, with_charts=draw is not None)
    charts = draw(frozen) if draw and made.pictures() else {}
    replace_file(path, rendered(made, form, load(style), charts, step))
    return made


def form_of(path: Path) -> str:
    """The form that a file's name asks for. Raises BadValue for one that there is not."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise BadValue(
            f"A report is written as .docx, .pdf, .html or .xlsx: give {path.stem}.docx, say."
        )
    return form


def rendered(
    made: Report, form: str, style: Style, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as the bytes of a file of this form."""
    if form == "html":
        from csp_desktop.report.webpage import as_html

        return as_html(made, style, charts, step).encode("utf-8")
    if form == "docx":
        from csp_desktop.report.wordfile import as_docx

        return as_docx(made, style, charts, step)
    if form == "pdf":
        from csp_desktop.report.printed import as_pdf

        return as_pdf(made, style, charts, step)
    from csp_desktop.workbook.reportbook import as_xlsx

    return as_xlsx(made, style.accent, step)


def scope_of(document: Document, table: FieldTable, group: str, priority: str) -> Scope:
    """What the report is about. Raises a Refusal where the plan has no such group or priority."""
    if group and priority:
        raise BadValue("A report is for a group or on a priority, not both.")
    if group:
        found = find(document, table, f"group:{_full_name(document, group)}")
        acting = any(each.text("group") == found.id for each in document.of("action"))
        if not acting and found.text("role") not in ("board", "partnership"):
            raise Refusal(f"{found.text('name')} has no action in this plan to report on.")
        return scope_of_group(found, acting=acting)
    if priority:
        for each in document.strategic_priorities():
            if key(priority) in {key(words(each.get("number"))), key(each.text("title"))}:
                return next(one for one in scopes(document) if one.priority == each.id)
        raise Refusal(f"There is no strategic priority '{priority}': give its number.")
    readers = [
        each.text("name")
        for each in sorted(document.of("group"), key=lambda one: one.text("name"))
        if each.text("role") == "partnership"
    ]
    return Scope("Whole plan", readers=", ".join(readers))


def _full_name(document: Document, name: str) -> str:
    """The name of the group that `name` is a short form of; else as given."""
    for each in document.of("group"):
        if key(name).lower() in {
            key(each.text(label)).lower() for label in ("name", "short_name", "abbreviation")
        }:
            return each.id
    return name


def _source(plan: OpenPlan, document: Document, asked: Asked) -> Source:
    if asked.snapshot and asked.snapshot.lower() != snapshots.NOW:
        taken = snapshots.find(document, asked.snapshot)
        frozen = snapshots.frozen_in(plan, taken)
        source = Source(frozen, taken.label, taken.taken_at, taken.by, published=asked.published)
    else:
        quarter = document.plan.text("working_quarter")
        if not quarter:
            raise Refusal("The plan has no working quarter yet: set one, such as 2016/17 Q1.")
        frozen = snapshots.freeze_now(plan, document, quarter)
        source = Source(frozen, at=asked.at, published=asked.published)
    since = (
        snapshots.find(document, asked.since)
        if asked.since
        else snapshots.before(document, frozen.quarter)
    )
    if since is None:
        return source
    return replace(source, since=snapshots.frozen_in(plan, since), since_label=since.label)


def _chart_words(frozen: Frozen) -> dict[str, str]:
    document, said = frozen.document, {}
    for record in document.of("indicator"):
        chart = chart_of(document, record, frozen.quarter)
        if not chart.empty:
            said[record.id] = chart.sentence
    return said


def draw_charts(frozen: Frozen) -> dict[str, bytes]:
    """The charts of a frozen quarter as PNG; an application must have been made."""
    from csp_desktop.charts import pictures

    drawn = {}
    for record in frozen.document.of("indicator"):
        chart = chart_of(frozen.document, record, frozen.quarter)
        if not chart.empty:
            drawn[record.id] = pictures.png(chart)
    return drawn
