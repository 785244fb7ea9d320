"""The values that changes replaced, and the changes behind an undo or redo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.values import Value, key, words

DEEPEST: Final = 3
"""How deep undoing and redoing go: the redo of an undone 'leave it' sets aside what sets aside."""

Behind = tuple[tuple[Change, int], ...]


class Past:
    """Looks up the changes behind others in one plan, while its history is being listed."""

    def __init__(self, plan: OpenPlan) -> None:
        """Look changes up in this plan."""
        self._ledger = plan.file.ledger
        # Kept for the whole listing: many entries go back to the same few changes.
        self._held: dict[str, Change | None] = {}
        self._behind: dict[tuple[str, ...], Behind] = {}
        self._bottoms: dict[str, tuple[Change, int] | None] = {}

    def _changes(self, ids: Sequence[str]) -> list[Change]:
        unknown = [each for each in ids if each not in self._held]
        found = self._ledger.several(unknown)
        self._held |= {each: found.get(each) for each in unknown}
        return [change for each in ids if (change := self._held[each])]

    def value_before(self, cell: Cell, covers: Sequence[str]) -> Value:
        """The value that a change of `cell` replaced; of a conflict that it decided, all sides."""
        sides: dict[str, Value] = {}
        for covered in self._changes(covers):
            if covered.cell == cell and covered.stance is not Stance.PROPOSED:
                sides.setdefault(key(covered.value), covered.value)
        if len(sides) > 1:
            return " / ".join(words(value) or "(blank)" for value in sides.values())
        return next(iter(sides.values()), None)

    def behind(self, covers: tuple[str, ...]) -> Behind:
        """The changes that state a value among what is set aside, each once, with its depth.

        An odd depth is an undo of the change, an even one a redo. Deeper than this program itself
        goes, only one change is followed.
        """
        if covers not in self._behind:
            found: dict[str, tuple[Change, int]] = {}
            level: dict[str, None] = dict.fromkeys(covers)
            for depth in range(1, DEEPEST + 1):
                below: dict[str, None] = {}
                for change in self._changes(list(level)):
                    if change.stance is Stance.ASIDE:
                        below |= dict.fromkeys(change.covers)
                    else:
                        found.setdefault(change.id, (change, depth))
                level = below
            # A foreign file may set aside what sets aside without end, and each level may double.
            # Below `DEEPEST` only one is followed, so the time stays in proportion.
            for each in level:
                bottom = self._bottom(each)
                if bottom:
                    found.setdefault(bottom[0].id, (bottom[0], bottom[1] + DEEPEST + 1))
            self._behind[covers] = tuple(found.values())
        return self._behind[covers]

    def _bottom(self, change_id: str) -> tuple[Change, int] | None:
        """The first change that states a value below this one, and how deep it lies."""
        # A loop and not recursion, which a long chain would exhaust.
        way: list[str] = []
        while change_id not in self._bottoms:
            change = next(iter(self._changes([change_id])), None)
            if change is None or change.stance is not Stance.ASIDE:
                self._bottoms[change_id] = (change, 0) if change else None
            else:
                way.append(change_id)
                change_id = change.covers[0]
        for each in reversed(way):
            below = self._bottoms[change_id]
            self._bottoms[each] = (below[0], below[1] + 1) if below else None
            change_id = each
        return self._bottoms[change_id]
