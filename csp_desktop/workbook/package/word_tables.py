"""The tables of a Word document, as sheets: read by the guarded way of all zipped files.

A table is a sheet, with the text before it in the rows above. Tables between which nothing is said
and that have as many columns are one: Word parts a long table so. A table within a cell is a sheet
of its own. Text that was deleted with changes tracked is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from csp_desktop.plan.headings import DELIVERY, STRATEGIC, read_heading
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.model import CellRange, Grid, GridCell
from csp_desktop.workbook.package.parts import Budget, Damaged, Package, local, plainly, walk
from csp_desktop.workbook.package.word_numbers import Numbers

DOCUMENT = "word/document.xml"
_LEFT_OUT = frozenset(
    {"Fallback", "del", "moveFrom", "tcPrChange", "trPrChange", "tblPrChange", "pPrChange"}
    | {"rPrChange", "sectPrChange", "tblGridChange"}
)
# Ticks and crosses of the symbol fonts, by their last two digits.
_SYMBOLS = {"FC": "✓", "FE": "☑", "FB": "✗", "FD": "☒", "A8": "☐", "6F": "☐", "52": "☑", "4A": "☺"}
_MOST_ABOVE = 20
_MOST_COLUMNS = 200
_MOST_SHEETS = 200
_BESIDE = {
    "word/comments.xml": "comments", "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
}  # fmt: skip


@dataclass(slots=True)
class _Cell:
    column: int
    lines: list[str] = field(default_factory=list)
    width: int = 1
    goes_down: str = ""
    fill: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass(slots=True)
class _Table:
    """A table while it is read; `within` says where it stands if that is in another's cell."""

    within: str = ""
    rows: list[list[_Cell]] = field(default_factory=list)
    boxes: list[tuple[int, int, str]] = field(default_factory=list)
    next_column: int = 1

    @property
    def width(self) -> int:
        return max((each.column + each.width - 1 for row in self.rows for each in row), default=0)


@dataclass(slots=True)
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    style: str = ""
    number: str = ""
    level: str = ""


class _Document:
    """What the body of a document says, in order: paragraphs, and tables."""

    def __init__(self, numbers: Numbers, budget: Budget) -> None:
        self.said: list[str | _Table] = []
        self._numbers = numbers
        self._budget = budget
        self._names: list[str] = []
        self._left_out = 0
        self._tables: list[_Table] = []
        self._cells: list[_Cell] = []
        self._paragraphs: list[_Paragraph] = []
        self._boxes: list[list[str]] = []
        self._in_boxes: list[int] = []
        self._inner: list[_Table] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        what = local(name)
        above = self._names[-1] if self._names else ""
        self._names.append(what)
        if self._left_out or (what in _LEFT_OUT and above != "trPr"):
            self._left_out += 1
            return
        said = plainly(given)
        if self._starts_table(what, said, above):
            return
        if what == "p":
            self._paragraphs.append(_Paragraph())
        elif what == "txbxContent":
            self._boxes.append([])
            self._in_boxes.append(len(self._cells))
        elif self._paragraphs:
            self._in_paragraph(what, said, above)

    def _starts_table(self, what: str, said: dict[str, str], above: str) -> bool:
        table = self._tables[-1] if self._tables else None
        if what == "tbl":
            within = ""
            if table and self._cells:
                within = f"{column_letter(self._cells[-1].column)}{len(table.rows)}"
            self._tables.append(_Table(within))
        elif table is None:
            return False
        elif what == "tr":
            table.rows.append([])
            table.next_column = 1
        elif what == "gridBefore":
            table.next_column += _number(said)
        elif what == "tc" and table.rows:
            self._budget.cells -= 1
            if self._budget.cells < 0:
                raise Damaged("far longer than any plan, so it was not read")
            self._cells.append(_Cell(min(table.next_column, _MOST_COLUMNS)))
            table.rows[-1].append(self._cells[-1])
        elif above == "tcPr" and self._cells:
            _describe(self._cells[-1], what, said)
        else:
            return False
        return True

    def _in_paragraph(self, what: str, said: dict[str, str], above: str) -> None:
        paragraph = self._paragraphs[-1]
        if what in {"br", "cr"}:
            paragraph.parts.append("\n")
        elif what == "tab" and above == "r":
            paragraph.parts.append(" ")
        elif what == "noBreakHyphen":
            paragraph.parts.append("-")
        elif what == "sym":
            paragraph.parts.append(_SYMBOLS.get(said.get("char", "").upper()[-2:], "●"))
        elif what == "pStyle":
            paragraph.style = said.get("val", "")
        elif above == "numPr" and what == "numId":
            paragraph.number = said.get("val", "")
        elif above == "numPr" and what == "ilvl":
            paragraph.level = said.get("val", "")

    def text(self, content: str) -> None:
        if not self._left_out and self._paragraphs and self._names[-1] == "t":
            self._budget.text -= len(content)
            if self._budget.text < 0:
                raise Damaged("far longer than any plan, so it was not read")
            self._paragraphs[-1].parts.append(content)

    def end(self, _: str) -> None:
        what = self._names.pop()
        if self._left_out:
            self._left_out -= 1
        elif what == "p" and self._paragraphs:
            self._put(self._paragraphs.pop())
        elif what == "txbxContent" and self._boxes:
            self._end_box()
        elif what == "tc" and self._cells and self._tables:
            cell = self._cells.pop()
            self._tables[-1].next_column = min(cell.column + cell.width, _MOST_COLUMNS)
        elif what == "tbl" and self._tables:
            self._end_table(self._tables.pop())

    def _put(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.parts).strip()
        number = self._numbers.before(paragraph.style, paragraph.number, paragraph.level)
        said = f"{number} {text}".strip()
        in_box = self._in_boxes and self._in_boxes[-1] == len(self._cells)
        if in_box:
            self._boxes[-1].append(said)
        elif self._cells:
            self._cells[-1].lines.append(said)
        elif said and not self._tables:
            self.said.append(said)

    def _end_box(self) -> None:
        text = "\n".join(filter(None, self._boxes.pop()))
        self._in_boxes.pop()
        if text and self._tables and self._cells:
            table = self._tables[-1]
            table.boxes.append((len(table.rows), self._cells[-1].column, text))
        elif text:
            self.said.append(text)

    def _end_table(self, table: _Table) -> None:
        # One in a cell comes before the one around it ends; a person looks for it after that.
        if self._tables:
            self._inner.append(table)
            return
        self.said += [table, *self._inner]
        self._inner.clear()


def _describe(cell: _Cell, what: str, said: dict[str, str]) -> None:
    if what == "gridSpan":
        cell.width = max(1, min(_number(said), _MOST_COLUMNS))
    elif what == "vMerge":
        cell.goes_down = said.get("val") or "continue"
    elif what == "shd" and len(fill := said.get("fill", "")) == 6:
        cell.fill = f"#{fill.upper()}"


def _number(said: dict[str, str]) -> int:
    text = said.get("val", "")
    return int(text) if text.isdigit() and len(text) < 5 else 0


def read_word(package: Package, budget: Budget) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """The sheets of a Word document, and what of it was not read; raises Damaged."""
    numbers = Numbers()
    numbers.read_lists(package, budget)
    numbers.read_styles(package, budget)
    document = _Document(numbers, budget)
    walk(package.read(DOCUMENT), budget, document.start, document.end, document.text)
    left = [what for part, what in _BESIDE.items() if _says_any(package, part, budget)]
    notices = (f"The document's {' and '.join(left)} are not read.",) if left else ()
    return tuple(_sheets(document.said)), notices


def _says_any(package: Package, part: str, budget: Budget) -> bool:
    """Whether a part has any text: every document has footnotes that hold nothing but a line."""
    said: list[str] = []
    if package.has(part):
        walk(package.read(part), budget, lambda _, __: None, text=said.append)
    return bool("".join(said).strip())


@dataclass(slots=True)
class _SheetDraft:
    name: str
    above: list[str]
    tables: list[_Table] = field(default_factory=list)


def _sheets(said: Iterable[str | _Table]) -> Iterator[Grid]:
    drafts: list[_SheetDraft] = []
    before: _SheetDraft | None = None
    pending: list[str] = []
    carried: dict[str, str] = {}
    count = 0
    for each in said:
        if isinstance(each, str):
            pending.append(each)
            continue
        if each.within:
            drafts.append(_SheetDraft(f"Table {count}, in {each.within}", [], [each]))
            continue
        if before and not pending and before.tables[-1].width == each.width:
            before.tables.append(each)
            continue
        count += 1
        # So far down no headers are looked for.
        if len(pending) > _MOST_ABOVE:
            drafts.append(_SheetDraft(f"Text before table {count}", pending[:-_MOST_ABOVE]))
        above = _carry(carried, pending) + pending[-_MOST_ABOVE:]
        before = _SheetDraft(f"Table {count}", above, [each])
        drafts.append(before)
        pending = []
    if pending or not drafts:
        drafts.append(_SheetDraft("Text below the tables" if count else "Text", pending))
    if len(drafts) > _MOST_SHEETS:
        raise Damaged("made of more tables than any plan")
    names: set[str] = set()
    for draft in drafts:
        while draft.name in names:
            draft.name += "'"
        names.add(draft.name)
        yield _grid(draft)


def _carry(carried: dict[str, str], texts: Iterable[str]) -> list[str]:
    """The priorities that were said before, and still hold: above one table, for the next ones."""
    before = dict(carried)
    for text in texts:
        level = read_heading(text).level
        if level == STRATEGIC:
            carried.clear()
            before.clear()
        if level in (STRATEGIC, DELIVERY):
            carried[level] = text
            before.pop(level, None)
    return [before[level] for level in (STRATEGIC, DELIVERY) if level in before]


def _grid(draft: _SheetDraft) -> Grid:
    cells = {(row, 1): GridCell(text) for row, text in enumerate(draft.above, 1)}
    merged: list[CellRange] = []
    comments: dict[str, str] = {}
    top = len(draft.above)
    for table in draft.tables:
        for row, line in enumerate(table.rows, top + 1):
            for each in line:
                if each.text or each.fill:
                    cells[row, each.column] = GridCell(each.text or None, fill=each.fill)
        merged += _merged(table, top)
        for row, column, text in table.boxes:
            comments[f"{column_letter(column)}{top + row}"] = text
        top += len(table.rows)
    return Grid(draft.name, "visible", cells, tuple(merged), comments=comments)


def _merged(table: _Table, top: int) -> Iterator[CellRange]:
    """The areas that are one cell: over several columns, down several rows, or both."""
    down: dict[int, tuple[int, int]] = {}
    for row, line in enumerate([*table.rows, []], top + 1):
        going_on = {each.column for each in line if each.goes_down == "continue"}
        for column in [each for each in down if each not in going_on]:
            first, width = down.pop(column)
            if width > 1 or row - 1 > first:
                yield CellRange(first, column, row - 1, column + width - 1)
        for each in line:
            if each.column not in down and each.goes_down != "continue":
                down[each.column] = (row, each.width)
