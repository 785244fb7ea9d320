"""The milestones of a plan's actions, found by the action and kept as the plan changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from csp_desktop.plan.document import Document, Record

KIND = "milestone"


class Milestones:
    """Which milestones each action has; worked out once, and followed from then on."""

    def __init__(self, document: Document) -> None:
        self._of: dict[str, dict[str, Record]] = {}
        self._action: dict[str, str] = {}
        for each in document.of(KIND):
            self._put(each)

    def of(self, action_id: str) -> Collection[Record]:
        """The milestones of an action, in no promised order."""
        found = self._of.get(action_id)
        return found.values() if found else ()

    def action_of(self, milestone_id: str) -> str:
        """The id of the action that a milestone belongs to, '' for one that is not there."""
        return self._action.get(milestone_id, "")

    def follow(self, changed: Iterable[tuple[str, str, Record | None]]) -> set[str]:
        """Take in what changed; returns the ids of the actions that this touches."""
        touched: set[str] = set()
        for kind, record_id, record in changed:
            if kind != KIND:
                continue
            before = self._action.pop(record_id, "")
            touched.add(before)
            self._of.get(before, {}).pop(record_id, None)
            if record is not None:
                self._put(record)
                touched.add(record.text("action"))
        return touched - {""}

    def _put(self, milestone: Record) -> None:
        action = milestone.text("action")
        self._of.setdefault(action, {})[milestone.id] = milestone
        self._action[milestone.id] = action
