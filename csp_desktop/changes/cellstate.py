"""What the changes of one cell add up to: its heads, its value, and whether it is contested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from csp_desktop.changes.change import Change, Stance
from csp_desktop.plan.values import Value, key


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
        """Whether nothing stands in the cell and nothing waits."""
        return not self.heads and not self.proposals


BLANK = CellState()


def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
    """The state of the cell whose changes in effect (none waiting) are `changes`.

    `aside` are those set aside: they count as never made, but what they covered stays covered by
    whatever covers them.
    """
    lineage = Lineage(changes)
    in_force = {each for each in lineage.changes if each not in aside}
    stated = {each for each in in_force if lineage.changes[each].stance is not Stance.PROPOSED}
    heads = lineage.uncovered(stated, by=stated)
    proposed = in_force - stated
    proposals = lineage.uncovered(proposed, by=in_force)
    values = {key(lineage.changes[each].value) for each in heads}
    contested = len(values) > 1
    return CellState(
        value=lineage.agreed(heads, stated) if contested else lineage.value_of(heads),
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
        return self.changes[min(heads)].value if heads else None

    def agreed(self, heads: Collection[str], in_force: Collection[str]) -> Value:
        """The last value that all of the differing `heads` had seen; None where there is none."""
        while heads:
            if len({key(self.changes[each].value) for each in heads}) == 1:
                return self.value_of(heads)
            shared = set.intersection(*(self.below([each]) for each in heads)) & set(in_force)
            heads = self.uncovered(shared, by=shared)
        return None
