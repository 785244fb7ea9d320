"""What the first hundred bytes of a file tell, before SQLite is let near it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csp_desktop.errors import Failure, NotAPlan
from csp_desktop.whole import is_folder, why_not_fetched

APPLICATION_ID = 0x43535044
"""'CSPD', written where SQLite keeps a file's application id."""

FORMAT = 1
"""The format that this version writes."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


@dataclass(frozen=True, slots=True)
class FileHeader:
    """The parts of a plan file's header that are looked at: its format and count of writes."""

    format: int
    writes: int


def read_header(path: Path) -> FileHeader:
    """The header of the plan file at `path`.

    Raises NotAPlan with a sentence where the file is missing, is something else, or is cut short.
    Read it only while no connection of this process is open on the file: closing a second handle
    would drop the locks of the first.
    """
    # Asked for, since Windows says of a folder only that it may not be read.
    if is_folder(path):
        raise NotAPlan(f"{path} is a folder, not a plan. Choose a file that ends in .cspplan.")
    # Offsets are those of 'Database File Format', section 1.3, on sqlite.org.
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
        size = path.stat().st_size
    except FileNotFoundError:
        raise NotAPlan(f"There is no file {path}. Check its name and folder.") from None
    except PermissionError:
        raise Failure(
            f"{path} may not be read by you. Ask for access to it, or open another copy."
        ) from None
    except OSError as error:
        raise Failure(
            why_not_fetched(path) or f"{path} could not be read ({error.strerror or error})."
        ) from error
    if not head.startswith(_MAGIC) or len(head) < _HEADER_BYTES:
        raise NotAPlan(_what_it_is_instead(path, head))
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise NotAPlan(
            f"{path.name} is a database of another program, not a plan. "
            "Choose a file that ends in .cspplan."
        )
    page_size = int.from_bytes(head[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size  # two bytes cannot hold 65536
    pages = int.from_bytes(head[28:32], "big")
    journal = path.with_name(path.name + "-journal")
    # A file that was being shortened or grown when its writer was killed is whole again once its
    # journal is played back, so it is not judged by its size.
    if size < page_size * pages and not journal.exists():
        raise NotAPlan(
            f"{path.name} is cut short: {size:,} of {page_size * pages:,} bytes are there. "
            "Copy it again, or go back to a backup (restore)."
        )
    return FileHeader(
        format=int.from_bytes(head[60:64], "big"), writes=int.from_bytes(head[24:28], "big")
    )


def _what_it_is_instead(path: Path, head: bytes) -> str:
    if not head:
        return f"{path.name} is empty, so it holds no plan. Open another copy or a backup."
    if head.startswith(b"PK\x03\x04"):
        return (
            f"{path.name} is a workbook or another zip file, not a plan. "
            "Open a file that ends in .cspplan."
        )
    return f"{path.name} is not a plan file. Choose a file that ends in .cspplan."
