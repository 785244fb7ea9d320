"""Read-only folders, full disks, plans open elsewhere: a sentence, and the file as it was."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csp_desktop.store import lock
from tests.flows.command import (
    MAIN,
    SAMPLE,
    command,
    data,
    done,
    environment,
    files_in,
    process,
    sentence,
)

NOBODY = 65534
WRITING = {
    "set": ("set", "PLAN", "1.2", "status", "on track"),
    "confirm": ("confirm", "PLAN", "1.1", "group"),
    "renumber": ("renumber", "PLAN", "1.2=1.99"),
    "add": ("add", "PLAN", "action", "1.99", "title=Safer parks"),
    "delete": ("delete", "PLAN", "1.2"),
    "undo": ("undo", "PLAN"),
    "rebuild": ("check", "PLAN", "--rebuild"),
}
each_writing = pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)

WITHOUT_PRIVILEGES = f"""
import importlib, os, pkgutil, sys
import encodings.idna, filelock, sqlite_utils
from csp_desktop import cli, measures, operations, store
from csp_desktop.cli import run
for package in (cli, measures, operations, store):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
if os.geteuid() == 0:
    os.setgid({NOBODY})
    os.setuid({NOBODY})
sys.exit(run())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody may enter, which pytest's own are not."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def locked(shipped: Path, folder: Path) -> Path:
    """A plan in a folder that may be read and not written."""
    done("set", shutil.copyfile(shipped, folder / "plan.cspplan"), "1.2", "status", "at risk")
    plan = folder / "plan.cspplan"
    with contextlib.suppress(FileNotFoundError):
        (folder / ".plan.cspplan.lock").unlink()
    plan.chmod(0o444)
    folder.chmod(0o555)
    return plan


@each_writing
def test_a_read_only_folder_is_not_written_to(words: tuple[str, ...], locked: Path) -> None:
    before = files_in(locked.parent)
    answer = process(
        *(str(locked) if word == "PLAN" else word for word in words), code=WITHOUT_PRIVILEGES
    )
    assert "cannot be written to" in sentence(answer)
    assert files_in(locked.parent) == before
    assert sorted(each.name for each in locked.parent.iterdir()) == ["plan.cspplan"]


@pytest.mark.parametrize("words", [("show",), ("history",), ("check",)], ids=" ".join)
def test_a_plan_in_a_read_only_folder_can_be_read(words: tuple[str, ...], locked: Path) -> None:
    answer = process(words[0], locked, "--json", code=WITHOUT_PRIVILEGES)
    assert (answer.returncode, answer.stderr) == (0, ""), answer
    assert answer.stdout == command(words[0], locked, "--json").out


def test_backups_and_new_plans_need_a_folder_that_can_be_written(locked: Path) -> None:
    before = files_in(locked.parent)
    for words in (
        ("backup", locked),
        ("restore", locked),
        ("new", locked.with_name("new.cspplan"), "--sample", SAMPLE),
        ("copy", locked, locked.with_name("copy.cspplan")),
    ):
        sentence(process(*words, code=WITHOUT_PRIVILEGES))
    assert files_in(locked.parent) == before


def test_a_plan_that_may_not_be_read_is_named(folder: Path, shipped: Path) -> None:
    plan = Path(shutil.copyfile(shipped, folder / "plan.cspplan"))
    plan.chmod(0)
    told = sentence(process("show", plan, code=WITHOUT_PRIVILEGES))
    assert "may not be read" in told


def _at_most(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.skipif(sys.platform == "win32", reason="limits are another matter there")
@pytest.mark.parametrize("room", [0, 2_000, 8_000])
def test_a_disk_that_fills_up_leaves_the_file_as_it_was(room: int, plan: Path) -> None:
    size = plan.stat().st_size
    before = files_in(plan.parent)
    words = ("add", plan, "action", "1.99", "activity=" + "A long story. " * 2_000)
    answer = process(*words, preexec_fn=_at_most(size + room))
    assert "full" in sentence(answer)
    assert files_in(plan.parent) == before
    assert data("check", plan)["sound"]
    done(*words)


@pytest.mark.skipif(sys.platform == "win32", reason="limits are another matter there")
def test_what_is_made_whole_is_not_left_in_part_on_a_full_disk(plan: Path) -> None:
    before = files_in(plan.parent)
    for words in (
        ("backup", plan),
        ("new", plan.with_name("new.cspplan"), "--sample", SAMPLE),
        ("copy", plan, plan.with_name("copy.cspplan")),
    ):
        told = sentence(process(*words, preexec_fn=_at_most(200_000)))
        assert "full" in told
        assert files_in(plan.parent) == before


def test_a_full_disk_is_told_of_too_when_it_is_a_real_one(folder: Path, shipped: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    size = shipped.stat().st_size + 40_000
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("only root can make a small disk")
    try:
        plan = Path(shutil.copyfile(shipped, disk / "plan.cspplan"))
        before = files_in(disk)
        told = sentence(command("add", plan, "action", "1.99", f"activity={'A story. ' * 3_000}"))
        assert "full" in told
        assert files_in(disk) == before
        assert "full" in sentence(command("backup", plan))
        assert files_in(disk) == before
        assert data("check", plan)["sound"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


HOLDER = """
import sys
from pathlib import Path
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
is_window = sys.argv[2] == "window"
plan = open_plan(Path(sys.argv[1]), SHIPPED, write=True, by="Ann Lee", window=is_window)
print("open", flush=True)
sys.stdin.readline()
plan.close()
"""


@contextlib.contextmanager
def held(plan: Path, by: str) -> Iterator[subprocess.Popen[str]]:
    """The plan held for writing by another process, a 'window' or a 'command'."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(plan), by],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        yield holder
        if holder.poll() is None:
            holder.communicate("\n")


@each_writing
def test_a_plan_open_in_a_window_is_refused_by_name(words: tuple[str, ...], plan: Path) -> None:
    before = plan.read_bytes()
    with held(plan, "window"):
        told = sentence(command(*(plan if word == "PLAN" else word for word in words)))
        assert "open in another window by Ann Lee" in told
        assert "copy" in told
        assert plan.read_bytes() == before
        for reading in ("show", "history", "check"):
            done(reading, plan)
        done("backup", plan)
    done("set", plan, "1.2", "status", "on track")
    assert not list(plan.parent.glob("*.holder"))


def test_a_restore_waits_until_the_window_is_closed(plan: Path) -> None:
    done("backup", plan)
    with held(plan, "window"):
        assert "open in another window" in sentence(command("restore", plan))
    done("restore", plan)


def test_a_command_waits_a_while_for_another(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held(plan, "command") as holder:
        monkeypatch.setattr(lock, "_PATIENCE_SECONDS", 0.2)
        told = sentence(command("set", plan, "1.2", "status", "on track"))
        assert "by another command by Ann Lee" in told
        monkeypatch.setattr(lock, "_PATIENCE_SECONDS", 20)
        waiting = subprocess.Popen(
            [sys.executable, "-c", MAIN, "set", str(plan), "1.2", "status", "on track"],
            env=environment(),
            stdout=subprocess.DEVNULL,
        )
        holder.communicate("\n")
        assert waiting.wait(20) == 0


def test_a_window_that_was_killed_holds_nothing_back(plan: Path) -> None:
    with held(plan, "window") as holder:
        holder.kill()
        holder.wait()
        done("set", plan, "1.2", "status", "on track")
    assert not list(plan.parent.glob(".*.holder"))


def test_a_pipe_that_is_closed_early_ends_quietly(plan: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, "history", str(plan)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as reading:
        assert reading.stdout
        assert reading.stderr
        assert reading.stdout.readline().startswith("as published")
        reading.stdout.close()
        assert reading.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_a_command_that_is_interrupted_says_so_in_a_word(plan: Path) -> None:
    with held(plan, "command"):
        waiting = subprocess.Popen(
            [sys.executable, "-c", MAIN, "set", str(plan), "1.2", "status", "on track"],
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            waiting.wait(1.5)
        os.kill(waiting.pid, signal.SIGINT)
        _, err = waiting.communicate(timeout=20)
    assert waiting.returncode == 1
    assert err.strip() == "Stopped."
