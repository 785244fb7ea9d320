"""What waits in a cell is marked where it stands, in the grid and in the panel."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow
from csp_desktop.gui.grid.tips import tooltip
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import desk_of, returns_of

Q1 = "2016/17 Q1"
TYPED = "Two posts are vacant."


@pytest.fixture
def proposing(tmp_path: Path, plan_path: Path) -> Path:
    """A copy made for one group, in which another group's action has been written about."""
    path = tmp_path / "copy.cspplan"
    with closing(open_plan(plan_path, SHIPPED)) as plan:
        action = plan.document().with_ref("1.7")[0]
        others = (each for each in plan.document().of("group") if each.id != action.text("group"))
        copy_plan(plan, path, "Bob", for_group=next(others).text("name"))
    with closing(open_plan(path, SHIPPED, write=True)) as plan:
        edit(plan, [Edit("action", action.id, "commentary", Q1, TYPED, ())], Stamp("Bob"))
    return path


def in_grid(window: MainWindow) -> tuple[GridModel, ActionRow, GridColumn]:
    """The row of 1.7 in the grid, and the column of the quarter."""
    table = window.grid.grid
    assert table is not None
    model = table.grid
    key = desk_of(window).action("1.7")
    column = next(
        each for each in model.columns if each.shows is ColumnShows.QUARTER and each.period == Q1
    )
    row = next(each for each in model.rows if isinstance(each, ActionRow) and each.key == key)
    return model, row, column


def test_a_proposed_commentary_is_marked_in_its_quarter_and_its_box(
    make_window: Callable[..., MainWindow], proposing: Path
) -> None:
    window = make_window(proposing)
    desk = desk_of(window)
    window.reveal("action", desk.action("1.7"))
    desk.settle()
    box = window.panel.quarter.boxes["commentary"]
    assert (box.marks.mark, box.box.edit.toPlainText()) == ("proposed", "")
    assert not window.panel.quarter.boxes["evidence"].marks.mark
    model, row, column = in_grid(window)
    assert model.cell(row, column).proposed
    assert "Proposed (commentary)" in tooltip(row, column, Q1, desk.state.document)


def test_deciding_is_asked_for_the_cell_that_waits(
    make_window: Callable[..., MainWindow], proposing: Path
) -> None:
    window = make_window(proposing)
    desk = desk_of(window)
    window.reveal("action", desk.action("1.7"))
    desk.settle()
    window.panel.quarter.boxes["commentary"].marks.act.click()
    assert window.pane == "returns"
    looked_at = returns_of(window).deciding.list
    desk.qtbot.waitUntil(lambda: looked_at.row is not None)
    assert looked_at.row
    assert looked_at.row.waiting
    assert looked_at.row.waiting.field == "commentary"


def test_a_proposal_of_what_stands_there_by_now_is_marked_nowhere(
    make_window: Callable[..., MainWindow], proposing: Path, plan_path: Path
) -> None:
    with closing(open_plan(plan_path, SHIPPED, write=True)) as plan:
        merge(plan, [read_copy(plan, proposing)], Stamp("Ann"))
        action = plan.document().with_ref("1.7")[0].id
        edit(plan, [Edit("action", action, "commentary", Q1, TYPED, ())], Stamp("Ann"))
    window = make_window(plan_path)
    desk = desk_of(window)
    window.reveal("action", action)
    desk.settle()
    spot = desk.state.document.record("action", action)
    assert spot
    assert spot.held("commentary", Q1).proposals
    box = window.panel.quarter.boxes["commentary"]
    assert (box.marks.mark, box.box.edit.toPlainText()) == ("", TYPED)
    model, row, column = in_grid(window)
    assert not model.cell(row, column).proposed
