"""The address by which SQLite is asked for a file."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote


def address_of(path: Path, mode: str) -> str:
    """The URI of a file for SQLite, with what may be done to it: 'ro' or 'rw'."""
    return uri_of(path.absolute(), mode)


def uri_of(path: PurePath, mode: str) -> str:
    """The URI from which SQLite reads this very path, on a drive, a share or behind a prefix."""
    # Not `as_uri`: that names the server of a share as the URI's authority, and SQLite takes none.
    # Without two slashes after 'file:' there is no authority, and the path is taken as it is.
    return f"file:{quote(os.fsencode(path), safe='')}?mode={mode}"
