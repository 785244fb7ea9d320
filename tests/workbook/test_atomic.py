"""Whenever a process dies over a workbook, the old one or the new one is there."""

import errno
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml.etree import SerialisationError  # type: ignore[import-untyped]

from csp_desktop.errors import Failure
from csp_desktop.workbook.package.replace_file import packing, replace_file

WRITER = """
import sys
from itertools import count
from pathlib import Path
from csp_desktop.workbook.package.replace_file import packing, replace_file
print("ready", flush=True)
for number in count():
    replace_file(Path(sys.argv[1]), bytes([number % 251]) * 3_000_000)
"""


def test_a_process_killed_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(b"\xff" * 3_000_000)
    chance = random.Random(7)  # noqa: S311 - chance, not secrets
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.001, 0.06))
            process.kill()
        found = path.read_bytes()
        assert len(found) == 3_000_000
        assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "full"), "The disk is full"),
        (OSError(5, "bad"), "not be written: bad"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, told: str
) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(b"old")

    def fails(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Failure, match=told):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["return.xlsx"]


def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "return.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("error", [SerialisationError("IO_ENOSPC"), OSError(28, "No space left")])
def test_a_disk_that_is_full_of_temporary_files_is_told_in_a_sentence(error: Exception) -> None:
    with pytest.raises(Failure, match="the disk that keeps temporary files"), packing():
        raise error
