"""The search box of the toolbar: finds as one types, tells its shortcut while it is empty."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import HEIGHT, RING
from csp_desktop.gui.widgets.buttons import IconButton
from csp_desktop.gui.widgets.ground import Framed
from csp_desktop.gui.widgets.labels import Icon, Words

PAUSE_MILLISECONDS = 90
_HINT, _SHORT_HINT = "Search the plan", "Search"
_LEAVING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class SearchBox(Framed):
    """A line in which the user types what to find; `searched` carries it after each short pause.

    Escape clears it; `left` tells that Enter or Down ask for the first thing found, or that Escape
    leaves a line with nothing in it. `below` goes to what is listed under the line, and says
    whether anything is: Down goes there first.
    """

    inset = RING
    searched = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.below: Callable[[], bool] = lambda: False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.line = _Line(self)
        self.line.setPlaceholderText(_HINT)
        self.line.setAccessibleName("Search the plan")
        self.setFocusProxy(self.line)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self._told = ""
        self._icon = Icon("search", side=16)
        self._icon.setParent(self)
        self._clear = IconButton("close", "Clear the search", side=24, parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self._clear_all)
        self._clear.hide()
        self.line.textChanged.connect(self._changed)
        self.line.focus_moved.connect(self.update)
        self.line.focus_lost.connect(self._tell)
        self.line.cleared.connect(self._clear_all)
        self.line.left.connect(self._leave)
        self.line.went_down.connect(self._go_down)

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def show_text(self, text: str) -> None:
        """Show `text` as what is searched for, without searching again."""
        if text != self._told:
            self._told = text
            self.line.setText(text)
            self._pause.stop()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(206) + 2 * RING, theme.px(HEIGHT) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(88) + 2 * RING, theme.px(HEIGHT) + 2 * RING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        """Lay out the line; the room of what clears it is the hint's where there is no text."""
        theme = themes.current()
        side = self._clear.sizeHint()
        self._icon.resize(self._icon.sizeHint())
        self._icon.move(RING + theme.px(9), (self.height() - self._icon.height()) // 2)
        self._clear.resize(side)
        left = self.width() - RING - side.width()
        self._clear.move(left, (self.height() - side.height()) // 2)
        inset = theme.px(30) + RING
        height = theme.px(HEIGHT - 8)
        room = self.width() - inset - theme.px(30 if self.text() else 10)
        self.line.setGeometry(inset, (self.height() - height) // 2, room, height)
        wide = self.line.fontMetrics().horizontalAdvance(_HINT) + theme.px(6)
        self.line.show_hint(_HINT if room >= wide else _SHORT_HINT)

    def edge(self) -> tuple[str, float]:
        return "accent" if self.text() else "edge", 1

    def ringed(self) -> bool:
        return self.line.hasFocus()

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._stand()
        self._pause.start()
        self.update()

    def _clear_all(self) -> None:
        self.line.clear()
        self._tell()

    def _leave(self) -> None:
        self._tell()
        self.left.emit()

    def _go_down(self) -> None:
        if not self.below():
            self._leave()

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)


class _Line(QLineEdit):
    """The line itself; it has no frame of its own, and tells its shortcut while it is empty."""

    left = Signal()
    went_down = Signal()
    cleared = Signal()
    focus_moved = Signal()
    focus_lost = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, on=False)
        self._keys = Words("Ctrl+F", "small", "text3", parent=self)
        self._keys.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._show_keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.cleared.emit()
        elif key == Qt.Key.Key_Down:
            self.went_down.emit()
        elif key in _LEAVING:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit()
        if event.reason() in (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.TabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Search before the focus is anywhere else: no list changes under what is done there."""
        super().focusOutEvent(event)
        self.focus_lost.emit()
        self.focus_moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keys.setGeometry(self.rect())
        self._show_keys()

    def show_hint(self, hint: str) -> None:
        """Say what the line is for."""
        self.setPlaceholderText(hint)
        self._show_keys()

    def _show_keys(self) -> None:
        """Tell the shortcut beside the hint while there is no text, and room for it."""
        hint = self.fontMetrics().horizontalAdvance(self.placeholderText())
        needed = hint + self._keys.sizeHint().width() + themes.current().px(16)
        self._keys.setVisible(not self.text() and self.width() >= needed)
