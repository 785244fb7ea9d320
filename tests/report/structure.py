"""What a PDF's tags say: the structure tree with the text that each element marks on its pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream


@dataclass
class Tagged:
    """An element of the structure tree: its tag, its texts and the elements in it, in order."""

    tag: str
    about: Any = None
    inside: list[Tagged | str] = field(default_factory=list)

    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text() for each in self.inside)

    def all(self, *tags: str) -> Iterator[Tagged]:
        for each in self.inside:
            if isinstance(each, Tagged):
                if each.tag in tags:
                    yield each
                yield from each.all(*tags)


def read(content: bytes) -> Tagged:
    """The structure tree of a file."""
    file = PdfReader(BytesIO(content))
    marked = {
        page.indirect_reference.idnum: _marked(page, file)
        for page in file.pages
        if page.indirect_reference
    }
    root: Any = file.trailer["/Root"]
    whole = Tagged("")
    _fill(whole, root["/StructTreeRoot"]["/K"], 0, marked)
    return whole


def _fill(into: Tagged, held: Any, page: int, marked: dict[int, dict[int, str]]) -> None:
    each = held.get_object()
    if isinstance(each, list):
        for one in each:
            _fill(into, one, page, marked)
    elif isinstance(each, int):
        into.inside.append(marked[page].get(each, ""))
    else:
        page = each.raw_get("/Pg").idnum if "/Pg" in each else page
        if each.get("/Type") == "/MCR":
            into.inside.append(marked[page].get(each["/MCID"], ""))
        elif "/S" in each:
            made = Tagged(str(each["/S"])[1:], each)
            into.inside.append(made)
            if "/K" in each:
                _fill(made, each["/K"], page, marked)


def _marked(page: Any, file: PdfReader) -> dict[int, str]:
    """The text of each marked part of a page, by its number."""
    maps = {name: _letters(font) for name, font in page["/Resources"].get("/Font", {}).items()}
    said: defaultdict[int, str] = defaultdict(str)
    open_at: list[tuple[int, bool]] = []
    font = ""
    for operands, operator in ContentStream(page.get_contents(), file).operations:
        number, told = open_at[-1] if open_at else (-1, False)
        match operator:
            case b"BDC" | b"BMC":
                about = operands[1] if operator == b"BDC" else {}
                number = about.get("/MCID", number)
                if "/ActualText" in about:
                    said[number] += str(about["/ActualText"])
                    told = True
                open_at.append((number, told))
            case b"EMC":
                open_at.pop()
            case b"Tf":
                font = operands[0]
            case b"Tj" | b"TJ" if not told:
                parts = operands[0] if operator == b"TJ" else operands
                said[number] += "".join(
                    maps[font].get(code, "")
                    for part in parts
                    if isinstance(part, (str, bytes))
                    for code in _codes(part)
                )
            case _:
                pass
    return said


def _codes(part: Any) -> list[str]:
    held = part if isinstance(part, bytes) else part.original_bytes
    return [held[at : at + 2].hex() for at in range(0, len(held), 2)]


def _letters(font: Any) -> dict[str, str]:
    """What each glyph of a font says."""
    table = font.get_object()["/ToUnicode"].get_data().decode("latin-1")
    found: dict[str, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found.update(re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block))
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        pattern = r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>"
        for low, high, said in re.findall(pattern, block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                code = f"{int(low, 16) + step:04x}"
                found[code] = f"{int(said, 16) + step:0{len(said)}x}"
    return {code.lower(): bytes.fromhex(said).decode("utf-16-be") for code, said in found.items()}
