"""The report dialog: what is asked for, the making of it, and where it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from csp_desktop import paths
from csp_desktop.gui.reporting import choices
from csp_desktop.gui.reporting.choices import FORM_WORDS, ReportChoice
from csp_desktop.gui.reporting.making import making
from csp_desktop.gui.session.job_progress import JobProgress
from csp_desktop.gui.session.long_job import Job, LongJob, said_of
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, LinkButton, Outlined
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.snapshots import Snapshot, document_of, listed

WIDE = 660
_MAKE = "Write report"
_NOT_MADE = "The report could not be made"
_AUDIENCE = (
    ("", "Officers and the board, with all that is said"),
    ("yes", "Publication, without what is internal"),
)
_INTERNAL = (
    "For publication, evidence and open conflicts are left out, and text from a line that begins "
    "with [internal] to the next empty line."
)


def ask_report(state: PlanState, over: QWidget, snapshot: str = "") -> None:
    """Ask what report is wanted, of a snapshot by its id or of the plan as it stands."""
    if not state.is_open:
        return
    state.flush()

    def work(plan: OpenPlan) -> list[Snapshot]:
        return listed(document_of(plan))

    def arrived(found: list[Snapshot]) -> None:
        ReportDialog(state, found, snapshot, over.window()).open()

    state.ask(work, arrived, "The report could not be asked for")


class ReportDialog(FormDialog):
    """Asks for a report, makes it without holding the window up, and offers to open it."""

    def __init__(
        self, state: PlanState, snapshots: Sequence[Snapshot], snapshot: str, parent: QWidget
    ) -> None:
        super().__init__("Write a report", _MAKE, parent)
        self._state = state
        self._quarters = {each.id: each.quarter for each in snapshots}
        self.job = LongJob(state, self)
        self._agreed: tuple[Path, ...] = ()
        self._suggested = ""
        kept = choices.last_time(state.user.settings.report, self._own_folder())
        self._make_widgets(snapshots, replace(kept, snapshot=snapshot))
        self._lay_out()
        self._connect()
        self._suggest()
        self._follow_audience()
        self.of.setFocus()

    # Putting together

    def _make_widgets(self, snapshots: Sequence[Snapshot], chosen: ReportChoice) -> None:
        self.of = choice_box("Report of", choices.offered_states(snapshots), chosen.snapshot)
        self.since = choice_box("Compared with", choices.offered_before(snapshots), "")
        self.about = choice_box("About", choices.offered_scopes(self._state.document), "")
        self.audience = choice_box("For", _AUDIENCE, "yes" if chosen.published else "")
        self.left_out = Words(_INTERNAL, "small", "text2", wrap=True)
        self.forms = {form: QCheckBox(word) for form, word in FORM_WORDS.items()}
        for form, check in self.forms.items():
            check.setChecked(form in chosen.forms)
        self.charts = QCheckBox("With the indicators’ charts")
        self.charts.setChecked(chosen.charts)
        self.style_folder = _line("Council style", chosen.style)
        self.style_folder.setPlaceholderText("The program’s own look")
        self.folder = _line("Folder", chosen.folder)
        self.name = _line("File name", "")
        self.choose_style = Outlined("Choose…")
        self.choose_style.setAccessibleName("Choose the folder with the council’s style")
        self.choose_folder = Outlined("Choose…")
        self.choose_folder.setAccessibleName("Choose the folder to save in")
        self.make, self.cancel = self.yes, self.no
        self.progress = JobProgress(self.cancel, "small", "text2", spacing=4)
        self.done_words = Words("", "body", "text", wrap=True)
        self.show_folder = Outlined("Show in folder", icon="folder")
        self._links = row(spacing=16)

    def _lay_out(self) -> None:
        theme = themes.current()
        self._asked_for = QWidget()
        grid = QGridLayout(self._asked_for)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        for place, box in enumerate((self.of, self.since, self.about, self.audience)):
            grid.addLayout(_named(box.accessibleName(), box), place // 2, place % 2)
        forms = row(*self.forms.values(), self.charts, ..., spacing=16)
        grid.addLayout(_named("Form", forms), 2, 0, 1, 2)
        style = row((self.style_folder, 1), self.choose_style, spacing=4)
        top = Qt.AlignmentFlag.AlignTop
        styled = _named("Council style: a folder with its logo and colours", style)
        grid.addLayout(styled, 3, 0, top)
        name = row(self.name)
        name.setContentsMargins(0, RING, RING, RING)
        grid.addLayout(_named("File name", name), 3, 1, top)
        folder = row((self.folder, 1), self.choose_folder, spacing=4)
        grid.addLayout(_named("Folder", folder), 4, 0, 1, 2)
        grid.addWidget(self.left_out, 5, 0, 1, 2)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, theme.px((WIDE - 56) // 2))
        self.why.setMinimumHeight(theme.px(18))
        column(
            self.title_words,
            self._asked_for, self.progress, self.done_words, self._links, self.why,
            row(self.show_folder, ..., self.cancel, self.make, spacing=4),
            margins=20, spacing=10, over=self,
        )  # fmt: skip
        self.progress.hide()
        self.done_words.hide()
        self.show_folder.hide()
        self.setFixedWidth(theme.px(WIDE))

    def _connect(self) -> None:
        for box in (self.of, self.about, self.audience):
            box.currentIndexChanged.connect(lambda _: self._suggest())
        self.audience.currentIndexChanged.connect(lambda _: self._follow_audience())
        self.make.clicked.connect(self._press)
        self.choose_style.clicked.connect(
            lambda: self._ask_folder("The council’s style", self.style_folder)
        )
        self.choose_folder.clicked.connect(
            lambda: self._ask_folder("Where the report goes", self.folder)
        )
        self.show_folder.clicked.connect(lambda: _open(Path(self.folder.text()).expanduser()))
        self.job.changed.connect(self._show_job)
        # What was chosen is of the plan that was open; what was being made has ended by then.
        self._state.opened.connect(self.reject)
        self._state.closed.connect(self.reject)

    def _own_folder(self) -> str:
        path = self._state.path
        return str(path.absolute().parent if path else paths.documents())

    # What is chosen

    @property
    def choice(self) -> ReportChoice:
        """What is asked for as the dialog stands."""
        return ReportChoice(
            str(self.of.currentData() or ""),
            str(self.about.currentData() or ""),
            str(self.since.currentData() or ""),
            tuple(form for form, check in self.forms.items() if check.isChecked()),
            bool(self.audience.currentData()),
            self.charts.isChecked(),
            self.style_folder.text().strip(),
            self.folder.text().strip(),
            self.name.text().strip(),
        )

    def _suggest(self) -> None:
        """Suggest a file name, as long as nobody has typed another."""
        if self.name.text() != self._suggested:
            return
        choice = self.choice
        quarter = self._quarters.get(choice.snapshot, self._state.quarter)
        self._suggested = choices.suggested_name(self._state.document, choice, quarter)
        self.name.setText(self._suggested)

    def _follow_audience(self) -> None:
        self.left_out.setVisible(bool(self.audience.currentData()))
        self.adjustSize()

    def _ask_folder(self, title: str, line: QLineEdit) -> None:
        dialog = QFileDialog(self, title, line.text() or self._own_folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(line.setText)
        dialog.open()

    # Making

    def _press(self) -> None:
        if self.show_folder.isVisible():
            self.accept()
            return
        choice = self.choice
        if reason := choice.why_not():
            self._say(reason)
            return
        files = tuple(choice.paths())
        there = [path.name for path in files if path.exists()]
        if there and files != self._agreed:
            self._agreed = files
            one = f"{there[0]} is there already. Press again to replace it."
            many = (
                f"{len(there)} files of this name are there already. Press again to replace them."
            )
            self._say(one if len(there) == 1 else many)
            self._call("Replace")
            return
        self._begin(choice, files)

    def _begin(self, choice: ReportChoice, files: tuple[Path, ...]) -> None:
        user = self._state.user
        user.keep(replace(user.settings, report=choice.remembered()))
        self._say("")
        self._asked_for.setEnabled(False)
        self.make.setEnabled(False)
        self.cancel.setFocus()
        style = Path(choice.style).expanduser() if choice.style else None
        asked = choice.asked(self._state.now(), self._state.quarter)
        self.job.begin(
            Job(
                making(self.job, asked, files, style=style, with_charts=choice.charts),
                lambda _: self._finish(files),
                _NOT_MADE,
                lambda error: self._fail(said_of(error, _NOT_MADE)),
                cancelled=lambda: self._fail("Cancelled: no file was made or changed."),
                title="Writing the report",
            )
        )

    def _show_job(self) -> None:
        self.progress.setVisible(self.job.running)
        self.progress.show_job(self.job)
        if not self.job.running:
            self.adjustSize()

    def _fail(self, sentence: str) -> None:
        self._agreed = ()
        self._say(sentence)
        self._asked_for.setEnabled(True)
        self.make.setEnabled(True)
        self._call(_MAKE)
        self.make.setFocus()

    def _finish(self, files: tuple[Path, ...]) -> None:
        what = files[0].name if len(files) == 1 else f"The report, in {len(files)} forms,"
        self.done_words.setText(f"{what} is saved in {files[0].parent}.")
        self.done_words.show()
        empty_out(self._links)
        for path in files:
            link = LinkButton(f"Open {FORM_WORDS[path.suffix[1:]]}")
            link.setAccessibleName(f"Open {path.name}")
            link.setToolTip(str(path))
            link.clicked.connect(lambda _=False, path=path: _open(path))
            self._links.addWidget(link)
        self._links.addStretch(1)
        self._asked_for.hide()
        self.cancel.hide()
        self.show_folder.show()
        self.make.setEnabled(True)
        self._call("Close")
        self.make.setFocus()
        self.adjustSize()

    def _say(self, sentence: str) -> None:
        self.why.setText(sentence)
        self.adjustSize()

    def _call(self, words: str) -> None:
        self.make.setText(words)
        self.make.updateGeometry()

    # Leaving

    def reject(self) -> None:
        """Cancel what is being made, and stay until it has ended; close where nothing is made."""
        if self.job.running:
            self.job.cancel()
        else:
            super().reject()

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(WIDE), super().sizeHint().height())


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _line(name: str, text: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(name)
    line.setMinimumHeight(themes.current().px(32))
    return line


def _named(name: str, content: QWidget | QHBoxLayout) -> QVBoxLayout:
    label = Words(name, "small", "text2")
    if isinstance(content, QWidget):
        label.setBuddy(content)
        content.setMinimumHeight(themes.current().px(32))
        content = row(content)
        content.setContentsMargins(0, 0, RING, 0)
    return column(label, content, spacing=4)
