"""A fault of the program: what the window tells of it, and what the log keeps."""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from csp_desktop.gui.session import crash_log, unexpected_error
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing import edits as editing
from tests.gui.conftest import desk_of


def test_the_log_of_a_fault_has_nothing_of_what_was_typed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise ValueError(f"cannot keep {given} {named}")

    expect_log("could not be saved")
    crash_log._told.clear()
    monkeypatch.setattr(editing, "edit", fail)
    box = window.panel.quarter.boxes["commentary"].box
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "Nobody else may know this")
    window.state.flush()
    desk_of(window).qtbot.waitUntil(lambda: bool(desk_of(window).heard.unexpected))
    assert "Nobody else" in str(desk_of(window).heard.unexpected[0][0])
    assert window.strip.notice is not None
    assert "Help, Show the log folder" in window.strip.notice.sentence
    log = (crash_log.folder() / "crash.log").read_text(encoding="utf-8")
    assert "builtins.ValueError" in log
    assert "plan_thread.py" in log
    assert "Nobody else" not in log
    assert "1.1" not in log.splitlines()[1]


def test_help_shows_the_folder_of_the_log(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    window.menus.actions()["log"].trigger()
    assert [url.toLocalFile() for url in shown] == [str(crash_log.folder())]
    assert crash_log.folder().is_dir()


def test_the_details_ask_no_management_service(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> str:
        raise AssertionError("platform.platform() was asked, which may take seconds on Windows")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "getwindowsversion", lambda: (10, 0, 19045, 2, ""), raising=False)
    monkeypatch.setattr("platform.platform", asked)
    assert "Windows 10.0.19045" in unexpected_error.details_of(ValueError(), "Saving failed")
