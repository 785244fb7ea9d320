"""The quarter picker of the toolbar: the quarter before, the one worked on, the one after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import HEIGHT, RING, Control
from csp_desktop.gui.icons import paint_icon
from csp_desktop.plan.periods import read_period


class QuarterPicker(QWidget):
    """Shows the working quarter; `picked` brings another that the user asks for."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quarters: tuple[str, ...] = ()
        self._quarter = ""
        self.before = _Part("chevron-left", "Quarter before (Alt+Page Up)")
        self.middle = _Middle()
        self.after = _Part("chevron-right", "Quarter after (Alt+Page Down)")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1 - 2 * RING)
        for part in (self.before, self.middle, self.after):
            row.addWidget(part)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.middle.clicked.connect(self.open_menu)
        self.middle.stepped.connect(self.step)
        self._show()

    @property
    def arrows(self) -> int:
        """The width of the two arrows, which Page Up and Page Down do the work of too."""
        return 2 * (self.before.sizeHint().width() + self._row.spacing())

    @property
    def arrows_shown(self) -> bool:
        """Whether the arrows are there."""
        return not self.before.isHidden()

    def show_arrows(self, shown: bool) -> None:
        """Show the arrows, or leave them out."""
        for part in (self.before, self.after):
            part.setVisible(shown)
        self.updateGeometry()

    def set_quarters(self, years: Sequence[str]) -> None:
        """Offer the quarters of these financial years."""
        periods = [period for year in years if (period := read_period(year))]
        self._quarters = tuple(str(quarter) for year in periods for quarter in year.quarters())
        self._show()

    def set_quarter(self, quarter: str) -> None:
        """Show `quarter` as the one worked on."""
        self._quarter = quarter
        self._show()

    def step(self, steps: int) -> None:
        """Ask for the quarter `steps` later, where the plan has one."""
        if self._quarter in self._quarters:
            index = self._quarters.index(self._quarter) + steps
            if 0 <= index < len(self._quarters):
                self.picked.emit(self._quarters[index])

    def open_menu(self) -> None:
        """List the plan's quarters under the picker."""
        menu = QMenu("Working quarter", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for quarter in self._quarters:
            if quarter.endswith("Q1"):
                menu.addSection(quarter.split()[0])
            period = read_period(quarter)
            months = period.words() if period else ""
            action = menu.addAction(f"{quarter}\t{months}")
            action.setCheckable(True)
            action.setChecked(quarter == self._quarter)
            action.setData(quarter)
            group.addAction(action)
            if action.isChecked():
                menu.setActiveAction(action)
        menu.triggered.connect(lambda action: self.picked.emit(action.data()))
        menu.popup(self.middle.mapToGlobal(QPoint(0, self.middle.height())))

    def _show(self) -> None:
        at = self._quarters.index(self._quarter) if self._quarter in self._quarters else -1
        self.before.setEnabled(at > 0)
        self.after.setEnabled(0 <= at < len(self._quarters) - 1)
        self.middle.setEnabled(bool(self._quarters))
        self.middle.setText(self._quarter or "No quarter")
        period = read_period(self._quarter)
        months = f", {period.words()}" if period else ""
        self.middle.setAccessibleName(f"Working quarter: {self._quarter or 'none'}{months}")
        self.middle.setToolTip(f"Working quarter{months}")
        self.middle.updateGeometry()
        self.middle.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.setBrush(theme.colour("base"))
        edge = RING + 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 4, 4)
        for part in (self.middle, self.after) if self.arrows_shown else ():
            x = part.x() + RING
            painter.fillRect(x, RING + 1, 1, self.height() - 2 * RING - 2, theme.colour("line"))
        painter.end()


class _Part(Control):
    """One arrow of the picker."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__(name)
        self._icon = icon

    def sizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(27) + 2 * RING, theme.px(HEIGHT) + 2 * RING)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        side = theme.px(16)
        box = QRectF(0, 0, side, side)
        box.moveCenter(self.body.center())
        lit = self.hovered and self.isEnabled()
        role = "text" if lit else "text2" if self.isEnabled() else "line"
        paint_icon(painter, box, self._icon, theme.colour(role))


class _Middle(Control):
    """The quarter's name, with the arrow that opens the list."""

    stepped = Signal(int)

    def sizeHint(self) -> QSize:
        theme = themes.current()
        metrics = QFontMetrics(theme.font("body", strong=True))
        width = metrics.horizontalAdvance("2016/17 Q4") + theme.px(34)
        return QSize(width + 2 * RING, theme.px(HEIGHT) + 2 * RING)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with Left and Right; open the list with Down, Enter or the space bar."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.click()
        else:
            super().keyPressEvent(event)

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        painter.setFont(theme.font("body", strong=True))
        painter.setPen(self.ink())
        left = self.body.adjusted(theme.px(8), 0, 0, 0)
        painter.drawText(
            left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        side = theme.px(14)
        box = QRectF(0, 0, side, side)
        box.moveCenter(self.body.center())
        box.moveRight(self.body.right() - theme.px(6))
        paint_icon(painter, box, "chevron-down", self.ink("text2"))
