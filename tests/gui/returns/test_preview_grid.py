"""The grid of one file: its rows under their headings, and each cell's kind."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.modeltest import ModelTester

from csp_desktop.changes.change import Cell
from csp_desktop.gui.returns.preview_grid import PreviewCell, PreviewGrid, preview_grid
from csp_desktop.gui.returns.preview_table import PreviewModel, told_in_words
from csp_desktop.gui.returns.texts import from_first_difference, pieces_of
from csp_desktop.operations.receiving.batch import PreviewTrouble
from csp_desktop.operations.receiving.intake import MendableCell
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value
from tests.gui.returns.test_rows import QUARTER, change, view, waiting


def record(kind: str, record_id: str, /, **values: Value) -> Record:
    cells = {(field, ""): Held(value, ()) for field, value in values.items()}
    return Record(kind, record_id, cells)


def document() -> Document:
    first = {"strategic_priority": "s1", "delivery_priority": "d1"}
    actions = {
        "a2": record("action", "a2", ref="1.10", title="Later", **first),
        "a1": record("action", "a1", ref="1.2", title="Empower", **first),
        "a3": record("action", "a3", ref="2.1", title="Other", strategic_priority="s2"),
    }
    return Document(
        "p",
        {
            "action": actions,
            "strategic_priority": {
                "s1": record("strategic_priority", "s1", number=1, title="Gangs"),
                "s2": record("strategic_priority", "s2", number=2, title="Alcohol"),
            },
            "delivery_priority": {
                "d1": record(
                    "delivery_priority", "d1", label="1.DP1", title="To tackle gangs",
                    strategic_priority="s1",
                ),
            },
            "indicator": {"i1": record("indicator", "i1", name="Knife injuries")},
        },
    )  # fmt: skip


def grid_of(*changes: Any, waits: tuple[Any, ...] = (), **more: Any) -> PreviewGrid:
    shown = view(changes=tuple(changes), **more)
    return preview_grid(shown, 0, waits, document(), SHIPPED)


def listed(grid: PreviewGrid) -> list[str]:
    return [f"{row.label} {row.title}".strip() for row in grid.rows]


def cell(grid: PreviewGrid, row: str, name: str, period: str = "") -> PreviewCell:
    (found,) = [each for each in grid.rows if each.record == row]
    return found.cells[name, period]


def test_actions_stand_under_their_priorities_in_the_order_of_their_refs() -> None:
    grid = grid_of(
        change(record="a3", ref="2.1", title="Other"),
        change(record="a2", ref="1.10", title="Later"),
        change(record="a1", ref="1.2", title="Empower"),
        change(record="new", ref="1.11", title="Fresh", mark="new"),
        change(kind="indicator", record="i1", field="actual", label="Actual", period="2015/16"),
    )
    assert listed(grid) == [
        "1.DP1 To tackle gangs", "1.2 Empower", "1.10 Later", "2 Alcohol", "2.1 Other",
        "New actions", "1.11 Fresh", "Indicators", "Knife injuries",
    ]  # fmt: skip
    assert [row.note for row in grid.rows if row.is_head] == [
        "2 changes", "1 change", "1 change", "1 change",
    ]  # fmt: skip


def test_what_the_file_leaves_alone_stands_there_as_the_plan_has_it() -> None:
    grid = grid_of(change(record="a1"), change(record="a2", field="themes", period="", old=None))
    same = cell(grid, "a1", "ref")
    assert (same.kind, same.was, same.will_be) == ("", "1.2", "1.2")


@pytest.mark.parametrize(
    ("mark", "kind"), [("", "changed"), ("cleared", "cleared"), ("contested", "contested")]
)
def test_a_changed_cell_bears_its_kind(mark: str, kind: str) -> None:
    grid = grid_of(change(mark=mark, new="after"))
    found = cell(grid, "a1", "commentary", QUARTER)
    assert (found.kind, found.was, found.will_be) == (kind, "before", "after")


def test_a_conflict_keeps_what_this_file_says() -> None:
    conflict = waiting("edit", "theirs", "ours", agreed="before", files=(0, 1))
    grid = grid_of(change(mark="contested", new="ours"), waits=(conflict,))
    found = cell(grid, "a1", "commentary", QUARTER)
    assert (found.kind, found.was, found.will_be) == ("contested", "before", "ours")
    assert found.waiting is conflict
    known = grid_of(waits=(waiting("edit", "theirs", "ours", agreed=None),))
    assert cell(known, "a1", "commentary", QUARTER).will_be == "theirs"


def test_what_waits_of_another_file_is_not_in_it() -> None:
    grid = grid_of(change(record="a3"), waits=(waiting("held", "theirs", files=(1,)),))
    assert [row.record for row in grid.rows if row.record] == ["a3"]


def test_held_edits_missing_rows_and_deletions_stand_at_their_place() -> None:
    held = waiting("held", ["A"], field="lead_partners", label="Lead partners", period="")
    gone = waiting("missing", *[False], id="w2", record="a2", field="exists", period="")
    deleted = waiting("delete", "keep", "delete", id="w3", record="a3", field="exists", period="")
    grid = grid_of(waits=(held, gone, deleted))
    assert cell(grid, "a1", "lead_partners").kind == "held"
    assert cell(grid, "a2", "ref").kind == "missing"
    assert cell(grid, "a3", "ref").kind == "contested"
    assert told_in_words(cell(grid, "a2", "ref")) == "Row missing"
    assert grid.counts
    assert grid.counts["Held"] == 2
    assert grid.counts["Conflicts"] == 1


def test_a_problem_stands_in_its_cell_or_over_the_rest() -> None:
    spot = MendableCell(Cell("action", "a1", "status", QUARTER), (), "n", "Greenish", "on track")
    mendable = PreviewTrouble("Updates", "G7", "Not a status.", spot, "Status", ("on track",))
    loose = PreviewTrouble("Updates", "", "Two rows bear one id.")
    grid = grid_of(troubles=(mendable, loose))
    assert [row.title for row in grid.rows] == [
        "Two rows bear one id.", "To tackle gangs", "Empower",
    ]  # fmt: skip
    found = cell(grid, "a1", "status", QUARTER)
    assert (found.kind, found.will_be, found.trouble) == ("problem", "Greenish", mendable)
    left = grid.filtered("Problems")
    assert [row.record or row.note for row in left.rows] == ["Updates", "1 problem", "a1"]


def test_a_ref_that_another_action_bears_is_a_conflict() -> None:
    fresh = change(record="new", ref="1.2", field="ref", label="Ref", period="", old=None,
                   new="1.2", mark="new")  # fmt: skip
    collision = waiting("ref", "Empower", "Fresh", field="ref", period="", ref="1.2")
    grid = grid_of(fresh, waits=(collision,))
    assert cell(grid, "new", "ref").kind == "contested"


def test_a_filter_leaves_its_rows_their_headings_and_the_columns_they_need() -> None:
    grid = grid_of(
        change(record="a1", mark="cleared"),
        change(record="a3", field="evidence", label="Evidence", new="x"),
    )
    left = grid.filtered("Cleared")
    assert listed(left) == ["1.DP1 To tackle gangs", "1.2 Empower"]
    assert [each.header for each in left.columns] == ["Ref", "Action", "Q1 commentary"]
    assert grid.filtered("All") is grid
    assert grid.filtered("Held").rows == ()


def test_a_refused_file_says_why() -> None:
    grid = grid_of(refused="It is no workbook.", path=Path("x.xlsx"))
    assert [(row.title, row.note) for row in grid.rows] == [("It is no workbook.", "x.xlsx")]


def test_of_a_long_text_a_cell_shows_from_where_it_differs() -> None:
    same = "Young women who suffer or risk sexual violence are engaged and given "
    pieces = pieces_of("commentary", f"{same}intensive support.", f"{same}support.")
    shown = from_first_difference(pieces)
    assert shown[0].text == "… sexual violence are engaged and given "
    assert shown[1:] == pieces[1:]
    short = pieces_of("commentary", "Three schools.", "Four schools.")
    assert from_first_difference(short) == short


def test_its_model_keeps_to_qts_rules(qtmodeltester: ModelTester, qapp: Any) -> None:
    del qapp
    model = PreviewModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show_grid(grid_of(change(), change(record="a3", mark="cleared")))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert model.index(1, 3).data() == ""
    tip = model.index(1, 3).data(3)
    assert tip == "Changed: Q1 commentary, from before to Cleared"
