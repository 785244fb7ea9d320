"""A comparison line by line: every action, figure and other record once, under what it did most.

A state compared with itself gives no line, and each difference of a comparison is in exactly one
line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from csp_desktop.measures.snapshot.compare import (
    FIGURES,
    Comparison,
    Difference,
    StatusTravel,
    in_force,
)
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.document import Document, Record, order_of
from csp_desktop.plan.values import Value, words


class MoveGroup(StrEnum):
    """What a line did most, in the order in which lines are listed."""

    DOWN = "down"
    UP = "up"
    STARTED = "started"
    OTHERWISE = "otherwise"
    WORDED = "worded"
    FIGURES = "figures"
    ADDED = "added"
    DROPPED = "dropped"
    OTHERS = "others"
    AGAIN = "again"


class Filter(StrEnum):
    """Which lines of a comparison to show."""

    EVERYTHING = "everything"
    DOWN = "down"
    UP = "up"
    STARTED = "started"
    COMMENTARY = "commentary"
    FIGURES = "figures"
    ADDED = "added"
    DROPPED = "dropped"
    OTHERS = "others"


GROUPS: Final = tuple(MoveGroup)
FILTERS: Final = tuple(Filter)
_WORDING: Final = frozenset({"commentary", "corrective_action", "evidence"})
_OTHERS_LEAVE: Final = frozenset({Filter.EVERYTHING, Filter.OTHERS})


@dataclass(frozen=True, slots=True)
class RecordMove:
    """One line: what a record said then and now, and all that differs in it.

    `was` and `now` are statuses or ratings where `stated`, else the values of the one cell that
    differs, and nothing where several do. `place` is that cell's field and period.
    """

    group: MoveGroup
    kind: str
    record: str
    was: Value
    now: Value
    stated: bool
    place: tuple[str, str]
    differences: tuple[Difference, ...]

    def within(self, asked: Filter) -> bool:
        """True if the filter `asked` keeps the line."""
        if asked is Filter.EVERYTHING:
            return True
        if asked is Filter.COMMENTARY:
            return self.kind == "action" and any(
                each.field == "commentary" for each in self.differences
            )
        if asked is Filter.OTHERS:
            return not any(self.within(each) for each in Filter if each not in _OTHERS_LEAVE)
        return self.group.value == asked.value


def counts(moves: Iterable[RecordMove]) -> dict[Filter, int]:
    """How many lines each filter keeps."""
    found = dict.fromkeys(FILTERS, 0)
    for move in moves:
        for asked in FILTERS:
            found[asked] += move.within(asked)
    return found


def moves(comparison: Comparison, was: Frozen, now: Frozen) -> tuple[RecordMove, ...]:
    """The lines of a comparison: by group, actions by ref, other records by name."""
    found = [
        *_actions(comparison, was, now),
        *_indicators(comparison.indicators),
        *_others(comparison.others),
    ]
    # The newer state by its quarter, whichever side it is on: both ways round list alike.
    newer, older = (now, was) if now.quarter >= was.quarter else (was, now)
    order = _Order(newer.document, older.document)
    return tuple(sorted(found, key=order))


class _Order:
    """By group; within it actions by ref as the newer state has it, others by name."""

    def __init__(self, newer: Document, older: Document) -> None:
        self._documents = (newer, older)

    def __call__(self, move: RecordMove) -> tuple[object, ...]:
        record = next(
            (found for each in self._documents if (found := each.record(move.kind, move.record))),
            None,
        )
        is_action = move.kind == "action"
        ref = order_of(record) if record and is_action else ()
        name = "" if record is None or is_action else _name(record)
        return (
            GROUPS.index(move.group), not is_action, move.kind, ref, name, move.record, move.place,
        )  # fmt: skip


def _name(record: Record) -> str:
    return words(record.get("name") or record.get("title") or record.get("label")).casefold()


def _actions(comparison: Comparison, was: Frozen, now: Frozen) -> Iterator[RecordMove]:
    differing = _by_record(comparison.actions)
    travels = {each.record: each for each in comparison.travels}
    for record in {**dict.fromkeys(travels), **dict.fromkeys(differing)}:
        differences = differing.get(record, ())
        before = was.document.record("action", record)
        after = now.document.record("action", record)
        yield RecordMove(
            _group(differences, travels.get(record), before, after),
            "action",
            record,
            in_force(before, was.quarter) if before else None,
            in_force(after, now.quarter) if after else None,
            stated=True,
            place=("status", ""),
            differences=differences,
        )


def _group(
    differences: tuple[Difference, ...],
    travel: StatusTravel | None,
    before: Record | None,
    after: Record | None,
) -> MoveGroup:
    if before is None:
        return MoveGroup.ADDED
    if after is None:
        return MoveGroup.DROPPED
    # A line is listed once, under what a board asks first: up or down before anything else.
    if travel is not None:
        if travel.movement in ("worse", "improved"):
            return MoveGroup.DOWN if travel.movement == "worse" else MoveGroup.UP
        return MoveGroup.STARTED if travel.started else MoveGroup.OTHERWISE
    if any(each.field in _WORDING for each in differences):
        return MoveGroup.WORDED
    again = all(each.field == "status" and each.movement == "same" for each in differences)
    return MoveGroup.AGAIN if again else MoveGroup.OTHERS


def _indicators(differences: Iterable[Difference]) -> Iterator[RecordMove]:
    """Each revised figure on a line of its own; what else differs in an indicator on one."""
    for record, differing in _by_record(differences).items():
        rest = []
        for each in differing:
            if each.field in FIGURES and each.was is not None and each.now is not None:
                yield _of_one(MoveGroup.FIGURES, each)
            else:
                rest.append(each)
        if rest:
            yield _of_all(MoveGroup.OTHERS, "indicator", record, tuple(rest))


def _others(differences: Iterable[Difference]) -> Iterator[RecordMove]:
    by_kind: dict[str, list[Difference]] = {}
    for each in differences:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, found in by_kind.items():
        for record, differing in _by_record(found).items():
            yield _of_all(MoveGroup.OTHERS, kind, record, differing)


def _of_one(group: MoveGroup, each: Difference) -> RecordMove:
    stated = each.field == "rating"
    place = (each.field, each.period)
    return RecordMove(group, each.kind, each.record, each.was, each.now, stated, place, (each,))


def _of_all(
    group: MoveGroup, kind: str, record: str, differing: tuple[Difference, ...]
) -> RecordMove:
    rated = next((each for each in differing if each.field == "rating"), None)
    shown = rated or (differing[0] if len(differing) == 1 else None)
    if shown is None or shown.field == "exists":
        return RecordMove(
            group, kind, record, None, None, stated=False, place=("", ""), differences=differing
        )
    return RecordMove(
        group, kind, record, shown.was, shown.now, shown is rated, (shown.field, shown.period),
        differing,
    )  # fmt: skip


def _by_record(differences: Iterable[Difference]) -> dict[str, tuple[Difference, ...]]:
    found: dict[str, list[Difference]] = {}
    for each in differences:
        found.setdefault(each.record, []).append(each)
    return {record: tuple(those) for record, those in found.items()}
