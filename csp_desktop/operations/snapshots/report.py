"""The quarterly report, written to files: Word, PDF, HTML or Excel, all of one model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from csp_desktop.errors import BadValue, CspError, Failure, Refusal
from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.report.course import COURSE, course_chart, course_of
from csp_desktop.measures.report.model import Report
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source, scope_of_group, scopes
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.course import reported
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import name_key, words
from csp_desktop.plan.wording import joined
from csp_desktop.report.style import ReportStyle, Step, load, unheard
from csp_desktop.workbook.package.replace_file import refuse_open, replace_file

FORMS: Final = ("docx", "pdf", "html", "xlsx")

Draw = Callable[[Sequence[tuple[str, Chart]], Step], Mapping[str, bytes]]
"""Draws the charts of a report: PNG bytes by the indicator's id."""

Hear = Callable[[int, int, str, float], None]
"""Hears of progress: which step, of how many, what is done in it, and how much of it, 0 to 1.

What it raises ends the making, and no file is written.
"""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What report is wanted: of which snapshot ('' for the present plan), about what.

    `group` and `priority` are as people name them, at most one of them. `since` is the snapshot to
    compare with, '' for the latest of an earlier quarter. `at` is the time, where none is frozen,
    and `quarter` the one to report on then, '' for the plan's working quarter.
    """

    snapshot: str = ""
    group: str = ""
    priority: str = ""
    since: str = ""
    published: bool = False
    at: str = ""
    quarter: str = ""


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report as data, and the charts that it shows, by the indicator's id, yet to be drawn."""

    report: Report
    charts: tuple[tuple[str, Chart], ...] = ()


def unheard_of(step: int, of: int, what: str, share: float) -> None:
    """Ignore progress."""
    del step, of, what, share


def prepare(plan: OpenPlan, asked: ReportRequest, *, with_charts: bool = False) -> PreparedReport:
    """The report asked for, ready to be drawn and written."""
    document = snapshots.document_of(plan)
    source = _source(plan, document, asked)
    scope = scope_of(source.frozen.document, plan.table, asked.group, asked.priority)
    frozen = reported(plan, document, source.frozen.quarter, by=source.at if source.label else "")
    source = replace(source, course=course_of(source, scope, frozen))
    if not with_charts:
        return PreparedReport(report(source, scope))
    charts = charts_of(source.frozen)
    if source.course:
        charts[COURSE] = course_chart(source.course)
    made = report(replace(source, charts=charts), scope)
    return PreparedReport(made, tuple((each.id, charts[each.id]) for each in made.pictures()))


def write_report(
    plan: OpenPlan,
    path: Path,
    asked: ReportRequest,
    *,
    style: Path | None = None,
    draw: Draw | None = None,
    hear: Hear = unheard_of,
) -> Report:
    """Write the report to `path`, in the form its ending names; the whole file, or none of it."""
    form_of(path)
    of = 3 if draw else 2
    hear(1, of, "Reading the plan", 0.0)
    prepared = prepare(plan, asked, with_charts=draw is not None)
    charts: Mapping[str, bytes] = {}
    if draw and prepared.charts:
        charts = draw(prepared.charts, _heard(hear, 2, of, "Drawing the charts"))
    write_forms(prepared.report, [path], charts, style=style, hear=hear, first=of, of=of)
    return prepared.report


def write_forms(
    made: Report,
    paths: Sequence[Path],
    charts: Mapping[str, bytes],
    *,
    style: Path | None = None,
    hear: Hear = unheard_of,
    first: int = 1,
    of: int = 0,
) -> None:
    """Write a report to each of `paths`, in the forms their endings name.

    All are made before the first is put in its place: until then, nothing is on the disk, and a
    file that was there is unchanged. `first` is the number of the first step, `of` the last.
    """
    forms = [form_of(path) for path in paths]
    of = of or first + len(paths) - 1
    for path in paths:
        try:
            # Asked first: making a long report and then being refused because Word has the old one
            # open would cost minutes.
            refuse_open(path)
        except OSError as error:
            raise Failure(f"{path} could not be written: {error.strerror or error}.") from error
    look = load(style)
    # All forms are made in memory before the first is put in its place: a failure in the third must
    # not leave two new files beside an old one.
    contents = []
    for number, (path, form) in enumerate(zip(paths, forms, strict=True)):
        step = _heard(hear, first + number, of, f"Making {path.name}")
        step(0.0)
        contents.append(rendered(made, form, look, charts, step))
        step(1.0)
    placed: list[str] = []
    for path, content in zip(paths, contents, strict=True):
        try:
            replace_file(path, content)
        except CspError as error:
            if not placed:
                raise
            raise Failure(f"{error} {joined(placed)} had been made by then.") from error
        placed.append(path.name)


def _heard(hear: Hear, number: int, of: int, what: str) -> Step:
    return lambda share: hear(number, of, what, share)


def form_of(path: Path) -> str:
    """The form that a file's name asks for. Raises BadValue for one that there is not."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise BadValue(
            f"A report is written as .docx, .pdf, .html or .xlsx: give {path.stem}.docx, say."
        )
    return form


def rendered(
    made: Report, form: str, style: ReportStyle, charts: Mapping[str, bytes], step: Step = unheard
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
    from csp_desktop.workbook.export.report_book import as_xlsx

    return as_xlsx(made, style.accent, charts, step)


def scope_of(document: Document, table: FieldTable, group: str, priority: str) -> Scope:
    """What the report is about. Raises a Refusal where the plan has no such group or priority."""
    if group and priority:
        raise BadValue("A report is for a group or on a priority, not both.")
    if group:
        try:
            found = find(document, table, f"group:{_full_name(document, group)}")
        except Refusal as refused:
            raise Refusal(
                f"There is no group '{group}': 'show' lists the groups by their names."
            ) from refused
        acting = any(each.text("group") == found.id for each in document.of("action"))
        if not acting and found.text("role") not in ("board", "partnership"):
            raise Refusal(f"{found.text('name')} has no action in this plan to report on.")
        return scope_of_group(found, acting=acting)
    if priority:
        for each in document.strategic_priorities():
            if name_key(priority) in {
                name_key(words(each.get("number"))),
                name_key(each.text("title")),
            }:
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
        if name_key(name) in {
            name_key(each.text(label)) for label in ("name", "short_name", "abbreviation")
        }:
            return each.id
    return name


def _source(plan: OpenPlan, document: Document, asked: ReportRequest) -> Source:
    if asked.snapshot and plain(asked.snapshot).lower() != snapshots.NOW:
        taken = snapshots.find(document, asked.snapshot)
        frozen = snapshots.frozen_in(plan, taken)
        source = Source(frozen, taken.label, taken.taken_at, taken.by)
    else:
        quarter = asked.quarter or document.plan.text("working_quarter")
        if not quarter:
            raise Refusal("The plan has no working quarter yet: set one, such as 2016/17 Q1.")
        frozen = snapshots.freeze_now(plan, document, quarter)
        source = Source(frozen, at=asked.at)
    source = replace(source, published=asked.published, table=plan.table)
    since = (
        snapshots.find(document, asked.since)
        if asked.since
        else snapshots.before(document, frozen.quarter)
    )
    if since is None:
        return source
    return replace(source, since=snapshots.frozen_in(plan, since), since_label=since.label)


def charts_of(frozen: Frozen) -> dict[str, Chart]:
    """The charts of a frozen quarter that show anything, by the indicator's id."""
    document, found = frozen.document, {}
    for record in document.of("indicator"):
        chart = chart_of(document, record, frozen.quarter)
        if not chart.empty:
            found[record.id] = chart
    return found


def drawn(charts: Sequence[tuple[str, Chart]], step: Step = unheard) -> dict[str, bytes]:
    """Charts as PNG for a page, by id; an application must have been made."""
    from csp_desktop.charts import pictures

    found = {}
    for number, (record, chart) in enumerate(charts):
        step(number / len(charts))
        found[record] = pictures.page_png(chart)
    return found
