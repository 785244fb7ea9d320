"""New plan from a workbook: which workbook, by which map, and where the plan goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from csp_desktop import paths
from csp_desktop.gui.importing.wizard import Book, OwnWorkbook
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.operations.importing.plan_from_workbook import (
    ImportReport,
    Map,
    new_from,
    read_book,
    suggest,
)
from csp_desktop.plan.wording import counted

_SUFFIX = ".cspplan"


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
        state = self._state
        folder = state.path.absolute().parent if state.path else paths.documents()
        title = "A workbook to make a plan from"
        dialog = QFileDialog(self._over, title, str(folder), "Workbooks (*.xlsx)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path) -> None:
        """Read a workbook off the window's thread, and show what it becomes."""
        state = self._state
        table, at = state.table, state.now()

        def work() -> tuple[Book, Map]:
            book = read_book(path)
            return book, suggest(book, table, at)

        def show(read: tuple[Book, Map]) -> None:
            self._show(path, *read)

        state.tasks.apart(work, show, lambda error: state.tell(error, f"{path.name} was not read"))

    def _show(self, path: Path, book: Book, made: Map) -> None:
        state = self._state
        if not made.tables:
            said = (
                f"In {path.name} no table of actions was found: a row of headers such as Ref, "
                "Action, Lead and Status is looked for. Give the columns such headers."
            )
            state.noticed.emit(Notice(said, "warning"))
            return
        wizard = OwnWorkbook(book, made, state.table, state.tasks, self._over)
        wizard.agreed.connect(lambda agreed: self._choose_plan(book, agreed))
        wizard.open()
        self.shown.emit(wizard)

    def _choose_plan(self, book: Book, made: Map) -> None:
        path = Path(book.path)
        dialog = QFileDialog(self._over, "New plan", str(path.parent), f"Plans (*{_SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX.removeprefix("."))
        dialog.selectFile(path.with_suffix(_SUFFIX).name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.make(Path(name), book, made))
        dialog.open()

    def make(self, path: Path, book: Book, made: Map) -> None:
        """Make the plan, and open it."""
        state = self._state
        table, stamp = state.table, state.stamp()

        def work() -> ImportReport:
            plan, report = new_from(path, table, book, made, stamp)
            plan.close()
            return report

        def done(report: ImportReport) -> None:
            left = len(report.leftovers)
            if left:
                cells = counted(left, "cell")
                said = f"The plan is made. {cells} of {Path(book.path).name} did not fit."
                notice = Notice(said, "warning", about="own-workbook")
                # Told after the new plan is open: opening clears the strip of notices.
                once = Qt.ConnectionType.SingleShotConnection
                state.opened.connect(lambda: state.noticed.emit(notice), once)
            self._leave_then(lambda: state.open_outright(path))

        state.tasks.apart(work, done, lambda error: state.tell(error, "The plan was not made"))
