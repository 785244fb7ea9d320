"""The grid's rows: actions under the headings of their priorities, milestones under actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from csp_desktop import look
from csp_desktop.measures.due import (
    Timing,
    action_timing,
    is_settled,
    milestone_order,
    milestone_timing,
)
from csp_desktop.measures.progress import ActionProgress, Counts, standing
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.values import words

NO_COUNTS = Counts()

STILL_SHOWN = "done, still shown"
"""What is said of an action that was listed, and no longer is what is asked for."""


class MilestoneRow(NamedTuple):
    """One milestone, under the row of its action, with how it stands to its dates."""

    record: Record
    action: Record
    timing: Timing

    @property
    def key(self) -> str:
        """The milestone's id, which tells its row from all others."""
        return self.record.id

    @property
    def named(self) -> str:
        """What people call it where its row is out of sight."""
        return f"Milestone ‘{self.record.text('title')}’ of {self.action.text('ref')}"


class ActionRow(NamedTuple):
    """One action as the grid holds it: its present record, its standing, and its dates'.

    `marks` are those of its own dates and of its milestones', which are shown below it where it is
    `open`. One that `lingers` was touched, and is no longer what is asked for.
    """

    action: Record
    standing: ActionProgress
    timing: Timing = Timing()
    milestones: tuple[MilestoneRow, ...] = ()
    marks: frozenset[str] = frozenset()
    lingers: bool = False
    open: bool = False

    @property
    def key(self) -> str:
        """The action's id, which tells its row from all others."""
        return self.action.id

    @property
    def record(self) -> Record:
        """The record that the row shows."""
        return self.action

    @property
    def named(self) -> str:
        """What people call it where its row is out of sight."""
        return self.action.text("ref") or "An action"


class GroupRow(NamedTuple):
    """The heading over the actions of a priority.

    `label` is '1.DP1' or the number of a priority; `note` says where the plan of a priority
    without actions lives.
    """

    id: str
    label: str
    title: str
    note: str = ""
    counts: Counts = NO_COUNTS
    collapsed: bool = False

    @property
    def key(self) -> str:
        """A text that tells this row from all others."""
        return f"group {self.id}"

    @property
    def named(self) -> str:
        """What it says: its label and title."""
        return f"{self.label} {self.title}".strip()

    @property
    def spoken(self) -> str:
        """What is read out: its name, its counts, its note, and that it is folded."""
        numbers = [f"{look.word(name)} {count}" for name, count in self.counts.by_status.items()]
        if self.counts.no_update:
            numbers.append(f"{look.NO_UPDATE} {self.counts.no_update}")
        shut = "collapsed" if self.collapsed else ""
        return ", ".join(part for part in (self.named, *numbers, self.note, shut) if part)


RecordRow = ActionRow | MilestoneRow
Row = RecordRow | GroupRow


def action_row(action: Record, milestones: Iterable[Record], quarter: str) -> ActionRow:
    """The row of an action and those of its milestones, as they stand at the end of `quarter`."""
    stood = standing(action, quarter)
    timing = action_timing(action, quarter, stood)
    under = sorted(milestones, key=milestone_order)
    if not under:
        return ActionRow(action, stood, timing, marks=timing.marks)
    settled = is_settled(action, quarter, stood)
    rows = tuple(
        MilestoneRow(each, action, milestone_timing(each, quarter, of_settled=settled))
        for each in under
    )
    marks = timing.marks.union(*(each.timing.marks for each in rows))
    return ActionRow(action, stood, timing, rows, marks)


class GridSection(NamedTuple):
    """A heading and the actions under it, in the order of their refs."""

    id: str
    label: str
    title: str
    note: str
    actions: tuple[Record, ...]


def sections(document: Document, actions: Iterable[Record], asked: Selection) -> list[GridSection]:
    """Put `actions`, which come in the order of their refs, under their priorities.

    Under each strategic priority its delivery priorities come in order, then the actions of the
    strategic priority itself. A priority without actions is listed with the place of its plan,
    unless a filter or another place is asked for. Actions without a priority come last.
    """
    by_delivery: dict[str, list[Record]] = {}
    by_strategic: dict[str, list[Record]] = {}
    stray: list[Record] = []
    for action in actions:
        delivery, strategic = action.text("delivery_priority"), action.text("strategic_priority")
        # Asked of the document: a priority may have been deleted, and its actions must be shown
        # somewhere.
        if document.record("delivery_priority", delivery):
            by_delivery.setdefault(delivery, []).append(action)
        elif document.record("strategic_priority", strategic):
            by_strategic.setdefault(strategic, []).append(action)
        else:
            stray.append(action)
    deliveries: dict[str, list[Record]] = {}
    for delivery_priority in document.delivery_priorities():
        parent = delivery_priority.text("strategic_priority")
        deliveries.setdefault(parent, []).append(delivery_priority)
    found: list[GridSection] = []
    for strategic_priority in document.strategic_priorities():
        under = deliveries.pop(strategic_priority.id, [])
        found += _delivery_sections(under, by_delivery)
        direct = by_strategic.get(strategic_priority.id, [])
        if direct or (not under and _shows_empty(strategic_priority, asked)):
            found.append(_strategic_section(strategic_priority, direct, lone=not under))
    # Delivery priorities whose strategic priority is gone.
    for under in deliveries.values():
        found += _delivery_sections(under, by_delivery)
    if stray:
        found.append(GridSection("", "", "Without a priority", "", tuple(stray)))
    return found


def _delivery_sections(
    priorities: Iterable[Record], actions: dict[str, list[Record]]
) -> list[GridSection]:
    return [
        GridSection(
            each.id,
            each.text("label"),
            each.text("title") or each.text("objective") or each.text("short_title"),
            "",
            tuple(actions[each.id]),
        )
        for each in sorted(priorities, key=lambda each: ref_order(each.text("label")))
        if each.id in actions
    ]


def _strategic_section(priority: Record, actions: list[Record], *, lone: bool) -> GridSection:
    number = words(priority.get("number"))
    through = priority.text("delivered_through") if not actions else ""
    title = priority.text("title")
    if not lone:
        title = f"{title}: further actions"
    note = ""
    if not actions:
        note = f"Delivered through: {through}" if through else "No actions yet"
    return GridSection(priority.id, number, title, note, tuple(actions))


def _shows_empty(priority: Record, asked: Selection) -> bool:
    here = asked.strategic_priority in {"", priority.id}
    owned = asked.group or asked.person
    return here and not asked.filtered and not owned and not asked.delivery_priority
