"""Returns over weeks in a small window: files that come twice, and what was looked at before."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.overview.pane import OverviewPane
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.widgets.form_dialog import TellingDialog
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import desk_of, kpis_of, tab_stops
from tests.gui.returns.conftest import Counter

LOW = (911, 466)
"""A screen of 1366 by 768 at 150 %, less the taskbar and the window's frame."""


def on_screen(widget: QWidget) -> bool:
    """Whether all of a widget is to be seen in its window."""
    seen = QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())
    around = widget.parentWidget()
    while widget.isVisible() and around is not None:
        place = QRect(around.mapTo(widget.window(), QPoint(0, 0)), around.size())
        if not place.contains(seen):
            return False
        around = around.parentWidget()
    return widget.isVisible()


def merge(counter: Counter, files: Sequence[Path]) -> None:
    counter.drop(files)
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()


def test_undo_after_a_merge_that_brought_nothing_leaves_the_merge_before(
    counter: Counter, files: list[Path]
) -> None:
    one = [each for each in files if "Integrated Gangs" in each.name][:1]
    merge(counter, one)
    assert counter.value("1.2", "status") == "at risk"
    assert counter.pane.done_page.undo.isVisible()
    merge(counter, one)
    done = counter.pane.done_page
    assert done.isVisible()
    assert done.title.text() == "Nothing new was in these files"
    assert not done.undo.isVisible()
    assert not done.undo.isEnabled()
    assert "undone" not in done.sentence.text()
    assert counter.value("1.2", "status") == "at risk"


def test_what_was_said_of_other_returns_goes_when_files_come(
    counter: Counter, files: list[Path]
) -> None:
    said = Notice("10 returns saved in post.", about="returns")
    counter.desk.state.noticed.emit(said)
    assert counter.window.strip.notice == said
    counter.drop(files[:1])
    counter.settle()
    assert counter.window.strip.notice is None


def test_the_conflicts_of_the_overview_open_the_decisions_and_not_the_sending(
    counter: Counter, files: list[Path]
) -> None:
    merge(counter, files)
    pane = counter.pane
    assert counter.batch.undecided > 0
    counter.click(pane.send)
    counter.desk.settle()
    counter.window.show_pane("overview")
    overview = counter.window.panes.pane("overview")
    assert isinstance(overview, OverviewPane)
    overview.go.show_pane("returns", "waiting")
    counter.settle()
    assert pane.isVisible()
    assert not pane.sending_page.isVisible()


def test_the_sending_is_left_by_escape_and_says_a_bad_date_in_full(
    counter: Counter, qtbot: QtBot
) -> None:
    counter.window.resize(*LOW)
    pane, page = counter.pane, counter.pane.sending_page
    counter.click(pane.send)
    counter.desk.settle()
    page.due.setText("32/07/2016")
    counter.key(Qt.Key.Key_Return, page.due)
    sentence = "'32/07/2016' is not a date, which the due date takes: type it day first"
    assert page.why.text().startswith(sentence)
    qtbot.waitUntil(lambda: on_screen(page.why))
    assert page.why.height() >= page.why.heightForWidth(page.why.width())
    assert page.make.width() >= page.make.sizeHint().width()
    counter.key(Qt.Key.Key_Escape, page.due)
    assert not page.isVisible()


def test_the_tab_key_reaches_all_of_the_sending(counter: Counter) -> None:
    pane, page = counter.pane, counter.pane.sending_page
    counter.click(pane.send)
    counter.desk.settle()
    assert page.due.hasFocus()
    reached = tab_stops(counter.window.top.quarter)
    found = [each for each in reached if page.isAncestorOf(each)]
    assert found[:5] == [page.quarter, page.due, page.make, page.back, page.table]


def test_own_words_are_typed_on_screen_in_a_low_window(
    counter: Counter, files: list[Path], qtbot: QtBot
) -> None:
    counter.window.resize(*LOW)
    counter.drop(files)
    counter.settle()
    row = next(each for each in counter.rows() if each.waiting and each.waiting.contested)
    counter.go(row.left, row.text)
    counter.key("E")
    detail = counter.pane.deciding.detail
    assert detail.combination.edit.hasFocus()
    qtbot.waitUntil(lambda: on_screen(detail.combination.edit))


def test_an_empty_place_shows_no_action_beside_the_grid(window: MainWindow) -> None:
    assert window.panel.action_id
    window.show_actions(Selection(strategic_priority="hk-sp5"))
    assert not window.grid.shown()
    assert window.panel.action_id == ""


def test_the_quarter_is_undone_by_its_name_alone(window: MainWindow, qtbot: QtBot) -> None:
    state = window.state
    state.look_at("2016/17 Q2")
    state.make_working()
    qtbot.waitUntil(lambda: state.door.next_undo is not None)
    desk_of(window).settle()
    assert state.door.next_undo == "working quarter"


def test_the_keys_are_told_within_a_low_window(window: MainWindow) -> None:
    window.resize(*LOW)
    window.menus.do("keys")
    told = QApplication.activeModalWidget()
    assert isinstance(told, TellingDialog)
    assert told.height() <= window.height()
    told.accept()


def test_the_dialogs_of_the_kpis_fit_a_low_window(window: MainWindow) -> None:
    from csp_desktop.gui.kpis.defining import DefinitionDialog
    from csp_desktop.gui.kpis.entry import FiguresDialog

    window.resize(*LOW)
    window.show_pane("kpis")
    state = window.state
    record = state.document.record("indicator", "ind-gun")
    assert record is not None
    made: list[Callable[[], QWidget]] = [
        lambda: FiguresDialog(state.document, state.quarter, "ind-gun", kpis_of(window)),
        lambda: DefinitionDialog(state.document, state.table, record, kpis_of(window)),
    ]
    for make in made:
        dialog = make()
        assert dialog.height() <= window.height()
        dialog.deleteLater()


def test_of_two_quarters_the_returns_of_the_one_chosen_last_are_listed(counter: Counter) -> None:
    told: list[str] = []
    for quarter in ("2016/17 Q1", "2016/17 Q2"):
        counter.pane.posting.list_returns(quarter, lambda _, name=quarter: told.append(name))  # type: ignore[misc]
    counter.desk.settle()
    assert told == ["2016/17 Q2"]
