"""Plans made from somebody's own action-plan workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csp_desktop.errors import BadValue, CspError, Refusal
from csp_desktop.operations.editing import show_json
from csp_desktop.operations.importing import plan_from_workbook
from csp_desktop.operations.importing.plan_from_workbook import ImportReport, Map
from csp_desktop.operations.session import plan_files
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import tidy, words
from csp_desktop.store.check import problems, unsound_heads
from csp_desktop.workbook.importing.import_map import check, from_text, to_text
from csp_desktop.workbook.importing.import_reader import Imported, read_with
from csp_desktop.workbook.importing.suggest_map import suggest
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.model import Book, Grid, GridCell
from csp_desktop.workbook.package.sheet_view import shown
from tests.operations.councils import GREEN, LAYOUTS, LILAC, RED, book_of, saved

pytestmark = pytest.mark.whole

STAMP = Stamp("Jo", "2016-10-03T09:00:00+01:00")
Values = dict[str, Any]


@cache
def laid_out(name: str) -> Book:
    with TemporaryDirectory() as folder:
        return book_of(LAYOUTS[name](), Path(folder), f"{name}.xlsx")


def imported(name: str) -> Imported:
    book = laid_out(name)
    return read_with(book, suggest(book, SHIPPED), SHIPPED)


def made_from(path: Path, book: Book, made: Map) -> tuple[OpenPlan, ImportReport]:
    found = read_with(book, made, SHIPPED)
    return plan_from_workbook.new_from(path, SHIPPED, Path(book.path), found, STAMP)


def actions(found: Imported, kind: str = "action") -> dict[str, Values]:
    """The actions by ref (or other records by name), their links as what they lead to."""
    names = {each.key: str(each.values.get(("title", ""))) for each in found.records}
    named = {}
    for each in found.records:
        if each.kind == kind:
            values: Values = {
                "@".join(place).rstrip("@"): value for place, value in each.values.items()
            }
            for link in ("strategic_priority", "delivery_priority"):
                if link in values:
                    values[link] = names[str(values[link])]
            values["unsure"] = {name for name, _ in each.unsure}
            named[str(values.get("ref") or values.get("name") or values.get("title"))] = values
    return named


def whys(found: Imported) -> dict[str, str]:
    return {f"{each.sheet}!{each.cell}": each.why for each in found.leftovers}


# The layouts, one by one


def test_a_flat_table_with_priorities_in_a_column() -> None:
    found = imported("flat")
    assert actions(found)["1.1"] == {
        "ref": "1.1",
        "strategic_priority": "Violence",
        "title": "Run knife arches at stations",
        "lead_partners": ["MPS", "BTP"],
        "expected_outcome": "Fewer knives",
        "measure": "Arches run",
        "status@2016/17 Q3": "on track",
        "commentary@2016/17 Q3": "Two run in June.",
        "unsure": set(),
    }
    assert [each["status@2016/17 Q3"] for each in actions(found).values()] == [
        "on track", "at risk", "off track", "complete",
    ]  # fmt: skip
    assert actions(found)["2.2"]["unsure"] == {"lead_partners"}
    assert not found.leftovers


def test_priorities_and_objectives_in_rows_above_their_actions() -> None:
    found = imported("heading_rows")
    assert set(actions(found)) == {"1.1", "1.2", "2.1"}
    assert actions(found)["1.2"]["strategic_priority"] == "Violence and exploitation"
    assert actions(found)["1.2"]["delivery_priority"] == "Fewer young people carry knives"
    assert actions(found)["2.1"]["strategic_priority"] == "Hate crime"
    assert "delivery_priority" not in actions(found)["2.1"]
    assert (
        actions(found, "delivery_priority")["Fewer young people carry knives"]["label"] == "1.DP1"
    )
    assert actions(found)["1.1"]["due_date"] == "2017-03-31"
    assert "planned@2016/17" not in actions(found)["1.1"]
    assert actions(found)["1.2"]["due_date"] == "2018-03-31"
    assert actions(found)["1.2"]["planned@2017/18"] == "Mar 2018"
    assert "due_date" in actions(found)["1.2"]["unsure"] - actions(found)["1.1"]["unsure"]
    assert found.quarter == "2016/17 Q2"
    assert {f"CSP plan!{cell}" for cell in ("A12", "A13", "B13", "A14", "B14")} <= set(whys(found))


def test_a_sheet_for_each_priority_with_refs_that_begin_again() -> None:
    found = imported("sheet_a_priority")
    assert set(actions(found)) == {"1.1", "1.2", "2.1", "2.2", "2.3", "3.1"}
    assert actions(found)["2.3"]["strategic_priority"] == "Drugs and alcohol"
    assert actions(found)["2.3"]["lead_partners"] == ["Council", "Police"]
    assert actions(found)["2.3"]["status@2016/17 Q1"] == "on track"
    assert actions(found)["2.3"]["commentary@2016/17 Q2"] == "Late."
    assert found.title == "Community Safety Strategy 2016-2019"


def test_a_column_for_each_year() -> None:
    found = imported("year_columns")
    first = actions(found)["1.1"]
    assert first["planned@2016/17"] == "Ongoing\nReview in autumn"
    assert first["state@2015/16"] == "ongoing"
    assert first["state@2017/18"] == "tbc"
    assert first["status@2016/17 Q3"] == "on track"
    assert actions(found)["1.2"]["state@2015/16"] == "delegated"
    assert actions(found)["1.2"]["unsure"] == {"state"}
    assert actions(found)["1.2"]["delivery_priority"] == "Gang violence"
    assert actions(found)["1.3"]["strategic_priority"] == "Gangs"
    assert list(actions(found, "year")) == ["2015/16", "2016/17", "2017/18"]


def test_statuses_that_are_only_colours_are_unconfirmed() -> None:
    found = imported("fills_only")
    statuses = {ref: each.get("status@2016/17 Q3") for ref, each in actions(found).items()}
    assert statuses == {
        "A1": "on track", "A2": "at risk", "A3": "off track", "A4": "complete",
        "A5": None, "A6": None,
    }  # fmt: skip
    assert all("status" in each["unsure"] for ref, each in actions(found).items() if ref < "A5")
    assert "stands for no status" in whys(found)["Tracker!D7"]


def test_a_block_of_titles_above_and_headers_in_two_rows() -> None:
    found = imported("title_block")
    assert found.title == "Delivery Plan 2016/17"
    assert actions(found)["B2"]["status@2016/17 Q1"] == "at risk"
    assert actions(found)["B2"]["status@2016/17 Q2"] == "off track"
    assert actions(found)["Y1"]["commentary@2016/17 Q2"] == "Open"
    assert actions(found)["B2"]["strategic_priority"] == "Burglary"
    assert actions(found)["B2"]["lead_officer"] == "A. Lindqvist"


def test_merged_cells_count_for_every_row_they_cover() -> None:
    found = imported("merged")
    assert set(actions(found)) == {"1.1", "1.2", "2.1", "2.2"}
    assert actions(found)["1.1"]["activity"] == "Tender\nAward\nOpen"
    assert actions(found)["1.1"]["commentary@2016/17 Q3"] == "Tendered\nAwarded"
    assert actions(found)["1.1"]["lead_partners"] == ["Council"]
    assert actions(found)["1.2"]["strategic_priority"] == "Domestic abuse"
    assert actions(found)["2.2"]["lead_partners"] == ["Police", "Council"]
    assert not found.leftovers


def test_what_years_of_hands_leave() -> None:
    found = imported("messy")
    refs = {each["title"]: ref for ref, each in actions(found).items()}
    assert refs["Street lighting"] == "1.8"
    assert refs["Wardens’ radios"] == "CS-07"
    assert refs["Benches"] == "1.10"
    assert {title for _, title in found.given} == {"Graffiti removal", "Noise patrol"}
    assert len(refs) == len(set(refs.values())) == 8
    told = whys(found)
    assert "has no ref" in told["Master!B8"]
    assert "reads as a date" in told["Master!A9"]
    assert "is not one of the choices" in told["Master!D7"]
    assert "no header" in told["Master!G4"]
    assert "formula" in told["Master!E10"]
    assert "hidden" in told["Lists!A1"]
    assert "note" in told["Master!D4"].lower()
    values = actions(found)
    assert values[refs["Benches"]]["status@2016/17 Q2"] == "at risk"
    assert values[refs["Bins"]]["commentary@2016/17 Q2"] == "Green - all in place"
    assert values[refs["Graffiti removal"]]["notes"] == "Budget: tbc"


def test_the_same_actions_on_a_sheet_for_each_quarter() -> None:
    found = imported("sheet_a_quarter")
    assert set(actions(found)) == {"1.1", "1.2", "2.1"}
    first = actions(found)["1.1"]
    assert [first[f"status@2016/17 Q{number}"] for number in (1, 2, 3)] == [
        "on track", "at risk", "off track",
    ]  # fmt: skip
    assert found.quarter == "2016/17 Q3"
    assert not found.leftovers


def test_indicators_beside_actions_without_refs() -> None:
    found = imported("with_indicators")
    assert set(actions(found)) == {"1.1", "1.2", "2.1"}
    assert actions(found)["2.1"]["title"] == "Publish 'You said'"
    assert actions(found)["2.1"]["strategic_priority"] == "Improve confidence"
    measured = actions(found, "indicator")
    assert measured["Violence with injury"]["actual@2016/17 Q2"] == 305
    assert measured["Feel safe after dark"]["target@2016/17"] == 65
    assert measured["Repeat victims"]["target@2016/17"] == "tbc"
    assert "not a number" in whys(found)["Performance!G5"]


def test_headings_that_only_their_ground_tells_from_actions() -> None:
    found = imported("filled_headings")
    assert {ref: each["strategic_priority"] for ref, each in actions(found).items()} == {
        "1.1": "VIOLENCE WITH INJURY",
        "1.2": "VIOLENCE WITH INJURY",
        "2.1": "SERIOUS ACQUISITIVE CRIME",
        "2.2": "SERIOUS ACQUISITIVE CRIME",
    }
    assert "total" in whys(found)["Sheet1!A13"]
    assert actions(found)["1.1"]["supporting_partners"] == ["Council"]


def test_a_table_for_each_priority_one_below_the_other() -> None:
    found = imported("stacked")
    assert {ref: each["strategic_priority"] for ref, each in actions(found).items()} == {
        "1.1": "ASB", "1.2": "ASB", "2.1": "HATE CRIME", "3.1": "PREVENT",
    }  # fmt: skip
    assert actions(found)["3.1"]["status@2016/17 Q2"] == "at risk"


def test_refs_that_stand_before_the_titles() -> None:
    found = imported("refs_in_titles")
    assert actions(found)["1.1"]["title"] == "Boxing club for 40"
    assert {ref: each["status@2016/17 Q3"] for ref, each in actions(found).items()} == {
        "1.1": "on track", "1.3": "at risk", "2.1": "complete",
    }  # fmt: skip
    assert "lead_partners" in actions(found)["1.1"]["unsure"]


def test_a_priority_that_is_high_or_low_is_no_priority_of_the_plan() -> None:
    found = imported("tracker")
    assert not actions(found, "strategic_priority")
    assert actions(found)["1"]["notes"].splitlines()[:2] == [
        "Date raised: 03/05/2016",
        "Priority: High",
    ]
    assert actions(found)["1"]["status@2016/17 Q3"] == "on track"
    assert "status" in actions(found)["1"]["unsure"]
    assert actions(found)["10"]["status@2016/17 Q3"] == "complete"


def test_headers_in_four_rows() -> None:
    found = imported("four_header_rows")
    (only,) = actions(found).values()
    assert only["status@2016/17 Q3"] == "on track"
    assert only["commentary@2016/17 Q4"] == "late"


def test_two_levels_of_headings_that_their_ground_tells_apart() -> None:
    found = imported("nested_headings")
    assert actions(found)["CSE1"]["strategic_priority"] == "PROTECTING VULNERABLE PEOPLE"
    assert actions(found)["CSE1"]["delivery_priority"] == "Child sexual exploitation"
    assert actions(found)["NTE1"]["strategic_priority"] == "SAFER STREETS"
    assert actions(found)["DA1"]["status@2016/17 Q2"] == "at risk"
    assert actions(found)["DA1"]["status@2016/17 Q3"] == "on track"
    assert actions(found)["DA2"]["lead_partners"] == ["Police & Crime Commissioner"]


def test_a_sheet_for_each_board_with_statuses_under_progress() -> None:
    found = imported("sheet_a_board")
    assert set(actions(found)) == {"DA/1", "DA/2", "YB/1"}
    second = actions(found)["DA/2"]
    assert second["status@2016/17 Q3"] == "off track"
    assert second["commentary@2016/17 Q3"] == "Red – no venue\nGoing well"
    assert second["unsure"] == {"status"}
    assert "alone" in whys(found)["DA Board!A7"]


def test_an_update_for_each_month_is_put_together_by_quarter() -> None:
    found = imported("month_columns")
    first = actions(found)["1"]
    assert first["commentary@2016/17 Q1"] == "Apr-16: 8 done\nMay-16: 9 done\nJun-16: 11 done"
    assert first["status@2016/17 Q1"] == "on track"


def test_a_cross_in_a_year_means_that_something_is_planned() -> None:
    found = imported("crossed_years")
    assert actions(found)["2.1"]["state@2017/18"] == "planned"
    assert "state" in actions(found)["2.1"]["unsure"]
    assert actions(found)["1.1"]["activity"] == (
        "Review list\n"
        "Home visits (Lead Agency: CRC; Year 2 (17/18): x; Year 3 (18/19): x; RAG rating: Amber)"
    )
    assert "activity" in actions(found)["1.1"]["unsure"]
    assert any("milestone of the action above" in why for why in whys(found).values())
    assert list(actions(found, "year")) == ["2016/17", "2017/18"]


def test_milestones_headed_by_years_are_what_is_planned_for_each() -> None:
    found = imported("milestones_by_year")
    assert actions(found)["2"]["planned@2016/17"] == "Procure"
    assert actions(found)["2"]["planned@2017/18"] == "Run"
    assert actions(found)["2"]["strategic_priority"] == "Reducing ASB"
    assert actions(found)["3"]["status@2016/17 Q4"] == "complete"
    assert list(actions(found, "year")) == ["2016/17", "2017/18"]
    assert "notes" not in actions(found)["1"]


# The laws


def accounted(book: Book, found: Imported) -> list[str]:
    """The filled cells that were neither taken nor listed."""
    listed = {(each.sheet, each.cell) for each in found.leftovers}
    taken = {(spot.sheet, spot.address) for spot in found.taken}
    lost = []
    for grid in book.grids:
        for place, cell in grid.cells.items():
            filled = cell.trouble or (cell.value is not None and tidy(str(cell.value)))
            address = f"{column_letter(place[1])}{place[0]}"
            if filled and (grid.name, address) not in listed | taken:
                lost.append(f"{grid.name}!{address} {cell.value!r}")
    return lost


KEPT_AS_TEXT = frozenset({
    "title", "activity", "commentary", "notes", "measure", "expected_outcome", "lead_officer",
    "lead_partners", "planned", "themes",
})  # fmt: skip


def unfounded(book: Book, found: Imported) -> list[str]:
    """The texts that are said to be taken, but of which a word stands nowhere in the plan."""
    cells = {(grid.name, *place): cell for grid in book.grids for place, cell in grid.cells.items()}
    values = [words(value) for each in found.records for value in each.values.values()]
    plan = set(re.findall(r"\w+", " ".join([found.title, *values])))
    lost = []
    for spot, to in found.taken.items():
        _, _, place = to.partition(" ")
        if place.partition("@")[0] in KEPT_AS_TEXT:
            said = shown(cells[spot.sheet, spot.row, spot.column])
            if not set(re.findall(r"\w+", said)) <= plan:
                lost.append(f"{spot.sheet}!{spot.address} {said}")
    return lost


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_filled_cell_is_taken_or_listed(name: str) -> None:
    assert not accounted(laid_out(name), imported(name))
    assert not unfounded(laid_out(name), imported(name))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_value_is_one_of_its_field_and_every_ref_is_borne_once(name: str) -> None:
    found = imported(name)
    refs = [each.values["ref", ""] for each in found.records if each.kind == "action"]
    assert len(refs) == len(set(refs))
    for each in found.records:
        for field, _ in each.values:
            assert SHIPPED.field(each.kind, field), (each.kind, field)


TEXTS = st.sampled_from(
    ["", " ", "1.1", "1.10", "Green", "Priority 1: Roads", "Objective 1.1: Carts", "n/k", "Ref",
     "Action", "Q2 2016/17", "2016/17", "a; b & c", "12/04/2016", "=x", "Total", "Key", "x" * 300]
)  # fmt: skip
CELLS = st.builds(
    GridCell,
    st.one_of(st.none(), TEXTS, st.text(max_size=12), st.integers(-5, 3000), st.floats(0, 9)),
    st.sampled_from(["General", "0.00", "@"]),
    trouble=st.sampled_from(["", "", "", "This cell shows an error."]),
    fill=st.sampled_from(["", "", f"#{GREEN[2:]}", f"#{RED[2:]}", f"#{LILAC[2:]}"]),
)


@st.composite
def altered(draw: st.DrawFn) -> Book:
    """A council's workbook after some cells were overwritten, and rows moved or taken out."""
    book = laid_out(draw(st.sampled_from(sorted(LAYOUTS))))
    grids = []
    for grid in book.grids:
        cells = dict(grid.cells)
        places = st.tuples(st.integers(1, 16), st.integers(1, 10))
        cells |= draw(st.dictionaries(places, CELLS, max_size=8))
        gone = draw(st.sets(st.integers(1, 16), max_size=2))
        cells = {place: cell for place, cell in cells.items() if place[0] not in gone}
        grids.append(replace(grid, cells=cells))
    return replace(book, grids=tuple(grids))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(altered())
def test_no_cell_of_any_workbook_is_dropped_in_silence(book: Book) -> None:
    made = suggest(book, SHIPPED, "2016-10-03")
    if not made.tables:
        return
    assert from_text(to_text(made), "map.json") == made
    found = read_with(book, made, SHIPPED)
    assert not accounted(book, found)
    assert not unfounded(book, found)
    refs = [each.values["ref", ""] for each in found.records if each.kind == "action"]
    assert len(refs) == len(set(refs))


PLACES = ["", "ref", "title", "activity", "notes", "lead_partners", "lead_officer", "group",
          "themes", "measure", "strategic_priority", "delivery_priority", "cross_references",
          "planned@cell", "planned@2016/17", "start_date", "due_date", "completed_on",
          "forecast_date", "supporting_partners", "state@2017/18", "status@2016/17 Q1",
          "commentary@2016/17 Q1"]  # fmt: skip


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(LAYOUTS)), st.data())
def test_whatever_map_a_person_makes_no_cell_is_dropped(name: str, data: st.DataObject) -> None:
    book = laid_out(name)
    made = suggest(book, SHIPPED)
    tables = []
    for table in made.tables:
        columns = [
            replace(each, to=data.draw(st.sampled_from(PLACES)), word_to="")
            if table.records == "action"
            else each
            for each in table.columns
        ]
        refs = data.draw(st.sampled_from(["as they stand", "after the priority's number", "given"]))
        tables.append(replace(table, columns=tuple(columns), refs=refs))
    made = replace(made, tables=tuple(tables))
    try:
        check(made, SHIPPED)
    except BadValue:
        return
    found = read_with(book, made, SHIPPED)
    assert not accounted(book, found)
    assert not unfounded(book, found)


# Plan files


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_plan_is_made_that_holds_together(name: str, tmp_path: Path) -> None:
    book = laid_out(name)
    path = tmp_path / "mine.cspplan"
    plan, report = made_from(path, book, suggest(book, SHIPPED))
    plan.close()
    opened = plan_files.open_plan(path, SHIPPED)
    try:
        assert not problems(opened.file)
        assert not unsound_heads(opened.file)
        shown = show_json.show(opened, None)
    finally:
        opened.close()
    found = imported(name)
    assert {each["ref"] for each in shown["actions"]} == set(actions(found))
    assert report.counts["action"] == len(actions(found))
    for each in shown["actions"]:
        marked = {str(name).partition("@")[0] for name in each["unconfirmed"]}
        assert marked == actions(found)[each["ref"]]["unsure"]


def test_without_a_map_the_suggested_one_is_the_answer_and_nothing_is_made(tmp_path: Path) -> None:
    source = saved(LAYOUTS["flat"](), tmp_path)
    target = tmp_path / "mine.cspplan"
    ran = plan_from_workbook.run(target, source, None, STAMP, SHIPPED)
    assert ran.code == 3
    assert json.loads(ran.text) == ran.data
    assert from_text(ran.text, "printed").tables[0].columns[0].to == "ref"
    assert not target.exists()


def test_the_suggested_map_is_used_when_it_is_accepted(tmp_path: Path) -> None:
    source = saved(LAYOUTS["flat"](), tmp_path)
    target = tmp_path / "mine.cspplan"
    ran = plan_from_workbook.run(target, source, None, STAMP, SHIPPED, accept=True)
    assert ran.code == 0
    assert ran.data["records"]["action"] == 4
    assert ran.data["leftovers"] == []
    assert target.exists()


def test_what_is_left_over_waits_for_a_person(tmp_path: Path) -> None:
    source = saved(LAYOUTS["messy"](), tmp_path)
    ran = plan_from_workbook.run(
        tmp_path / "mine.cspplan", source, None, STAMP, SHIPPED, accept=True
    )
    assert ran.code == 3
    assert {"sheet", "cell", "value", "why"} == set(ran.data["leftovers"][0])
    assert "Not taken:" in ran.text
    assert "Master G4" in ran.text


def test_a_corrected_map_is_followed(tmp_path: Path) -> None:
    source = saved(LAYOUTS["flat"](), tmp_path)
    data = plan_from_workbook.run(tmp_path / "mine.cspplan", source, None, STAMP, SHIPPED).data
    columns = {each["column"]: each for each in data["tables"][0]["columns"]}
    columns["F"]["to"] = ""
    columns["H"]["to"] = "commentary@2016/17 Q1"
    data["title"] = "Ours"
    kept = tmp_path / "map.json"
    kept.write_text(json.dumps(data), encoding="utf-8")
    ran = plan_from_workbook.run(tmp_path / "mine.cspplan", source, kept, STAMP, SHIPPED)
    assert ran.code == 3
    assert {each["cell"] for each in ran.data["leftovers"]} == {"F2", "F3", "F4"}
    opened = plan_files.open_plan(tmp_path / "mine.cspplan", SHIPPED)
    shown = show_json.show(opened, "1.1")
    opened.close()
    assert shown["plan"]["title"] == "Ours"
    assert shown["actions"][0]["quarters"]["2016/17 Q1"]["commentary"] == "Two run in June."


def test_a_saved_map_is_the_one_that_was_loaded(tmp_path: Path) -> None:
    made = suggest(laid_out("heading_rows"), SHIPPED)
    plan_from_workbook.save_map(made, tmp_path / "map.json")
    assert plan_from_workbook.load_map(tmp_path / "map.json") == made


def _renamed(made: Map) -> Map:
    (table,) = made.tables
    columns = (replace(table.columns[0], header="Number"), *table.columns[1:])
    return replace(made, tables=(replace(table, columns=columns),))


def _to(field: str) -> Callable[[Map], Map]:
    def change(made: Map) -> Map:
        (table,) = made.tables
        columns = (*table.columns[:-1], replace(table.columns[-1], to=field))
        return replace(made, tables=(replace(table, columns=columns),))

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_renamed, "column A is headed 'Ref' now, not 'Number'"),
        (_to("budget"), "there is no field 'budget'"),
        (_to("status"), "filled in by period"),
        (_to("status@2016/17 Q3"), "as column G does"),
        (lambda made: replace(made, tables=()), "names no table"),
        (lambda made: replace(made, quarter="summer"), "takes a quarter"),
        (lambda made: replace(made, tables=made.tables * 2), "overlap"),
        (
            lambda made: replace(made, tables=(replace(made.tables[0], sheet="Other"),)),
            "It has: Action Plan",
        ),
    ],
)
def test_a_map_that_does_not_fit_is_told_with_its_place(
    change: Callable[[Map], Map], told: str, tmp_path: Path
) -> None:
    book = laid_out("flat")
    path = tmp_path / "mine.cspplan"
    with pytest.raises(BadValue, match="map") as refused:
        made_from(path, book, change(suggest(book, SHIPPED)))
    assert told in str(refused.value)
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "breaks off at line 1"),
        ("[]", "is not a map"),
        ("{}", "not a map of this version"),
        ('{"map": 1, "tabels": []}', '"tabels"'),
        ('{"map": 1, "tables": {}}', "takes a list"),
        ('{"map": 1, "tables": [{"sheet": 3}]}', '"sheet" takes a text'),
        ('{"map": 1, "tables": [{"refs": "any"}]}', "takes one of"),
        ('{"map": 1, "tables": [{"header_rows": ["1"]}]}', "row numbers"),
        ('{"map": 1, "tables": [{"headings": [{"row": -1}]}]}', "whole number"),
    ],
)
def test_a_file_that_is_no_map_is_told(text: str, told: str, tmp_path: Path) -> None:
    kept = tmp_path / "map.json"
    kept.write_text(text, encoding="utf-8")
    with pytest.raises(BadValue) as refused:
        plan_from_workbook.load_map(kept)
    assert told in str(refused.value)


def test_no_file_is_left_where_the_plan_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    book = laid_out("flat")
    path = tmp_path / "mine.cspplan"
    monkeypatch.setattr("csp_desktop.operations.session.open_plan.OpenPlan.write", full)
    with pytest.raises(OSError, match="No space"):
        made_from(path, book, suggest(book, SHIPPED))
    assert [each.name for each in tmp_path.iterdir()] == [".mine.cspplan.lock"]


def test_refusals_come_before_anything_is_read(tmp_path: Path) -> None:
    source = saved(LAYOUTS["flat"](), tmp_path)
    there = tmp_path / "there.cspplan"
    there.write_bytes(b"a plan")
    with pytest.raises(Refusal, match="there already"):
        plan_from_workbook.run(there, source, None, STAMP, SHIPPED, accept=True)
    with pytest.raises(BadValue, match=r"ends in \.cspplan"):
        plan_from_workbook.run(tmp_path / "mine.xlsx", source, None, STAMP, SHIPPED)
    with pytest.raises(CspError, match="no file"):
        plan_from_workbook.run(
            tmp_path / "mine.cspplan", tmp_path / "no.xlsx", None, STAMP, SHIPPED
        )
    with pytest.raises(Refusal, match="no map"):
        plan_from_workbook.run(
            tmp_path / "mine.cspplan", source, tmp_path / "no.json", STAMP, SHIPPED
        )
    assert there.read_bytes() == b"a plan"


def test_a_workbook_without_a_table_of_actions_is_told(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["Dear all,"])
    sheet.append(["please find our thoughts below."])
    path, source = tmp_path / "mine.cspplan", saved(book, tmp_path)
    with pytest.raises(Refusal, match="no table of actions"):
        plan_from_workbook.run(path, source, None, STAMP, SHIPPED, accept=True)


def test_where_no_table_is_found_a_person_may_fill_in_the_map_that_is_printed(
    tmp_path: Path,
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Ideas"
    for row in (("Our thoughts",), ("Nr", "Thing"), ("1.1", "Light the park"), ("1.2", "Patrol")):
        sheet.append(row)
    path, source, kept = tmp_path / "mine.cspplan", saved(book, tmp_path), tmp_path / "map.json"
    ran = plan_from_workbook.run(path, source, None, STAMP, SHIPPED)
    assert ran.code == plan_from_workbook.WAITING
    assert "'Ideas' (4 rows)" in ran.aside
    assert not path.exists()
    shown = json.loads("{" + ran.aside.partition("{")[2].rstrip("."))
    filled = {**json.loads(ran.text), "tables": [{**shown, "sheet": "Ideas", "header_rows": [2]}]}
    kept.write_text(json.dumps(filled), encoding="utf-8")
    made = plan_from_workbook.run(path, source, kept, STAMP, SHIPPED)
    assert made.data["records"]["action"] == 2


def test_a_long_plan_is_read_in_reasonable_time() -> None:
    header = {(1, column): GridCell(text) for column, text in enumerate(
        ("Ref", "Priority", "Action", "Lead", "RAG Q1", "Update Q1"), 1
    )}  # fmt: skip
    rows = {
        (row, column): GridCell(value)
        for row in range(2, 3002)
        for column, value in enumerate(
            (f"{row // 40}.{row % 40}", f"{row // 40} Priority", f"Action {row}", "Police",
             "Green", "Done " * 20),
            1,
        )
    }  # fmt: skip
    book = Book("long.xlsx", "", (Grid("Plan", "visible", header | rows),))
    found = read_with(book, suggest(book, SHIPPED, "2016-10-03"), SHIPPED)
    assert len(actions(found)) == 3000


def of_rows(*lines: tuple[str, ...]) -> Book:
    """A workbook of one sheet with these rows."""
    cells = {
        (row, column): GridCell(text)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line, 1)
        if text
    }
    return Book("plan.xlsx", "", (Grid("Plan", "visible", cells),))


def test_quarters_without_a_year_say_how_far_the_plan_has_come() -> None:
    book = of_rows(
        ("Community safety action plan 2016-17",),
        (),
        ("Ref", "Action", "Lead", "Q1 RAG", "Q1 update", "Q2 RAG", "Q2 update", "Q3 RAG"),
        ("1.1", "Knife arches", "Police", "Green", "Done twice", "Amber", "Late", ""),
    )
    assert suggest(book, SHIPPED, "2026-11-24").quarter == "2016/17 Q2"


def test_a_row_of_totals_is_no_priority() -> None:
    book = of_rows(
        ("Priority", "Ref", "Action", "Lead", "RAG"),
        ("Burglary", "1.1", "Alley gates", "Council", "Green"),
        ("", "1.2", "Smart water", "Police", "Amber"),
        ("Total", "", "", "", "2"),
    )
    found = read_with(book, suggest(book, SHIPPED, "2016-10-03"), SHIPPED)
    assert set(actions(found, "strategic_priority")) == {"Burglary"}
    assert actions(found)["1.2"]["strategic_priority"] == "Burglary"
    assert whys(found)["Plan!A4"] == "It reads as a total, not as an action."


def test_a_priority_in_a_row_without_an_action_counts_for_those_below_it() -> None:
    book = of_rows(
        ("Priority", "Ref", "Action", "Lead", "RAG"),
        ("Burglary", "1.1", "Alley gates", "Council", "Green"),
        ("Drugs", "", "", "Public Health", ""),
        ("", "2.1", "Outreach", "Police", "Amber"),
    )
    found = read_with(book, suggest(book, SHIPPED, "2016-10-03"), SHIPPED)
    assert actions(found)["1.1"]["strategic_priority"] == "Burglary"
    assert actions(found)["2.1"]["strategic_priority"] == "Drugs"
    assert "counts for the rows below" in whys(found)["Plan!A3"]
