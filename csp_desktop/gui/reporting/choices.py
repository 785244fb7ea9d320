"""What can be chosen of a report, and what was chosen last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.measures.report.report_context import named
from csp_desktop.operations.snapshots.report import FORMS, ReportRequest
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import day
from csp_desktop.whole import NOT_IN_NAMES, file_name

FORM_WORDS = {"docx": "Word", "pdf": "PDF", "html": "HTML page", "xlsx": "Excel"}
_PRIORITY, _GROUP = "priority:", "group:"
_READING = ("board", "partnership")


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A report as it is chosen in the dialog.

    `about` is '' for the whole plan, or names a priority by number or a group by id. `style` and
    `folder` are paths, `style` '' for the program's own look.
    """

    snapshot: str = ""
    about: str = ""
    since: str = ""
    forms: tuple[str, ...] = ("docx",)
    published: bool = False
    charts: bool = True
    style: str = ""
    folder: str = ""
    name: str = ""

    def asked(self, at: str, quarter: str = "") -> ReportRequest:
        """What is asked of the engine; `at` is the time now, `quarter` the one worked on."""
        group = self.about.removeprefix(_GROUP) if self.about.startswith(_GROUP) else ""
        priority = self.about.removeprefix(_PRIORITY) if self.about.startswith(_PRIORITY) else ""
        return ReportRequest(
            self.snapshot, group, priority, self.since, self.published, at, quarter
        )

    def paths(self) -> list[Path]:
        """The files to be made, one a form."""
        stem, dot, ending = self.name.rpartition(".")
        name = stem if dot and ending.lower() in FORMS else self.name
        return [Path(self.folder).expanduser() / f"{name}.{form}" for form in self.forms]

    def why_not(self) -> str:
        """Why this cannot be made, in a sentence; '' where it can."""
        if not self.forms:
            return "Choose at least one form: Word, PDF, HTML page or Excel."
        if not self.folder:
            return "Choose the folder in which the report is saved."
        if not self.name:
            return "Give the file a name."
        if bad := sorted(set(self.name) & set(NOT_IN_NAMES)):
            return f"A file name cannot hold {' '.join(bad)}."
        return ""

    def remembered(self) -> dict[str, str]:
        """What is kept of it for the next time."""
        return {
            "forms": " ".join(self.forms),
            "published": "yes" if self.published else "",
            "charts": "yes" if self.charts else "",
            "style": self.style,
            "folder": self.folder,
        }


def last_time(kept: Mapping[str, str], folder: str) -> ReportChoice:
    """What was chosen last time, saved in `folder` where none was."""
    if not kept:
        return ReportChoice(folder=folder)
    forms = tuple(form for form in FORMS if form in kept.get("forms", "").split())
    return ReportChoice(
        forms=forms or ("docx",),
        published=bool(kept.get("published")),
        charts=bool(kept.get("charts")),
        style=kept.get("style", ""),
        folder=kept.get("folder") or folder,
    )


def offered_states(snapshots: Sequence[Snapshot]) -> list[tuple[str, str]]:
    """What a report can be of: the plan as it stands, and every snapshot, the newest first."""
    return [("", "The plan as it stands"), *((each.id, _called(each)) for each in snapshots)]


def offered_before(snapshots: Sequence[Snapshot]) -> list[tuple[str, str]]:
    """What a report can be compared with."""
    return [
        ("", "The last snapshot of an earlier quarter"),
        *((each.id, _called(each)) for each in snapshots),
    ]


def _called(snapshot: Snapshot) -> str:
    named_so = f"{snapshot.label or snapshot.quarter}, {snapshot.by}, {day(snapshot.taken_at)}"
    return f"{named_so}, withdrawn" if snapshot.withdrawn else named_so


def offered_scopes(document: Document) -> list[tuple[str, str]]:
    """What a report can be about: the whole plan, a priority, a sub-group or a board."""
    acting = {each.text("group") for each in document.of("action")}
    groups = sorted(document.of("group"), key=lambda each: each.text("name").casefold())
    return [
        ("", "The whole partnership"),
        *(
            (f"{_PRIORITY}{words(each.get('number'))}", f"Priority {named(each)}")
            for each in document.strategic_priorities()
        ),
        *(
            (f"{_GROUP}{each.id}", each.text("name"))
            for each in groups
            if each.id in acting or each.text("role") in _READING
        ),
    ]


def suggested_name(document: Document, choice: ReportChoice, quarter: str) -> str:
    """A name for the file that says what is in it: 'Progress report 2016-17 Q2, Burglary'."""
    about = next((name for value, name in offered_scopes(document) if value == choice.about), "")
    parts = [f"Progress report {quarter}".strip()]
    if choice.about:
        parts.append(about)
    if choice.published:
        parts.append("for publication")
    return file_name(", ".join(parts), "")
