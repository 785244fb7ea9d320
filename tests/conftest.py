"""What holds for every test: a home of its own, and nothing left behind or said unasked."""

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QWidget

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("gate", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("few", derandomize=True, deadline=None, max_examples=10)
hypothesis.settings.register_profile("more", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

SECONDS_TO_END = 3.0


FLOWS = Path(__file__).parent / "flows"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whole stories, and what opens a plan in the window, so that '--fast' leaves them out."""
    for item in items:
        if FLOWS in item.path.parents or "make_desk" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.whole)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Leave slow tests and whole stories out of the coverage, which makes them three times as slow.

    What they run through is to be covered by the tests of its parts. (The marker 'no_cover' does
    not do it: a worker is measured three times over, and it stops the last of them alone.)
    """
    if not item.get_closest_marker("slow") and FLOWS not in item.path.parents:
        return (yield)
    # A process that such a test starts, the one that reads workbooks above all, is asked by the
    # environment to measure itself.
    asked = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("COVERAGE")}
    measuring, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        os.environ.update(asked)
        threading.settrace(in_threads)
        sys.settrace(measuring)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test user folders of its own, which do not exist yet."""
    home = tmp_path / "csp-home"
    monkeypatch.setenv("CSP_DESKTOP_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def expect_log(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[str], None]]:
    """Fail a test that logs a warning or worse, but for the texts it says it expects.

    An expected text (a regular expression) that is not logged fails the test too.
    """
    expected: list[str] = []
    yield expected.append
    logged = [
        f"{record.name}: {record.getMessage()}"
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.WARNING
    ]
    unasked = [line for line in logged if not any(re.search(text, line) for text in expected)]
    missing = [text for text in expected if not any(re.search(text, line) for line in logged)]
    assert not unasked, f"logged, and not expected: {unasked}"
    assert not missing, f"expected in the log, and not there: {missing}"


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread alive, a pool at work or a window open."""
    before = set(threading.enumerate())
    windows = _open_windows()
    yield
    left = _wait_for(lambda: [t.name for t in threading.enumerate() if t not in before])
    assert not left, f"threads left running: {left}"
    busy = _wait_for(lambda: ["busy"] * QThreadPool.globalInstance().activeThreadCount())
    assert not busy, "Qt's thread pool is still at work"
    opened = [window for window in _open_windows() if window not in windows]
    names = [f"{type(window).__name__} '{window.windowTitle()}'" for window in opened]
    for window in opened:
        window.hide()
    assert not names, f"windows left open: {names}"


def _open_windows() -> list[QWidget]:
    if not isinstance(QApplication.instance(), QApplication):
        return []
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]


def _wait_for(left: Callable[[], list[str]]) -> list[str]:
    """Return what is left, once nothing is or the time to end has passed."""
    until = time.monotonic() + SECONDS_TO_END
    while (still := left()) and time.monotonic() < until:
        time.sleep(0.01)
    return still
