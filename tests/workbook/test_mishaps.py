"""What goes wrong when a workbook makes the round trip, as far as reading can tell."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.workbook.export import base
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.model import Export, Returned

pytestmark = pytest.mark.whole

Said = dict[str, dict[str, str | int | float | None]]
Edit = Callable[[Callable[[Workbook], None]], Path]
Read = Callable[..., Returned]
Rows = Callable[..., Said]
Updates = Callable[[Workbook], Worksheet]


def messages(returned: Returned) -> str:
    told = [f"{each.sheet} {each.cell}: {each.message}" for each in returned.problems]
    return "\n".join([*told, *returned.notices])


def ids(returned: Returned) -> list[str]:
    return [row.record_id for row in returned.sheets[0].rows if row.record_id.startswith("a")]


def test_nothing_is_amiss_with_what_was_sent(sent: Path, read: Read, said: Rows) -> None:
    returned = read(sent)
    assert messages(returned) == ""
    assert returned.export is not None
    assert returned.export.sound
    assert (returned.saved_by, returned.saved_at) == ("", "2016-10-01T08:30:00Z")
    assert said(returned)["a1"] == {
        "Ref": "1.1", "Action": "=SUM(A1) is a title", "Lead partners": "Police; Council & Co",
        "Planned": "Ongoing\nThen done", "Last status": "On track (2016/17 Q1)",
        "Last commentary": "Met in May.", "Status": "On track", "Commentary": "@home visits",
        "Corrective action": None, "Evidence": None,
    }  # fmt: skip
    assert said(returned)["a4"]["Commentary"] == "_x000D_ stays"
    assert said(returned, "Indicators")["i1"]["Reviewed"] == "14/07/2016"
    assert [row.matched for row in returned.sheets[0].rows] == ["id"] * 15
    assert all(row.blank for row in returned.sheets[0].rows[5:])


def test_1_a_column_sorted_alone_is_read_as_it_stands(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def sort_refs(book: Workbook) -> None:
        for row, ref in enumerate(("4.1", "2.10", "1.2", "1.10", "1.1"), 5):
            updates(book).cell(row, 1).value = ref

    rows = said(read(edit(sort_refs)))
    assert [rows[f"a{n}"]["Ref"] for n in range(1, 6)] == ["4.1", "2.10", "1.2", "1.10", "1.1"]


def test_2_a_row_copied_with_its_id_is_told_twice(edit: Edit, read: Read, updates: Updates) -> None:
    def copy(book: Workbook) -> None:
        for column in range(1, 12):
            updates(book).cell(10, column).value = updates(book).cell(6, column).value

    assert ids(read(edit(copy))) == ["a1", "a2", "a3", "a4", "a5", "a2"]


def test_3_a_row_inserted_without_an_id_has_none(edit: Edit, read: Read, updates: Updates) -> None:
    def insert(book: Workbook) -> None:
        sheet = updates(book)
        sheet.insert_rows(7)
        sheet["A7"], sheet["B7"], sheet["H7"] = "1.3", "A new action", "Started"

    returned = read(edit(insert))
    (row,) = [row for row in returned.sheets[0].rows if row.number == 7]
    assert (row.record_id, row.matched) == ("", "")
    assert row.values["title", ""].value == "A new action"
    assert ids(returned) == ["a1", "a2", "a3", "a4", "a5"]


def test_3_a_row_whose_id_was_lost_is_known_by_its_ref(
    edit: Edit, read: Read, updates: Updates
) -> None:
    def lose(book: Workbook) -> None:
        updates(book)["K7"] = None
        updates(book)["K8"] = "no id of ours"

    rows = {row.number: row for row in read(edit(lose)).sheets[0].rows}
    assert (rows[7].record_id, rows[7].matched) == ("a3", "label")
    assert (rows[8].record_id, rows[8].matched) == ("a4", "label")


def test_4_rows_deleted_or_filtered_out(edit: Edit, read: Read, updates: Updates) -> None:
    def delete(book: Workbook) -> None:
        updates(book).delete_rows(6)
        updates(book).row_dimensions[6].hidden = True

    assert ids(read(edit(delete))) == ["a1", "a3", "a4", "a5"]


@pytest.mark.parametrize("lost", ["column", "header", "values"])
def test_5_the_id_column_deleted_or_edited(
    edit: Edit, read: Read, updates: Updates, lost: str
) -> None:
    def lose(book: Workbook) -> None:
        sheet = updates(book)
        if lost == "column":
            sheet.delete_cols(11)
        elif lost == "header":
            sheet["K4"] = "what is this?"
        else:
            for row in range(5, 20):
                sheet.cell(row, 11).value = f"row {row}"

    returned = read(edit(lose))
    assert ids(returned) == ["a1", "a2", "a3", "a4", "a5"]
    matched = "id" if lost == "header" else "label"
    assert {row.matched for row in returned.sheets[0].rows[:5]} == {matched}


def test_5_a_ref_that_became_a_number_is_told_by_the_title_where_two_might_be_meant(
    edit: Edit, read: Read, updates: Updates
) -> None:
    def lose(book: Workbook) -> None:
        sheet = updates(book)
        sheet.delete_cols(11)
        sheet["A5"], sheet["A7"] = 1.1, 1.1
        sheet["B7"] = "Another title altogether"

    rows = {row.number: row.record_id for row in read(edit(lose)).sheets[0].rows}
    assert (rows[5], rows[7]) == ("a1", "")


def test_6_a_ref_saved_as_a_number_is_still_the_text_it_was(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def numbers(book: Workbook) -> None:
        updates(book)["A5"], updates(book)["A7"] = 1.1, 1.1
        updates(book)["A8"] = 2.1

    returned = read(edit(numbers))
    rows = said(returned)
    assert [rows[each]["Ref"] for each in ("a1", "a3", "a4")] == ["1.1", "1.10", "2.10"]
    assert "A5, A7, A8 had been turned from text" in messages(returned)


def test_6_a_ref_typed_anew_as_a_number_is_a_number(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def number(book: Workbook) -> None:
        updates(book)["A5"] = 1.3

    assert said(read(edit(number)))["a1"]["Ref"] == 1.3


def test_7_a_sheet_renamed_and_moved_with_rows_pasted_above(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def change(book: Workbook) -> None:
        sheet = updates(book)
        sheet.insert_rows(1, 3)
        sheet["A1"], sheet["B2"] = "From the August board", "Ref 1.1 is urgent"
        sheet.title = "SYH return"
        book.move_sheet(sheet, 2)

    returned = read(edit(change))
    assert "The sheet 'SYH return' was taken as 'Updates'." in returned.notices
    assert returned.sheets[0].header_row == 7
    assert said(returned)["a2"]["Status"] == "Off track"


def test_7_a_sheet_duplicated_untouched_is_left_aside(edit: Edit, read: Read) -> None:
    def duplicate(book: Workbook) -> None:
        book.copy_worksheet(book["Updates"]).title = "Updates (2)"

    returned = read(edit(duplicate))
    assert "says the same as 'Updates'" in messages(returned)
    assert returned.problems == ()


def test_7_a_sheet_duplicated_and_edited_is_a_problem(edit: Edit, read: Read) -> None:
    def duplicate(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Updates"])
        copy.title = "Updates (2)"
        copy["G7"] = "complete"

    (problem,) = read(edit(duplicate)).problems
    assert (problem.sheet, problem.cell) == ("Updates (2)", "G7")
    assert "Only 'Updates' was read" in problem.message


def test_7_a_sheet_that_is_gone_is_a_problem(edit: Edit, read: Read) -> None:
    returned = read(edit(lambda book: book.remove(book["Indicators"])))
    assert messages(returned) == "Indicators : The sheet 'Indicators' is not there any more."
    assert [sheet.name for sheet in returned.sheets] == ["Updates"]


def test_7_headers_that_are_gone_are_a_problem(edit: Edit, read: Read, updates: Updates) -> None:
    returned = read(edit(lambda book: updates(book).delete_rows(4)))
    assert "The headers of the sheet 'Updates' were not found" in messages(returned)
    assert [sheet.name for sheet in returned.sheets] == ["Indicators"]


def test_7_a_sheet_of_another_quarter_is_not_read(edit: Edit, read: Read, updates: Updates) -> None:
    def old(book: Workbook) -> None:
        updates(book)["A1"] = "Updates, Safer Young Hackney, 2016/17 Q1"

    returned = read(edit(old))
    assert "This sheet says 2016/17 Q1" in messages(returned)
    assert [sheet.name for sheet in returned.sheets] == ["Indicators"]


def test_8_columns_moved_renamed_and_added(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def change(book: Workbook) -> None:
        sheet = updates(book)
        sheet.move_range("G4:G19", cols=5)
        sheet.delete_cols(7)
        sheet["K4"], sheet["G4"], sheet["H4"] = "BRAG", "Progress so far", "Corective action"
        sheet["L4"], sheet["L5"] = "My notes", "Ask Anna"

    returned = read(edit(change))
    rows = said(returned)
    assert rows["a2"]["BRAG"] == "Off track"
    assert rows["a1"]["Progress so far"] == "@home visits"
    assert "headed 'Progress so far', was taken as 'Commentary'" in messages(returned)
    assert "headed 'Corective action', was taken as 'Corrective action'" in messages(returned)
    assert "column L, 'My notes', is not part of the export" in messages(returned)
    (problem,) = returned.problems
    assert (problem.sheet, problem.cell) == ("Updates", "L5")
    assert "“Ask Anna”" in problem.message


def test_8_a_column_that_is_gone_is_a_problem_and_no_cell_of_it_is_blank(
    edit: Edit, read: Read, updates: Updates
) -> None:
    returned = read(edit(lambda book: updates(book).delete_cols(8)))
    assert "The column 'Commentary' is not there any more" in messages(returned)
    assert all(("commentary", "2016/17 Q2") not in row.values for row in returned.sheets[0].rows)


def test_8_a_period_in_a_header_is_never_taken_for_another(
    edit: Edit, read: Read, said: Rows
) -> None:
    def swap(book: Workbook) -> None:
        sheet = book["Indicators"]
        sheet["E4"], sheet["F4"] = "Actual 2016/17 Q2", "Actual 2016/17 Q1"

    row = said(read(edit(swap)), "Indicators")["i1"]
    assert row["Actual 2016/17 Q2"] == -6.5
    assert row["Actual 2016/17 Q1"] is None


def test_8_two_columns_of_one_name(edit: Edit, read: Read, updates: Updates) -> None:
    def double(book: Workbook) -> None:
        updates(book)["L4"] = "Commentary"

    (problem,) = read(edit(double)).problems
    assert (problem.cell, problem.sheet) == ("L4", "Updates")
    assert "Two columns are headed 'Commentary'" in problem.message


def test_9_a_paste_that_wipes_the_drop_down(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def paste(book: Workbook) -> None:
        sheet = updates(book)
        sheet.data_validations.dataValidation = []
        sheet["G5"], sheet["G6"], sheet["G7"] = "on-track", " Green ", "G"

    rows = said(read(edit(paste)))
    assert [rows[each]["Status"] for each in ("a1", "a2", "a3")] == ["on-track", " Green ", "G"]


def test_10_dates_are_read_day_first_from_either_epoch(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def dates(book: Workbook) -> None:
        sheet = updates(book)
        sheet["J5"] = date(2016, 9, 4)
        sheet["J6"] = datetime(2016, 9, 4, 14, 30)  # noqa: DTZ001
        sheet["J7"] = time(9, 15)
        for address in ("J5", "J6", "J7"):
            sheet[address].number_format = "mm-dd-yy" if address != "J7" else "h:mm"

    def old_mac(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        dates(book)
        updates(book)["J6"].number_format = "d mmm yyyy hh:mm"

    expected = ["04/09/2016", "04/09/2016 14:30", "09:15"]
    for change in (dates, old_mac):
        rows = said(read(edit(change)))
        assert [rows[each]["Evidence"] for each in ("a1", "a2", "a3")] == expected


@pytest.mark.parametrize(
    ("ref", "day", "shown"),
    [("1.10", (2024, 10, 1), "1.10"), ("2.10", (2024, 2, 10), "2.10"), ("1.10", (2024, 3, 7), "")],
)
def test_10_a_ref_that_was_turned_into_a_date(
    edit: Edit,
    read: Read,
    said: Rows,
    updates: Updates,
    ref: str,
    day: tuple[int, int, int],
    shown: str,
) -> None:
    address, record = {"1.10": ("A7", "a3"), "2.10": ("A8", "a4")}[ref]

    def turn(book: Workbook) -> None:
        updates(book)[address] = date(*day)
        updates(book)[address].number_format = "d-mmm"

    read_back = said(read(edit(turn)))[record]["Ref"]
    assert read_back == (shown or "07/03/2024")


def test_11_numbers_and_percentages_keep_what_they_mean(edit: Edit, read: Read, said: Rows) -> None:
    def figures(book: Workbook) -> None:
        sheet = book["Indicators"]
        sheet["E5"], sheet["F5"], sheet["E6"], sheet["F6"] = 0.11, -0.07, "−6", "+73%*"
        sheet["E5"].number_format, sheet["F5"].number_format = "0%", "0.0%;[Red]-0.0%"
        sheet["C5"], sheet["C6"] = "Target of 80", "Tbc"

    rows = said(read(edit(figures)), "Indicators")
    assert (rows["i1"]["Actual 2016/17 Q1"], rows["i1"]["Actual 2016/17 Q2"]) == ("11%", "-7%")
    assert (rows["i2"]["Actual 2016/17 Q1"], rows["i2"]["Actual 2016/17 Q2"]) == ("−6", "+73%*")
    assert (rows["i1"]["Target"], rows["i2"]["Target"]) == ("Target of 80", "Tbc")


def test_12_a_cleared_cell_is_blank(edit: Edit, read: Read, said: Rows, updates: Updates) -> None:
    def clear(book: Workbook) -> None:
        updates(book)["H6"] = None
        updates(book)["J6"] = "   "

    row = said(read(edit(clear)))["a2"]
    assert row["Commentary"] is None
    assert row["Evidence"] == "   "


def test_13_white_space_and_quotes_are_left_for_the_comparison(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    def change(book: Workbook) -> None:
        updates(book)["H6"] = "Two posts are vacant._x000D_\nThree\u00a0share cover. "

    assert said(read(edit(change)))["a2"]["Commentary"] == (
        "Two posts are vacant.\r\nThree\u00a0share cover. "
    )


def test_14_cells_merged_by_hand_clear_nothing(
    edit: Edit, read: Read, said: Rows, updates: Updates
) -> None:
    returned = read(edit(lambda book: updates(book).merge_cells("G5:H7")))
    rows = said(returned)
    assert rows["a1"]["Status"] == "On track"
    for record, header in (("a1", "Commentary"), ("a2", "Status"), ("a3", "Commentary")):
        assert header not in rows[record]
    assert rows["a2"]["Evidence"] == "Board paper 6"
    assert "G5 to H7 were merged into one cell" in messages(returned)


def test_15_formulas_and_errors(edit: Edit, read: Read, said: Rows, updates: Updates) -> None:
    def formulas(book: Workbook) -> None:
        sheet = updates(book)
        sheet["H5"], sheet["H6"], sheet["H7"] = "=B5&C5", "#REF!", "=1/0"
        sheet["H8"] = "+ two posts"
        sheet["H8"].data_type = "s"

    returned = read(edit(formulas))
    told = {each.cell: each.message for each in returned.problems}
    assert "formula whose result was not saved" in told["H5"]
    assert "shows the error #REF!" in told["H6"]
    assert "formula whose result was not saved" in told["H7"]
    rows = said(returned)
    assert "Commentary" not in rows["a1"]
    assert rows["a4"]["Commentary"] == "+ two posts"


def test_16_a_text_longer_than_a_cell_comes_back_as_the_base_has_it(sent: Path, read: Read) -> None:
    returned = read(sent)
    assert returned.export is not None
    assert all(
        not isinstance(cell.value, str) or len(cell.value) <= 32_767
        for cell in returned.export.cells.values()
    )


def test_17_states_tables_validation_and_names_dropped(edit: Edit, read: Read, sent: Path) -> None:
    def strip(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.sheet_state = "visible"
            sheet.data_validations.dataValidation = []
            for name in list(sheet.tables):
                del sheet.tables[name]
        book.defined_names.clear()

    stripped, whole = read(edit(strip)), read(sent)
    assert stripped.sheets == whole.sheets
    assert stripped.export == whole.export
    assert messages(stripped) == ""


def test_18_comments_are_told_but_for_our_own(edit: Edit, read: Read, updates: Updates) -> None:
    def comment(book: Workbook) -> None:
        updates(book)["H5"].comment = Comment("Anna:\nis this still so?", "Anna")

    returned = read(edit(comment))
    assert messages(returned) == (
        "Updates H5: a comment stays in the workbook and is not taken over: "
        "“Anna: is this still so?”"
    )


def test_20_a_table_of_text_is_read_where_its_columns_are_known(
    tmp_path: Path, read: Read, export: Export
) -> None:
    layouts = base.unpack(base.pack(export)).sheets
    path = tmp_path / "return.csv"
    path.write_text("Ref;Status;Update\n1.10;on-track;Going well\n", encoding="utf-8")
    returned = read(path, layouts=layouts)
    (row,) = returned.sheets[0].rows
    assert {place[0]: cell.value for place, cell in row.values.items()} == {
        "ref": "1.10", "status": "on-track", "commentary": "Going well",
    }  # fmt: skip
    assert returned.export is None
    path.write_text("Name,Age\nAnna,30\n", encoding="utf-8")
    with pytest.raises(
        FileUnreadable, match=r"columns are not known\. A sheet is known by headers"
    ):
        read(path, layouts=layouts)


def test_20_a_workbook_of_something_else_is_told(tmp_path: Path, read: Read) -> None:
    book = Workbook()
    book.active["A1"] = "Rota"  # type: ignore[index]
    book.save(tmp_path / "rota.xlsx")
    with pytest.raises(FileUnreadable, match=r"rota\.xlsx holds no sheet of this plan"):
        read(tmp_path / "rota.xlsx")


def test_21_one_content_has_one_fingerprint(sent: Path, read: Read) -> None:
    copy = sent.with_name("return (1).xlsx")
    copy.write_bytes(sent.read_bytes())
    assert read(copy).fingerprint == read(sent).fingerprint
    load_workbook(sent).save(copy)
    assert read(copy).fingerprint != read(sent).fingerprint


def test_a_base_that_was_altered_is_not_trusted(edit: Edit, read: Read) -> None:
    def alter(book: Workbook) -> None:
        cell = book[base.SHEET]["A2"]
        cell.value = str(cell.value).replace("Safer Schools", "Safer Streets")

    returned = read(edit(alter))
    assert returned.export is not None
    assert not returned.export.sound
    assert "was altered" in messages(returned)


def test_a_base_that_cannot_be_read_is_none(edit: Edit, read: Read, export: Export) -> None:
    def break_it(book: Workbook) -> None:
        book[base.SHEET]["A2"] = "000000|{|"

    path = edit(break_it)
    layouts = base.unpack(base.pack(export)).sheets
    returned = read(path, layouts=layouts)
    assert (returned.export, returned.export_id) == (None, "export-7")
    assert returned.sheets[0].rows[0].record_id == "a1"
    assert read(path, kept=base.pack(export)).kept


def test_a_workbook_of_a_newer_version_is_told(edit: Edit, read: Read, export: Export) -> None:
    def newer(book: Workbook) -> None:
        text = base.pack(export).replace('"format":1', '"format":2', 1)
        for row, piece in enumerate(base.pieces(text), 1):
            book[base.SHEET].cell(row, 1).value = piece

    with pytest.raises(FileUnreadable, match="newer version"):
        read(edit(newer))
