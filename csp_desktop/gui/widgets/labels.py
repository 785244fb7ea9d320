"""Texts in the theme's sizes and colours, and shapes and icons beside them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.tooltips import plain_tip

_INK = QPalette.ColorRole.WindowText
_INKS = (_INK, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
_LONGEST_REF = 8


class Words(QLabel):
    """A text in one of the three sizes and a role's colour; it follows the theme."""

    def __init__(
        self,
        text: str = "",
        size: themes.Size = "body",
        role: str = "text",
        *,
        strong: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._dressing = True
        super().__init__(parent)
        self._size, self._role, self._strong = size, role, strong
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        self.dress()

    def set_look(self, role: str, *, strong: bool) -> None:
        """Take another colour and weight."""
        if (role, strong) != (self._role, self._strong):
            self._role, self._strong = role, strong
            self.dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # An application's new palette comes to a widget within a window as a change of its own,
        # as does the one that dressing sets.
        if event.type() == QEvent.Type.PaletteChange and not self._dressing:
            self.dress()

    def dress(self) -> None:
        """Take font and colour of the theme in force; nobody tells a label of another font."""
        theme = themes.current()
        self._dressing = True
        self.setFont(theme.font(self._size, strong=self._strong))
        self.setPalette(_written_in(theme.colour(self._role).rgba()))
        self._dressing = False


@cache
def _written_in(ink: int) -> QPalette:
    """The palette of a label in one ink: a window has hundreds of labels in a few inks."""
    palette = QPalette()
    # Of itself a label takes the ink that goes with its parent's ground, which is another role in
    # another place.
    for role in _INKS:
        palette.setColor(role, QColor.fromRgba(ink))
    return palette


class ElidedLabel(Words):
    """A text on one line, shortened with '…' where it is too long; the whole is its tooltip."""

    def __init__(
        self,
        size: themes.Size = "small",
        role: str = "text2",
        *,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", size, role, strong=strong, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current().px(40), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text().partition("\n")[0], Qt.TextElideMode.ElideRight, self.width()
        )
        flags = (self.alignment() | Qt.AlignmentFlag.AlignVCenter).value
        self.style().drawItemText(
            painter, self.rect(), flags, self.palette(), self.isEnabled(), shown, _INK
        )
        painter.end()


class Naming(QWidget):
    """What is decided about: a ref, a title, and which cell of it; the title gives way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._ref = Words("", "body", "text2", strong=True)
        self._ref.setMinimumWidth(theme.px(22))
        self._title = ElidedLabel("body", "text", strong=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._place = Words("", "small", "text2")
        self.setFixedHeight(theme.px(28))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for part in (self._ref, self._title, self._place):
            row.addWidget(part)
        row.addStretch(1)

    def say(self, ref: str, title: str, place: str) -> None:
        """Show these; a ref that is as long as a title is left out."""
        ref = ref if len(ref) <= _LONGEST_REF else ""
        for words, text in ((self._ref, ref), (self._title, title), (self._place, place)):
            words.setText(text)
            words.setVisible(bool(text))
        self.setAccessibleName(" ".join(filter(None, (ref, title, place))))


class Glyph(QWidget):
    """The shape of a status or mark beside a text that names it, in the middle of its height."""

    def __init__(
        self, name: str = "", side: int = 14, height: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._side, self._height = side, height or side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_glyph(self, name: str) -> None:
        """Show another shape, '' for none."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        return QSize(theme.px(self._side), theme.px(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, QRectF(self.rect()))
        painter.end()

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint the shape into the middle of `box`."""
        paint_glyph(painter, box, self._name)


class Icon(Glyph):
    """An icon beside a text that says the same, in a role's colour."""

    def __init__(self, name: str = "", role: str = "text2", side: int = 14) -> None:
        super().__init__(name, side)
        self._role = role

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon, '' for none."""
        self._role = role
        self.show_glyph(name)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        if self._name:
            paint_icon(painter, box, self._name, themes.current().colour(self._role))
