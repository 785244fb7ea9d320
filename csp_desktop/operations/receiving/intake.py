"""One file at a time as it comes back, with what it says of itself; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import Cell
from csp_desktop.errors import BadValue, CspError
from csp_desktop.operations.merging.incoming import Brought, FileTrouble
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.session.lookup import linked
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.fields import Field
from csp_desktop.plan.statuses import read_choice_word
from csp_desktop.plan.values import understand, words
from csp_desktop.workbook.package.guard import NeedsPassword
from csp_desktop.workbook.package.model import RawCell, Returned, ReturnedSheet
from csp_desktop.workbook.worker.process import Reader

BEGUN, OPENED, UNDERSTOOD = 5, 70, 100
"""How far the reading of one file is, in hundredths: begun, its cells read, understood."""

_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class MendableCell:
    """A cell of a return that could not be taken, and what an edit there would cover.

    `said` is the text in it, `suggested` what it most likely means ('' where that is not plain).
    """

    cell: Cell
    covers: tuple[str, ...]
    nonce: str
    said: str
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file that was read.

    `locked`: it needs a password. `sender` saved it last, at `filled`; it was sent out at `sent`.
    `spots` are those of the problems, in their order, None where one cannot be mended by a value.
    `left_out` are the cells of which a person does not want to take what it says, with the reasons.
    """

    path: Path
    brought: Brought
    locked: bool = False
    sender: str = ""
    group: str = ""
    quarter: str = ""
    sent: str = ""
    filled: str = ""
    spots: tuple[MendableCell | None, ...] = ()
    left_out: Mapping[Cell, str] = field(default_factory=dict)


class Intake:
    """Reads files with one worker. `stop` may come from any thread, all else from the plan's."""

    def __init__(self, tell: Callable[[int], None] = lambda _: None) -> None:
        self.tell = tell
        """Hears how far the file being read is."""
        self._reader = _Watched(self._tell)

    def _tell(self, percent: int) -> None:
        self.tell(percent)

    def read(
        self, plan: OpenPlan, path: Path, at: str | None, password: str | None = None
    ) -> Arrived:
        """Read one file; what cannot be read comes back as refused. Raises Stopped once stopped."""
        # The reader keeps what it read last; a file that cannot be read must not be shown with the
        # facts of the one before.
        self._reader.forget()
        self._tell(BEGUN)
        given = {path: password} if password else None
        # One file at a time, with one worker for all: each is shown as it arrives, and one that is
        # stuck holds up none that are read already.
        (brought,) = receive(
            plan, [path], at, reader=self._reader, passwords=given, within=self._within
        )
        returned = self._reader.returned_last
        document = plan.document()
        spots = tuple(_spot(plan, document, brought, returned, each) for each in brought.problems)
        self._tell(UNDERSTOOD)
        locked = bool(brought.refused) and self._reader.locked
        if returned is not None and returned.export is not None:
            base = returned.export
            return Arrived(
                path,
                brought,
                locked,
                returned.saved_by or _author(brought),
                base.scope_name,
                base.quarter,
                base.made_at,
                returned.saved_at,
                spots,
            )
        # A copy says nowhere when it was saved. Its last change is the nearest to that.
        filled = max((each.at or "" for _, made in brought.made for each in made), default="")
        sender = _author(brought)
        return Arrived(path, brought, locked, sender, filled=filled, spots=spots)

    def _within(self, done: int, of: int) -> None:
        self._tell(BEGUN + (OPENED - BEGUN) * done // of)

    def stop(self) -> None:
        """End what is being read, and refuse whatever is asked from now on."""
        self._reader.stop()

    def close(self) -> None:
        """End the worker."""
        self._reader.close()


class _Watched(Reader):
    """A reader that keeps what it read last and whether it lacked a password for it."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self._tell = tell
        self.returned_last: Returned | None = None
        self.locked = False

    def forget(self) -> None:
        """Forget the last file before the next."""
        self.returned_last, self.locked = None, False

    def returned(self, path: Path, **asked: Any) -> Returned:
        """Read as Reader does."""
        try:
            self.returned_last = super().returned(path, **asked)
        except NeedsPassword:
            self.locked = True
            raise
        self._tell(OPENED)
        return self.returned_last


def _author(brought: Brought) -> str:
    """The author of most of a file's changes, as far as known."""
    names = [each.author for _, made in brought.made for each in made]
    return max(sorted(set(names)), key=names.count, default="")


def _spot(
    plan: OpenPlan,
    document: Document,
    brought: Brought,
    returned: Returned | None,
    trouble: FileTrouble,
) -> MendableCell | None:
    """Where a problem lies in the plan, if it is one cell whose value was not understood."""
    sheet = _sheet(returned, trouble)
    # A value typed here is a change over the base's heads. Without a sound base there are none.
    if returned is None or returned.export is None or not returned.export.sound or sheet is None:
        return None
    base = returned.export
    exported = next((each for each in base.sheets if each.name == sheet.exported_as), None)
    for row in sheet.rows:
        for place, raw in row.values.items():
            if raw.address != trouble.cell:
                continue
            field = plan.table.field(sheet.kind, place[0])
            column = exported.column(place) if exported else None
            if field is None or column is None or not _is_bad(plan, document, field, raw):
                return None
            record = brought.new_rows.get((sheet.name, row.number), row.record_id)
            cell = Cell(sheet.kind, record, *place)
            held = base.cells.get((row.record_id, *place))
            covers = held.heads if held and column.fill_in else _existence(brought, cell)
            said = words(raw.value)
            return (
                MendableCell(cell, covers, base.export_id, said, _meant(field, said))
                if covers
                else None
            )
    return None


def _sheet(returned: Returned | None, trouble: FileTrouble) -> ReturnedSheet | None:
    sheets: Sequence[ReturnedSheet] = returned.sheets if returned else ()
    return next((each for each in sheets if each.name == trouble.sheet), None)


def _is_bad(plan: OpenPlan, document: Document, field: Field, raw: RawCell) -> bool:
    try:
        linked(document, plan.table, field, understand(field, raw.value, document.vocabulary))
    except CspError as error:
        return isinstance(error, BadValue)
    return False


def _existence(brought: Brought, cell: Cell) -> tuple[str, ...]:
    """The change that adds the record which the cell is part of, where the file adds it."""
    return tuple(
        change.id
        for change, _ in brought.made
        if change.cell == Cell(cell.kind, cell.record, *EXISTS) and change.value is True
    )


def _meant(field: Field, said: str) -> str:
    """The choice that `said` most likely means: it begins with one's word, or is misspelt."""
    from rapidfuzz import fuzz, process

    # The longest beginning that is a choice's word: 'On track, but late' before 'On'.
    for end in range(len(said), _SHORTEST_WORD - 1, -1):
        begins = read_choice_word(said[:end], field.choices)
        if begins:
            return begins
    found = process.extractOne(said.lower(), field.choices, scorer=fuzz.ratio, score_cutoff=70)
    return str(found[0]) if found else ""
