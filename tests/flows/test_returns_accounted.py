"""Whatever a person put anywhere into a return is taken, held, or told with its sheet and cell."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from tests.flows.calc import fill_in
from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Q1, Q2, Book, Post, as_sent, send_out, surgery

GREEN, RED = PatternFill("solid", fgColor="FF00B050"), PatternFill("solid", fgColor="FFFF0000")
STRUCK = Font(strike=True)
NOTHING = "Nothing in this workbook differs"


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def told_of(report: dict[str, Any], sheet: str, cell: str, *words: str) -> bool:
    """Whether a problem or a notice names a place and quotes what stands there."""
    said = [f"{each['sheet']} {each['cell']}: {each['message']}" for each in report["problems"]]
    return any(
        each.startswith(f"{sheet} {cell}: ") and all(word in each for word in words)
        for each in [*said, *report["notices"]]
    )


def quiet(report: dict[str, Any]) -> bool:
    return any(NOTHING in each for each in report["notices"])


def held(report: dict[str, Any]) -> list[tuple[str, str, str | None, Any]]:
    return [(each["ref"], each["field"], each["period"], each["value"]) for each in report["held"]]


# Columns that the return does not ask for


def test_an_update_in_a_column_that_looks_back_is_held_for_this_quarter_where_it_is_blank(
    post: Post,
) -> None:
    file = post.open().put("1.1", last_commentary="Two clubs open.", last_status="G").save()
    report = post.only(file, code=3)
    assert report["applied"] == 0
    assert held(report) == [
        ("1.1", "status", Q1, "on track"),
        ("1.1", "commentary", Q1, "Two clubs open."),
    ]
    assert "'Last commentary'" in report["held"][1]["reason"]
    assert not quiet(report)
    for each in post.waiting():
        assert post.resolve(each, "--take", 1).code == 0
    assert post.quarter("1.1")["commentary"] == "Two clubs open."
    assert post.only(file)["already_known"] == 2


def test_an_update_over_what_was_said_last_is_held_for_the_quarter_that_it_repeats(
    post: Post,
) -> None:
    done("set", post.plan, "1.1", "status", "G", "--period", Q1)
    done("set", post.plan, "1.1", "commentary", "Said before", "--period", Q1)
    data("export", post.plan, post.sent["igu"], "--group", IGU, "--quarter", Q2)
    book = post.open().put("1.1", last_commentary="Three clubs.", last_status=f"Red ({Q1})")
    report = post.only(book.save(), code=3)
    assert held(report) == [
        ("1.1", "status", Q1, "off track"),
        ("1.1", "commentary", Q1, "Three clubs."),
    ]
    waiting = post.waiting()
    assert {each["agreed"] for each in waiting} == {"on track", "Said before"}
    assert post.resolve(waiting[0], "--leave").code == 0


def test_the_same_status_in_other_words_where_it_is_repeated_is_no_update(post: Post) -> None:
    done("set", post.plan, "1.1", "status", "G", "--period", Q1)
    data("export", post.plan, post.sent["igu"], "--group", IGU, "--quarter", Q2)
    report = post.only(post.open().put("1.1", last_status="green").save())
    assert (report["applied"], report["held"], report["problems"]) == (0, [], [])
    assert "means the same" in report["notices"][0]


def test_what_is_no_status_where_the_last_one_is_repeated_is_told(post: Post) -> None:
    report = post.only(post.open().put("1.1", last_status="going well").save(), code=3)
    assert told_of(report, "Updates", "E5", "'going well'")


def test_text_in_a_column_without_a_header_is_told_with_its_cell(post: Post) -> None:
    book = post.open()
    book.sheet().cell(book.row("1.2"), 16).value = "We opened two clubs."
    book.sheet("Indicators")["M6"] = 71
    report = post.only(book.save(), code=3)
    assert report["applied"] == 0
    assert told_of(report, "Updates", f"P{book.row('1.2')}", "“We opened two clubs.”", "header")
    assert told_of(report, "Indicators", "M6", "“71”")
    assert not quiet(report)


def test_an_update_in_an_inserted_column_is_told_and_the_others_are_taken(post: Post) -> None:
    book = post.open().put("1.2", status="G")
    sheet = book.sheet()
    sheet.insert_cols(8)
    sheet.cell(4, 8).value = "My update"
    sheet.cell(book.row("1.2"), 8).value = "Clubs are open."
    report = post.only(book.save(), code=3)
    assert report["applied"] == 1
    assert told_of(report, "Updates", f"H{book.row('1.2')}", "“Clubs are open.”", "'My update'")


def test_a_sheet_of_ones_own_is_told_cell_by_cell(post: Post) -> None:
    book = post.open()
    own = book.book.create_sheet("My updates")
    for row in (("Ref", "Update"), ("1.1", "Going well"), ("1.2", "Late")):
        own.append(row)
    report = post.only(book.save(), code=3)
    assert told_of(report, "My updates", "B2", "“Going well”")
    assert told_of(report, "My updates", "B3", "“Late”")
    assert not quiet(report)


def test_a_sheet_without_end_is_told_in_part_and_by_its_count(post: Post) -> None:
    book = post.open()
    own = book.book.create_sheet("Log")
    for number in range(100):
        own.append((f"Line {number}",))
    report = post.only(book.save(), code=3)
    assert len(report["problems"]) == 26
    assert told_of(report, "Log", "A26", "75 more")


def test_what_is_typed_over_a_hidden_id_is_told_and_its_row_known_by_its_ref(post: Post) -> None:
    book = post.open().put("1.2", status="G")
    book.cell("1.2", "Row id").value = "my own number 7"
    report = post.only(book.save(), code=3)
    assert report["applied"] == 1
    assert told_of(report, "Updates", f"O{book.row('1.2')}", "“my own number 7”")


def test_a_row_shifted_to_the_right_is_told_and_held(post: Post) -> None:
    done("set", post.plan, "1.2", "commentary", "As it was")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    sheet, row = book.sheet(), book.row("1.2")
    for column in range(15, 7, -1):
        sheet.cell(row, column + 1).value = sheet.cell(row, column).value
    sheet.cell(row, 8).value = "Typed in between"
    sheet.cell(row, 15).value = "Pushed into the ids"
    report = post.only(book.save(), code=3)
    assert report["applied"] == 0
    assert told_of(report, "Updates", f"O{row}", "“Pushed into the ids”")
    assert ("1.2", "commentary", Q1, "Typed in between") in held(report)
    assert all("shifted" in each["reason"] for each in report["held"])
    assert post.quarter("1.2")["commentary"] == "As it was"


# Words beside, above and below the table, and on the other sheets


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("Updates", "A2"), ("Updates", "D1"), ("Updates", "S30"), ("Start here", "C40"),
     ("Start here", "C6"), ("Indicators", "B2")],
)  # fmt: skip
def test_words_outside_the_rows_are_told_with_their_cell(post: Post, sheet: str, cell: str) -> None:
    book = post.open()
    book.book[sheet][cell].value = "Please note: 1.3 was paused"
    report = post.only(book.save(), code=3)
    assert report["applied"] == 0
    assert told_of(report, sheet, cell, "“Please note: 1.3 was paused”")
    assert not quiet(report)


def test_words_below_the_table_are_told_by_the_cell_in_which_they_stand(post: Post) -> None:
    book = post.open()
    last = book.spare(9)
    book.sheet().cell(last + 1, 8).value = "1.3 was paused in May"
    report = post.only(book.save(), code=3)
    assert told_of(report, "Updates", f"H{last + 1}", "“1.3 was paused in May”")


def test_a_word_of_the_exports_own_that_is_typed_once_more_is_told(post: Post) -> None:
    book = post.open()
    book.sheet().cell(book.row("1.2"), 17).value = "On track"
    assert told_of(post.only(book.save(), code=3), "Updates", f"Q{book.row('1.2')}", "“On track”")


def test_a_word_of_the_exports_own_that_is_gone_is_said(post: Post) -> None:
    book = post.open()
    book.book["Start here"]["C6"].value = None
    report = post.only(book.save())
    assert not quiet(report)
    assert any("Start here" in each for each in report["notices"])


def test_words_on_a_hidden_sheet_are_told(post: Post) -> None:
    book = post.open()
    own = book.book.create_sheet("Workings")
    own["B2"] = "1.3 is late"
    own.sheet_state = "hidden"
    assert told_of(post.only(book.save(), code=3), "Workings", "B2", "hidden sheet")


# What is said in other ways than by words


def test_a_status_told_by_colour_alone_is_held(post: Post) -> None:
    book = post.open()
    book.cell("1.1", "Status").fill = GREEN
    report = post.only(book.save(), code=3)
    assert held(report) == [("1.1", "status", Q1, "on track")]
    assert "colour" in report["held"][0]["reason"]
    assert post.quarter("1.1")["status"] is None
    (waits,) = post.waiting()
    assert post.resolve(waits, "--take", 1).code == 0
    assert post.quarter("1.1")["status"] == "on track"


def test_a_colour_that_contradicts_what_went_out_is_held_and_what_was_typed_counts(
    post: Post,
) -> None:
    done("set", post.plan, "1.1", "status", "on track")
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open().put("1.2", status="R")
    book.cell("1.1", "Status").fill = RED
    book.cell("1.2", "Status").fill = GREEN
    report = post.only(book.save(), code=3)
    assert held(report) == [("1.1", "status", Q1, "off track")]
    assert report["applied"] == 1
    assert told_of(report, "Updates", f"G{book.row('1.2')}", "colour") or any(
        "its colour says 'on track'" in each for each in report["notices"]
    )


def test_a_colour_in_another_column_is_told(post: Post) -> None:
    book = post.open()
    book.cell("1.1", "Action").fill = RED
    report = post.only(book.save())
    assert not quiet(report)
    assert any("B5" in each and "coloured" in each for each in report["notices"])


def test_struck_out_text_is_told_and_left_out_of_the_value(post: Post) -> None:
    book = post.open()
    book.cell("1.1", "Commentary").value = CellRichText(
        TextBlock(InlineFont(rFont="Calibri"), "We will deliver "),
        TextBlock(InlineFont(rFont="Calibri", strike=True), "200 "),
        TextBlock(InlineFont(rFont="Calibri"), "250 homes"),
    )
    cell = book.cell("1.2", "Commentary")
    cell.value, cell.font = "Not so any more", STRUCK
    report = post.only(book.save())
    assert post.quarter("1.1")["commentary"] == "We will deliver 250 homes"
    assert post.quarter("1.2")["commentary"] is None
    assert told_of(report, "Updates", "H5", "“200”", "struck out")
    assert told_of(report, "Updates", "H6", "“Not so any more”", "struck out")


def test_a_title_that_is_struck_out_stands_and_is_told(post: Post) -> None:
    title = post.action("1.1")["title"]
    book = post.open().put("1.1", status="G")
    for header in ("Ref", "Action"):
        book.cell("1.1", header).font = STRUCK
    report = post.only(book.save(), code=3)
    assert report["applied"] == 1
    assert told_of(report, "Updates", "B5", "struck out")
    assert post.action("1.1")["title"] == title


def test_the_address_behind_a_word_is_taken_with_it_where_a_text_is_asked_for(post: Post) -> None:
    book = post.open().put("1.1", evidence="the report").put("1.2", status="G")
    book.cell("1.1", "Evidence").hyperlink = "https://example.org/report.pdf"
    book.cell("1.2", "Status").hyperlink = "https://example.org/status"
    book.cell("1.3", "Evidence").value = '=HYPERLINK("https://example.org/other","the other")'
    file = book.save()
    surgery(file, "xl/worksheets/sheet2.xml", _with_result)
    report = post.only(file)
    assert post.quarter("1.1")["evidence"] == "the report (https://example.org/report.pdf)"
    assert post.quarter("1.3")["evidence"] == "the other (https://example.org/other)"
    assert told_of(report, "Updates", "J5", "https://example.org/report.pdf")
    assert any("G6" in each and "https://example.org/status" in each for each in report["notices"])
    assert post.only(file)["applied"] == 0


def _with_result(part: bytes) -> bytes:
    return re.sub(
        rb'(<c r="J7"[^>]*?)(?: t="[a-z]+")?(>.*?</f>)<v *(?:/>|></v>)',
        rb'\1 t="str"\2<v>the other</v>',
        part,
    )


def test_an_address_that_is_what_the_cell_says_adds_nothing(post: Post) -> None:
    book = post.open().put("1.1", evidence="www.example.org/a").put("1.2", evidence="a@b.org")
    book.cell("1.1", "Evidence").hyperlink = "http://www.example.org/a/"
    book.cell("1.2", "Evidence").hyperlink = "mailto:a@b.org"
    report = post.only(book.save())
    assert post.quarter("1.1")["evidence"] == "www.example.org/a"
    assert post.quarter("1.2")["evidence"] == "a@b.org"
    assert report["notices"] == []


DRAWING = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    b"<xdr:from><xdr:col>7</xdr:col><xdr:row>6</xdr:row></xdr:from>%s</xdr:twoCellAnchor>"
    b"</xdr:wsDr>"
)
TEXT_BOX = (
    b'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/>'
    b"</xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>1.3 was paused</a:t></a:r></a:p><a:p><a:r>"
    b"<a:t>in May</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
)
PICTURE = b'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Picture 2"/></xdr:nvPicPr></xdr:pic>'


@pytest.mark.parametrize(
    ("drawn", "words"),
    [(TEXT_BOX, ("text box", "“1.3 was paused in May”")), (PICTURE, ("picture",))],
)
def test_what_lies_over_the_cells_is_told(post: Post, drawn: bytes, words: tuple[str, ...]) -> None:
    file = post.open().save("drawn.xlsx")
    rels = b'<Relationship Id="rId99" Type="x/drawing" Target="../drawings/drawing1.xml"/>'
    surgery(
        file,
        "xl/worksheets/_rels/sheet2.xml.rels",
        lambda part: part.replace(b"</Relationships>", rels + b"</Relationships>"),
    )
    import zipfile

    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", DRAWING % drawn)
    report = post.only(file, code=3)
    assert told_of(report, "Updates", "H7", *words)
    assert not quiet(report)


# In the receipt, through LibreOffice, and old exports


def test_the_receipt_tells_what_was_not_taken_by_sheet_and_cell(post: Post, tmp_path: Path) -> None:
    book = post.open().put("1.1", status="G")
    book.sheet().cell(book.row("1.2"), 16).value = "We opened two clubs."
    file = book.save()
    assert command("merge", post.plan, file, "--receipts", tmp_path / "receipts").code == 3
    (receipt,) = (tmp_path / "receipts").glob("*.html")
    text = receipt.read_text(encoding="utf-8")
    assert f"Updates P{book.row('1.2')}" in text
    assert "We opened two clubs." in text


@pytest.mark.slow
def test_what_is_put_beside_the_rows_in_calc_is_told(post: Post) -> None:
    book = post.open()
    lines = [
        'sheet = book.Sheets.getByName("Updates")',
        'sheet.getCellRangeByName("P5").setString("Beside the table")',
        'sheet.getCellRangeByName("F6").setString("An update in the wrong column")',
        'sheet.getCellRangeByName("G7").CellBackColor = RGB(255, 0, 0)',
        'struck = sheet.getCellRangeByName("H8")',
        'struck.setString("No more")',
        "struck.CharStrikeout = 1",
        'book.Sheets.insertNewByName("Mine", 1)',
        'book.Sheets.getByName("Mine").getCellRangeByName("B2").setString("1.2 is late")',
    ]
    report = post.only(fill_in(post.sent["igu"], lines), code=3)
    refs = [str(book.sheet().cell(row, 1).value) for row in (6, 7)]
    assert told_of(report, "Updates", "P5", "“Beside the table”")
    assert told_of(report, "Updates", "H8", "“No more”", "struck out")
    assert told_of(report, "Mine", "B2", "“1.2 is late”")
    assert held(report) == [
        (refs[0], "commentary", Q1, "An update in the wrong column"),
        (refs[1], "status", Q1, "off track"),
    ]
    assert report["applied"] == 0
    assert len(report["problems"]) == 2


@pytest.mark.parametrize("name", ["Integrated Gangs Unit", "Safer Young Hackney", "Whole plan"])
def test_an_export_of_before_that_does_not_carry_its_own_words_gives_no_alarm(
    shipped: Path, tmp_path: Path, name: str
) -> None:
    plan = Path(shutil.copyfile(shipped, tmp_path / "plan.cspplan"))
    (sample,) = Path("data/returns").glob(f"{name}*.xlsx")
    report = command("merge", plan, sample, "--json").data["files"][0]
    assert [each["cell"] for each in report["problems"] if each["cell"] != "G7"] == []
    assert report["notices"] == []


def test_words_beside_the_rows_of_an_export_of_before_are_told(
    shipped: Path, tmp_path: Path
) -> None:
    plan = Path(shutil.copyfile(shipped, tmp_path / "plan.cspplan"))
    (sample,) = Path("data/returns").glob("Integrated*.xlsx")
    book = Book(Path(shutil.copyfile(sample, tmp_path / "before.xlsx")))
    book.sheet()["M6"] = "Beside the table"
    report = command("merge", plan, book.save(), "--json").data["files"][0]
    assert told_of(report, "Updates", "M6", "“Beside the table”")


def test_every_sheet_of_the_plan_workbook_gives_account_of_what_is_typed_beside_its_rows(
    post: Post,
) -> None:
    book = post.open("whole")
    typed: dict[str, tuple[str, str]] = {}
    for sheet in book.book.worksheets[1:-2]:
        last = next(cell.column for cell in sheet[4] if cell.value == "Row id")
        for row, column in ((2, 3), (5, last + 2), (sheet.max_row + 2, 1)):
            cell = sheet.cell(row, column)
            cell.value = f"Note {len(typed)}"
            typed[str(cell.value)] = (sheet.title, cell.coordinate)
    report = post.only(book.save(), code=3)
    assert report["applied"] == 0
    told = {(each["sheet"], each["cell"]): each["message"] for each in report["problems"]}
    assert told.keys() == set(typed.values())
    assert all(f"“{text}”" in told[place] for text, place in typed.items())
