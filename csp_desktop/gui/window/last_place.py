"""Where a person was in each plan: kept as they go about, and gone back to on opening it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer

from csp_desktop.gui.window.frame import WindowFrame
from csp_desktop.plan.selection import Selection

_PAUSE = 1000
"""Milliseconds of rest after which a place is written, so that a walk by the arrows is one."""


class LastPlace(QObject):
    """Keeps the pane in front, the place, filters and search, and the cell of the grid by plan."""

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window = window
        self._cell = ("", "", "")
        self._noted: tuple[str, Mapping[str, str]] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.keep)
        window.gone.connect(self.note)

    def follow_cell(self, record_id: str, field: str, period: str) -> None:
        """Note the grid's current cell; a heading is no cell, and leaves the last one noted."""
        if record_id:
            self._cell = (record_id, field, period)
            self.note()

    def note(self) -> None:
        """Note where the person is now; it is written after a pause, or on leaving."""
        window = self._window
        if not window.state.is_open or not window.pane:
            return
        names = ("action", "field", "period")
        listed = window.grid.lists(self._cell[0])
        cell = dict(zip(names, self._cell, strict=True)) if listed else {}
        noted = {"pane": window.pane, **window.selection.as_texts(), **cell}
        self._noted = (window.state.document.plan_id, noted)
        self._pause.start()

    def keep(self) -> None:
        """Write what was noted."""
        self._pause.stop()
        if self._noted:
            user = self._window.state.user
            user.keep(user.settings.left_at(*self._noted))
            self._noted = None

    def go_back(self, first: str) -> None:
        """Go to where the person was in the plan just opened; to the pane `first` for none."""
        window = self._window
        # What waits to be written belongs to the plan before, and is written under its id.
        self.keep()
        self._cell = ("", "", "")
        document = window.state.document
        left = window.state.user.settings.places.get(document.plan_id, {})
        pane = left.get("pane", "")
        known = {line.name for line in window.panes.lines}
        # The selection first: a pane shows it as it comes to the front, and need not show all
        # before.
        window.show_selection(Selection.from_texts(left, document))
        window.show_pane(pane if pane in known else first)
        if left.get("action"):
            window.grid.return_to(left["action"], left.get("field", ""), left.get("period", ""))
