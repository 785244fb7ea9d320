"""A merge and a sending out while they last: how far they are, and calling them off."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.errors import Failure
from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.widgets.dialogs import NameQuestion
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.batch import Verdict
from csp_desktop.operations.sending.outstanding import ReturnState
from csp_desktop.operations.session import backups
from csp_desktop.operations.session.open_plan import OpenPlan
from tests.gui.conftest import PATIENCE
from tests.gui.returns.conftest import Counter

_SECONDS = PATIENCE / 1000


class Halt:
    """Holds the plan's thread at the first word that begins in a way, until it may go on."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._reached, self._go_on = threading.Event(), threading.Event()
        self._word = ""

    def at(self, job: LongJob, word: str) -> None:
        self._word = word
        job._heard.connect(self._hear, Qt.ConnectionType.DirectConnection)

    def _hear(self, _hear: object, what: str, _progress: int) -> None:
        if what.startswith(self._word) and not self._reached.is_set():
            self._reached.set()
            assert self._go_on.wait(_SECONDS)

    def wait(self) -> None:
        """Wait until it stands there."""
        self._qtbot.waitUntil(self._reached.is_set)

    def go_on(self) -> None:
        self._go_on.set()


@pytest.fixture
def halt(qtbot: QtBot) -> Iterator[Halt]:
    made = Halt(qtbot)
    yield made
    made.go_on()


def bytes_of(counter: Counter) -> bytes:
    path = counter.desk.state.path
    assert path
    return path.read_bytes()


def notices(counter: Counter) -> list[str]:
    return [each.sentence for each in counter.desk.heard.notices]


def until_shown(counter: Counter) -> None:
    pane = counter.pane
    counter.qtbot.waitUntil(lambda: pane.pages.currentWidget() is pane.job_page)


def decide_one(counter: Counter) -> None:
    (found,) = [
        each
        for each in counter.batch.preview.waiting
        if (each.ref, each.field) == ("1.4", "commentary")
    ]
    counter.batch.decide({found.id: Verdict(Decision(take=1))})


def test_a_merge_is_cancelled_by_escape_after_it_has_begun_and_leaves_every_byte(
    counter: Counter, files: list[Path], halt: Halt, picture: Callable[[QWidget, str], None]
) -> None:
    counter.pane.take(files)
    counter.settle()
    decide_one(counter)
    verdicts, before = dict(counter.batch.verdicts), bytes_of(counter)
    pane, page = counter.pane, counter.pane.job_page
    pane.merge.setFocus()
    halt.at(counter.batch.merge_job, "Carrying out 1 decision")
    counter.key(Qt.Key.Key_Return)
    halt.wait()
    until_shown(counter)
    assert page.title.text() == "Merging 25 changes from 3 files"
    counter.qtbot.waitUntil(lambda: page.what.text() == "Carrying out 1 decision")
    assert page.bar.percent == 65
    assert page.accessibleName().endswith("Carrying out 1 decision, 65%")
    assert QApplication.focusWidget() is page.cancel
    assert not pane.merge.isVisible()
    picture(counter.window, "returns-merging")
    counter.key(Qt.Key.Key_Escape)
    assert page.cancel.text() == "Cancelling…"
    assert counter.batch.merging
    halt.go_on()
    counter.settle()
    assert bytes_of(counter) == before
    assert notices(counter)[-1] == "Cancelled: nothing was merged, and the plan is as it was."
    assert pane.pages.currentWidget() is pane.working
    assert pane.isAncestorOf(QApplication.focusWidget() or counter.window)
    assert counter.batch.verdicts == verdicts
    assert [each.path for each in counter.batch.entries] == files
    assert pane.merge.text() == "Merge 25 changes"
    counter.click(pane.merge)
    counter.settle()
    assert pane.done_page.title.text() == "Merged 25 changes from 3 files"


def test_a_merge_that_waits_its_turn_is_cancelled_by_the_button(
    counter: Counter, files: list[Path]
) -> None:
    counter.pane.take(files[:1])
    counter.settle()
    before = bytes_of(counter)
    gate = threading.Event()
    counter.desk.state.tasks.apart(lambda: gate.wait(_SECONDS), lambda _: None, lambda _: None)
    counter.click(counter.pane.merge)
    until_shown(counter)
    assert counter.pane.job_page.what.text() == "Waits for what was begun before"
    counter.click(counter.pane.job_page.cancel)
    gate.set()
    counter.settle()
    assert bytes_of(counter) == before
    assert notices(counter)[-1] == "Cancelled: nothing was merged, and the plan is as it was."
    assert counter.pane.pages.currentWidget() is counter.pane.working


def test_cancelling_too_late_says_so_and_undo_takes_it_back(
    counter: Counter, files: list[Path], halt: Halt
) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    before = counter.value("1.1", "status")
    halt.at(counter.batch.merge_job, "Looking for what contradicts")
    counter.click(counter.pane.merge)
    halt.wait()
    until_shown(counter)
    counter.click(counter.pane.job_page.cancel)
    halt.go_on()
    counter.settle()
    assert counter.pane.pages.currentWidget() is counter.pane.done_page
    assert notices(counter)[-1].startswith("The merge was done by the time")
    assert counter.value("1.1", "status") == "on track"
    counter.click(counter.pane.done_page.undo)
    counter.settle()
    assert counter.value("1.1", "status") == before


def test_what_is_kept_cannot_be_cancelled(counter: Counter, files: list[Path], halt: Halt) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    halt.at(counter.batch.merge_job, "Writing the receipts")
    counter.click(counter.pane.merge)
    halt.wait()
    until_shown(counter)
    page = counter.pane.job_page
    assert page.promise.text() == "It cannot be cancelled any more."
    counter.click(page.cancel)
    assert page.cancel.text() == "Cancel"
    halt.go_on()
    counter.settle()
    assert counter.pane.pages.currentWidget() is counter.pane.done_page
    assert not any("cancelled" in each for each in notices(counter))


def test_what_is_dropped_during_a_merge_is_read_after_it(
    counter: Counter, files: list[Path], halt: Halt
) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    halt.at(counter.batch.merge_job, "Looking for what contradicts")
    counter.click(counter.pane.merge)
    halt.wait()
    until_shown(counter)
    counter.drop(files[2:3])
    halt.go_on()
    counter.settle()
    pane = counter.pane
    assert pane.pages.currentWidget() is pane.done_page
    assert pane.done_page.again.text() == "Look at 1 more file"
    counter.click(pane.done_page.again)
    counter.settle()
    (row,) = pane.files.files.rows
    assert (row.path, row.state) == (files[2], "Read")


def test_nothing_is_decided_or_taken_out_while_it_is_merged(
    counter: Counter, files: list[Path], halt: Halt
) -> None:
    counter.pane.take(files[1:3])
    counter.settle()
    halt.at(counter.batch.merge_job, "Keeping a backup")
    counter.click(counter.pane.merge)
    halt.wait()
    decide_one(counter)
    counter.batch.remove(files[1])
    assert not counter.batch.verdicts
    assert len(counter.batch.entries) == 2
    halt.go_on()
    counter.settle()
    assert counter.pane.done_page.title.text() == "Merged 16 changes from 2 files"


def test_a_merge_that_waits_for_a_name_is_cancelled_at_once(
    make_window: Callable[..., MainWindow],
    came_back: tuple[Path, list[Path]],
    files: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(came_back[0].read_bytes())
    counter = Counter(make_window(path, name=""), qtbot)
    counter.window.show_pane("returns")
    counter.settle()
    counter.pane.take(files[:1])
    counter.settle()
    before = path.read_bytes()
    counter.click(counter.pane.merge)
    (question,) = counter.window.findChildren(NameQuestion)
    question.reject()
    until_shown(counter)
    counter.click(counter.pane.job_page.cancel)
    assert not counter.batch.merging
    counter.settle()
    assert path.read_bytes() == before
    assert counter.desk.state.unsaved == 0
    assert notices(counter)[-1] == "Cancelled: nothing was merged, and the plan is as it was."
    shown = counter.window.strip.notice
    assert shown is None or "not saved" not in shown.sentence


def send(counter: Counter, folder: Path) -> None:
    """Ask for all returns by keys."""
    pane = counter.pane
    pane.show_sending()
    counter.settle()
    QTest.keyClicks(pane.sending_page.due, "15/07/2016")
    QTest.keyClick(pane.sending_page.due, Qt.Key.Key_Return)
    (dialog,) = counter.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    with counter.qtbot.waitActive(counter.window):
        counter.window.activateWindow()


def test_sending_out_is_cancelled_by_keys_and_takes_back_what_was_made(
    counter: Counter, tmp_path: Path, halt: Halt, picture: Callable[[QWidget, str], None]
) -> None:
    pane, page, folder = counter.pane, counter.pane.job_page, tmp_path / "out"
    before = bytes_of(counter)
    halt.at(pane.posting.send_job, "4 of 10: ")
    send(counter, folder)
    halt.wait()
    until_shown(counter)
    assert page.title.text() == "Making the returns for 2016/17 Q1"
    counter.qtbot.waitUntil(lambda: page.bar.percent == 30)
    assert page.what.text() == "4 of 10: Community Resilience Partnership"
    assert len(list(folder.glob("*.xlsx"))) == 3
    picture(counter.window, "returns-sending-out")
    assert QApplication.focusWidget() is page.cancel
    counter.key(Qt.Key.Key_Return)
    halt.go_on()
    counter.qtbot.waitUntil(lambda: not pane.posting.send_job.running)
    counter.settle()
    assert not folder.exists()
    assert bytes_of(counter) == before
    assert pane.pages.currentWidget() is pane.sending_page
    assert QApplication.focusWidget() is pane.sending_page.due
    assert notices(counter)[-1] == "Cancelled: no return was sent out, and the plan is as it was."
    send(counter, folder)
    counter.qtbot.waitUntil(lambda: not pane.posting.send_job.running)
    counter.settle()
    assert len(list(folder.glob("*.xlsx"))) == 10
    late = {ReturnState.LATE, ReturnState.OUTSTANDING, ReturnState.ANSWERED}
    assert {each.standing for each in pane.sending_page.model.rows} <= late


def test_another_plan_ends_what_waits(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    gate = threading.Event()
    counter.desk.state.tasks.apart(lambda: gate.wait(_SECONDS), lambda _: None, lambda _: None)
    counter.click(counter.pane.merge)
    until_shown(counter)
    path = counter.desk.state.path
    assert path
    counter.desk.state.open(path)
    gate.set()
    counter.qtbot.waitUntil(lambda: counter.desk.state.is_open and not counter.batch.merging)
    counter.settle()
    assert counter.pane.pages.currentWidget() is not counter.pane.job_page


def test_a_merge_that_fails_leaves_all_as_it_was_and_is_tried_again(
    counter: Counter, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    before = bytes_of(counter)

    def full(_plan: OpenPlan) -> Path:
        raise Failure("The disk is full.")

    monkeypatch.setattr(backups, "back_up_before_merge", full)
    counter.click(counter.pane.merge)
    counter.settle()
    assert bytes_of(counter) == before
    assert counter.pane.pages.currentWidget() is counter.pane.working
    assert counter.pane.merge.isEnabled()
    last = counter.desk.heard.notices[-1]
    assert (last.sentence, last.action) == ("The disk is full.", "Try again")
    monkeypatch.undo()
    assert last.act
    last.act()
    counter.settle()
    assert counter.pane.done_page.title.text() == "Merged 8 changes from 1 file"
