"""Which actions are listed: what is asked for, and what was listed since it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection

from csp_desktop.plan.document import Record


class Listing:
    """The actions listed for one question, which lose none while the question stays the same.

    An action that was listed stays, whatever becomes of it, so that no row vanishes while a person
    works in it. It goes when something else is asked for, or when it is deleted.
    """

    def __init__(self) -> None:
        self._listed: set[str] = set()
        self._fitting: set[str] = set()

    @property
    def lingering(self) -> int:
        """How many are listed that no longer are what is asked for."""
        return len(self._listed) - len(self._fitting)

    def fits(self, action_id: str) -> bool:
        """Whether an action is what is asked for."""
        return action_id in self._fitting

    def begin(self) -> None:
        """Start again: something else is asked for."""
        self._listed, self._fitting = set(), set()

    def keep(self, action_id: str) -> None:
        """List an action too from now on, as one that was listed before."""
        self._listed.add(action_id)

    def take(self, found: list[Record], every: Callable[[], Collection[Record]]) -> list[Record]:
        """The actions listed now that `found` are asked for, in the order that `every` has."""
        self._fitting = {action.id for action in found}
        # The usual case does without `every`: as long as all that was listed still fits, `found` is
        # in the right order as it is. A deleted action is not in `every` and so drops out.
        if not self._listed <= self._fitting:
            wanted = self._listed | self._fitting
            found = [action for action in every() if action.id in wanted]
        self._listed = {action.id for action in found}
        return found
