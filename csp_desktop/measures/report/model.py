"""A report as plain data: what Word, PDF, HTML and Excel all say, each in its own way.

Texts are plain: a renderer escapes them for its format, and makes nothing up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

NO_UPDATE: Final = "no update"
"""What actions without an update count under in `Part.status`; it has no shape."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """How many actions have one status, as a part of a bar."""

    status: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell of a table.

    `look` names a status, rating or trend whose shape comes before the text; `under` is a second,
    quieter text; `parts` make a bar, of which `text` is what it says in words. `number` is the
    value where the cell is one.
    """

    text: str
    look: str = ""
    under: str = ""
    parts: tuple[BarPart, ...] = ()
    number: int | float | None = None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column: its heading, its share of the width, and whether it holds numbers.

    `under` says what its cells' second texts are, for a form that gives them a column of their own.
    """

    title: str
    share: float
    numbers: bool = False
    under: str = ""


Row: TypeAlias = tuple[ReportCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings; the cell at `named_by` says what its row is about.

    `name` is unique in the report; `empty` is what to say where there are no rows.
    """

    name: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[Row, ...]
    empty: str
    named_by: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure with its word and shape."""

    look: str
    count: int
    word: str


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """The chart of an indicator: `id` finds its bytes, `words` say what it shows.

    `notes` are what is doubtful about its figures.
    """

    id: str
    title: str
    words: str
    notes: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """The words beneath it."""
        return " ".join((self.words, *self.notes))


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading and what is under it, in this order. `level` is 1 or 2.

    `long` sections, such as an appendix, begin on a page of their own; `wide` ones are for pages
    that lie on their side.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    table: Table | None = None
    pictures: tuple[ChartPicture, ...] = ()
    notes: tuple[str, ...] = ()
    level: int = 1
    long: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. `facts` are the cover's lines; `date` is ISO, '' if none is known."""

    title: str
    subtitle: str
    organisation: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    made: str
    date: str
    sections: tuple[ReportSection, ...]

    def section(self, title: str) -> ReportSection:
        """The section with this heading. Raises KeyError if no section has it."""
        for each in self.sections:
            if each.title == title:
                return each
        raise KeyError(title)

    def tables(self) -> list[Table]:
        """All tables in reading order."""
        return [each.table for each in self.sections if each.table]

    def pictures(self) -> list[ChartPicture]:
        """All pictures in reading order."""
        return [picture for each in self.sections for picture in each.pictures]


def plain(*texts: object) -> Row:
    """A row of cells with text alone."""
    return tuple(ReportCell("" if each is None else str(each)) for each in texts)


def whole(number: int) -> ReportCell:
    """A cell that holds a count."""
    return ReportCell(str(number), number=number)


def columns(
    *named: tuple[str, float], numbers: Sequence[str] = (), under: Mapping[str, str] | None = None
) -> tuple[ReportColumn, ...]:
    """Columns from their headings and shares; those named in `numbers` hold numbers.

    `under` says by heading what second texts are.
    """
    second = under or {}
    return tuple(
        ReportColumn(title, share, title in numbers, second.get(title, ""))
        for title, share in named
    )
