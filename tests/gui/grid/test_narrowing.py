"""What narrows the grid and has no button of its own is said in words, and can be taken off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from csp_desktop.gui.grid.filters import filter_menu
from csp_desktop.gui.grid.head import narrowed_words, without_narrowing
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.theme import theme as themes
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.documents import small
from tests.gui.grid.conftest import Shown

DOWN = Selection(strategic_priority="sp1").picking(["a1", "a10"], "Moved down since Q1")


@pytest.fixture
def grid(qtbot: QtBot, keeper: themes.Themes) -> Iterator[Shown]:
    keeper.choose("light")
    pane = StatusGrid()
    pane.resize(1158, 400)
    pane.set_plan(small(), SHIPPED)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    yield Shown(pane, qtbot)
    pane.close()


def test_picked_actions_are_shown_with_why(grid: Shown) -> None:
    head = grid.pane.head
    assert head.narrowed.isHidden()
    grid.pane.set_selection(DOWN)
    assert {"a1", "a10"} <= set(grid.keys())
    assert not {"a2", "a11"} & set(grid.keys())
    assert head.narrowed.isVisible()
    assert head.narrowed.words == "Moved down since Q1"
    assert head.narrowed.accessibleName() == "Shown only: Moved down since Q1. Show all again"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_it_is_taken_off_where_it_is_said(grid: Shown, by: str) -> None:
    asked: list[Selection] = []
    grid.pane.selection_changed.connect(asked.append)
    grid.pane.set_selection(DOWN)
    narrowed = grid.pane.head.narrowed
    if by == "mouse":
        QTest.mouseClick(narrowed, Qt.MouseButton.LeftButton)
    else:
        narrowed.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(narrowed, Qt.Key.Key_Return)
    assert asked == [Selection(strategic_priority="sp1")]
    assert narrowed.isHidden()


def test_the_menu_lists_it_too(grid: Shown) -> None:
    grid.pane.set_selection(DOWN)
    menu = filter_menu(grid.model, grid.pane._choose, grid.pane)
    first = menu.actions()[0]
    assert (first.text(), first.isChecked()) == ("Moved down since Q1", True)
    first.trigger()
    assert grid.pane.selection == Selection(strategic_priority="sp1")


def test_every_filter_without_a_button_is_in_the_words() -> None:
    every = Selection(
        strategic_priority="sp1",
        lead="Police",
        statuses=frozenset({"on track", "off track"}),
        no_update=True,
        unconfirmed=True,
        contested=True,
        tbc=True,
        text="gang",
    ).picking(["a1"], "Picked")
    assert narrowed_words(every) == "Picked, On track, Off track, Police, Anything still Tbc"
    kept = Selection(
        strategic_priority="sp1", no_update=True, unconfirmed=True, contested=True, text="gang"
    )
    assert without_narrowing(every) == kept
    assert narrowed_words(kept) == ""


def test_where_nothing_is_left_the_reason_is_told(grid: Shown) -> None:
    grid.pane.set_selection(Selection().picking([], "Moved up since Q1"))
    assert not grid.keys()
    said = grid.pane._empty.accessibleName()
    assert said == "No action matches the filters"
    grid.pane.clear_filters()
    assert grid.keys()


@pytest.mark.parametrize("wide", [420, 620, 838, 1158])
def test_the_head_stays_in_order_at_any_width(grid: Shown, wide: int) -> None:
    grid.pane.resize(wide, 400)
    long = Selection().picking(["a1"], "Changed since the 2015/16 Q4 snapshot, and more of it")
    grid.pane.set_selection(long)
    head = grid.pane.head
    assert head.narrowed.isVisible()
    assert head.narrowed.x() >= 0
    assert head.narrowed.geometry().right() < head.filter.geometry().right()
    assert head.columns.geometry().right() <= head.width()
