"""How an open plan file is written: in transactions that are whole, sealed, and told truly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from csp_desktop.errors import Failure
from csp_desktop.store.failing import told_kindly
from csp_desktop.store.presence import Presence, Signature, look, new_seal
from csp_desktop.whole import sync_folder


class PlanWriter:
    """Writes one open file through one connection."""

    def __init__(
        self, db: sqlite3.Connection, path: Path, writes: int, presence: Presence | None
    ) -> None:
        """`writes` is the count of writes in the file's header.

        `presence` watches over the file, where anybody else knows of it.
        """
        self.told: list[str] = []
        self.writes = writes
        self.left: Signature | None = None
        self._db, self._path, self._presence = db, path, presence
        # A fresh look, since the open connection may answer from what it remembers of the file.
        found = look(path) if presence else None
        if found:
            self.writes = found.writes  # to connect may have brought back another journal mode
        self._seal = found.seal if found else self._note("seal")

    def close(self) -> None:
        """Close the connection, and then let go of the file, which drops its locks."""
        self._db.close()
        if self._presence:
            self._presence.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One durable unit of writing: all of it is kept, or none.

        Raises PlanGone before anything is written where the file is not the one that was opened.
        """
        with told_kindly(self._path):
            if self._presence:
                self._presence.require(self._seal, self.writes)
            with self._unit():
                yield

    def put(self, key: str, value: str) -> None:
        """Keep one of the file's own notes, inside a transaction."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _note(self, key: str) -> str | None:
        try:
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return str(row[0]) if row else None

    @contextmanager
    def _unit(self) -> Iterator[None]:
        # The seal and the count go into the same transaction as the changes: were they written
        # after it, a crash in between would make our own write look like another program's.
        seal = new_seal()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self.put("writes", str(self.writes + 1))  # SQLite counts one write a transaction
            self.put("sealed_before", self._seal or "")
            self.put("seal", seal)
        except BaseException as error:
            self._roll_back()
            # A file that was moved away shows as a disk error here; PlanGone says what it is.
            if self._presence and isinstance(error, sqlite3.Error):
                self._presence.require_place()
            raise
        self._commit(seal)
        self.writes += 1
        self._seal = seal
        self.left = self._presence.signature() if self._presence else None

    def _commit(self, seal: str) -> None:
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._roll_back()
            if self._presence:
                self._presence.require_place()
            # COMMIT can fail after the journal is gone, while the folder is synced. The change is
            # in the file then; told that it was lost, a person would enter it again.
            if not self._kept(seal):
                raise
            self._make_sure()

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    def _kept(self, seal: str) -> bool:
        """True if a transaction whose COMMIT failed is in the file even so."""
        if self._db.in_transaction:
            return False  # its journal is still there, and takes it back
        found = look(self._path)
        if found is None:
            raise Failure(
                f"The disk that holds {self._path.name} is failing, and it cannot be seen whether "
                "the last change was kept. Open the plan again to see, and check the disk."
            )
        return found.seal == seal

    def _make_sure(self) -> None:
        """Sync once more what is in the file; tell a person if the disk refuses."""
        try:
            sync_folder(self._path.parent)
        except OSError as error:
            self.told.append(
                f"{self._path.name} holds the last change, but the disk does not confirm that it "
                f"is safe there ({error.strerror or error}). Make a copy on another disk."
            )
