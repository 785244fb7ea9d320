"""What a mapped workbook says: records with their values, and what did not fit, cell by cell.

Every filled cell of the workbook is taken or left over with a sentence; none is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from csp_desktop.plan import wording
from csp_desktop.plan.fields import MARKINGS, FieldTable
from csp_desktop.plan.headings import DELIVERY, STRATEGIC, read_heading
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.values import Value
from csp_desktop.plan.vocabulary import UnknownWord, Word, of_words, unknown_words, word
from csp_desktop.workbook.importing.align_rows import IMPROVEMENT, AlignedRow, What, align
from csp_desktop.workbook.importing.cell_parts import is_called_notes
from csp_desktop.workbook.importing.import_log import (
    Account,
    FoundRecord,
    Leftover,
    Priorities,
    Priority,
    RecordDraft,
)
from csp_desktop.workbook.importing.import_map import Map, TableMap, check, known_words
from csp_desktop.workbook.importing.read_cells import CellReader
from csp_desktop.workbook.importing.resolve_links import Settling
from csp_desktop.workbook.importing.unfold_forms import Unfolded, as_mapped
from csp_desktop.workbook.package.cells import address_of
from csp_desktop.workbook.package.model import Book, Place
from csp_desktop.workbook.package.sheet_view import SheetPosition, plain, shown

_NOTE = "A note beside the cell; notes are not taken."
_IN_NOTES = "'{}' has no field of its own: it is kept in Notes, under its header."
_NO_DELIVERY = "It is an improvement action, and no delivery priority is named above it."
_SENSITIVE = re.compile(r"(?:marking|classification)?\W*official\W{1,3}sensitive\W*", re.IGNORECASE)
_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook was understood to be. `words` are those that the map knew, with meanings.

    `taken` says of each cell that went into the plan where it went; `leftovers` are the others,
    and those taken in a way that a person should look at. `given` are the refs that were given.
    """

    title: str
    quarter: str
    records: tuple[FoundRecord, ...]
    leftovers: tuple[Leftover, ...]
    taken: Mapping[SheetPosition, str]
    given: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str, str], ...] = ()
    guesses: tuple[tuple[str, str, str, str], ...] = ()
    """Kind, word, the choice that it was taken for without being sure, and place."""
    marking: str = MARKINGS[0]

    @property
    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """The words of which nobody has said what they mean."""
        return unknown_words(
            (each.word, wording.address(each.sheet, each.cell))
            for each in self.leftovers
            if each.word
        )

    @property
    def guessed_words(self) -> tuple[tuple[UnknownWord, str], ...]:
        """The words of which it is only guessed what they mean, with that."""
        meant = {word(kind, text): choice for kind, text, choice, _ in self.guesses}
        asked = unknown_words((Word(kind, text), place) for kind, text, _, place in self.guesses)
        return tuple((each, meant[each.word]) for each in asked)


def read_with(book: Book, made: Map, table: FieldTable) -> Imported:
    """Understand `book` by the map `made`; raises BadValue where they do not fit each other."""
    check(made, table)
    unfolded = as_mapped(book, made, table)
    return _in_place(_read(unfolded.book, made, table), unfolded)


def _in_place(found: Imported, unfolded: Unfolded) -> Imported:
    """What was read of forms, told by where the cells of the forms stand."""
    places = unfolded.places
    told = {(at.sheet, at.address): spot for at, spot in places.items()}
    said = {
        wording.address(at.sheet, at.address): wording.address(spot.sheet, spot.address)
        for at, spot in places.items()
    }

    def leftover(each: Leftover) -> Leftover:
        spot = told.get((each.sheet, each.cell))
        return replace(each, sheet=spot.sheet, cell=spot.address) if spot else each

    for record in found.records:
        for place, spots in record.places.items():
            record.places[place] = [places.get(each, each) for each in spots]
    taken = {places.get(at, at): to for at, to in found.taken.items()}
    return replace(
        found,
        leftovers=tuple(sorted(map(leftover, found.leftovers), key=_where)),
        taken=taken | dict.fromkeys(unfolded.labels, "header"),
        guesses=tuple((*each[:3], said.get(each[3], each[3])) for each in found.guesses),
    )


def _read(book: Book, made: Map, table: FieldTable) -> Imported:
    aligned, rest = align(book, made)
    reading = _RecordReader(made, table, (line for each in aligned for line in each.lines))
    # Rows outside all tables first, so that what is left is listed from the top of the workbook.
    for line in rest:
        reading.leave_line(line)
    for each in aligned:
        reading.read_table(each.table, each.lines)
    reading.leave_notes(book)
    reading.tell_notices(book)
    records = tuple(reading.records())
    return Imported(
        made.title,
        made.quarter,
        records,
        tuple(sorted(reading.account.leftovers, key=_where)),
        reading.account.taken,
        tuple(reading.account.given),
        known_words(made, table),
        tuple(reading.account.guesses),
        reading.marking,
    )


def _where(each: Leftover) -> tuple[str, tuple[int, int]]:
    return each.sheet, address_of(each.cell) or (0, 0)


class _Carried:
    """Lets a priority that is written once count for the rows below it, in its own column."""

    def __init__(self, lines: Sequence[AlignedRow]) -> None:
        self._last: dict[str, Value] = {}
        records = [line for line in lines if line.what is What.RECORD]
        for name in (STRATEGIC, DELIVERY):
            filled = sum(
                any(part.column and part.column.to == name and part.cell for part in line.parts)
                for line in records
            )
            # Where nearly every row has its own, a blank one has none.
            if 0 < filled <= _NEARLY_ALL * len(records):
                self._last[name] = None

    def carry(self, found: FoundRecord, line: AlignedRow) -> None:
        """Give a new record the priorities of the row above where its own cells are blank."""
        own = {part.column.to for part in line.parts if part.column and part.cell}
        for name, last in self._last.items():
            # Below another strategic priority, the delivery priority above does not count.
            if last is not None and name not in own and not (name == DELIVERY and STRATEGIC in own):
                found.values[name, ""] = last

    def note(self, found: FoundRecord, announced: Mapping[str, str]) -> None:
        """Remember the priorities of a record, or those `announced`, for the rows below."""
        for name in self._last:
            self._last[name] = announced.get(name) or found.values.get((name, ""))
        if STRATEGIC in announced and DELIVERY in self._last:
            self._last[DELIVERY] = announced.get(DELIVERY)


class _RecordReader:
    def __init__(self, made: Map, table: FieldTable, lines: Iterable[AlignedRow]) -> None:
        self._map = made
        self._table = table
        self.marking = MARKINGS[0]
        self._working = read_period(made.quarter) or Period(0)
        # Collected before any row is read: a priority without a number must not be given one that a
        # later heading has.
        reserved = [table.priority for table in made.tables]
        reserved += [
            line.heading.text for line in lines if line.heading and line.heading.to == STRATEGIC
        ]
        self._priorities = Priorities(
            said.number for text in reserved if (said := read_heading(text)).number
        )
        self._drafts: list[RecordDraft] = []
        self.account = Account()
        words = of_words(known_words(made, table))
        self._cells = CellReader(table, self._working, self._priorities, self.account, words)

    def read_table(self, table: TableMap, lines: Sequence[AlignedRow]) -> None:
        kind = self._table.kind(table.records)
        assert kind  # noqa: S101 - the map was checked
        strategic = self._priority(STRATEGIC, table.priority) if table.priority else None
        above = strategic.key if strategic else ""
        delivery = self._priority(DELIVERY, table.delivery, above) if table.delivery else None
        draft: RecordDraft | None = None
        carried = _Carried(lines)
        self._cells.begin(lines, kind)
        columns = Counter(each.to for each in table.columns)
        shared = {to for to, number in columns.items() if number > 1}
        for line in lines:
            if line.what is What.HEADER:
                self.account.take_all(line.parts, "header")
            elif line.what is What.LEFT:
                self.leave_line(line)
            elif line.what is What.IMPROVEMENT:
                held = str(draft.found.values.get((DELIVERY, "")) or "") if draft else ""
                self._improve(delivery or self._priorities.get(held), line)
            elif line.what is What.HEADING and line.heading:
                if line.heading.to == STRATEGIC:
                    strategic, delivery = self._priority(STRATEGIC, line.heading.text), None
                else:
                    above = strategic.key if strategic else ""
                    delivery = self._priority(DELIVERY, line.heading.text, above)
                self.account.take_all(line.parts, line.heading.to)
            else:
                if line.what is What.RECORD or draft is None:
                    found = FoundRecord(kind.name, f"{table.sheet}!{line.row}")
                    draft = RecordDraft(found, table, line, shared)
                    self._drafts.append(draft)
                    _stand_under(draft.found, strategic, delivery)
                    carried.carry(draft.found, line)
                if line.what is What.MILESTONE:
                    self._cells.read_milestone(draft, line)
                else:
                    self._cells.read_line(draft, kind, line)
                carried.note(draft.found, self._cells.announced)
        self._tell_notes(table, lines)

    def _improve(self, delivery: Priority | None, line: AlignedRow) -> None:
        """Put a row of improvement actions to the delivery priority above it."""
        if delivery is None:
            self.leave_line(replace(line, why=_NO_DELIVERY))
            return
        said = [shown(part.cell) for part in line.parts if part.cell and not part.cell.trouble]
        label = IMPROVEMENT.fullmatch(said[0]) if said else None
        text = "; ".join(said[1:] if label else said)
        if text:
            delivery.improvements.append(text)
        self.account.take_all(line.parts, "improvement_actions")

    def _tell_notes(self, table: TableMap, lines: Sequence[AlignedRow]) -> None:
        """Say of each column that goes to Notes for want of a field that it does."""
        filled = {
            part.column
            for line in lines
            if line.what in (What.RECORD, What.MORE)
            for part in line.parts
            if part.column and part.column.to == "notes" and (part.cell or part.column.colour_to)
        }
        for column in table.columns:
            if column in filled and not is_called_notes(column.header):
                header = " ".join(column.header.split())
                cell = f"{column.column}{table.header_rows[-1]}"
                why = _IN_NOTES.format(header)
                self.account.leftovers.append(Leftover(table.sheet, cell, header, why, taken=True))

    def _priority(self, kind: str, text: str, under: str = "") -> Priority:
        return self._priorities.find(kind, read_heading(text), under)

    def records(self) -> list[FoundRecord]:
        """Settle the drafts; all records: years, priorities, groups, actions and indicators."""
        settling = Settling(self._drafts, self._table, self._priorities, self.account)
        settling.finish()
        found = [_of_priority(each) for each in self._priorities.all]
        found += self._cells.groups.values()
        found += [draft.found for draft in settling.drafts]
        return [*self._years(found), *found]

    def _years(self, found: Iterable[FoundRecord]) -> list[FoundRecord]:
        years = {self._working.year} if self._working.year else set()
        for each in found:
            for _, period in each.values:
                said = read_period(period) if period else None
                if said:
                    years.add(said.year)
        if not years:
            return []
        names = [str(Period(year)) for year in range(min(years), max(years) + 1)]
        return [FoundRecord("year", name, {("name", ""): name}) for name in names]

    def leave_line(self, line: AlignedRow) -> None:
        """List a row that is not taken, without what the map uses as the title or a priority."""
        used = {plain(self._map.title): "plan title"}
        used |= {plain(table.priority): STRATEGIC for table in self._map.tables}
        used |= {plain(table.delivery): DELIVERY for table in self._map.tables}
        for part in line.parts:
            text = plain(shown(part.cell)) if part.cell else ""
            if text and text in used:
                self.account.taken[part.spot] = used[text]
            elif _SENSITIVE.fullmatch(text):
                self.account.taken[part.spot] = "marking"
                self.marking = MARKINGS[1]
            else:
                self.account.leave(part, line.why)

    def leave_notes(self, book: Book) -> None:
        """List the notes beside cells."""
        for grid in book.grids:
            for address, text in grid.comments.items():
                self.account.leftovers.append(Leftover(grid.name, address, text, _NOTE))

    def tell_notices(self, book: Book) -> None:
        """List what is said of the file as a whole."""
        self.account.leftovers += [
            Leftover(self._map.tables[0].sheet, "", "", notice, taken=True)
            for notice in book.notices
        ]


def _stand_under(found: FoundRecord, strategic: Priority | None, delivery: Priority | None) -> None:
    if strategic:
        found.values[STRATEGIC, ""] = strategic.key
    if delivery:
        found.values[DELIVERY, ""] = delivery.key
        if delivery.under:
            found.values[STRATEGIC, ""] = delivery.under


def _of_priority(each: Priority) -> FoundRecord:
    values: dict[Place, Value] = {
        ("number", ""): each.number,
        ("title", ""): " ".join(each.title.split()) or None,
    }
    if each.kind == DELIVERY:
        values["label", ""] = each.label
        values["strategic_priority", ""] = each.under or None
        values["improvement_actions", ""] = list(each.improvements) or None
    unsure = {(name, "") for name in each.guessed if values.get((name, ""))}
    return FoundRecord(each.kind, each.key, values, unsure)
