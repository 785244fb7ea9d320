"""The KPI pane in the window: tab, places, search, and what is imported when."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.kpis import pane
from csp_desktop.gui.kpis.defining import NoteQuestion
from csp_desktop.gui.kpis.model import counted
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.painting import width_of
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import desk_of, kpis_of, tab_stops

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_the_pane_has_the_places_and_no_side_panel(window: MainWindow) -> None:
    window.menus.do("show-kpis")
    QApplication.processEvents()
    assert window.pane == "kpis"
    assert window.places.isVisible()
    assert not window.room.panel_shown
    window.show_pane("grid")
    assert window.room.panel_shown


def test_places_and_the_search_narrow_what_is_in_front(window: MainWindow) -> None:
    window.show_pane("kpis")
    window.places.chosen.emit(Selection(delivery_priority="hk-1dp1"))
    assert window.pane == "kpis"
    assert len(kpis_of(window).model.lines) == 4
    window.narrow(text="knife")
    assert [line.id for line in kpis_of(window).model.lines] == ["ind-knife"]
    window.narrow(no_update=True)
    assert window.pane == "grid"


def test_an_indicator_is_gone_to_from_elsewhere(window: MainWindow) -> None:
    window.reveal("indicator", "ind-vs-asb")
    assert (window.pane, kpis_of(window).current) == ("kpis", "ind-vs-asb")


def test_the_tab_key_reaches_every_button_of_the_head(window: MainWindow) -> None:
    window.menus.do("show-kpis")
    desk_of(window).qtbot.waitUntil(lambda: bool(kpis_of(window).charts.views))
    reached = tab_stops(window.places)
    kpis = kpis_of(window)
    assert reached[:6] == [kpis.order, kpis.owed, kpis.add, kpis.new, kpis.rules, kpis.table]
    charts = kpis.charts
    buttons = [charts.define, charts.note, charts.copy, charts.save]
    assert reached[6 : 6 + len(buttons)] == buttons
    assert reached[6 + len(buttons) :][: len(charts.views) + 1] == [*charts.views, charts.data]


def test_the_head_hands_the_focus_to_what_is_shown(window: MainWindow) -> None:
    window.menus.do("show-kpis")
    assert kpis_of(window).table.hasFocus()
    kpis_of(window).owed.click()
    window.focus_pane()
    assert kpis_of(window).debts.hasFocus()
    kpis_of(window).owed.click()
    window.narrow(text="no indicator is called this")
    window.focus_pane()
    assert kpis_of(window).nothing.button.hasFocus()


@pytest.mark.parametrize("module", ["csp_desktop.app", "csp_desktop.cli"])
def test_charts_are_imported_only_when_they_are_first_used(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'pyqtgraph', 'numpy'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"


def test_a_note_is_typed_at_once(window: MainWindow) -> None:
    record = desk_of(window).state.document.record("indicator", "ind-syv")
    assert record is not None
    asked = NoteQuestion(record, [("2016-09", "Sep-16")], window)
    asked.open()
    desk_of(window).qtbot.waitUntil(asked.reason.hasFocus)
    asked.reject()


def test_a_plan_without_indicators_counts_none(window: MainWindow) -> None:
    window.show_pane("kpis")
    assert counted(kpis_of(window).model.rows).startswith("12 indicators: ")
    assert counted([]) == ""


@pytest.mark.usefixtures("large_font")
def test_in_large_letters_the_data_beside_a_chart_are_whole(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    window.menus.do("show-kpis")
    desk_of(window).qtbot.waitUntil(lambda: bool(kpis_of(window).charts.views))
    kpis_of(window).reveal("ind-knife")
    desk_of(window).settle()
    QApplication.processEvents()
    data = kpis_of(window).charts.data
    model = data.rows_model
    assert data.width() <= themes.current().px(360)
    for column in range(model.columnCount()):
        room = data.columnWidth(column) - 2 * themes.current().px(data.pad)
        said = {model.words(row, column): False for row in model.rows}
        for text, strong in (said | {model.columns[column]: True}).items():
            assert width_of(text, themes.current().font("small", strong=strong)) <= room + 1


def test_charts_that_could_not_be_loaded_are_loaded_when_the_next_is_asked_for(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    desk, kpis = desk_of(window), kpis_of(window)
    expect_log("The charts could not be drawn")
    with monkeypatch.context() as broken:
        broken.setattr(pane, "_CHARTS", "not loaded")
        broken.delattr("csp_desktop.gui.kpis.charts", raising=False)
        broken.setitem(sys.modules, "csp_desktop.gui.kpis.charts", None)
        window.show_pane("kpis")
        desk.qtbot.waitUntil(lambda: bool(desk.heard.unexpected))
    assert {what for _, what in desk.heard.unexpected} == {"The charts could not be drawn"}
    kpis.table.go_to(kpis.model.lines[1].id)
    desk.qtbot.waitUntil(lambda: bool(kpis.charts.views))
