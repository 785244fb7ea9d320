"""What goes out of the window to people: receipts after a merge, and returns to fill in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from csp_desktop import paths
from csp_desktop.gui.returns.decisions import ABOUT
from csp_desktop.gui.session.long_job import Job, LongJob, Progress, one
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.operations.sending.outstanding import returns_for, returns_of, send_out
from csp_desktop.plan.wording import counted, instant

if TYPE_CHECKING:
    from csp_desktop.operations.receiving.answers import Answer
    from csp_desktop.operations.sending.outstanding import Return, Sent
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

_PROMISE = "Until all are made, Cancel removes those made so far."
_CANCELLED = "Cancelled: no return was sent out, and the plan is as it was."
_KEEPING = "Keeping what was sent out"
_TOO_LATE = "The returns were made by the time they were to be cancelled."


class Posting(QObject):
    """Copies and saves receipts, and makes returns; `sent` tells that returns were made."""

    sent = Signal()

    def __init__(self, state: PlanState, over: QWidget) -> None:
        """`over` is the widget over which dialogs open."""
        super().__init__(over)
        self._state = state
        self._over = over
        self.send_job, self._listing = LongJob(state, self), LongJob(state, self)

    @property
    def folder(self) -> str:
        """Where dialogs begin: the plan's own folder."""
        path = self._state.path
        return str(path.absolute().parent if path else paths.documents())

    # Receipts

    def copy(self, answers: tuple[Answer, ...]) -> None:
        """Put receipts on the clipboard, as text for an e-mail."""
        QGuiApplication.clipboard().setText("\n\n".join(each.text for each in answers))
        what = "The receipt is" if len(answers) == 1 else f"{len(answers)} receipts are"
        self._state.noticed.emit(
            Notice(f"{what} copied: paste it into an e-mail.", about=ABOUT, passing=True)
        )

    def save(self, answers: tuple[Answer, ...]) -> None:
        """Ask for a folder, and save receipts in it as pages."""
        self._ask_folder("Where the receipts go", lambda folder: self._save(answers, folder))

    def _save(self, answers: tuple[Answer, ...], folder: Path) -> None:
        def work() -> list[Path]:
            from csp_desktop.operations.receiving.answers import save_answers

            return save_answers(answers, folder)

        self._state.tasks.apart(
            work,
            lambda written: self._tell_saved(counted(len(written), "receipt"), folder),
            lambda error: self._state.tell(error, "The receipts were not saved"),
        )

    # Returns

    def list_returns(self, quarter: str, done: Callable[[list[Return]], None]) -> None:
        """Fetch how each sub-group's return for a quarter stands."""
        today = self._state.now()[:10]

        def work(plan: OpenPlan) -> list[Return]:
            from csp_desktop.operations.snapshots.snapshots import document_of, listed

            taken = [
                each.taken_at
                for each in listed(document_of(plan))
                if each.quarter == quarter and not each.withdrawn
            ]
            return returns_of(plan, quarter, today, frozen=min(taken, key=instant, default=""))

        # Of the quarter chosen last: the one before may still be on its way.
        self._listing.read(work, done, "The returns could not be listed")

    def send(self, quarter: str, due: str) -> None:
        """Ask for a folder, and make every sub-group's return in it."""
        self._ask_folder(
            "Where the returns are made", lambda folder: self.send_to(folder, quarter, due)
        )

    def send_to(self, folder: Path, quarter: str, due: str) -> None:
        """Make every sub-group's return for a quarter in `folder`; called off, none is made."""

        def work(plan: OpenPlan, stamp: Stamp, progress: Progress) -> tuple[Outcome, Sent]:
            from csp_desktop.operations.sending.export import ExportRequest

            found = returns_for(plan.document(), quarter, "")
            names = {each.group: each.name for each in found if each.group}

            def tell(done: int, of: int) -> None:
                name = list(names.values())[done] if done < of else _KEEPING
                progress(f"{done + 1} of {of}: {name}" if done < of else name, done / of)

            asked = ExportRequest("return", "", quarter, due)
            sent = send_out(plan, folder, asked, stamp, groups=names, progress=tell)
            progress.keep(_KEEPING, 1)
            return sent.outcome, sent

        def done(sent: Sent) -> None:
            self._tell_saved(counted(len(sent.files), "return"), folder)
            self.sent.emit()

        again = partial(self.send_to, folder, quarter, due)
        self.send_job.begin(
            Job(
                one(
                    self.send_job.writing(f"The returns for {quarter}", work, "export", retry=again)
                ),
                done,
                title=f"Making the returns for {quarter}",
                promise=_PROMISE,
                off=_CANCELLED,
                late=_TOO_LATE,
            )
        )

    # Asking and telling

    def _ask_folder(self, title: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._over.window(), title, self.folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()

    def _tell_saved(self, what: str, folder: Path) -> None:
        self._state.noticed.emit(
            Notice(
                f"{what} saved in {folder.name or folder}.",
                about=ABOUT,
                action="Show in folder",
                act=lambda: _show_folder(folder),
            )
        )


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
