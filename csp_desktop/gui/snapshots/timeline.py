"""The timeline: years and quarters, every snapshot as a point, and the plan as it stands now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.gui.snapshots.axis import Stop, places, quarters_of, rows_of_labels, stops_of
from csp_desktop.gui.snapshots.lines import letters_of, name_of, side_named, spoken_parts
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import RING
from csp_desktop.gui.theme.parts import paint_ring
from csp_desktop.gui.widgets.buttons import Control
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot

_EDGE, _LINE, _BOTTOM, _HEIGHT = 24, 78, 96, 122
_LABEL, _ROWS, _WIDEST = 17, 2, 170
_POINT, _LETTERED = 14, 22
_APART, _LEAST_QUARTER = 30, 30
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -999,
    Qt.Key.Key_End: 999,
}
KEYS = {
    Qt.Key.Key_A: "a",
    Qt.Key.Key_B: "b",
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Delete: "withdraw",
}
"""What a key asks of a snapshot in the list of them."""
_ON_POINT = frozenset(key for key, what in KEYS.items() if what in ("a", "b", "open"))


class Timeline(QWidget):
    """Shows where snapshots stand in the plan's years, and which two are compared.

    `asked` brings what is asked of a point ('a', 'b', 'open' or 'menu') and its id.
    """

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stops: tuple[Stop, ...] = ()
        self._years: tuple[str, ...] = ()
        self._sides = ("", "")
        self._now = ""
        self.points: list[TimelinePoint] = []
        self._current = NOW
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(themes.current().px(_HEIGHT))
        self.setAccessibleName("Timeline of snapshots")

    def show_stops(
        self, snapshots: Sequence[Snapshot], years: Sequence[str], quarter: str, now: str
    ) -> None:
        """Show these snapshots in these years; `quarter` is the working one, `now` the time."""
        stops = stops_of(snapshots, quarter)
        same = [stop.id for stop in stops] == [stop.id for stop in self._stops]
        self._stops, self._years, self._now = stops, tuple(years), now
        if not same:
            self._make_points()
        for point, stop in zip(self.points, stops, strict=True):
            point.stop = stop
        self._name_points()
        self._arrange()
        self.update()

    def show_sides(self, was: str, now: str) -> None:
        """Mark the two that are compared, by their ids."""
        if (was, now) != self._sides:
            self._sides = (was, now)
            self._name_points()
            self._arrange()
            self.update()

    def point(self, stop_id: str) -> TimelinePoint | None:
        """The point of a snapshot, or of 'now'."""
        return next((each for each in self.points if each.stop.id == stop_id), None)

    def _make_points(self) -> None:
        had_focus = any(point.hasFocus() for point in self.points)
        for point in self.points:
            point.hide()
            point.deleteLater()
        self.points = [TimelinePoint(stop, self) for stop in self._stops]
        for point in self.points:
            point.stepped.connect(self._step)
            point.asked.connect(self.asked)
            point.focused.connect(self._follow)
            point.show()
        if self.point(self._current) is None:
            self._current = NOW
        self._follow(self._current)
        current = self.point(self._current)
        if had_focus and current:
            current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_points(self) -> None:
        for point in self.points:
            point.say(letters_of(point.stop.id, self._sides), self._now)

    def _follow(self, stop_id: str) -> None:
        """One point takes the tab key, and the arrows go on from it."""
        self._current = stop_id
        for point in self.points:
            own = point.stop.id == stop_id
            policy = Qt.FocusPolicy
            point.setFocusPolicy(policy.StrongFocus if own else policy.ClickFocus)

    def _step(self, by: int) -> None:
        ids = [point.stop.id for point in self.points]
        at = min(max(ids.index(self._current) + by, 0), len(ids) - 1)
        self.points[at].setFocus(Qt.FocusReason.TabFocusReason)
        self.update()

    # Room

    def _arrange(self) -> None:
        theme = themes.current()
        quarters = quarters_of(self._years, self._stops)
        found = places(self._stops, quarters, self._width(), theme.px(_APART))
        for point, x in zip(self.points, found, strict=True):
            size = point.sizeHint()
            point.resize(size)
            point.move(
                round(theme.px(_EDGE) + x - size.width() / 2),
                round(theme.px(_LINE) - size.height() / 2),
            )
        # The lettered ones lie over their neighbours where it is crowded.
        for point in sorted(self.points, key=lambda each: bool(each.letter)):
            point.raise_()

    def _width(self) -> float:
        return max(self.width() - 2.0 * themes.current().px(_EDGE), 10.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("alt"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("edge"))
        self._paint_axis(painter, theme)
        self._paint_between(painter, theme)
        self._paint_labels(painter, theme)
        painter.end()

    def _paint_axis(self, painter: QPainter, theme: themes.Theme) -> None:
        quarters = quarters_of(self._years, self._stops)
        left, y, bottom = theme.px(_EDGE), theme.px(_LINE), theme.px(_BOTTOM)
        painter.setPen(QPen(theme.colour("edge"), 2))
        painter.drawLine(QPointF(left, y), QPointF(left + self._width(), y))
        if not quarters:
            return
        each = self._width() / len(quarters)
        wide = each >= theme.px(_LEAST_QUARTER)
        for number, quarter in enumerate(quarters):
            x = left + number * each
            first = quarter.quarter == 1
            if first:
                painter.fillRect(QRectF(x, theme.px(8), 1, theme.px(18)), theme.colour("edge"))
                painter.setFont(theme.font("small", strong=True))
                painter.setPen(theme.colour("text"))
                room = QRectF(x + theme.px(8), theme.px(8), 4 * each, theme.px(18))
                year = str(quarter.financial_year)
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, year)
            role = "edge" if first else "line"
            painter.fillRect(QRectF(x, bottom, 1, theme.px(20)), theme.colour(role))
            if wide:
                painter.setFont(theme.font("small"))
                painter.setPen(theme.colour("text2"))
                room = QRectF(x + theme.px(7), bottom, each, theme.px(20))
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, f"Q{quarter.quarter}")

    def _paint_between(self, painter: QPainter, theme: themes.Theme) -> None:
        ends = [point for side in self._sides if (point := self.point(side))]
        if len(ends) == 2 and ends[0] is not ends[1]:
            painter.setPen(QPen(theme.colour("accent"), theme.px(4)))
            one, other = (QPointF(each.geometry().center()) for each in ends)
            y = theme.px(_LINE)
            painter.drawLine(QPointF(one.x(), y), QPointF(other.x(), y))

    def _paint_labels(self, painter: QPainter, theme: themes.Theme) -> None:
        names, spans = [], []
        for point in self.points:
            strong = bool(point.letter)
            metrics = QFontMetrics(theme.font("small", strong=strong))
            name = metrics.elidedText(point.name, Qt.TextElideMode.ElideRight, theme.px(_WIDEST))
            width = metrics.horizontalAdvance(name) + 2
            left = point.geometry().center().x() - width / 2
            left = min(max(left, theme.px(4)), self.width() - theme.px(4) - width)
            names.append(name)
            spans.append((left, left + width))
        order = sorted(range(len(names)), key=lambda at: (not self.points[at].letter, -at))
        rows = rows_of_labels(spans, order, _ROWS, theme.px(10))
        for point, name, (left, right), row in zip(self.points, names, spans, rows, strict=True):
            if row < 0:
                continue
            strong, gone = bool(point.letter), point.withdrawn
            font = theme.font("small", strong=strong)
            painter.setFont(font)
            painter.setPen(theme.colour("text" if strong else "text2"))
            top = theme.px(_LINE - 14 - _LABEL * (row + 1))
            box = QRectF(left, top, right - left, theme.px(_LABEL))
            painter.drawText(box, _MIDDLE, name)
            if gone:
                painter.fillRect(
                    QRectF(left, box.center().y(), right - left, 1), painter.pen().color()
                )


class TimelinePoint(Control):
    """One point: a snapshot or now. It tells its name, quarter, side, and who took it when.

    A click or A compares from it, B compares with it, Enter opens it as it stood.
    """

    stepped = Signal(int)
    asked = Signal(str, str)
    focused = Signal(str)

    def __init__(self, stop: Stop, parent: QWidget) -> None:
        super().__init__("", parent)
        self.stop = stop
        self.letter = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.stop.snapshot) if self.stop.snapshot else "Now"

    @property
    def withdrawn(self) -> bool:
        """Whether it is a snapshot that counts no longer."""
        return bool(self.stop.snapshot and self.stop.snapshot.withdrawn)

    def say(self, letter: str, now: str) -> None:
        """Show which side of the comparison it is: 'A', 'B', both or neither."""
        self.letter = letter
        if self.stop.snapshot:
            said = spoken_parts(self.stop.snapshot, letter, now)
        else:
            said = [self.name, self.stop.quarter, *side_named(letter)]
        self.setAccessibleName(", ".join(said))
        self.setAccessibleDescription(
            "A compares from here, B compares with it, Enter opens the plan as it stood."
        )
        self.setToolTip(plain_tip("\n".join(said)))
        self.update()

    def sizeHint(self) -> QSize:
        side = themes.current().px(_LETTERED) + 2 * RING + 2
        return QSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in _ON_POINT:
            self.asked.emit(KEYS[key], self.stop.id)
        elif key == Qt.Key.Key_Space:
            self.asked.emit("b" if self.stop.id == NOW else "a", self.stop.id)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            other = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.asked.emit("b" if other or self.stop.id == NOW else "a", self.stop.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.asked.emit("open", self.stop.id)

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        self.asked.emit("menu", self.stop.id)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.focused.emit(self.stop.id)

    def paint_focus(self, painter: QPainter) -> None:
        paint_ring(painter, self.body, self.body.width() / 2)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        around = self.body
        lit = theme.colour("text" if self.hovered else "text2")
        if self.letter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(around)
            painter.setPen(theme.colour("on_accent"))
            painter.setFont(theme.font("small", strong=True))
            painter.drawText(around, _MIDDLE, self.letter[0] if len(self.letter) == 1 else "AB")
        elif self.withdrawn or self.stop.snapshot is None:
            painter.setPen(QPen(lit, 1.5 if self.withdrawn else 2))
            painter.setBrush(theme.colour("alt"))
            painter.drawEllipse(around.adjusted(1, 1, -1, -1))
            if self.withdrawn:
                painter.drawLine(around.bottomLeft(), around.topRight())
        else:
            painter.setPen(QPen(theme.colour("alt"), 2))
            painter.setBrush(lit)
            painter.drawEllipse(around.adjusted(-1, -1, 1, 1))

    @property
    def body(self) -> QRectF:
        """The disc, about which the focus ring stands."""
        radius = themes.current().px(_LETTERED if self.letter else _POINT) / 2
        middle = QRectF(self.rect()).center()
        return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
