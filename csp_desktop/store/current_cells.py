"""What a plan file's changes add up to: every cell's state, and whether every record exists.

All of it could be worked out from the changes each time. It is kept, so that opening a plan costs
one pass over its cells however long the history; `check` holds it against the changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from csp_desktop.changes.cellstate import Lineage, fold
from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.changeset import ChangeSet, RecordState, is_unmade, standing
from csp_desktop.store.failing import RowUnreadable
from csp_desktop.store.ledger import Ledger
from csp_desktop.store.schema import KeptCell, state_row

_AT_ONCE = 256  # below SQLite's oldest limit of 999 values in one statement


class CurrentCells:
    """The cells and records that one open plan file keeps, worked out from its ledger.

    All writing happens inside the caller's transaction.
    """

    def __init__(self, connection: sqlite3.Connection, ledger: Ledger) -> None:
        """Serve the cells and records of this file, whose changes `ledger` holds."""
        self._db = connection
        self._ledger = ledger

    def refresh(self, touched: Iterable[Cell]) -> dict[tuple[str, str], set[str]]:
        """Work out the touched cells and their records again; returns what to publish.

        That is the names of the touched fields by record; 'exists' among them means all.
        """
        fields: dict[tuple[str, str], set[str]] = {}
        for cell in set(touched):
            self._refresh_cell(cell)
            fields.setdefault(cell[:2], set()).add(cell.field)
        for (kind, record), names in fields.items():
            # An edit can bring a deleted record back, since it contests the deletion. Then all rows
            # of the record appear, though only one of its cells was touched.
            if self._refresh_record(kind, record):
                names.add("exists")
        return fields

    def contested(self) -> list[Cell]:
        """The cells that are kept as contested."""
        rows = self._db.execute("SELECT kind, record, field, period FROM cell WHERE contested")
        return [Cell(*row) for row in rows]

    def _refresh_cell(self, cell: Cell) -> None:
        state = fold(*self._ledger.weighed(cell))
        # No row for a blank cell: `worked_out_cells` has none either, and the two are compared.
        if state.settled_blank:
            self._db.execute(
                "DELETE FROM cell WHERE kind = ? AND record = ? AND field = ? AND period = ?", cell
            )
            return
        self._db.execute(
            "INSERT OR REPLACE INTO cell VALUES (?,?,?,?,?,?,?,?,?)",
            (*cell, *state_row(state)),
        )

    def _refresh_record(self, kind: str, record: str) -> bool:
        """Update a record's standing; True if it has changed."""
        how = self._standing(kind, record)
        row = self._db.execute(
            "SELECT standing FROM record WHERE kind = ? AND id = ?", (kind, record)
        ).fetchone()
        if how.value == (row[0] if row else RecordState.UNKNOWN.value):
            return False
        if how is RecordState.UNKNOWN:
            self._db.execute("DELETE FROM record WHERE kind = ? AND id = ?", (kind, record))
        else:
            self._db.execute(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (kind, record, how.value)
            )
        return True

    def _standing(self, kind: str, record: str) -> RecordState:
        """The record's standing by its changes."""
        existence = Cell(kind, record, "exists")
        changes, aside = self._ledger.weighed(existence)
        state = fold(changes, aside)
        # The same answer as `standing` gives, without reading the record's other cells: it saves
        # a query for each of its cells on every edit of a live record.
        if state.value is True and not state.contested and not is_unmade(changes, aside):
            return RecordState.LIVE
        others = {}
        for cell in self._ledger.cells_of(kind, record):
            if cell != existence:
                of_cell, set_aside = self._ledger.weighed(cell)
                others[cell] = (fold(of_cell, set_aside), Lineage(of_cell))
        return standing(changes, state, others, aside)

    def rebuild(self) -> None:
        """Work out again what waits, what is set aside, every cell and every record's standing."""
        # In memory, and not cell by cell as `refresh` does with several queries each. And nothing
        # but the changes is read: what else the file keeps is in doubt here.
        whole = ChangeSet(self._ledger.everything())
        self._ledger.mark_as(whole)
        for table in ("cell", "record"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._db.executemany(
            "INSERT INTO cell VALUES (?,?,?,?,?,?,?,?,?)",
            [(*cell, *row) for cell, row in worked_out_cells(whole).items()],
        )
        self._db.executemany(
            "INSERT INTO record VALUES (?, ?, ?)",
            [(*record, how) for record, how in worked_out_standings(whole).items()],
        )

    def records(self) -> list[tuple[str, str]]:
        """The kind and id of every record that a change in effect speaks of."""
        return self._db.execute("SELECT kind, id FROM record").fetchall()

    def cells(self) -> dict[Cell, tuple[object, ...]]:
        """The cells as the file keeps them, in the form of `worked_out_cells`."""
        rows = self._db.execute("SELECT * FROM cell")
        return {Cell(*row[:4]): tuple(row[4:]) for row in rows}

    def standings(self) -> dict[tuple[str, str], str]:
        """Every record's standing as the file keeps it."""
        rows = self._db.execute("SELECT kind, id, standing FROM record")
        return {(kind, record): how for kind, record, how in rows}

    def standing_changes(
        self,
    ) -> Iterator[tuple[Cell, KeptCell, list[Change | None], list[Change | None]]]:
        """Every cell with its kept value and marks, and the heads and proposals that it names.

        A change that is not held comes as None. Raises Unreadable if the names are no text.
        """
        rows = self._db.execute(
            "SELECT kind, record, field, period, value, heads, contested, unconfirmed, proposals "
            "FROM cell"
        )
        while some := rows.fetchmany(_AT_ONCE):
            if not all(isinstance(each, str) for row in some for each in (row[5], row[8])):
                raise RowUnreadable
            changes = self._ledger.several(
                each for row in some for each in (*row[5].split(), *row[8].split())
            )
            for *cell, value, heads, contested, unconfirmed, proposals in some:
                yield (
                    Cell(*cell),
                    KeptCell(value, contested, unconfirmed),
                    [changes.get(each) for each in heads.split()],
                    [changes.get(each) for each in proposals.split()],
                )

    def astray(self) -> list[str]:
        """What is wrong with the records: a cell without a record, an unknown standing."""
        found = []
        known = ",".join(f"'{each.value}'" for each in RecordState)
        if self._db.execute(f"SELECT 1 FROM record WHERE standing NOT IN ({known})").fetchone():  # noqa: S608
            found.append("Whether a record exists is not what its changes say.")
        # Only where a change in effect says whether the record exists: without one its standing is
        # UNKNOWN, which has no row.
        if self._db.execute(
            "SELECT 1 FROM cell WHERE NOT EXISTS (SELECT 1 FROM record "
            "WHERE record.kind = cell.kind AND record.id = cell.record) AND EXISTS (SELECT 1 "
            "FROM change WHERE change.kind = cell.kind AND change.record = cell.record "
            "AND change.field = 'exists' AND NOT waiting) LIMIT 1"
        ).fetchone():
            found.append("A cell belongs to no record.")
        return found


def worked_out_cells(whole: ChangeSet) -> dict[Cell, tuple[object, ...]]:
    """The cells as they follow from a set of changes."""
    return {cell: state_row(state) for cell, state in whole.picture().items()}


def worked_out_standings(whole: ChangeSet) -> dict[tuple[str, str], str]:
    """Every known record's standing as it follows from a set of changes."""
    standings = {record: whole.standing(*record) for record in whole.records()}
    return {
        record: how.value for record, how in standings.items() if how is not RecordState.UNKNOWN
    }
