"""From the drop to the receipt: by mouse, by keyboard, and when something comes between."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.main_window import MainWindow
from csp_desktop.gui.returns import files_table, painting, rows
from csp_desktop.gui.returns.batch import Stage
from csp_desktop.gui.returns.detail import OWN
from csp_desktop.operations.batches import Verdict
from csp_desktop.operations.intake import Arrived, Intake
from csp_desktop.operations.opened import OpenPlan
from csp_desktop.operations.resolving import Decision
from tests.gui.returns.conftest import Counter
from tests.gui.returns.returned import BOTH, COPY_A, COPY_B, QUARTER


def choose_in_dialog(counter: Counter, folder: Path) -> None:
    """Answer the dialog that asks for a folder."""
    (dialog,) = counter.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def press_in_list(counter: Counter, ref: str, text: str, label: str) -> None:
    """Click a button in a row of the list."""
    listed = counter.pane.deciding.list
    row = counter.row(ref, text)
    index = listed.waiting.index(listed.waiting.place_of(row.id))
    listed.scrollTo(index)
    boxes = painting.button_rects(QRectF(listed.visualRect(index)), row.buttons)
    box = boxes[row.buttons.index(label)]
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())


def test_from_the_drop_to_the_receipt_by_mouse(
    counter: Counter, files: list[Path], tmp_path: Path
) -> None:
    counter.drop(files)
    assert counter.window.pane == "returns"
    counter.settle()
    pane = counter.pane
    table = pane.files.files
    assert [row.texts[1] for row in table.rows] == ["P. Sandhu", "R. Adeyemi", "T. Brandt", ""]
    assert [row.numbers for row in table.rows] == [
        (9, 0, 0, 2, 1, 1), (8, 0, 4, 0, 0, 0), (8, 0, 4, 0, 0, 0), None,
    ]  # fmt: skip
    assert pane.merge.text() == "Merge 25 changes"
    assert counter.value("1.1", "status") is None

    counter.go("1.4", "Q1 commentary")
    cards = pane.deciding.detail.cards
    assert [card.name for card in cards[:3]] == [
        "Agreed value", "Copy A: T. Brandt", "Copy B: R. Adeyemi",
    ]  # fmt: skip
    QTest.mouseClick(cards[2], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert [card.on for card in cards[:3]] == [False, False, True]
    counter.click(pane.deciding.detail.use)
    assert counter.row("1.4", "Q1 commentary").right == "Decided: Copy B"

    press_in_list(counter, "1.8", "Lead partners", rows.LEAVE)
    press_in_list(counter, "1.6", "Action", rows.TAKE)
    press_in_list(counter, "", "1.8: 'Greenish'", "Take 'On track'")
    counter.settle()
    assert pane.merge.text() == "Merge 26 changes"

    counter.click(pane.merge)
    counter.settle()
    assert pane.pages.currentWidget() is pane.done_page
    assert pane.done_page.title.text() == "Merged 26 changes from 3 files"
    assert counter.value("1.4", "commentary") == COPY_A
    assert counter.value("1.8", "status") == "on track"
    assert counter.value("1.6", "title", "") == "Deliver and review the Youth Justice Plan"
    assert counter.window.grid.grid is not None

    counter.click(pane.done_page.copy)
    assert "Receipt: Q1 return Safer Young Hackney" in QGuiApplication.clipboard().text()
    counter.click(pane.done_page.save)
    choose_in_dialog(counter, tmp_path / "receipts")
    counter.settle()
    assert len(list((tmp_path / "receipts").glob("*.html"))) == 4

    counter.click(pane.done_page.undo)
    counter.settle()
    assert counter.value("1.1", "status") is None
    assert counter.value("1.6", "title", "") == "Deliver the Youth Justice Plan"


def test_from_the_drop_to_the_receipt_by_keyboard_alone(
    counter: Counter, files: list[Path]
) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.window.focus_pane()
    assert pane.deciding.list.hasFocus()
    assert counter.pane.deciding.list.row == counter.row("1.2", "Q1 commentary")
    counter.key("3")
    assert pane.deciding.detail.cards[2].on
    counter.key(Qt.Key.Key_Return)
    assert pane.deciding.list.row == counter.row("1.2", "Q1 status")
    counter.key("2")
    counter.key(Qt.Key.Key_Return)
    assert pane.deciding.list.row == counter.row("1.4", "Q1 commentary")
    counter.key("e")
    assert pane.deciding.detail.combination.editing
    assert pane.deciding.detail.combination.edit.toPlainText() == BOTH
    counter.key(" Checked.")
    QTest.keyClick(
        pane.deciding.detail.combination.edit,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.ControlModifier,
    )
    assert counter.row("1.4", "Q1 commentary").right == "Decided: Own wording"
    assert pane.deciding.list.row == counter.row("1.4", "Q1 status")
    counter.key("k")
    assert pane.deciding.list.row == counter.row("1.4", "Q1 commentary")
    counter.key("j")
    counter.key("1")
    counter.key(Qt.Key.Key_Return)
    assert pane.deciding.list.row == counter.row("1.6", "Action")
    counter.key("t")
    assert pane.deciding.list.row == counter.row("1.8", "Lead partners")
    counter.key("l")
    assert counter.batch.undecided == 0
    pane.merge.setFocus()
    counter.key(Qt.Key.Key_Return, pane.merge)
    counter.settle()
    assert counter.value("1.4", "commentary") == f"{BOTH} Checked."
    assert counter.value("1.4", "status") is None
    assert counter.value("1.2", "status") == "off track"
    counter.window.focus_pane()
    assert pane.done_page.save.hasFocus()
    pane.done_page.undo.setFocus()
    counter.key(Qt.Key.Key_Return, pane.done_page.undo)
    counter.settle()
    assert counter.value("1.2", "status") == "on track"


def test_letters_typed_into_a_reason_decide_nothing(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.go("1.8", "Lead partners")
    reason = counter.pane.deciding.detail.reason
    reason.setFocus()
    counter.key("let 1 key", reason)
    assert reason.text() == "let 1 key"
    assert not counter.batch.verdicts
    counter.pane.deciding.detail.choose(0)
    counter.key(Qt.Key.Key_Return, reason)
    (verdict,) = counter.batch.verdicts.values()
    assert verdict == Verdict(Decision(word="leave"), "let 1 key")


def test_the_same_for_all_from_a_file(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.go("1.2", "Q1 commentary")
    detail = counter.pane.deciding.detail
    detail.choose(2)
    assert detail.same.isVisible()
    assert detail.same.text() == "Same for all 4 conflicts from this file"
    detail.same.setChecked(True)
    detail.decide()
    assert counter.batch.undecided == 0
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.4", "commentary") == COPY_A
    assert counter.value("1.2", "status") == "at risk"


def test_an_undecided_conflict_stays_and_is_decided_later(
    counter: Counter, files: list[Path]
) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    record = counter.desk.state.document.bearers("1.4")[0]
    assert record.held("commentary", QUARTER).contested
    assert counter.window.top.tabs["returns"].text() == "Returns 4"
    counter.click(counter.pane.done_page.remaining)
    counter.settle()
    assert counter.pane.pages.currentWidget() is counter.pane.working
    counter.go("1.4", "Q1 commentary")
    counter.pane.deciding.detail.choose(1)
    counter.pane.deciding.detail.decide()
    counter.settle()
    assert counter.pane.merge.text() == "Save 1 decision"
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.4", "commentary") == COPY_B
    assert counter.window.top.tabs["returns"].text() == "Returns 3"


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
    counter.qtbot.waitUntil(begun.is_set, timeout=5000)
    counter.qtbot.waitUntil(lambda: bool(counter.pane.files.files.rows), timeout=5000)
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


def test_all_reading_is_cancelled_at_once(counter: Counter, files: list[Path]) -> None:
    counter.drop(files)
    counter.batch.cancel_all()
    counter.settle()
    assert {entry.stage for entry in counter.batch.entries} == {Stage.CANCELLED}
    assert not counter.desk.heard.unexpected


def test_the_plan_is_closed_while_a_file_is_read(counter: Counter, files: list[Path]) -> None:
    counter.drop(files)
    counter.desk.state.close()
    counter.qtbot.waitUntil(lambda: not counter.batch.entries, timeout=5000)
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
    record = counter.desk.state.document.bearers("1.2")[0]
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


def test_merging_the_same_files_again_brings_nothing_new(
    counter: Counter, files: list[Path]
) -> None:
    for _ in range(2):
        counter.pane.take(files[1:2])
        counter.settle()
        counter.click(counter.pane.merge)
        counter.settle()
    assert counter.pane.done_page.title.text() == "Nothing new was in these files"


def test_the_preview_shows_a_file_cell_by_cell_with_filters(
    counter: Counter, files: list[Path]
) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.preview.show_all)
    pane.files.selectRow(0)
    changes = pane.deciding.preview.table.changes
    assert [changes.index(0, column).data() for column in range(4)] == [
        "1.6", "Q1 status", "No update", "Complete",
    ]  # fmt: skip
    chips = pane.deciding.preview.filters.chips
    counter.click(chips["New rows"])
    assert {each.ref for each in changes.rows} == {"1.12"}
    pane.files.selectRow(1)
    counter.click(chips["Conflicts"])
    assert {each.ref for each in changes.rows} == {"1.2", "1.4"}
    counter.click(chips["All"])
    counter.click(pane.deciding.preview.show_all)
    assert pane.deciding.detail.isVisible()


def test_filters_and_folding_of_the_list(counter: Counter, files: list[Path]) -> None:
    pane = counter.pane
    pane.take(files)
    counter.settle()
    counter.click(pane.deciding.filters.chips["Held"])
    assert {row.section for row in counter.rows()} == {"Held"}
    counter.click(pane.deciding.filters.chips["All"])
    pane.deciding.list.show_row("head-Conflicts")
    counter.key(Qt.Key.Key_Return, pane.deciding.list)
    assert not [row for row in counter.rows() if row.section == "Conflicts" and not row.is_head]
    counter.key(Qt.Key.Key_Return, pane.deciding.list)
    assert [row for row in counter.rows() if row.section == "Conflicts" and not row.is_head]


def test_a_file_is_taken_out_with_delete(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.pane.files.selectRow(0)
    counter.key(Qt.Key.Key_Delete, counter.pane.files)
    counter.settle()
    assert [each.path for each in counter.batch.entries] == files[1:]
    assert counter.batch.preview.applied == 16


def test_a_locked_file_asks_for_its_password(counter: Counter, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = tmp_path / "plain.xlsx"
    from openpyxl import Workbook

    Workbook().save(plain)
    locked = tmp_path / "locked.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    counter.pane.take([locked])
    counter.settle()
    (row,) = counter.pane.files.files.rows
    assert (row.state, row.button) == ("Locked", files_table.PASSWORD)
    counter.batch.give_password(locked, "secret")
    counter.settle()
    (row,) = counter.pane.files.files.rows
    assert row.state != "Locked"


def test_returns_are_sent_out_in_one_click(counter: Counter, tmp_path: Path) -> None:
    pane = counter.pane
    counter.click(pane.send)
    counter.settle()
    page = pane.sending_page
    assert pane.pages.currentWidget() is page
    assert page.make.text() == "Make 10 returns…"
    page.due.setText("half past")
    counter.click(page.make)
    assert page.why.text()
    page.due.clear()
    QTest.keyClicks(page.due, "15/07/2016")
    counter.click(page.make)
    choose_in_dialog(counter, tmp_path / "out")
    counter.settle()
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 10
    counter.qtbot.waitUntil(
        lambda: {each.times for each in page.model.rows if each.group} == {1, 2}, timeout=3000
    )
    assert pane.foot.told.startswith("Outstanding: ")
    counter.click(page.back)
    assert pane.pages.currentWidget() is pane.empty


def test_a_plan_open_for_reading_takes_no_returns_and_says_why(
    make_window: Callable[..., MainWindow],
    counter: Counter,
    files: list[Path],
    qtbot: QtBot,
) -> None:
    path = counter.desk.state.path
    assert path
    other = Counter(make_window(path), qtbot)
    other.window.take_returns(files[1:2])
    other.settle()
    assert not other.batch.entries
    assert other.pane.pages.currentWidget() is other.pane.empty
    assert other.desk.heard.notices[-1].sentence == other.desk.state.door.closed_because


def test_on_the_first_start_three_returns_can_be_tried(
    make_window: Callable[..., MainWindow], plan_path: Path, qtbot: QtBot
) -> None:
    window = make_window(plan_path, name="")
    qtbot.waitUntil(lambda: window.strip.notice is not None, timeout=5000)
    notice = window.strip.notice
    assert notice
    assert notice.action == "Try it: merge three returns"
    window.strip.action.click()
    counter = Counter(window, qtbot)
    counter.settle()
    assert [each.stage for each in counter.batch.entries] == [Stage.READ] * 3
    assert counter.batch.undecided == 3


def test_nothing_of_the_pane_is_imported_before_it_is_needed() -> None:
    import subprocess

    code = (
        "import sys, csp_desktop.app\n"
        "print([name for name in sys.modules if 'gui.returns' in name])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_an_own_value_is_checked_by_the_merge_and_told(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.go("1.2", "Q1 status")
    detail = counter.pane.deciding.detail
    detail.begin_editing()
    detail.combination.edit.setPlainText("nonsense")
    detail.choose(OWN)
    detail.decide()
    counter.click(counter.pane.merge)
    counter.settle()
    assert counter.value("1.1", "status") == "on track"
    assert any("not one of the choices" in each.sentence for each in counter.desk.heard.notices)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_state_has_a_picture(
    counter: Counter,
    files: list[Path],
    picture: Callable[[QWidget, str], None],
    choice: str,
) -> None:
    window, pane = counter.window, counter.pane
    window.kept.choose_theme(choice)
    picture(window, f"returns-empty-{choice}")
    pane.take(files)
    counter.qtbot.waitUntil(
        lambda: any(each.progress for each in counter.batch.entries), timeout=5000
    )
    pane._show()
    picture(window, f"returns-reading-{choice}")
    counter.settle()
    counter.go("1.4", "Q1 commentary")
    picture(window, f"returns-conflicts-{choice}")
    counter.go("", "1.8: 'Greenish'")
    picture(window, f"returns-problems-{choice}")
    pane.deciding._switch_preview()
    picture(window, f"returns-preview-{choice}")
    pane.deciding._switch_preview()
    for path in (files[0], *files[2:]):
        counter.batch.remove(path)
    counter.settle()
    picture(window, f"returns-clean-{choice}")
    counter.click(pane.merge)
    counter.settle()
    picture(window, f"returns-done-{choice}")
    pane.show_sending()
    counter.settle()
    picture(window, f"returns-sending-{choice}")
