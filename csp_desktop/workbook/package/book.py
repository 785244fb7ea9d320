"""A file read into plain sheets of cells, before anything is understood of them."""

from __future__ import annotations

import csv
import hashlib
import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from csp_desktop.workbook.package.cell_values import Shared
from csp_desktop.workbook.package.cells import (
    LAST_COLUMN,
    LAST_ROW,
    BesideCells,
    area_of,
    column_letter,
    read_cells,
    read_texts,
)
from csp_desktop.workbook.package.formats import Run, read_styles, read_theme
from csp_desktop.workbook.package.guard import Content, FileUnreadable
from csp_desktop.workbook.package.markers import CARRIER, CONTESTED_NOTE
from csp_desktop.workbook.package.model import Book, Drawn, Grid, GridCell
from csp_desktop.workbook.package.parts import Budget, Damaged, Package, local, plainly, walk

MOST_SHEETS: Final = 200
_LONGEST_LINK = 2_000
_EMBEDDED = frozenset({"oleObject", "package"})
_THREAD_STUB = "[Threaded comment]"
_MACROS = "The workbook holds macros. They were not run, and nothing of them was kept."
AS_TEXT = (
    "This is a file of text, not a workbook: it carries no base, so each difference waits for you."
)

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


class _Outline:
    """What a workbook's main part says: its sheets (name, state, part) and what holds for all."""

    def __init__(self, package: Package, related: Mapping[str, tuple[str, str]]) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False
        self._package = package
        self._related = related
        self._carried: list[str] = []
        self._taking = False

    @property
    def carried_id(self) -> str:
        """The export id that a defined name carries."""
        return "".join(self._carried).strip().strip('="')[:100]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = plainly(attributes)
        tag = local(name)
        if tag == "sheet":
            kind, part = self._related.get(plain.get("id", ""), ("", ""))
            # Chart sheets and macro sheets are `sheet` elements as well, and have no cells.
            if kind == "worksheet" and self._package.has(part):
                self.sheets.append((plain.get("name", ""), plain.get("state", "visible"), part))
        elif tag == "workbookPr":
            self.since_1904 = plain.get("date1904", "") in ("1", "true", "on")
        elif tag == "definedName":
            # The second carrier of the export's id: it is there still where the hidden sheet was
            # deleted.
            self._taking = plain.get("name", "").lower() == CARRIER

    def end(self, name: str) -> None:
        self._taking = self._taking and local(name) != "definedName"

    def text(self, content: str) -> None:
        if self._taking:
            self._carried.append(content)


def read_book(path: Path, content: Content, *, fills: bool = False) -> Book:
    """Read what `open_file` found at `path`; raises Unreadable in words for its sender."""
    fingerprint = hashlib.sha256(content.data).hexdigest()
    if content.package is None:
        grid = _table(path, content.text)
        return Book(str(path), fingerprint, (grid,), notices=(AS_TEXT,))
    try:
        return _workbook(path, fingerprint, content.package, fills=fills)
    except Damaged as error:
        raise FileUnreadable(f"{path.name} is {error}. Ask its sender to send it again.") from None


def _workbook(path: Path, fingerprint: str, package: Package, *, fills: bool) -> Book:
    budget = Budget()
    main = _main_part(path, package, budget)
    related = dict(_relations(package, main, budget))
    outline = _outline(path, package, main, related, budget)
    # Parts are found by their relations. The usual names ('xl/sharedStrings.xml') are only what
    # Excel calls them; other programs number them or put them elsewhere.
    by_kind = {kind: part for kind, part in related.values() if package.has(part)}
    # In this order: styles refer to the theme's colours, and cells to styles and texts by number.
    theme = read_theme(package.read(by_kind["theme"]), budget) if "theme" in by_kind else []
    rich: dict[int, list[Run]] = {}
    shared = Shared(
        read_texts(package.read(by_kind["sharedStrings"]), budget, rich)
        if "sharedStrings" in by_kind
        else [],
        read_styles(package.read(by_kind["styles"]), theme, budget) if "styles" in by_kind else [],
        outline.since_1904,
        rich,
    )
    grids = tuple(
        _grid(package, name, state, part, shared, budget, fills)
        for name, state, part in outline.sheets
    )
    properties = saved_in(package, budget)
    macros = any("vbaproject" in name.lower() for name in package.names)
    return Book(
        path=str(path),
        fingerprint=fingerprint,
        grids=grids,
        saved_by=properties.get("lastModifiedBy", "")[:200],
        saved_at=properties.get("modified", "")[:40],
        carried_id=outline.carried_id or properties.get(CARRIER, ""),
        notices=(_MACROS,) if macros else (),
    )


def _main_part(path: Path, package: Package, budget: Budget) -> str:
    if package.has("_rels/.rels"):
        for kind, part in dict(_relations(package, "", budget)).values():
            if kind == "officeDocument" and package.has(part):
                return part
    # Some converters leave out the root relations; Excel opens their files even so.
    if package.has("xl/workbook.xml"):
        return "xl/workbook.xml"
    raise FileUnreadable(f"{path.name} is not a workbook: it holds no sheets.")


def _outline(
    path: Path, package: Package, main: str, related: Mapping[str, tuple[str, str]], budget: Budget
) -> _Outline:
    outline = _Outline(package, related)
    walk(package.read(main), budget, outline.start, outline.end, outline.text)
    if not outline.sheets:
        raise FileUnreadable(f"{path.name} holds no sheet that can be read.")
    if len(outline.sheets) > MOST_SHEETS:
        raise FileUnreadable(
            f"{path.name} holds {len(outline.sheets)} sheets; at most {MOST_SHEETS} are read."
        )
    return outline


def _relations(
    package: Package, part: str, budget: Budget, outside: dict[str, str] | None = None
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The parts that a part refers to: id, the kind of reference, the name of the other part.

    `outside` takes in what it refers to outside the workbook, by id.
    """
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(rels):
        return
    found: list[dict[str, str]] = []
    walk(package.read(rels), budget, lambda _, attributes: found.append(plainly(attributes)))
    for each in found:
        # An address outside the workbook is never followed, only quoted.
        if each.get("TargetMode", "") == "External" or "Target" not in each:
            if outside is not None:
                outside[each.get("Id", "")] = each.get("Target", "")
            continue
        # Relative to the folder of the part that refers, or to the root. The root in front keeps
        # '..' from leading out of the package.
        target = each["Target"].replace("\\", "/")
        whole = target if target.startswith("/") else posixpath.join("/", folder, target)
        kind = each.get("Type", "").rpartition("/")[2]
        yield each.get("Id", ""), (kind, posixpath.normpath(whole).lstrip("/"))


def _grid(
    package: Package,
    name: str,
    state: str,
    part: str,
    shared: Shared,
    budget: Budget,
    fills: bool,  # noqa: FBT001
) -> Grid:
    beside = BesideCells()
    cells, merged = read_cells(package.read(part), shared, budget, fills=fills, beside=beside)
    tables: dict[str, str] = {}
    comments: dict[str, str] = {}
    drawn: list[Drawn] = []
    addresses: dict[str, str] = {}
    for kind, other in dict(_relations(package, part, budget, addresses)).values():
        if kind in _EMBEDDED:
            drawn.append(Drawn("embedded file", "", posixpath.basename(other)))
        if not package.has(other):
            continue
        if kind == "table":
            tables.update(_tables(package.read(other), budget))
        elif kind == "drawing":
            drawn += read_drawn(package.read(other), budget)
        elif kind in ("comments", "threadedComment"):
            for address, text in _comments(package.read(other), budget):
                # Each reply of a thread names the same cell.
                comments[address] = f"{comments[address]} {text}" if address in comments else text
    for place, id_ in beside.links.items():
        # Addresses are known only now: a sheet names a link by an id, and its relations are a part
        # of their own.
        if place in cells and addresses.get(id_):
            cells[place] = replace(cells[place], link=addresses[id_][:_LONGEST_LINK])
    return Grid(name, state, cells, merged, tables, comments, tuple(drawn), beside.tints)


def _tables(data: bytes, budget: Budget) -> Mapping[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "table" and area_of(attributes.get("ref", "")):
            called = attributes.get("displayName") or attributes.get("name", "")
            found[called] = attributes["ref"]

    walk(data, budget, start)
    return found


def _comments(data: bytes, budget: Budget) -> list[tuple[str, str]]:
    """What people wrote beside cells, by address; what this program or Excel put there is left out.

    Excel keeps a thread in a part of its own, and a stub for older programs beside it.
    """
    found: list[tuple[str, str]] = []
    parts: list[str] = []
    address = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal address
        if local(name) in ("comment", "threadedComment"):
            address = attributes.get("ref", "")
            parts.clear()

    def end(name: str) -> None:
        if local(name) in ("comment", "threadedComment"):
            text = " ".join("".join(parts).split())
            if text and not text.startswith((_THREAD_STUB, CONTESTED_NOTE[:40])):
                found.append((address, text))

    walk(data, budget, start, end, parts.append)
    return found


def saved_in(package: Package, budget: Budget) -> dict[str, str]:
    """The document's properties by name: who saved it last and when, and the export it is of."""
    found: dict[str, str] = {}
    for part in ("docProps/core.xml", "docProps/custom.xml"):
        if not package.has(part):
            continue
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str], inside: list[str] = inside) -> None:
            inside.append(attributes.get("name") or local(name))

        def end(_: str, inside: list[str] = inside) -> None:
            inside.pop()

        def text(content: str, inside: list[str] = inside) -> None:
            # A custom property's value is one element deeper than its name.
            for key in inside[1:3]:
                found[key] = found.get(key, "") + content

        try:
            walk(package.read(part), budget, start, end, text)
        # Who saved the file is worth having, but no reason to refuse its cells.
        except Damaged:
            continue
    return {key: value.strip() for key, value in found.items()}


def _table(path: Path, text: str) -> Grid:
    """The cells of a file of text, in which one of a few characters parts the columns."""
    # By the first line that says something, the header: commas and semicolons in commentary further
    # down would outvote the real mark.
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t|", key=first.count)
    cells: dict[tuple[int, int], GridCell] = {}
    budget = Budget()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark), 1):
            for column, value in enumerate(row, 1):
                # Each value stays text. 1.10 or 01/02 must not become a number or a day on the way
                # in.
                if value.strip():
                    cells[number, column] = GridCell(value)
            if len(cells) > budget.cells:
                raise FileUnreadable(
                    f"{path.name} is far longer than any plan, so it was not read."
                )
    except csv.Error:
        raise FileUnreadable(f"{path.name} is not a table that can be read.") from None
    return Grid(re.sub(r"\.[A-Za-z]{1,5}$", "", path.name), "visible", cells)


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
