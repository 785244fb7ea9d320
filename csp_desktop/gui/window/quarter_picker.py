"""The quarter picker of the toolbar: the quarter before, the one looked at, the one after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import HEIGHT, RING, Face
from csp_desktop.gui.theme.icons import icon
from csp_desktop.gui.theme.parts import paint_box
from csp_desktop.gui.widgets.buttons import FacedButton
from csp_desktop.plan.periods import quarters_of, read_period


class QuarterPicker(QWidget):
    """Shows the quarter looked at, and whether it is the plan's working quarter.

    `picked` carries another one to look at; `make_asked` asks to make this the working quarter.
    """

    picked = Signal(str)
    make_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quarters: tuple[str, ...] = ()
        self._quarter = self._working = ""
        self._writable = False
        self.before = _arrow("chevron-left", "Quarter before (Alt+Page Up)")
        self.middle = _Middle()
        self.after = _arrow("chevron-right", "Quarter after (Alt+Page Down)")
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
        self._quarters = tuple(quarters_of(years))
        self._show()

    def set_quarter(self, quarter: str, working: str = "", *, writable: bool = False) -> None:
        """Show `quarter` as the one looked at; `working` is the plan's, '' where it is the same."""
        self._quarter, self._working, self._writable = quarter, working or quarter, writable
        self._show()

    @property
    def apart(self) -> bool:
        """Whether another quarter is looked at than is worked on."""
        return self._quarter != self._working

    def step(self, steps: int) -> None:
        """Ask for the quarter `steps` later, where the plan has one."""
        if self._quarter in self._quarters:
            index = self._quarters.index(self._quarter) + steps
            if 0 <= index < len(self._quarters):
                self.picked.emit(self._quarters[index])

    def open_menu(self) -> None:
        """List the plan's quarters under the picker."""
        menu = QMenu("Quarter", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for quarter in self._quarters:
            if quarter.endswith("Q1"):
                menu.addSection(quarter.split()[0])
            period = read_period(quarter)
            months = period.words() if period else ""
            working = " (working quarter)" if quarter == self._working else ""
            action = menu.addAction(f"{quarter}{working}\t{months}")
            action.setCheckable(True)
            action.setChecked(quarter == self._quarter)
            action.setData(quarter)
            group.addAction(action)
            if action.isChecked():
                menu.setActiveAction(action)
        group.triggered.connect(lambda action: self.picked.emit(action.data()))
        if self.apart and self._writable:
            menu.addSeparator()
            menu.addAction(make_words(self._quarter), self.make_asked.emit)
        menu.popup(self.middle.mapToGlobal(QPoint(0, self.middle.height())))

    def _show(self) -> None:
        at = self._quarters.index(self._quarter) if self._quarter in self._quarters else -1
        self.before.setEnabled(at > 0)
        self.after.setEnabled(0 <= at < len(self._quarters) - 1)
        self.middle.setEnabled(bool(self._quarters))
        self.middle.setText(self._quarter or "No quarter")
        period = read_period(self._quarter)
        months = f", {period.words()}" if period else ""
        if self.apart:
            name = f"Quarter looked at: {self._quarter}{months}, not the working quarter"
            tip = f"You look at {self._quarter}{months}. The working quarter is {self._working}."
        else:
            name = f"Working quarter: {self._quarter or 'none'}{months}"
            tip = f"Working quarter{months}"
        self.middle.setAccessibleName(name)
        self.middle.setToolTip(tip)
        self.update()
        self.middle.updateGeometry()
        self.middle.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        painter = QPainter(self)
        body = self.rect().adjusted(RING, RING, -RING, -RING)
        paint_box(painter, body, "amber_ground" if self.apart else "base", "edge")
        for part in (self.middle, self.after) if self.arrows_shown else ():
            x = part.x() + RING
            painter.fillRect(x, RING + 1, 1, self.height() - 2 * RING - 2, theme.colour("line"))
        painter.end()


def make_words(quarter: str) -> str:
    """The command that makes a quarter looked at the plan's working quarter."""
    return f"Make {quarter} the working quarter"


def _arrow(name: str, says: str) -> FacedButton:
    """One arrow of the picker."""
    button = FacedButton(Face("words", HEIGHT, 27), says)
    button.setIcon(icon(name, lit="text"))
    return button


class _Middle(FacedButton):
    """The quarter's name, with the arrow that opens the list."""

    stepped = Signal(int)

    def __init__(self) -> None:
        below = icon("chevron-down", off="text3")
        super().__init__(Face("words", HEIGHT, pad=8, strong=True, after=below))

    def sizeHint(self) -> QSize:
        """As wide as any quarter, so that stepping moves nothing."""
        metrics = QFontMetrics(self.face.font(on=True))
        width = metrics.horizontalAdvance("2016/17 Q4") + themes.current().px(34)
        return QSize(width + 2 * RING, super().sizeHint().height())

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
