"""Making a plan file: it appears in its place whole, or not at all."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from csp_desktop.errors import Refusal
from csp_desktop.store.address import address_of
from csp_desktop.store.failing import told_kindly
from csp_desktop.store.header import APPLICATION_ID
from csp_desktop.store.presence import note, signature_at
from csp_desktop.whole import clear_leftovers, put_new, put_over, temporary_for

_BEGUN_BY_US = frozenset({0, APPLICATION_ID})


@contextmanager
def making(path: Path) -> Iterator[Path]:
    """A temporary place to build a plan file in; at the end it is put at `path`, on the disk.

    Where building fails, nothing is left. A name that is taken is refused, before and at the end;
    only what a start that was killed left there, a file that holds no change, is begun again.
    Hold the lock of `path` meanwhile.
    """
    # Asked at once, to refuse before the work; `_put` asks again, since building takes a while.
    refuse_taken(path)
    with temporary_for(path) as temporary:
        yield temporary
        with told_kindly(path):
            _put(temporary, path)
    # Noted as whole, or the first opening would look through all of what was just built.
    note(path, signature_at(path))
    clear_leftovers(path.parent)


def refuse_taken(path: Path) -> None:
    """Raise a Refusal if a new plan file cannot be called `path`."""
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first, or choose another.")
    if path.exists() and not holds_nothing(path):
        raise Refusal(_TAKEN.format(path=path))


_TAKEN = "{path} is there already. Choose another name, or open it."


def holds_nothing(path: Path) -> bool:
    """True if a file is what a start that was killed leaves: empty, or tables without a change.

    A journal beside it is played into a copy only: the file itself stays as it is.
    """
    if not path.is_file():
        return False
    journal = path.with_name(path.name + "-journal")
    try:
        if not journal.exists():
            return path.stat().st_size == 0 or _without_changes(path)
        with tempfile.TemporaryDirectory(prefix="csp-desktop-") as folder:
            copy = Path(shutil.copyfile(path, Path(folder) / path.name))
            shutil.copyfile(journal, copy.with_name(journal.name))
            return _without_changes(copy)
    except (OSError, sqlite3.Error):
        return False


def _without_changes(path: Path) -> bool:
    # 'rw': with a journal beside it SQLite opens no file for reading only.
    with closing(sqlite3.connect(address_of(path, "rw"), uri=True)) as connection:
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        (maker,) = connection.execute("PRAGMA application_id").fetchone()
        # Another program's database without a table 'change' must not pass for an empty plan. As
        # long as no maker is noted, only the migrations' table may be there: a start of ours that
        # was killed early leaves that.
        if maker not in _BEGUN_BY_US or (maker == 0 and tables - {"_sqlite_migrations"}):
            return False
        return "change" not in tables or not connection.execute("SELECT 1 FROM change").fetchone()


def _play_back(path: Path) -> None:
    """Use up the journal of what is begun again: it must not be played into the new file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()


def _put(temporary: Path, path: Path) -> None:
    if path.exists():
        refuse_taken(path)
        _play_back(path)
        put_over(temporary, path)
        return
    try:
        put_new(temporary, path)
    except FileExistsError:
        raise Refusal(_TAKEN.format(path=path)) from None
