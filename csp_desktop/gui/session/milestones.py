"""Milestones added to the open plan and deleted from it, by whichever part of the window asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.queued_write import STAMP, doing, ignore
from csp_desktop.plan.document import Record

if TYPE_CHECKING:
    from csp_desktop.gui.session.plan_session import PlanState
    from csp_desktop.operations.session.open_plan import Outcome


def add_milestone(
    state: PlanState, action_id: str, title: str, done: Callable[[Outcome], None] = ignore
) -> None:
    """Add a milestone to an action; `done` hears of it once it is on the disk."""
    from csp_desktop.operations.editing.records import add

    work = doing(add, "milestone", {("action", ""): action_id, ("title", ""): title}, STAMP)
    state.write(f"The milestone ‘{title}’", work, by="add", done=done)


def delete_milestone(state: PlanState, shown: Record) -> None:
    """Delete a milestone as it is `shown`, with what was typed there; Undo is offered."""
    from csp_desktop.operations.editing.records import delete

    state.flush()
    said = f"Milestone ‘{shown.text('title')}’ is deleted."

    def done(_: Outcome) -> None:
        state.noticed.emit(Notice(said, about=DONE, action="Undo", act=state.undo))

    work = doing(delete, shown.kind, shown.id, STAMP, state.document)
    state.write("The deletion", work, done=done)
