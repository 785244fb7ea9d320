"""What the changes of one cell add up to: its heads, its value, and whether it is contested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from csp_desktop.changes.arrival import causes_first
from csp_desktop.changes.change import Change, Stance
from csp_desktop.plan.values import Value, key

MOST_DISPUTES: Final = 32
"""How many disputes on top of each other are looked through for what was last agreed."""
# Both bounds keep a crafted file from costing more than a look at each change. Beyond them a
# contested cell shows blank, which is the same in every copy; guessing would not be.

MOST_SIDES: Final = 4096
"""How many sides that saw different things are asked what they last agreed on."""


@dataclass(frozen=True, slots=True)
class CellState:
    """A cell worked out from its changes.

    `heads` are the changes in force that no other in force covers, by id. Where they differ in
    meaning the cell is `contested` and `value` is the last agreed one. `proposals` wait for a
    person. `unconfirmed`: nobody who stated the value was sure of it.
    """

    value: Value = None
    heads: tuple[str, ...] = ()
    contested: bool = False
    unconfirmed: bool = False
    proposals: tuple[str, ...] = ()

    @property
    def settled_blank(self) -> bool:
        """True if the cell has no value in force and no proposal."""
        return not self.heads and not self.proposals


BLANK = CellState()


def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
    """The state of the cell whose changes in effect (none waiting) are `changes`.

    `aside` are those set aside: they count as never made, but what they covered stays covered by
    whatever covers them.
    """
    # Lineage is made of all changes, those set aside too: A covered by B covered by C, with B
    # undone, must not bring A back as a second head beside C, whose author had moved past it.
    lineage = Lineage(changes)
    in_force = {each for each in lineage.changes if each not in aside}
    stated = {each for each in in_force if lineage.changes[each].stance is not Stance.PROPOSED}
    # A proposal has no effect, so what it covers stays head. What covers a proposal replaces it,
    # stated or proposed.
    heads = lineage.uncovered(stated, by=stated)
    proposed = in_force - stated
    proposals = lineage.uncovered(proposed, by=in_force)
    # Compared by meaning: two people who typed the same with other white space agree.
    values = {key(lineage.changes[each].value) for each in heads}
    contested = len(values) > 1
    return CellState(
        value=lineage.agreed(heads, stated) if contested else lineage.value_of(heads),
        # Sorted, because sets have another order in each run and the file keeps this as a text.
        heads=tuple(sorted(heads)),
        contested=contested,
        unconfirmed=bool(heads)
        and all(lineage.changes[each].stance is Stance.UNCONFIRMED for each in heads),
        proposals=tuple(sorted(proposals)),
    )


class Lineage:
    """The changes of one cell and which covers which, directly or through others."""

    def __init__(self, changes: Iterable[Change]) -> None:
        """Take the changes in effect of one cell."""
        self.changes: Mapping[str, Change] = {change.id: change for change in changes}
        self._heights: dict[str, int] = {}

    def below(self, tops: Iterable[str]) -> set[str]:
        """All changes of the cell that `tops` cover, directly or through others."""
        found: set[str] = set()
        stack = list(tops)
        while stack:
            change = self.changes.get(stack.pop())
            for each in change.covers if change else ():
                if each in self.changes and each not in found:
                    found.add(each)
                    stack.append(each)
        return found

    def uncovered(self, among: Collection[str], by: Collection[str]) -> set[str]:
        """Those of `among` that nothing in `by` covers."""
        return set(among) - self.below(by)

    def value_of(self, heads: Collection[str]) -> Value:
        """The one value of heads that agree; of texts equal in meaning, the same everywhere."""
        # The smallest id, not the newest: clocks differ between copies, ids do not.
        return self.changes[min(heads)].value if heads else None

    def heights(self) -> dict[str, int]:
        """By change, the number of changes on the longest way down from it, itself included."""
        if not self._heights:
            for change in causes_first(self.changes):
                below = [self._heights[each] for each in change.covers if each in self.changes]
                self._heights[change.id] = 1 + max(below, default=0)
        return self._heights

    def agreed(self, heads: Collection[str], in_force: Collection[str]) -> Value:
        """The last value that all of the differing `heads` had seen; None if they shared none."""
        return self.value_of(self.agreed_heads(heads, in_force))

    def agreed_heads(self, heads: Collection[str], in_force: Collection[str]) -> Collection[str]:
        """The changes that state what `heads` last agreed on; empty if they agreed on nothing.

        Where people contradicted each other time and again it is looked for so far down and no
        farther, so that it costs one look at each change and at what it covers.
        """
        # What all sides had seen may itself have been in dispute when they saw it. Then the same
        # question is asked of those sides, until one value is left.
        for _ in range(MOST_DISPUTES):
            if len({key(self.changes[each].value) for each in heads}) <= 1:
                return heads
            heads = self._last_shared(heads, in_force)
        return ()

    def _last_shared(self, heads: Collection[str], in_force: Collection[str]) -> set[str]:
        """The changes in force that all `heads` cover and that no other such change covers.

        Each change is met after all that cover it, and carries a bit for each way in which heads
        cover it; below one that is shared nothing else can be the last.
        """
        # Heads with the same covers saw the same, so they share one bit. That keeps masks short
        # where hundreds of returns answer one export.
        ways = {self.changes[each].covers for each in heads}
        if len(ways) > MOST_SIDES:
            return set()
        sweep = _Sweep(self.heights())
        for number, covers in enumerate(ways):
            for each in covers:
                sweep.reach(each, 1 << number, below_shared=False)
        everybody = (1 << len(ways)) - 1
        found = set()
        while (met := sweep.next()) is not None:
            change, mask, below_shared = met
            # What is set aside was seen too, but it counts as never made: the way down goes on.
            if mask == everybody and change in in_force and not below_shared:
                found.add(change)
                below_shared = True
            for each in self.changes[change].covers:
                sweep.reach(each, mask, below_shared=below_shared)
        return found


class _Sweep:
    """Changes on the way down from some heads, each met once, after all above it."""

    # A heap by height gives that order: a change is higher than all it covers, so its mask is whole
    # when it is met. `_open` counts the queued changes that lie below no shared one: once there are
    # none, nothing further down can be the last shared, and the rest of the history is not walked.
    def __init__(self, heights: Mapping[str, int]) -> None:
        self._heights = heights
        self._heap: list[tuple[int, str]] = []
        self._masks: dict[str, int] = {}
        self._below_shared: set[str] = set()
        self._open = 0

    def reach(self, change: str, mask: int, *, below_shared: bool) -> None:
        """Note that a change is covered from here; one of another cell is not on the way."""
        if change not in self._heights:
            return
        if change not in self._masks:
            self._masks[change] = 0
            heappush(self._heap, (-self._heights[change], change))
            self._open += change not in self._below_shared
        self._masks[change] |= mask
        if below_shared and change not in self._below_shared:
            self._below_shared.add(change)
            self._open -= 1

    def next(self) -> tuple[str, int, bool] | None:
        """The next change, its bits, and whether it lies below a shared one.

        None once all that is left does.
        """
        if not self._open:
            return None
        _, change = heappop(self._heap)
        below_shared = change in self._below_shared
        self._open -= not below_shared
        return change, self._masks.pop(change), below_shared
