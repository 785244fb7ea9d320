"""The workbook that goes out: what people see, and what programs find in it."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.errors import Failure, Refusal
from csp_desktop.look import CHARACTERS
from csp_desktop.workbook.export import base
from csp_desktop.workbook.export.writing import to_bytes, write
from csp_desktop.workbook.package.model import Export


def sheet_of(path: Path, name: str) -> Worksheet:
    sheet = load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_sheets_stand_in_the_order_people_need_them(sent: Path) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in load_workbook(sent).worksheets}
    assert states == {
        "Start here": "visible",
        "Updates": "visible",
        "Indicators": "visible",
        "Lists": "hidden",
        "csp-base": "veryHidden",
    }


def test_the_cover_says_what_to_do_by_when_and_what_the_colours_mean(sent: Path) -> None:
    cover = sheet_of(sent, "Start here")
    text = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert cover["A1"].value == "2016/17 Q2 return: Safer Young Hackney"
    for each in (
        "Give a status.", "Send back.", "14 October 2016", "P. Sandhu, 1 October 2016",
        "White, under a purple heading", "Grey", "Off track", "Marking: OFFICIAL-SENSITIVE",
        "2016/17 Q2, July to September 2016", "Export export-7",
    ):  # fmt: skip
        assert each in text


def test_each_page_and_sheet_bears_the_marking_at_head_and_foot(sent: Path) -> None:
    for sheet in load_workbook(sent).worksheets:
        assert sheet.oddHeader is not None
        assert sheet.oddFooter is not None
        assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
        assert sheet.oddFooter.center.text == "OFFICIAL-SENSITIVE"
        if sheet.title in ("Start here", "Updates", "Indicators"):
            marks = [c.row for c in sheet["A"] if c.value == "Marking: OFFICIAL-SENSITIVE"]
            assert len(marks) == 2
            assert marks[0] == 3


def test_a_sheet_holds_one_table_with_a_frozen_header_and_prints_on_a4(sent: Path) -> None:
    sheet = sheet_of(sent, "Updates")
    assert sheet["A1"].value == "Updates, Safer Young Hackney, 2016/17 Q2"
    assert sheet.tables["csp_updates"].ref == "A4:K19"
    assert len(sheet.tables) == 1
    assert sheet.freeze_panes == "C5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert not sheet.protection.sheet
    assert not sheet.merged_cells.ranges


def test_the_ids_stand_hidden_at_the_far_right_and_in_ten_empty_rows(sent: Path) -> None:
    sheet = sheet_of(sent, "Updates")
    assert sheet.column_dimensions["K"].hidden
    ids = [sheet.cell(row, 11).value for row in range(4, 20)]
    assert ids == ["Row id", "a1", "a2", "a3", "a4", "a5", *(f"new-{n}" for n in range(10))]
    assert all(sheet.cell(row, column).value is None for row in (10, 19) for column in range(1, 11))


def test_text_stays_text_whatever_it_begins_with(sent: Path) -> None:
    sheet = sheet_of(sent, "Updates")
    for address, value in {
        "A7": "1.10", "B5": "=SUM(A1) is a title", "H5": "@home visits", "D9": "- a dash first",
    }.items():  # fmt: skip
        cell = sheet[address]
        assert (cell.value, cell.number_format) == (value, "@")
        assert cell.data_type in ("s", "inlineStr")
    assert sheet_of(sent, "Indicators")["C5"].value == -11


def test_columns_to_fill_in_are_white_and_the_rest_grey(sent: Path) -> None:
    sheet = sheet_of(sent, "Updates")
    grounds = {letter: sheet[f"{letter}7"].fill.fgColor.rgb for letter in "ABCDEFGHIJ"}
    assert {grounds[letter] for letter in "ABCDEF"} == {"FFF3F4F6"}
    assert {grounds[letter] for letter in "GHIJ"} == {"FFFFFFFF"}
    # A new action is filled in whole, but for what only looks back.
    assert [sheet.cell(12, n).fill.fgColor.rgb for n in (1, 2, 5)] == [
        "FFFFFFFF", "FFFFFFFF", "FFF3F4F6",
    ]  # fmt: skip


def test_a_contested_cell_is_shaded_and_says_so(sent: Path) -> None:
    cell = sheet_of(sent, "Updates")["G6"]
    assert cell.fill.fgColor.rgb == "FFECE7F6"
    assert cell.border.left.color.rgb == "FF5B3E9E"
    assert cell.comment is not None
    assert "Contested" in cell.comment.text


def test_a_status_is_offered_and_shown_by_shape_colour_and_word(sent: Path) -> None:
    sheet = sheet_of(sent, "Updates")
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert "Off track,Not started" in lists["G5:G19"]
    assert lists["C10:C19"] == "Lists!$A$2:$A$31"
    shapes = {
        rule.formula[0]: rule.dxf.numFmt.formatCode
        for area in sheet.conditional_formatting
        for rule in area.rules
        if str(area.sqref) == "E5:E19 G5:G19" and rule.dxf and rule.dxf.numFmt
    }
    assert shapes['LEFT(E5,9)="Off track"'] == '"◆  "@'
    assert len(shapes) == len(CHARACTERS)
    assert sheet["G6"].value == "Off track"


def test_the_export_id_is_carried_twice_more(sent: Path) -> None:
    book = load_workbook(sent)
    assert book.defined_names["csp_export"].value == '"export-7"'
    with zipfile.ZipFile(sent) as parts:
        assert b"export-7" in parts.read("docProps/custom.xml")


def test_the_base_is_cut_into_cells_that_any_program_can_hold(export: Export) -> None:
    long = replace(export, plan_title="x" * 100_000)
    assert max(map(len, base.pieces(base.pack(long)))) < 32_767


def test_the_same_export_gives_the_same_bytes(export: Export) -> None:
    assert to_bytes(export) == to_bytes(replace(export))


def test_every_part_is_written_as_any_program_reads_it(export: Export) -> None:
    text = "Done 😀 – “said” Zoë, & <b> _x000D_ &#128512;"
    sheet = export.sheets[0]
    row = replace(sheet.rows[0], values=(*sheet.rows[0].values[:7], text, None, None))
    for made in (export, replace(export, sheets=(replace(sheet, rows=(row,)),))):
        data = to_bytes(replace(made, plan_title="A plan 😀", made_by="Zoë"))
        with zipfile.ZipFile(BytesIO(data)) as parts:
            for name in parts.namelist():
                part = parts.read(name).decode()
                assert not re.search("&#[0-9]{3}", part), name
                assert 'Target="/' not in part, name
                assert not re.search("<[?]xml[^>]*encoding=(?!.UTF-8)", part), name
            links = parts.read("xl/worksheets/_rels/sheet2.xml.rels").decode()
            for other in ("tables/table1.xml", "comments1.xml", "drawings/vmlDrawing1.vml"):
                assert (f'Target="../{other}"' in links) == (f"xl/{other}" in parts.namelist())
            assert "/xl/comments/" not in parts.read("[Content_Types].xml").decode()
        cell = load_workbook(BytesIO(data))["Updates"].cell(5, 8).value
    assert cell == text.replace("_x", "_x005F_x")


def test_rows_may_still_grow_and_a_ref_is_marked_as_no_mistake(sent: Path) -> None:
    with zipfile.ZipFile(sent) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml")
    assert b"customHeight" not in sheet
    assert b'ht="' in sheet
    assert b'sqref="A4:K19" numberStoredAsText="1"' in sheet


def test_an_ampersand_and_a_long_title_are_no_codes_in_the_footer(export: Export) -> None:
    odd = replace(export, kind="plan", plan_title="Crime & Disorder " * 20)
    with zipfile.ZipFile(BytesIO(to_bytes(odd))) as parts:
        cover = parts.read("xl/worksheets/sheet1.xml")
    assert b"Crime &amp;&amp; Disorder" in cover


def test_a_workbook_open_elsewhere_is_not_replaced(sent: Path, export: Export) -> None:
    before = sent.read_bytes()
    lock = sent.with_name(f"~${sent.name}")
    lock.touch()
    with pytest.raises(Refusal, match="open in Excel"):
        write(replace(export, marking="OFFICIAL"), sent)
    lock.unlink()
    lock = sent.with_name(f".~lock.{sent.name}#")
    lock.touch()
    with pytest.raises(Refusal, match="open in LibreOffice"):
        write(replace(export, marking="OFFICIAL"), sent)
    assert sent.read_bytes() == before


def test_a_file_held_by_another_program_is_said_so(
    sent: Path, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(temporary: Path, target: Path) -> Path:
        raise PermissionError(13, str(temporary), str(target))

    before = sent.read_bytes()
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Refusal, match="open in another program"):
        write(export, sent)
    assert sent.read_bytes() == before
    assert [each.name for each in sent.parent.iterdir() if "tmp" in each.name] == []


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path, export: Export) -> None:
    with pytest.raises(Failure, match="There is no folder"):
        write(export, tmp_path / "nowhere" / "return.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(Failure, match="folder"):
        write(export, tmp_path / "folder.xlsx")
