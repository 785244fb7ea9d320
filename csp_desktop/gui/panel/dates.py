"""The editor for a day: typed, chosen from a calendar, or taken from what is suggested."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.measures.due import last_day
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import day


class DateEditor(QWidget):
    """A box for a day, typed day first, with a calendar beside it (Alt+Down); it may be empty.

    A day that is suggested stands below as a link: it counts only where it is pressed.
    """

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self._ways = ways
        self._spot: EditedCell | None = None
        self._near = self._suggested = ""
        self.box = TextBox(ways.drafts, quiet=True)
        self.calendar = IconButton("calendar", "Choose a day (Alt+Down)", side=24)
        self.calendar.clicked.connect(self.open_calendar)
        self.suggestion = LinkButton("")
        self.suggestion.hide()
        self.suggestion.clicked.connect(self._take_suggestion)
        column(row((self.box, 1), self.calendar), self.suggestion, over=self)
        self.setFocusProxy(self.box)

    def show_spot(
        self, spot: EditedCell, document: Document, _table: FieldTable, *, writable: bool
    ) -> None:
        """Show the day that the cell holds."""
        moved = self._spot is None or self._spot.cell != spot.cell
        self._spot = spot
        self._near = str(last_day(document.plan.text("working_quarter")) or "")
        self.box.show_spot(spot, text_of(spot), writable=writable, placeholder="No date")
        self.calendar.setEnabled(writable and not spot.held.contested)
        self.calendar.setAccessibleName(f"Choose a day: {spot.label}")
        if moved or spot.held.value:
            self.suggest("")

    def suggest(self, iso: str) -> None:
        """Offer a day that the person may take with one press; '' for none."""
        self._suggested = iso
        self.suggestion.setText(f"Use {day(iso)}" if iso else "")
        self.suggestion.setVisible(bool(iso))
        self.suggestion.updateGeometry()

    def open_calendar(self) -> None:
        """Open the calendar at the day held, else at the working quarter's last day."""
        from csp_desktop.gui.widgets.day_picker import DayPicker

        if self._spot is None or not self.calendar.isEnabled():
            return
        spot = self._spot
        picker = DayPicker(words(spot.held.value), self._suggested or self._near, self)
        picker.picked.connect(lambda iso: self._put(spot, iso))
        picker.open_under(self.box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar with Alt+Down, as any list that drops down."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _take_suggestion(self) -> None:
        if self._spot and self._suggested:
            self._put(self._spot, self._suggested)

    def _put(self, spot: EditedCell, iso: str) -> None:
        # Before the day: what was typed in the box is older, and must not come after it.
        self.box.leave()
        if iso != words(spot.held.value):
            self._ways.submit(spot, iso or None)
        self.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)
