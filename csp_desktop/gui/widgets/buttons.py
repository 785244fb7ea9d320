"""The buttons of the program: Qt's own, which the style measures and paints by their faces."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from csp_desktop.gui.theme import button_faces, proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import HEIGHT, Face
from csp_desktop.gui.theme.icons import glyph_icon, icon
from csp_desktop.gui.theme.parts import paint_ring

RING = button_faces.RING


class FacedButton(QPushButton):
    """A button with a face, which is reached by the tab key and pressed by Enter and Space."""

    def __init__(self, face: Face, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = face
        proxy_style.follow(self)
        # A dialog's Enter is for its primary button alone, which takes it by itself.
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)

    def setText(self, text: str) -> None:
        """Show `text` as it is. An '&' in somebody's name makes no key of the letter after it."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    def sizeHint(self) -> QSize:
        return self.sized(None)

    def sized(self, count: int | None) -> QSize:
        """How large it is with a count after its text, or with none."""
        icon = not self.icon().isNull()
        return button_faces.size_of(self.face, self.text(), count, icon=icon)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as well as the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class Control(FacedButton):
    """A button that is painted by its class, within `body`, and knows of the pointer over it."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Face(), name, parent)

    def sizeHint(self) -> QSize:
        """As what is laid out in it says; its class may say otherwise."""
        return QWidget.sizeHint(self)

    def minimumSizeHint(self) -> QSize:
        return QWidget.minimumSizeHint(self)

    @property
    def hovered(self) -> bool:
        """True while the pointer is over it."""
        return self.underMouse()

    @property
    def body(self) -> QRectF:
        """What is painted: the widget without the margin for the ring."""
        return QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)

    def ink(self, role: str = "text") -> QColor:
        """The colour of a role, or the quiet one where the control is off."""
        return themes.current().colour(role if self.isEnabled() else "text3")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, themes.current())
        if self.hasFocus():
            self.paint_focus(painter)
        painter.end()

    def paint(self, painter: QPainter, theme: themes.Theme) -> None:
        """Paint the control into `body`."""
        raise NotImplementedError

    def paint_focus(self, painter: QPainter) -> None:
        """Paint what shows the focus: the ring about `body`."""
        paint_ring(painter, self.body)


class Outlined(FacedButton):
    """A button with an edge: an icon or a shape, a text, and perhaps a count.

    Checked, it takes the accent's edge and ground. `primary` fills it with the accent: at most one
    in a pane.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        glyph: str = "",
        strong: bool = False,
        primary: bool = False,
        height: int = HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        face = Face("primary" if primary else "outlined", height, strong=strong or primary)
        super().__init__(face, "", parent)
        self.count: int | None = None
        self.setText(text)
        self.setIcon(_icon(icon, "on_accent" if primary else "text2", glyph))

    def sizeHint(self) -> QSize:
        return self.sized(self.count)

    def set_count(self, count: int | None) -> None:
        """Show a count after the text, or none."""
        if count != self.count:
            self.count = count
            self.updateGeometry()
            self.update()


def _icon(name: str, role: str, glyph: str) -> QIcon:
    if glyph:
        return glyph_icon(glyph)
    return icon(name, role, off="text3") if name else QIcon()


class IconButton(FacedButton):
    """A button that is only an icon; its name is its tooltip and what a screen reader says."""

    def __init__(
        self, name: str, says: str, *, side: int = HEIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(Face("icon", side, side), says, parent)
        self.setIcon(icon(name, off="edge"))


class LinkButton(FacedButton):
    """A text that is pressed like a link."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(Face("link", 18, pad=0, size="small"), "", parent)
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class PaneTab(QToolButton):
    """The name of a pane in the toolbar; with how many things wait there."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.face = Face("tab")
        proxy_style.follow(self)
        self.setText(text)
        self.setAccessibleName(f"{text} pane")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return button_faces.tab_size(self.text(), self.count)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_count(self, count: int) -> None:
        """Show how many things wait in the pane, and tell it to a screen reader."""
        self.count = count
        waiting = f", {count:,} waiting" if count else ""
        self.setAccessibleName(f"{self.text()} pane{waiting}")
        self.updateGeometry()
        self.update()
