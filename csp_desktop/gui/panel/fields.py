"""Editors for the cells of a record, made from the field table: one for each type of field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.panel.dates import DateEditor
from csp_desktop.gui.panel.names import NameEditor
from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.parts import paint_box
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, LinkButton
from csp_desktop.gui.widgets.flow_layout import Flow, empty_out
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.plan.document import Document
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES
from csp_desktop.plan.values import words

QUIET_INSET = 5
"""The distance of a quiet editor's text from its frame."""

_SHAPED = frozenset(STATUSES) | frozenset(YEAR_STATES)
_SAYS: Final = {
    "contested": ("last agreed value", "Decide"),
    "proposed": ("a value is proposed", "Decide"),
    "unconfirmed": (look.word("unconfirmed"), "Confirm"),
}


class Marks(QWidget):
    """Shows the weightiest mark of a cell, in words and with the one thing to do about it."""

    def __init__(
        self,
        decide: Callable[[EditedCell], None],
        confirm: Callable[[EditedCell], None],
        height: int = 0,
    ) -> None:
        super().__init__()
        self._does = {"contested": decide, "proposed": decide, "unconfirmed": confirm}
        self._spot: EditedCell | None = None
        self.mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._glyph = Glyph(side=13, height=height)
        self._says = Words("", "small", "text2")
        self.act = LinkButton("")
        self.act.clicked.connect(self._act)
        row(self._glyph, self._says, ..., self.act, spacing=5, over=self)

    def show_spot(self, spot: EditedCell, *, writable: bool) -> None:
        """Show a cell's marks; without one there is nothing to see."""
        self._spot, self.mark = spot, mark_of(spot)
        self.setVisible(bool(self.mark))
        if not self.mark:
            return
        said, does = _SAYS[self.mark]
        self._glyph.show_glyph(self.mark)
        self._says.setText(said)
        self.act.setText(does)
        self.act.setAccessibleName(f"{does} {spot.label}")
        self.act.setVisible(writable)
        self.act.updateGeometry()

    def _act(self) -> None:
        if self._spot is not None and self.mark:
            self._does[self.mark](self._spot)


def mark_of(spot: EditedCell) -> str:
    """The weightiest mark of a cell: 'contested', 'proposed', 'unconfirmed', or '' for none."""
    held = spot.held
    if held.contested:
        return "contested"
    return "proposed" if held.proposed else "unconfirmed" if held.unconfirmed else ""


class CellRow(QWidget):
    """A cell's name and marks, with its editor below."""

    def __init__(
        self, field: Field, period: str, ways: Ways, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field, self.period = field, period
        theme = themes.current()
        label = f"{field.label}, {period}" if period else field.label
        self._label = Words(label, "small", "text2")
        self.marks = Marks(ways.decide, ways.confirm)
        head = Flow(spacing=theme.px(5))
        head.setContentsMargins(theme.px(QUIET_INSET), 0, 0, 0)
        head.addWidget(self._label)
        head.addWidget(self.marks)
        self.editor = _editor(field, ways)
        column(head, self.editor, over=self)
        self.setFocusProxy(self.editor)

    def show_spot(
        self, spot: EditedCell, document: Document, table: FieldTable, *, writable: bool
    ) -> None:
        """Show the cell's value and marks."""
        self.marks.show_spot(spot, writable=writable)
        self.editor.show_spot(spot, document, table, writable=writable)


class TextEditor(TextBox):
    """An editor for text, lists, numbers and dates."""

    def __init__(self, ways: Ways) -> None:
        super().__init__(ways.drafts, quiet=True)

    def show_spot(  # type: ignore[override]
        self, spot: EditedCell, _document: Document, _table: FieldTable, *, writable: bool
    ) -> None:
        hint = "One a line" if spot.field.type is Type.LIST else "Nothing yet"
        super().show_spot(spot, text_of(spot), writable=writable, placeholder=hint)


class Links(QWidget):
    """An editor for links: their names as text, and each as a link that goes there."""

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self._ways = ways
        self._box = TextBox(ways.drafts, quiet=True)
        self._flow = column()
        self._flow.setContentsMargins(themes.current().px(QUIET_INSET) - RING, 0, 0, 0)
        column(self._box, self._flow, over=self)
        self.setFocusProxy(self._box)
        self._shown: tuple[str, ...] | None = None

    def show_spot(
        self, spot: EditedCell, document: Document, table: FieldTable, *, writable: bool
    ) -> None:
        """Show the names of the records it links to, and a link to each."""
        value = spot.held.value
        ids = tuple(value) if isinstance(value, list) else ()
        kind = table.kind(spot.field.links_to)
        names = [document.name_of(kind, each) for each in ids] if kind else list(ids)
        hint = "Refs, such as 1.2; 1.10" if spot.field.links_to == "action" else "Nothing yet"
        self._box.show_spot(spot, "; ".join(names), writable=writable, placeholder=hint)
        titles = []
        for each, name in zip(ids, names, strict=True):
            record = document.record(spot.field.links_to, each)
            title = record.text("title") or record.text("name") if record else ""
            titles.append(f"{name} {title}".strip())
        # Links are made again only if they differ, or the one that has the focus would be gone.
        if self._shown != tuple(titles):
            self._shown = tuple(titles)
            self._link(spot.field.links_to, ids, titles)

    def _link(self, kind: str, ids: tuple[str, ...], titles: list[str]) -> None:
        empty_out(self._flow)
        for each, title in zip(ids, titles, strict=True):
            link = LinkButton(
                self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, 250)
            )
            link.setAccessibleName(f"Go to {title}")
            link.setToolTip(plain_tip(title))
            link.clicked.connect(lambda _=False, each=each: self._ways.reveal(kind, each))
            self._flow.addWidget(link)


class ChoiceEditor(QComboBox):
    """An editor for a choice among words, or for a link to one of the plan's records."""

    picked = Signal(str)

    def __init__(self, ways: Ways) -> None:
        super().__init__()
        self._ways = ways
        self._spot: EditedCell | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        # Without focus by the wheel: scrolling the panel must not change values on its way.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Else the longest name in the plan would decide how wide the panel is.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Only what the person picks; filling the list changes the current index, too.
        self.activated.connect(self._chosen)

    def show_spot(
        self, spot: EditedCell, document: Document, table: FieldTable, *, writable: bool
    ) -> None:
        """Offer the field's choices, and show the one that the cell holds."""
        self._spot = spot
        self.setAccessibleName(spot.label)
        self.setEnabled(writable and not spot.held.contested)
        offered = _offered(spot, document, table)
        if [self.itemData(index) for index in range(self.count())] != [each for each, _ in offered]:
            self.clear()
            for value, name in offered:
                self.addItem(name, value)
        value = words(spot.held.value)
        self.setCurrentIndex(max(self.findData(value), 0))
        self.setToolTip(plain_tip(self.currentText()))

    def _chosen(self, index: int) -> None:
        value = self.itemData(index)
        if self._spot is not None and value != words(self._spot.held.value):
            self._ways.submit(self._spot, value or None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, not the choice."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with Enter and Down, so that passing over a choice does not make it.

        Nor do letters, which would be another value at each of them.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.showPopup()
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), themes.current().px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current().px(80), themes.current().px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = themes.current()
        lit = (self.underMouse() or self.hasFocus()) and self.isEnabled()
        painter = QPainter(self)
        focused = self.hasFocus()
        edge = "accent" if focused else "edge" if lit else "window"
        ground = "base" if lit else "window"
        paint_box(painter, self.rect(), ground, edge, 2 if focused else 1)
        x = theme.px(QUIET_INSET)
        value = self.currentData() or ""
        if value in _SHAPED and value in look.SHAPES:
            side = theme.px(14)
            paint_glyph(painter, QRectF(x, (self.height() - side) / 2, side, side), value)
            x += side + theme.px(6)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text" if value else "text3"))
        room = self.width() - x - theme.px(22)
        text = painter.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x, 0, room, self.height()), flags, text)
        if lit:
            side = theme.px(14)
            box = QRectF(self.width() - side - theme.px(6), (self.height() - side) / 2, side, side)
            paint_icon(painter, box, "chevron-down", theme.colour("text2"))
        painter.end()


Editor: TypeAlias = TextEditor | Links | ChoiceEditor | DateEditor | NameEditor


def _editor(field: Field, ways: Ways) -> Editor:
    if field.type in (Type.CHOICE, Type.LINK):
        return ChoiceEditor(ways)
    if field.type is Type.DATE:
        return DateEditor(ways)
    if field.names_person:
        return NameEditor(ways)
    return Links(ways) if field.type is Type.LINKS else TextEditor(ways)


def _offered(spot: EditedCell, document: Document, table: FieldTable) -> list[tuple[str, str]]:
    """The values that a choice offers, each with its words; the first is none."""
    field = spot.field
    if field.type is Type.CHOICE:
        offered = [(choice, look.word(choice)) for choice in field.choices]
    else:
        kind = table.kind(field.links_to)
        offered = []
        for record in document.of(field.links_to):
            key = words(record.get(kind.key)) if kind else record.id
            title = record.text("short_title") or record.text("title")
            offered.append((record.id, f"{key} {title}".strip() if title != key else key))
        offered.sort(key=lambda each: each[1].casefold())
    blank = [] if field.required else [("", "Nothing yet")]
    held = words(spot.held.value)
    # A value that is no choice any more, or of a newer version: hiding it would look like a blank.
    if held and held not in [value for value, _ in offered]:
        offered.append((held, held))
    return blank + offered
