"""What an action lacks to be in a return, and the way to give it that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.widgets.boxes import row
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.selection import home_lacks
from csp_desktop.plan.wording import joined

_WANTED = {"group": "a sub-group", "delivery_priority": "a priority"}


class HomeNeeded(QWidget):
    """Says that an action is in no return, and why; `chosen` names the field to fill in."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lacks: tuple[str, ...] = ()
        self.says = Words("", "small", "text", wrap=True)
        self.act = LinkButton("Choose")
        self.act.clicked.connect(self._choose)
        top = Qt.AlignmentFlag.AlignTop
        box = row((self.says, 1), self.act, spacing=5)
        box.setAlignment(self.act, top)
        glyph = Glyph("needs_home", side=14, height=16)
        row(glyph, (box, 1), spacing=6, over=self).setAlignment(glyph, top)

    def _choose(self) -> None:
        self.chosen.emit(next(iter(self._lacks), ""))

    def show_action(self, action: Record, document: Document, *, writable: bool) -> None:
        """Show what `action` lacks, or nothing where it lacks nothing."""
        self._lacks = home_lacks(document, action)
        self.setVisible(bool(self._lacks))
        lacks = joined([_WANTED[each] for each in self._lacks])
        self.says.setText(f"Needs a home: without {lacks} it is in no return.")
        self.act.setVisible(writable)
        self.act.setAccessibleName(f"Choose {lacks}")
