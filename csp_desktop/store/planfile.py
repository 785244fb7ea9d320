"""A plan file: one SQLite file that keeps every change, opened by one writer at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from csp_desktop.changes.change import Cell, Change
from csp_desktop.errors import Failure
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import COMPARED
from csp_desktop.store.current import CurrentValues
from csp_desktop.store.current_cells import CurrentCells
from csp_desktop.store.failing import damaged, is_damage, told_kindly
from csp_desktop.store.header import FORMAT, read_header
from csp_desktop.store.hotjournal import connect, play_back, refuse_newer
from csp_desktop.store.keptreceipts import KeptReceipts
from csp_desktop.store.ledger import Ledger
from csp_desktop.store.lock import Unshared, WriterLock, is_at_work
from csp_desktop.store.making import making, refuse_taken
from csp_desktop.store.operation import Operation
from csp_desktop.store.operationlog import OperationLog
from csp_desktop.store.pen import PlanWriter
from csp_desktop.store.presence import Presence, is_known, note, signature_at
from csp_desktop.store.schema import TABLES, bring_up_to_date, make_value_tables


class PlanFile:
    """An open plan file. It belongs to the thread that opened it."""

    proved = False
    """True if all of the file was looked at and found whole, or need not be looked at."""

    def __init__(self, path: Path, table: FieldTable, lock: Unshared | None, writes: int) -> None:
        """Use `create` or `open` instead. `writes` is the count of writes in the file's header."""
        self.path = path
        self.table = table
        self._found = signature_at(path)  # before the connection, which may write to the file
        self._lock = lock
        self._writes = writes
        connection = connect(path, writable=lock is not None)
        try:
            self._serve(connection)
        except BaseException:
            connection.close()
            raise

    def _serve(self, connection: sqlite3.Connection) -> None:
        """Answer from this connection to the file."""
        self._db = connection
        self._read: tuple[tuple[int, int], Document] | None = None
        self._steady = False
        shared = isinstance(self._lock, WriterLock)
        self._pen = PlanWriter(
            connection, self.path, self._writes, Presence(self.path) if shared else None
        )
        self.ledger = Ledger(connection)
        self.picture = CurrentCells(connection, self.ledger)
        self.values = CurrentValues(connection, self.table)
        self.log = OperationLog(connection)
        self.receipts = KeptReceipts(connection)

    @classmethod
    def create(
        cls,
        path: Path,
        table: FieldTable,
        plan_id: str,
        by: str,
        fill: Callable[[PlanFile], None] = lambda _: None,
    ) -> PlanFile:
        """A new plan file at `path` with what `fill` puts into it, open for writing.

        The file appears at `path` complete or not at all. An existing file is refused.
        """
        refuse_taken(path)
        # Locked before it is there, and until it is handed over: another process could otherwise
        # open it for writing in between.
        lock = WriterLock(path, by, is_window=False)
        try:
            with making(path) as temporary, closing(cls._begun(temporary, table)) as made:
                made.begin(plan_id)
                fill(made)
            new = cls._made(path, table, lock)
        except BaseException:
            lock.release()
            raise
        new.proved = True
        return new

    @classmethod
    def _begun(cls, temporary: Path, table: FieldTable) -> PlanFile:
        """A file with empty tables where nobody else looks, open for writing."""
        with told_kindly(temporary):
            # `connect` makes no file, and O_EXCL takes none that somebody else put there.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            with closing(connect(temporary, writable=True)) as connection:
                bring_up_to_date(connection)
            return cls.unshared(temporary, table)

    def begin(self, plan_id: str) -> None:
        """Note in a new file which plan it holds, and make the tables for other programs."""
        with self.transaction():
            self.set_meta("plan", plan_id)
            self.set_meta("compared", COMPARED)
            make_value_tables(self._db, self.table)

    @classmethod
    def _made(cls, path: Path, table: FieldTable, lock: WriterLock) -> PlanFile:
        try:
            with told_kindly(path):
                return cls(path, table, lock, read_header(path).writes)
        except Failure:
            raise Failure(
                f"{path.name} was made, and could not be opened just now. Open it again."
            ) from None

    @classmethod
    def unshared(cls, temporary: Path, table: FieldTable) -> PlanFile:
        """A plan file that this process alone knows of, open for writing without a lock."""
        return cls(temporary, table, Unshared(), read_header(temporary).writes)

    @classmethod
    def open(
        cls, path: Path, table: FieldTable, *, write: bool, by: str = "", window: bool = False
    ) -> PlanFile:
        """The plan file at `path`, for reading, or for writing with the only right to do so.

        A file that is not a plan, is cut short, or was written by a newer program is refused and
        left as it is. An older format is brought up to date when it is opened for writing.
        """
        if read_header(path).format > FORMAT:
            refuse_newer(path)
        lock = WriterLock(path, by, is_window=window) if write else None
        try:
            with told_kindly(path):
                if write and read_header(path).format < FORMAT:
                    connection = connect(path, writable=True)
                    try:
                        bring_up_to_date(connection)
                    finally:
                        connection.close()
                # The header is read once more after it: playing back changes the count of writes.
                play_back(path)
                opened = cls(path, table, lock, read_header(path).writes)
        except BaseException:
            if lock:
                lock.release()
            raise
        try:
            with told_kindly(path):
                opened.refuse_disguised()
                if write and opened.meta("field_table") != table.fingerprint():
                    opened.remake_value_tables()
        except BaseException:
            opened.close()
            raise
        return opened

    def refuse_disguised(self) -> None:
        """Raise PlanDamaged if the file's tables are not those that this program made."""
        # A trigger would run within our next write, with our right to write.
        schema = self._db.execute("SELECT name, type FROM sqlite_master").fetchall()
        if any(kind == "trigger" for _, kind in schema):
            raise damaged(self.path, "another program has put a trigger in it")
        if missing := TABLES - {name for name, kind in schema if kind == "table"}:
            raise damaged(self.path, f"its table '{min(missing)}' is missing")
        if self.meta("plan") is None or self.meta("field_table") is None:
            raise damaged(self.path, "it does not say which plan it holds")

    @property
    def plan_id(self) -> str:
        """Which plan the file holds."""
        return self.ledger.plan

    @property
    def written_by_others(self) -> bool:
        """True if another program wrote to the file since this one last did.

        SQLite counts writes in the file's header; each of ours notes the count that it leaves.
        """
        return self.meta("writes") != str(self._pen.writes)

    @property
    def doubtful(self) -> bool:
        """True if the file may be a mixture, so that all of it is to be looked at before use.

        Another program wrote to it, or this user's program did not leave it so: it may have been
        copied in the middle of a write. What a writer holds at this moment is not doubted.
        `proved` says that it was looked at.
        """
        if self.proved:
            return False
        if self.written_by_others:
            return True
        mine = isinstance(self._lock, WriterLock)
        return not is_known(self.path, self._found) and (mine or not is_at_work(self.path))

    def prove(self) -> None:
        """Note that all of the file was looked at and found whole; reading it leaves no note."""
        self.proved = True
        if self.writable and not self.written_by_others and signature_at(self.path) == self._found:
            note(self.path, self._found)

    @property
    def told(self) -> list[str]:
        """Sentences about the file for a person; the caller that shows them clears the list."""
        return self._pen.told

    @property
    def writable(self) -> bool:
        """True if this opening may write."""
        return self._lock is not None

    def close(self) -> None:
        """Close the file and give back the right to write it."""
        # The signature is the one after our last write, not that of now: what another program
        # writes in between is then not noted as known.
        left, self._pen.left = self._pen.left, None
        self._pen.close()
        if left and self.proved:
            note(self.path, left)
        if self._lock:
            self._lock.release()
            self._lock = None

    def meta(self, key: str) -> str | None:
        """One of the file's own notes, such as the group that a copy was made for."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep one of the file's own notes, inside the caller's transaction."""
        self._pen.put(key, value)

    def keep_export(self, export_id: str, base: str) -> None:
        """Keep what a workbook was made from, should it lose that on its way; in a transaction."""
        self._db.execute("INSERT OR REPLACE INTO export VALUES (?, ?)", (export_id, base))

    def kept_export(self, export_id: str) -> str | None:
        """What the workbook with this export id was made from, where this file made it."""
        row = self._db.execute("SELECT base FROM export WHERE id = ?", (export_id,)).fetchone()
        return str(row[0]) if row else None

    def document(self) -> Document:
        """All current values, read once for each state of the file."""
        with told_kindly(self.path):
            # The first counts what others commit, the second what this connection writes.
            version = self._db.execute("PRAGMA data_version").fetchone()[0]
            state = (version, self._db.total_changes)
            if self._read is None or self._read[0] != state:
                self._read = (state, self.values.document(self.plan_id))
            return self._read[1]

    def kindly(self) -> AbstractContextManager[None]:
        """Turn errors of reading the file into a CspError."""
        return told_kindly(self.path)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Read one state of the file for as long as this lasts, whatever others write meanwhile.

        They wait for it, so let it be short.
        """
        if self._db.in_transaction:
            yield
            return
        with told_kindly(self.path):
            # A read lock, taken by the first query. It is rolled back, as there is nothing to keep.
            self._db.execute("BEGIN")
            self._steady = True
            try:
                yield
            finally:
                self._steady = False
                self._db.rollback()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One durable unit of writing: all of it is kept, or none.

        Within another one it is a part of that: what it wrote can be taken back by itself, and is
        on the disk once the outer one is.
        """
        if self._steady:
            # It would be taken back without a word when `steady` ends.
            raise RuntimeError("nothing can be written while the plan is only read")
        try:
            with self._part() if self._db.in_transaction else self._pen.transaction():
                yield
        except BaseException:
            # Taking writes back does not count back what `document` knows the state by.
            self._read = None
            raise

    @contextmanager
    def _part(self) -> Iterator[None]:
        with told_kindly(self.path):
            self._db.execute("SAVEPOINT part")
            try:
                yield
            except BaseException:
                # SQLite ends the whole transaction by itself where the disk is full or fails.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK TO part")
                    self._db.execute("RELEASE part")
                raise
            self._db.execute("RELEASE part")

    def take_in(
        self, changes: Iterable[Change], operation: Operation
    ) -> list[tuple[str, str, Record | None]]:
        """Keep `changes` as made in `operation`; returns the records that changed.

        Call it inside a `transaction`.
        """
        arrived = list(changes)
        touched: set[Cell] = self.ledger.take_in(arrived)
        self.log.record(operation, [change.id for change in arrived])
        return self.values.publish(self.picture.refresh(touched))

    def take_in_from(
        self, made: Iterable[tuple[Change, list[Operation]]]
    ) -> list[tuple[str, str, Record | None]]:
        """Keep changes that others made, each with its operations; returns as `take_in`."""
        arrived = list(made)
        touched = self.ledger.take_in([change for change, _ in arrived])
        self.log.record_all(
            (change.id, operation) for change, operations in arrived for operation in operations
        )
        return self.values.publish(self.picture.refresh(touched))

    def take_out(self, changes: Collection[str]) -> list[tuple[str, str, Record | None]]:
        """Take changes out of this copy again; returns as `take_in`. Call it in a `transaction`."""
        return self.values.publish(self.picture.refresh(self.ledger.take_out(changes)))

    def rebuild(self) -> None:
        """Work out all current values again from the changes, in one transaction."""
        with self.transaction():
            make_value_tables(self._db, self.table)
            self.picture.rebuild()
            self.set_meta("compared", COMPARED)
            self.values.publish(dict.fromkeys(self.picture.records(), ("exists",)))

    def remake_value_tables(self) -> None:
        """Make the tables for other programs again, by this program's field table."""
        with self.transaction():
            make_value_tables(self._db, self.table)
            self.values.publish(dict.fromkeys(self.picture.records(), ("exists",)))

    @property
    def compared_as_now(self) -> bool:
        """True if what is contested in the file was worked out by how values are compared today."""
        return self.meta("compared") == COMPARED

    def compare_anew(self) -> None:
        """Settle what was contested only by how an older program compared values."""
        if self.compared_as_now:
            return
        with self.transaction():
            self.values.publish(self.picture.refresh(self.picture.contested()))
            self.set_meta("compared", COMPARED)

    def published(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows of the tables for other programs, sorted, by table."""
        return {
            name: sorted(self._db.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608
            for name in self.values.tables
        }

    def backup_to(self, target: Path) -> None:
        """Write a sound copy of the file as it is now to `target`, by SQLite's own backup."""
        with told_kindly(target):
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                self._db.backup(copy)
            if self.written_by_others:
                return
            # The copy starts its own count of writes; without a note of that, each opening would
            # look through all of it for what another program may have altered.
            writes = read_header(target).writes + 1
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                # In two steps: SQLite leaves a page alone, and uncounted, that comes out the same.
                copy.execute("BEGIN")
                for note in ("", str(writes)):
                    copy.execute("UPDATE meta SET value = ? WHERE key = 'writes'", (note,))
                copy.execute("COMMIT")

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the file; empty if it is sound."""
        try:
            rows = self._db.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return [str(error)]  # some damage ends the look instead of being listed by it
        return [row[0] for row in rows if row[0] != "ok"]
