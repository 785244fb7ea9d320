"""The places of a plan that the tree lists, each with its number of actions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.people import contact, email, names, owned
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.values import words

WHOLE_PLAN = "Whole plan"
CHOOSE_MINE = "Choose what is yours"
PERSON = "person:"
"""What the user's own is kept with before a person's name; else it is the id of a group."""


class Sort(StrEnum):
    """What a line of the tree is."""

    HEADING = "heading"
    PLACE = "place"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One line of the tree.

    `selection` is what choosing it shows. `before` is put before the name ('1', 'DP1'). `group` is
    what it would be as the user's own: a group's id, or PERSON and a name. `elsewhere` says where a
    priority without actions is delivered.
    """

    sort: Sort
    name: str
    selection: Selection | None = None
    before: str = ""
    count: int | None = None
    tip: str = ""
    group: str = ""
    elsewhere: str = ""
    within: tuple[PlaceLine, ...] = ()


def lines(document: Document, mine: str) -> list[PlaceLine]:
    """The tree of `document`; `mine` is the user's own group or person, '' for none."""
    actions = list(document.of("action"))
    by_delivery = Counter(action.text("delivery_priority") for action in actions)
    # Counted once for all lines: asking each line for its actions would go through the plan once
    # for each group.
    by_group = Counter(action.text("group") for action in actions)
    by_priority: Counter[str] = Counter()
    for action in actions:
        priority = document.priority_of(action)
        if priority:
            by_priority[priority.id] += 1
    made = _mine(document, mine, by_group)
    made.append(PlaceLine(Sort.HEADING, "Plan"))
    made.append(PlaceLine(Sort.PLACE, WHOLE_PLAN, Selection(), count=len(actions)))
    for priority in document.strategic_priorities():
        deliveries = tuple(
            _delivery_line(delivery, by_delivery[delivery.id])
            for delivery in document.delivery_priorities()
            if delivery.text("strategic_priority") == priority.id
        )
        made.append(_priority_line(priority, by_priority[priority.id], deliveries))
    groups = _groups(document, by_group)
    if groups:
        made.append(PlaceLine(Sort.HEADING, "Sub-groups"))
        made += groups
    return made


def _mine(document: Document, mine: str, counts: Counter[str]) -> list[PlaceLine]:
    if name := person_of(mine):
        found = owned(document, name)
        line = PlaceLine(
            Sort.PLACE, name, Selection(person=name), count=len(found), group=mine,
            tip=email(document, name) or "Actions and milestones under this name",
        )  # fmt: skip
        return [PlaceLine(Sort.HEADING, "My actions"), line]
    group = document.record("group", mine) if mine else None
    if group:
        return [PlaceLine(Sort.HEADING, "My sub-group"), _group_line(document, group, counts)]
    if not mine_offered(document, ""):
        return []
    return [
        PlaceLine(Sort.HEADING, "My sub-group"),
        PlaceLine(
            Sort.CHOOSE,
            CHOOSE_MINE,
            tip="Your sub-group or your name: the tree then lists it first",
        ),
    ]


def _priority_line(priority: Record, count: int, within: tuple[PlaceLine, ...]) -> PlaceLine:
    elsewhere = priority.text("delivered_through") if not count else ""
    title = priority.text("title")
    return PlaceLine(
        Sort.PLACE,
        priority.text("short_title") or title,
        Selection(strategic_priority=priority.id),
        before=words(priority.get("number")),
        count=None if elsewhere else count,
        tip=f"Delivered through: {elsewhere}" if elsewhere else title,
        elsewhere=elsewhere,
        within=within,
    )


def _delivery_line(delivery: Record, count: int) -> PlaceLine:
    label = delivery.text("label")
    title = delivery.text("title") or delivery.text("objective") or label
    return PlaceLine(
        Sort.PLACE,
        delivery.text("short_title") or title,
        Selection(
            strategic_priority=delivery.text("strategic_priority"), delivery_priority=delivery.id
        ),
        before=label.rpartition(".")[2],
        count=count,
        tip=f"{label} {title}",
    )


def _groups(document: Document, counts: Counter[str]) -> list[PlaceLine]:
    """The groups that have actions, and the sub-groups that could have some."""
    listed = [
        group
        for group in document.of("group")
        if counts[group.id] or group.get("role") == "sub-group"
    ]
    listed.sort(key=lambda group: name_of_group(group).casefold())
    return [_group_line(document, group, counts) for group in listed]


def _group_line(document: Document, group: Record, counts: Counter[str]) -> PlaceLine:
    return PlaceLine(
        Sort.PLACE,
        name_of_group(group),
        Selection(group=group.id),
        count=counts[group.id],
        tip="\n".join(filter(None, (group.text("name"), contact(document, group)))),
        group=group.id,
    )


def person_of(mine: str) -> str:
    """The name of the person whom the user calls their own, '' where that is a group or nobody."""
    return mine.removeprefix(PERSON) if mine.startswith(PERSON) else ""


def mine_offered(document: Document, mine: str) -> list[tuple[str, str]]:
    """What a user may call their own: sub-groups, then people, each with its words.

    `mine` is among them, whatever the plan names.
    """
    counts = Counter(action.text("group") for action in document.of("action"))
    offered = [(line.group, line.name) for line in _groups(document, counts)]
    known = dict.fromkeys([*names(document), *filter(None, [person_of(mine)])])
    return [*offered, *((PERSON + name, name) for name in known)]


def place_of(document: Document, mine: str) -> Selection | None:
    """What is shown as the user's own; None where there is nothing, or no longer."""
    if name := person_of(mine):
        return Selection(person=name)
    return Selection(group=mine) if document.record("group", mine) else None


def name_of_group(group: Record) -> str:
    """What a group is called where room is short."""
    return group.text("short_name") or group.text("name") or group.id
