"""What workbooks of people's own said when they were last read: the base of their next issues.

Each issue that was read is a record of the plan, with its map and what it said in one cell. So it
travels with the copies, is undone with what it brought, and is never altered. An issue names those
that it comes after; one that none comes after is the last, and two copies may each have one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from csp_desktop.changes.change import Change, add_record, digest
from csp_desktop.errors import BadValue
from csp_desktop.measures.snapshot.frozen import FrozenUnreadable, pack, unpack
from csp_desktop.operations.editing.vocabulary import WordAnswer, learning
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.row_matcher import Marks, fingerprint, marks_of
from csp_desktop.plan.values import Value, words
from csp_desktop.store.foreign import WORKBOOK_READ
from csp_desktop.workbook.importing import import_map
from csp_desktop.workbook.importing.import_log import FoundRecord, Leftover
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.importing.import_reader import Imported
from csp_desktop.workbook.importing.refit_map import is_like, likeness
from csp_desktop.workbook.package.model import Place

_READ: Final = "read"
_FORMAT: Final = 1
_NAMES: Final = {"action": "ref", "strategic_priority": "title", "delivery_priority": "title"}
_NUMBERS: Final = {"strategic_priority": "number", "delivery_priority": "label"}

Spot: TypeAlias = tuple[str, str, str, str]
"""A record's kind and id, with a field and period of it."""


@dataclass(frozen=True, slots=True)
class SaidCell:
    """What a workbook said of a cell, as a fingerprint, and the changes that its author saw there.

    Without any, the plan said something else and nobody has decided yet.
    """

    mark: str
    covers: tuple[str, ...] = ()


@dataclass(slots=True)
class WorkbookBase:
    """What a workbook said when it was last read.

    A map that is remembered without anything read has no `marks`. `issues` are the ids of the
    issues that this is of, `made` is the map that the last was read by, and `suggested` the one
    that was suggested for it. `cells` has several where copies read issues apart. `marks` are what
    its records were called, `fields` which fields it has columns for, `left` fingerprints of what
    was not taken and told, `gone` the records that it had no row for.
    """

    family: str
    issues: tuple[str, ...]
    made: Map
    suggested: Map
    cells: dict[Spot, tuple[SaidCell, ...]] = field(default_factory=dict)
    marks: dict[tuple[str, str], Marks] = field(default_factory=dict)
    fields: set[tuple[str, str]] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    gone: set[tuple[str, str]] = field(default_factory=set)

    def marks_of(self, kind: str) -> dict[str, Marks]:
        """What the records of a kind were called, by their ids."""
        return {record: marks for (each, record), marks in self.marks.items() if each == kind}


def mark_of(value: Value) -> str:
    """The fingerprint of a value, with links as ids."""
    return fingerprint(words(value))


def family_of(suggested: Map) -> str:
    """The name of a workbook's family, the same in every copy that reads its first issue."""
    shape = [
        [table.records, sorted(each.header for each in table.columns)] for table in suggested.tables
    ]
    return f"book-{digest(shape)[:16]}"


def named(found: FoundRecord) -> tuple[Value, Value]:
    """What a workbook itself calls a record: its ref or name, and the title of an action."""
    field_ = _NAMES.get(found.kind, "name")
    name = None if (field_, "") in found.unsure else found.values.get((field_, ""))
    if name is None and found.kind in _NUMBERS:
        name = found.values.get((_NUMBERS[found.kind], ""))
    return name, found.values.get(("title", "")) if found.kind == "action" else None


def marks_of_record(record: Record) -> Marks:
    """What the plan calls a record, in the same way."""
    name = record.get(_NAMES.get(record.kind, "name"))
    if name is None and record.kind in _NUMBERS:
        name = record.get(_NUMBERS[record.kind])
    return marks_of(name, record.get("title") if record.kind == "action" else None)


def fields_of(made: Map) -> set[tuple[str, str]]:
    """The kinds and fields that a map has columns for, whether anything stands there or not."""
    return {
        (table.records, to.partition("@")[0])
        for table in made.tables
        for column in table.columns
        for to in (column.to, column.word_to, column.colour_to)
        if to
    }


def left_mark(each: Leftover) -> str:
    """The fingerprint of something that was told: rows move, so not of its place."""
    return fingerprint(f"{each.sheet}\n{each.value}\n{each.why}")


def first_base(
    made: Map,
    suggested: Map,
    imported: Imported,
    ids: Mapping[str, str],
    changes: Iterable[Change],
) -> WorkbookBase:
    """The base of a workbook that a plan was made of; `ids` are those of its records by key."""
    base = WorkbookBase(family_of(suggested), (), made, suggested)
    for each in changes:
        if (each.cell.field, each.cell.period) != EXISTS and each.cell.kind != "plan":
            base.cells[each.cell[0], each.cell[1], each.cell[2], each.cell[3]] = (
                SaidCell(mark_of(each.value), (each.id,)),
            )
    for record in imported.records:
        base.marks[record.kind, ids[record.key]] = marks_of(*named(record))
        base.fields |= {(record.kind, name) for name, _ in record.values}
    base.fields |= fields_of(made)
    base.left = {left_mark(each) for each in imported.leftovers}
    return base


def remember(plan: OpenPlan, made: Map, suggested: Map, name: str, stamp: Stamp) -> Outcome:
    """Remember a map for a workbook that has not been read: it is known by its headers then.

    What the map says of words the plan learns, so that returns are read by them too.
    """
    base = WorkbookBase(family_of(suggested), (), made, suggested)
    changes = note(plan.plan_id, base, (), name, stamp.new_id())
    answers = [WordAnswer(*each) for each in made.words if all(each)]
    changes += learning(plan, plan.document(), answers, stamp)
    # Undo takes back what somebody did to the plan, and this is how a file is read: undone while
    # its differences wait, nobody would know any more what they are differences to.
    return plan.write("map", changes, stamp, undoable=False)


def base_for(document: Document, suggested: Map) -> WorkbookBase | None:
    """The base of the workbook for which `suggested` is suggested; None if none like it was read.

    An issue that cannot be read, which a later version may have noted, counts as not there.
    """
    read = {each.id: found for each in document.of(WORKBOOK_READ) if (found := _base(each))}
    followed = {each for base, after in read.values() for each in after}
    last = [base for id_, (base, _) in sorted(read.items()) if id_ not in followed]
    like = [base for base in last if is_like(suggested, base.suggested)]
    best = max(like, key=lambda base: likeness(suggested, base.suggested), default=None)
    if best is None:
        return None
    return _together([base for base in like if base.family == best.family])


def _together(bases: list[WorkbookBase]) -> WorkbookBase:
    """The base of issues that were read apart: what any of them said is nothing new."""
    first = bases[0]
    cells: dict[Spot, tuple[SaidCell, ...]] = {}
    for base in bases:
        for spot, said in base.cells.items():
            cells[spot] = (*cells.get(spot, ()), *said)
    return WorkbookBase(
        first.family,
        tuple(sorted({each for base in bases for each in base.issues})),
        first.made,
        first.suggested,
        cells,
        {key: marks for base in bases for key, marks in base.marks.items()},
        set().union(*(base.fields for base in bases)),
        set().union(*(base.left for base in bases)),
        set.intersection(*(base.gone for base in bases)),
    )


def note(
    plan_id: str, base: WorkbookBase, after: Iterable[str], name: str, nonce: str
) -> list[Change]:
    """The changes that note an issue as read. Its id is that of what it says."""
    told: list[Value] = [
        base.family,
        " ".join(sorted(after)),
        import_map.to_text(base.made),
        import_map.to_text(base.suggested),
        _packed(base),
    ]
    record = f"{WORKBOOK_READ}-{digest([*told, nonce])[:16]}"
    values: Mapping[Place, Value] = {("name", ""): name, (_READ, ""): [str(each) for each in told]}
    return add_record(plan_id, WORKBOOK_READ, record, values, lambda: nonce)


def _packed(base: WorkbookBase) -> str:
    cells = [
        [*spot, [[each.mark, *each.covers] for each in said]]
        for spot, said in sorted(base.cells.items())
    ]
    said = {
        "format": _FORMAT,
        "cells": cells,
        "marks": [[*key, *marks] for key, marks in sorted(base.marks.items())],
        "fields": sorted(base.fields),
        "left": sorted(base.left),
        "gone": sorted(base.gone),
    }
    return pack(json.dumps(said, ensure_ascii=False, separators=(",", ":")))


def _base(record: Record) -> tuple[WorkbookBase, tuple[str, ...]] | None:
    """The base in an issue's record, and the issues that it comes after."""
    try:
        family, after, made, suggested, packed = record.items(_READ)
        said = json.loads(unpack(packed))
        if said["format"] != _FORMAT:
            return None
        base = WorkbookBase(
            family,
            (record.id,),
            import_map.from_text(made, record.text("name")),
            import_map.from_text(suggested, record.text("name")),
        )
        _fill(base, said)
    except (ValueError, KeyError, TypeError, BadValue, FrozenUnreadable):
        return None
    return base, tuple(after.split())


def _fill(base: WorkbookBase, said: Mapping[str, Any]) -> None:
    for kind, record, name, period, marks in said["cells"]:
        spot = (kind, record, name, period)
        base.cells[spot] = tuple(SaidCell(mark, tuple(covers)) for mark, *covers in marks)
    base.marks = {(kind, record): tuple(marks) for kind, record, *marks in said["marks"]}
    base.fields = {(kind, name) for kind, name in said["fields"]}
    base.left = set(said["left"])
    base.gone = {(kind, record) for kind, record in said["gone"]}
