"""Files that are read, and what comes between: a second drop, a cancel, a file that vanishes."""

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csp_desktop.gui.returns import batch, files_table
from csp_desktop.gui.returns.files_table import PasswordQuestion
from csp_desktop.gui.returns.reading import Stage
from csp_desktop.gui.session.long_job import Cancelled
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.receiving.batch import Preview, preview
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.session.open_plan import OpenPlan
from tests.gui.returns.conftest import Counter
from tests.gui.returns.returned import QUARTER


def test_a_second_drop_while_one_is_reading_is_read_after_it(
    counter: Counter, files: list[Path]
) -> None:
    counter.drop(files[:2])
    assert counter.batch.reading
    counter.drop(files[2:])
    counter.settle()
    assert [entry.path for entry in counter.batch.entries] == files
    assert counter.batch.read_count == 4
    assert counter.batch.preview.applied == 25


def test_a_cancelled_file_is_not_read_and_the_others_are(
    counter: Counter, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    read = Intake.read

    def slow(
        self: Intake, plan: OpenPlan, path: Path, at: str | None, password: str | None = None
    ) -> Arrived:
        if path == files[0]:
            begun.set()
            assert go_on.wait(10)
        return read(self, plan, path, at, password)

    monkeypatch.setattr(Intake, "read", slow)
    counter.drop(files)
    counter.qtbot.waitUntil(begun.is_set)
    counter.qtbot.waitUntil(lambda: bool(counter.pane.files.files.rows))
    row = counter.pane.files.files.rows[0]
    assert row.button == files_table.CANCEL
    counter.pane.files.asked.emit(files[0], files_table.CANCEL)
    go_on.set()
    counter.settle()
    assert [entry.stage for entry in counter.batch.entries] == [
        Stage.CANCELLED, Stage.READ, Stage.READ, Stage.READ,
    ]  # fmt: skip
    assert counter.batch.preview.applied == 16
    counter.pane.files.asked.emit(files[0], files_table.AGAIN)
    counter.settle()
    assert counter.batch.preview.applied == 25


def _is_said(table: files_table.FilesModel, said: str) -> bool:
    return said in [table.words(row, files_table.STATE) for row in table.rows]


def test_how_far_a_vast_file_is_stands_in_its_row(
    counter: Counter, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {step: threading.Event() for step in (17, 42)}
    read = Intake.read

    def slow(
        self: Intake, plan: OpenPlan, path: Path, at: str | None, password: str | None = None
    ) -> Arrived:
        for step, go_on in steps.items():
            self._tell(step)
            assert go_on.wait(10)
        return read(self, plan, path, at, password)

    monkeypatch.setattr(Intake, "read", slow)
    counter.drop(files[:1])
    table = counter.pane.files.files
    for step, go_on in steps.items():
        said = f"Reading {step}%"
        counter.qtbot.waitUntil(partial(_is_said, table, said))
        assert counter.pane.cancel.isVisible()
        assert not counter.pane.merge.isEnabled()
        assert counter.pane.merge.text() == "Merge"
        go_on.set()
    counter.settle()
    assert counter.batch.read_count == 1


def test_files_are_dropped_while_another_pane_is_in_front(
    counter: Counter, files: list[Path]
) -> None:
    for name in (line.name for line in counter.window.panes.lines):
        counter.window.show_pane(name)
        counter.drop(files[1:2])
        assert counter.window.pane == "returns"
        counter.settle()
        assert counter.batch.preview.applied == 8
        counter.batch.clear()
        counter.settle()


def test_all_reading_is_cancelled_at_once(counter: Counter, files: list[Path]) -> None:
    counter.drop(files)
    counter.batch.cancel_all()
    counter.settle()
    assert {entry.stage for entry in counter.batch.entries} == {Stage.CANCELLED}
    assert not counter.desk.heard.unexpected


def test_the_plan_is_closed_while_a_file_is_read(counter: Counter, files: list[Path]) -> None:
    counter.drop(files)
    counter.desk.state.close()
    counter.qtbot.waitUntil(lambda: not counter.batch.entries)
    counter.desk.settle()
    assert not counter.desk.heard.unexpected


def test_a_file_that_vanishes_is_told_and_costs_the_others_nothing(
    counter: Counter, files: list[Path]
) -> None:
    files[1].unlink()
    counter.drop(files)
    counter.settle()
    row = counter.pane.files.files.rows[1]
    assert (row.state, row.button) == ("Not read", files_table.AGAIN)
    assert any(files[1].name in each.text for each in counter.rows())
    assert counter.batch.preview.applied == 17


def test_the_plan_changed_by_another_edit_meanwhile(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.go("1.2", "Q1 status")
    counter.pane.deciding.detail.choose(1)
    counter.pane.deciding.detail.decide()
    assert len(counter.batch.verdicts) == 1
    record = counter.desk.state.document.with_ref("1.2")[0]
    cell = ("action", record.id, "status", QUARTER)
    counter.desk.state.put(cell, "complete", record.held("status", QUARTER).heads)
    counter.desk.settle()
    counter.settle()
    assert not counter.batch.verdicts
    assert any(
        "has changed since you looked" in each.sentence for each in (counter.desk.heard.notices)
    )
    assert len(counter.pane.deciding.detail.cards) >= 3
    counter.go("1.2", "Q1 status")
    waiting = counter.pane.deciding.detail.row.waiting if counter.pane.deciding.detail.row else None
    assert waiting
    assert len(waiting.options) == 3


def test_the_plan_changed_by_another_merge_meanwhile(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files[1:2])
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    counter.pane.take(files[:1] + files[2:])
    counter.settle()
    assert {each.files for each in counter.batch.preview.waiting if each.contested} == {(1,)}
    counter.desk.state.undo()
    counter.settle()
    assert not [each for each in counter.batch.preview.waiting if each.contested]
    assert counter.batch.preview.applied == 17


def test_a_file_is_taken_out_with_delete(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.pane.files.selectRow(0)
    counter.key(Qt.Key.Key_Delete, counter.pane.files)
    counter.settle()
    assert [each.path for each in counter.batch.entries] == files[1:]
    assert counter.batch.preview.applied == 16


def locked_with(password: str, folder: Path) -> Path:
    """A workbook that is protected by a password."""
    from msoffcrypto.format.ooxml import OOXMLFile
    from openpyxl import Workbook

    plain, locked = folder / "plain.xlsx", folder / "locked.xlsx"
    Workbook().save(plain)
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    return locked


def test_a_locked_file_asks_for_its_password(counter: Counter, tmp_path: Path) -> None:
    locked = locked_with("secret", tmp_path)
    counter.pane.take([locked])
    counter.settle()
    (row,) = counter.pane.files.files.rows
    assert (row.state, row.button) == ("Locked", files_table.PASSWORD)
    counter.batch.give_password(locked, "secret")
    counter.settle()
    (row,) = counter.pane.files.files.rows
    assert row.state != "Locked"


def test_a_wrong_password_is_told_and_the_question_stays(counter: Counter, tmp_path: Path) -> None:
    locked = locked_with("secret", tmp_path)
    counter.pane.take([locked])
    counter.settle()
    counter.pane.files.asked.emit(locked, files_table.PASSWORD)
    (question,) = counter.pane.window().findChildren(PasswordQuestion)
    QTest.keyClicks(question.text, "guess")
    QTest.keyClick(question.text, Qt.Key.Key_Return)
    counter.settle()
    assert question.isVisible()
    said = [each.text() for each in question.findChildren(Words)]
    assert "That is not the password of locked.xlsx." in said
    assert "That is not the password" in counter.desk.heard.notices[-1].sentence
    assert question.text.selectedText()
    assert counter.pane.files.files.rows[0].button == files_table.PASSWORD
    ended: list[bool] = []
    question.accepted.connect(lambda: ended.append(True))
    QTest.keyClicks(question.text, "secret")
    counter.click(question.yes)
    counter.settle()
    assert ended == [True]
    assert counter.pane.files.files.rows[0].state != "Locked"


def test_what_is_asked_for_after_a_cancelled_password_is_told_too(
    counter: Counter, tmp_path: Path
) -> None:
    locked = locked_with("secret", tmp_path)
    counter.pane.take([locked])
    counter.settle()
    counter.pane.files.asked.emit(locked, files_table.PASSWORD)
    (question,) = counter.pane.window().findChildren(PasswordQuestion)
    question.text.setText("guess")
    counter.click(question.yes)
    question.reject()
    counter.settle()
    assert "That is not the password of locked.xlsx." in counter.desk.heard.notices[-1].sentence


def test_what_was_being_previewed_is_not_shown_once_the_batch_is_cleared(
    counter: Counter, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, shown = threading.Event(), threading.Event(), list[int]()
    look = preview

    def slow(*given: Any) -> Preview:
        begun.set()
        assert go_on.wait(10)
        return look(*given)

    monkeypatch.setattr(batch, "preview", slow)
    counter.batch.previewed.connect(lambda: shown.append(len(counter.batch.preview.files)))
    counter.drop(files[1:2])
    counter.qtbot.waitUntil(begun.is_set)
    counter.batch.clear()
    go_on.set()
    counter.settle()
    assert set(shown) == {0}
    assert counter.batch.preview.files == ()


def test_how_far_a_file_was_is_not_said_of_the_one_after_it(
    counter: Counter, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    read = Intake.read

    def slow(
        self: Intake, plan: OpenPlan, path: Path, at: str | None, password: str | None = None
    ) -> Arrived:
        if path == files[0]:
            begun.set()
            assert go_on.wait(10)
            with suppress(Cancelled):
                self._tell(93)
        return read(self, plan, path, at, password)

    told = list[int]()
    monkeypatch.setattr(Intake, "read", slow)
    counter.batch.progressed.connect(lambda row: told.append(counter.batch.entries[row].progress))
    counter.drop(files[:2])
    counter.qtbot.waitUntil(begun.is_set)
    counter.batch.cancel(files[0])
    go_on.set()
    counter.settle()
    assert 93 not in told
    assert [entry.stage for entry in counter.batch.entries] == [Stage.CANCELLED, Stage.READ]
