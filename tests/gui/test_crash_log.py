"""The log of what nothing caught: what is in it, what never is, and how large it grows."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from csp_desktop import __main__ as start
from csp_desktop import app
from csp_desktop.gui.session import crash_log

SECRET = "The victim moved to Clapton"  # noqa: S105 - a commentary
CRASHES = """
import faulthandler, sys
from csp_desktop.gui.session.crash_log import Watch
watch = Watch()
commentary = sys.argv[1]
def crash(text):
    faulthandler._sigsegv()
crash(commentary)
"""


@pytest.fixture(autouse=True)
def nothing_told_yet() -> Iterator[None]:
    crash_log._told.clear()
    yield
    crash_log._told.clear()


def log() -> str:
    file = crash_log.folder() / "crash.log"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def fails(commentary: str) -> None:
    try:
        raise KeyError(commentary)
    except KeyError as error:
        raise ValueError(f"no place for {commentary}") from error


def test_a_fault_is_noted_with_its_kind_its_place_and_what_ran() -> None:
    with pytest.raises(ValueError, match="no place") as caught:
        fails(SECRET)
    assert crash_log.write(caught.value, "That did not work.")
    said = log()
    assert "That did not work." in said
    assert "builtins.ValueError" in said
    assert "after builtins.KeyError" in said
    assert "tests/gui/test_crash_log.py:" in said
    assert " fails" in said
    assert "CSP Desktop 0.1" in said
    assert "Python 3." in said
    assert SECRET not in said
    assert "no place" not in said


def test_what_fails_in_a_thread_is_noted(capfd: pytest.CaptureFixture[str]) -> None:
    # pytest has a hook of its own for threads; the program has Python's.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", threading.__excepthook__)
        watch = crash_log.Watch()
        thread = threading.Thread(target=fails, args=(SECRET,))
        thread.start()
        thread.join()
        watch.end()
    assert SECRET in capfd.readouterr().err
    assert "in a thread" in log()
    assert SECRET not in log()


def test_what_nothing_catches_is_noted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    watch = crash_log.Watch()
    try:
        fails(SECRET)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    watch.end()
    assert SECRET in capsys.readouterr().err
    assert "Nothing caught this." in log()
    assert SECRET not in log()


def test_a_crash_that_python_never_sees_is_in_the_log_of_the_next_run() -> None:
    ended = subprocess.run([sys.executable, "-c", CRASHES, SECRET], check=False)
    assert ended.returncode != 0
    crash_log.Watch().end()
    assert "Segmentation fault" in log() or "access violation" in log()
    assert " in crash" in log()
    assert SECRET not in log()
    assert [file.name for file in crash_log.folder().iterdir()] == ["crash.log"]


def test_a_run_that_ends_in_order_leaves_nothing() -> None:
    watch = crash_log.Watch()
    assert (crash_log.folder() / f"native-{os.getpid()}.log").exists()
    watch.end()
    assert list(crash_log.folder().iterdir()) == []


def test_what_qt_says_last_is_noted_without_what_it_quotes() -> None:
    said = f"QThing: no such place as '{SECRET}'"
    app._log_qt(QtMsgType.QtFatalMsg, QMessageLogContext(), said)
    assert "Qt ended the program: QThing: no such place as" in log()
    assert SECRET not in log()


def test_the_log_is_bounded() -> None:
    for number in range(40):
        crash_log.note(f"{number} " + "x" * 60_000)
    files = list(crash_log.folder().iterdir())
    assert len(files) == crash_log.MOST_FILES
    assert all(file.stat().st_size <= crash_log.MOST_BYTES for file in files)
    assert "\n39 x" in log()


def test_the_same_fault_does_not_drive_out_the_others() -> None:
    for _ in range(1000):
        crash_log.note("The painting failed.")
    assert log().count("The painting failed.") == 3


def test_a_disk_that_takes_no_log_keeps_nothing_from_working(own_home: Path) -> None:
    own_home.write_text("a file, not a folder", encoding="utf-8")
    crash_log.Watch().end()
    assert not crash_log.note("That did not work.")


def test_a_window_that_does_not_start_leaves_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(start, "main", lambda: fails(SECRET))
    with pytest.raises(ValueError, match="no place"):
        start.main_window()
    assert "The window could not be started." in log()
    assert SECRET not in log()
