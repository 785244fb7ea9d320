"""A calendar that opens under a box, in which a day is chosen, or none."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton

_WEEKEND = (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)


class DayPicker(QFrame):
    """`picked` carries the day as ISO text, '' for no day. Escape and a click elsewhere close it.

    It opens at the day that is held, else at the page of `near`, where no day counts as chosen.
    """

    picked = Signal(str)

    def __init__(self, held: str, near: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.Box)
        self.calendar = calendar = QCalendarWidget()
        calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        plain = QTextCharFormat()
        plain.setForeground(themes.current().colour("text"))
        for weekday in _WEEKEND:  # red would read as a status
            calendar.setWeekdayTextFormat(weekday, plain)
        day = QDate.fromString(held or near, Qt.DateFormat.ISODate)
        if day.isValid():
            calendar.setSelectedDate(day)
        calendar.clicked.connect(self._pick)
        calendar.activated.connect(self._pick)
        self._none = LinkButton("No date")
        self._none.setVisible(bool(held))
        self._none.clicked.connect(lambda: self._leave(""))
        column(calendar, row(self._none, ..., margins=(8, 4, 8, 6)), over=self)
        self.setFocusProxy(calendar)

    def open_under(self, box: QWidget) -> None:
        """Show it under `box`, and take the keys."""
        self.adjustSize()
        place = box.mapToGlobal(QPoint(0, box.height()))
        room = box.screen().availableGeometry()
        place.setX(max(min(place.x(), room.right() - self.width()), room.left()))
        if place.y() + self.height() > room.bottom():
            place.setY(box.mapToGlobal(QPoint(0, 0)).y() - self.height())
        self.move(place)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _pick(self, day: QDate) -> None:
        self._leave(day.toString(Qt.DateFormat.ISODate))

    def _leave(self, day: str) -> None:
        self.close()
        self.picked.emit(day)
