"""The parts of a zipped workbook, inflated under limits that hold whatever the file claims."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

MOST_PARTS: Final = 4_000
LARGEST_PART: Final = 64_000_000
LARGEST_WHOLE: Final = 128_000_000
"""How many bytes are inflated of one file at most."""

_ENTRY = b"PK\x01\x02"
# Excel knows these two only. Others (bzip2, lzma) can expand far more per byte read.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_TOO_LARGE = "far larger unpacked than any plan, so it was not opened"


class Damaged(Exception):
    """The parts cannot be trusted or read; the text ends a sentence that begins '… is '."""


class Package:
    """The parts by name. Nothing is inflated before it is read, and no more than the limits."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of a zip; raises Damaged where its table of contents is not sound."""
        # Counted before ZipFile makes an object of each entry, so that a million of them cost no
        # memory. Twice as many are let through, because a workbook may hold other zips, stored as
        # they are.
        if data.count(_ENTRY) > MOST_PARTS * 2:
            raise Damaged("made of too many parts to be a workbook")
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError):
            raise Damaged("damaged, perhaps cut short on its way") from None
        self._inflated = 0
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            self._add(info)

    def _add(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        if len(self._parts) >= MOST_PARTS:
            raise Damaged("made of too many parts to be a workbook")
        segments = name.rstrip("/").split("/")
        # Nothing is ever unpacked to the disk, but a part that a relation can name in two ways
        # could be checked as one thing and read as another.
        odd = name.startswith("/") or "\\" in name or "\0" in name or ":" in segments[0]
        if odd or any(each in ("", ".", "..") for each in segments):
            raise Damaged("put together in a way that no spreadsheet program does")
        # Programs differ on which of two parts of one name counts. What a person saw in Excel might
        # then not be what is read here.
        if name.lower() in self._parts:
            raise Damaged(f"put together wrongly: it holds the part {name} twice")
        if info.flag_bits & 1:
            raise Damaged("a zip with a password: unpack it first")
        if info.compress_type not in _METHODS:
            raise Damaged("packed in a way that no spreadsheet program does")
        self._parts[name.lower()] = info

    @property
    def names(self) -> list[str]:
        """The names of the parts as the file writes them."""
        return [info.filename for info in self._parts.values()]

    def has(self, name: str) -> bool:
        """Whether there is a part called `name`, in any case."""
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises Damaged where it is not there, not whole, or too large."""
        info = self._parts.get(name.lower())
        if info is None:
            raise Damaged(f"not whole: its part {name} is missing")
        room = min(LARGEST_PART, LARGEST_WHOLE - self._inflated)
        # What the zip claims, which spares inflating an honest giant; what it really holds is
        # bounded below, since a hostile zip claims little.
        if info.file_size > room:
            raise Damaged(_TOO_LARGE)
        try:
            with self._zip.open(info) as part:
                # One byte more than is allowed: then too much shows without inflating all of it.
                data = part.read(room + 1)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise Damaged("damaged, perhaps cut short on its way") from None
        self._inflated += len(data)
        if len(data) > room:
            raise Damaged(_TOO_LARGE)
        return data
