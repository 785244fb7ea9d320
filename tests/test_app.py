"""The window put together: on which plan it opens, and when it is shown."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop import app, paths
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    style, palette, font = qapp.style().objectName(), qapp.palette(), qapp.font()
    made = app.make_window(qapp, User(Settings(name="P. Sandhu")))
    yield made
    made.close_at_once()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, Stamp("Published plan"), sample=HACKNEY).close()
    return path


def opened(window: MainWindow, qtbot: QtBot, plan: Path | None) -> Path | None:
    with qtbot.waitSignal(window.state.opened, timeout=20_000):
        app.open_first(window, plan)
    return window.state.path


def test_it_opens_on_the_plan_that_is_named(window: MainWindow, qtbot: QtBot, plan: Path) -> None:
    assert opened(window, qtbot, plan) == plan


def test_else_on_the_plan_last_open(window: MainWindow, qtbot: QtBot, plan: Path) -> None:
    window.state.user.keep(window.state.user.settings.opened(plan))
    assert opened(window, qtbot, None) == plan


def test_else_on_a_working_copy_of_the_hackney_plan(window: MainWindow, qtbot: QtBot) -> None:
    window.state.user.keep(window.state.user.settings.opened(Path("/gone/away.cspplan")))
    made = opened(window, qtbot, None)
    assert made is not None
    assert made.parent == paths.documents()
    assert "Hackney" in made.name
    assert len(window.grid.shown()) == 49
    assert "Hackney" in window.windowTitle()


def test_where_the_working_copy_cannot_be_made_the_window_says_so(
    window: MainWindow, qtbot: QtBot, own_home: Path
) -> None:
    own_home.mkdir()
    (own_home / "Documents").write_text("a file, not a folder", encoding="utf-8")
    with qtbot.waitSignal(window.state.noticed, timeout=20_000):
        app.open_first(window, None)
    assert window.pane == ""


def test_the_window_is_shown_with_its_plan_in_it(
    window: MainWindow, qtbot: QtBot, plan: Path
) -> None:
    app.open_first(window, plan)
    app.show_soon(window)
    assert not window.isVisible()
    qtbot.waitUntil(window.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: bool(window.panel.action_id), timeout=20_000)


def test_a_plan_that_is_slow_to_open_does_not_keep_the_window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "BLINK_MILLISECONDS", 1)
    app.show_soon(window)
    qtbot.waitUntil(window.isVisible)
    assert window.pane == ""


def test_what_nothing_caught_is_told_in_the_window(window: MainWindow, expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("That did not work")
    error = ZeroDivisionError("one over nothing")
    sys.excepthook(ZeroDivisionError, error, None)
    assert window.strip.notice is not None
    assert window.strip.notice.action == "Copy details"


def test_a_second_start_ends_once_the_first_window_is_in_front(
    monkeypatch: pytest.MonkeyPatch, plan: Path, qtbot: QtBot
) -> None:
    assert isinstance(qtbot, QtBot)
    asked: list[Path] = []

    def answered(asked_for: Path) -> bool:
        asked.append(asked_for)
        return True

    def no_window(*_: object) -> None:
        raise AssertionError("a window was made")

    monkeypatch.setattr(app, "bring_to_front", answered)
    monkeypatch.setattr(app, "make_window", no_window)
    assert app.run(plan) == 0
    User().keep(Settings().opened(plan))
    assert app.run() == 0
    assert asked == [plan, plan]


def test_a_start_that_was_too_quick_for_the_first_window_asks_it_again(
    window: MainWindow, qtbot: QtBot, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = open_plan(plan, SHIPPED, write=True, window=True)
    monkeypatch.setattr(app, "bring_to_front", lambda _: True)
    app.show_soon(window)
    with qtbot.waitSignal(window.ended, timeout=20_000):
        app.open_first(window, plan)
    assert not window.isVisible()
    held.close()


def test_a_portable_copy_says_once_that_it_cannot_keep_its_settings_beside_it(
    window: MainWindow, qtbot: QtBot, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "why_not_beside", lambda: "The stick is full.")
    app.tell_where_settings_are(window)
    opened(window, qtbot, plan)
    assert window.strip.notice is not None
    assert window.strip.notice.sentence == "The stick is full."
    window.strip.settle("settings")
    opened(window, qtbot, plan)
    told = [each.sentence for each in window.strip._queue]
    assert "The stick is full." not in told
