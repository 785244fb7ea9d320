"""The quarter in the side panel: its status, commentary, corrective action and evidence."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.panel.dates import DateEditor
from csp_desktop.gui.panel.fields import CellRow, Marks
from csp_desktop.gui.panel.spot import EditedCell, spot_of
from csp_desktop.gui.panel.status_picker import StatusPicker
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.flow_layout import Flow
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.measures.due import last_day
from csp_desktop.measures.progress import as_at, moved, standing
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import PanelGroup
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.statuses import NEEDS_CORRECTIVE_ACTION
from csp_desktop.plan.values import words

_LINES: Final = {"commentary": 3, "corrective_action": 2}
"""How many lines the empty boxes have, where it is more than one."""


class Quarter(QWidget):
    """What a lead fills in for the quarter that is looked at."""

    def __init__(self, ways: Ways, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways = ways
        self._status: EditedCell | None = None
        self._last = ""
        theme = themes.current()
        self._heading = Words("Status", "small", "text2", strong=True)
        self._before = _Before()
        self.marks = Marks(ways.decide, ways.confirm)
        self.picker = StatusPicker(ways.letters)
        self.picker.picked.connect(self._picked)
        self.no_change = LinkButton("No change this quarter")
        self.no_change.clicked.connect(lambda: self._picked(self._last))
        head = Flow(spacing=theme.px(6))
        head.addWidget(self._heading)
        head.addWidget(self._before)
        head.addWidget(self.no_change)
        self.completed = _Asked(kind, ways)
        parts = column(head, self.marks, self.picker, self.completed, spacing=4, over=self)
        self.boxes: dict[str, _LabelledBox] = {}
        for field in kind.fields:
            if field.panel is PanelGroup.QUARTER and field.name != "status":
                box = _LabelledBox(ways, _LINES.get(field.name, 1), field.hint)
                self.boxes[field.name] = box
                parts.addWidget(box)

    @property
    def status(self) -> tuple[CellName, str] | None:
        """The cell of the status shown, and what it holds."""
        return (self._status.cell, words(self._status.held.value)) if self._status else None

    def ask_completed(self, before: tuple[CellName, str] | None) -> None:
        """Ask on which day the action was completed, where it has become so since `before`.

        The quarter's last day is suggested. To type on elsewhere, or Escape, leaves it blank.
        """
        now = self.status
        if now and before and now[0] == before[0] and before[1] != now[1] == "complete":
            self.completed.ask(now[0][3])

    def show_action(
        self, action: Record, document: Document, table: FieldTable, quarter: str, *, writable: bool
    ) -> None:
        """Show the quarter's cells of `action`."""
        field = table.field(action.kind, "status")
        if field is None or not quarter:
            self.hide()
            return
        self.show()
        spot = spot_of(action, field, quarter)
        if self._status is not None and self._status.cell != spot.cell:
            # A letter typed for the action before counts there, while `_status` is still its cell.
            self._ways.letters.settle()
        self._status = spot
        status = words(spot.held.value)
        answering = self.completed.in_hand
        self.completed.show_action(action, document, table, writable=writable)
        if answering and self.completed.isHidden():
            self.picker.focus()
        now = standing(action, quarter)
        self._last = now.last or ""
        self._heading.setText(f"Status, {quarter}")
        self.marks.show_spot(spot, writable=writable)
        self.picker.show_status(status, writable=writable and not spot.held.contested)
        repeatable = bool(self._last) and not status and writable and not spot.held.contested
        self.no_change.setVisible(repeatable)
        self.no_change.setToolTip(f"{look.word(self._last)}, as before (=)")
        self._before.show_before(now.last, as_at(now.last_quarter, quarter), moved(action, quarter))
        for name, box in self.boxes.items():
            found = table.field(action.kind, name)
            box.setVisible(found is not None)
            if found is None:
                continue
            cell = spot_of(action, found, quarter)
            box.show_spot(cell, writable=writable)
            if name == "corrective_action":
                due = status in NEEDS_CORRECTIVE_ACTION
                box.ask(due=due)
                # A box in which somebody types stays, though it is due no more.
                box.setVisible(due or bool(text_of(cell)) or box.typing)

    def _picked(self, status: str) -> None:
        if self._status is not None:
            self._ways.submit(self._status, status or None)


class _Asked(QWidget):
    """Asks when an action was completed, as long as that is not known; else it is not there."""

    def __init__(self, kind: Kind, ways: Ways) -> None:
        super().__init__()
        self._asked_of = self._action = ""
        self._known = False
        field = kind.field("completed_on")
        self.row = CellRow(field, "", ways) if field else None
        column(*filter(None, [self.row]), over=self)
        self.hide()

    @property
    def in_hand(self) -> bool:
        """Whether the focus is in it."""
        focused: QWidget | None = self.window().focusWidget()
        return focused is not None and not self.isHidden() and self.isAncestorOf(focused)

    def ask(self, quarter: str) -> None:
        """Show the editor, with the last day of `quarter` suggested."""
        self._asked_of = self._action
        if self.row and isinstance(self.row.editor, DateEditor) and not self._known:
            self.row.editor.suggest(str(last_day(quarter) or ""))
            self.show()

    def show_action(
        self, action: Record, document: Document, table: FieldTable, *, writable: bool
    ) -> None:
        """Show the day of `action`; it goes once the day is known, or another action is shown."""
        self._action, self._known = action.id, bool(action.get("completed_on"))
        if self.row:
            self.row.show_spot(spot_of(action, self.row.field), document, table, writable=writable)
        asked = self._asked_of == action.id and writable and not self._known
        self.setVisible(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it blank with Escape, which goes on to the panel."""
        if event.key() == Qt.Key.Key_Escape:
            self._asked_of = ""
            self.hide()
        super().keyPressEvent(event)


class _Before(QWidget):
    """The last status before this quarter, and whether the new one is better or worse."""

    def __init__(self) -> None:
        super().__init__()
        self._when = Words("", "small", "text2")
        self._glyph = Glyph(side=12)
        self._says = Words("", "small", "text2")
        said = row(spacing=5, over=self)
        for widget in (self._when, self._glyph, self._says):
            said.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_before(self, last: str | None, when: str, movement: str | None) -> None:
        """Show 'Q1 ▲ At risk: worse', or nothing where there was no status yet."""
        self.setVisible(bool(last))
        if not last:
            return
        self._when.setText(when.removeprefix("as at "))
        self._glyph.show_glyph(last)
        trend = look.TRENDS.get(movement or "", "")
        self._says.setText(f"{look.word(last)}: {trend}" if trend else look.word(last))
        self.setToolTip(f"{look.word(last)}, {when}")


class _LabelledBox(QWidget):
    """A text box under its name."""

    def __init__(self, ways: Ways, lines: int, hint: str) -> None:
        super().__init__()
        self.box, self._hint = TextBox(ways.drafts, lines=lines), hint
        theme = themes.current()
        self._label = Words("", "small", "text2", strong=True)
        self._needed = Words("", "small", "text2")
        self.marks = Marks(ways.decide, ways.confirm)
        head = Flow(spacing=theme.px(6))
        head.setContentsMargins(0, theme.px(4), 0, 0)
        for widget in (self._label, self._needed, self.marks):
            head.addWidget(widget)
        column(head, self.box, spacing=4, over=self)

    @property
    def typing(self) -> bool:
        """Whether the focus is in the box."""
        return self.box.edit.hasFocus()

    def show_spot(self, spot: EditedCell, *, writable: bool) -> None:
        """Show the cell's text and marks."""
        self._label.setText(spot.field.label)
        self.marks.show_spot(spot, writable=writable)
        self.box.show_spot(spot, text_of(spot), writable=writable, placeholder=self._hint)

    def ask(self, *, due: bool) -> None:
        """Say that the text is needed, or leave it to the user."""
        self._needed.setText("needed when off track" if due else "")
        self._needed.setVisible(due)
