"""What the Plan pane lists at its left, and which records each section shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import words

PLAN, PRIORITY, DELIVERY = "plan", "strategic_priority", "delivery_priority"
_ELSEWHERE: Final = frozenset(
    {"action", "milestone", "indicator", "year", "return_request", "return_received", "word"}
)
"""Kinds that have a place of their own in the window."""
_READ: Final = (PLAN, PRIORITY, DELIVERY, "theme", "duty")
"""Kinds whose records are read one under the other; those of the others are rows of a table."""
_ORDER: Final = (
    "theme", "duty", "group", "partner", "person", "strategy", "case_study", "figure", "benchmark",
)  # fmt: skip
_CALLED: Final = {PLAN: "The plan", "group": "Boards and groups", "figure": "Published figures"}
_UNDER: Final = {"figure": "section", "case_study": PRIORITY}
"""The field by whose values the rows of a table stand under headings."""
SETTINGS: Final = (
    "working_quarter", "amber_rule", "tolerance", "tolerance_points", "met_colour", "near_colour",
    "missed_colour",
)  # fmt: skip
"""Settings of the plan, which are no part of its text."""
_SET_ELSEWHERE: Final = frozenset({*SETTINGS, "continues"})


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the contents: the records of a kind, or a priority with what is under it.

    `adds` are the kinds that can be added here, `under` the field by which rows stand under
    headings. `in_table`: its records are the rows of a table, and one of them stands beside it.
    """

    id: str
    title: str
    kind: Kind
    adds: tuple[str, ...]
    record: str = ""
    in_table: bool = False
    under: str = ""
    count: int | None = None


def sections_of(document: Document, table: FieldTable) -> list[Section]:
    """The contents of a plan in reading order."""
    plan, priority, delivery = (_kind(table, name) for name in (PLAN, PRIORITY, DELIVERY))
    made = [Section(PLAN, _CALLED[PLAN], plan, (PRIORITY,), document.plan_id)]
    for each in document.in_order(priority):
        title = f"{words(each.get('number'))} {each.text('short_title') or each.text('title')}"
        adds = (DELIVERY, PRIORITY)
        made.append(Section(f"{PRIORITY} {each.id}", title.strip(), priority, adds, each.id))
    if any(_under_nothing(document, each) for each in document.of(DELIVERY)):
        made.append(Section(DELIVERY, "Under no strategic priority", delivery, (DELIVERY,)))
    for kind in _listed(table):
        name = kind.name
        count = sum(1 for _ in document.of(name))
        title = _CALLED.get(name, kind.plural)
        listed = name not in _READ
        under = _UNDER.get(name, "")
        made.append(Section(name, title, kind, (name,), "", listed, under, count))
    return made


def addable(table: FieldTable) -> list[Kind]:
    """The kinds whose records a person adds to a plan, besides its actions and indicators."""
    return [*(_kind(table, name) for name in ("year", PRIORITY, DELIVERY)), *_listed(table)]


def _listed(table: FieldTable) -> list[Kind]:
    """The kinds that have a section of their own, in reading order."""
    apart = {*_ELSEWHERE, PLAN, PRIORITY, DELIVERY}
    kinds = [kind for kind in table.kinds if kind.name not in apart]
    return sorted(kinds, key=lambda kind: (*_ORDER, kind.name).index(kind.name))


def section_of(document: Document, table: FieldTable, kind: str, record_id: str) -> str:
    """The id of the section that shows a record, '' where none does."""
    record = document.record(kind, record_id)
    if kind == PRIORITY:
        return f"{PRIORITY} {record_id}"
    if kind == DELIVERY and record and not _under_nothing(document, record):
        return f"{PRIORITY} {record.text(PRIORITY)}"
    known = table.kind(kind)
    return kind if known and kind not in _ELSEWHERE else ""


def records_of(document: Document, table: FieldTable, section: Section) -> list[Record]:
    """The records that a section shows, in their order."""
    if section.kind.name == PLAN:
        return [document.plan]
    if section.kind.name == PRIORITY:
        first = document.record(PRIORITY, section.record)
        below = [
            each
            for each in document.in_order(_kind(table, DELIVERY))
            if each.get(PRIORITY) == section.record
        ]
        return [first, *below] if first else []
    ordered = document.in_order(section.kind)
    if section.kind.name == DELIVERY:
        return [each for each in ordered if _under_nothing(document, each)]
    if section.under:
        first_at: dict[object, int] = {}
        for place, each in enumerate(ordered):
            first_at.setdefault(each.get(section.under), place)
        ordered.sort(key=lambda each: first_at[each.get(section.under)])
    above = field_above(section.kind)
    return _with_those_below(ordered, above) if above else ordered


def fields_of(kind: Kind) -> list[Field]:
    """The fields shown of a kind: all but those by period and the plan's settings."""
    left_out = _SET_ELSEWHERE if kind.name == PLAN else frozenset[str]()
    return [field for field in kind.fields_per(Per.NONE) if field.name not in left_out]


def is_short(field: Field) -> bool:
    """Whether what a field holds fits beside others."""
    return field.type not in (Type.LONG_TEXT, Type.LIST, Type.LINKS)


def field_above(kind: Kind) -> str:
    """The field by which the records of a kind stand under each other, '' for none."""
    return next((field.name for field in kind.fields if field.links_to == kind.name), "")


def depths(records: Sequence[Record], above: str) -> dict[str, int]:
    """How many of `records` each stands under, by its id."""
    by_id = {each.id: each for each in records}
    found: dict[str, int] = {}
    for record in records:
        over, seen = record.text(above), {record.id}
        # A circle of reports is a slip that somebody has to see, and no reason to hang.
        while over in by_id and over not in seen:
            seen.add(over)
            over = by_id[over].text(above)
        found[record.id] = len(seen) - 1
    return found


def _with_those_below(ordered: Sequence[Record], above: str) -> list[Record]:
    """The records, each followed by those that stand under it."""
    ids = {each.id for each in ordered}
    below: dict[str, list[Record]] = {}
    for each in ordered:
        over = each.text(above)
        below.setdefault(over if over in ids and over != each.id else "", []).append(each)
    made: dict[str, Record] = {}
    waiting = list(reversed(below.get("", ())))
    while waiting:
        record = waiting.pop()
        made[record.id] = record
        waiting += reversed(below.get(record.id, ()))
    # Those that report in a circle are under nobody, and come last.
    return [*made.values(), *(each for each in ordered if each.id not in made)]


def _under_nothing(document: Document, delivery: Record) -> bool:
    return document.record(PRIORITY, delivery.text(PRIORITY)) is None


def _kind(table: FieldTable, name: str) -> Kind:
    found = table.kind(name)
    if found is None:
        raise KeyError(name)
    return found
