"""Dates in the grid, and the milestones that open under their actions."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csp_desktop.gui.grid import tips
from csp_desktop.gui.grid.editors import CellEditor
from csp_desktop.gui.grid.printing import grid_on_paper
from csp_desktop.gui.grid.rows import MilestoneRow
from csp_desktop.gui.widgets.printing import PaperCell, PaperTable
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection
from tests.documents import changed, record, small
from tests.gui.grid.conftest import Shown

ALT = Qt.KeyboardModifier.AltModifier


def dated() -> Document:
    """The small plan with dates: 1.1 is overdue, 1.10 slips, and 1.2 has two milestones."""
    plan = small()
    actions = {each.text("ref"): each for each in plan.of("action")}
    late = changed(actions["1.1"], {"due_date": "2016-09-30"})
    slips = changed(
        actions["1.10"], {"due_date": "2016-12-01", "forecast_date": "2017-02-01", "group": "igu"}
    )
    parent = actions["1.2"].id
    first = {"action": parent, "title": "Hire a worker", "due": "2016-08-01", "who": "Ada Obi"}
    second = {"action": parent, "title": "Open the centre", "due": "2017-05-01"}
    return plan.with_records(
        [
            ("action", late.id, late),
            ("action", slips.id, slips),
            ("milestone", "m1", record("milestone", "m1", first)),
            ("milestone", "m2", record("milestone", "m2", second)),
        ]
    )


@pytest.fixture
def grid(show: Callable[..., Shown]) -> Shown:
    return show(dated())


def id_of(grid: Shown, ref: str) -> str:
    return grid.model.finder.best(ref)


def open_all(grid: Shown) -> None:
    grid.go(id_of(grid, "1.2"), "title")
    grid.key(Qt.Key.Key_Right, ALT)


def at(grid: Shown, row: str, column: str, period: str = "") -> str:
    """What the column shows in the row, as it is read out."""
    number = grid.keys().index(row)
    index = grid.model.index(number, grid.model.column_of(column, period))
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")


def choose(grid: Shown, row: str, column: str, period: str = "") -> None:
    number = grid.keys().index(row)
    grid.table.setCurrentIndex(grid.model.index(number, grid.model.column_of(column, period)))


def shows(grid: Shown, row: str) -> bool:
    return grid.model.row_of(row) >= 0


def test_chips_count_what_is_overdue_and_what_has_no_home(grid: Shown) -> None:
    checks = grid.pane.head.checks
    shown = {part: each.count for part, each in checks.items() if not each.isHidden()}
    assert shown["overdue"] == 2
    assert shown["due_soon"] == 1
    assert shown["slipping"] == 1
    assert shown["needs_home"] == 4
    checks["overdue"].click()
    assert [each.text("ref") for each in grid.pane.shown()] == ["1.1", "1.2"]
    grid.pane.set_quarter("2015/16 Q1")
    assert checks["overdue"].count == 0
    assert not checks["overdue"].isHidden()
    assert checks["due_soon"].isHidden()


def test_the_due_column_says_what_is_wrong_and_sorts_by_day(grid: Shown) -> None:
    grid.pane.set_columns(("due_date",))
    assert at(grid, id_of(grid, "1.1"), "due_date") == "Overdue, 30 Sep 2016"
    assert at(grid, id_of(grid, "1.2"), "due_date") == "1 overdue"
    assert at(grid, id_of(grid, "1.10"), "due_date") == "Due soon, 1 Dec 2016"
    row = grid.model.action_at(grid.model.row_of(id_of(grid, "1.10")))
    assert row
    assert tips.said_of(row.timing) == (
        "Due 1 December 2016, forecast for 1 February 2017, due soon, slipping"
    )
    grid.model.sort_by("field:due_date:", descending=True)
    under = [row.key for row in grid.model.rows if not row.key.startswith("group")]
    assert under[0] == id_of(grid, "1.1")


def test_milestones_open_under_their_action_and_close_again(grid: Shown) -> None:
    closed = grid.keys()
    open_all(grid)
    parent = id_of(grid, "1.2")
    place = grid.keys().index(parent)
    assert grid.keys()[place + 1 : place + 3] == ["m1", "m2"]
    assert at(grid, "m1", "title") == "Hire a worker, milestone"
    assert at(grid, "m1", "lead_partners") == "Ada Obi"
    assert at(grid, "m1", "planned", "2015/16") == "Overdue, 1 Aug 2016"
    assert at(grid, "m2", "planned", "2015/16") == "Due, 1 May 2017"
    [printed] = grid_on_paper(grid.model).parts
    assert isinstance(printed, PaperTable)
    line = printed.rows[grid.keys().index("m1")]
    assert [each.text for each in line[:4] if isinstance(each, PaperCell)] == [
        "", "Hire a worker", "Ada Obi", "Overdue\n1 Aug 2016",
    ]  # fmt: skip
    grid.pane.set_columns(("due_date",))
    assert at(grid, "m2", "due_date") == "1 May 2017"
    grid.pane.set_selection(Selection(text="gang"))
    grid.pane.set_selection(Selection())
    assert shows(grid, "m1")
    choose(grid, "m2", "title")
    assert grid.current[-1][0] == parent
    grid.key(Qt.Key.Key_Left, ALT)
    assert grid.keys() == closed
    assert grid.table.action(grid.table.currentIndex())
    grid.key(Qt.Key.Key_Space)
    assert shows(grid, "m1")


def test_a_search_opens_the_action_whose_milestone_it_finds(grid: Shown) -> None:
    grid.pane.set_selection(Selection(text="ada centre"))
    assert grid.pane.shown()[0].text("ref") == "1.2"
    grid.pane.set_selection(Selection(text="obi"))
    assert shows(grid, "m1")
    grid.model.toggle_action(id_of(grid, "1.2"))
    assert not shows(grid, "m1")
    grid.pane.set_selection(Selection())
    assert not shows(grid, "m1")


def test_a_persons_place_lists_what_they_own_alone(grid: Shown) -> None:
    grid.pane.set_selection(Selection(person="Ada Obi"))
    assert grid.keys() == ["group dp11", id_of(grid, "1.2")]


def test_a_milestone_is_edited_copied_and_pasted_in_place(grid: Shown) -> None:
    open_all(grid)
    choose(grid, "m2", "title")
    grid.key(Qt.Key.Key_F2)
    editor = grid.table.viewport().findChildren(CellEditor)[-1]
    QTest.keyClicks(editor, "Open the door")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    typed = grid.edits[-1]
    assert (typed.kind, typed.record, typed.field, typed.value) == (
        "milestone", "m2", "title", "Open the door",
    )  # fmt: skip
    assert typed.seen == ("m2/title",)
    choose(grid, "m1", "planned", "2015/16")
    grid.table.copy()
    assert grid.clipboard().strip() == "1 Aug 2016"
    choose(grid, "m2", "planned", "2015/16")
    grid.table.paste()
    assert (grid.edits[-1].field, grid.edits[-1].value) == ("due", "2016-08-01")
    choose(grid, "m2", "ref")
    before = len(grid.edits)
    grid.table.paste()
    grid.key(Qt.Key.Key_F2)
    choose(grid, "m2", "title")
    grid.key("R")
    assert len(grid.edits) == before
    assert grid.refusals


def test_a_changed_milestone_is_shown_and_a_deleted_one_goes(grid: Shown) -> None:
    open_all(grid)
    done = changed(grid.model.document.kinds["milestone"]["m1"], {"completed": "2016-09-01"})
    grid.pane.apply([("milestone", "m1", done)])
    assert at(grid, "m1", "planned", "2015/16") == "Due, 1 Aug 2016"
    assert grid.pane.head.checks["overdue"].count == 1
    grid.pane.apply([("milestone", "m1", None), ("milestone", "m2", None)])
    assert not any(isinstance(row, MilestoneRow) for row in grid.model.rows)
