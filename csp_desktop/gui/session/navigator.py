"""What a pane asks of the window round it: to show what is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csp_desktop.measures.overview.overview import Indicators
    from csp_desktop.plan.selection import Selection


class Navigator:
    """The ways from one pane to another.

    The window is one; this one, which a state has outside of a window, goes nowhere.
    """

    def show_pane(self, name: str, at: object = None) -> None:
        """Put a pane in front and, where `at` is given, go to that in it (see Pane.show_at)."""

    def show_selection(self, selection: Selection) -> None:
        """Show what `selection` asks for, everywhere that tells of it."""

    def show_actions(self, selection: Selection) -> None:
        """Show in the grid just what `selection` asks for."""

    def show_indicators(self, asked: Indicators) -> None:
        """Show the indicators of a place with a rating, or the targets to be set."""

    def reveal(self, kind: str, record_id: str, field: str = "", period: str = "") -> None:
        """Go to a record where it is shown, or to a field of it, even if filters hide it."""

    def show_history_of(self, action_id: str) -> None:
        """List all changes of one action."""

    def report(self, snapshot: str = "") -> None:
        """Ask what report is wanted: of a snapshot, or of the plan as it is now."""

    def do(self, command: str) -> None:
        """Do the command of that name."""

    def focus_pane(self) -> None:
        """Give the focus back to the pane in front."""

    def count(self, pane: str, number: int) -> None:
        """Say on a pane's tab how many things wait there."""

    def show_commands(self) -> None:
        """Turn commands on and off: what can be done now has changed."""
