"""Old and binary Excel workbooks and OpenDocument spreadsheets: their values, within the limits."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from csp_desktop.operations.importing import plan_from_workbook
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.package.any_book import read_any
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.worker.process import Reader

ROWS: tuple[tuple[str | float, ...], ...] = (
    ("Ref", "Action", "Lead", "RAG Q1", "Progress Q1 2024/25"),
    ("1.1", "Patrol", "Police", "Green", "Done"),
    ("1.2", "Light the canal", "Council", "Amber", 12.5),
)
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="Plan">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
DATE = (
    '<table:table-cell office:value-type="date" office:date-value="2024-06-03"><text:p>x</text:p>'
)


def ods(path: Path, more: str = "", prologue: str = "") -> Path:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            if isinstance(value, float)
            else f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    text = '<?xml version="1.0" encoding="UTF-8"?>' + prologue + ODS.format(rows=rows + more)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        whole.writestr("content.xml", text)
        whole.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def xls(path: Path) -> Path:
    """A workbook as Excel 97 wrote it: records in one stream of an OLE container."""
    cells = b""
    for row, line in enumerate(ROWS):
        for column, value in enumerate(line):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                cells += record(0x204, at + struct.pack("<HB", len(value), 0) + value.encode())
            else:
                cells += record(0x203, at + struct.pack("<d", value))
    begin = struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0)
    name = struct.pack("<BB", 4, 0) + b"Plan"
    starts = len(record(0x809, begin)) + len(record(0x85, b"\0" * 6 + name)) + 4
    stream = record(0x809, begin) + record(0x85, struct.pack("<IH", starts, 0) + name)
    stream += record(0x0A, b"")
    stream += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells
    stream = (stream + record(0x0A, b"")).ljust(8 * 512, b"\0")
    path.write_bytes(container(stream))
    return path


def container(stream: bytes) -> bytes:
    """An OLE container of one stream: its table, its directory, and the stream, 512 bytes each."""
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    entries = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(
        "Workbook", 2, 0xFFFFFFFF, 2, len(stream)
    )
    return head + fat + entries.ljust(512, b"\0") + stream


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(wide) + 2, kind, 1, none, none, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def binary(number: int, data: bytes = b"") -> bytes:
    """A record of a binary workbook: its number and length in groups of seven bits."""
    said = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
    return said + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path) -> Path:
    cells = b""
    for row, line in enumerate(ROWS):
        cells += binary(0, struct.pack("<IIHBBB", row, 0, 300, 0, 0, 0) + struct.pack("<I", 0))
        for column, value in enumerate(line):
            at = struct.pack("<II", column, 0)
            if isinstance(value, str):
                cells += binary(6, at + wide(value))
            else:
                cells += binary(5, at + struct.pack("<d", value))
    size = binary(148, struct.pack("<IIII", 0, len(ROWS) - 1, 0, len(ROWS[0]) - 1))
    sheet = binary(129) + size + binary(145) + cells + binary(146) + binary(130)
    named = binary(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Plan"))
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="{}" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/{}"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("[Content_Types].xml", "<Types/>")
        whole.writestr("_rels/.rels", related.format("xl/workbook.bin", "officeDocument"))
        whole.writestr(
            "xl/_rels/workbook.bin.rels", related.format("worksheets/sheet1.bin", "worksheet")
        )
        whole.writestr(
            "xl/workbook.bin", binary(131) + binary(143) + named + binary(144) + binary(132)
        )
        whole.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


MADE = {"xls": xls, "xlsb": xlsb, "ods": ods}


@pytest.mark.parametrize("kind", MADE)
def test_the_values_of_a_book_of_another_kind_are_read_and_what_is_not_is_told(
    kind: str, tmp_path: Path
) -> None:
    path = MADE[kind](tmp_path / f"plan.{kind}")
    with Reader() as reader:
        book = reader.book(path)
    (grid,) = book.grids
    assert grid.name == "Plan"
    values = [tuple(grid.cells[row, at].value for at in range(1, 6)) for row in (1, 2, 3)]
    assert values == list(ROWS)
    (told,) = book.notices
    assert f".{kind}" in told
    assert "no colours" in told


@pytest.mark.parametrize("kind", MADE)
def test_a_plan_is_made_of_it_and_the_loss_is_said_where_a_person_looks(
    kind: str, tmp_path: Path
) -> None:
    path = MADE[kind](tmp_path / f"plan.{kind}")
    stamp = Stamp("Jo", "2024-10-03")
    ran = plan_from_workbook.run(tmp_path / "p.cspplan", path, None, stamp, SHIPPED, accept=True)
    assert ran.code == plan_from_workbook.WAITING
    assert ran.data["records"]["action"] == 2
    assert any("no colours" in each["why"] for each in ran.data["notices"])


def test_a_date_comes_day_first(tmp_path: Path) -> None:
    row = f"<table:table-row>{DATE}</table:table-cell></table:table-row>"
    book = read_any(ods(tmp_path / "plan.ods", row))
    assert book.grids[0].cells[4, 1].value == "03/06/2024"


@pytest.mark.parametrize("kind", MADE)
def test_a_book_of_another_kind_is_no_return(kind: str, tmp_path: Path) -> None:
    path = MADE[kind](tmp_path / f"plan.{kind}")
    with Reader() as reader, pytest.raises(FileUnreadable, match=rf"\.{kind}"):
        reader.returned(path)


FAR = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    'table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)


@pytest.mark.parametrize(
    ("more", "prologue"),
    [(FAR, ""), ("", '<!DOCTYPE x [<!ENTITY a "aaaa">]>'), ("<table:x/>" * 2_600_000, "")],
    ids=["repeated cells", "document type", "endless"],
)
def test_a_hostile_file_costs_its_worker_alone(more: str, prologue: str, tmp_path: Path) -> None:
    sound = xls(tmp_path / "plan.xls")
    hostile = ods(tmp_path / "hostile.ods", more, prologue)
    with Reader() as reader:
        with pytest.raises(FileUnreadable, match=r"hostile\.ods"):
            reader.book(hostile)
        assert reader.book(sound).grids


def test_what_only_begins_like_an_old_workbook_is_told(tmp_path: Path) -> None:
    path = xls(tmp_path / "plan.xls")
    path.write_bytes(path.read_bytes()[:1700])
    with Reader() as reader, pytest.raises(FileUnreadable, match=r"plan\.xls is damaged"):
        reader.book(path)
