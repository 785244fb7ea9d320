"""What lies over the cells of a sheet: text boxes, pictures, shapes and charts."""

from __future__ import annotations

from typing import Final

from csp_desktop.workbook.package.cells import LAST_COLUMN, LAST_ROW, column_letter
from csp_desktop.workbook.package.model import Drawn
from csp_desktop.workbook.package.xml_walk import Budget, local, walk

_ANCHORS: Final = frozenset({"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"})
_KINDS: Final = {
    "pic": "picture",
    "graphicFrame": "chart or diagram",
    "sp": "shape",
    "cxnSp": "shape",
    "contentPart": "drawing",
}
_MOST: Final = 1_000
_LONGEST: Final = 4_000


def read_drawn(data: bytes, budget: Budget) -> list[Drawn]:
    """What a drawing part puts over its sheet, in order."""
    reading = _DrawingReader()
    walk(data, budget, reading.start, reading.end, reading.text)
    return reading.found


class _DrawingReader:
    def __init__(self) -> None:
        self.found: list[Drawn] = []
        self._inside: list[str] = []
        self._what = self._told = ""
        self._corner: dict[str, str] = {}
        self._texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        self._inside.append(tag)
        if tag in _ANCHORS:
            self._what = self._told = ""
            self._corner = {}
            self._texts = []
        # Groups nest shapes; the first kind found names the whole, and its texts are gathered from
        # all.
        elif tag in _KINDS and not self._what:
            self._what = _KINDS[tag]
        elif tag == "cNvSpPr" and attributes.get("txBox") in ("1", "true"):
            self._what = "text box"
        # The alternative text stands in for a picture's words, where somebody wrote one.
        elif tag == "cNvPr" and attributes.get("descr") and not self._told:
            self._told = attributes["descr"]

    def end(self, name: str) -> None:
        tag = local(name)
        # Paragraphs part words that would run into each other otherwise.
        if tag == "p" and self._texts:
            self._texts.append("\n")
        if tag in _ANCHORS and self._what and len(self.found) < _MOST:
            said = "".join(self._texts).strip() or self._told.strip()
            self.found.append(Drawn(self._what, self._address(), said[:_LONGEST]))
        self._inside.pop()

    def text(self, content: str) -> None:
        tag = self._inside[-1] if self._inside else ""
        # What older programs show instead says the same once more.
        if "Fallback" in self._inside:
            return
        if tag == "t":
            self._texts.append(content)
        elif tag in ("col", "row") and "from" in self._inside:
            # Only the upper left corner: it tells a person where to look, and that is all it is
            # for.
            self._corner[tag] = self._corner.get(tag, "") + content

    def _address(self) -> str:
        row, column = (self._corner.get(tag, "").strip()[:7] for tag in ("row", "col"))
        if not (row.isascii() and row.isdigit() and column.isascii() and column.isdigit()):
            return ""
        if int(row) >= LAST_ROW or int(column) >= LAST_COLUMN:
            return ""
        return f"{column_letter(int(column) + 1)}{int(row) + 1}"
