"""What a search finds elsewhere in the plan, listed under the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.ground import Framed
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.plan.search import Found, PlanSearch
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.gui.window.search_box import SearchBox

_WIDTH, _WHERE, _ROW = 640, 260, 26
_MOST, _SHOWN = 60, 10
_LISTED: Final = {"grid": ("action", "milestone"), "kpis": ("indicator",)}
"""What a pane lists itself of what is searched for."""


class SearchResults(Framed):
    """The places found, under the line that they were searched in; `chosen` brings one of them.

    The focus stays in the line until Down asks for the list. Escape and Up at the top lead back.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, box: SearchBox, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = box
        columns: tuple[Column[Found], ...] = (
            Column("Where", lambda row: row.where, _WHERE, tip=lambda row: row.where),
            Column("What it says", lambda row: row.excerpt, tip=lambda row: row.excerpt),
        )
        self.model = ListingModel(columns)
        self.list = _Results(self.model, "Found elsewhere in the plan", row_height=_ROW)
        self.list.head.hide()
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.says = Words("", "small", "text2", strong=True)
        self.says.setContentsMargins(themes.current().px(13), 0, 0, 0)
        column(self.says, (self.list, 1), margins=(1, 6, 1, 1), spacing=4, over=self)
        self.list.entered.connect(self._choose)
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        self.list.backed.connect(self.left)
        self.list.lost.connect(self._focus_gone)
        box.line.focus_lost.connect(self._focus_gone)
        box.line.installEventFilter(self)
        parent.installEventFilter(self)
        self.hide()

    def edge(self) -> tuple[str, float]:
        return "edge", 1

    def show_found(self, found: list[Found], *, alone: bool) -> None:
        """List what was found; `alone` where nothing else tells what is searched for."""
        self.model.set_rows(found[:_MOST])
        more = f", of which {_MOST} are listed" if len(found) > _MOST else ""
        where = "in the plan" if alone else "elsewhere in the plan"
        said = f"{counted(len(found), 'place')} {where}{more}"
        self.says.setText(said if found else f"Nothing {where} says this")
        self.list.setVisible(bool(found))
        self.setVisible(bool(found) or alone)
        self._stand()

    def enter(self) -> bool:
        """Go to the first place found; False where none is listed."""
        if self.isHidden() or not self.model.rows:
            return False
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.look_at(0)
        return True

    def _stand(self) -> None:
        """Stand under the line, within the window, as high as what is listed."""
        theme, over = themes.current(), self.parentWidget()
        if over is None or self.isHidden():
            return
        rows = min(len(self.model.rows), _SHOWN)
        high = self.says.sizeHint().height() + theme.px(14) + rows * theme.px(_ROW) + 2
        wide = min(theme.px(_WIDTH), over.width() - theme.px(16))
        at = self._box.mapTo(over, QPoint(self._box.width() - wide, self._box.height()))
        left = min(max(at.x(), theme.px(8)), over.width() - wide - theme.px(8))
        self.setGeometry(left, at.y(), wide, min(high, over.height() - at.y() - theme.px(8)))
        self.raise_()

    def _choose(self, row: int) -> None:
        found = self.list.row_at(row)
        if found is not None:
            self.hide()
            self.chosen.emit(found)

    def _focus_gone(self) -> None:
        within = self.list.hasFocus() or self._box.line.hasFocus() or self.underMouse()
        if not within:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size; come back with the focus in the line."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._stand()
        return super().eventFilter(watched, event)


class _Results(Listing):
    """The list, which the keys lead out of at its top."""

    backed = Signal()
    lost = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        first = event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0
        if first or event.key() == Qt.Key.Key_Escape:
            self.backed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.lost.emit()


class SearchElsewhere(QObject):
    """Searches the whole plan off the window's thread, and lists what the pane in front does not.

    What is found leads to its place: a field of the Plan pane, an action, an indicator.
    """

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window, self._asked = window, 0
        self._state: PlanState = window.state
        self._search = PlanSearch(self._state.table)
        box = window.top.search
        self.results = SearchResults(box, window)
        self.results.chosen.connect(self._go)
        self.results.left.connect(window.go_to_search)
        box.below = self.results.enter
        self._state.closed.connect(self.results.hide)
        self._state.opened.connect(self.results.hide)

    def search(self, text: str) -> None:
        """List where `text` is written, besides what the pane in front shows of it."""
        self._asked += 1
        asked, document = self._asked, self._state.document
        if not text.strip():
            self.results.hide()
            return
        pane = self._window.pane
        without = _LISTED.get(pane, ())

        def arrived(found: list[Found]) -> None:
            if asked == self._asked and self._window.top.search.line.hasFocus():
                self.results.show_found(found, alone=not without)

        self._state.tasks.apart(
            lambda: self._search.find(document, text, without),
            arrived,
            lambda error: self._state.tell(error, "The plan could not be searched"),
        )

    def _go(self, found: Found) -> None:
        self._window.reveal(found.kind, found.record, found.field, found.period)
