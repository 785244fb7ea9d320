"""The scorecard narrowed to a rating, and to the targets that are still to be set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.kpis.pane import KpiPane
from csp_desktop.gui.theme import theme as themes
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def pane(desk: Desk, keeper: themes.Themes) -> Iterator[KpiPane]:
    keeper.choose("light")
    desk.state.submit([Edit("indicator", "ind-knife", "actual", "2016/17", -30)])
    desk.settle()
    made = KpiPane(desk.state)
    made.resize(1158, 624)
    made.show()
    made.refresh()
    QApplication.processEvents()
    yield made
    made.close()


def test_only_what_has_the_rating_is_shown_until_it_is_taken_off(pane: KpiPane) -> None:
    every = len(pane.model.lines)
    assert pane.rated.isHidden()
    pane.show_rated("met")
    assert [line.id for line in pane.model.lines] == ["ind-knife"]
    assert pane.rated.isVisible()
    assert pane.rated.words == "Met"
    QTest.mouseClick(pane.rated, Qt.MouseButton.LeftButton)
    assert len(pane.model.lines) == every
    assert pane.rated.isHidden()


def test_going_to_an_indicator_takes_the_rating_off(pane: KpiPane) -> None:
    pane.show_rated("met")
    other = next(each.id for each in pane.model.rows if each.id != "ind-knife")
    assert pane.reveal(other)
    assert pane.rated.isHidden()
    assert pane.current == other


def test_the_targets_to_be_set_can_be_asked_for(pane: KpiPane) -> None:
    pane.show_rated("", owed=True)
    assert pane.owed.isChecked()
    assert pane.debts.isVisible()
    pane.show_rated("met")
    assert not pane.owed.isChecked()
    assert pane.table.isVisible()


def test_a_sub_group_shows_the_indicators_of_its_actions_priorities(
    pane: KpiPane, desk: Desk
) -> None:
    document = desk.state.document
    action = next(each for each in document.actions() if each.text("group"))
    group = action.text("group")
    under = {
        each.text("delivery_priority")
        for each in document.of("action")
        if each.text("group") == group
    }
    pane.narrow(Selection(group=group))
    expected = {
        each.id for each in document.of("indicator") if each.text("delivery_priority") in under
    }
    assert expected
    assert {line.id for line in pane.model.lines} == expected
