"""What takes effect: changes wait for what they cover, and may be set aside again.

Both rules look only at what a change names, never at when it came, so that copies which hold the
same changes agree. They are written against a small view of what is known, which a plan file and
a set in memory each provide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from csp_desktop.changes.change import Change, Stance


class KnownChanges(Protocol):
    """What the rules need to ask of the changes that are already held."""

    def in_effect(self, change_id: str) -> bool:
        """True if the change is held and does not wait."""
        ...

    def waiting_for(self, change_id: str) -> Iterable[Change]:
        """The held changes that wait, among others, for this one."""
        ...

    def asides_of(self, change_id: str) -> Iterable[str]:
        """The held changes, not waiting, that set this one aside."""
        ...

    def set_aside_by(self, change_id: str) -> Iterable[str]:
        """What this change sets aside; nothing where it states a value."""
        ...


def arrive(known: KnownChanges, new: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """Sort `new` into those that take effect, causes first, and those that wait.

    Held changes that waited for one of these are released among the first. `new` must not be
    held yet.
    """
    # A change must never count before what its author saw: it would look like a head beside
    # changes that it replaced, and invent a conflict. So a change comes out after all it covers.
    pending = {change.id: change for change in new}
    queue = _Queue(known, pending)
    for change in pending.values():
        queue.consider(change)
    effective: dict[str, Change] = {}
    while (next_one := queue.next()) is not None:
        effective[next_one.id] = next_one
    waiting = [change for change in pending.values() if change.id not in effective]
    return list(effective.values()), waiting


class _Queue:
    """Changes on their way in: each comes out once everything that it covers has come out.

    Each change is looked at once, and each change that is covered is asked for once.
    """

    def __init__(self, known: KnownChanges, new: Iterable[str]) -> None:
        self._known = known
        self._ready: list[Change] = []
        self._considered: set[str] = set()
        # What arrives now counts as absent until it comes out of the queue: what covers it must
        # wait for its turn, even where both arrive together.
        self._there: dict[str, bool] = dict.fromkeys(new, False)
        self._lacks: dict[str, int] = {}
        self._dependants: dict[str, list[Change]] = {}

    def consider(self, change: Change) -> None:
        """Let a change wait its turn."""
        self._considered.add(change.id)
        absent = [each for each in change.covers if not self._is_there(each)]
        self._lacks[change.id] = len(absent)
        for each in absent:
            self._dependants.setdefault(each, []).append(change)
        if not absent:
            self._ready.append(change)

    def _is_there(self, change_id: str) -> bool:
        # Remembered, because one imported workbook may have thousands of changes over one base,
        # and each question to `known` is a query to the plan file.
        if change_id not in self._there:
            self._there[change_id] = self._known.in_effect(change_id)
        return self._there[change_id]

    def next(self) -> Change | None:
        """The next change that takes effect, or None when no other can."""
        if not self._ready:
            return None
        change = self._ready.pop()
        self._there[change.id] = True
        for dependant in self._dependants.pop(change.id, ()):
            self._lacks[dependant.id] -= 1
            if self._lacks[dependant.id] == 0:
                self._ready.append(dependant)
        # A held change may have waited long for this one. It is not released at once: it may lack
        # others too, so its covers are counted like those of a new change.
        for waiter in self._known.waiting_for(change.id):
            if waiter.id not in self._considered:
                self.consider(waiter)
        return change


def causes_first(changes: Mapping[str, Change]) -> list[Change]:
    """The changes in an order in which each comes after those among them that it covers."""
    lacks = {
        change.id: sum(each in changes for each in change.covers) for change in changes.values()
    }
    covered_by: dict[str, list[Change]] = {}
    for change in changes.values():
        for each in change.covers:
            if each in changes:
                covered_by.setdefault(each, []).append(change)
    # Kahn's algorithm; `found` grows while it is walked. Ids are hashes over what they cover, so
    # there can be no cycle in sound changes; one in a forged file would simply be left out.
    found = [change for change in changes.values() if not lacks[change.id]]
    for change in found:
        for above in covered_by.get(change.id, ()):
            lacks[above.id] -= 1
            if not lacks[above.id]:
                found.append(above)
    return found


def are_aside(known: KnownChanges, changes: Iterable[str]) -> dict[str, bool]:
    """By change, True if it is set aside: named by a change that is not itself set aside.

    Each change that sets aside is looked at once, however many of `changes` it names.
    """
    # Undo, redo, undo again is a chain of any length, so this walks it with a stack of its own:
    # recursion would end at Python's limit. A change is answered once all that set it aside are.
    answers: dict[str, bool] = {}
    asides: dict[str, list[str]] = {}
    wanted = list(changes)
    stack = list(wanted)
    while stack:
        current = stack[-1]
        if current in answers:
            stack.pop()
        elif current not in asides:
            asides[current] = list(known.asides_of(current))
            stack += [each for each in asides[current] if each not in asides]
        else:
            answers[current] = any(not answers[each] for each in asides[current])
            stack.pop()
    return {each: answers[each] for each in wanted}


def affected_by(known: KnownChanges, arrived: Iterable[Change]) -> set[str]:
    """The changes that may now be set aside, or no longer be, because `arrived` took effect."""
    # An undo that arrives puts the undos that it names out of force, and these may have held
    # others aside: the effect goes down the whole chain, not one step.
    mine = {change.id: change for change in arrived}
    found: set[str] = set()
    stack = [change.id for change in mine.values() if change.stance is Stance.ASIDE]
    while stack:
        change = mine.get(current := stack.pop())
        named = change.covers if change and change.stance is Stance.ASIDE else ()
        for target in named if change else known.set_aside_by(current):
            if target not in found:
                found.add(target)
                stack.append(target)
    return found
