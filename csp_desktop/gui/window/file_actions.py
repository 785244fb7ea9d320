"""The File menu: plans made, opened, copied, printed, backed up, restored and checked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from csp_desktop import paths
from csp_desktop.errors import PlanDamaged
from csp_desktop.gui.session import crash_log
from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.places import name_of_group
from csp_desktop.whole import file_name

if TYPE_CHECKING:
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.operations.session.backups import Listed
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

T = TypeVar("T")

SUFFIX = ".cspplan"
_FILTER = f"Plans (*{SUFFIX})"


class Filing:
    """Does what the File menu lists, with the plan that the window has open."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state
        self._checking = LongJob(window.state, window)

    # New and open

    def new_empty(self) -> None:
        """Ask where, and make an empty plan there."""
        self.choose_new("New plan", "New plan", lambda path: self._make(path, None))

    def new_sample(self) -> None:
        """Ask where, and make a plan there from the Hackney plan."""
        name = "Hackney plan 2016-18"
        self.choose_new(name, name, lambda path: self._make(path, "hackney-2016-18"))

    def new_from(self) -> None:
        """Ask for a workbook, and make a plan from it once it has been looked at."""
        from csp_desktop.gui.importing.filing import OwnWorkbookFiling

        OwnWorkbookFiling(self._state, self._state.leave_then, self._window).choose()

    def update_from(self) -> None:
        """Ask for a workbook of one's own, and read its differences as returns are read."""
        from csp_desktop.gui.importing.filing import OwnWorkbookUpdate

        OwnWorkbookUpdate(self._state, self._window.take_returns, self._window).choose()

    def open(self) -> None:
        """Ask for a plan file, and open it."""
        dialog = self._dialog("Open a plan")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_plan(Path(name)))
        dialog.open()

    def open_plan(self, path: Path) -> None:
        """Open the plan at `path` once it has been read and the one that is open is saved."""
        self._state.open(path)

    def _make(self, path: Path, sample: str | None) -> None:
        table, stamp = self._state.table, self._state.stamp()

        def work() -> None:
            from csp_desktop.operations.session.plan_files import new_plan

            new_plan(path, table, stamp, sample=sample).close()

        self._apart(work, lambda _: self.open_plan(path), f"{path.name} could not be made")

    # Copies, folders, paper

    def copy_for(self) -> None:
        """Ask for whom and where, and make a copy of the plan there."""
        from csp_desktop.gui.widgets.dialogs import CopyFor

        groups = [
            (group.text("name"), name_of_group(group)) for group in self._state.document.of("group")
        ]
        groups.sort(key=lambda each: each[1].casefold())
        question = CopyFor(groups, self._window)
        question.asked.connect(self._choose_copy)
        question.open()

    def _choose_copy(self, group: str) -> None:
        stem = self._state.path.stem if self._state.path else "Plan"
        name = f"{stem}, {group}" if group else f"{stem}, copy"
        self.choose_new("Make a copy", name, lambda path: self._copy(path, group))

    def _copy(self, path: Path, group: str) -> None:
        by = self._state.user.author

        def work(plan: OpenPlan) -> None:
            from csp_desktop.operations.session.plan_files import copy_plan

            copy_plan(plan, path, by, for_group=group or None)

        def done(_: None) -> None:
            self._tell(
                f"{path.name} is made. Send it, and merge it when it comes back.",
                "Show in folder",
                lambda: _show_folder(path.parent),
            )

        self._state.ask(work, done, f"{path.name} could not be made")

    @staticmethod
    def show_log_folder() -> None:
        """Open the folder with the log of what went wrong."""
        folder = crash_log.folder()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        _show_folder(folder)

    def show_in_folder(self) -> None:
        """Open the folder that holds the plan."""
        if self._state.path:
            _show_folder(self._state.path.absolute().parent)

    def print(self) -> None:
        """Print what the pane in front shows; where that is not for paper, the actions."""
        from csp_desktop.gui.widgets.printing import Printing, ask_and_print

        front: object = self._window.panes.front_pane
        shown = front if isinstance(front, Printing) else self._window.grid
        ask_and_print(shown, self._window.windowTitle(), self._window)

    # For Excel, for the board

    def export(self) -> None:
        """Ask where, and write the whole plan into a workbook that can be merged again."""
        asked = self._state.quarter
        quarter = asked.replace("/", "-")
        dialog = self._dialog("Export to Excel", "Workbooks (*.xlsx)", ".xlsx")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file_name("Plan", f" {quarter}.xlsx"))
        dialog.fileSelected.connect(
            lambda name: self._export(_with_suffix(Path(name), ".xlsx"), asked)
        )
        dialog.open()

    def _export(self, path: Path, quarter: str) -> None:
        # What is typed belongs in the workbook as well; the export waits behind those writes.
        self._state.flush()

        def work(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
            from csp_desktop.operations.sending.export import ExportRequest, export_to
            from csp_desktop.operations.session.open_plan import Outcome

            export_to(plan, path, ExportRequest("plan", quarter=quarter), stamp)
            return Outcome("", "export", stamp.author)

        def done(_: Outcome) -> None:
            self._tell(
                f"{path.name} is made. What is changed in it can be merged again.",
                "Show in folder",
                lambda: _show_folder(path.parent),
            )

        self._state.write(path.name, work, by="export", done=done)

    # Backups

    def back_up(self) -> None:
        """Make a backup of the plan now."""
        now = datetime.fromisoformat(self._state.now())

        def work(plan: OpenPlan) -> Path:
            from csp_desktop.operations.session.backups import back_up

            return back_up(plan, now)

        def done(backup: Path) -> None:
            self._tell(
                f"Backed up as {backup.name}.",
                "Show in folder",
                lambda: _show_folder(backup.parent),
            )

        self._state.ask(work, done, "The backup could not be made")

    def restore(self) -> None:
        """Ask for a backup of the plan, and go back to it."""
        path = self._state.path or self._window.failed_path
        if path is None:
            return

        table = self._state.table

        def work() -> list[Listed]:
            from csp_desktop.operations.session.backups import listed

            return listed(path, table)

        self._apart(work, lambda found: self._choose_backup(path, found), "No backup was found")

    def _choose_backup(self, path: Path, backups: list[Listed]) -> None:
        if not backups:
            self._tell(f"There is no backup of {path.name} yet.")
            return
        from csp_desktop.gui.widgets.dialogs import WhichBackup

        question = WhichBackup(backups, self._window)
        question.asked.connect(
            lambda backup: self._state.leave_then(lambda: self._restore(path, backup))
        )
        question.open()

    def _restore(self, path: Path, backup: Path) -> None:
        table, by = self._state.table, self._state.user.author
        now = datetime.fromisoformat(self._state.now())

        def work() -> Path:
            from csp_desktop.operations.session.backups import restore

            return restore(path, table, by, now, backup)

        self._with_it_closed(path, work, "The backup could not be restored")

    def _with_it_closed(
        self, path: Path, work: Callable[[], object], what: str, said: str = ""
    ) -> None:
        """Do what needs the plan closed, and open it again, however that ends; `said` tells it."""
        # Closed first: the file is replaced, and the plan's own connection would go on with the old
        # one.
        if self._state.is_open:
            self._state.close()

        def failed(error: Exception) -> None:
            # What opening says comes first: it clears what was told before.
            self._then(lambda: self._state.tell(error, what))
            self._state.open(path)

        def done(_: object) -> None:
            if said:
                self._then(lambda: self._tell(said))
            self._state.open(path)

        self._state.tasks.apart(work, done, failed)

    def _then(self, tell: Callable[[], None]) -> None:
        """Tell something once a plan is open, or could not be opened."""
        ends = (self._state.opened, self._state.failed_to_open)

        def once(*_: object) -> None:
            for each in ends:
                each.disconnect(once)
            tell()

        for each in ends:
            each.connect(once)

    def rebuild(self) -> None:
        """Work out the plan's values again from its changes, which loses nothing."""
        path, table = self._state.path or self._window.failed_path, self._state.table
        by = self._state.user.author
        if path is None:
            return

        def work() -> None:
            from csp_desktop.operations.session.backups import rebuild

            rebuild(path, table, by)

        said = "The values were rebuilt from the changes. Nothing is lost."
        self._with_it_closed(path, work, "The values could not be rebuilt", said)

    def heal(self) -> None:
        """Ask for an intact copy of the plan, and put its damaged changes right from that."""
        path = self._state.path or self._window.failed_path
        if path is None:
            return
        dialog = self._dialog("Mend the plan from another copy of it")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._heal(path, Path(name)))
        dialog.open()

    def _heal(self, path: Path, copy: Path) -> None:
        table, by = self._state.table, self._state.user.author
        now = datetime.fromisoformat(self._state.now())

        def work() -> object:
            from csp_desktop.operations.merging.heal import heal_from

            return heal_from(path, [copy], table, by, now)

        said = f"The damaged changes were put right from {copy.name}."
        self._with_it_closed(path, work, "The plan could not be mended", said)

    def check(self) -> None:
        """Say whether the plan file is sound."""
        path, table = self._state.path, self._state.table
        if path is None:
            return

        def work() -> PlanDamaged | None:
            from csp_desktop.operations.session.backups import found_damaged

            return found_damaged(path, table)

        def done(damaged: PlanDamaged | None) -> None:
            if damaged:
                self._state.damaged.emit(damaged)
            else:
                self._tell(f"{path.name} is sound: its values are what its changes add up to.")

        # Not `_apart`: what is found of a plan that was left since is not about the one on screen.
        self._checking.work_out(work, done, "The plan file could not be checked")

    # Asking and telling

    def _dialog(self, title: str, kinds: str = _FILTER, suffix: str = SUFFIX) -> QFileDialog:
        folder = self._state.path.absolute().parent if self._state.path else paths.documents()
        dialog = QFileDialog(self._window, title, str(folder), kinds)
        dialog.setDefaultSuffix(suffix.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def choose_new(self, title: str, name: str, then: Callable[[Path], None]) -> None:
        """Ask where a new plan file is to lie; `name` is suggested."""
        dialog = self._dialog(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(file_name(name, SUFFIX))
        dialog.fileSelected.connect(lambda chosen: then(_with_suffix(Path(chosen))))
        dialog.open()

    def _apart(self, work: Callable[[], T], done: Callable[[T], None], what: str) -> None:
        self._state.tasks.apart(work, done, lambda error: self._state.tell(error, what))

    def _tell(self, sentence: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        self._window.strip.tell(Notice(sentence, action=action, act=act))


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _with_suffix(path: Path, suffix: str = SUFFIX) -> Path:
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
