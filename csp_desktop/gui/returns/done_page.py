"""What a merge did, with the receipts for the senders and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from csp_desktop.gui import theme as themes
from csp_desktop.gui.controls import RING, Line, LinkButton, Outlined, Words, empty_out
from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.batch import Done
from csp_desktop.operations.answers import Answer
from csp_desktop.operations.batches import FileView, Merged

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
        self.save.clicked.connect(lambda: self.save_asked.emit(self._answers))
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._answers))
        self.undo.clicked.connect(self.undo_asked)
        self.grid.clicked.connect(self.grid_asked)
        self.again.clicked.connect(self.again_asked)
        self.remaining.clicked.connect(self.remaining_asked)
        self._lay_out()

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
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.outstanding = Words("", "small", "text2", wrap=True)
        inside = QWidget()
        inside.setMaximumWidth(theme.px(_WIDE))
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(16) - RING, theme.px(24), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(8))
        for words in (self.title, self.sentence, self.outstanding):
            words.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addLayout(buttons)
        column.addSpacing(theme.px(8))
        heading = Words("Receipts, to send back", "small", "text2", strong=True)
        heading.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(Line())
        column.addLayout(self._list)
        column.addSpacing(theme.px(8))
        column.addWidget(self.outstanding)
        column.addLayout(links)
        column.addStretch(1)
        around = QWidget()
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inside, 8)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidget(around)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        around.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_done(self, done: Done, *, can_undo: bool) -> None:
        """Show what a merge did."""
        merged = done.merged
        self._answers = done.answers
        self.title.setText(_title(merged))
        self.sentence.setText(_sentence(merged))
        empty_out(self._list)
        for answer, view in zip(done.answers, merged.preview.files, strict=True):
            self._list.addWidget(self._row(answer, view))
            self._list.addWidget(Line())
        self.undo.setEnabled(can_undo)
        left = len(merged.remaining)
        self.remaining.setText(f"{texts.counted(left, 'thing waits', 'things wait')} for you")
        self.remaining.setVisible(left > 0)
        self.remaining.updateGeometry()
        names = ", ".join(each.name for each in done.outstanding)
        self.outstanding.setText(f"Still outstanding: {names}." if names else "")
        self.outstanding.setVisible(bool(names))
        for button in (self.save, self.copy):
            button.setVisible(bool(done.answers))

    def let_undo(self, *, can_undo: bool) -> None:
        """Offer to undo the merge, or not: something else was done since."""
        self.undo.setEnabled(can_undo)

    def _row(self, answer: Answer, view: FileView) -> QWidget:
        theme = themes.current()
        row = QWidget()
        row.setFixedHeight(theme.px(40))
        inside = QHBoxLayout(row)
        inside.setContentsMargins(RING, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        name = Words(answer.file, "small", "text")
        name.setToolTip(str(view.path))
        told = Words(_told(view), "small", "text2")
        copy = LinkButton("Copy")
        copy.setAccessibleName(f"Copy the receipt for {answer.file}")
        copy.clicked.connect(lambda: self.copy_asked.emit((answer,)))
        inside.addWidget(name, 3)
        inside.addWidget(told, 2)
        inside.addWidget(copy)
        return row

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current().colour("base"))
        painter.end()


def _title(merged: Merged) -> str:
    applied = merged.report.applied
    files = sum(not each.refused for each in merged.preview.files)
    if not files:
        return f"{texts.counted(len(merged.settled), 'decision')} saved"
    if not applied:
        return "Nothing new was in these files"
    return f"Merged {texts.counted(applied, 'change')} from {texts.counted(files, 'file')}"


def _sentence(merged: Merged) -> str:
    decided = sum(each.waiting.contested for each in merged.settled)
    held = sum(each.waiting.kind in ("held", "compare") for each in merged.settled)
    told = []
    if decided:
        told.append(f"{texts.counted(decided, 'conflict')} decided.")
    if held:
        told.append(f"{texts.counted(held, 'held edit')} taken or left.")
    contested = sum(each.contested for each in merged.remaining)
    if contested:
        verb = "stays" if contested == 1 else "stay"
        told.append(
            f"{texts.counted(contested, 'conflict')} {verb} undecided: the grid shows what was "
            "last agreed, with a mark."
        )
    waiting = len(merged.remaining) - contested
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        told.append(f"{texts.counted(waiting, 'held edit')} {verb} to be taken or left.")
    problems = sum(len(each.troubles) for each in merged.preview.files)
    if problems:
        verb = "stands" if problems == 1 else "stand"
        told.append(f"{texts.counted(problems, 'problem')} {verb} on the receipts.")
    told.append("The merge is one entry that can be undone as a whole.")
    return " ".join(told)


def _told(view: FileView) -> str:
    if view.refused:
        return "not read"
    told = [f"{view.taken:,} taken"]
    if view.troubles:
        told.append(texts.counted(len(view.troubles), "problem"))
    if view.sender:
        told.insert(0, view.sender)
    return ", ".join(told)
