"""SQLite's and the disk's errors, told as one sentence."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csp_desktop.errors import Failure, PlanDamaged, PlanInUse, ValuesAstray
from csp_desktop.whole import FileHeld, is_folder, why_not_fetched

DAMAGED = (
    "{name} is damaged: {detail}. Nothing in it was changed; merge an intact copy of the plan into "
    "it (merge), or go back to a backup (restore)."
)
ASTRAY = (
    "In {name} the current values are damaged: {detail}. Nothing is lost: its changes are whole, "
    "and 'check --rebuild' rebuilds the values from them."
)

# SQLITE_ERROR and those after it are what a file gives whose tables are not ours any more: a
# column that is gone, a rule that its rows break. From sound files no statement of ours fails so.
_SAY_DAMAGED = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
)


def damaged(path: Path, detail: str) -> PlanDamaged:
    """The refusal to work on a plan file that does not hold together."""
    detail = " ".join(detail.split())
    return PlanDamaged(DAMAGED.format(name=path.name, detail=detail), detail)


def astray(path: Path, detail: str) -> ValuesAstray:
    """The refusal to work on a plan file whose current values do not follow from its changes."""
    return ValuesAstray(ASTRAY.format(name=path.name, detail=detail), detail)


class RowUnreadable(ValueError):
    """Something that a plan file keeps is not what the program writes."""


@contextmanager
def told_kindly(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system about `path` into sentences."""
    try:
        yield
    except (RowUnreadable, UnicodeDecodeError) as error:
        raise damaged(path, "one of its entries cannot be read") from error
    except sqlite3.Error as error:
        raise _from_sqlite(path, error) from error
    except OSError as error:
        raise from_os(path, error) from error


def from_os(path: Path, error: OSError) -> Failure:
    """The failure that tells what the file system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Failure(
            f"The disk that holds {path.name} is full. Nothing was changed; free some space and "
            "try again."
        )
    if sentence := _about_the_file(path, error):
        return Failure(sentence)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Failure(
            f"The folder {path.absolute().parent} cannot be written to. Copy the plan to a folder "
            "of your own and work there."
        )
    if error.errno == errno.ENOENT:
        return Failure(
            f"There is no folder {path.parent}. Check the name, or make the folder first."
        )
    return Failure(f"{path} could not be used ({error.strerror or error}). Nothing was changed.")


def _about_the_file(path: Path, error: OSError) -> str:
    """What is the matter with the file itself, '' where it is the disk or the folder."""
    if is_folder(path):
        return f"{path} is a folder: name the file to write as well."
    if isinstance(error, FileHeld):
        return (
            f"{path.name} is open in another program, or is marked as read-only, so it was not "
            "replaced. Close it there and try again."
        )
    return why_not_fetched(path)


def is_damage(error: sqlite3.Error) -> bool:
    """True if SQLite means by this error that the file itself is not sound."""
    return isinstance(error, sqlite3.DatabaseError) and _code(error) in _SAY_DAMAGED


def _code(error: sqlite3.Error) -> int:
    # The low byte is the kind of error; the rest is a detail, such as which lock.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _from_sqlite(path: Path, error: sqlite3.Error) -> Exception:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL or "disk I/O error" in str(error):
        return Failure(
            f"The disk that holds {path.name} is full or failing. Nothing was changed; free some "
            "space and try again."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return Failure(
            f"{path.name} or its folder cannot be written to. Copy the plan to a folder of your "
            "own and work there."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return PlanInUse(f"{path.name} is being written by another program. Try again in a moment.")
    if is_damage(error):
        return damaged(path, str(error))
    # Python's module raises this while it decodes a text; as no error of SQLite's, it has no code.
    if isinstance(error, sqlite3.OperationalError) and code == 0:
        return damaged(path, "a text in it cannot be decoded")
    return error
