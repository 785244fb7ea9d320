"""The milestones of an action in the side panel: added, edited, ticked and deleted there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from csp_desktop import look
from csp_desktop.gui.panel.dates import DateEditor
from csp_desktop.gui.panel.delivery import pairs
from csp_desktop.gui.panel.fields import CellRow, Marks
from csp_desktop.gui.panel.spot import EditedCell, spot_of
from csp_desktop.gui.panel.text_box import TextBox, text_of
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.measures.due import (
    MARKS,
    Timing,
    is_settled,
    last_day,
    milestone_order,
    milestone_timing,
)
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.wording import capital, short_day

KIND = "milestone"


class Milestones(QWidget):
    """Lists an action's milestones, first due first, with a line in which one is added.

    `added` carries the action's id and a title, `deleted` the record as it is shown.
    """

    added = Signal(str, str)
    deleted = Signal(object)

    def __init__(self, ways: Ways, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways, self._kind = ways, kind
        self._action = ""
        self._opened: set[str] = set()
        self.blocks: list[MilestoneBlock] = []
        self._count = Words("", "small", "text2")
        named = Words("Milestones", "small", "text2", strong=True)
        self._list = column(spacing=4)
        self.add = QLineEdit()
        self.add.setPlaceholderText("Add a milestone")
        self.add.setAccessibleName("Add a milestone")
        self.add.setToolTip("Type what is to be reached, and press Enter")
        self.add.editingFinished.connect(self.add_typed)
        column(row((named, 1), self._count), Hairline(), self._list, self.add, spacing=4, over=self)

    def show_action(
        self,
        action: Record,
        document: Document,
        table: FieldTable,
        quarter: str,
        *,
        writable: bool,
    ) -> None:
        """Show the milestones of `action` as they stand at the end of `quarter`."""
        if action.id != self._action:
            self.add_typed()
            self._action = action.id
        found = [each for each in document.of(KIND) if each.text("action") == action.id]
        found.sort(key=milestone_order)
        while len(self.blocks) < len(found):
            self._make_block()
        settled = is_settled(action, quarter)
        done = 0
        for block, each in zip(self.blocks, found, strict=False):
            timing = milestone_timing(each, quarter, of_settled=settled)
            done += bool(each.get("completed"))
            block.show_milestone(each, timing, document, table, quarter, writable=writable)
            block.open(is_open=each.id in self._opened)
            block.show()
        for block in self.blocks[len(found) :]:
            block.let_go()
        self._count.setText(f"{done} of {len(found)} complete" if found else "")
        self.add.setVisible(writable)

    def add_typed(self) -> None:
        """Add what is typed in the line below, to the action for which it was typed."""
        title = self.add.text().strip()
        if title and self._action:
            self.add.clear()  # before it is told: the answer fills the panel anew
            self.added.emit(self._action, title)

    def go_to(self, milestone: str) -> None:
        """Open a milestone and go to its first date."""
        self._opened.add(milestone)
        for block in self.blocks:
            if block.milestone == milestone:
                block.open(is_open=True)
                block.rows["due"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_block(self) -> None:
        block = MilestoneBlock(self._ways, self._kind)
        block.deleted.connect(self.deleted)
        block.toggled.connect(self._toggle)
        self.blocks.append(block)
        self._list.addWidget(block)

    def _toggle(self, milestone: str) -> None:
        self._opened ^= {milestone}
        for block in self.blocks:
            block.open(is_open=block.milestone in self._opened)


class MilestoneBlock(QWidget):
    """One milestone: a tick, its title, how it stands, and its dates where it is opened."""

    deleted = Signal(object)
    toggled = Signal(str)

    def __init__(self, ways: Ways, kind: Kind) -> None:
        super().__init__()
        self._ways = ways
        self._record: Record | None = None
        self._kind = kind
        self._suggested = ""
        self.tick = QCheckBox()
        self.tick.clicked.connect(self._tick)
        self.title = TextBox(ways.drafts, quiet=True)
        self.marks = Marks(ways.decide, ways.confirm)
        self.delete = IconButton("delete", "Delete the milestone", side=24)
        self.delete.clicked.connect(lambda: self.deleted.emit(self._record))
        self._glyph = Glyph(side=13)
        self.fold = LinkButton("")
        self.fold.clicked.connect(lambda: self.toggled.emit(self.milestone))
        own = [field for field in kind.fields if field.name not in {"action", "title"}]
        self.rows = {field.name: CellRow(field, "", ways) for field in own}
        self._details = QWidget()
        self._details.setLayout(pairs(list(self.rows.values())))
        head = row(self.tick, (self.title, 1), self.delete, spacing=2)
        said = row(self._glyph, self.fold, ..., spacing=5)
        below = column(said, self._details, spacing=4, margins=(26, 0, 0, 4))
        column(head, self.marks, below, over=self)

    @property
    def milestone(self) -> str:
        """The id of the milestone shown, '' for none."""
        return self._record.id if self._record else ""

    def show_milestone(
        self,
        record: Record,
        timing: Timing,
        document: Document,
        table: FieldTable,
        quarter: str,
        *,
        writable: bool,
    ) -> None:
        """Show a milestone as it stands at the end of `quarter`."""
        self._record = record
        self._suggested = str(last_day(quarter) or "")
        title = self._spot("title")
        self.title.show_spot(title, text_of(title), writable=writable, placeholder="No title")
        self.marks.show_spot(title, writable=writable)
        done = bool(record.get("completed"))
        self.tick.setChecked(done)
        self.tick.setEnabled(writable)
        named = record.text("title")
        self.tick.setAccessibleName(f"Complete: {named}")
        self.tick.setToolTip("Complete" if done else "Say when it was completed")
        self.delete.setAccessibleName(f"Delete the milestone {named}")
        self.delete.setVisible(writable)
        marks = [each for each in MARKS if getattr(timing, each)]
        self._glyph.show_glyph(marks[0] if marks else "")
        self._glyph.setVisible(bool(marks))
        self.fold.setText(_told(record, marks))
        self.fold.setAccessibleName(f"{named}: {self.fold.text()}")
        self.fold.updateGeometry()
        for name, each in self.rows.items():
            each.show_spot(self._spot(name), document, table, writable=writable)

    def let_go(self) -> None:
        """Be empty: what is typed here is saved first."""
        if self._record is not None:
            self.title.leave()
            for box in self._details.findChildren(TextBox):
                box.leave()
        self._record = None
        self.hide()

    def open(self, *, is_open: bool) -> None:
        """Show the dates and the owner, or put them away."""
        self._details.setVisible(is_open)
        self.fold.setToolTip("Put the dates away" if is_open else "Dates and who")

    def _spot(self, name: str) -> EditedCell:
        field = self._kind.field(name)
        if field is None or self._record is None:
            raise KeyError(name)
        return spot_of(self._record, field)

    def _tick(self, wanted: bool) -> None:
        """Ask when it was completed, or take that back; the tick follows what is saved."""
        if self._record is None:
            return
        self.tick.setChecked(bool(self._record.get("completed")))
        if not wanted:
            self._ways.submit(self._spot("completed"), None)
            return
        if self._details.isHidden():
            self.toggled.emit(self.milestone)
        editor = self.rows["completed"].editor
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(editor, DateEditor):
            editor.suggest(self._suggested)


def _told(milestone: Record, marks: list[str]) -> str:
    """When it is due, or was completed, and what is wrong, in a line."""
    completed, due = milestone.text("completed"), milestone.text("due")
    said = f"completed {short_day(completed)}" if completed else ""
    said = said or (f"due {short_day(due)}" if due else "no date yet")
    parts = [said, *(look.word(mark).lower() for mark in marks), milestone.text("who")]
    return capital(", ".join(filter(None, parts)))
