"""The last changes of an action: when, who, and from what to what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.history.words import CAME_WITH_PLAN, EntryWords
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.plan.wording import short_period

MOST = 3


class Recent(QWidget):
    """The last three changes, and the way to all of them (`all_asked`)."""

    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = LinkButton("All changes")
        self._all.clicked.connect(self.all_asked)
        self._none = Words("No changes to this action yet.", "small", "text2", wrap=True)
        head = row((Words("History", "small", "text2", strong=True), 1), self._all)
        self._rows = [_RecentChange() for _ in range(MOST)]
        column(head, Hairline(), self._none, *self._rows, spacing=4, over=self)
        self.clear()

    def clear(self) -> None:
        """Show nothing until the changes have been read."""
        self._none.hide()
        self._all.hide()
        for each in self._rows:
            each.show_entry(None)

    def show_entries(self, entries: Sequence[EntryWords]) -> None:
        """Show the newest of `entries`; what came with the plan counts as no change."""
        made = [entry for entry in entries if entry.date != CAME_WITH_PLAN]
        self._all.setText(f"All {len(made)} changes" if len(made) > 1 else "All changes")
        self._all.updateGeometry()
        self._all.setVisible(bool(entries))
        self._none.setVisible(not made)
        theme = themes.current()
        metrics = QFontMetrics(theme.font("small"))
        dates = [metrics.horizontalAdvance(each.date) for each in made[:MOST]]
        middle = max([theme.px(60), *(width + theme.px(10) for width in dates)])
        for index, each in enumerate(self._rows):
            entry = made[index] if index < len(made) else None
            each.show_entry(entry, last=index + 1 == len(made), middle=middle)


class _RecentChange(QWidget):
    """One change on two lines."""

    def __init__(self) -> None:
        super().__init__()
        self._entry: EntryWords | None = None
        self._last = False
        self._middle = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_entry(self, entry: EntryWords | None, *, last: bool = False, middle: int = 0) -> None:
        """Show `entry`, or nothing; what was done begins at `middle`."""
        self._entry, self._last, self._middle = entry, last, middle
        self.setVisible(entry is not None)
        if entry is not None:
            change = f"{entry.old or 'nothing'} to {entry.new or 'nothing'}"
            self.setAccessibleName(
                f"{entry.date} {entry.time}, {entry.author}: "
                f"{f'{entry.what}, {change}' if entry.shapes else entry.done}"
            )
            tip = "" if entry.shapes else f"{entry.old}\n→ {entry.new}"[:400]
            self.setToolTip(plain_tip(tip))
        self.update()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        height = QFontMetrics(theme.font("small")).height()
        return QSize(theme.px(200), 2 * height + theme.px(9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        entry = self._entry
        if entry is None:
            return
        theme = themes.current()
        painter = QPainter(self)
        metrics = QFontMetrics(theme.font("small"))
        line = metrics.height()
        middle = self._middle
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        top = theme.px(1)
        second = top + line + theme.px(2)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        painter.drawText(QRectF(0, top, middle, line), flags, entry.date)
        painter.drawText(QRectF(0, second, middle, line), flags, entry.time)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("small", strong=True))
        room = self.width() - middle
        author = QFontMetrics(painter.font()).elidedText(
            entry.author, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(QRectF(middle, top, room, line), flags, author)
        painter.setFont(theme.font("small"))
        if entry.shapes:
            self._paint_move(painter, QRectF(middle, second, room, line), entry, theme)
        else:
            done = metrics.elidedText(entry.done, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(middle, second, room, line), flags, done)
        if not self._last:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        painter.end()

    @staticmethod
    def _paint_move(
        painter: QPainter, room: QRectF, entry: EntryWords, theme: themes.Theme
    ) -> None:
        """Paint 'Q1 ○ Not started to ▲ At risk'."""
        metrics = painter.fontMetrics()
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        side = theme.px(13)
        x = room.left()

        def write(text: str) -> None:
            nonlocal x
            painter.drawText(QRectF(x, room.top(), room.right() - x, room.height()), flags, text)
            x += metrics.horizontalAdvance(text) + theme.px(5)

        period = entry.what.partition(", ")[2]
        write(short_period(period))
        for joint, word in (("", entry.old), ("to", entry.new)):
            if joint and entry.old:
                write(joint)
            if not word and not joint:
                continue
            if word:
                box = QRectF(x, room.center().y() - side / 2, side, side)
                paint_glyph(painter, box, word.lower())
                x += side + theme.px(5)
            write(word or "no update")
