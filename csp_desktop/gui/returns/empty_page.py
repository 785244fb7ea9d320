"""What the returns pane says while there is nothing to merge and nothing to decide."""

from __future__ import annotations

from csp_desktop import paths
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.widgets.empty_state import EmptyState


def say_empty(empty: EmptyState, state: PlanState) -> None:
    """Say what to do, or why nothing can be merged here."""
    if not state.writable:
        empty.say("Returns cannot be merged here", state.door.closed_because)
        return
    links = ["Send out returns"]
    shipped = any((paths.data() / "returns").glob("*.xlsx"))
    if shipped and state.document.plan_id.startswith("hackney"):
        links.append("Try it: merge three returns")
    empty.say(
        "No returns to merge",
        "Drop returned workbooks or copies of the plan anywhere on the window. Nothing is "
        "applied until you merge.",
        "Choose files…",
        *links,
    )
