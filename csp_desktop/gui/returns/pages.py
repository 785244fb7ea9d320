"""The pages of Returns that are words and buttons: nothing to do, at work, and what a merge did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop import paths
from csp_desktop.gui.returns.reading import Done
from csp_desktop.gui.session.job_progress import JobProgress
from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes, painting
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.empty_state import EmptyState, stand_alone
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.editing.undo import DECISION, MERGE
from csp_desktop.operations.receiving.answers import Answer
from csp_desktop.operations.receiving.batch import FileView, Merged
from csp_desktop.plan.wording import counted, plural

_DONE_WIDE, _JOB_WIDE = 760, 460
_RECEIPT_HEIGHT, _FEWEST_RECEIPTS = 36, 2
_KEPT = "It cannot be cancelled any more."
SOON_MILLISECONDS = 400
"""What is done sooner than that is not worth a page of its own."""


def say_empty(empty: EmptyState, state: PlanState) -> None:
    """Say what to do where nothing waits, or why nothing can be merged here."""
    if not state.writable:
        empty.say("Returns cannot be merged here", state.door.closed_because)
        return
    links = ["Send out returns"]
    shipped = any((paths.data() / "returns").glob("*.xlsx"))
    if shipped and state.document.plan_id.startswith("hackney"):
        links.append("Try it: merge three returns")
    empty.say(
        "No returns to merge",
        "Drop returned workbooks or copies of the plan anywhere on the window. Nothing is "
        "applied until you merge.",
        "Choose files…",
        *links,
    )


class JobPage(Ground):
    """Shows whichever of some jobs is under way, and cancels it.

    `needed_changed` tells that it is wanted in front, or no longer.
    """

    needed_changed = Signal()

    def __init__(self, jobs: Sequence[LongJob]) -> None:
        super().__init__()
        self._jobs = tuple(jobs)
        self.needed = False
        """Whether something is under way that takes long enough to be shown."""
        self._soon = QTimer(self, singleShot=True, interval=SOON_MILLISECONDS)
        self._soon.timeout.connect(self._look)
        for each in self._jobs:
            each.changed.connect(self._hear)
        px = themes.current().px
        self.title = Words("", "title", "text", strong=True, wrap=True)
        self.promise = Words("", "small", "text2", wrap=True)
        self.cancel = Outlined("Cancel", icon="close")
        self.shown = JobProgress(self.cancel, "body", "text", spacing=8)
        self.what, self.bar = self.shown.what, self.shown.bar
        self.cancel.clicked.connect(self.cancel_it)
        inside = QWidget()
        inside.setFixedWidth(px(_JOB_WIDE))
        told = (self.title, self.shown, self.promise)
        words = boxes.column(*told, spacing=8, margins=(RING, 0, RING, 0))
        column = boxes.column(words, self.cancel, spacing=12, over=inside)
        column.setAlignment(self.cancel, Qt.AlignmentFlag.AlignLeft)
        stand_alone(self, inside)

    @property
    def job(self) -> LongJob | None:
        """What is under way."""
        return next((each for each in self._jobs if each.running), None)

    def cancel_it(self) -> None:
        """Cancel what is under way."""
        if self.job:
            self.job.cancel()

    def _hear(self) -> None:
        """Show how far it is; what begins has a little time to end before it is shown."""
        if self.job is None:
            self._soon.stop()
        elif not self.needed and not self._soon.isActive():
            self._soon.start()
        self._look()

    def _look(self) -> None:
        under_way = self.job
        if under_way is not None and (job := under_way.job) is not None:
            self.title.setText(job.title)
            self.shown.show_job(under_way)
            self.promise.setText(_KEPT if under_way.kept else job.promise)
            self.setAccessibleName(f"{job.title}. {self.shown.accessibleName()}")
        needed = under_way is not None and not self._soon.isActive()
        if needed is not self.needed:
            self.needed = needed
            self.needed_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels, too."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel_it()
        else:
            super().keyPressEvent(event)


class ReceiptRow(NamedTuple):
    """One receipt, and what it is about."""

    answer: Answer
    view: FileView


class ReceiptsTable(Listing):
    """Lists receipts, each to be copied into an e-mail. `copy_asked` brings the answer."""

    copy_asked = Signal(object)

    def __init__(self) -> None:
        self.receipts: ListingModel[ReceiptRow] = ListingModel(
            (
                Column("File", lambda row: row.answer.file, tip=lambda row: str(row.view.path)),
                Column("What was done with it", _told_of, 250, ink=lambda _: "text2"),
                Column("", lambda _: "Copy", 72, tip=_copies, paint=_paint_copy),
            ),
            lambda row: row.view.path,
        )
        super().__init__(self.receipts, "Receipts, to send back", row_height=_RECEIPT_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.entered.connect(self._copy)
        self.clicked.connect(lambda index: self._copy(index.row()) if _is_link(index) else None)

    def sizeHint(self) -> QSize:
        """As high as all receipts; where there is less room, it scrolls."""
        return QSize(400, self._high(max(len(self.receipts.rows), _FEWEST_RECEIPTS)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._high(_FEWEST_RECEIPTS))

    def _high(self, rows: int) -> int:
        return self.head.height() + rows * themes.current().px(_RECEIPT_HEIGHT)

    def _copy(self, row: int) -> None:
        self.copy_asked.emit(self.receipts.rows[row].answer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = _is_link(self.indexAt(event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)


def _is_link(index: QModelIndex) -> bool:
    return index.isValid() and index.column() == 2


def _paint_copy(painter: QPainter, box: QRectF, _row: ReceiptRow) -> None:
    painting.paint_link(painter, box, "Copy", themes.current().font("small"))


def _copies(row: ReceiptRow) -> str:
    return f"Copy the receipt for {row.answer.file}"


def _told_of(row: ReceiptRow) -> str:
    view = row.view
    if view.refused:
        return "not read"
    problems = counted(len(view.troubles), "problem") if view.troubles else ""
    return ", ".join(filter(None, (view.sender, f"{view.taken:,} taken", problems)))


class DonePage(QWidget):
    """Tells what was merged. `copy_asked` and `save_asked` bring answers to senders."""

    copy_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._answers: tuple[Answer, ...] = ()
        self.title = Words("", "title", "text", strong=True)
        self.sentence = Words("", "body", "text2", wrap=True)
        self.outstanding = Words("", "small", "text2", wrap=True)
        self.receipts = ReceiptsTable()
        self.save = Outlined("Save receipts…", primary=True, icon="save")
        self.copy = Outlined("Copy all receipts", icon="copy")
        self.undo = Outlined("Undo the merge", icon="undo")
        self.grid = Outlined("Show the status grid")
        self.remaining = LinkButton("")
        self.again = LinkButton("Read more returns")
        self._lay_out()
        self.save.clicked.connect(lambda: self.save_asked.emit(self._answers))
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._answers))
        self.receipts.copy_asked.connect(lambda answer: self.copy_asked.emit((answer,)))

    def _lay_out(self) -> None:
        px = themes.current().px
        heading = Words("Receipts, to send back", "small", "text2", strong=True)
        for words in (self.title, self.sentence, self.outstanding, heading):
            words.setContentsMargins(RING, 0, 0, 0)
        buttons = (self.save, self.copy, self.undo, self.grid)
        inside = QWidget()
        inside.setMaximumWidth(px(_DONE_WIDE))
        boxes.column(
            self.title,
            self.sentence,
            boxes.row(*buttons, ..., spacing=2),
            8,
            heading,
            (boxes.row(self.receipts, margins=(RING, 0, 0, 0)), 1),
            self.outstanding,
            boxes.row(self.remaining, self.again, ..., spacing=16),
            spacing=8,
            margins=(16 - RING, 24, 16, 16),
            over=inside,
        ).addStretch(0)
        whole = Ground()
        boxes.row(..., (inside, 8), ..., over=whole)
        # A window too low for all of it scrolls.
        boxes.column(scrolling_area(whole, across=True), over=self)

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
    contested = sum(each.contested for each in merged.remaining)
    missing = sum(each.kind == "missing" for each in merged.remaining)
    waiting = len(merged.remaining) - contested - missing
    problems = sum(len(each.troubles) for each in merged.preview.files)
    stay = f"{plural(contested, 'stays', 'stay')} undecided"
    told = (
        (len(merged.words), "word", "learned by the plan."),
        (decided, "conflict", "decided."),
        (held, "held edit", "taken or left."),
        (contested, "conflict", f"{stay}: the grid shows what was last agreed, with a mark."),
        (waiting, "held edit", f"{plural(waiting, 'waits', 'wait')} to be taken or left."),
        (missing, "missing row", f"{plural(missing, 'waits', 'wait')} to be left or deleted."),
        (problems, "problem", f"{plural(problems, 'stands', 'stand')} on the receipts."),
    )
    said = [f"{counted(number, what)} {how}" for number, what, how in told if number]
    if merged.report.applied:
        said.append("The merge is one entry that can be undone as a whole.")
    return " ".join(said)
