"""From the drop to the receipt by mouse, and what may come between."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.returns import rows
from csp_desktop.gui.returns.detail import OWN
from csp_desktop.gui.returns.reading import Stage
from csp_desktop.gui.widgets import painting
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.batch import Verdict
from tests.gui.conftest import history_of
from tests.gui.returns.conftest import Counter
from tests.gui.returns.returned import COPY_A, COPY_B, QUARTER


def choose_in_dialog(counter: Counter, folder: Path) -> None:
    """Answer the dialog that asks for a folder."""
    (dialog,) = counter.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def press_in_list(counter: Counter, ref: str, text: str, label: str) -> None:
    """Click a button in a row of the list."""
    listed = counter.pane.deciding.list
    row = counter.row(ref, text)
    index = listed.waiting.index(listed.waiting.place_of(row.id), 0)
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
        "In the plan now", "T. Brandt", "R. Adeyemi",
    ]  # fmt: skip
    QTest.mouseClick(cards[2], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert [card.on for card in cards[:3]] == [False, False, True]
    counter.click(pane.deciding.detail.use)
    assert counter.row("1.4", "Q1 commentary").right == "Decided: R. Adeyemi"

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
    record = counter.desk.state.document.with_ref("1.4")[0]
    assert record.held("commentary", QUARTER).contested
    assert counter.window.top.tabs["returns"].count == 4
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
    assert counter.window.top.tabs["returns"].count == 3


def test_a_merge_is_one_entry_of_history_that_opens(counter: Counter, files: list[Path]) -> None:
    counter.pane.take(files)
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    counter.window.show_pane("history")
    counter.settle()
    history = history_of(counter.window)
    counter.qtbot.waitUntil(lambda: bool(history.model.rows))
    head = history.model.rows[0]
    assert head.what == "Merge"
    assert head.new.splitlines()[0] == "25 changes from 3 files"
    assert history.undo_last.text() == "Undo the merge"
    folded = history.model.rowCount()
    history.table.setFocus()
    QTest.keyClick(history.table, Qt.Key.Key_Right)
    assert history.model.rowCount() > folded + 25
    assert history.model.within
    QTest.keyClick(history.table, Qt.Key.Key_Left)
    assert history.model.rowCount() == folded
    counter.click(history.undo_last)
    counter.settle()
    counter.qtbot.waitUntil(lambda: history.model.rowCount() == folded - 1)
    assert counter.value("1.1", "status") is None


def test_merging_the_same_files_again_brings_nothing_new(
    counter: Counter, files: list[Path]
) -> None:
    for _ in range(2):
        counter.pane.take(files[1:2])
        counter.settle()
        counter.click(counter.pane.merge)
        counter.settle()
    assert counter.pane.done_page.title.text() == "Nothing new was in these files"


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
        lambda: {each.times for each in page.model.rows if each.group} == {1, 2}
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
    qtbot.waitUntil(lambda: window.strip.notice is not None)
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
    counter.qtbot.waitUntil(lambda: any(each.progress for each in counter.batch.entries))
    pane._show()
    picture(window, f"returns-reading-{choice}")
    counter.settle()
    counter.go("1.4", "Q1 commentary")
    picture(window, f"returns-conflicts-{choice}")
    counter.go("", "1.8: 'Greenish'")
    picture(window, f"returns-problems-{choice}")
    pane.deciding.show_grid()
    counter.settle()
    picture(window, f"returns-preview-{choice}")
    pane.deciding.show_decisions()
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
