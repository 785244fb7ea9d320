"""Is the file at the path still the one that is open, and does it hold what was last written?

SQLite trusts a count in the file's header to tell whether what it remembers of the file still
holds, and two copies of a plan may well have the same count. So each write leaves a random seal
in the file, and before the next one the file is asked for it through a fresh connection.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from csp_desktop import paths
from csp_desktop.errors import PlanGone
from csp_desktop.store.address import address_of
from csp_desktop.whole import move_over, temporary_for

_REPLACED = (
    "{name} was replaced or changed by another program while it was open here, so nothing was "
    "written. Keep a copy of what you typed, and open the plan again to see what it holds now."
)
_MOVED = (
    "{name} was moved or renamed while it was open here, so nothing was written. Put it back, or "
    "open it where it lies now."
)
_REMOVED = (
    "{name} was deleted while it was open here, so nothing was written. Put it back from the bin, "
    "or go back to a backup (restore)."
)

Signature = tuple[int, ...]

_MOST = 200


class Presence:
    """Watches over the file at a path for as long as it is open for writing."""

    def __init__(self, path: Path) -> None:
        """Hold on to the file that is at `path` now."""
        # While a handle is open, the system gives the file's number to no other file, so comparing
        # numbers is safe, and a deleted file can be told from a moved one by its count of links.
        self._path = path
        self._handle: int | None = os.open(path, os.O_RDONLY)

    def close(self) -> None:
        """Let go of the file; only once no connection is open on it, whose locks would go too."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def signature(self) -> Signature | None:
        """The signature of the file that is open, as it is now."""
        return None if self._handle is None else signature(os.fstat(self._handle))

    def require(self, seal: str | None, writes: int) -> None:
        """Raise PlanGone unless the file is in its place and has this seal and count of writes."""
        self.require_place()
        # The same file, written to in place by a program that copies over it, has the same number.
        found = look(self._path)
        if found is None or (found.seal, found.writes) != (seal, writes):
            raise PlanGone(_REPLACED.format(name=self._path.name))

    def require_place(self) -> None:
        """Raise PlanGone if the path does not lead to the file that is open."""
        if self._handle is None:
            return
        ours = os.fstat(self._handle)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            gone = _REMOVED if ours.st_nlink == 0 else _MOVED
            raise PlanGone(gone.format(name=self._path.name)) from None
        if not os.path.samestat(ours, there):
            raise PlanGone(_REPLACED.format(name=self._path.name))


class Seal:
    """What the last write left in a file: its seal, the one before, and the count of writes."""

    def __init__(self, seal: str | None, before: str | None, writes: int) -> None:
        """Take the values as the file has them."""
        self.seal, self.before, self.writes = seal, before, writes


def new_seal() -> str:
    """A seal that no other write has."""
    return os.urandom(8).hex()


def look(path: Path) -> Seal | None:
    """The seal of the file at `path` on the disk; None if it cannot be read.

    Call it only outside a transaction: closing the handle drops this process's locks on the file.
    """
    try:
        with closing(sqlite3.connect(address_of(path, "ro"), uri=True)) as fresh:
            notes = dict(
                fresh.execute("SELECT key, value FROM meta WHERE key IN ('seal', 'sealed_before')")
            )
        with path.open("rb") as file:
            head = file.read(28)  # bytes 24 to 27 are SQLite's count of writes
    except (OSError, sqlite3.Error):
        return None
    return Seal(notes.get("seal"), notes.get("sealed_before"), int.from_bytes(head[24:28], "big"))


def signature(stat: os.stat_result) -> Signature:
    """Numbers that change whenever a file is written, replaced or put elsewhere."""
    # Time of status change too: copying tools set the other time back to that of the original.
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def signature_at(path: Path) -> Signature | None:
    """The signature of the file at `path`, None if it cannot be had."""
    try:
        return signature(path.stat())
    except OSError:
        return None


def is_known(path: Path, found: Signature | None) -> bool:
    """True if the file at `path` was noted with this signature."""
    return found is not None and _noted().get(str(path.resolve())) == list(found)


def note(path: Path, found: Signature | None) -> None:
    """Note that the file at `path` is whole as long as it has this signature, if possible."""
    if found is None:
        return
    place = str(path.resolve())
    # The place goes to the end, so that of more than _MOST those noted longest ago go.
    others = {key: value for key, value in _noted().items() if key != place}
    kept = dict(list(others.items())[-_MOST:])
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        # Not brought to the disk first: a note that is lost costs a look at the whole file.
        with temporary_for(file) as temporary:
            temporary.write_text(json.dumps({**kept, place: list(found)}), encoding="utf-8")
            move_over(temporary, file)


def _noted() -> dict[str, object]:
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _file() -> Path:
    return paths.user_data() / "known.json"
