"""Files that are there whole or not at all; leftovers go when nobody works on them any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csp_desktop.whole import clear_leftovers, runs_here, temporary_for, write_whole


@pytest.fixture(scope="module")
def gone() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_what_is_written_is_there_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "receipt.html", b"one")
    write_whole(tmp_path / "receipt.html", b"two")
    assert (tmp_path / "receipt.html").read_bytes() == b"two"
    assert names(tmp_path) == {"receipt.html"}


def test_what_a_process_that_is_gone_left_is_cleared(tmp_path: Path, gone: int) -> None:
    with temporary_for(tmp_path / "a.xlsx") as temporary:
        theirs = temporary.name.replace(f".{os.getpid()}.", f".{gone}.")
    for name in (theirs, f"{theirs}-journal", f".a.xlsx.{gone}.tmp"):
        (tmp_path / name).write_bytes(b"half")
    clear_leftovers(tmp_path)
    assert names(tmp_path) == set()


def test_what_somebody_works_on_and_what_is_not_ours_stays(tmp_path: Path, gone: int) -> None:
    kept = {
        f".a.xlsx.{os.getppid()}.tmp",
        f".a.xlsx.00000000.{gone}.tmp",  # another machine's, on a shared drive
        f"a.xlsx.{gone}.tmp",
        f".a.sock.{gone}.tmp",
        ".a.xlsx.part",
        "notes.tmp",
    }
    for name in kept:
        (tmp_path / name).write_bytes(b"theirs")
    with temporary_for(tmp_path / "b.xlsx") as temporary:
        temporary.write_bytes(b"ours")
        clear_leftovers(tmp_path)
        assert names(tmp_path) == {*kept, temporary.name}
    assert names(tmp_path) == kept


def test_the_next_file_written_in_a_folder_clears_it(tmp_path: Path, gone: int) -> None:
    (tmp_path / f".a.pdf.{gone}.tmp").write_bytes(b"half")
    write_whole(tmp_path / "b.json", b"{}")
    assert names(tmp_path) == {"b.json"}


def test_a_long_name_leaves_room_for_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / f"{'é' * 120}.xlsx"
    write_whole(path, b"x")
    assert names(tmp_path) == {path.name}


def test_a_running_process_is_told_from_one_that_is_gone(gone: int) -> None:
    assert runs_here(os.getpid())
    assert not runs_here(gone)
    assert not runs_here(2**80)
