from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.grid.filters import cell_menu, columns_menu, filter_menu
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.theme import theme as themes
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.selection import Selection
from tests.documents import changed, document, hackney, record, small, with_progress
from tests.gui.grid.conftest import Shown

NOW = "2016/17 Q2"


def actions(menu: QMenu) -> dict[str, QMenu | None]:
    """A menu's items by their text without the key."""
    return {each.text().partition("\t")[0]: None for each in menu.actions() if each.text()}


def press(menu: QMenu, *path: str) -> None:
    for name in path[:-1]:
        found = next(each for each in menu.actions() if each.text() == name)
        under = found.menu()
        assert isinstance(under, QMenu)
        menu = under
    next(each for each in menu.actions() if each.text().partition("\t")[0] == path[-1]).trigger()


def test_before_a_plan_it_says_that_none_is_open(qtbot: QtBot) -> None:
    pane = StatusGrid()
    qtbot.addWidget(pane)
    pane.apply([])
    pane.set_quarter(NOW)
    pane.clear_filters()
    assert pane.grid is None
    assert pane.selection == Selection()
    assert not pane.reveal("a1")


def test_the_head_counts_what_is_shown_and_what_each_filter_would_show(grid: Shown) -> None:
    head = grid.pane.head
    assert head.accessibleName() == "Whole plan, 6 actions, 3 to update"
    assert [
        check.count
        for check in (
            head.checks["no_update"],
            head.checks["unconfirmed"],
            head.checks["contested"],
        )
    ] == [
        3,
        1,
        1,
    ]
    grid.pane.set_selection(Selection(strategic_priority="sp2"))
    assert head.accessibleName() == "Priority 2, 2 actions, 1 to update"
    assert head.checks["contested"].isHidden()
    grid.pane.set_selection(Selection(delivery_priority="dp12"))
    assert head.accessibleName() == "1.DP2, 2 actions, 2 to update"
    grid.pane.set_selection(Selection(group="igu"))
    assert head.accessibleName() == "Integrated Gangs Unit, 1 action"


def test_a_check_narrows_and_tells_and_follows_what_is_asked_from_outside(grid: Shown) -> None:
    told: list[Selection] = []
    grid.pane.selection_changed.connect(told.append)
    grid.pane.head.checks["no_update"].click()
    assert told == [Selection(no_update=True)]
    assert grid.keys() == ["group dp12", "a10", "a11", "group sp2", "a29"]
    grid.pane.set_selection(Selection())
    assert not grid.pane.head.checks["no_update"].isChecked()
    assert len(told) == 1


def test_an_edit_is_counted(grid: Shown) -> None:
    action = grid.model.document.record("action", "a10")
    assert action
    grid.pane.apply([("action", "a10", changed(action, {f"status@{NOW}": "on track"}))])
    assert grid.pane.head.checks["no_update"].count == 2


def test_a_search_goes_to_the_ref_it_names(grid: Shown) -> None:
    grid.pane.set_selection(Selection(text="1.1"))
    assert grid.keys() == ["group dp11", "a1", "group dp12", "a10", "a11"]
    assert grid.current[-1][0] == "a1"


def test_where_nothing_matches_it_offers_to_clear_the_filters(grid: Shown) -> None:
    told: list[Selection] = []
    grid.pane.selection_changed.connect(told.append)
    grid.pane.set_selection(Selection(strategic_priority="sp1", text="nowhere", tbc=True))
    assert not grid.table.isVisible()
    empty = grid.pane._empty
    assert empty.accessibleName() == "Nothing matches ‘nowhere’"
    empty.button.click()
    assert told == [Selection(strategic_priority="sp1")]
    assert grid.table.isVisible()


def test_a_plan_without_actions_says_so(show: Callable[..., Shown]) -> None:
    grid = show(document([record("year", "2016/17", {"name": "2016/17"})]))
    assert grid.pane._empty.accessibleName() == "No actions here yet"
    assert not grid.pane._empty.button.isVisible()


def test_another_plan_takes_the_place_of_the_first(grid: Shown) -> None:
    first = grid.table
    grid.pane.set_plan(hackney(), SHIPPED)
    assert grid.table is not first
    assert grid.pane.head.accessibleName() == "Whole plan, 49 actions, 49 to update"


def test_the_filter_menu_narrows_by_status_lead_group_and_priority(grid: Shown) -> None:
    def choose(*path: str) -> Selection:
        menu = filter_menu(grid.model, grid.pane._choose, grid.pane)
        press(menu, *path)
        menu.deleteLater()
        return grid.pane.selection

    assert choose("At risk") == Selection(statuses=frozenset({"at risk"}))
    assert grid.pane.head.filter.isChecked()
    assert choose("On track").statuses == {"at risk", "on track"}
    assert choose("At risk").statuses == {"on track"}
    assert choose("Lead partner", "Metropolitan Police   2").lead == "Metropolitan Police"
    assert choose("Sub-group", "Integrated Gangs Unit").group == "igu"
    assert choose("Priority", "2  Alcohol").strategic_priority == "sp2"
    assert choose("Anything still Tbc").tbc
    assert choose("Lead partner", "All").lead == ""
    assert choose("Clear filters") == Selection(strategic_priority="sp2", group="igu")


def test_the_columns_menu_switches_offered_fields_and_years(grid: Shown) -> None:
    told: list[tuple[str, ...]] = []
    grid.pane.columns_changed.connect(told.append)

    def choose(name: str) -> None:
        menu = columns_menu(grid.model, grid.table, grid.pane._choose_columns, grid.pane)
        press(menu, name)
        menu.deleteLater()

    choose("Activity")
    choose("Notes")
    choose("Activity")
    assert told == [("activity",), ("activity", "notes"), ("notes",)]
    assert grid.model.offered == ("notes",)
    choose("Quarters of 2015/16")
    assert grid.model.is_open("2015/16")


def test_the_menu_of_a_cell_does_what_the_keys_do(grid: Shown) -> None:
    def choose(*path: str) -> None:
        menu = cell_menu(grid.table, grid.pane.action_activated.emit, grid.pane)
        press(menu, *path)
        menu.deleteLater()

    grid.go("a10", "status", NOW)
    choose(f"Status, {NOW}", "Complete")
    choose("No change this quarter")
    choose("1.1 Support for gang members")
    assert [edit.value for edit in grid.edits] == ["complete", "off track"]
    assert grid.activated == ["a1"]
    grid.go("a1", "planned", "2015/16")
    choose("State, 2015/16", "Ongoing")
    assert (grid.edits[-1].field, grid.edits[-1].value) == ("state", "ongoing")
    choose("Confirm")
    assert grid.confirmed == [("action", "a1", "planned", "2015/16")]
    choose("Copy")
    assert grid.clipboard() == "N/A\n"
    grid.table.setCurrentIndex(grid.model.index(0, 0))
    menu = cell_menu(grid.table, grid.pane.action_activated.emit, grid.pane)
    assert not menu.actions()
    menu.deleteLater()


def popups() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu)]


@pytest.mark.parametrize("where", ["filter", "columns", "cell", "header"])
def test_menus_pop_up_from_their_buttons_and_the_context_key(grid: Shown, where: str) -> None:
    grid.go("a1", "title")
    if where in {"filter", "columns"}:
        getattr(grid.pane.head, where).click()
    elif where == "cell":
        grid.table.menu_requested.emit(grid.table.viewport().mapToGlobal(QPoint(80, 60)))
    else:
        header = grid.table.horizontalHeader()
        header.customContextMenuRequested.emit(QPoint(80, 10))
    shown = [menu for menu in popups() if menu.isVisible()]
    assert len(shown) == 1
    shown[0].close()


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("size", [(838, 664), (703, 400), (420, 300), (1392, 800)])
def test_it_paints_at_every_size_in_both_themes(
    show: Callable[..., Shown],
    theme: themes.Themes,
    picture: Callable[[QWidget, str], None],
    choice: str,
    size: tuple[int, int],
) -> None:
    theme.choose(choice)
    grid = show(with_progress(hackney()), size=size)
    grid.pane.set_quarter(NOW)
    grid.go("hk-a07", "status", NOW)
    QApplication.processEvents()
    image = grid.pane.grab().toImage()
    palette = themes.current().palette
    found = {
        image.pixelColor(x, y).name().upper()
        for x in range(0, image.width(), 2)
        for y in range(image.height())
    }
    assert {palette.base, palette.alt, palette.selected, palette.text} <= found
    picture(grid.pane, f"status-grid-{size[0]}-{choice}")


def test_the_focus_is_drawn_inside_the_current_cell(grid: Shown) -> None:
    grid.go("a1", "status", NOW)
    grid.pane.activateWindow()
    grid.table.setFocus()
    QApplication.processEvents()
    cell = grid.table.visualRect(grid.table.currentIndex())
    image = grid.table.viewport().grab().toImage()
    accent = themes.current().palette.accent
    assert image.pixelColor(cell.left() + 1, cell.center().y()).name().upper() == accent
    assert image.pixelColor(cell.center().x(), cell.top() + 1).name().upper() == accent


def test_a_field_that_the_table_gains_is_a_column(show: Callable[..., Shown]) -> None:
    table = SHIPPED.with_field("action", Field("risk", "Risk"))
    grid = show(small(), table)
    assert grid.model.column_of("risk") == 3
    grid.go("a1", "risk")
    grid.key(Qt.Key.Key_F2)
    box = grid.table.viewport().focusWidget()
    assert box is not None
    QTest.keyClicks(box, "Funding ends")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert [(edit.field, edit.value) for edit in grid.edits] == [("risk", "Funding ends")]


def test_search_texts_are_laid_out_while_nothing_else_happens(grid: Shown) -> None:
    grid.qtbot.waitUntil(lambda: not grid.pane._warm.isActive())
    assert grid.model.finder.warm(0)
