"""The parts of a workbook on their way into its zip."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

_PAGE_END = b"</headerFooter>"
_NO_MISTAKE = b'<ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1"/></ignoredErrors>'
_FIXED_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')


class Packing(zipfile.ZipFile):
    """A zip to which openpyxl writes: the same parts give the same bytes.

    Two things are put right that openpyxl has no word for. Row heights are a start only: rows
    still grow with what is typed in them. And a ref, a number as text, is no mistake: Excel would
    mark each, and offer to make `1.10` a number.
    """

    def __init__(self, out: BytesIO, at: datetime, tables: Mapping[str, str]) -> None:
        """Pack into `out`. Each part is dated `at`; `tables` gives the area of each sheet's."""
        super().__init__(out, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self._tables = tables

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        """Take in a part that openpyxl wrote to a temporary file: a sheet."""
        self.writestr(arcname, Path(filename).read_bytes())

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any) -> None:
        """Take in a part."""
        name = str(zinfo_or_arcname)
        part: bytes = data.encode() if isinstance(data, str) else data
        if name in self._tables:
            # Both are done on the bytes: openpyxl sets customHeight wherever a height is given, and
            # its writer leaves out ignoredErrors.
            part = _FIXED_HEIGHT.sub(rb"\1", part)
        if area := self._tables.get(name):
            # Its place in a sheet is prescribed: behind the header and footer, before drawings.
            # Excel calls the file damaged where the order is another.
            part = part.replace(_PAGE_END, _PAGE_END + _NO_MISTAKE % area.encode(), 1)
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        # ZipFile notes the system that it runs on. With these the bytes are the same on all three.
        info.create_system = 0
        info.external_attr = 0
        super().writestr(info, part)
