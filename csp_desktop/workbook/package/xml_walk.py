"""Walking through a part's XML once, without entities, document types or unbounded work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from csp_desktop.workbook.package.parts import Damaged

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
"""The namespace of a workbook's own elements."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


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


def _refuse_doctype(*_: object) -> None:
    raise Damaged("put together in a way that no spreadsheet program does")
