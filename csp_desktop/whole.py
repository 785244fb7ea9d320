"""Files that are there whole or not at all, and what programs that were killed left beside them.

Every file is written under a temporary name in the same folder, synced to the disk and moved into
place. The temporary name says which process on which machine works on it, so that the
next command can tell what nobody works on any more, and clear it away.
"""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_KINDS = "cspplan|xlsx|docx|pdf|html|csv|json|png|svg|eml|ics|pptx"
_LEFTOVER = re.compile(
    rf"\..+\.(?:{_KINDS})\.(?:(?P<machine>[0-9a-f]{{8}})\.)?(?P<process>\d+)\.tmp(?:-journal)?",
    re.IGNORECASE,
)
_LONGEST_NAME = 200

_at_work: set[str] = set()
"""The temporary files that this process works on."""


@contextmanager
def temporary_for(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write in; it is removed at the end if it is still there."""
    # In the same folder, because a move to another disk is a copy, which a power cut can halve.
    # Cut short by bytes, since file systems count those, and 'é' is two.
    name = path.name.encode()[:_LONGEST_NAME].decode(errors="ignore")
    suffix = path.suffix if name != path.name else ""
    temporary = path.with_name(f".{name}{suffix}.{this_machine()}.{os.getpid()}.tmp")
    _at_work.add(str(temporary))
    try:
        _remove(temporary)
        yield temporary
    finally:
        _remove(temporary)
        _at_work.discard(str(temporary))


def write_whole(path: Path, content: bytes) -> None:
    """Replace what is at `path` by `content`, which is on the disk when this returns.

    Raises the system's own OSError, and then leaves what was there as it was.
    """
    with temporary_for(path) as temporary:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # The new file takes the rights of the one that it replaces: others in a shared folder could
        # write that.
        if path.exists():
            with suppress(OSError):
                temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
    with suppress(OSError):
        sync_folder(path.parent)
    clear_leftovers(path.parent)


def put_new(temporary: Path, path: Path) -> None:
    """Move a file into a place that is free, on the disk when this returns.

    Raises FileExistsError if the place is taken by then, and leaves what is there as it is.
    """
    sync_file(temporary)
    if sys.platform == "win32":
        temporary.rename(path)  # there, a name that is taken is never replaced
        return
    # A link fails where the name is taken; a rename would replace what came there since anyone
    # looked.
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        _put_where_no_links_are(temporary, path)
    _settle_or_remove(path)


def put_over(temporary: Path, path: Path) -> None:
    """Move a file into the place of another, on the disk when this returns."""
    sync_file(temporary)
    temporary.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Sync a file's content to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder to the disk, where the system can."""
    # A file that is synced is not found after a power cut if its name is not.
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files in a folder whose process is gone, if that is possible."""
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [each.name for each in entries if each.name.startswith(".")]:
            found = _LEFTOVER.fullmatch(name)
            if found and _abandoned(folder / name, found["machine"], int(found["process"])):
                with suppress(OSError):
                    (folder / name).unlink()


def runs_here(process: int) -> bool:
    """True if a process with this number is running on this machine."""
    if sys.platform == "win32":
        return _runs_on_windows(process)
    # Signal 0 is not sent; only whether it could be is looked at.
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # it is there, and somebody else's
    return True


def _put_where_no_links_are(temporary: Path, path: Path) -> None:
    """Move a file where the file system has no links, as on a stick; nothing is written over."""
    if path.exists():
        raise FileExistsError(path)
    temporary.rename(path)


def _settle_or_remove(path: Path) -> None:
    try:
        sync_folder(path.parent)
    except OSError:
        path.unlink()
        raise


def _remove(temporary: Path) -> None:
    for each in (temporary, temporary.with_name(temporary.name + "-journal")):
        with suppress(OSError):
            each.unlink()


def this_machine() -> str:
    """A short name of this machine, for the names of temporary files and notes."""
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return f"{zlib.crc32(name.encode()):08x}"


def _abandoned(path: Path, machine: str | None, process: int) -> bool:
    # On a shared folder, another machine's process cannot be asked for: its files are left to it.
    if machine not in {None, this_machine()}:
        return False
    if process == os.getpid():
        return str(path).removesuffix("-journal") not in _at_work
    return not runs_here(process)


def _runs_on_windows(process: int) -> bool:
    """Ask Windows for the process: sending it a signal, as elsewhere, would end it there."""
    import ctypes

    may_be_asked, refused, still_active = 0x1000, 5, 259
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there
    handle = kernel.OpenProcess(may_be_asked, 0, process)
    if not handle:
        return bool(kernel.GetLastError() == refused)
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == still_active
