"""How SQLite is asked for a file: on a drive, on a share, with any letters in its name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.store.address import address_of, uri_of

LETTERS = st.text(
    st.characters(exclude_characters='<>:"/\\|?*', exclude_categories=["C", "Z"]), min_size=1
)


WINDOWS = [
    "C:\\Plans\\a.cspplan",
    "C:\\50% #1\\a b?.cspplan",
    "C:\\Rhônda\\%41é.cspplan",
    "\\\\server\\my share\\a#.cspplan",
    "\\\\?\\C:\\Plans\\a.cspplan",
    "\\\\?\\UNC\\server\\share\\a.cspplan",
]


@pytest.mark.parametrize("path", WINDOWS)
def test_a_path_of_windows_is_the_same_path_for_sqlite(path: str) -> None:
    assert _as_sqlite_reads_it(uri_of(PureWindowsPath(path), "ro")) == (path, "mode=ro")


@given(LETTERS, LETTERS)
def test_every_name_on_a_share_is_the_same_name_for_sqlite(folder: str, name: str) -> None:
    for path in (
        PureWindowsPath("\\\\server\\share", folder, name),
        PureWindowsPath("C:\\", folder, name),
        PurePosixPath("/", folder, name),
    ):
        assert _as_sqlite_reads_it(uri_of(path, "rw")) == (str(path), "mode=rw")


def _as_sqlite_reads_it(uri: str) -> tuple[str, str]:
    """The file name and query that SQLite finds in a URI, by 'URI Filenames' on sqlite.org."""
    assert uri.startswith("file:")
    named, _, query = uri.removeprefix("file:").partition("#")[0].partition("?")
    if named.startswith("//"):
        authority, slash, rest = named.removeprefix("//").partition("/")
        assert authority in {"", "localhost"}
        named = slash + rest
    return unquote(named), query


@pytest.mark.parametrize("name", ["a b", "50%", "%41", "#1", "é", "e\u0301", "a&b=c", "«"])
def test_a_file_with_this_name_is_opened(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
    with closing(sqlite3.connect(address_of(path, "ro"), uri=True)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]
