"""The windows that ask and tell: a title, what the answer takes, and the buttons that give it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.labels import Words

WIDE = 400


class FormDialog(QDialog):
    """A window over another with a title, a primary button, and one that leaves it as it is.

    Enter presses no button by itself: in a list and in a line it answers already, and would answer
    twice.
    """

    def __init__(self, title: str, yes: str, parent: QWidget, *, no: str = "Cancel") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title_words = Words(title, "title", "text", strong=True)
        self.yes = Outlined(yes, primary=True)
        self._no = no

    # Made when they are first asked for: a dialog that lays neither out would leave a widget
    # without a parent behind.

    @cached_property
    def why(self) -> Words:
        """Where it says what stands in the way."""
        return Words("", "small", "red", wrap=True)

    @cached_property
    def no(self) -> Outlined:
        """The button that leaves it as it is."""
        made = Outlined(self._no)
        made.clicked.connect(self.reject)
        return made

    def fit(self, width: int, height: int) -> None:
        """Take a size at 96 dpi, or less where the window that it is over has less room."""
        px, over = themes.current().px, self.parentWidget()
        room = over.window().size() if over else self.maximumSize()
        edge = px(24)
        self.resize(min(px(width), room.width() - edge), min(px(height), room.height() - edge))


class Question(FormDialog):
    """A small window with a sentence, what the answer takes, and two buttons.

    `why_not` says in a sentence why the answer will not do yet, '' where it will.
    """

    def __init__(self, title: str, sentence: str, yes: str, parent: QWidget) -> None:
        super().__init__(title, yes, parent)
        theme = themes.current()
        self.why.setMinimumHeight(theme.px(18))
        self.yes.clicked.connect(self._say_yes)
        self.column = column(spacing=8)
        self.column.setContentsMargins(0, 0, RING, 0)
        said = Words(sentence, "body", "text2", wrap=True)
        said.setFixedWidth(theme.px(WIDE - 40))
        buttons = row(..., self.no, self.yes, spacing=4)
        parts = (self.title_words, said, self.column, self.why, buttons)
        column(*parts, margins=20, spacing=8, ring=True, over=self)
        said.setVisible(bool(sentence))
        self.setFixedWidth(theme.px(WIDE))

    def why_not(self) -> str:
        """Why the answer will not do yet; '' where it will."""
        return ""

    def _say_yes(self) -> None:
        reason = self.why_not()
        self.why.setText(reason)
        if not reason:
            self.accept()

    def line(
        self, label: str, text: str = "", hint: str = "", into: QBoxLayout | None = None
    ) -> QLineEdit:
        """Add a line to type in, under its label; below the others, or to the layout `into`."""
        edit = QLineEdit(text)
        edit.setPlaceholderText(hint)
        self._add(label, edit, into or self.column)
        edit.returnPressed.connect(self._say_yes)
        return edit

    def choice(self, label: str, offered: Sequence[tuple[str, str]], chosen: str = "") -> QComboBox:
        """Add a choice of (value, words), under its label."""
        box = choice_box(label, offered, chosen)
        self._add(label, box, self.column)
        return box

    def _add(self, label: str, widget: QWidget, into: QBoxLayout) -> None:
        theme = themes.current()
        widget.setAccessibleName(label)
        widget.setMinimumHeight(theme.px(32))
        named = Words(label, "small", "text2")
        named.setBuddy(widget)
        into.addLayout(column(named, widget, spacing=4))


def _scrolled(inside: QWidget, highest: int) -> QScrollArea:
    """`inside` in an area as high as it, or as `highest` and then scrolling."""
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    wanted = inside.sizeHint()
    scrolls = wanted.height() > highest
    bar = area.verticalScrollBar().sizeHint().width() if scrolls else 0
    area.setMinimumSize(wanted.width() + bar, min(wanted.height(), highest))
    return area


class TellingDialog(FormDialog):
    """A window that only tells: rows of two texts, and a button that closes it."""

    def __init__(
        self, title: str, sentence: str, rows: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(title, "Close", parent)
        theme = themes.current()
        self.yes.clicked.connect(self.accept)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.px(12), 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(5))
        for index, (left, right) in enumerate(rows):
            grid.addWidget(Words(left, "small", "text", strong=True), index, 0)
            grid.addWidget(Words(right, "small", "text2"), index, 1)
        grid.setColumnStretch(1, 1)
        said = Words(sentence, "body", "text2", wrap=True)
        listed = _scrolled(inside, parent.height() - theme.px(200))
        end = row(..., self.yes)
        column(self.title_words, said, listed, end, margins=20, spacing=12, ring=True, over=self)
        said.setVisible(bool(sentence))
        self.setMinimumWidth(theme.px(WIDE))
        wanted = self.sizeHint()
        self.resize(wanted.width(), min(wanted.height(), parent.height() - theme.px(24)))
        self.yes.setFocus()
