"""Who made which change, when and in which operation; and what this copy can undo and redo."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.store.operation import Operation, ToldChange, operation_of, told_changes

_AT_ONCE = 256


class OperationLog:
    """The operations in one open plan file; all writing happens inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Serve the operations of this file."""
        self._db = connection

    def record(self, operation: Operation, changes: Iterable[str]) -> None:
        """Note that `operation` made `changes`; an operation may grow."""
        self._db.execute(
            "INSERT OR IGNORE INTO operation VALUES (?, ?, ?, ?, ?)",
            (operation.id, operation.label, operation.author, operation.at, operation.source),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO made_in VALUES (?, ?)",
            [(change, operation.id) for change in changes],
        )

    def record_all(self, made: Iterable[tuple[str, Operation]]) -> None:
        """Note that changes, by id, were made in operations; what is known already stays."""
        pairs = list(made)
        operations = {operation.id: operation for _, operation in pairs}
        for operation in operations.values():
            self.record(operation, [])
        self._db.executemany(
            "INSERT OR IGNORE INTO made_in VALUES (?, ?)",
            [(change, operation.id) for change, operation in pairs],
        )

    def can_be_undone(self, operation: str) -> None:
        """Put an operation on top of what this copy can undo; nothing can be redone any more."""
        # A redo after a new edit would change cells that its author saw undone. What was kept for
        # the redo of a merge goes too.
        undone = "SELECT operation FROM local_operation WHERE undone_by IS NOT NULL"
        self._db.execute(f"DELETE FROM taken_out WHERE operation IN ({undone})")  # noqa: S608
        self._db.execute("DELETE FROM local_operation WHERE undone_by IS NOT NULL")
        self._db.execute(
            "INSERT OR IGNORE INTO local_operation (operation) VALUES (?)", (operation,)
        )

    def next_undo(self) -> Operation | None:
        """The last operation of this copy that is not undone."""
        return self._one("WHERE undone_by IS NULL ORDER BY seq DESC")

    def next_redo(self) -> tuple[Operation, tuple[str, ...]] | None:
        """The operation undone last, with the changes that undid it."""
        found = self._one("WHERE undone_by IS NOT NULL ORDER BY seq")
        if found is None:
            return None
        row = self._db.execute(
            "SELECT undone_by FROM local_operation WHERE operation = ?", (found.id,)
        ).fetchone()
        return found, tuple(row[0].split())

    def mark_undone(self, operation: str, by: Iterable[str] | None) -> None:
        """Note that the changes `by` undid an operation, or with None that it was redone."""
        self._db.execute(
            "UPDATE local_operation SET undone_by = ? WHERE operation = ?",
            (None if by is None else " ".join(by), operation),
        )

    def forget(self, operation: str) -> None:
        """Take an operation off what can be undone."""
        self._db.execute("DELETE FROM local_operation WHERE operation = ?", (operation,))

    def forget_all(self) -> None:
        """Start with nothing to undo, as a copy for another person does."""
        self._db.execute("DELETE FROM local_operation")

    def changes_of(self, operation: str) -> list[str]:
        """The changes that an operation made."""
        rows = self._db.execute("SELECT change FROM made_in WHERE operation = ?", (operation,))
        return [row[0] for row in rows]

    def made_here(self, changes: Iterable[str]) -> set[str]:
        """Those of the changes that this copy made itself, and has not undone for good."""
        wanted = list(changes)
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(
            "SELECT change FROM made_in JOIN local_operation "  # noqa: S608
            f"ON local_operation.operation = made_in.operation WHERE change IN ({marks})",
            wanted,
        )
        return {row[0] for row in rows}

    def note_brought(self, operation: str, changes: Iterable[str]) -> None:
        """Note which changes a merge brought to this copy."""
        self._db.executemany(
            "INSERT OR IGNORE INTO brought VALUES (?, ?)",
            [(operation, change) for change in changes],
        )

    def told_anew(self, made: Iterable[tuple[str, Operation]]) -> list[tuple[str, Operation]]:
        """Those of `made` that are new: a change's id, with an operation not yet known for it."""
        return [
            (change, operation)
            for change, operation in dict.fromkeys(made)
            if not self._db.execute(
                "SELECT 1 FROM made_in WHERE change = ? AND operation = ?", (change, operation.id)
            ).fetchone()
        ]

    def note_told(self, merge: str, told: Iterable[tuple[str, Operation]]) -> None:
        """Note for which changes, known before, a merge named another operation.

        Undoing the merge has to forget these again, and only these.
        """
        # Kept in the table `brought` as 'change operation', told from an id by the space: a column
        # of their own would change the file's format for older versions.
        self.note_brought(merge, (f"{change} {each.id}" for change, each in told))

    def told_by(self, merge: str) -> list[tuple[str, str]]:
        """The changes, known before, for which a merge named another operation, with its id."""
        rows = self._db.execute(
            "SELECT change FROM brought WHERE operation = ? AND change LIKE '% %'", (merge,)
        )
        return [
            (change, operation) for change, _, operation in (row[0].partition(" ") for row in rows)
        ]

    def untell(self, merge: str) -> None:
        """Forget the operations that a merge named for changes which stay; keep them for a redo."""
        for change, operation in self.told_by(merge):
            row = self._db.execute(
                "SELECT id, label, author, at, source FROM operation WHERE id = ?", (operation,)
            ).fetchone()
            if row:
                made = json.dumps({change: asdict(operation_of(*row))})
                self._db.execute("INSERT INTO taken_out VALUES (?, ?, ?)", (merge, "", made))
            self._db.execute(
                "DELETE FROM made_in WHERE change = ? AND operation = ?", (change, operation)
            )

    def tell_again(self, merge: str) -> None:
        """Restore what `untell` forgot when the merge was undone."""
        rows = self._db.execute(
            "SELECT made FROM taken_out WHERE operation = ? AND change = ''", (merge,)
        ).fetchall()
        self._db.execute("DELETE FROM taken_out WHERE operation = ? AND change = ''", (merge,))
        told = [pair for row in rows for pair in json.loads(row[0]).items()]
        self.record_all((change, Operation(**made)) for change, made in told)

    def brought_by(self, operation: str) -> list[str]:
        """The changes that a merge brought; nothing for any other operation."""
        rows = self._db.execute(
            "SELECT change FROM brought WHERE operation = ? AND change NOT LIKE '% %'", (operation,)
        )
        return [row[0] for row in rows]

    def merges(self) -> dict[str, Operation]:
        """By change, the merge that brought it to this copy."""
        rows = self._db.execute(
            "SELECT change, id, label, author, at, source FROM brought "
            "JOIN operation ON operation.id = brought.operation"
        )
        return {change: operation_of(*operation) for change, *operation in rows}

    def keep_taken_out(self, operation: str, changes: Iterable[Change]) -> None:
        """Remember changes that are about to be taken out, with who made them, for a redo."""
        # The file that they came from may be gone by then.
        for change in changes:
            made = [asdict(each) for each in self.makers_of(change.id)]
            self._db.execute(
                "INSERT INTO taken_out VALUES (?, ?, ?)",
                (operation, json.dumps(asdict(change)), json.dumps(made)),
            )

    def give_back(self, operation: str) -> list[tuple[Change, list[Operation]]]:
        """Return what was kept of an undone merge, and forget it."""
        rows = self._db.execute(
            "SELECT change, made FROM taken_out WHERE operation = ?", (operation,)
        ).fetchall()
        self._db.execute("DELETE FROM taken_out WHERE operation = ?", (operation,))
        found = []
        for body, made in rows:
            fields = json.loads(body)
            fields["cell"] = Cell(*fields["cell"])
            fields["stance"] = Stance(fields["stance"])
            fields["covers"] = tuple(fields["covers"])
            found.append((Change(**fields), [Operation(**each) for each in json.loads(made)]))
        return found

    def lost_changes(self) -> int:
        """How many changes that operations name are not in the file."""
        row = self._db.execute(
            "SELECT count(DISTINCT change) FROM made_in "
            "WHERE NOT EXISTS (SELECT 1 FROM change WHERE id = made_in.change)"
        ).fetchone()
        return int(row[0])

    def changes_of_nobody(self) -> int:
        """How many changes in the file no operation names."""
        row = self._db.execute(
            "SELECT count(*) FROM change WHERE id NOT IN (SELECT made_in.change FROM made_in "
            "JOIN operation ON operation.id = made_in.operation)"
        ).fetchone()
        return int(row[0])

    def all_operations(self) -> Iterator[Operation]:
        """Every operation noted."""
        for row in self._db.execute("SELECT id, label, author, at, source FROM operation"):
            yield operation_of(*row)

    def lost(self, without: Iterable[int] = ()) -> list[str]:
        """The changes that operations name and that are not in the file.

        Those at the places `without` count as not there.
        """
        places = ",".join(str(int(each)) for each in without)
        rows = self._db.execute(
            "SELECT DISTINCT change FROM made_in WHERE NOT EXISTS "  # noqa: S608
            f"(SELECT 1 FROM change WHERE id = made_in.change AND seq NOT IN ({places}))"
        )
        return [str(row[0]) for row in rows]

    def makers_of(self, change: str) -> list[Operation]:
        """The operations in which a change was made or came."""
        return self.all_makers_of([change]).get(change, [])

    def operations(self) -> Iterator[tuple[Operation, str]]:
        """Every operation with each of the changes it made."""
        rows = self._db.execute(
            "SELECT id, label, author, at, source, change "
            "FROM made_in JOIN operation ON operation.id = made_in.operation"
        )
        for operation_id, label, author, at, source, change in rows:
            yield Operation(operation_id, label, author, at, source), change

    def author_of(self, change: str) -> Operation | None:
        """The operation that made a change first."""
        return next(iter(self.makers_of(change)), None)

    def authors_of(self, changes: Iterable[str]) -> dict[str, Operation]:
        """By change, the operation that made it first, looked up together."""
        return {change: made[0] for change, made in self.all_makers_of(changes).items()}

    def all_makers_of(self, changes: Iterable[str]) -> dict[str, list[Operation]]:
        """By change, the operations in which it was made or came, looked up together."""
        found: dict[str, list[Operation]] = {}
        wanted = list(dict.fromkeys(changes))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                "SELECT change, id, label, author, at, source FROM made_in "  # noqa: S608
                "JOIN operation ON operation.id = made_in.operation "
                f"WHERE change IN ({marks}) ORDER BY at, id",
                some,
            )
            for change, *operation in rows:
                found.setdefault(change, []).append(operation_of(*operation))
        return found

    def told(self, kind: str = "", record: str = "", limit: int = -1) -> list[ToldChange]:
        """The changes with their operations, newest first; those of one record where named."""
        return told_changes(self._db, kind, record, limit)

    def _one(self, tail: str) -> Operation | None:
        row = self._db.execute(
            "SELECT id, label, author, at, source FROM local_operation "  # noqa: S608
            f"JOIN operation ON operation.id = local_operation.operation {tail} LIMIT 1"
        ).fetchone()
        return operation_of(*row) if row else None
