"""Who opens a plan again is where they left it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csp_desktop import settings
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import PATIENCE, desk_of

MakeWindow = Callable[..., MainWindow]


def opened_again(make_window: MakeWindow, path: Path, qtbot: QtBot) -> MainWindow:
    """Another window of the same user, with the plan open."""
    window = make_window()
    window.state.user.keep(settings.load())
    desk_of(window).open(path)
    qtbot.waitUntil(lambda: bool(window.panel.action_id))
    desk_of(window).settle()
    return window


def current(window: MainWindow) -> tuple[str, str]:
    """The action and the field of the grid's current cell."""
    table = window.grid.grid
    assert table
    row = table.action(table.currentIndex())
    assert row
    return row.key, table.grid.columns[table.currentIndex().column()].field.name


@pytest.fixture
def group(window: MainWindow) -> str:
    return next(iter(window.state.document.of("group"))).id


def test_the_place_the_filter_and_the_cell_are_those_one_left(
    window: MainWindow, make_window: MakeWindow, plan_path: Path, group: str, qtbot: QtBot
) -> None:
    window.show_pane("grid")
    window.show_selection(Selection(group=group, no_update=True, text="licensing"))
    window.show_selection(replace(window.selection, text=""))
    there = window.grid.shown()[1].id
    assert window.grid.reveal(there, "lead_partners")
    window.close_at_once()
    again = opened_again(make_window, plan_path, qtbot)
    assert again.pane == "grid"
    assert again.selection == Selection(group=group, no_update=True)
    assert again.grid.selection == again.selection
    assert current(again) == (there, "lead_partners")
    assert again.panel.action_id == there


def test_an_action_that_was_done_is_still_shown_where_it_was_left(
    window: MainWindow, make_window: MakeWindow, plan_path: Path, group: str, qtbot: QtBot
) -> None:
    window.show_pane("grid")
    window.show_selection(Selection(group=group, no_update=True))
    done = window.grid.shown()[1].id
    quarter = window.state.quarter
    assert window.grid.reveal(done, "status", quarter)
    cell = ("action", done, "status", quarter)
    window.state.put(cell, "on track", ())
    desk_of(window).settle()
    window.close_at_once()
    again = opened_again(make_window, plan_path, qtbot)
    assert again.selection == Selection(group=group, no_update=True)
    assert current(again) == (done, "status")
    assert again.panel.action_id == done
    again.narrow(text="x")
    again.narrow(text="")
    assert not again.grid.lists(done)


def test_an_action_that_had_left_the_list_does_not_come_back(
    window: MainWindow, make_window: MakeWindow, plan_path: Path, group: str, qtbot: QtBot
) -> None:
    window.show_pane("grid")
    elsewhere = next(each.id for each in window.grid.shown() if each.get("group") != group)
    assert window.grid.reveal(elsewhere)
    window.show_selection(Selection(group=group))
    window.close_at_once()
    assert not opened_again(make_window, plan_path, qtbot).grid.lists(elsewhere)


def test_a_search_is_still_in_its_box(
    window: MainWindow, make_window: MakeWindow, plan_path: Path, qtbot: QtBot
) -> None:
    window.narrow(text="burglary")
    window.close_at_once()
    again = opened_again(make_window, plan_path, qtbot)
    assert again.top.search.text() == "burglary"
    assert [each.id for each in again.grid.shown()] == [each.id for each in window.grid.shown()]


@pytest.mark.parametrize("pane", ["kpis", "history", "snapshots", "overview", "returns"])
def test_the_pane_in_front_is_the_one_one_left(
    window: MainWindow, make_window: MakeWindow, plan_path: Path, qtbot: QtBot, pane: str
) -> None:
    window.show_pane(pane)
    window.close_at_once()
    assert opened_again(make_window, plan_path, qtbot).pane == pane


def test_a_program_that_is_killed_has_kept_the_place_after_a_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    plan = window.state.document.plan_id
    window.show_pane("history")
    qtbot.waitUntil(
        lambda: settings.load().places.get(plan, {}).get("pane") == "history", timeout=PATIENCE
    )


def test_a_place_that_is_gone_and_a_pane_that_there_is_not_are_passed_over(
    make_window: MakeWindow, plan_path: Path, window: MainWindow, qtbot: QtBot
) -> None:
    plan = window.state.document.plan_id
    window.close_at_once()
    gone = {"pane": "maps", "group": "no-such", "action": "no-such", "field": "x", "lead": ""}
    settings.save(settings.load().left_at(plan, gone))
    again = opened_again(make_window, plan_path, qtbot)
    assert again.pane in {"grid", "overview"}
    assert again.selection == Selection()
