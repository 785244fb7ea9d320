"""The toolbar: menu, panes, undo and redo, working quarter, search, what is owed, what is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from csp_desktop.gui.session.saving import Saving
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, IconButton, Outlined, PaneTab
from csp_desktop.gui.widgets.labels import Icon, Words
from csp_desktop.gui.window.quarter_picker import QuarterPicker
from csp_desktop.gui.window.search_box import SearchBox

_SEARCH_GROWS_FIRST: Final = 100
_NARROWEST: Final = 640


class TopBar(QToolBar):
    """The bar at the head of the window; it holds no state of its own."""

    pane_asked = Signal(str)

    def __init__(self, panes: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`panes` are (name, label) in their order."""
        super().__init__("Main", parent)
        self.setObjectName("top-bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setContentsMargins(0, 0, 0, 0)
        around = self.layout()
        if around is not None:
            around.setContentsMargins(0, 0, 0, 1)
            around.setSpacing(0)
        self.menu_button = IconButton("menu", "Menu (F10)")
        self.places = IconButton("sidebar-left", "Show the places (Ctrl+Shift+L)")
        self.places.hide()
        self._is_open, self._has_owed = True, True
        self.tabs = {name: PaneTab(label) for name, label in panes}
        self.undo = IconButton("undo", "Undo")
        self.redo = IconButton("redo", "Redo")
        self.quarter = QuarterPicker()
        self.search = SearchBox()
        self.owed = Outlined("0 to update", icon="clock", strong=True)
        self.owed.setCheckable(True)
        self.saved = SavedWord()
        for name, tab in self.tabs.items():
            tab.clicked.connect(lambda _=False, name=name: self.pane_asked.emit(name))
        self._inside = self._laid_out()
        self.addWidget(self._inside)

    def _laid_out(self) -> QWidget:
        theme = themes.current()
        inside = QWidget()
        inside.setFixedHeight(theme.px(48))
        inside.setMinimumWidth(theme.px(_NARROWEST))
        self._row = row = QHBoxLayout(inside)
        row.setContentsMargins(theme.px(8) - RING, 0, theme.px(12), 0)
        row.setSpacing(0)
        row.addWidget(self.menu_button)
        row.addWidget(self.places)
        row.addSpacing(theme.px(8))
        for tab in self.tabs.values():
            row.addWidget(tab)
        row.addSpacing(theme.px(14) - RING)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addStretch(1)
        row.addWidget(self.quarter)
        row.addSpacing(theme.px(8) - 2 * RING)
        row.addWidget(self.search, _SEARCH_GROWS_FIRST)
        row.addSpacing(theme.px(8) - 2 * RING)
        row.addWidget(self.owed)
        row.addSpacing(theme.px(12) - RING)
        row.addWidget(self.saved)
        self.search.setMaximumWidth(self.search.sizeHint().width())
        return inside

    def event(self, event: QEvent) -> bool:
        """Fit what is in the bar to its width, and again when something in it has grown."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)

    def show_plan(self, *, is_open: bool) -> None:
        """Show what belongs to a plan, or nothing of it where none is open."""
        self._is_open = is_open
        for widget in (*self.tabs.values(), self.undo, self.redo, self.quarter, self.search):
            widget.setVisible(is_open)
        self.owed.setVisible(is_open and self._has_owed)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room, leave out what the menu and the panes' heads have too."""
        if not self._is_open:
            return
        for tab in self.tabs.values():
            # The tab of the pane in front is always there, however narrow the window is.
            if tab.isChecked() and tab.isHidden():
                tab.show()
        yielding = self._yielding()
        room = self.width() - self._needed(yielding)
        for each in yielding:
            shown = room >= 0
            if not shown:
                room += each.width
            if each.shown != shown:
                each.show(shown)

    def _yielding(self) -> list[_Yielding]:
        """What gives way where there is no room, the first to do so first."""
        owed = [self.owed] if self._has_owed else []
        tabs = [tab for tab in reversed(self.tabs.values()) if not tab.isChecked()]
        arrows = _Yielding(
            (self.quarter,),
            self.quarter.arrows,
            self.quarter.arrows_shown,
            self.quarter.show_arrows,
        )
        return [
            *map(_whole, (self.undo, self.redo, *owed)),
            arrows,
            *map(_whole, tabs),
        ]

    def _needed(self, yielding: Sequence[_Yielding]) -> int:
        """The width of everything in the bar, the search at its narrowest."""
        margins = self._row.contentsMargins()
        needed = margins.left() + margins.right()
        given = {widget for each in yielding for widget in each.widgets}
        for place in range(self._row.count()):
            item = self._row.itemAt(place)
            widget = item.widget() if item else None
            if item is None:
                continue
            if widget is None:
                needed += item.sizeHint().width()
            elif widget is self.search:
                needed += widget.minimumSizeHint().width()
            elif widget in given or not widget.isHidden():
                needed += widget.sizeHint().width()
        return needed + (0 if self.quarter.arrows_shown else self.quarter.arrows)

    def show_pane(self, name: str) -> None:
        """Mark the pane called `name` as the one on screen."""
        self.tabs[name].setChecked(True)
        for each, tab in self.tabs.items():
            # The tab key stops once among the tabs, at this one; arrows go on from there.
            policy = Qt.FocusPolicy.TabFocus if each == name else Qt.FocusPolicy.NoFocus
            tab.setFocusPolicy(policy)
        self._fit()

    def count(self, pane: str, number: int) -> None:
        """Say on a pane's tab how many things wait there."""
        self.tabs[pane].set_count(number)

    def show_owed(self, count: int, *, asked_for: bool, possible: bool = True) -> None:
        """Show how many updates are owed in the quarter, and whether only those are shown.

        Where there is nothing that could be owed, nothing is said.
        """
        if possible != self._has_owed:
            self._has_owed = possible
            self.owed.setVisible(possible and self._is_open)
        text = f"{count} to update" if count else "All updated"
        if text != self.owed.text():
            self.owed.setText(text)
            self.owed.updateGeometry()
            self._fit()
        self.owed.setChecked(asked_for)
        self.owed.setEnabled(bool(count) or asked_for)
        self.owed.setToolTip("Show all actions" if asked_for else "Show only what has no update")

    def show_undo(self, undo: QAction, redo: QAction) -> None:
        """Follow the actions of the Edit menu: on or off, and what they would do."""
        for button, action in ((self.undo, undo), (self.redo, redo)):
            button.setEnabled(action.isEnabled())
            keys = action.shortcut().toString()
            button.setToolTip(f"{action.text().replace('&', '')} ({keys})")
            button.setAccessibleName(action.text().replace("&", ""))


class _Yielding(NamedTuple):
    """What may be left out of the bar: its widgets, the width that frees, and how to do it."""

    widgets: tuple[QWidget, ...]
    width: int
    shown: bool
    show: Callable[[bool], None]


def _whole(widget: QWidget) -> _Yielding:
    width = widget.sizeHint().width()
    return _Yielding((widget,), width, not widget.isHidden(), widget.setVisible)


_SAVING_ICONS: Final = {Saving.SAVED: "check", Saving.NOT_SAVED: "warning"}


class SavedWord(QWidget):
    """Says if what the user did is on the disk; 'Saved' only after the commit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon()
        self._said = Words("", "small", "text2")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._said.setContentsMargins(themes.current().px(5), 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._icon)
        row.addWidget(self._said)

    @property
    def words(self) -> str:
        """What is written."""
        return self._said.text()

    def show_saving(self, saving: Saving, at: str, *, is_open: bool) -> None:
        """Show `saving`; `at` is the hour and minute of the last change kept, '' for none."""
        words = {
            Saving.SAVED: f"Saved {at}".strip(),
            Saving.TYPING: "Typing…",
            Saving.SAVING: "Saving…",
            Saving.NOT_SAVED: "Not saved",
            Saving.READING: "Reading only",
        }
        failed = saving is Saving.NOT_SAVED
        role = "red" if failed else "text2"
        self._said.set_look(role, strong=failed)
        self._said.setText(words[saving] if is_open else "")
        icon = _SAVING_ICONS.get(saving, "") if is_open else ""
        self._icon.show_icon(icon, role)
        # It takes no room from words that have none.
        self._icon.setVisible(bool(icon))
        self.setAccessibleName(self.words)
        self.setToolTip(self.words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        metrics = QFontMetrics(theme.font("small"))
        width = metrics.horizontalAdvance(max(("Saved 00:00", self.words), key=len))
        return QSize(width + theme.px(20), theme.px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
