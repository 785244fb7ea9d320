"""Histories of people who work apart on copies of one plan, told by a string of bytes.

A history is four bytes a step: what happens, in which copy, where, and how. `World.log` keeps a
plain account of who put what where and saw what, which the oracle works from: it never looks at
what the product made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from csp_desktop.changes import change as edits
from csp_desktop.changes.change import Cell, Change, Stance, set_aside
from csp_desktop.changes.changeset import ChangeSet, RecordState
from csp_desktop.plan.values import Value

PLAN = "plan-of-histories"
STEP = 4
LONGEST = 60
COPIES = 4
_BUSY = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3)

# What a value means, and the ways in which it may be written.
SPELLINGS: tuple[tuple[str, Value], ...] = (
    ("patrols", "More patrols in parks"),
    ("patrols", "More patrols in  parks "),
    ("patrols", "More\u00a0patrols in parks\r\n"),
    ("Patrols", "More Patrols in parks"),
    ("don't", "Don't know yet"),
    ("don't", "Don\u2019t know yet"),
    ("two lines", "First\nSecond"),
    ("two lines", "First  \r\nSecond"),
    ("one line", "First Second"),
    ("12", 12),
    ("12", 12.0),
    ("0.3", 0.1 + 0.2),
    ("0.3", 0.3),
    ("the text 12", "12"),
    ("police; council", ["Police", "Council"]),
    ("council; police", ["Council", "Police"]),
    ("blank", None),
    ("blank", ""),
)
_MEANINGS = {repr(value): meaning for meaning, value in SPELLINGS} | {
    "True": "exists",
    "False": "deleted",
    "None": "blank",
}
_FIELDS = (("measure", ""), ("status", "2016/17 Q1"))


def meaning_of(value: Value) -> str:
    """What a value that a history may hold means."""
    return _MEANINGS[repr(value)]


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody did to a cell, and what they had on screen: the log's own account of it."""

    id: str
    cell: Cell
    stance: Stance
    meaning: str
    saw: frozenset[str]


@dataclass(frozen=True, slots=True)
class Screen:
    """A cell as somebody's editor or workbook shows it."""

    cell: Cell
    saw: tuple[str, ...]
    meaning: str


@dataclass(slots=True)
class Operation:
    """What one person did at once, and the change that undid it."""

    changes: list[str]
    undone_by: str = ""


@dataclass(slots=True)
class Copy:
    """One copy of the plan: what it holds and what its own undo and redo would do."""

    held: ChangeSet = field(default_factory=ChangeSet)
    done: list[Operation] = field(default_factory=list)
    undone: list[Operation] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    backup: tuple[list[Change], list[Operation], list[Operation]] | None = None


Covers = Callable[["Copy", Screen], Iterable[str]]


def covers_what_was_seen(copy: Copy, screen: Screen) -> Iterable[str]:
    """What an edit made from `screen` covers, whatever the copy holds by now."""
    del copy
    return screen.saw


class World:
    """All copies and the log. `tried` and `done` count the steps, by name."""

    def __init__(self, story: bytes, covers: Covers = covers_what_was_seen) -> None:
        """Live through `story`."""
        self.log: dict[str, Fact] = {}
        self.changes: dict[str, Change] = {}
        self.copies = [Copy() for _ in range(COPIES)]
        self.exports: list[tuple[str, list[Screen]]] = []
        self.counted: dict[str, int] = {}
        self.weighed: list[Any] | None = None
        self._covers = covers
        self._nonces = 0
        for record in ("one", "two"):
            made = self._new_record(record)
            for copy in self.copies:
                copy.held.add(made)
        for at in range(0, min(len(story), STEP * LONGEST) - STEP + 1, STEP):
            what, who, where, how = story[at : at + STEP]
            name, step = _STEPS[what % len(_STEPS)]
            first = _BUSY[who % len(_BUSY)]
            copies = [*self.copies[first:], *self.copies[:first]]
            if any(step(self, copy, where, how) for copy in copies):
                self.counted[name] = self.counted.get(name, 0) + 1

    # What people do; each answers whether it came to anything

    def edit(self, copy: Copy, where: int, how: int) -> bool:
        screen = self._open(copy, where)
        return screen is not None and self._put(copy, screen, how)

    def look(self, copy: Copy, where: int, how: int) -> bool:
        del how
        screen = self._open(copy, where)
        if screen is None:
            return False
        copy.screens.append(screen)
        return True

    def edit_what_was_seen_earlier(self, copy: Copy, where: int, how: int) -> bool:
        if not copy.screens:
            return False
        screen = copy.screens[where % len(copy.screens)]
        state = copy.held.state(screen.cell)
        if state.contested or not self._alive(copy, screen.cell):
            return False
        return self._put(copy, screen, how)

    def propose(self, copy: Copy, where: int, how: int) -> bool:
        screen = self._open(copy, where)
        if screen is None:
            return False
        saw = (*screen.saw, *copy.held.state(screen.cell).proposals)
        proposed = Screen(screen.cell, saw, screen.meaning)
        return self._put(copy, proposed, how, Stance.PROPOSED)

    def take_a_proposal(self, copy: Copy, where: int, how: int) -> bool:
        cell = self._one_with_proposals(copy, where)
        if cell is None:
            return False
        state = copy.held.state(cell)
        taken = self.changes[state.proposals[how % len(state.proposals)]].value
        saw = (*state.heads, *state.proposals)
        self._done(copy, [self._change(cell, taken, saw, saw)])
        return True

    def leave_proposals(self, copy: Copy, where: int, how: int) -> bool:
        del how
        cell = self._one_with_proposals(copy, where)
        if cell is None:
            return False
        self._done(copy, [self._aside(copy.held.state(cell).proposals)])
        return True

    def delete(self, copy: Copy, where: int, how: int) -> bool:
        del how
        record = self._record(copy, where)
        cells = copy.held.cells(*record)
        if copy.held.standing(*record) is not RecordState.LIVE or any(
            copy.held.state(cell).contested for cell in cells
        ):
            return False
        self._done(copy, [self._exists(copy, record, value=False)])
        return True

    def keep_or_delete(self, copy: Copy, where: int, how: int) -> bool:
        contested = [
            record
            for record in sorted(copy.held.records())
            if copy.held.standing(*record) in (RecordState.CONTESTED, RecordState.UNMADE)
        ]
        if not contested:
            return False
        record = contested[where % len(contested)]
        self._done(copy, [self._exists(copy, record, value=how % 2 == 0)])
        return True

    def settle(self, copy: Copy, where: int, how: int) -> bool:
        contested = [
            cell
            for record in sorted(copy.held.records())
            for cell in sorted(copy.held.cells(*record))
            if cell.field != "exists" and copy.held.state(cell).contested
        ]
        if not contested:
            return False
        cell = contested[where % len(contested)]
        heads = copy.held.state(cell).heads
        sides = [self.changes[each].value for each in heads] + [SPELLINGS[0][1]]
        self._done(copy, [self._change(cell, sides[how % len(sides)], heads, heads)])
        return True

    def undo(self, copy: Copy, where: int, how: int) -> bool:
        del where, how
        if not copy.done:
            return False
        operation = copy.done.pop()
        free = [each for each in operation.changes if not self._built_on(copy, each, operation)]
        if not free:
            return False
        aside = self._aside(free)
        copy.held.add([aside])
        operation.undone_by = aside.id
        copy.undone.append(operation)
        return True

    def redo(self, copy: Copy, where: int, how: int) -> bool:
        del where, how
        if not copy.undone:
            return False
        operation = copy.undone.pop()
        copy.held.add([self._aside([operation.undone_by])])
        copy.done.append(operation)
        return True

    def merge(self, copy: Copy, where: int, how: int) -> bool:
        del how
        other = self.copies[_BUSY[where % len(_BUSY)]]
        before = len(copy.held.changes)
        copy.held.add(other.held.changes.values())
        return len(copy.held.changes) > before

    def back_up(self, copy: Copy, where: int, how: int) -> bool:
        del where, how
        copy.backup = (list(copy.held.changes.values()), list(copy.done), list(copy.undone))
        return True

    def restore(self, copy: Copy, where: int, how: int) -> bool:
        del where, how
        if copy.backup is None:
            return False
        changes, copy.done, copy.undone = copy.backup[0], [*copy.backup[1]], [*copy.backup[2]]
        copy.held = ChangeSet(changes)
        return True

    def export(self, copy: Copy, where: int, how: int) -> bool:
        del where, how
        screens = [
            Screen(cell, self._saw(copy, cell), meaning_of(copy.held.state(cell).value))
            for record in sorted(copy.held.records())
            if copy.held.standing(*record) is RecordState.LIVE
            for cell in (Cell(*record, *each) for each in _FIELDS)
        ]
        self.exports.append((self._nonce("export"), screens))
        return True

    def merge_a_workbook(self, copy: Copy, where: int, how: int) -> bool:
        """Take in one edit of a workbook that may have come from any copy, at any time."""
        if not self.exports:
            return False
        export, screens = self.exports[where % len(self.exports)]
        if not screens:
            return False
        screen = screens[where // 7 % len(screens)]
        return self._put(copy, screen, how, nonce=export)

    def add(self, copy: Copy, where: int, how: int) -> bool:
        del where
        made = self._new_record(self._nonce("record"), SPELLINGS[how % len(SPELLINGS)])
        self._done(copy, made)
        return True

    def propose_a_record(self, copy: Copy, where: int, how: int) -> bool:
        del where
        first = SPELLINGS[how % len(SPELLINGS)]
        self._done(copy, self._new_record(self._nonce("record"), first, Stance.PROPOSED))
        return True

    # How they come about

    def _nonce(self, name: str) -> str:
        self._nonces += 1
        return f"{self._nonces:06} {name}"

    def _note(self, change: Change, saw: Iterable[str]) -> Change:
        meaning = "aside" if change.stance is Stance.ASIDE else meaning_of(change.value)
        fact = Fact(change.id, change.cell, change.stance, meaning, frozenset(saw))
        self.log.setdefault(change.id, fact)
        self.changes.setdefault(change.id, change)
        return self.changes[change.id]

    def _change(
        self,
        cell: Cell,
        value: Value,
        covers: Iterable[str],
        saw: Iterable[str],
        stance: Stance = Stance.STATED,
        nonce: str = "",
    ) -> Change:
        made = edits.edit(PLAN, cell, value, covers, nonce or self._nonce("edit"), stance)
        return self._note(made, saw)

    def _aside(self, changes: Iterable[str]) -> Change:
        targets = list(changes)
        return self._note(set_aside(PLAN, targets, self._nonce("aside")), targets)

    def _new_record(
        self,
        record: str,
        first: tuple[str, Value] | None = None,
        stance: Stance = Stance.STATED,
    ) -> list[Change]:
        values = {_FIELDS[0]: first[1]} if first else {}
        made = edits.add_record(
            PLAN, "action", record, values, lambda: self._nonce("add"), stance=stance
        )
        return [
            self._note(change, () if at == 0 else (made[0].id,)) for at, change in enumerate(made)
        ]

    def _exists(self, copy: Copy, record: tuple[str, str], *, value: bool) -> Change:
        states = [copy.held.state(cell) for cell in sorted(copy.held.cells(*record))]
        saw = [each for state in states for each in (*state.heads, *state.proposals)]
        return self._change(Cell(*record, "exists"), value, saw, saw)

    def _put(
        self,
        copy: Copy,
        screen: Screen,
        how: int,
        stance: Stance = Stance.STATED,
        nonce: str = "",
    ) -> bool:
        meaning, value = SPELLINGS[how % len(SPELLINGS)]
        if meaning == screen.meaning:
            return False
        if stance is Stance.STATED and how >= 240:
            stance = Stance.UNCONFIRMED
        covers = self._covers(copy, screen)
        made = self._change(screen.cell, value, covers, screen.saw, stance, nonce)
        if nonce:
            copy.held.add([made])
        else:
            self._done(copy, [made])
        return True

    def _done(self, copy: Copy, changes: list[Change]) -> None:
        copy.held.add(changes)
        copy.done.append(Operation([change.id for change in changes]))
        copy.undone.clear()

    def _record(self, copy: Copy, where: int) -> tuple[str, str]:
        records = sorted(copy.held.records())
        return records[where % len(records)]

    def _alive(self, copy: Copy, cell: Cell) -> bool:
        return copy.held.standing(cell.kind, cell.record) in (
            RecordState.LIVE,
            RecordState.CONTESTED,
        )

    def _open(self, copy: Copy, where: int) -> Screen | None:
        cell = Cell(*self._record(copy, where), *_FIELDS[where // 16 % len(_FIELDS)])
        state = copy.held.state(cell)
        if state.contested or not self._alive(copy, cell):
            return None
        return Screen(cell, self._saw(copy, cell), meaning_of(state.value))

    def _saw(self, copy: Copy, cell: Cell) -> tuple[str, ...]:
        return copy.held.state(cell).heads or copy.held.state(cell.existence).heads

    def _one_with_proposals(self, copy: Copy, where: int) -> Cell | None:
        found = [
            cell
            for record in sorted(copy.held.records())
            for cell in sorted(copy.held.cells(*record))
            if copy.held.state(cell).proposals
        ]
        return found[where % len(found)] if found else None

    def _built_on(self, copy: Copy, change: str, operation: Operation) -> bool:
        """Whether somebody's change that stands in the copy was made on sight of this one."""
        fact = self.log[change]
        others = [
            self.log[each]
            for each in copy.held.changes
            if each not in copy.held.aside and each not in operation.changes
        ]
        if fact.cell.field == "exists" and fact.meaning == "exists":
            return any(each.cell[:2] == fact.cell[:2] and change in each.saw for each in others)
        return any(each.cell == fact.cell and change in each.saw for each in others)


Step = Callable[[World, Copy, int, int], bool]
_OFTEN: tuple[tuple[str, Step, int], ...] = (
    ("edit", World.edit, 14),
    ("look", World.look, 4),
    ("edit what was seen earlier", World.edit_what_was_seen_earlier, 6),
    ("merge", World.merge, 14),
    ("undo", World.undo, 6),
    ("redo", World.redo, 5),
    ("settle", World.settle, 6),
    ("delete", World.delete, 3),
    ("keep or delete", World.keep_or_delete, 5),
    ("propose", World.propose, 4),
    ("take a proposal", World.take_a_proposal, 3),
    ("leave proposals", World.leave_proposals, 2),
    ("back up", World.back_up, 2),
    ("restore", World.restore, 2),
    ("export", World.export, 2),
    ("merge a workbook", World.merge_a_workbook, 6),
    ("add", World.add, 1),
    ("propose a record", World.propose_a_record, 1),
)
_STEPS = [(name, step) for name, step, often in _OFTEN for _ in range(often)]
