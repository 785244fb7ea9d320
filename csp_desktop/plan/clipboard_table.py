"""The table that spreadsheets, word processors and browsers put on the clipboard as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_UNSEEN: Final = frozenset({"head", "style", "script", "title"})
_LINES: Final = frozenset({"p", "div", "li"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MOST_COVERED: Final = 1000
"""The most rows or columns that one cell may cover: a page may say a billion."""

Rows = list[list[str]]
Attributes = list[tuple[str, str | None]]


def read_table(html: str) -> tuple[Rows, Rows]:
    """The cells of the one table in `html`: the rows that are shown, and all of them.

    Cells that one reaches over are blank. Both are empty if `html` holds anything but one table,
    since the text says more then.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.tables != 1 or reader.besides:
        return [], []
    placed = _placed(reader.rows)
    shown = [cells for cells, (hidden, _) in zip(placed, reader.rows, strict=True) if not hidden]
    return shown, placed


class _Cell:
    def __init__(self, attributes: Attributes) -> None:
        named = dict(attributes)
        self.across, self.down = (_count(named.get(name)) for name in ("colspan", "rowspan"))
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        lines = "".join(self.parts).replace("\xa0", " ").split("\n")
        return "\n".join(line.strip() for line in lines).strip("\n")


class _Reader(HTMLParser):
    """Gathers the rows of a table, each with whether it is hidden and its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[bool, list[_Cell]]] = []
        self.tables, self.besides = 0, False
        self._cell: _Cell | None = None
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            self._unseen = 0
        elif tag == "table":
            self.tables += 1
        elif tag == "tr":
            self._cell = None
            self.rows.append((bool(_HIDDEN.search(dict(attrs).get("style") or "")), []))
        elif tag in {"td", "th"} and self.rows:
            self._cell = _Cell(attrs)
            self.rows[-1][1].append(self._cell)
        elif self._cell and (tag == "br" or (tag in _LINES and self._cell.text)):
            self._cell.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in {"td", "th", "tr", "table"}:
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._cell is not None:
            self._cell.parts.append(_SPACE.sub(" ", data))
        elif data.strip():
            self.besides = True


def _placed(rows: list[tuple[bool, list[_Cell]]]) -> Rows:
    """The cells in their places, blank where another reaches over."""
    # `covered` has, by column, how many rows a cell from above still reaches, this one included.
    covered: dict[int, int] = {}
    placed: Rows = []
    for _, cells in rows:
        line: list[str] = []
        reached = {column: left - 1 for column, left in covered.items() if left > 1}
        for cell in cells:
            while covered.get(len(line)):
                line.append("")
            first = len(line)
            line += [cell.text, *[""] * (cell.across - 1)]
            if cell.down > 1:
                reached.update(dict.fromkeys(range(first, len(line)), cell.down - 1))
        while covered.get(len(line)):
            line.append("")
        covered = reached
        placed.append(line)
    return placed


def _count(said: str | None) -> int:
    return min(max(int(said), 1), _MOST_COVERED) if said and said.isdecimal() else 1
