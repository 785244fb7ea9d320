"""Cards that show one value each: the agreed one, each side, the suggested combination."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.widgets.ground import Framed, Hairline
from csp_desktop.gui.widgets.labels import ElidedLabel, Glyph, Words
from csp_desktop.plan.text_diff import Piece

_LEAST, _MOST = 64, 300
LEAST_WIDTH = 110


class Pieces(QTextBrowser):
    """A text with what differs marked. It takes the height of its text, within bounds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces: tuple[Piece, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self._pieces

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show a text with its marks."""
        self._pieces = tuple(pieces)
        self._fill()
        self.updateGeometry()

    def _fill(self) -> None:
        font = themes.current().font("small")
        self.document().setDefaultFont(font)
        self.clear()
        cursor = QTextCursor(self.document())
        for text, mark in painting.runs_of(self._pieces):
            cursor.insertText(text, painting.format_of(mark, font))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pieces:
            self._fill()

    def height_for(self, width: int) -> int:
        """How high the text is at a width."""
        self.document().setTextWidth(max(width, 40))
        return round(self.document().size().height()) + 2


class Card(Framed):
    """One value to choose: a name, where it comes from, the key that chooses it."""

    chosen = Signal()
    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._on = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name = ElidedLabel("small", "text", strong=True)
        self._source = ElidedLabel("small", "text2")
        self._key = Key("")
        self._glyph = Glyph("", height=18)
        self._status = Words("", "body", "text")
        self._shape = QWidget()
        shape = QHBoxLayout(self._shape)
        shape.setContentsMargins(0, theme.px(8), 0, 0)
        shape.setSpacing(theme.px(8))
        shape.addWidget(self._glyph)
        shape.addWidget(self._status, 1)
        self.text = Pieces()
        self.text.viewport().installEventFilter(self)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(11), theme.px(7), theme.px(7), theme.px(6))
        head.setSpacing(theme.px(8))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._source)
        head.addLayout(names, 1)
        head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(11), theme.px(8) - 1, theme.px(7), theme.px(8))
        body.setSpacing(0)
        body.addWidget(self._shape)
        body.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 1, 2, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addLayout(body, 1)
        self.setMinimumWidth(theme.px(LEAST_WIDTH))

    def say(
        self, name: str, source: str, key: str, pieces: Sequence[Piece], status: str = ""
    ) -> None:
        """Show a value: as a status with its shape, or as a text with what differs."""
        self._name.setText(name)
        self._source.setText(source)
        self._key.say(key)
        self._shape.setVisible(bool(status))
        self.text.setVisible(not status)
        self._glyph.show_glyph(status)
        self._status.setText(look.word(status) if status else "")
        self.text.show_pieces(pieces)
        said = look.word(status) if status else "".join(piece.text for piece in pieces)
        self.setAccessibleName(f"{name}, {source}: {said}")

    def choose(self, *, on: bool) -> None:
        """Mark it as the one that Enter would take, or not."""
        self._on = on
        self.update()

    @property
    def on(self) -> bool:
        """Whether Enter would take it."""
        return self._on

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name.text()

    def wanted_height(self, width: int) -> int:
        """How high it would be to show all of its text at a width."""
        theme = themes.current()
        head = self._name.sizeHint().height() * 2 + theme.px(14)
        if self.text.isHidden():
            return head + theme.px(_LEAST)
        inside = self.text.height_for(width - theme.px(28))
        return head + min(max(inside + theme.px(24), theme.px(_LEAST)), theme.px(_MOST))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.taken.emit()
        super().mouseDoubleClickEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the text chooses the card, too; text is still selected by dragging."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.chosen.emit()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.taken.emit()
        return False

    def edge(self) -> tuple[str, float]:
        return ("accent", 2) if self._on else ("line", 1)


class Key(Framed):
    """A key of the keyboard, as a small box with its letter."""

    radius = 3

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Words(text, "small", "text2")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
        self._write(text)

    def say(self, text: str) -> None:
        """Show another key, '' for none."""
        self._write(text)
        self.setVisible(bool(text))

    def _write(self, text: str) -> None:
        theme = themes.current()
        self._text.setText(text)
        wide = self._text.sizeHint().width() + theme.px(10)
        self.setFixedSize(max(wide, theme.px(18)), theme.px(18))


class Combination(Framed):
    """The suggested combination: shown with where each part is from, and edited in place."""

    chosen = Signal()
    taken = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._on = False
        self._name = Words("Suggested combination", "small", "text", strong=True)
        self._how = ElidedLabel()
        self._key = Key("E")
        self.text = Pieces()
        self.text.viewport().installEventFilter(self)
        self.edit = _Typed()
        self.edit.setAccessibleName("The value in your words")
        self.edit.hide()
        self.edit.finished.connect(self.taken)
        self.edit.given_up.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._name)
        head.addWidget(self._how, 1)
        head.addWidget(self._key)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(7), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(4))
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, name: str, how: str, pieces: Sequence[Piece]) -> None:
        """Show a suggestion, and go back from typing to it."""
        self._name.setText(name)
        self._how.setText(how)
        self.text.show_pieces(pieces)
        self.edit.hide()
        self.text.setVisible(bool(pieces))
        self.fit()

    @property
    def editing(self) -> bool:
        """Whether its text is being typed."""
        return not self.edit.isHidden()

    def begin(self, text: str) -> None:
        """Type in it, from `text`."""
        self.text.hide()
        self.edit.setPlainText(text)
        self.edit.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.fit()

    def choose(self, *, on: bool) -> None:
        """Mark it as what Enter would take, or not."""
        self._on = on
        self.update()

    def fit(self) -> None:
        """Take the height that the text needs, within bounds."""
        theme = themes.current()
        inside = max(self.width() - theme.px(28), 100)
        height = min(self.text.height_for(inside), theme.px(96))
        self.text.setFixedHeight(height)
        self.edit.setFixedHeight(max(height + theme.px(16), theme.px(64)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the text chooses the combination."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.chosen.emit()
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        super().mouseReleaseEvent(event)

    def edge(self) -> tuple[str, float]:
        return ("accent", 2) if self._on else ("edge", 1)


class _Typed(QPlainTextEdit):
    """A box to type in: Ctrl+Enter takes what was typed, Escape goes back."""

    finished = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
