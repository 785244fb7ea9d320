"""From pane to pane: where a plan opens, and where the overview's figures and buttons lead."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog

from csp_desktop.gui.overview.openers import Ask
from csp_desktop.gui.overview.pane import OverviewPane
from csp_desktop.gui.reporting.dialog import ReportDialog
from csp_desktop.gui.snapshots.keeping import TakeSnapshot
from csp_desktop.gui.widgets.dialogs import NewAction
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import desk_of, returns_of

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"


@pytest.fixture
def reported(plan_path: Path) -> Path:
    """The plan with a quarter that was reported and frozen, and the next one begun."""
    with closing(open_plan(plan_path, SHIPPED, write=True)) as plan:
        action = plan.document().with_ref("1.7")[0]
        setting = plan.document().plan
        edit(plan, [Edit("action", action.id, "status", Q1, "on track", ())], Stamp("Ann"))
        snapshots.take(plan, Q1, Stamp("Ann", "2016-07-14T12:00:00+01:00"))
        heads = setting.held("working_quarter").heads
        changes = [
            Edit("action", action.id, "status", Q2, "off track", ()),
            Edit("plan", plan.plan_id, "working_quarter", "", Q2, heads),
        ]
        edit(plan, changes, Stamp("Ann"))
    return plan_path


@pytest.fixture
def window(make_window: Callable[..., MainWindow], reported: Path) -> MainWindow:
    return make_window(reported)


def test_a_plan_with_something_reported_opens_on_its_overview(window: MainWindow) -> None:
    assert window.pane == "overview"
    assert window.top.tabs["overview"].isChecked()
    assert not window.room.panel_shown
    assert window.room.places_shown


def test_whoever_works_for_one_sub_group_starts_at_the_grid(
    make_window: Callable[..., MainWindow], reported: Path, tmp_path: Path
) -> None:
    path = tmp_path / "copy.cspplan"
    with closing(open_plan(reported, SHIPPED)) as plan:
        group = next(plan.document().of("group")).text("name")
        copy_plan(plan, path, "Ann", for_group=group)
    assert make_window(path).pane == "grid"


def test_a_figure_opens_the_grid_on_what_it_counts(window: MainWindow) -> None:
    desk = desk_of(window)
    bar = window.panes.pane("overview").bars  # type: ignore[attr-defined]
    part = next(each for each in bar.openers if "off track" in each.accessibleName().lower())
    part.click()
    desk.settle()
    assert window.pane == "grid"
    assert [each.text("ref") for each in window.grid.shown()] == ["1.7"]
    assert window.panel.action_id == desk.action("1.7")


def test_the_ways_from_the_overview_lead_where_they_say(window: MainWindow) -> None:
    desk, overview = desk_of(window), window.panes.pane("overview")
    assert isinstance(overview, OverviewPane)
    overview.head.report.click()
    desk.qtbot.waitUntil(lambda: bool(window.findChildren(ReportDialog)))
    window.findChildren(ReportDialog)[-1].reject()
    overview.head.snapshot.click()
    desk.qtbot.waitUntil(lambda: bool(window.findChildren(TakeSnapshot)))
    window.findChildren(TakeSnapshot)[-1].reject()
    overview.moved.asked.emit(Ask.COMPARE)
    assert window.pane == "snapshots"
    overview.head.asked.emit(Ask.RETURNS)
    assert window.pane == "returns"
    assert returns_of(window).sending_page.isVisible()


def test_a_chosen_place_stays_in_the_overview_and_a_search_goes_to_the_grid(
    window: MainWindow,
) -> None:
    document = desk_of(window).state.document
    window.places.chosen.emit(Selection(strategic_priority=document.strategic_priorities()[1].id))
    assert window.pane == "overview"
    window.top.search.searched.emit("drug")
    assert window.pane == "grid"
    assert window.selection.strategic_priority == document.strategic_priorities()[1].id


def test_a_place_without_actions_offers_to_add_one(window: MainWindow) -> None:
    document = desk_of(window).state.document
    acting = {action.get("group") for action in document.of("action")}
    idle = next(group.id for group in document.of("group") if group.id not in acting)
    window.show_actions(Selection(group=idle))
    assert window.grid._empty.accessibleName() == "No actions here yet"
    window.grid._empty.button.click()
    assert window.findChildren(NewAction)


def test_the_whole_plan_goes_out_as_a_workbook(window: MainWindow, tmp_path: Path) -> None:
    desk = desk_of(window)
    window.menus.do("export")
    asked = window.findChildren(QFileDialog)[-1]
    asked.fileSelected.emit(str(tmp_path / "ours"))
    asked.reject()
    desk.settle()
    book = load_workbook(tmp_path / "ours.xlsx")
    assert book["Plan"].max_row >= 49
    assert window.strip.notice
    assert window.strip.notice.sentence.startswith("ours.xlsx is made.")
    assert desk.saving() == "saved"
