from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.window.toolbar import TopBar

PANES = [
    ("overview", "Overview"),
    ("grid", "Status grid"),
    ("kpis", "KPIs"),
    ("returns", "Returns"),
    ("snapshots", "Snapshots"),
    ("history", "History"),
]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TopBar]:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = TopBar(PANES)
    window.addToolBar(bar)
    bar.show_owed(49, asked_for=False)
    with qtbot.waitExposed(window):
        window.show()
    yield bar
    window.close()


def widen(bar: TopBar, qtbot: QtBot, width: int) -> None:
    bar.window().resize(width, 300)
    qtbot.waitUntil(lambda: bar.width() == width)


def test_a_narrow_search_says_its_hint_in_one_whole_word(bar: TopBar, qtbot: QtBot) -> None:
    widen(bar, qtbot, 1366)
    assert bar.search.line.placeholderText() == "Search the plan"
    bar.search.resize(bar.search.minimumSizeHint())
    line = bar.search.line
    assert line.placeholderText() == "Search"
    assert line.width() >= line.fontMetrics().horizontalAdvance("Search") + 4


def test_the_shortcut_beside_the_search_hint_keeps_away_from_it(bar: TopBar) -> None:
    line = bar.search.line
    seen = set()
    for width in range(150, 320):
        bar.search.resize(width, bar.search.height())
        hint = line.fontMetrics().horizontalAdvance(line.placeholderText())
        shortcut = line._keys
        seen.add(shortcut.isVisibleTo(line))
        free = line.width() - hint - shortcut.sizeHint().width()
        assert not shortcut.isVisibleTo(line) or free >= 12
    assert seen == {True, False}


def test_no_line_goes_through_the_quarter_where_the_arrows_are_left_out(
    bar: TopBar, qtbot: QtBot
) -> None:
    widen(bar, qtbot, 1366)
    picker = bar.quarter
    picker.show_arrows(shown=False)
    picker.resize(picker.sizeHint())
    # Where a hidden arrow stood in a bar of another width says nothing.
    picker.after.move(picker.width() // 2, 0)
    seen = picker.grab().toImage()
    row = range(RING + 6, picker.width() - RING - 6)
    assert len({seen.pixelColor(x, RING + 3).rgb() for x in row}) == 1


def test_a_wide_bar_has_everything(bar: TopBar, qtbot: QtBot) -> None:
    widen(bar, qtbot, 1366)
    assert not bar.undo.isHidden()
    assert not bar.redo.isHidden()
    assert not bar.owed.isHidden()


@pytest.mark.parametrize("width", [911, 800])
def test_a_narrow_bar_leaves_out_what_the_menu_has_too_and_cuts_nothing(
    bar: TopBar, qtbot: QtBot, width: int
) -> None:
    widen(bar, qtbot, width)
    assert bar.undo.isHidden()
    tabs = [tab for tab in bar.tabs.values() if not tab.isHidden()]
    assert len(tabs) == (6 if width > 900 else 5)
    for each in (bar.quarter, bar.saved, *tabs):
        assert each.width() >= each.sizeHint().width()


def test_what_is_counted_drives_no_tab_out_of_a_narrow_bar(bar: TopBar, qtbot: QtBot) -> None:
    bar.places.show()
    bar.count("returns", 12)
    widen(bar, qtbot, 911)
    assert not any(tab.isHidden() for tab in bar.tabs.values())


def test_the_tab_of_the_pane_in_front_stays(bar: TopBar, qtbot: QtBot) -> None:
    bar.show_pane("history")
    widen(bar, qtbot, 800)
    assert not bar.tabs["history"].isHidden()
    assert bar.tabs["snapshots"].isHidden()
    bar.show_pane("overview")
    assert bar.tabs["history"].isHidden()


def test_what_was_left_out_comes_back_with_the_room(bar: TopBar, qtbot: QtBot) -> None:
    widen(bar, qtbot, 800)
    widen(bar, qtbot, 1366)
    qtbot.waitUntil(lambda: not bar.undo.isHidden() and not bar.owed.isHidden())


def test_what_waits_in_a_pane_is_counted_on_its_tab(bar: TopBar) -> None:
    tab = bar.tabs["returns"]
    bare = tab.sizeHint().width()
    bar.count("returns", 1_204)
    assert tab.sizeHint().width() > bare
    assert (tab.text(), tab.accessibleName()) == ("Returns", "Returns pane, 1,204 waiting")
    bar.count("returns", 0)
    assert (tab.sizeHint().width(), tab.accessibleName()) == (bare, "Returns pane")
