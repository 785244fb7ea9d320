"""The report dialog: it makes what was asked for, and leaves nothing where it does not."""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.reporting.dialog import ReportDialog, ask_report
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots.snapshots import take
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import PATIENCE, Desk

Q1 = "2016/17 Q1"
OLD = b"what stood there before"


@dataclass
class Asking:
    """The dialog, open over a window, saving into an empty folder."""

    desk: Desk
    over: QWidget
    folder: Path
    snapshot: str
    dialog: ReportDialog

    def make(self, *forms: str) -> None:
        """Ask for these forms and press the button."""
        for form, check in self.dialog.forms.items():
            check.setChecked(form in forms)
        QTest.mouseClick(self.dialog.make, Qt.MouseButton.LeftButton)

    def wait(self) -> None:
        """Wait until nothing is being made, and what was put in a layout since is shown."""
        self.desk.qtbot.waitUntil(lambda: not self.dialog.job.running)
        self.desk.settle()

    def names(self) -> set[str]:
        return {each.name for each in self.folder.iterdir()}


@pytest.fixture
def asking(
    make_desk: Callable[..., Desk],
    plan_path: Path,
    tmp_path: Path,
    keeper: themes.Themes,
) -> Iterator[Asking]:
    keeper.choose("light")
    plan = open_plan(plan_path, SHIPPED, write=True)
    stamp = Stamp("R. Adeyemi", "2016-07-14T09:00:00+01:00")
    status = Edit("action", "hk-a02", "status", Q1, "off track")
    edit(plan, [status, Edit("action", "hk-a02", "commentary", Q1, "Two posts vacant")], stamp)
    taken, _ = take(plan, Q1, stamp)
    plan.close()
    desk = make_desk()
    desk.open(plan_path)
    over = QWidget()
    over.resize(900, 700)
    over.show()
    folder = tmp_path / "out"
    folder.mkdir()
    ask_report(desk.state, over, taken.id)
    desk.settle()
    found = over.findChild(ReportDialog)
    assert found is not None
    found.folder.setText(str(folder))
    yield Asking(desk, over, folder, taken.id, found)
    over.close()
    over.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_opens_on_the_snapshot_that_was_asked_for(asking: Asking) -> None:
    choice = asking.dialog.choice
    assert (choice.snapshot, choice.forms, choice.published) == (asking.snapshot, ("docx",), False)
    assert choice.name == "Progress report 2016-17 Q1"


def test_all_forms_are_made_at_once_and_nothing_else_is_left(asking: Asking) -> None:
    told: list[tuple[int, int]] = []

    def hear() -> None:
        if asking.dialog.job.what:
            step, of = re.findall(r"\d+", asking.dialog.progress.what.text())[:2]
            told.append((int(step), int(of)))

    asking.dialog.job.changed.connect(hear)
    asking.make("docx", "pdf", "html", "xlsx")
    asking.wait()
    stem = "Progress report 2016-17 Q1"
    assert asking.names() == {f"{stem}.{form}" for form in ("docx", "pdf", "html", "xlsx")}
    page = (asking.folder / f"{stem}.html").read_text(encoding="utf-8")
    assert "Two posts vacant" in page
    assert page.count("data:image/png;base64,") >= 1
    assert zipfile.is_zipfile(asking.folder / f"{stem}.docx")
    assert [step for step, _ in told] == sorted(step for step, _ in told)
    assert told[-1][0] == told[-1][1]


def test_then_it_offers_to_open_each_and_the_folder(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()).name)
    )
    asking.dialog.charts.setChecked(False)
    asking.make("html", "xlsx")
    asking.wait()
    dialog = asking.dialog
    links = [each for each in dialog.findChildren(LinkButton) if each.isVisible()]
    assert [each.text() for each in links] == ["Open HTML page", "Open Excel"]
    for each in (*links, dialog.show_folder):
        QTest.mouseClick(each, Qt.MouseButton.LeftButton)
    assert opened == [
        "Progress report 2016-17 Q1.html", "Progress report 2016-17 Q1.xlsx", "out",
    ]  # fmt: skip
    QTest.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


@pytest.mark.parametrize("charts", [True, False])
def test_cancelled_it_leaves_nothing_and_the_old_file_as_it_was(
    asking: Asking,
    charts: bool,  # noqa: FBT001 - with charts and without
) -> None:
    old = asking.folder / "Progress report 2016-17 Q1.pdf"
    old.write_bytes(OLD)
    asking.dialog.charts.setChecked(charts)
    asking.make("pdf", "docx")
    assert "is there already" in asking.dialog.why.text()
    asking.make("pdf", "docx")
    assert asking.dialog.job.running
    QTest.keyClick(asking.dialog, Qt.Key.Key_Escape)
    asking.wait()
    assert asking.dialog.isVisible()
    assert asking.dialog.why.text() == "Cancelled: no file was made or changed."
    assert asking.names() == {old.name}
    assert old.read_bytes() == OLD
    asking.make("html")
    asking.wait()
    assert "Progress report 2016-17 Q1.html" in asking.names()


def test_cancelled_while_charts_are_drawn_it_ends_at_once(asking: Asking) -> None:
    asking.make("docx")
    job, drawn, ran_on = asking.dialog.job, set[str](), list[bool]()

    def press() -> None:
        asking.dialog.cancel.click()
        ran_on.append(job.running)

    def hear() -> None:
        drawn.update({job.what} if "Drawing" in job.what else ())
        if len(drawn) == 2 and not ran_on:
            QTimer.singleShot(0, press)

    job.changed.connect(hear)
    asking.desk.qtbot.waitUntil(lambda: bool(ran_on))
    assert not any(ran_on)
    asking.desk.settle()
    assert asking.names() == set()


def test_cancel_says_so_until_it_has_ended(asking: Asking) -> None:
    gate = threading.Event()
    asking.desk.state.tasks.apart(lambda: gate.wait(PATIENCE / 1000), lambda _: None, print)
    asking.make("html")
    assert asking.dialog.progress.what.text() == "Step 1 of 2: Reading the plan"
    asking.dialog.cancel.click()
    assert asking.dialog.cancel.text() == "Cancelling…"
    assert asking.dialog.isVisible()
    gate.set()
    asking.wait()
    assert asking.dialog.cancel.text() == "Cancel"
    assert not asking.dialog.progress.isVisible()
    assert asking.names() == set()


def test_closed_while_a_report_is_made_it_stays_until_that_has_ended(asking: Asking) -> None:
    asking.make("html")
    assert not asking.dialog.close()
    assert asking.dialog.isVisible()
    assert asking.dialog.job.cancelling
    asking.wait()
    assert asking.names() == set()
    assert asking.dialog.close()


@pytest.mark.parametrize("opens", [True, False])
def test_another_plan_or_none_ends_what_is_made_and_closes_the_dialog(
    asking: Asking,
    plan_path: Path,
    opens: bool,  # noqa: FBT001 - another, or none
) -> None:
    gate, state = threading.Event(), asking.desk.state
    state.tasks.apart(lambda: gate.wait(PATIENCE / 1000), lambda _: None, print)
    asking.make("html")
    with asking.desk.qtbot.waitSignal(state.opened if opens else state.closed, timeout=PATIENCE):
        if opens:
            state.open_outright(plan_path)
        else:
            state.close()
        gate.set()
    assert not asking.dialog.isVisible()
    asking.desk.settle()
    assert asking.names() == set()
    assert not asking.desk.heard.unexpected


def test_a_file_that_is_there_is_replaced_only_when_pressed_again(asking: Asking) -> None:
    old = asking.folder / "Progress report 2016-17 Q1.html"
    old.write_bytes(OLD)
    asking.dialog.charts.setChecked(False)
    asking.make("html")
    assert old.read_bytes() == OLD
    asking.make("html")
    asking.wait()
    assert old.read_bytes() != OLD


def test_a_folder_that_is_not_there_is_told_in_the_dialog(asking: Asking) -> None:
    asking.dialog.folder.setText(str(asking.folder / "nowhere"))
    asking.dialog.charts.setChecked(False)
    asking.make("html")
    asking.wait()
    said = asking.dialog.why.text()
    assert said.startswith("There is no folder")
    assert said.count(".") - said.count(".html") == 1
    assert asking.dialog.make.isEnabled()


def test_a_file_that_is_open_elsewhere_is_told_in_the_dialog(asking: Asking) -> None:
    old = asking.folder / "Progress report 2016-17 Q1.docx"
    old.write_bytes(OLD)
    (asking.folder / "~$Progress report 2016-17 Q1.docx").write_bytes(b"")
    asking.dialog.charts.setChecked(False)
    asking.make("docx")
    asking.make("docx")
    asking.wait()
    assert "open in Excel" in asking.dialog.why.text()
    assert old.read_bytes() == OLD


def test_a_style_that_is_none_is_told_and_nothing_is_made(asking: Asking, tmp_path: Path) -> None:
    style = tmp_path / "style"
    style.mkdir()
    (style / "style.json").write_text('{"accent": "#FFFF00"}', encoding="utf-8")
    asking.dialog.style_folder.setText(str(style))
    asking.dialog.charts.setChecked(False)
    asking.make("html")
    asking.wait()
    assert "too light" in asking.dialog.why.text()
    assert asking.names() == set()


def test_what_is_missing_is_said_before_anything_begins(asking: Asking) -> None:
    asking.make()
    assert "at least one form" in asking.dialog.why.text()
    assert not asking.dialog.job.running


def test_for_publication_it_says_what_is_left_out_and_the_name_follows(asking: Asking) -> None:
    dialog = asking.dialog
    assert dialog.left_out.isHidden()
    dialog.audience.setCurrentIndex(1)
    assert not dialog.left_out.isHidden()
    assert dialog.choice.name == "Progress report 2016-17 Q1, for publication"
    dialog.name.setText("Mine")
    dialog.about.setCurrentIndex(1)
    assert dialog.choice.name == "Mine"


def test_the_choice_is_remembered(asking: Asking) -> None:
    asking.dialog.charts.setChecked(False)
    asking.make("html")
    asking.wait()
    asking.dialog.accept()
    QApplication.processEvents()
    ask_report(asking.desk.state, asking.over)
    asking.desk.settle()
    again = next(each for each in asking.over.findChildren(ReportDialog) if each.isVisible())
    assert (again.choice.forms, again.choice.charts) == (("html",), False)
    assert (again.choice.folder, again.choice.snapshot) == (str(asking.folder), "")
    again.reject()


def test_a_plan_that_may_only_be_read_is_reported_on_for_the_quarter_on_screen(
    make_desk: Callable[..., Desk], asking: Asking, plan_path: Path
) -> None:
    reading = make_desk()
    reading.open(plan_path)
    assert not reading.state.writable
    reading.state.look_at("2016/17 Q3")
    over = QWidget()
    ask_report(reading.state, over)
    reading.settle()
    dialog = over.findChild(ReportDialog)
    assert dialog is not None
    dialog.folder.setText(str(asking.folder))
    dialog.charts.setChecked(False)
    shown = Asking(reading, over, asking.folder, "", dialog)
    shown.make("html")
    shown.wait()
    page = (asking.folder / "Progress report 2016-17 Q3.html").read_text(encoding="utf-8")
    assert "2016/17 Q3" in page
    assert "2016/17 Q1" not in page.partition("<main")[0]
    dialog.accept()
    over.deleteLater()
    asking.dialog.reject()
