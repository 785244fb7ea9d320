"""One sheet's part read into cells: only what is filled, and one bad cell costs no other.

The part is walked through once. Everything around the cells (conditional formats, validation,
pictures, protection) is ignored, so nothing there can do harm or stop the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.plan.cell_equality import unescaped
from csp_desktop.workbook.package.cell_values import DAMAGED, Shared, index, said_by
from csp_desktop.workbook.package.formats import CellStyle, Run, Runs, parted, status_of_fill
from csp_desktop.workbook.package.model import CellRange, GridCell
from csp_desktop.workbook.package.parts import MAIN, Budget, Damaged, plainly, walk

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
MOST_MERGED: Final = 5_000

_CELL, _ROW, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC, _MERGE, _LINK = (
    f"{MAIN} {tag}" for tag in ("c", "row", "v", "f", "is", "t", "rPh", "mergeCell", "hyperlink")
)
_ITEM = f"{MAIN} si"
# The digits are bounded, so that int() never meets a number as long as a file.
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_LINKING = re.compile(r'\s*HYPERLINK\(\s*"([^"]{1,2000})"', re.IGNORECASE)
_MOST_BESIDE = 5_000


@dataclass(frozen=True, slots=True)
class BesideCells:
    """What a sheet's cells have besides their values, by (row, column).

    `links` refer to addresses outside the workbook by their names in its relations; `tints` are the
    statuses that fills mean.
    """

    links: dict[tuple[int, int], str] = field(default_factory=dict)
    tints: dict[tuple[int, int], str] = field(default_factory=dict)


def read_cells(
    data: bytes,
    shared: Shared,
    budget: Budget,
    *,
    fills: bool = False,
    beside: BesideCells | None = None,
) -> tuple[dict[tuple[int, int], GridCell], tuple[CellRange, ...]]:
    """The filled cells of a sheet's part by (row, column), and the areas merged into one cell.

    `fills`: cells with nothing but a coloured fill count as filled. `beside` takes in what cells
    have besides their values.
    """
    reading = _SheetReader(shared, budget, beside or BesideCells(), fills=fills)
    walk(data, budget, reading.start, reading.end, reading.text)
    return reading.cells, tuple(reading.merged)


class _SheetReader:
    def __init__(self, shared: Shared, budget: Budget, beside: BesideCells, *, fills: bool) -> None:
        self.cells: dict[tuple[int, int], GridCell] = {}
        self.merged: list[CellRange] = []
        self._beside = beside
        self._shared = shared
        self._budget = budget
        self._fills = fills
        # Where the cell before was: `r` may be left out on rows and cells, and some exporters do.
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._formula = False
        self._formula_text: list[str] = []
        self._runs = Runs()
        # The list that text goes to just now, None outside of what is read. Expat gives text
        # without saying whose it is.
        self._parts: list[str] | None = None
        # What a cell has in its `v` and in its `is`; and that `is`, while it is open.
        self._content: dict[str, list[str]] = {}
        self._inline: list[str] | None = None
        self._aside = self._twice = False
        self._styles: dict[str, CellStyle] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _CELL:
            self._begin_cell(attributes)
        elif name == _VALUE:
            self._parts = self._begin("v")
        elif name == _INLINE:
            self._inline = self._begin("is")
        elif name == _TEXT:
            # A reading aid above Japanese text (rPh) holds `t` elements as well. Taken in, each
            # word would be read twice.
            self._parts = None if self._aside else self._inline
        elif name == _FORMULA:
            self._formula = True
            self._parts = self._formula_text
        elif name == _PHONETIC:
            self._aside = True
        elif name == _ROW:
            number = attributes.get("r", "")
            self._row = int(number) if _WHOLE.fullmatch(number) else self._row + 1
            self._column = 0
        elif name == _MERGE:
            self._merge(attributes.get("ref", ""))
        elif name == _LINK:
            self._link(plainly(attributes))
        else:
            self._runs.start(name, attributes)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._formula = False
        # Most cells of a long sheet are blank: what they left untouched is used again.
        if self._formula_text:
            self._formula_text = []
        if self._content:
            self._content = {}
            self._twice = False
        if self._runs.rich or self._runs.found:
            self._runs = Runs()

    def _begin(self, tag: str) -> list[str]:
        self._twice = self._twice or tag in self._content
        return self._content.setdefault(tag, [])

    def _text(self) -> str:
        """The text that counts: of a text within the cell its `is`, and its `v` of all others."""
        inline = self._cell.get("t") == "inlineStr" and "is" in self._content
        return "".join(self._content.get("is" if inline or "v" not in self._content else "v", ()))

    def text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)
            # Only a text within the cell has parts of several formats.
            if self._parts is self._inline:
                self._runs.text(text)

    def end(self, name: str) -> None:
        if name == _CELL:
            self._end_cell()
        elif name in (_VALUE, _TEXT, _FORMULA):
            self._parts = None
        elif name == _INLINE:
            self._inline = None
        elif name == _PHONETIC:
            self._aside = False

    def _place(self) -> tuple[int, int]:
        """The cell's place: as it says, else to the right of the one before."""
        address = self._cell.get("r")
        found = address_of(address) if address else (self._row, self._column + 1)
        if found:
            self._row, self._column = found
        return found or (0, 0)

    def _style(self) -> CellStyle:
        number = self._cell.get("s", "")
        found = self._styles.get(number)
        if found is None:
            found = self._shared.style(number)
            if len(self._styles) < _MOST_BESIDE:
                self._styles[number] = found
        return found

    def _end_cell(self) -> None:
        row, column = self._place()
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            return
        style = self._style()
        # Before the blank cells are left out: a coloured cell with nothing in it may be a status by
        # colour, and people do fill a column that way.
        if style.fill and len(self._beside.tints) < _MOST_BESIDE:
            tint = status_of_fill(style.fill)
            if tint:
                self._beside.tints[row, column] = tint
        # Most cells of a formatted sheet are blank. They are dropped before anything is made of
        # them.
        if not (self._content or self._formula or self._fills):
            return
        kind = self._cell.get("t", "n")
        value, trouble = said_by(kind, self._text(), style, self._shared, formula=self._formula)
        # Programs differ on which of two counts; which one a person saw cannot be told.
        if self._twice or (row, column) in self.cells:
            value, trouble = None, DAMAGED
        if value is None and not trouble and not (self._fills and style.fill):
            return
        # Shared texts are counted each time a cell refers to one: a million cells that point to one
        # long text would take no room in the file and gigabytes in memory.
        self._budget.cells -= 1
        self._budget.text -= len(value) if isinstance(value, str) else 0
        if self._budget.cells < 0 or self._budget.text < 0:
            raise Damaged("far longer than any plan, so it was not read")
        struck, rest = self._struck(style, value)
        self.cells[row, column] = GridCell(
            value, style.format, self._formula, trouble, style.fill, struck, rest, self._linking()
        )

    def _struck(self, style: CellStyle, value: str | float | None) -> tuple[str, str]:
        """The parts of a cell's text that are struck out and that are not; ('', '') if none is."""
        if value is None:
            return "", ""
        runs: list[Run] = [(str(value), None)]
        kind = self._cell.get("t")
        if kind == "inlineStr" and self._runs.rich:
            runs = self._runs.found
        # The number of a shared text; `said_by` has read it already, so it is a sound one here.
        elif kind == "s":
            runs = self._shared.rich.get(index(self._text()) or 0, runs)
        if not style.struck and not any(line for _, line in runs):
            return "", ""
        struck, rest = parted(runs, struck=style.struck)
        return (unescaped(struck), unescaped(rest)) if struck.strip() else ("", "")

    def _linking(self) -> str:
        """The address that a formula makes the cell lead to."""
        found = _LINKING.match("".join(self._formula_text)[:4_000]) if self._formula_text else None
        return found[1] if found else ""

    def _link(self, attributes: dict[str, str]) -> None:
        area = area_of(attributes.get("ref", ""))
        if area and attributes.get("id") and len(self._beside.links) < _MOST_BESIDE:
            self._beside.links[area.top, area.left] = attributes["id"]

    def _merge(self, ref: str) -> None:
        area = area_of(ref)
        if area:
            self.merged.append(area)
        # Every area is later laid over the sheet's rows and columns: without a limit a small file
        # could ask for hours of that.
        if len(self.merged) > MOST_MERGED:
            raise Damaged("made of more merged cells than can be read")


def read_texts(data: bytes, budget: Budget, rich: dict[int, list[Run]] | None = None) -> list[str]:
    """The texts that cells refer to by number; formatting and readings beside them are left out.

    `rich` takes in the runs of those that have more than one format.
    """
    reading = _SharedTexts({} if rich is None else rich)
    walk(data, budget, reading.start, reading.end, reading.text)
    return reading.found


class _SharedTexts:
    def __init__(self, rich: dict[int, list[Run]]) -> None:
        self.found: list[str] = []
        self._rich = rich
        self._runs = Runs()
        self._parts: list[str] = []
        self._taking = self._aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TEXT:
            self._taking = not self._aside
        elif name == _PHONETIC:
            self._aside = True
        elif name == _ITEM:
            self._parts = []
            self._runs = Runs()
        else:
            self._runs.start(name, attributes)

    def end(self, name: str) -> None:
        if name == _TEXT:
            self._taking = False
        elif name == _PHONETIC:
            self._aside = False
        elif name == _ITEM:
            if self._runs.rich:
                # Only texts of several formats, since a struck-out word inside a text is all that
                # runs are for.
                self._rich[len(self.found)] = self._runs.found
            self.found.append(unescaped("".join(self._parts)))

    def text(self, content: str) -> None:
        if self._taking:
            self._parts.append(content)
            self._runs.text(content)


def address_of(address: str) -> tuple[int, int] | None:
    """The (row, column) of an address such as B5, or None where it is none."""
    found = _ADDRESS.fullmatch(address)
    return (int(found[2]), column_number(found[1])) if found else None


def area_of(ref: str) -> CellRange | None:
    """The area of a reference such as A1:C5, or None where it is none."""
    first, _, second = ref.partition(":")
    start, end = address_of(first), address_of(second or first)
    if start is None or end is None:
        return None
    return CellRange(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """The letters of a column from its number: 1 is A."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
