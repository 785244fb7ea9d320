"""The ways to somebody's own workbook: to make a plan from it, or to update the open one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from csp_desktop import paths
from csp_desktop.gui.importing.wizard import UPDATE, OwnWorkbook, let_go
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.operations.importing.plan_from_workbook import (
    Book,
    Imported,
    ImportReport,
    Map,
    Reader,
    new_from,
    read_by,
)
from csp_desktop.operations.importing.workbook_base import base_for, remember
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

_SUFFIX = ".cspplan"
_FILES = "Workbooks and Word documents (*.xlsx *.xlsm *.docx *.xls *.xlsb *.ods *.csv)"


def _choose(state: PlanState, over: QWidget, title: str, chosen: Callable[[Path], None]) -> None:
    folder = state.path.absolute().parent if state.path else paths.documents()
    dialog = QFileDialog(over, title, str(folder), _FILES)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


class OwnWorkbookUpdate(QObject):
    """Asks for a workbook of one's own, and hands its next issue to `take`, which reads returns.

    One that was not read before is looked at in the wizard first, and its map is remembered with
    the plan. `shown` carries the wizard once it is on screen.
    """

    shown = Signal(object)

    def __init__(
        self, state: PlanState, take: Callable[[Sequence[Path]], None], over: QWidget
    ) -> None:
        super().__init__(over)
        self._state, self._take, self._over = state, take, over

    def choose(self) -> None:
        """Ask for a workbook."""
        _choose(self._state, self._over, "A workbook to update this plan from", self.read)

    def read(self, path: Path) -> None:
        """Read a workbook off the window's thread; show what it becomes if it is not known."""
        state, reader = self._state, Reader()
        table, document = state.table, state.document
        quarter = document.plan.text("working_quarter")

        def work() -> tuple[Book, Map, bool]:
            book = reader.book(path)
            suggested = reader.suggest(book, table, quarter)
            return book, suggested, base_for(document, suggested) is not None

        def show(read: tuple[Book, Map, bool]) -> None:
            book, suggested, known = read
            if known:
                let_go(reader)
                self._take([path])
            else:
                self._ask(path, reader, book, suggested)

        def failed(error: Exception) -> None:
            let_go(reader)
            state.tell(error, f"{path.name} was not read")

        state.tasks.apart(work, show, failed)

    def _ask(self, path: Path, reader: Reader, book: Book, suggested: Map) -> None:
        wizard = OwnWorkbook(self._state, reader, book, suggested, self._over, UPDATE)
        wizard.agreed.connect(lambda _: self._remember(path, wizard.map, suggested))
        wizard.open()
        self.shown.emit(wizard)

    def _remember(self, path: Path, made: Map, suggested: Map) -> None:
        def work(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
            return remember(plan, made, suggested, path.name, stamp)

        self._state.write("The map", work, done=lambda _: self._take([path]))


class OwnWorkbookFiling(QObject):
    """Asks for a workbook, shows what it becomes, makes the plan and opens it.

    `shown` carries the wizard once it is on screen.
    """

    shown = Signal(object)

    def __init__(
        self, state: PlanState, leave_then: Callable[[Callable[[], None]], None], over: QWidget
    ) -> None:
        """`leave_then` leaves the plan that is open; `over` is the window for dialogs."""
        super().__init__(over)
        self._state, self._leave_then, self._over = state, leave_then, over

    def choose(self) -> None:
        """Ask for a workbook."""
        _choose(self._state, self._over, "A workbook to make a plan from", self.read)

    def read(self, path: Path) -> None:
        """Read a workbook off the window's thread, and show what it becomes."""
        state = self._state
        table, at, reader = state.table, state.now(), Reader()

        def work() -> tuple[Book, Map]:
            book = reader.book(path)
            return book, reader.suggest(book, table, at)

        def show(read: tuple[Book, Map]) -> None:
            self._show(path, reader, *read)

        def failed(error: Exception) -> None:
            let_go(reader)
            state.tell(error, f"{path.name} was not read")

        state.tasks.apart(work, show, failed)

    def _show(self, path: Path, reader: Reader, book: Book, made: Map) -> None:
        wizard = OwnWorkbook(self._state, reader, book, made, self._over)
        wizard.agreed.connect(lambda found: self._choose_plan(path, wizard.map, found))
        wizard.open()
        self.shown.emit(wizard)

    def _choose_plan(self, path: Path, made: Map, found: Imported) -> None:
        dialog = QFileDialog(self._over, "New plan", str(path.parent), f"Plans (*{_SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX.removeprefix("."))
        dialog.selectFile(path.with_suffix(_SUFFIX).name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.make(Path(name), path, made, found))
        dialog.open()

    def make(self, path: Path, book: Path, made: Map, found: Imported) -> None:
        """Make the plan of what was found in `book` by the map `made`, and open it."""
        state = self._state
        table, stamp = state.table, state.stamp()

        def work() -> ImportReport:
            plan, report = new_from(path, table, book, found, stamp, read_by(book, made, table))
            plan.close()
            return report

        def done(report: ImportReport) -> None:
            left = len(report.leftovers)
            if left:
                cells = counted(left, "cell")
                said = f"The plan is made. {cells} of {book.name} did not fit."
                notice = Notice(said, "warning", about="own-workbook")
                # Told after the new plan is open: opening clears the strip of notices.
                once = Qt.ConnectionType.SingleShotConnection
                state.opened.connect(lambda: state.noticed.emit(notice), once)
            self._leave_then(lambda: state.open_outright(path))

        state.tasks.apart(work, done, lambda error: state.tell(error, "The plan was not made"))
