"""A plan made from somebody's own action-plan workbook.

A `Reader` reads a workbook in a process of its own, suggests a map, which a person looks at and
corrects, and reads the workbook by the map; `new_from` makes the plan file. Until the last, nothing
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import Change, add_record
from csp_desktop.errors import BadValue, CspError, Refusal
from csp_desktop.operations.editing.vocabulary import (
    asked_as_data,
    asked_in_words,
    first_words,
)
from csp_desktop.operations.importing.workbook_base import first_base, note
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import check_name
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value
from csp_desktop.plan.vocabulary import UnknownWord
from csp_desktop.plan.wording import joined
from csp_desktop.store.failing import from_os
from csp_desktop.store.making import refuse_taken
from csp_desktop.store.planfile import PlanFile
from csp_desktop.workbook.importing import import_map
from csp_desktop.workbook.importing.import_log import FoundRecord, Leftover
from csp_desktop.workbook.importing.import_map import (
    REFS,
    ColumnMap,
    HeadingMap,
    LeftOut,
    Map,
    TableMap,
)
from csp_desktop.workbook.importing.import_reader import Imported
from csp_desktop.workbook.importing.unfold_forms import as_mapped
from csp_desktop.workbook.package.cells import address_of, column_letter
from csp_desktop.workbook.package.model import Book, CellRange, Grid, Place
from csp_desktop.workbook.package.replace_file import replace_file
from csp_desktop.workbook.package.sheet_view import SheetPosition
from csp_desktop.workbook.worker.process import Reader

__all__ = [
    "REFS",
    "Book",
    "CellRange",
    "ColumnMap",
    "FoundRecord",
    "Grid",
    "HeadingMap",
    "ImportReport",
    "Imported",
    "LeftOut",
    "Leftover",
    "Map",
    "Ran",
    "ReadBy",
    "Reader",
    "SheetPosition",
    "TableMap",
    "address_of",
    "as_mapped",
    "column_letter",
    "load_map",
    "new_from",
    "run",
    "save_map",
]

DONE, WAITING = 0, 3
_MOST_TOLD = 40
_SAY_WORDS = 'Say it under "words" in the map, and make the plan by that.'


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a plan was made of.

    `counts` are records by kind. `leftovers` were not taken, `notices` were taken in a way that a
    person should look at; `given` are the refs that actions got for want of one, with their titles.
    """

    path: str
    plan: str
    counts: Mapping[str, int]
    leftovers: tuple[Leftover, ...]
    notices: tuple[Leftover, ...]
    given: tuple[tuple[str, str], ...]
    unconfirmed: int
    unknown_words: tuple[UnknownWord, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return {
            "path": self.path,
            "plan": self.plan,
            "records": dict(self.counts),
            "unconfirmed": self.unconfirmed,
            "given_refs": [{"ref": ref, "title": title} for ref, title in self.given],
            "leftovers": [_leftover_data(each) for each in self.leftovers],
            "notices": [_leftover_data(each) for each in self.notices],
            "unknown_words": asked_as_data(self.unknown_words),
        }

    def as_text(self) -> str:
        """The report in a few lines for a person."""
        counts = self.counts
        made = ", ".join(
            _count(counts.get(kind, 0), words)
            for kind, words in (
                ("action", "action"),
                ("indicator", "indicator"),
                ("strategic_priority", "strategic priority"),
            )
        )
        lines = [f"Made {self.path}: {made}."]
        if self.given:
            lines.append(
                f"{_count(len(self.given), 'action')} had no ref that could be used, and got: "
                f"{', '.join(ref for ref, _ in self.given[:_MOST_TOLD])}."
            )
        if self.unconfirmed:
            lines.append(
                f"{_count(self.unconfirmed, 'value')} marked unconfirmed, since they were inferred."
            )
        if self.notices:
            lines += ["", "Taken, but look at these:", *_grouped(self.notices)]
        if self.leftovers:
            lines += ["", "Not taken:", *_grouped(self.leftovers)]
        if self.unknown_words:
            lines += ["", *asked_in_words(self.unknown_words, _SAY_WORDS)]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to: its exit code, its JSON, and its text for a person.

    `aside` is what to do with a text that goes into a file.
    """

    code: int
    data: dict[str, Any]
    text: str
    aside: str = ""


def run(
    plan_path: Path,
    book_path: Path,
    map_path: Path | None,
    stamp: Stamp,
    table: FieldTable,
    *,
    accept: bool = False,
    password: str | None = None,
) -> Ran:
    """Carry out `new PLAN --from BOOK [--map MAP] [--accept-map]`.

    Without a map and without `accept`, the suggested map is the answer (code 3) and nothing is
    made. Else the plan is made: code 3 where something of the workbook was left over, else 0.
    """
    _check_free(plan_path)
    with Reader() as reader:
        book = reader.book(book_path, password=password)
        if map_path is not None:
            made = load_map(map_path)
        else:
            made = reader.suggest(book, table, stamp.at or "")
            if not made.tables and accept:
                raise Refusal(_no_table(book))
            if not accept:
                # The suggestion is the answer: a plan made by a guess that nobody has looked at
                # would have to be corrected cell by cell.
                # With the words that it does not know, for a person to say what they mean.
                with suppress(BadValue):
                    unknown = reader.read_with(book, made, table).unknown_words
                    made = replace(
                        made, words=tuple((each.kind, each.text, "") for each in unknown)
                    )
                aside = "" if made.tables else _no_table(book)
                return Ran(WAITING, import_map.as_data(made), import_map.to_text(made), aside)
        found = reader.read_with(book, made, table)
        suggested = reader.suggest(book, table, made.quarter)
    plan, report = new_from(plan_path, table, book_path, found, stamp, ReadBy(made, suggested))
    plan.close()
    waits = bool(report.leftovers or report.notices)
    return Ran(WAITING if waits else DONE, report.as_data(), report.as_text())


def _no_table(book: Book) -> str:
    """What the sheets are of a book in which no table was found, and how a person points to one."""
    filled = [
        f"'{each.name}' ({max(row for row, _ in each.cells)} rows)"
        for each in book.grids
        if each.cells
    ]
    return (
        f"In {Path(book.path).name} no table of actions was found. It has "
        f"{joined(filled) if filled else 'no sheet that is filled'}. A row of headers such as Ref, "
        "Action, Lead, Status and Comments is looked for: give the columns such headers, or say in "
        "a map where the table is, and give that with --map: save the map that is printed, and put "
        f'into its "tables" {_A_TABLE}'
    )


_A_TABLE = (
    '{"sheet": "…", "header_rows": [1], "columns": [{"column": "A", "to": "ref"}, '
    '{"column": "B", "to": "title"}]}.'
)


def load_map(path: Path) -> Map:
    """The map kept at `path`; raises BadValue where it is none, a Failure where it is not there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refusal(
            f"There is no map {path}. Print the suggested one and save it there."
        ) from None
    except UnicodeDecodeError:
        raise BadValue(f"{path.name} is not a map: it is no text in UTF-8.") from None
    except OSError as error:
        raise from_os(path, error) from error
    return import_map.from_text(text, path.name)


def save_map(made: Map, path: Path) -> None:
    """Keep a map at `path`, as `load_map` reads it."""
    replace_file(path, import_map.to_text(made).encode())


@dataclass(frozen=True, slots=True)
class ReadBy:
    """The map that a workbook was read by, and the one suggested for it at that map's quarter."""

    made: Map
    suggested: Map


def read_by(book: Path, made: Map, table: FieldTable) -> ReadBy | None:
    """How the workbook at `book` was read, with what is suggested for it; None if it has gone."""
    try:
        with Reader() as reader:
            return ReadBy(made, reader.suggest(reader.book(book), table, made.quarter))
    except CspError:
        # The plan is made without a base: the next issue's differences are proposed then.
        return None


def new_from(
    path: Path,
    table: FieldTable,
    book: Path,
    imported: Imported,
    stamp: Stamp,
    read: ReadBy | None = None,
) -> tuple[OpenPlan, ImportReport]:
    """A new plan file at `path`, open for writing, with what was found in the workbook `book`.

    All of it is kept in one transaction; where that fails, no file is left. Values that were
    inferred are marked unconfirmed. With `read` the workbook is noted as read, so that its next
    issue is held against it.
    """
    _check_free(path)
    if not any(each.kind in import_map.RECORDS for each in imported.records):
        raise Refusal("By this map the workbook holds no action, so no plan was made.")
    plan_id = f"plan-{stamp.new_id()}"
    ids = {
        each.key: each.key if _key_is_id(table, each) else f"{each.kind}-{stamp.new_id()}"
        for each in imported.records
    }
    changes = list(_changes(plan_id, imported, table, ids, stamp))
    if read:
        base = first_base(read.made, read.suggested, imported, ids, changes)
        changes += note(plan_id, base, (), book.name, stamp.new_id())
    source = Stamp(stamp.author, stamp.at, book.name, stamp.new_id)

    def fill(file: PlanFile) -> None:
        OpenPlan(file).write("new from workbook", changes, source, undoable=False)

    plan = OpenPlan(PlanFile.create(path, table, plan_id, stamp.author, fill))
    return plan, _report(path, plan_id, imported)


def _check_free(path: Path) -> None:
    check_name(path)
    refuse_taken(path)


def _changes(
    plan_id: str, imported: Imported, table: FieldTable, ids: Mapping[str, str], stamp: Stamp
) -> Iterator[Change]:
    values: dict[Place, Value] = {
        ("title", ""): " ".join(imported.title.split()) or "Action plan",
        ("marking", ""): imported.marking,
        ("working_quarter", ""): imported.quarter or None,
    }
    yield from add_record(plan_id, "plan", plan_id, values, stamp.new_id)
    for each in imported.records:
        linked = _linked(each, table, ids)
        yield from add_record(
            plan_id, each.kind, ids[each.key], linked, stamp.new_id, sorted(each.unsure)
        )
    yield from first_words(plan_id, table, imported.words, stamp)


def _key_is_id(table: FieldTable, found: FoundRecord) -> bool:
    kind = table.kind(found.kind)
    return kind is not None and kind.key_is_id


def _linked(found: FoundRecord, table: FieldTable, ids: Mapping[str, str]) -> dict[Place, Value]:
    """The values of a found record, its links turned from keys into ids."""
    values: dict[Place, Value] = {}
    for (name, period), value in found.values.items():
        field = table.field(found.kind, name)
        if field and field.type is Type.LINK and isinstance(value, str):
            values[name, period] = ids[value]
        elif field and field.type is Type.LINKS and isinstance(value, list):
            values[name, period] = [ids[each] for each in value]
        else:
            values[name, period] = value
    return values


def _report(path: Path, plan_id: str, imported: Imported) -> ImportReport:
    counts: dict[str, int] = {}
    for each in imported.records:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    unconfirmed = sum(
        each.values.get(place) is not None for each in imported.records for place in each.unsure
    )
    return ImportReport(
        str(path),
        plan_id,
        counts,
        tuple(each for each in imported.leftovers if not each.taken),
        tuple(each for each in imported.leftovers if each.taken),
        imported.given,
        unconfirmed,
        imported.unknown_words,
    )


def _leftover_data(each: Leftover) -> dict[str, str]:
    return {"sheet": each.sheet, "cell": each.cell, "value": each.value, "why": each.why}


def _count(number: int, name: str) -> str:
    if number == 1:
        return f"1 {name}"
    return f"{number} {name[:-1]}ies" if name.endswith("y") else f"{number} {name}s"


def _grouped(leftovers: Iterable[Leftover]) -> list[str]:
    """Lines that put together what was left of one sheet for one reason."""
    groups: dict[tuple[str, str], list[Leftover]] = {}
    for each in leftovers:
        groups.setdefault((each.sheet, each.why), []).append(each)
    lines = []
    for (sheet, why), found in groups.items():
        cells = ", ".join(each.cell for each in found[:_MOST_TOLD])
        more = f" and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
        text = " ".join(found[0].value.split())[:60]
        said = f" ('{text}')" if len(found) == 1 and text else ""
        lines.append(f"  {f'{sheet} {cells}{more}{said}'.strip()}: {why}")
    return lines
