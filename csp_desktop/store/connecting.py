"""A connection to a plan file, with the settings that its safety rests on."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from csp_desktop.errors import NotAPlan
from csp_desktop.store.failing import told_kindly
from csp_desktop.store.header import FORMAT

# In turn: no function named in the file's schema is run; a broken page is reported when it is read;
# a commit is on the disk with its folder's entry (decision 0005); the wait for a lock is in ms.
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA busy_timeout = 20000",
)


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A new connection to the file at `path`; the caller closes it."""
    # 'rw' even to read: a journal beside the file has to be played back first, and with 'ro' SQLite
    # refuses to. `query_only` below keeps a reader from writing.
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    # Without an isolation level the module begins no transactions of its own: ours alone count.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if not writable:
            connection.execute("PRAGMA query_only = ON")
        elif mode == "rw":
            # A plan that another program left with a WAL is two files, and copying one loses work.
            connection.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_newer(path: Path) -> None:
    """Raise NotAPlan if a file of a newer format cannot be read by this version."""
    with told_kindly(path):
        connection = connect(path, writable=False)
        try:
            row = connection.execute(
                "SELECT value FROM meta WHERE key = 'oldest_reader'"
            ).fetchone()
        except sqlite3.OperationalError:
            row = None
        finally:
            connection.close()
    if row is None or not str(row[0]).isdigit() or int(row[0]) > FORMAT:
        raise NotAPlan(
            f"{path.name} was made by a newer version of CSP Desktop. "
            "Install that version to open it; the file has not been changed."
        )
