"""Files that are there whole or not at all; leftovers go when nobody works on them any more."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from csp_desktop import whole
from csp_desktop.errors import CspError, Failure, Refusal
from csp_desktop.operations.indicators.definitions import read_csv
from csp_desktop.store.failing import from_os
from csp_desktop.store.header import read_header
from csp_desktop.whole import FileHeld, clear_leftovers, runs_here, temporary_for, write_whole
from csp_desktop.workbook.package import guard
from csp_desktop.workbook.package.replace_file import OpenElsewhere, replace_file


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


def refuse(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Let the next moves of a file be refused, as a scanner or Excel does; answers with them."""
    asked: list[str] = []
    move = Path.replace

    def replace(self: Path, target: Path) -> Path:
        asked.append(self.name)
        if len(asked) <= times:
            raise PermissionError(errno.EACCES, "Access is denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return asked


def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "_WAITS", (0.001, 0.001, 0.001))
    asked = refuse(monkeypatch, 3)
    write_whole(tmp_path / "a.xlsx", b"new")
    assert (tmp_path / "a.xlsx").read_bytes() == b"new"
    assert len(asked) == 4


def test_a_file_that_stays_held_is_as_it_was_with_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"old")
    monkeypatch.setattr(whole, "_WAITS", (0.001,))
    refuse(monkeypatch, 100)
    with pytest.raises(FileHeld) as held:
        write_whole(tmp_path / "a.xlsx", b"new")
    with pytest.raises(OpenElsewhere, match="open in another program"):
        replace_file(tmp_path / "a.xlsx", b"new")
    assert "a.xlsx is open in another program" in str(from_os(tmp_path / "a.xlsx", held.value))
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == {"a.xlsx"}


def test_a_file_marked_as_read_only_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"old")
    refuse(monkeypatch, 100)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Refusal, match="marked as read-only"):
        replace_file(tmp_path / "a.xlsx", b"new")
    assert names(tmp_path) == {"a.xlsx"}


def test_a_folder_in_the_place_of_a_file_is_told_as_that_on_every_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Q1.xlsx"
    folder.mkdir()
    refuse(monkeypatch, 100)  # which is all that Windows says of it
    with pytest.raises(Failure, match="is a folder"):
        replace_file(folder, b"new")
    assert "is a folder" in str(from_os(folder, PermissionError(errno.EACCES, "denied")))
    assert names(tmp_path) == {"Q1.xlsx"}


@pytest.mark.parametrize("attribute", [0x1000, 0x40000, 0x400000])
def test_a_file_whose_content_lies_in_a_cloud_and_cannot_be_fetched_is_told_as_that(
    attribute: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(b"x")
    as_it_is = path.stat()

    def unfetched(*_: object, **__: object) -> None:
        raise OSError(errno.EINVAL, "The cloud file provider is not running")

    there = SimpleNamespace(st_mode=as_it_is.st_mode, st_size=1, st_file_attributes=attribute)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: there)
    monkeypatch.setattr(Path, "open", unfetched)
    reads: list[Callable[[Path], object]] = [read_header, read_csv, guard._bytes]
    for read in reads:
        with pytest.raises(CspError, match="online only and could not be fetched"):
            read(path)


def test_files_are_moved_and_removed_in_one_place_alone() -> None:
    package = Path(whole.__file__).parent
    moving = re.compile(r"\.unlink\(|\bos\.(?:replace|rename|remove|unlink)\(|shutil\.move")
    # The window's log of faults must write where nothing else works any more.
    apart = {package / "whole.py", package / "gui" / "session" / "crash_log.py"}
    found = [
        each.relative_to(package)
        for each in sorted(package.rglob("*.py"))
        if each not in apart and moving.search(each.read_text(encoding="utf-8"))
    ]
    assert found == []
