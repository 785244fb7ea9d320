"""What a merge did, with the receipts for the senders and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from csp_desktop.gui.returns.entries import Done
from csp_desktop.gui.returns.receipts_table import ReceiptRow, ReceiptsTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.editing.undo import DECISION, MERGE
from csp_desktop.operations.receiving.answers import Answer
from csp_desktop.operations.receiving.batch import Merged
from csp_desktop.plan.wording import counted, plural

_WIDE = 760


class DonePage(QWidget):
    """Tells what was merged. `copy_asked` and `save_asked` bring answers to senders."""

    copy_asked = Signal(object)
    save_asked = Signal(object)
    undo_asked = Signal()
    grid_asked = Signal()
    again_asked = Signal()
    remaining_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: tuple[Answer, ...] = ()
        self.title = Words("", "title", "text", strong=True)
        self.sentence = Words("", "body", "text2", wrap=True)
        self.save = Outlined("Save receipts…", primary=True, icon="save")
        self.copy = Outlined("Copy all receipts", icon="copy")
        self.undo = Outlined("Undo the merge", icon="undo")
        self.grid = Outlined("Show the status grid")
        self.remaining = LinkButton("")
        self.again = LinkButton("Read more returns")
        self._lay_out()
        self.save.clicked.connect(lambda: self.save_asked.emit(self._answers))
        self.receipts.copy_asked.connect(lambda answer: self.copy_asked.emit((answer,)))
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._answers))
        self.undo.clicked.connect(self.undo_asked)
        self.grid.clicked.connect(self.grid_asked)
        self.again.clicked.connect(self.again_asked)
        self.remaining.clicked.connect(self.remaining_asked)

    def _lay_out(self) -> None:
        theme = themes.current()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(2))
        for button in (self.save, self.copy, self.undo, self.grid):
            buttons.addWidget(button)
        buttons.addStretch(1)
        links = QHBoxLayout()
        links.setSpacing(theme.px(16))
        links.addWidget(self.remaining)
        links.addWidget(self.again)
        links.addStretch(1)
        self.outstanding = Words("", "small", "text2", wrap=True)
        self.receipts = ReceiptsTable()
        inside = QWidget()
        inside.setMaximumWidth(theme.px(_WIDE))
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(16) - RING, theme.px(24), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(8))
        heading = Words("Receipts, to send back", "small", "text2", strong=True)
        for words in (self.title, self.sentence, self.outstanding, heading):
            words.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addLayout(buttons)
        column.addSpacing(theme.px(8))
        column.addWidget(heading)
        listed = QHBoxLayout()
        listed.setContentsMargins(RING, 0, 0, 0)
        listed.addWidget(self.receipts)
        column.addLayout(listed, 1)
        column.addWidget(self.outstanding)
        column.addLayout(links)
        column.addStretch(0)
        whole = Ground()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inside, 8)
        row.addStretch(1)
        # A window too low for all of it scrolls.
        area = QScrollArea()
        area.setWidget(whole)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_done(self, done: Done, *, can_undo: bool, more: int = 0) -> None:
        """Show what a merge did, and that `more` files have come meanwhile."""
        merged = done.merged
        self._answers = done.answers
        self.title.setText(_title(merged))
        self.sentence.setText(_sentence(merged))
        pairs = zip(done.answers, merged.preview.files, strict=True)
        self.receipts.receipts.set_rows([ReceiptRow(*each) for each in pairs])
        self.receipts.updateGeometry()
        self.undo.setText(f"Undo the {undone_as(merged)}")
        self.undo.setEnabled(can_undo)
        self.undo.setVisible(bool(undone_as(merged)))
        left = len(merged.remaining)
        self.remaining.setText(f"{counted(left, 'thing waits', 'things wait')} for you")
        self.remaining.setVisible(left > 0)
        self.remaining.updateGeometry()
        names = ", ".join(each.name for each in done.outstanding)
        self.outstanding.setText(f"Still outstanding: {names}." if names else "")
        self.outstanding.setVisible(bool(names))
        look = f"Look at {counted(more, 'more file', 'more files')}"
        self.again.setText(look if more else "Read more returns")
        self.again.updateGeometry()
        for button in (self.save, self.copy):
            button.setVisible(bool(done.answers))

    def let_undo(self, *, can_undo: bool) -> None:
        """Offer to undo the merge, or not: something else was done since."""
        self.undo.setEnabled(can_undo)


def undone_as(merged: Merged) -> str:
    """What undo calls what a merge did; '' where it did nothing that could be undone."""
    if merged.report.applied:
        return MERGE
    return DECISION if merged.settled else ""


def _title(merged: Merged) -> str:
    files = sum(not each.refused for each in merged.preview.files)
    if not files:
        return f"{counted(len(merged.settled), 'decision')} saved"
    if not merged.report.applied:
        return "Nothing new was in these files"
    shows = merged.preview.applied
    return f"Merged {counted(shows, 'change')} from {counted(files, 'file')}"


def _sentence(merged: Merged) -> str:
    decided = sum(each.waiting.contested for each in merged.settled)
    held = sum(each.waiting.kind in ("held", "compare") for each in merged.settled)
    told = []
    if decided:
        told.append(f"{counted(decided, 'conflict')} decided.")
    if held:
        told.append(f"{counted(held, 'held edit')} taken or left.")
    contested = sum(each.contested for each in merged.remaining)
    if contested:
        verb = plural(contested, "stays", "stay")
        told.append(
            f"{counted(contested, 'conflict')} {verb} undecided: the grid shows what was "
            "last agreed, with a mark."
        )
    missing = sum(each.kind == "missing" for each in merged.remaining)
    waiting = len(merged.remaining) - contested - missing
    if waiting:
        verb = plural(waiting, "waits", "wait")
        told.append(f"{counted(waiting, 'held edit')} {verb} to be taken or left.")
    if missing:
        verb = plural(missing, "waits", "wait")
        told.append(f"{counted(missing, 'missing row')} {verb} to be left or deleted.")
    problems = sum(len(each.troubles) for each in merged.preview.files)
    if problems:
        verb = plural(problems, "stands", "stand")
        told.append(f"{counted(problems, 'problem')} {verb} on the receipts.")
    if merged.report.applied:
        told.append("The merge is one entry that can be undone as a whole.")
    return " ".join(told)
