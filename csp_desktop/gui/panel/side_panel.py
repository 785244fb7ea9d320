"""The side panel: everything about one action, from its quarter to its last changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from csp_desktop.gui.history.words import told
from csp_desktop.gui.panel import milestones
from csp_desktop.gui.panel.delivery import Delivery
from csp_desktop.gui.panel.fields import QUIET_INSET, CellRow
from csp_desktop.gui.panel.head import ActionHead
from csp_desktop.gui.panel.home import HomeNeeded
from csp_desktop.gui.panel.milestones import Milestones
from csp_desktop.gui.panel.quarter import Quarter
from csp_desktop.gui.panel.recent import Recent
from csp_desktop.gui.panel.spot import EditedCell, places_of, spot_of
from csp_desktop.gui.panel.status_picker import least_width
from csp_desktop.gui.panel.text_box import TextBox
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.session.milestones import add_milestone, delete_milestone
from csp_desktop.gui.session.people import add_person
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Changed
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.values import Value

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry
    from csp_desktop.operations.session.open_plan import Outcome

KIND = "action"
_INDENT = 16
_CHOOSE = "Choose an action to see it here."
_GONE = f"The action you had open is not in this list. {_CHOOSE}"
_HISTORY_PAUSE_MILLISECONDS = 120


class SidePanel(Ground):
    """Shows and edits one action at a time.

    `closed` asks to close the panel.
    """

    closed = Signal()

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="window")
        self._state = state
        self._action_id = ""
        self._rows: list[CellRow] = []
        self._laid_out: list[tuple[str, str]] = []
        self._ways = Ways(
            state.drafts,
            self._submit,
            self._confirm,
            lambda spot: state.go.show_pane("returns", spot.cell),
            state.go.reveal,
            state.door.letters,
            lambda: state.document,
            partial(add_person, state),
        )
        self.setAccessibleName("Action")
        self._none = Words(_CHOOSE, "body", "text2", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        theme = themes.current()
        self._none.setContentsMargins(theme.px(16), theme.px(48), theme.px(16), 0)
        self._scroll = scrolling_area()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._none)
        self._built = False
        self._asking = QTimer(self, singleShot=True, interval=_HISTORY_PAUSE_MILLISECONDS)
        self._asking.timeout.connect(self._ask_history)
        state.flushed.connect(self._add_typed)
        state.document_changed.connect(self._changed)
        state.quarter_changed.connect(self._quarter_changed)
        state.opened.connect(self._opened)
        state.closed.connect(self._opened)

    @property
    def action_id(self) -> str:
        """The id of the action shown, '' for none."""
        return self._action_id

    @property
    def rows(self) -> list[CellRow]:
        """The editors of the action's fields, in the order of the field table."""
        return self._rows

    def show_action(self, action_id: str) -> None:
        """Show the action with this id; one that is not there leaves the panel empty."""
        # Before the id changes: leaving a box saves its text into the action that it was typed for.
        if action_id != self._action_id:
            self.leave_boxes()
            self._action_id = action_id
            self._none.setText(_CHOOSE)
            if self._built:
                self._scroll.verticalScrollBar().setValue(0)
                self._recent.clear()
        self.refresh()
        # After a pause: walking down the grid by the arrows must not ask for each action's history.
        self._asking.start()

    def let_go(self) -> None:
        """Be empty, and say that the action shown is not in the list beside it.

        What is typed is saved. The panel keeps the focus if it had it: what is typed on goes
        nowhere.
        """
        focused = self.in_hand
        self.show_action("")
        self._none.setText(_GONE)
        if focused:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def in_hand(self) -> bool:
        """Whether the focus of the window is within the panel."""
        focused: QWidget | None = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused) and not self.isHidden()

    def leave_boxes(self) -> None:
        """End the visits to all boxes: what is typed in them is saved."""
        self._add_typed()
        for box in self.findChildren(TextBox):
            box.leave()

    def focus_status(self) -> None:
        """Give the focus to the status picker."""
        if self._built:
            self._quarter.picker.focus()

    def focus_commentary(self) -> None:
        """Give the focus to the commentary."""
        if self._built:
            box = self._quarter.boxes["commentary"].box
            box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(box)

    def focus_new_milestone(self) -> None:
        """Give the focus to the line in which a milestone is added."""
        if self._built and not self.milestones.add.isHidden():
            self.milestones.add.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(self.milestones.add)

    @property
    def quarter(self) -> Quarter:
        """The editors of the working quarter; they exist once an action has been shown."""
        return self._quarter

    # Building

    def _build(self) -> None:
        theme = themes.current()
        self._head = ActionHead()
        self._head.closed.connect(self.closed)
        self._head.confirmed.connect(self._confirm)
        table = self._state.table
        self._home = HomeNeeded()
        self._home.chosen.connect(self._go_to_field)
        self._quarter = Quarter(self._ways, _kind_of(table, KIND))
        self._delivery = Delivery(self._ways, _kind_of(table, KIND))
        self.milestones = Milestones(self._ways, _kind_of(table, milestones.KIND))
        self.milestones.added.connect(self._add_milestone)
        self.milestones.deleted.connect(lambda shown: delete_milestone(self._state, shown))
        self._recent = Recent()
        self._recent.all_asked.connect(lambda: self._state.go.show_history_of(self._action_id))
        inside = QWidget()
        # Never wider than the panel, whatever stands in it: nothing is out of reach at the right.
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self._details = column(spacing=8)
        self._details.setContentsMargins(theme.px(_INDENT - QUIET_INSET), 0, 0, 0)
        named = Words("All fields", "small", "text2", strong=True)
        # Together, since an empty line of its own would leave a gap.
        head = QWidget()
        column(self._head, self._home, spacing=4, over=head)
        parts = (head, self._quarter, self._delivery, self.milestones)
        column(
            *map(_indented, (*parts, self._recent, named, Hairline())), self._details, ...,
            margins=(0, 13, 8, 16), spacing=12, over=inside,
        )  # fmt: skip
        self._scroll.setWidget(inside)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._stack.addWidget(self._scroll)
        self._built = True

    def _lay_out_rows(self) -> None:
        """Make an editor for each cell that the field table gives an action."""
        state = self._state
        kind = _kind_of(state.table, KIND)
        places = places_of(kind, state.document.years(), state.quarter)
        wanted = [(field.name, period) for field, period in places]
        # Editors are made once and filled again: making thirty of them for each action is slow.
        if wanted == self._laid_out:
            return
        empty_out(self._details)
        rows = [CellRow(field, period, self._ways) for field, period in places]
        for row in rows:
            self._details.addWidget(row)
        self._rows = [*self._delivery.rows, *rows]
        self._laid_out = wanted

    # Following the plan

    def refresh(self) -> None:
        """Show again what the plan holds of the action."""
        state = self._state
        action = state.document.record(KIND, self._action_id)
        if action is None:
            self._stack.setCurrentWidget(self._none)
            return
        if not self._built:
            self._build()
        self._show(action)
        self._stack.setCurrentWidget(self._scroll)

    def _show(self, action: Record) -> None:
        state = self._state
        writable = state.writable
        self._head.show_action(
            action, state.document, state.table, state.quarter, writable=writable
        )
        self._home.show_action(action, state.document, writable=writable)
        self._quarter.show_action(
            action, state.document, state.table, state.quarter, writable=writable
        )
        self.milestones.show_action(
            action, state.document, state.table, state.quarter, writable=writable
        )
        self._lay_out_rows()
        for row in self._rows:
            spot = spot_of(action, row.field, row.period)
            row.show_spot(spot, state.document, state.table, writable=writable)

    def _changed(self, changed: Changed, by: str) -> None:
        if not self._action_id:
            return
        # Another kind (a group, a priority) may be named by the action shown; another action is
        # not.
        if any(kind != KIND or record_id == self._action_id for kind, record_id, _ in changed):
            before = self._quarter.status if self._built else None
            self.refresh()
            self._asking.start()
            # Not of a whole block that was pasted, nor of what came by a merge or by undoing.
            if by == "edit" and len(changed) == 1 and self._built:
                self._quarter.ask_completed(before)

    def _quarter_changed(self, _quarter: str) -> None:
        self.refresh()

    def _opened(self) -> None:
        self._action_id = ""
        self._none.setText(_CHOOSE)
        self._laid_out = []
        self.refresh()

    def _ask_history(self) -> None:
        wanted = self._action_id
        if not wanted or not self._state.is_open:
            return

        def arrived(entries: list[HistoryEntry]) -> None:
            # The answer comes from the plan's thread, and the panel may show another action by
            # then.
            if wanted == self._action_id and self._built:
                year = int(self._state.now()[:4])
                table = self._state.table
                self._recent.show_entries([told(each, table, now_year=year) for each in entries])

        self._state.history(KIND, wanted, arrived)

    # What the user does

    def _add_typed(self) -> None:
        if self._built:
            self.milestones.add_typed()

    def _add_milestone(self, action_id: str, title: str) -> None:
        here = self.milestones.add.hasFocus()

        def done(outcome: Outcome) -> None:
            # Whoever typed it and went on is not taken back.
            if here and self.milestones.add.hasFocus() and action_id == self._action_id:
                for _, record_id, _ in outcome.changed:
                    self.milestones.go_to(record_id)

        add_milestone(self._state, action_id, title, done)

    def _go_to_field(self, name: str) -> None:
        for row in self._rows:
            if row.field.name == name:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                self._scroll.ensureWidgetVisible(row)

    def _submit(self, spot: EditedCell, value: Value) -> None:
        self._state.put(spot.cell, value, spot.held.heads)

    def _confirm(self, spot: EditedCell) -> None:
        self._state.confirm([spot.cell])

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the words of all statuses, whatever the font."""
        theme = themes.current()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return QSize(least_width() + theme.px(_INDENT) + theme.px(8) + bar, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the pane with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._state.go.focus_pane()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


def _indented(widget: QWidget) -> QWidget:
    """`widget` with the panel's margin at its left."""
    around = QWidget()
    column(widget, margins=(_INDENT, 0, 0, 0), over=around)
    return around


def _kind_of(table: FieldTable, name: str) -> Kind:
    """The kind called `name`, which the shipped table holds."""
    found = table.kind(name)
    if found is None:
        raise KeyError(name)
    return found
