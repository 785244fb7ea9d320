"""The editor for a person's name, which is suggested while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, LinkButton
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.suggestions import Suggestions
from csp_desktop.plan import people
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import words


class NameEditor(QWidget):
    """A box for a person's name, suggested while it is typed; the e-mail below, where known.

    Who is none of the plan's people yet can be added to them.
    """

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self.box = TextBox(ways.drafts, quiet=True)
        self.suggestions = Suggestions(self.box.edit, lambda: people.names(ways.document()))
        self.email = Words("", "small", "text2")
        self.email.setContentsMargins(themes.current().px(5), 0, 0, 0)
        self.email.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name = self._asked = ""
        self.add = LinkButton("Add to the plan's people")
        self.add.clicked.connect(lambda: self._add(ways))
        below = row(self.add, ...)
        below.setContentsMargins(themes.current().px(5) - RING, 0, 0, 0)
        column(self.box, self.email, below, over=self)
        self.setFocusProxy(self.box)

    def show_spot(
        self, spot: EditedCell, document: Document, _table: FieldTable, *, writable: bool
    ) -> None:
        """Show the name that the cell holds."""
        self.box.show_spot(spot, text_of(spot), writable=writable, placeholder="Nobody yet")
        self._name = words(spot.held.value)
        found = people.email(document, self._name)
        self.email.setText(found)
        self.email.setVisible(bool(found))
        unknown = bool(self._name) and not people.person(document, self._name)
        self._asked = self._asked if unknown else ""
        if not unknown and self.add.hasFocus():
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.add.setVisible(unknown and writable)
        self.add.setEnabled(self._name != self._asked)
        self.add.setAccessibleName(f"Add {self._name} to the plan's people")

    def _add(self, ways: Ways) -> None:
        # Once: in a copy for one group it is proposed, and the name stays unknown here.
        self._asked = self._name
        self.add.setEnabled(False)
        ways.add_person(self._name)
