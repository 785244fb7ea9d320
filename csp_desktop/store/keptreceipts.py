"""The receipts of what was merged into this copy, so that each can be had again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from csp_desktop.store.failing import RowUnreadable

# Made when the first receipt is kept, and not by a migration: older versions pass over a table that
# they do not know, so the file's format stays the same for them.
_TABLE = """
CREATE TABLE IF NOT EXISTS receipt (
    file TEXT PRIMARY KEY, operation TEXT NOT NULL, return TEXT NOT NULL, at TEXT,
    author TEXT NOT NULL, told TEXT NOT NULL
) WITHOUT ROWID
"""
_COLUMNS = "file, operation, return, at, author, told"


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A kept receipt: the file's SHA-256, and who merged it when.

    `operation` is the merge; `return_id` the record that the return came, '' for a copy. `told` is
    the receipt as plain data.
    """

    file: str
    operation: str
    return_id: str
    at: str | None
    author: str
    told: dict[str, Any]


class KeptReceipts:
    """The receipts in one open plan file. They do not travel by merging."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Serve the receipts of this file."""
        self._db = connection

    def keep(self, kept: KeptReceipt) -> None:
        """Keep a receipt, in place of an earlier one of the same file; in a transaction."""
        self._db.execute(_TABLE)
        self._db.execute(
            f"INSERT OR REPLACE INTO receipt ({_COLUMNS}) VALUES (?,?,?,?,?,?)",  # noqa: S608
            (
                kept.file,
                kept.operation,
                kept.return_id,
                kept.at,
                kept.author,
                json.dumps(kept.told, ensure_ascii=False),
            ),
        )

    def every(self) -> list[KeptReceipt]:
        """All receipts, those of the latest merge first."""
        if not self._db.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'receipt'"
        ).fetchone():
            return []
        order = (
            f"SELECT {_COLUMNS} FROM receipt LEFT JOIN local_operation USING (operation) "  # noqa: S608
            "ORDER BY local_operation.seq DESC, at DESC, file"
        )
        return [_read(*row) for row in self._db.execute(order)]

    def of(self, file: str) -> KeptReceipt | None:
        """The receipt of the file with this content, None if it was never merged here."""
        return next((each for each in self.every() if each.file == file), None)


def _read(
    file: str, operation: str, return_id: str, at: str | None, author: str, text: str
) -> KeptReceipt:
    try:
        told = json.loads(text)
    except (ValueError, TypeError) as error:
        raise RowUnreadable from error
    if not isinstance(told, dict):
        raise RowUnreadable
    return KeptReceipt(file, operation, return_id, at, author, told)
