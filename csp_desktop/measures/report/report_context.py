"""What a report is about: a frozen quarter, whose part of it, and what was looked up once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from csp_desktop.look import word
from csp_desktop.measures.course import CourseQuarter
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.measures.kpi.rating import Rating
from csp_desktop.measures.kpi.scorecard import IndicatorRow, in_order, row_of
from csp_desktop.measures.kpi.to_be_named import to_be_named
from csp_desktop.measures.kpi.yearly import YearResult as InYear
from csp_desktop.measures.progress import ActionProgress, standing
from csp_desktop.measures.report.model import (
    ReportCell,
)
from csp_desktop.measures.snapshot.compare import compare
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.document import Document, Record, number_of, told
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import SHIPPED, Field, FieldTable
from csp_desktop.plan.values import words

_INTERNAL: Final = re.compile(
    r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*\[\W*internal\W*\]", re.IGNORECASE
)
"""Signs that nobody sees before or in the mark do not make public what was marked."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: all, or one strategic priority or group by its id.

    `readers` is whom it is for. A board without actions of its own reads the whole plan.
    """

    name: str
    priority: str = ""
    group: str = ""
    readers: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from, and what it was last.

    `label` and `at` name the snapshot and when it was taken; for the plan as it is now, `label` is
    ''. `since` is the state that it is compared with. `published` leaves out what is internal:
    evidence, what waits to be decided, and text marked '[internal]'. `charts` by the id of
    their indicator are those that are drawn in it. `table` says which further fields it shows.
    `course` is how what the report is about came to the quarter.
    """

    frozen: Frozen
    label: str = ""
    at: str = ""
    by: str = ""
    since: Frozen | None = None
    since_label: str = ""
    published: bool = False
    charts: Mapping[str, Chart] | None = None
    table: FieldTable = SHIPPED
    course: tuple[CourseQuarter, ...] = ()


class Matter:
    """The actions and indicators that a report is about, looked up once."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self.source, self.scope = source, scope
        self.frozen = source.frozen
        self.quarter = source.frozen.quarter
        self.document = source.frozen.document
        self.actions = [each for each in self.document.actions() if self.in_scope(each)]
        self.stood = {each.id: standing(each, self.quarter) for each in self.actions}
        about = self._about()
        self.unnamed = list(filter(to_be_named, about))
        self.rows = [
            self._as_reported(row_of(self.document, each, self.quarter))
            for each in about
            if not to_be_named(each)
        ]
        self.compared = compare(source.since, source.frozen) if source.since else None

    def in_scope(self, action: Record) -> bool:
        """True if an action belongs to what the report is about."""
        if self.scope.group:
            return action.text("group") == self.scope.group
        if self.scope.priority:
            priority = self.document.priority_of(action)
            return priority is not None and priority.id == self.scope.priority
        return True

    def _about(self) -> list[Record]:
        """The indicators that the report is about, in order."""
        every = in_order(self.document)
        if self.scope.group:
            under = {each.text("delivery_priority") for each in self.actions} - {""}
            return [each for each in every if each.text("delivery_priority") in under]
        return list(filter(self._under, every)) if self.scope.priority else every

    def _under(self, record: Record) -> bool:
        priority = self.document.priority_of(record)
        return priority is not None and priority.id == self.scope.priority

    def _as_reported(self, row: IndicatorRow) -> IndicatorRow:
        # Ratings as they were given when the quarter was frozen: rules may have changed since, and
        # a report that is made again must say the same.
        said = self.frozen.reported.get(row.id, {})

        def rated(each: InYear) -> InYear:
            return replace(each, rating=Rating(*said[each.year])) if each.year in said else each

        return replace(row, last=rated(row.last), now=rated(row.now))

    def text(self, action: Record, name: str) -> str:
        """The text of an action's field in the quarter, without what this report must not show."""
        return self.openly(action.text(name, self.quarter))

    def further(self, per: Per) -> tuple[Field, ...]:
        """The fields of an action that have no place of their own in a report and are shown."""
        kind = self.source.table.kind("action")
        return kind.reported(per, published=self.source.published) if kind else ()

    def said(self, action: Record, field: Field, period: str = "") -> str:
        """What a field of an action holds, in words, as this report may tell it."""
        value = action.get(field.name, period)
        return self.openly(words(told(self.document, self.source.table, field, value)))

    def openly(self, text: str) -> str:
        """A text without what this report must not show."""
        return public(text) if self.source.published else text

    def leads(self, action: Record) -> str:
        """An action's lead partners in a line."""
        return ", ".join(action.items("lead_partners"))

    def before(self, stood: ActionProgress, record: str) -> str:
        """What the status was before: at the state compared with, else in the last quarter."""
        was = stood.last or ""
        if self.source.since:
            before = self.source.since.document.record("action", record)
            if before is None:
                return "new action"
            then = standing(before, self.source.since.quarter)
            was = then.status or then.last or ""
        if not was:
            return "no earlier status"
        return "no change" if was == stood.status else f"was {word(was).lower()}"

    def by_priority(self) -> list[tuple[Record | None, list[Record]]]:
        """The priorities with their actions; all of them where the report is on the whole plan."""
        found: dict[str, list[Record]] = {}
        for action in self.actions:
            priority = self.document.priority_of(action)
            found.setdefault(priority.id if priority else "", []).append(action)
        all_of_them = not (self.scope.group or self.scope.priority)
        listed: list[tuple[Record | None, list[Record]]] = [
            (each, found.get(each.id, []))
            for each in self.document.strategic_priorities()
            if each.id in found or all_of_them
        ]
        if "" in found:
            listed.append((None, found[""]))
        return listed


def scopes(document: Document) -> Sequence[Scope]:
    """Every scope that a report of this plan can have, the whole plan first."""
    acting = {each.text("group") for each in document.of("action")}
    groups = sorted(document.of("group"), key=lambda each: each.text("name").casefold())
    return (
        Scope("Whole plan"),
        *(Scope(named(each), priority=each.id) for each in document.strategic_priorities()),
        *(scope_of_group(each, acting=each.id in acting) for each in groups),
    )


def scope_of_group(group: Record, *, acting: bool) -> Scope:
    """The scope of a group's report: its own actions, or the whole plan if it has none."""
    name = group.text("name")
    return (
        Scope(name, group=group.id, readers=name) if acting else Scope("Whole plan", readers=name)
    )


def called(action: Record) -> str:
    """An action by its ref and title."""
    return f"{action.text('ref')} {action.text('title')}".strip() or action.id


def named(priority: Record | None) -> str:
    """A priority by its number and short title."""
    if priority is None:
        return "Without a priority"
    title = priority.text("short_title") or priority.text("title")
    number = number_of(priority)
    return f"{number:g} {title}" if number != float("inf") else title


def status_cell(status: str) -> ReportCell:
    """A cell that holds a status, with its shape."""
    return ReportCell(word(status), status) if status else ReportCell("None")


def public(text: str) -> str:
    """`text` without what is marked: from a line that begins with '[internal]' to an empty one."""
    # A mark hides up to the next empty line. In doubt too much is hidden: what was published
    # cannot be taken back.
    said: list[str] = []
    hidden = False
    for line in text.splitlines():
        hidden = bool(_INTERNAL.match(line)) or (hidden and bool(line.strip()))
        if not hidden:
            said.append(line)
    return "\n".join(said).strip()
