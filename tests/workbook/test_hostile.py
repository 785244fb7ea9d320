"""Files made to do harm: each is refused or read within 10 seconds and 512 MB."""

import os
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.worker.process import Reader, ReadingLimits

pytestmark = pytest.mark.whole

SECONDS = 10
Make = Callable[[dict[str, bytes]], bytes]

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
UPDATES = "xl/worksheets/sheet2.xml"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A reader within its usual limits, whose worker is not measured: that takes thrice as long."""
    with pytest.MonkeyPatch.context() as patch, Reader(ReadingLimits()) as made:
        for name in [each for each in os.environ if each.startswith("COVERAGE_")]:
            patch.delenv(name)
        yield made


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return data.getvalue()


def sheet(rows: str, after: str = "") -> bytes:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def with_part(name: str, content: bytes) -> Make:
    return lambda parts: packed({**parts, name: content})


def in_sheet(pattern: str, replacement: str, part: str = UPDATES) -> Make:
    def make(parts: dict[str, bytes]) -> bytes:
        changed = re.sub(pattern.encode(), replacement.encode(), parts[part], count=1)
        assert changed != parts[part]
        return packed({**parts, part: changed})

    return make


def many_cells(kind: str, rows: int = 10_000) -> Make:
    def make(parts: dict[str, bytes]) -> bytes:
        row = f"<row>{kind * 300}</row>".encode()
        whole = b"".join((f"<worksheet {MAIN}><sheetData>".encode(), row * rows,
                          b"</sheetData></worksheet>"))  # fmt: skip
        return packed({**parts, "xl/worksheets/sheet3.xml": whole})

    return make


def repeated_text(parts: dict[str, bytes]) -> bytes:
    strings = f"<sst {MAIN}><si><t>{'x' * 32_000}</t></si></sst>".encode()
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 100_000 + "</row>"
    rels = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Target="sharedStrings.xml" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    changed = {
        "xl/_rels/workbook.xml.rels": rels,
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet3.xml": sheet(rows),
    }
    return packed({**parts, **changed})


def lying_size(parts: dict[str, bytes]) -> bytes:
    """A part that claims a hundred bytes and inflates to 200 MB."""
    data = bytearray(packed({**parts, UPDATES: bytes(200_000_000)}))
    size = struct.pack("<I", 200_000_000)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def duplicate(parts: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        for name, content in (*parts.items(), (UPDATES.upper(), parts[UPDATES])):
            out.writestr(name, content)
    return data.getvalue()


def million_parts(parts: dict[str, bytes]) -> bytes:
    return packed({**parts, **{f"xl/media/{n}.png": b"" for n in range(20_000)}})


def cut(share: float) -> Make:
    def make(parts: dict[str, bytes]) -> bytes:
        whole = packed(parts)
        return whole[: int(len(whole) * share)]

    return make


def damaged(parts: dict[str, bytes]) -> bytes:
    data = bytearray(packed(parts))
    at = data.find(zlib.compress(parts[UPDATES])[2:20])
    data[max(at, 900) + 40 : max(at, 900) + 80] = bytes(40)
    return bytes(data)


def deep(parts: dict[str, bytes]) -> bytes:
    return packed({**parts, UPDATES: b"<a>" * 1_000_000 + b"</a>" * 1_000_000})


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in pairwise("abcdefghi"))
    + "]>"
)
TITLES = "'" * 3_000 + "!" + "$A:$A," * 3_000

REFUSED: dict[str, Make] = {
    "zip-bomb": with_part(UPDATES, bytes(300_000_000)),
    "zip-bomb-in-texts": with_part("xl/styles.xml", b"<a>" + b" " * 200_000_000 + b"</a>"),
    "zip-that-lies": lying_size,
    "entities": with_part("xl/workbook.xml", f"{ENTITIES}<workbook>&i;</workbook>".encode()),
    "entities-in-sheet": with_part(UPDATES, f"{ENTITIES}<worksheet>&i;</worksheet>".encode()),
    "external-entity": with_part(
        UPDATES, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    ),
    "duplicate-part": duplicate,
    "traversal": with_part("../../evil.xml", b"<a/>"),
    "absolute-name": with_part("/etc/evil.xml", b"<a/>"),
    "backslash-name": with_part("xl\\..\\evil.xml", b"<a/>"),
    "drive-name": with_part("C:/evil.xml", b"<a/>"),
    "many-parts": million_parts,
    "three-million-cells": many_cells("<c><v>1</v></c>"),
    "three-million-blank-cells": many_cells('<c s="1"/>'),
    "repeated-text": repeated_text,
    "million-merges": in_sheet(
        "</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:B2"/>' * 30_000
        + "</mergeCells>",
    ),
    "cut-half": cut(0.5),
    "cut-end": cut(0.99),
    "damaged": damaged,
    "not-xml": with_part(UPDATES, b"\x00\x01\x02"),
    "unclosed": with_part(UPDATES, f"<worksheet {MAIN}><sheetData><row>".encode()),
    "no-workbook": lambda parts: packed({k: v for k, v in parts.items() if "workbook" not in k}),
    "odd-encoding": with_part("xl/workbook.xml", b'<?xml version="1.0" encoding="klingon"?><a/>'),
}  # fmt: skip

WHY = {
    "zip-bomb": "far larger unpacked",
    "zip-bomb-in-texts": "far larger unpacked",
    "duplicate-part": "twice",
    "many-parts": "too many parts",
    "three-million-cells": "far longer than any plan",
    "three-million-blank-cells": "far longer than any plan",
    "repeated-text": "far longer than any plan",
    "million-merges": "more merged cells",
    "cut-half": "cut short",
    "cut-end": "cut short",
    "no-workbook": "holds no sheets",
}

READ: dict[str, Make] = {
    "strict-in-part": in_sheet(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main", "xl/workbook.xml",
    ),
    "million-blank-cells": many_cells('<c s="1"/>', 3_500),
    "whole-sheet-merge": in_sheet(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A30:XFD1048576"/></mergeCells>'
    ),
    "far-corner": in_sheet(
        "</sheetData>",
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    ),
    "beyond-the-corner": in_sheet(
        "</sheetData>", '<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row></sheetData>'
    ),
    "whole-sheet-dimension": in_sheet("<dimension [^>]*>", '<dimension ref="A1:XFD1048576"/>'),
    "whole-sheet-validation": in_sheet(
        "</sheetData>",
        '</sheetData><dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>',
    ),
    "print-titles": in_sheet(
        "<definedNames>",
        f'<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">{TITLES}'
        "</definedName>", "xl/workbook.xml",
    ),
    "wrong-types": in_sheet(
        "</sheetData>",
        '<row r="40"><c r="A40"><v>1e999</v></c><c r="B40" t="s"><v>99999</v></c>'
        '<c r="C40" t="b"><v>maybe</v></c><c r="D40" t="d"><v>soon</v></c>'
        '<c r="E40"><v>' + "9" * 5_000 + '</v></c><c r="F40" s="99999"><v>1</v></c>'
        '<c r="?"><v>1</v></c><c r="G40" t="zebra"><v>1</v></c></row></sheetData>',
    ),
    "long-format": in_sheet(
        "<cellXfs", '<numFmts count="1"><numFmt numFmtId="300" formatCode="'
        + "[h]" * 20_000 + '"/></numFmts><cellXfs', "xl/styles.xml",
    ),
    "deep-comments": with_part("xl/comments/comment1.xml", b"<a>" * 100_000 + b"</a>" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str, sent: Path, reader: Reader) -> None:
    path = sent.with_name(f"{name}.xlsx")
    path.write_bytes(REFUSED[name](parts_of(sent)))
    began = time.monotonic()
    with pytest.raises(FileUnreadable, match=f"^{name}.xlsx ") as told:
        reader.returned(path)
    assert time.monotonic() - began < SECONDS
    assert str(told.value).endswith((".", ".)"))
    assert re.search(WHY.get(name, "put together|damaged|holds no sheet"), str(told.value))
    assert reader.returned(sent).export


@pytest.mark.parametrize("name", READ)
def test_it_is_read_all_the_same(name: str, sent: Path, reader: Reader) -> None:
    path = sent.with_name(f"{name}.xlsx")
    path.write_bytes(READ[name](parts_of(sent)))
    whole = reader.returned(sent)
    returned = reader.returned(path)
    assert returned.export == whole.export
    known = [row for row in returned.sheets[0].rows if row.record_id]
    assert known == list(whole.sheets[0].rows)


def test_a_batch_of_them_never_takes_more_memory_than_allowed(sent: Path, tmp_path: Path) -> None:
    """What the worker ever held, as the system counted it."""
    if os.name == "nt":
        return
    with Reader() as reader:
        for name in ("zip-bomb", "three-million-cells", "repeated-text", "entities"):
            path = tmp_path / f"{name}.xlsx"
            path.write_bytes(REFUSED[name](parts_of(sent)))
            with pytest.raises(FileUnreadable):
                reader.returned(path)
        worker = reader._process
        if worker is not None and Path("/proc").is_dir():
            status = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")
            peak = re.search(r"VmPeak:\s+(\d+) kB", status)
            assert peak is not None
            assert int(peak[1]) * 1024 < 512_000_000
