"""Files that are there whole or not at all, their names, and what killed programs left beside them.

Every file is written under a temporary name in the same folder, synced to the disk and moved into
place. The temporary name says which process on which machine works on it, so that the
next command can tell what nobody works on any more, and clear it away. Names that the program makes
up are such as every system holds that a plan's files are carried to.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_KINDS = "cspplan|xlsx|docx|pdf|html|csv|json|png|svg|eml|ics|pptx"
_LEFTOVER = re.compile(
    rf"\..+\.(?:{_KINDS})\.(?:(?P<machine>[0-9a-f]{{8}})\.)?(?P<process>\d+)\.tmp(?:-journal)?",
    re.IGNORECASE,
)
_LONGEST_NAME = 200
_ELSEWHERE = 0x1000 | 0x40000 | 0x400000  # offline; to be recalled when opened, or when read
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8) if sys.platform == "win32" else ()
"""How long to wait, in seconds, before a file that is refused is asked for again."""

_at_work: set[str] = set()
"""The temporary files that this process works on."""


NOT_IN_NAMES = '<>:"/\\|?*'
"""What no file's name can hold on Windows."""

_DEVICES = frozenset(
    [
        *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"),
        *(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"),
    ]
)
_LONGEST_WORDS = 120  # in bytes: an ending, a number and what a temporary name adds fit beside it


class FileHeld(PermissionError):
    """A file is not replaced: another program has it open, or it is marked as read-only."""


@contextmanager
def temporary_for(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write in; it is removed at the end if it is still there.

    Raises OSError before anything is written where the system has no file of that name.
    """
    # Windows would write into a device, or into a stream that no folder shows, without a word.
    if not is_name_for(sys.platform, path.name):
        raise OSError(errno.EINVAL, "Windows can have no file of this name", str(path))
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
        # write that. (On Windows they come from the folder; a mode says only 'read-only' there.)
        if path.exists() and sys.platform != "win32":
            with suppress(OSError):
                temporary.chmod(path.stat().st_mode & 0o7777)
        move_over(temporary, path)
    with suppress(OSError):
        sync_folder(path.parent)
    clear_leftovers(path.parent)


def put_new(temporary: Path, path: Path) -> None:
    """Move a file into a place that is free, on the disk when this returns.

    Raises FileExistsError if the place is taken by then, and leaves what is there as it is.
    """
    sync_file(temporary)
    if sys.platform == "win32":
        _patiently(lambda: temporary.rename(path))  # there, a name that is taken is never replaced
    else:
        _put_new_by_a_link(temporary, path)


def put_over(temporary: Path, path: Path) -> None:
    """Move a file into the place of another, on the disk when this returns."""
    sync_file(temporary)
    move_over(temporary, path)
    sync_folder(path.parent)


def move_over(temporary: Path, path: Path) -> None:
    """Move a file into the place of another; raises FileHeld where that one does not let it."""
    try:
        _patiently(lambda: temporary.replace(path))
    except PermissionError as error:
        # The folder lets a file be written, or there would be none to move.
        if os.path.isfile(path):  # noqa: PTH113 - never raises
            raise FileHeld(error.errno, error.strerror, str(path)) from error
        raise


def remove(path: Path) -> None:
    """Remove a file, where there is one."""
    _patiently(lambda: path.unlink(missing_ok=True))


def _patiently(act: Callable[[], object]) -> None:
    """Do something with a file; where that is refused, again for a moment."""
    # On Windows a virus scanner or the search's indexer opens each file that was just written, and
    # nobody else may move or remove it meanwhile.
    for seconds in _WAITS:
        try:
            act()
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    act()


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


def is_folder(path: Path) -> bool:
    """True if there is a folder at `path` that can be seen."""
    return os.path.isdir(path)  # noqa: PTH112 - never raises


def why_not_fetched(path: Path) -> str:
    """Why a file that could not be read was not, where its content lies in a cloud; else ''."""
    # https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants
    with suppress(OSError):
        if getattr(path.stat(), "st_file_attributes", 0) & _ELSEWHERE:
            return (
                f"{path.name} is kept online only and could not be fetched. Connect to the "
                "network, or choose 'Always keep on this device' for it in Explorer."
            )
    return ""


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files in a folder whose process is gone, if that is possible."""
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [each.name for each in entries if each.name.startswith(".")]:
            found = _LEFTOVER.fullmatch(name)
            if found and _abandoned(folder / name, found["machine"], int(found["process"])):
                with suppress(OSError):
                    (folder / name).unlink()


def untaken(path: Path) -> Path:
    """Return `path`, or if it is taken, the same name with the first free number.

    Names that differ only by case or in how their letters are composed are one name: some system
    to which the folder is carried or synchronised holds but one of them.
    """
    # Only a look: another process may take the name next. `whole.put_new` fails where it has.
    with suppress(OSError):
        taken = {_folded(each) for each in os.listdir(path.parent)}  # noqa: PTH208 - names alone
        number, candidate = 1, path
        while _folded(candidate.name) in taken:
            number += 1
            candidate = path.with_stem(f"{path.stem} {number}")
        return candidate
    return path


def file_name(words: str, ending: str) -> str:
    """A name for a file that is called by `words`: every system can hold, list and give it back.

    `ending` is kept whole, with what precedes the suffix, such as ' receipt.html'.
    """
    composed = unicodedata.normalize("NFC", words)
    plain = unicodedata.normalize("NFC", "".join(map(_for_a_name, composed)))
    # A file that begins with a dot is hidden; with '~$', it is Excel's mark of an open workbook.
    plain = " ".join(plain.split()).lstrip(" .~")
    plain = plain.encode()[:_LONGEST_WORDS].decode(errors="ignore").rstrip(" .") or "Unnamed"
    first, dot, rest = plain.partition(".")
    name = plain if is_name_for("win32", plain + ending) else f"{first.rstrip()}-{dot}{rest}"
    return name + ending


def is_name_for(platform: str, name: str) -> bool:
    """True if the system can have a file of this name."""
    # https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    if platform != "win32":
        return True
    return (
        name == name.rstrip(" .")
        and not any(letter in NOT_IN_NAMES or letter < " " for letter in name)
        and name.partition(".")[0].rstrip().upper() not in _DEVICES
    )


def runs_here(process: int) -> bool:
    """True if a process with this number is running on this machine."""
    return _runs_on_windows(process) if sys.platform == "win32" else _runs_elsewhere(process)


def _for_a_name(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""  # it shows nothing, or turns the direction of what follows
    if letter.isspace():
        return " "
    return "-" if kind[0] == "C" or letter in NOT_IN_NAMES else letter


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _put_new_by_a_link(temporary: Path, path: Path) -> None:
    # A link fails where the name is taken; a rename would replace what came there since anyone
    # looked.
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        _put_where_no_links_are(temporary, path)
    _settle_or_remove(path)


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
            remove(each)


def this_machine() -> str:
    """A short name of this machine, for the names of temporary files and notes."""
    if sys.platform == "win32":
        name = os.environ.get("COMPUTERNAME", "")
    else:
        name = os.uname().nodename
    return f"{zlib.crc32(name.encode()):08x}"


def _abandoned(path: Path, machine: str | None, process: int) -> bool:
    # On a shared folder, another machine's process cannot be asked for: its files are left to it.
    if machine not in {None, this_machine()}:
        return False
    if process == os.getpid():
        return str(path).removesuffix("-journal") not in _at_work
    return not runs_here(process)


def _runs_elsewhere(process: int) -> bool:
    # Signal 0 is not sent; only whether it could be is looked at.
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # it is there, and somebody else's
    return True


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
