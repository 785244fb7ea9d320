"""The returns pane: files that came back, what they would change, what is decided and done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QWidget

from csp_desktop import paths
from csp_desktop.gui.history.receipts import show_receipts
from csp_desktop.gui.returns import bars, files_table
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.deciding import Deciding
from csp_desktop.gui.returns.decisions import ABOUT
from csp_desktop.gui.returns.files_table import FilesTable, ask_password
from csp_desktop.gui.returns.pages import DonePage, JobPage, say_empty, undone_as
from csp_desktop.gui.returns.posting import Posting
from csp_desktop.gui.returns.sending_page import SendingPage
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import CellName, Changed
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.operations.editing.undo import DECISION, MERGE
from csp_desktop.operations.sending.outstanding import outstanding
from csp_desktop.plan.periods import quarters_of

_FILES_SHARE, _FILES_OVER_GRID = 0.34, 0.22
_FILTER = "Returns and copies (*.xlsx *.xlsm *.cspplan);;All files (*)"
_REFRESH_MILLISECONDS = 0


class ReturnsPane(Pane):
    """Takes files in, shows what they bring, and merges them when asked."""

    legend, places = (), False

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._sending = False
        self._sought: CellName | None = None
        self._waits_at: tuple[QWidget | None, int] = (None, -1)
        self.batch = Batch(state, self)
        self._refresh = QTimer(self, singleShot=True, interval=_REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self._show)
        self._lay_out()
        self._connect()
        self._show()

    # Putting together

    def _lay_out(self) -> None:
        self.head = bars.ReturnsPaneHead(self.batch)
        self.add, self.merge = self.head.add, self.head.merge
        self.send, self.cancel = self.head.send, self.head.cancel
        self.empty = EmptyState()
        self.files = FilesTable()
        self.deciding = Deciding(self._state, self.batch)
        self.posting = Posting(self._state, self)
        self.done_page = DonePage()
        self.sending_page = SendingPage()
        self.job_page = JobPage((self.batch.merge_job, self.posting.send_job))
        self.foot = bars.Foot()
        self.working = QWidget()
        self._under_files = Hairline()
        boxes.column(self.files, self._under_files, (self.deciding, 1), over=self.working)
        self.pages = QStackedWidget()
        for page in (
            self.empty,
            self.working,
            self.done_page,
            self.sending_page,
            self.job_page,
        ):
            self.pages.addWidget(page)
        boxes.column(self.head, Hairline(), (self.pages, 1), self.foot, over=self)

    def _connect(self) -> None:
        batch, state = self.batch, self._state
        for signal in (
            batch.files_changed,
            batch.previewed,
            batch.decided,
            batch.busy_changed,
            batch.done_changed,
            self.job_page.needed_changed,
        ):
            signal.connect(self._refresh.start)
        batch.progressed.connect(self._show_progress)
        state.quarter_changed.connect(lambda _: self._refresh.start())
        state.door.undo_changed.connect(self._let_undo)
        batch.steps_changed.connect(self.go.show_commands)
        batch.gone_to.connect(self.deciding.go_to)
        self.add.clicked.connect(self.choose_files)
        self.cancel.clicked.connect(batch.cancel_all)
        self.send.clicked.connect(self.show_sending)
        self.head.receipts.clicked.connect(lambda: show_receipts(state, self.window()))
        self.merge.clicked.connect(batch.merge)
        self.empty.pressed.connect(self.choose_files)
        self.empty.followed.connect(self._follow_link)
        self.files.asked.connect(self._do_with_file)
        self.files.current_row.connect(self._look_at_file)
        self.deciding.file_looked_at.connect(self.files.show_file)
        self.deciding.revealed.connect(self.go.reveal)
        self.deciding.currentChanged.connect(self._front_changed)
        self.done_page.copy_asked.connect(self.posting.copy)
        self.done_page.save_asked.connect(self.posting.save)
        self.done_page.undo.clicked.connect(state.undo)
        self.done_page.grid.clicked.connect(lambda: self.go.show_pane("grid"))
        self.done_page.again.clicked.connect(self._begin_again)
        self.done_page.remaining.clicked.connect(self._begin_again)
        self.sending_page.left.connect(self._leave_sending)
        self.sending_page.make_asked.connect(self.posting.send)
        self.posting.sent.connect(self._read_returns)
        self.sending_page.quarter_picked.connect(lambda _: self._read_returns())

    # Files

    def take(self, files: Iterable[Path]) -> None:
        """Read these files."""
        self._sending = False
        self._state.settled.emit(ABOUT)
        if not self._state.writable:
            because = self._state.door.closed_because
            self._state.noticed.emit(Notice(because, "warning", about=ABOUT))
        elif not self.batch.add(files):
            self._state.noticed.emit(
                Notice("There is no workbook or plan among these.", "warning", about=ABOUT)
            )

    def try_samples(self) -> None:
        """Read the illustrative returns that come with the program."""
        self.take(sorted((paths.data() / "returns").glob("*.xlsx")))

    def choose_files(self) -> None:
        """Ask for files, and read them."""
        dialog = QFileDialog(self.window(), "Returns to read", self.posting.folder, _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.take(Path(name) for name in names))
        dialog.open()

    def _do_with_file(self, path: Path, what: str) -> None:
        does: dict[str, Callable[[Path], None]] = {
            files_table.CANCEL: self.batch.cancel,
            files_table.AGAIN: self.batch.read_again,
            files_table.REMOVE: self.batch.remove,
            files_table.PASSWORD: lambda path: ask_password(self.batch, path, self.window()),
        }
        does[what](path)

    def _follow_link(self, number: int) -> None:
        if number == 0:
            self.show_sending()
        else:
            self.try_samples()

    # Showing

    def _plan_changed(self, changed: Changed, by: str) -> None:
        if self.batch.done and by == "undo":
            self.batch.done = None
        self._refresh.start()
        if self._sending:
            self._read_returns()

    def _let_undo(self) -> None:
        self.done_page.let_undo(can_undo=self._can_undo)

    @property
    def _can_undo(self) -> bool:
        done, next_undo = self.batch.done, self._state.door.next_undo
        ours = done is not None and undone_as(done.merged) == next_undo
        return ours and self._state.writable

    @property
    def next_undo(self) -> str | None:
        """The last decision, or the merge whose end is in front."""
        return self.batch.next_undo or (self._state.door.next_undo if self._can_undo else None)

    @property
    def next_redo(self) -> str | None:
        """The decision that was taken back last, or what was done to the plan in Returns."""
        next_redo = self._state.door.next_redo
        return self.batch.next_redo or (next_redo if next_redo in (MERGE, DECISION) else None)

    def undo(self) -> None:
        """Take back the last decision; nothing that was done elsewhere."""
        if self.batch.next_undo is not None:
            self.batch.undo()
        elif self._can_undo:
            self._state.undo()

    def redo(self) -> None:
        """Decide again what was taken back last, or merge again."""
        if self.batch.next_redo is not None:
            self.batch.redo()
        elif self.next_redo is not None:
            self._state.redo()

    def _show(self) -> None:
        self._refresh.stop()
        batch = self.batch
        page = self._page()
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self.window())
        waited = self._waits_at == (QApplication.focusWidget(), self.files.currentIndex().row())
        before = self.pages.currentWidget()
        if page is self.empty:
            say_empty(self.empty, self._state)
        elif page is self.done_page and batch.done:
            more = len(batch.entries)
            self.done_page.show_done(batch.done, can_undo=self._can_undo, more=more)
        self.head.show_batch(
            working=page is self.working,
            sending=page is self.sending_page,
            writable=self._state.writable,
            under_way=page is self.job_page,
        )
        self._show_files()
        self.deciding.refresh()
        if page is not before:
            self.pages.setCurrentWidget(page)
            self.go.show_commands()
        focused = QApplication.focusWidget()
        lost = focused is None or not self.isAncestorOf(focused)
        if had_focus and (page is not before or lost or (waited and self.deciding.front)):
            self.setFocus()
        self._show_foot(page)
        self.go.count("returns", batch.undecided)
        if self._sought and self.deciding.look_for(self._sought):
            self._sought = None

    def _page(self) -> QWidget:
        if self.job_page.needed:
            return self.job_page
        if self._sending:
            return self.sending_page
        if self.batch.done:
            return self.done_page
        return self.working if self.batch.entries or self.batch.preview.waiting else self.empty

    def _show_files(self) -> None:
        batch, now = self.batch, self._state.now()
        shown = [files_table.row_of(each, batch.view(each.path), now) for each in batch.entries]
        self.files.set_rows(shown)
        self.files.setVisible(bool(shown))
        self._under_files.setVisible(bool(shown))

    def _look_at_file(self, row: int) -> None:
        shown = self.files.files.rows
        self.deciding.look_at(shown[row].path if 0 <= row < len(shown) else None)

    def _show_progress(self, row: int) -> None:
        entry = self.batch.entries[row]
        self.files.files.set_row(row, files_table.row_of(entry, None, self._state.now()))

    def _show_foot(self, page: QWidget) -> None:
        state = self._state
        document = state.document
        waited = outstanding(document, state.quarter, state.now()[:10]) if state.is_open else []
        self.foot.say(
            keys=self._keys(page),
            outstanding=[each.name for each in waited],
            marking=document.plan.text("marking"),
        )

    def _front_changed(self) -> None:
        self._share_height()
        self._show_foot(self._page())

    def _keys(self, page: QWidget) -> bars.Keys:
        if page is not self.working:
            return ()
        if self.deciding.grid_shown:
            return bars.IN_GRID
        return bars.DECIDING if self.batch.preview.waiting else ()

    def show_at(self, at: object) -> None:
        """Go to a cell that waits, to all that waits ('waiting'), or to what goes out ('sending').

        Files are read, and for 'samples' the returns that come with the program.
        """
        if at == "sending":
            self.show_sending()
        elif at == "waiting":
            self.show_waiting()
        elif at == "samples":
            self.try_samples()
        elif isinstance(at, list):
            self.take(at)
        elif isinstance(at, tuple):
            self.look_for(at)

    def look_for(self, cell: CellName) -> None:
        """Go to what waits in a cell of the plan, as soon as it is known."""
        self._sending, self._sought = False, cell
        self._show()

    def show_waiting(self) -> None:
        """Show what there is to decide, whatever was shown before."""
        self._sending = False
        self._show()

    # After the merge

    def _begin_again(self) -> None:
        self.batch.done = None
        self._show()
        self.setFocus()

    # Sending out

    def show_sending(self) -> None:
        """Show how the returns for the quarter stand, and offer to send them out."""
        self._sending = True
        offered = quarters_of(self._state.document.years())
        self.sending_page.set_quarters(offered, self._state.quarter)
        self._read_returns()
        self._show()
        self.sending_page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_sending(self) -> None:
        self._sending = False
        self._show()
        self.setFocus()

    def _read_returns(self) -> None:
        quarter = str(self.sending_page.quarter.currentData() or self._state.quarter)
        now, writable = self._state.now(), self._state.writable
        self.posting.list_returns(
            quarter,
            lambda found: self.sending_page.show_returns(found, now, writable=writable),
        )

    # The pane as a whole

    def leave(self) -> None:
        self.batch.leave()

    def focus_first(self) -> QWidget:
        page = self.pages.currentWidget()
        if page is self.working:
            return self.deciding.front or self.files
        if page is self.done_page:
            return self.done_page.save
        if page is self.empty:
            return self.empty.button
        return self.job_page.cancel if page is self.job_page else self.sending_page.due

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # What there is to decide comes once the files are read: then the focus goes on to it.
        waits = self.focus_first() if self.pages.currentWidget() is self.working else None
        self._waits_at = (waits, self.files.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Leave a file's grid more of the height than what is decided needs."""
        grid = self.deciding.grid_shown
        share = round(self.height() * (_FILES_OVER_GRID if grid else _FILES_SHARE))
        self.files.fit_into(self.width(), share, fewest=1 if grid else 2)
