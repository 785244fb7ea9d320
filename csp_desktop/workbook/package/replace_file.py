"""A file replaced whole: there is always the old one or the new one, never a mixture."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csp_desktop.errors import Failure, Refusal
from csp_desktop.whole import FileHeld, is_folder, write_whole


class OpenElsewhere(Refusal):
    """The workbook is open in another program, which would not notice or not allow a new one."""


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, on the disk when this returns, in place of what was there.

    Raises OpenElsewhere where another program holds the file, a Failure where the disk lets down.
    """
    # Asked before the replacement: on Linux, macOS and many shares it would succeed under Excel's
    # hands, and Excel's next save would put the old workbook back.
    refuse_open(path)
    try:
        write_whole(path, content)
    except OSError as error:
        raise _explained(error, path) from error


@contextmanager
def packing() -> Iterator[None]:
    """While a workbook is packed, which takes temporary files: a Failure where the disk lets down.

    The XML library has errors of its own for that, which are no OSError.
    """
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        yield
    except (OSError, LxmlError) as error:
        raise Failure(
            "The workbook was not written: the disk that keeps temporary files is full or failing "
            f"({error}). Free some space and try again."
        ) from error


def refuse_open(path: Path) -> None:
    """Raise OpenElsewhere where another program says that it has the file at `path` open."""
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        held = path.with_name(lock)
        # A mark without its workbook is left from a crash, and there is nothing to be lost beside
        # it.
        if path.exists() and held.exists():
            raise OpenElsewhere(
                f"{path.name} is open in {program}. Close it there and try again, or choose "
                f"another name. (If it is not open anywhere, delete the file {lock} beside it.)"
            )


def _explained(error: OSError, path: Path) -> Refusal | Failure:
    if is_folder(path):
        return Failure(f"{path} is a folder: name the file to write as well.")
    # Windows gives the same error for a file that is open and for one that may not be written.
    if isinstance(error, FileHeld):
        if not os.access(path, os.W_OK):
            return Refusal(f"{path.name} is marked as read-only. Choose another name.")
        return OpenElsewhere(
            f"{path.name} cannot be replaced: it is open in another program, probably Excel, or "
            "it may not be changed. Close it there and try again, or choose another name."
        )
    if error.errno == errno.ENOSPC:
        return Failure(f"The disk is full, so {path.name} was not written.")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Failure(f"There is no folder {path.parent}, so {path.name} was not written.")
    return Failure(f"{path} could not be written: {error.strerror or error}.")
