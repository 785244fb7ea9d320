"""A workbook packed: what openpyxl writes, put as every other program reads it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from csp_desktop.workbook.package.replace_file import packing

_FIRST_DAY: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip knows no time zones
"""A zip holds no date before this."""

_FIXED_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')
_RELATION = re.compile(rb"<Relationship [^>]*>")
_FROM_ROOT = re.compile(rb' Target="(/[^"]*)"')
_REFERENCE = re.compile(rb"&#([0-9]{3,7});")
_ASCII: Final = 128
# The names that Excel gives these; exceljs knows their parts by nothing else.
_NOTES = re.compile("xl/comments/comment([0-9]+)[.]xml")
_NOTES_DRAWN = re.compile("xl/drawings/commentsDrawing([0-9]+)[.]vml")

Alter = Callable[[str, bytes], bytes]
"""Gives a part, by its name and content, as it is to be packed."""


def packed(book: Workbook, at: datetime | None, alter: Alter) -> bytes:
    """`book` as its file holds it: the same parts give the same bytes, each dated `at`."""
    out = BytesIO()
    with packing():
        ExcelWriter(book, _WorkbookZip(out, at or _FIRST_DAY, alter)).save()
    return out.getvalue()


class _WorkbookZip(zipfile.ZipFile):
    """A zip to which openpyxl writes."""

    def __init__(self, out: BytesIO, at: datetime, alter: Alter) -> None:
        super().__init__(out, "w", zipfile.ZIP_DEFLATED)
        self._at = max(at.replace(tzinfo=None), _FIRST_DAY).timetuple()[:6]
        self._alter = alter

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        """Take in a part that openpyxl wrote to a temporary file: a sheet."""
        self.writestr(arcname, Path(filename).read_bytes())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any) -> None:
        """Take in a part."""
        name = _as_excel_names(str(zinfo_or_arcname))
        part: bytes = data.encode() if isinstance(data, str) else data
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        # ZipFile notes the system that it runs on. With these the bytes are the same on all three.
        info.create_system = 0
        info.external_attr = 0
        super().writestr(info, self._alter(name, _as_all_read_it(name, part)))


def _as_all_read_it(name: str, part: bytes) -> bytes:
    """A part without what openpyxl writes that is right, and is misread or in the way."""
    folder, file = posixpath.split(name)
    # SheetJS takes a reference to a character beyond U+FFFF for another character.
    if file.endswith((".xml", ".rels", ".vml")):
        part = _REFERENCE.sub(_character, part)
    if file.endswith(".rels") or file == "[Content_Types].xml":
        part = _as_excel_names(part.decode()).encode()
    # exceljs opens no workbook in which a sheet's table has an address from the root.
    if file.endswith(".rels"):
        source = posixpath.dirname(folder)
        part = _RELATION.sub(lambda found: _beside(found[0], f"/{source}"), part)
    # Row heights are a start only: rows still grow with what is typed in them. openpyxl says that
    # they are fixed wherever a height is given.
    if folder == "xl/worksheets":
        part = _FIXED_HEIGHT.sub(rb"\1", part)
    return part


def _as_excel_names(text: str) -> str:
    """A part's name, or a text that refers to parts, with the names that Excel gives them."""
    return _NOTES.sub(r"xl/comments\1.xml", _NOTES_DRAWN.sub(r"xl/drawings/vmlDrawing\1.vml", text))


def _character(found: re.Match[bytes]) -> bytes:
    code = int(found[1])
    return chr(code).encode() if code >= _ASCII else found[0]


def _beside(relation: bytes, folder: str) -> bytes:
    """A relation whose address is told from `folder`, where it was from the root."""
    if b'TargetMode="External"' in relation:
        return relation

    def told(found: re.Match[bytes]) -> bytes:
        return b' Target="%s"' % posixpath.relpath(found[1].decode(), folder).encode()

    return _FROM_ROOT.sub(told, relation)
