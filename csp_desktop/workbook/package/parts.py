"""The parts of a zipped workbook, inflated under limits that hold whatever the file claims."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

MOST_PARTS: Final = 4_000
LARGEST_PART: Final = 64_000_000
LARGEST_WHOLE: Final = 128_000_000
"""How many bytes are inflated of one file at most."""

_ENTRY = b"PK\x01\x02"
# Excel knows these two only. Others (bzip2, lzma) can expand far more per byte read.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_TOO_LARGE = "far larger unpacked than any plan, so it was not opened"

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
"""The namespace of a workbook's own elements."""

_STRICT: Final = "http://purl.oclc.org/ooxml/"
_STRICT_MAIN: Final = f"{_STRICT}spreadsheetml/main "

Start = Callable[[str, dict[str, str]], None]

End = Callable[[str], None]

Text = Callable[[str], None]


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


@dataclass(slots=True)
class Budget:
    """What may still be read of one file: elements of XML, filled cells, characters of text."""

    elements: int = 2_500_000
    cells: int = 400_000
    text: int = 40_000_000


def walk(
    data: bytes, budget: Budget, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Call `start`, `end` and `text` for the content of `data`, in order.

    Elements and attributes are named 'namespace local', or 'local' where they have none. Raises
    Damaged for XML that is not well formed, that declares a document type, or that is too much.
    """
    # Counted before the parser begins: what is too much costs nothing then.
    budget.elements -= data.count(b"<") - data.count(b"</")
    if budget.elements < 0:
        raise Damaged("far longer than any plan, so it was not read")
    # Expat itself, and no tree: memory stays flat however long a sheet is. ElementTree would build
    # each element first, and its iterparse keeps them unless every one is cleared.
    parser = expat.ParserCreate(namespace_separator=" ")
    # Without this a text comes in pieces, one call for each line end and entity.
    parser.buffer_text = True
    # No Office program writes a document type. Entities are declared in one, and entities that
    # refer to each other are how a few bytes grow to gigabytes.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def declare(_: str | None, uri: str | None) -> None:
        # A 'Strict' workbook has namespaces of its own and says the same in them. The names that
        # nearly all files write are known here, so its elements take those.
        if uri and uri.startswith(_STRICT):
            parser.StartElementHandler = lambda name, given: start(_usual(name), given)
            parser.EndElementHandler = (lambda name: end(_usual(name))) if end else None

    parser.StartNamespaceDeclHandler = declare
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the whole at once
    # LookupError: an encoding that Python does not know. ValueError: one that it cannot use here.
    # What a handler raises itself (Damaged) goes through.
    except (expat.ExpatError, LookupError, ValueError):
        raise Damaged("damaged: one of its parts cannot be read") from None


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def plainly(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes by name without namespace."""
    return {local(name): value for name, value in attributes.items()}


def _usual(name: str) -> str:
    if name.startswith(_STRICT_MAIN):
        return f"{MAIN} {name.removeprefix(_STRICT_MAIN)}"
    return name


def _refuse_doctype(*_: object) -> None:
    raise Damaged("put together in a way that no spreadsheet program does")
