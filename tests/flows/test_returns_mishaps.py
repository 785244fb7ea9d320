"""What goes wrong when a workbook makes the round trip: each mishap of docs, through `merge`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Q1, QUIET, Book, Post, as_sent, send_out, surgery


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def about(report: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """What a report says that is not nothing, but for the path; `keys` are left out, too."""
    told = {key: value for key, value in report.items() if value not in ([], 0)}
    return {key: told[key] for key in told if key not in ("path", "kind", *keys)}


def told(report: Mapping[str, Any]) -> list[str]:
    """The problems of a file, as 'sheet cell: sentence', each fit for a lead to act on."""
    found = []
    for each in report["problems"]:
        assert re.search(r"[.?!]$", each["message"]), each
        assert "None" not in each["message"]
        found.append(f"{each['sheet']} {each['cell']}: {each['message']}")
    return found


def filled(book: Book) -> Book:
    """A return with a status for each action of the gangs unit."""
    for ref, status in (("1.1", "G"), ("1.2", "A"), ("1.3", "R"), ("1.4", "Completed")):
        book.put(ref, status=status)
    return book


def test_01_a_grey_column_sorted_alone_stops_its_sheet_and_no_other(post: Post) -> None:
    book = filled(post.open())
    refs = [book.cell(ref, "Ref") for ref in ("1.1", "1.2", "1.3", "1.4")]
    for cell, ref in zip(refs, ("1.4", "1.3", "1.2", "1.1"), strict=True):
        cell.value = ref
    book.sheet("Indicators")["E5"] = 71
    report = post.only(book.save("ref-column-sorted-alone.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 1}
    (problem,) = told(report)
    assert problem.startswith("Updates A4: ")
    assert "come apart" in problem
    assert "'Ref'" in problem
    assert "Sort the whole table" in problem
    assert post.quarter("1.1")["status"] is None


def test_01_the_rest_sorted_without_what_was_said_last_quarter_is_noticed_too(post: Post) -> None:
    done("set", post.plan, "1.1", "commentary", "Said of the first", "--period", Q1)
    done("set", post.plan, "1.2", "commentary", "Said of the second", "--period", Q1)
    data("export", post.plan, post.sent["igu"], "--group", IGU, "--quarter", "2016/17 Q2")
    done("set", post.plan, "1.1", "status", "G", "--period", Q1)
    done("set", post.plan, "1.2", "status", "A", "--period", Q1)
    data("export", post.plan, post.sent["igu"], "--group", IGU, "--quarter", "2016/17 Q2")
    book = post.open()
    for header in ("Last status", "Last commentary"):
        one, other = book.cell("1.1", header), book.cell("1.2", header)
        one.value, other.value = other.value, one.value
    book.put("1.1", status="R")
    (problem,) = told(post.only(book.save("fill-in-block-sorted-alone.xlsx"), code=3))
    assert "'Last status'" in problem


def test_01_in_the_whole_plan_a_ref_column_sorted_alone_stops_the_sheet(post: Post) -> None:
    book = post.open("whole")
    cells = [book.cell(row, "Ref", "Plan") for row in range(5, 54)]
    for cell, ref in zip(cells, reversed([cell.value for cell in cells]), strict=True):
        cell.value = ref
    report = post.only(book.save("plan-ref-column-sorted-alone.xlsx"), code=3)
    assert about(report, "problems") == {}
    assert "'Ref'" in told(report)[0]


def test_01_two_refs_exchanged_in_the_whole_plan_are_two_edits(post: Post) -> None:
    book = post.open("whole")
    one, other = book.cell("1.1", "Ref", "Plan"), book.cell("1.2", "Ref", "Plan")
    one.value, other.value = other.value, one.value
    title = post.action("1.1")["title"]
    assert about(post.only(book.save("two-refs-exchanged.xlsx"))) == {"applied": 2}
    assert post.action("1.2")["title"] == title


def test_01_a_whole_table_sorted_is_as_it_was(post: Post) -> None:
    book = filled(post.open())
    sheet = book.sheet()
    rows = [[cell.value for cell in sheet[row]] for row in range(5, 19)]
    for number, row in enumerate(reversed(rows), 5):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    report = post.only(book.save("whole-table-sorted.xlsx"))
    assert about(report) == {"applied": 4}
    assert post.quarter("1.4")["status"] == "complete"


def test_02_a_row_copied_with_its_hidden_id_is_no_second_update(post: Post) -> None:
    book = filled(post.open())
    sheet, source, target = book.sheet(), book.row("1.2"), book.spare(3)
    for column in range(1, 12):
        sheet.cell(target, column).value = sheet.cell(source, column).value
    book.put(target, status="Red")
    report = post.only(book.save("row-copied-with-its-id.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 4}
    (problem,) = told(report)
    assert problem.startswith(f"Updates A{target}: Row {target} repeats 1.2")
    assert post.quarter("1.2")["status"] == "at risk"


def test_02_a_row_copied_with_its_hidden_id_and_changed_nowhere_is_nothing(post: Post) -> None:
    book = filled(post.open())
    sheet, source, target = book.sheet(), book.row("1.2"), book.spare(3)
    for column in range(1, 12):
        sheet.cell(target, column).value = sheet.cell(source, column).value
    assert about(post.only(book.save("row-copied-twice.xlsx"))) == {"applied": 4}


def test_02_a_row_copied_and_made_a_new_action_is_a_new_action(post: Post) -> None:
    book = post.open()
    sheet, source, target = book.sheet(), book.row("1.2"), book.spare()
    for column in range(1, 12):
        sheet.cell(target, column).value = sheet.cell(source, column).value
    book.put(target, ref="1.12", action="Safer parks", status="G")
    report = post.only(book.save("row-copied-to-begin-a-new-one.xlsx"))
    assert report["added"] == ["1.12"]
    assert post.quarter("1.12")["status"] == "on track"
    assert post.quarter("1.2")["status"] is None


def test_02_a_row_copied_over_another_keeps_that_others_update_out(post: Post) -> None:
    book = filled(post.open())
    sheet, source, target = book.sheet(), book.row("1.2"), book.row("1.3")
    for column in range(1, 11):
        sheet.cell(target, column).value = sheet.cell(source, column).value
    report = post.only(book.save("row-copied-over-another.xlsx"), code=3)
    assert report["missing"] == ["1.3"]
    assert report["applied"] == 3
    assert post.quarter("1.3")["status"] is None


def test_03_a_row_inserted_without_an_id_is_a_new_action_the_same_each_time(post: Post) -> None:
    other = post.copy()
    book = post.open()
    sheet, at = book.sheet(), book.row("1.3")
    sheet.insert_rows(at)
    for column, value in ((1, "1.12"), (2, "Safer parks"), (7, "on-track")):
        sheet.cell(at, column).value = value
    file = book.save("row-inserted-without-an-id.xlsx")
    report = post.only(file)
    assert about(report) == {"applied": 5, "added": ["1.12"]}
    assert post.action("1.12")["group"] == IGU
    assert post.quarter("1.12")["status"] == "on track"
    assert about(post.only(file)) == {"already_known": 5}
    post.merge(file, plan=other)
    assert post.action("1.12", other)["id"] == post.action("1.12")["id"]
    assert data("show", other) == data("show", post.plan)


def test_03_a_row_without_ref_is_told_with_its_place(post: Post) -> None:
    book = post.open()
    row = book.spare()
    book.put(row, action="Safer parks", status="G")
    report = post.only(book.save("new-row-without-ref.xlsx"), code=3)
    assert about(report, "problems") == {}
    (problem,) = told(report)
    assert problem.startswith(f"Updates A{row}: Row {row} has entries but no ref")


def test_04_deleted_rows_are_listed_and_nothing_is_deleted(post: Post) -> None:
    book = filled(post.open())
    book.sheet().delete_rows(book.row("1.2"))
    report = post.only(book.save("row-deleted.xlsx"), code=3)
    assert about(report) == {"applied": 3, "missing": ["1.2"], "conflicts": 1}
    assert post.action("1.2")["ref"] == "1.2"
    (waits,) = post.waiting()
    assert (waits["kind"], waits["ref"]) == ("missing", "1.2")
    assert post.resolve(waits, "--leave").code == 0
    assert post.waiting() == []
    assert post.only(book.path.with_name("row-deleted.xlsx"))["applied"] == 0
    assert post.waiting() == []


def test_04_a_missing_row_may_be_taken_as_a_deletion(post: Post) -> None:
    book = post.open()
    book.sheet().delete_rows(book.row("1.2"))
    post.only(book.save("row-deleted.xlsx"), code=3)
    (waits,) = post.waiting()
    assert post.resolve(waits, "--take", 1).code == 0
    assert command("show", post.plan, "1.2").code == 1
    done("undo", post.plan)
    assert post.action("1.2")["ref"] == "1.2"


def test_04_a_row_emptied_out_is_missing_not_cleared(post: Post) -> None:
    done("set", post.plan, "1.2", "status", "at risk")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    for column in range(1, 11):
        book.sheet().cell(book.row("1.3") - 1, column).value = None
    report = post.only(book.save("row-emptied.xlsx"), code=3)
    assert about(report) == {"missing": ["1.2"], "conflicts": 1}
    assert post.quarter("1.2")["status"] == "at risk"


def test_04_filtered_rows_are_all_there(post: Post) -> None:
    book = filled(post.open())
    for row in range(5, 8):
        book.sheet().row_dimensions[row].hidden = True
    assert about(post.only(book.save("rows-filtered-out.xlsx"))) == {"applied": 4}


def test_05_the_id_column_deleted_costs_nothing(post: Post) -> None:
    book = filled(post.open())
    book.sheet().delete_cols(book.columns()["Row id"])
    assert about(post.only(book.save("id-column-deleted.xlsx")), "notices") == {"applied": 4}
    assert post.quarter("1.4")["status"] == "complete"


def test_05_ids_exchanged_by_hand_stop_the_sheet(post: Post) -> None:
    book = filled(post.open())
    one, other = book.cell("1.1", "Row id"), book.cell("1.2", "Row id")
    one.value, other.value = other.value, one.value
    report = post.only(book.save("two-ids-exchanged.xlsx"), code=3)
    assert about(report, "problems") == {}
    assert "come apart" in told(report)[0]


def test_05_an_id_that_is_none_is_made_good_by_the_ref(post: Post) -> None:
    book = filled(post.open())
    book.cell("1.2", "Row id").value = "my own number 7"
    report = post.only(book.save("id-overwritten.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 4}
    assert told(report)[0].startswith("Updates O6: “my own number 7”")
    assert post.quarter("1.2")["status"] == "at risk"


def test_06_refs_turned_into_numbers_are_still_refs(post: Post) -> None:
    book = post.open("all")
    for ref, status in (("1.1", "G"), ("1.10", "A"), ("2.10", "R"), ("4.10", "N")):
        book.put(ref, status=status)
    for row in range(5, 54):
        cell = book.cell(row, "Ref")
        cell.value, cell.number_format = float(str(cell.value)), "General"
    report = post.only(book.save("ref-column-numeric.xlsx"))
    assert about(report, "notices") == {"applied": 4}
    found = {ref: post.quarter(ref)["status"] for ref in ("1.1", "1.10", "2.1", "2.10", "4.10")}
    assert found == {
        "1.1": "on track", "1.10": "at risk", "2.1": None, "2.10": "off track",
        "4.10": "not started",
    }  # fmt: skip


def test_06_a_new_ref_typed_as_a_number_is_read_as_it_is_shown(post: Post) -> None:
    book = post.open()
    row = book.spare()
    book.put(row, action="Safer parks", status="G")
    cell = book.cell(row, "Ref")
    cell.value, cell.number_format = 1.2, "0.00_ "
    assert post.only(book.save("new-ref-numeric.xlsx"))["added"] == ["1.20"]


def test_06_a_number_in_a_column_of_text_is_taken_as_it_is_shown(post: Post) -> None:
    book = post.open()
    for ref, number, shown in (("1.1", 1.1, "0.00"), ("1.2", 14, "General")):
        cell = book.cell(ref, "Evidence")
        cell.value, cell.number_format = number, shown
    assert about(post.only(book.save("numbers-in-a-text-column.xlsx"))) == {"applied": 2}
    assert post.quarter("1.1")["evidence"] == "1.10"
    assert post.quarter("1.2")["evidence"] == "14"


def test_07_the_header_row_copied_whole_into_the_table_is_no_new_action(post: Post) -> None:
    book = post.open().put("1.1", status="G")
    sheet, at = book.sheet(), book.row("1.3")
    sheet.insert_rows(at)
    for column in range(1, 12):
        sheet.cell(at, column).value = sheet.cell(book.head(), column).value
    assert about(post.only(book.save("header-row-repeated.xlsx"))) == {"applied": 1}


def test_07_a_sheet_renamed_and_moved_is_known_by_what_it_holds(post: Post) -> None:
    book = filled(post.open())
    book.sheet().title = "Gangs Q1"
    book.book.move_sheet("Gangs Q1", 2)
    report = post.only(book.save("sheet-renamed-and-moved.xlsx"))
    assert about(report, "notices") == {"applied": 4}
    assert any("Gangs Q1" in each for each in report["notices"])


def test_07_of_a_duplicated_sheet_that_differs_one_is_read_and_the_other_told(post: Post) -> None:
    book = filled(post.open())
    copied = book.book.copy_worksheet(book.sheet())
    copied.title = "Updates (2)"
    copied["G5"] = "Red"
    report = post.only(book.save("sheet-duplicated.xlsx"), code=3)
    assert about(report, "problems", "notices") == {"applied": 4}
    (problem,) = told(report)
    assert problem.startswith("Updates (2) G5: ")
    assert post.quarter("1.1")["status"] == "on track"


def test_07_rows_pasted_above_the_header_move_nothing(post: Post) -> None:
    book = filled(post.open())
    book.sheet().insert_rows(1, 3)
    book.sheet()["A2"] = "Reviewed by the unit on 3 May"
    report = post.only(book.save("rows-above-the-header.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 4}
    assert told(report)[0].startswith("Updates A2: “Reviewed by the unit on 3 May”")


def test_08_columns_moved_renamed_and_added_are_told_and_read(post: Post) -> None:
    book = filled(post.open())
    sheet = book.sheet()
    sheet.insert_cols(1)
    sheet.cell(4, 1).value = "Checked by"
    sheet.cell(5, 1).value = "AB"
    book.cell(4, "Commentary").value = "Comentary"
    book.sheet().cell(5, 9).value = "Two clubs open."
    report = post.only(book.save("columns-moved-renamed-added.xlsx"), code=3)
    assert about(report, "notices", "problems") == {"applied": 5}
    assert told(report)[0].startswith("Updates A5: “AB”")
    assert post.quarter("1.1")["commentary"] == "Two clubs open."
    assert any("Checked by" in each for each in report["notices"])
    assert any("Comentary" in each for each in report["notices"])


def test_08_a_column_to_fill_in_that_is_gone_clears_nothing(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "As it was")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = filled(post.open())
    book.sheet().delete_cols(book.columns()["Commentary"])
    report = post.only(book.save("fill-in-column-deleted.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 4}
    assert "'Commentary'" in told(report)[0]
    assert post.quarter("1.2")["commentary"] == "As it was"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("on-track", "on track"), ("Green", "on track"), ("G", "on track"),
        ("COMPLETED", "complete"), (" At Risk ", "at risk"), ("n/a", "not applicable"),
        ("Tbc.", "tbc"), ("red", "off track"),
    ],
)  # fmt: skip
def test_09_a_status_is_understood_as_it_is_typed(post: Post, typed: str, status: str) -> None:
    book = post.open().put("1.1", status=typed)
    assert about(post.only(book.save("status-by-synonym.xlsx"))) == {"applied": 1}
    assert post.quarter("1.1")["status"] == status


def test_09_a_status_that_is_none_costs_only_itself(post: Post) -> None:
    book = filled(post.open()).put("1.2", status="going rather well", commentary="Fine.")
    report = post.only(book.save("status-that-is-none.xlsx"), code=3)
    assert about(report, "problems") == {"applied": 4}
    (problem,) = told(report)
    assert problem.startswith("Updates G6: 1.2: 'going rather well' is not one of the choices")
    assert "on track" in problem
    assert post.quarter("1.2") == {
        "status": None, "commentary": "Fine.", "corrective_action": None, "evidence": None,
    }  # fmt: skip


def test_10_dates_stay_the_text_they_were_day_first(post: Post) -> None:
    book = post.open()
    cell = book.cell("1.1", "Evidence")
    cell.value, cell.number_format = dt.datetime(2016, 7, 4), "mm-dd-yy"  # noqa: DTZ001
    assert post.only(book.save("evidence-a-date.xlsx"))["applied"] == 1
    assert post.quarter("1.1")["evidence"] == "04/07/2016"


def test_10_texts_that_a_program_made_dates_of_are_no_edits(post: Post) -> None:
    done("set", post.plan, "1.1", "evidence", "15/16")
    done("set", post.plan, "1.2", "evidence", "1-24")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    for ref, moment in (("1.1", dt.date(2016, 1, 15)), ("1.2", dt.date(2024, 1, 1))):
        cell = book.cell(ref, "Evidence")
        cell.value, cell.number_format = moment, "d-mmm"
    book.cell("1.1", "Evidence").value = dt.date(2015, 1, 16)
    report = post.only(book.save("text-turned-into-dates.xlsx"), code=0)
    assert report["applied"] in (0, 1)
    assert post.quarter("1.2")["evidence"] == "1-24"


def test_10_an_epoch_of_1904_moves_no_date(post: Post) -> None:
    book = post.open()
    cell = book.cell("1.1", "Evidence")
    cell.value, cell.number_format = 41_093, "dd/mm/yyyy"
    path = book.save("epoch-1904.xlsx")
    surgery(
        path,
        "xl/workbook.xml",
        lambda part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1),
    )
    assert post.only(path)["applied"] == 1
    assert post.quarter("1.1")["evidence"] == "04/07/2016"


@pytest.mark.parametrize(
    ("typed", "shown", "actual"),
    [
        (11, "General", 11), (0.11, "0%", 11), ("11%", "@", 11), ("\u22126", "@", -6),
        ("+73%*", "@", 73), ("Target of 80", "@", 80), ("1,234.5", "@", 1234.5),
        ("-14 %", "@", -14),
        (-0.065, "0.0%", -6.5),
    ],
)  # fmt: skip
def test_11_numbers_are_understood_as_they_are_shown(
    post: Post, typed: float | str, shown: str, actual: float
) -> None:
    book = post.open()
    cell = book.sheet("Indicators")["E5"]
    cell.value, cell.number_format = typed, shown
    name = book.sheet("Indicators")["A5"].value
    assert post.only(book.save("number-as-typed.xlsx"))["applied"] == 1
    (indicator,) = [each for each in data("show", post.plan)["indicators"] if each["name"] == name]
    assert indicator["periods"][Q1]["actual"] == actual


def test_11_a_number_that_is_none_is_told_with_its_place(post: Post) -> None:
    book = post.open()
    book.sheet("Indicators")["E6"] = "about forty"
    report = post.only(book.save("number-in-words.xlsx"), code=3)
    (problem,) = told(report)
    assert problem.startswith("Indicators E6: ")
    assert "'about forty' is not a number" in problem


def test_11_a_fraction_in_a_column_of_per_cents_is_asked_about(post: Post) -> None:
    book = post.open()
    book.sheet("Indicators")["E6"] = 0.11
    report = post.only(book.save("fraction-for-a-percentage.xlsx"))
    assert report["applied"] == 1
    (notice,) = report["notices"]
    assert notice.startswith("Indicators E6 says 0.11")
    assert "11" in notice.removeprefix("Indicators E6 says 0.11")


def test_12_a_cleared_cell_is_an_edit_listed_apart(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "To be taken out")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    book.cell("1.2", "Commentary").value = None
    report = post.only(book.save("cell-cleared.xlsx"))
    assert about(report) == {
        "applied": 1,
        "cleared": [{"ref": "1.2", "field": "commentary", "period": Q1}],
    }
    assert post.quarter("1.2")["commentary"] is None


def test_13_spaces_quotes_and_line_ends_are_no_edits(post: Post) -> None:
    done("set", post.plan, "1.1", "commentary", 'It\'s "open" now.\nTwo clubs  more.')
    done("set", post.plan, "1.2", "commentary", "A long  one")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    rewritten = "It\u2019s \u201copen\u201d\u00a0now. \r\nTwo clubs more. "
    book.put("1.1", commentary=rewritten).put("1.2", commentary="A\u00a0long one")
    cell = book.cell("1.3", "Commentary")
    cell.value = " \u00a0"
    report = post.only(book.save("spaces-quotes-line-ends.xlsx"))
    assert about(report, "notices") == {}


def test_14_cells_merged_by_hand_clear_nothing(post: Post) -> None:
    for ref in ("1.1", "1.2", "1.3"):
        done("set", post.plan, ref, "commentary", f"Said of {ref}")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open().put("1.1", commentary="One for all three")
    book.sheet().merge_cells("H5:H7")
    report = post.only(book.save("cells-merged.xlsx"))
    assert about(report, "notices") == {"applied": 1}
    assert any("H5" in each and "H7" in each for each in report["notices"])
    assert post.quarter("1.2")["commentary"] == "Said of 1.2"


def test_15_a_formula_is_taken_as_what_it_showed_and_an_error_is_told(post: Post) -> None:
    book = filled(post.open()).put("1.1", commentary="=1/0 shows #REF!").put("1.2", evidence="x")
    book.cell("1.3", "Commentary").value = "=CONCAT(A7, B7)"
    path = book.save("formulas.xlsx")
    report = post.only(path, code=3)
    assert {each["cell"] for each in report["problems"]} == {"H5", "H7"}
    assert about(report, "problems", "notices") == {"applied": 5}
    told(report)


def test_15_text_that_begins_like_a_formula_goes_out_and_comes_back_as_text(post: Post) -> None:
    for ref, text in (("1.1", "=SUM(A1)"), ("1.2", "+44 20"), ("1.3", "- two"), ("1.4", "@home")):
        done("set", post.plan, ref, "commentary", text)
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    assert about(post.only(book.save("text-like-a-formula.xlsx")), "notices") == {}
    assert book.cell("1.1", "Commentary").data_type == "s"


def test_16_a_text_at_the_limit_comes_whole_and_past_it_is_told(post: Post) -> None:
    done("set", post.plan, "1.1", "commentary", "x" * 32_767)
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    assert about(post.only(book.save("text-at-the-limit.xlsx")), "notices") == {}
    path = book.put("1.2", commentary="@@@").save("text-past-the-limit.xlsx")
    surgery(path, "xl/worksheets/sheet2.xml", lambda part: part.replace(b"@@@", b"y" * 40_000))
    report = post.only(path, code=3)
    assert about(report, "problems") == {}
    assert "40,000 characters" in told(report)[0]


def test_17_a_script_that_keeps_only_values_keeps_enough(post: Post) -> None:
    from openpyxl import Workbook

    book = filled(post.open())
    plain = Workbook()
    plain.remove(plain.worksheets[0])
    for sheet in book.book.worksheets:
        copied = plain.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copied.cell(cell.row, cell.column).value = cell.value
    path = book.path.with_name("values-alone.xlsx")
    plain.save(path)
    assert about(post.only(path), "notices") == {"applied": 4}


def test_17_a_lost_base_is_put_right_by_what_the_plan_keeps(post: Post) -> None:
    book = filled(post.open())
    del book.book["csp-base"]
    report = post.only(book.save("base-sheet-deleted.xlsx"))
    assert about(report, "notices") == {"applied": 4}
    assert report["notices"]


def test_18_comments_are_told_and_not_taken_over(post: Post) -> None:
    book = filled(post.open())
    book.cell("1.2", "Status").comment = Comment("Should this be red?", "A. Lee")
    report = post.only(book.save("comments.xlsx"))
    assert about(report, "notices") == {"applied": 4}
    assert any("Should this be red?" in each for each in report["notices"])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ".xlsx"),
        ("label.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
         + "DRMEncryptedTransform EncryptedPackage".encode("utf-16-le"), "sensitivity label"),
        ("password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
         + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("empty.xlsx", b"", "empty"),
        ("~$igu.xlsx", b"\x05P Sandhu", "igu.xlsx instead"),
        ("cut.xlsx", b"PK\x03\x04 and no more", "again"),
    ],
)  # fmt: skip
def test_19_and_20_a_file_of_another_kind_is_refused_in_words(
    post: Post, name: str, content: bytes, says: str
) -> None:
    path = post.plan.with_name(name)
    path.write_bytes(content)
    before = post.plan.read_bytes()
    answer = command("merge", post.plan, path)
    assert answer.code == 1
    assert says in answer.err
    assert post.plan.read_bytes() == before
    good = filled(post.open()).save("good.xlsx")
    report = post.merge(path, good, code=3)
    assert [each["applied"] for each in report["files"]] == [0, 4]
    assert says in report["files"][0]["problems"][0]["message"]


def test_20_a_numbered_copy_of_a_return_is_the_same_return(post: Post) -> None:
    path = filled(post.open()).save("igu.xlsx")
    assert about(post.only(path)) == {"applied": 4}
    numbered = path.with_name("igu (1).xlsx")
    numbered.write_bytes(path.read_bytes())
    assert about(post.only(numbered)) == {"already_known": 4}
    assert about(post.only(path)) == {"already_known": 4}


def test_21_the_same_return_twice_in_one_go_is_known_the_second_time(post: Post) -> None:
    path = filled(post.open()).save()
    report = post.merge(path, path)
    assert [about(each) for each in report["files"]] == [{"applied": 4}, {"already_known": 4}]


def test_21_a_return_saved_again_is_the_same_return(post: Post) -> None:
    book = filled(post.open())
    book.book.properties.lastModifiedBy = "Ann Lee"
    post.only(book.save("first.xlsx"))
    book.book.properties.lastModifiedBy = "Bob Ray"
    report = post.only(book.save("second.xlsx"))
    assert about(report) == {"already_known": 4}
    assert post.waiting() == []


def test_21_an_old_export_after_a_newer_one_is_a_conflict_and_not_a_step_back(post: Post) -> None:
    old = post.open().put("1.1", status="G").save("old.xlsx")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    newer = post.open().put("1.1", status="R").save("newer.xlsx")
    assert about(post.only(newer)) == {"applied": 1}
    assert about(post.only(old, code=3)) == {"applied": 1, "conflicts": 1}
    (waits,) = post.waiting()
    assert (waits["kind"], waits["ref"], waits["field"], waits["agreed"]) == (
        "edit", "1.1", "status", None,
    )  # fmt: skip
    assert {choice["value"] for choice in waits["choices"]} == {"on track", "off track"}


def test_21_an_old_export_that_leaves_alone_what_a_newer_one_changed_undoes_nothing(
    post: Post,
) -> None:
    old = post.open().put("1.2", status="G").save("old.xlsx")
    done("set", post.plan, "1.1", "status", "R")
    assert about(post.only(old)) == {"applied": 1}
    assert post.quarter("1.1")["status"] == "off track"


def test_21_a_return_for_another_plan_is_refused_by_name(post: Post, tmp_path: Path) -> None:
    other = tmp_path / "other.cspplan"
    done("new", other, "--title", "Our own plan")
    done("add", other, "year", "2016/17")
    done("set", other, "plan", "working_quarter", "2016/17 Q1")
    done("add", other, "action", "1.1", "title=Locks")
    data("export", other, tmp_path / "other.xlsx")
    answer = command("merge", post.plan, tmp_path / "other.xlsx")
    assert answer.code == 1
    assert "'Our own plan'" in answer.err
    answer = command("merge", post.plan, other)
    assert answer.code == 1
    assert "'Our own plan'" in answer.err


def test_21_two_leads_on_one_action_who_differ_are_a_conflict_both_ways(post: Post) -> None:
    one = post.open("igu").put("1.1", status="G").save("one.xlsx")
    other = post.open("all").put("1.1", status="R").save("two.xlsx")
    again = post.copy()
    post.merge(one, other, code=3)
    post.merge(other, one, plan=again, code=3)
    first, second = post.waiting(), post.waiting(again)
    assert [each["id"] for each in first] == [each["id"] for each in second]
    assert len(first) == 1
    assert data("show", post.plan) == data("show", again)


def test_21_two_leads_on_one_action_who_agree_are_none(post: Post) -> None:
    one = post.open("igu").put("1.1", status="G").save("one.xlsx")
    other = post.open("all").put("1.1", status="on-track").save("two.xlsx")
    report = post.merge(one, other)
    assert report["conflicts"] == []
    assert post.quarter("1.1")["status"] == "on track"


def test_21_two_leads_who_add_one_new_ref_are_both_kept_until_somebody_decides(post: Post) -> None:
    files = []
    for name, title in (("igu", "Safer parks"), ("syh", "Safer squares")):
        book = post.open(name)
        files.append(book.put(book.spare(), ref="1.12", action=title).save(f"{name}-new.xlsx"))
    report = post.merge(*files, code=3)
    assert [each["added"] for each in report["files"]] == [["1.12"], ["1.12"]]
    (waits,) = post.waiting()
    assert (waits["kind"], waits["agreed"]) == ("ref", "1.12")
    titles = {choice["n"]: choice["value"] for choice in waits["choices"]}
    assert set(titles.values()) == {"Safer parks", "Safer squares"}
    keeper = next(n for n, title in titles.items() if title == "Safer squares")
    assert post.resolve(waits, "--take", keeper).code == 0
    assert post.action("1.12")["title"] == "Safer squares"
    assert post.action("1.13")["title"] == "Safer parks"


def test_21_one_deletes_what_another_edits(post: Post) -> None:
    file = post.open().put("1.1", status="G").save()
    done("delete", post.plan, "1.1")
    report = post.only(file, code=3)
    assert about(report) == {"applied": 1, "conflicts": 1}
    (waits,) = post.waiting()
    assert (waits["kind"], waits["ref"]) == ("delete", "1.1")
    assert post.resolve(waits, "--keep").code == 0
    assert post.quarter("1.1")["status"] == "on track"
    assert post.waiting() == []


def test_a_return_sent_back_as_it_was_brings_nothing(post: Post) -> None:
    before = data("show", post.plan)
    report = post.only(post.sent["igu"])
    (notice,) = report.pop("notices")
    assert "Nothing in this workbook differs" in notice
    expected = {**QUIET, "path": str(post.sent["igu"]), "kind": "workbook", "conflicts": 0}
    expected.pop("notices")
    assert report == expected
    assert data("show", post.plan) == before
