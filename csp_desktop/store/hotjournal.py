"""A journal beside a plan file: played back where it belongs to the file, else set aside.

SQLite plays back any journal that it finds beside a file, also that of another file: a backup
copied by hand over a plan whose writer was killed comes out as a mixture. So it is tried on a copy
first, and only what comes out whole is used.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.errors import CspError, Failure, NotAPlan
from csp_desktop.store.address import address_of
from csp_desktop.store.failing import damaged, told_kindly
from csp_desktop.store.header import FORMAT
from csp_desktop.store.lock import held_for_a_moment
from csp_desktop.store.presence import Seal, look
from csp_desktop.whole import move_over, untaken

Prove = Callable[[Path], bool]
"""True if the plan file at a path is whole; it may raise a CspError where it is not."""

# SQLite's RESERVED lock: a connection that is writing holds this byte (PENDING_BYTE + 1).
_RESERVED_BYTE = 0x40000001
_STRAY = (
    "Beside {name} lay the journal of another file, left by a program that was stopped. It was set "
    "aside as '{aside}', and nothing in it was used."
)

_CANNOT_BE_PLAYED = (
    "A program was stopped while it wrote {name}, and the file {name}-journal beside it takes back "
    "what was half done; but the folder cannot be written to. Copy both files to a folder of your "
    "own, and open the plan there."
)

# In turn: no function named in the file's schema is run; a broken page is reported when it is read;
# a commit is on the disk with its folder's entry (decision 0005); the wait for a lock is in ms.
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA busy_timeout = 20000",
)


def play_back(path: Path) -> None:
    """Let SQLite take back what the journal beside a file says was half done."""
    if journal_of(path).exists():
        with closing(connect(path, writable=False)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()


@dataclass(frozen=True, slots=True)
class SettledJournal:
    """What became of a journal: True if the file is proved whole now, and what to tell a person."""

    proved: bool = False
    told: tuple[str, ...] = ()


def journal_of(path: Path) -> Path:
    """Where SQLite puts the journal of a file."""
    path = path.resolve()
    return path.with_name(path.name + "-journal")


def settle(path: Path, prove: Prove, *, locked: bool = False) -> SettledJournal:
    """Decide on the journal that a killed writer left beside a file, where there is one.

    A journal that somebody is writing at this moment is left alone. Raises PlanDamaged if the
    file is whole neither with its journal nor without it, and leaves both as they are then.
    `locked` says that the caller holds the lock of the file.
    """
    if not (path.exists() and journal_of(path).exists()):
        return SettledJournal()
    # A journal is only left over if nobody writes. Without the lock, a writer could begin between
    # the look and the playing back, and its own journal would be taken for a killed one's.
    if locked:
        return _settle(path, prove)
    try:
        with held_for_a_moment(path) as free:
            return _settle(path, prove) if free else SettledJournal()
    except OSError:
        raise Failure(_CANNOT_BE_PLAYED.format(name=path.name)) from None


@contextmanager
def readable(path: Path, prove: Prove) -> Iterator[Path]:
    """A file that is only to be read: itself, or with a journal beside it a settled copy of both.

    The copy is gone at the end.
    """
    if not journal_of(path).exists():
        yield path
        return
    with _copied(path, with_journal=True) as copy:
        settle(copy, prove, locked=True)
        yield copy


def _settle(path: Path, prove: Prove) -> SettledJournal:
    # Asked again under the lock: another process may have settled it meanwhile.
    if not journal_of(path).exists() or _written_by_another_program(path):
        return SettledJournal()
    with told_kindly(path):
        played, alone = (_tried(path, prove, with_journal=each) for each in (True, False))
        # Both may come out whole: another backup's journal can turn the file into that backup. The
        # journal's state must be the one just before the file's, as the chain of seals tells.
        if played and (alone is None or _follow(played, alone)):
            play_back(path)
            return SettledJournal(proved=True)
        if alone:
            aside = untaken(path.with_name(f"{path.stem} journal of another file"))
            move_over(journal_of(path), aside)
            return SettledJournal(
                proved=True, told=(_STRAY.format(name=path.name, aside=aside.name),)
            )
    raise damaged(path, "a program was stopped while it wrote, and what it did cannot be undone")


def _follow(played: Seal, alone: Seal) -> bool:
    """True if the file without the journal is the same state as with it, or the next one."""
    return played.seal in {alone.seal, alone.before or None}


def _tried(path: Path, prove: Prove, *, with_journal: bool) -> Seal | None:
    """The seal of the file with its journal played back or without it; None if not whole."""
    with _copied(path, with_journal=with_journal) as copy:
        try:
            play_back(copy)
            return look(copy) if prove(copy) else None
        except (CspError, sqlite3.Error):
            return None


@contextmanager
def _copied(path: Path, *, with_journal: bool) -> Iterator[Path]:
    with (
        told_kindly(path),
        tempfile.TemporaryDirectory(prefix="csp-desktop-", ignore_cleanup_errors=True) as folder,
    ):
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        if with_journal:
            shutil.copyfile(journal_of(path), journal_of(copy))
        yield copy


def _written_by_another_program(path: Path) -> bool:
    """True if a program that knows nothing of our lock is writing the file at this moment."""
    if sys.platform == "win32":
        return False  # there, its journal cannot be read or moved meanwhile
    else:  # noqa: RET505 - the branch that is not for this system is not looked at
        import fcntl

        # The lock is given back when the file is closed. That drops every lock of this process on
        # it, as POSIX has it, so no connection of ours may be open here.
        try:
            with path.open("rb+") as file:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _RESERVED_BYTE)
        except OSError:
            return True
        return False


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A new connection to the file at `path`; the caller closes it."""
    # 'rw' even to read: a journal beside the file has to be played back first, and with 'ro' SQLite
    # refuses to. `query_only` below keeps a reader from writing.
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    # Without an isolation level the module begins no transactions of its own: ours alone count.
    connection = sqlite3.connect(address_of(path, mode), uri=True, isolation_level=None)
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
