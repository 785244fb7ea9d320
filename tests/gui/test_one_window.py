"""One window a plan: what a second start brings to the front, and what it does not wait for."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from csp_desktop.gui.theme import desktop
from csp_desktop.gui.window import one_window
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.one_window import FrontDoor, address_of
from tests.gui.conftest import desk_of

SECOND = """
import sys
from pathlib import Path
from csp_desktop.gui.window.one_window import bring_to_front
sys.exit(0 if bring_to_front(Path(sys.argv[1]), patience=20_000) else 9)
"""


@pytest.fixture(autouse=True)
def own_runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for sockets of its own; not tmp_path, which may be too long for a socket's name."""
    with tempfile.TemporaryDirectory(prefix="csp-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def first(window: MainWindow) -> MainWindow:
    """A window that listens for its plan."""
    FrontDoor(window)
    listening(window)
    return window


def listening(window: MainWindow) -> None:
    door = window.findChild(FrontDoor)
    assert door is not None
    door._listen()
    assert door._address


def left_socket(plan: Path) -> socket.socket:
    made = socket.socket(getattr(socket, "AF_UNIX"))  # noqa: B009 - Windows' Python has none
    made.bind(address_of(plan))
    return made


def second_start(plan: Path, window: MainWindow) -> bool:
    """Whether a start in another process found a window to bring to the front."""
    asking = subprocess.Popen([sys.executable, "-c", SECOND, str(plan)])
    desk_of(window).qtbot.waitUntil(lambda: asking.poll() is not None)
    assert asking.returncode in {0, 9}
    return asking.returncode == 0


def test_a_second_start_brings_the_window_with_its_plan_to_the_front(
    first: MainWindow, plan_path: Path
) -> None:
    first.showMinimized()
    assert second_start(plan_path, first)
    assert not first.isMinimized()
    assert first.isActiveWindow()


def test_a_plan_is_found_by_every_name_it_has(first: MainWindow, plan_path: Path) -> None:
    linked = plan_path.with_name("linked.cspplan")
    linked.symlink_to(plan_path)
    assert second_start(linked, first)
    relative = Path(os.path.relpath(plan_path))
    assert second_start(relative, first)


def test_another_plan_finds_no_window(first: MainWindow, tmp_path: Path) -> None:
    assert not second_start(tmp_path / "other.cspplan", first)


def test_a_window_that_was_given_another_plan_answers_for_that_alone(
    first: MainWindow, plan_path: Path, shipped_plan: bytes
) -> None:
    other = plan_path.with_name("other.cspplan")
    other.write_bytes(shipped_plan)
    desk_of(first).open(other)
    listening(first)
    assert second_start(other, first)
    assert not second_start(plan_path, first)
    first.state.close()
    assert not second_start(other, first)


def test_a_window_that_was_killed_holds_up_no_other(
    window: MainWindow, plan_path: Path, own_runtime_folder: Path
) -> None:
    with left_socket(plan_path):  # what a killed window leaves: nobody answers
        pass
    assert any(own_runtime_folder.iterdir())
    assert not second_start(plan_path, window)
    FrontDoor(window)
    listening(window)
    assert second_start(plan_path, window)


def test_a_window_that_hangs_is_not_waited_for_long(plan_path: Path) -> None:
    with left_socket(plan_path) as hanging:
        hanging.listen()
        began = time.monotonic()
        assert not one_window.bring_to_front(plan_path, patience=100)
        assert time.monotonic() - began < 1


def test_the_window_that_was_first_keeps_the_name(
    first: MainWindow, plan_path: Path, make_window: Callable[..., MainWindow]
) -> None:
    reading = make_window(plan_path)
    door = FrontDoor(reading)
    door._listen()
    assert not door._address
    assert second_start(plan_path, first)


def test_a_window_that_has_ended_leaves_nothing_behind(
    first: MainWindow, own_runtime_folder: Path
) -> None:
    assert any(own_runtime_folder.iterdir())
    first.close_at_once()
    assert not any(own_runtime_folder.iterdir())


def test_others_are_let_to_the_front_by_windows_own_call() -> None:
    allowed: list[int] = []

    class User32:
        def AllowSetForegroundWindow(self, process: int) -> None:  # noqa: N802
            allowed.append(process)

    desktop.let_others_come_to_front(User32())
    assert allowed == [desktop.ANY_PROCESS]
    desktop.let_others_come_to_front()  # elsewhere it is nothing


def test_a_window_listens_once_its_plan_is_painted(window: MainWindow, plan_path: Path) -> None:
    door = FrontDoor(window)
    desk_of(window).open(plan_path)
    desk_of(window).qtbot.waitUntil(lambda: bool(door._address))
    assert window.windowState() & Qt.WindowState.WindowMinimized == Qt.WindowState.WindowNoState
