"""People added to the open plan where they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.queued_write import STAMP, doing

if TYPE_CHECKING:
    from csp_desktop.gui.session.plan_session import PlanState
    from csp_desktop.operations.session.open_plan import Outcome


def add_person(state: PlanState, name: str) -> None:
    """Add a person who is called so to the plan's people, and offer to fill in the rest."""
    from csp_desktop.operations.editing.records import add

    def done(outcome: Outcome) -> None:
        made = [each for kind, each, record in outcome.changed if kind == "person" and record]
        said = f"{name} is one of the plan's people." if made else f"{name} is proposed."
        action, act = "Give an e-mail", lambda: state.go.reveal("person", made[0], "email")
        notice = Notice(said, about=DONE, action=action if made else "", act=act, passing=True)
        state.noticed.emit(notice)

    work = doing(add, "person", {("name", ""): name}, STAMP)
    state.write(f"The person {name}", work, by="add", done=done)
