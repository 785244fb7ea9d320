"""The editor for a person's name, which is suggested while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.suggestions import Suggestions
from csp_desktop.plan import people
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import words


class NameEditor(QWidget):
    """A box for a person's name, suggested while it is typed; the e-mail below, where known."""

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self.box = TextBox(ways.drafts, quiet=True)
        self.suggestions = Suggestions(self.box.edit, lambda: people.names(ways.document()))
        self.email = Words("", "small", "text2")
        self.email.setContentsMargins(themes.current().px(5), 0, 0, 0)
        self.email.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column(self.box, self.email, over=self)
        self.setFocusProxy(self.box)

    def show_spot(
        self, spot: EditedCell, document: Document, _table: FieldTable, *, writable: bool
    ) -> None:
        """Show the name that the cell holds."""
        self.box.show_spot(spot, text_of(spot), writable=writable, placeholder="Nobody yet")
        found = people.email(document, words(spot.held.value))
        self.email.setText(found)
        self.email.setVisible(bool(found))
