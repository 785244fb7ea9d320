"""Quitting: on every way the plan and the window end together, or neither does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent, QSessionManager
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csp_desktop.errors import Failure
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing import edits as editing
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import desk_of

Q1 = "2016/17 Q1"


def by_menu(window: MainWindow) -> None:
    window.menus.do("quit")


def by_key(window: MainWindow) -> None:
    window.menus.actions()["quit"].trigger()


def by_title_bar(window: MainWindow) -> None:
    handle = window.windowHandle()
    assert handle is not None
    handle.close()


def by_event(window: MainWindow) -> None:
    QApplication.sendEvent(window, QCloseEvent())
    if not window.isVisible():
        return
    window.close()


class Session(QSessionManager):
    """A session that ends; it notes whether it was held up."""

    held_up = False

    def __init__(self) -> None:
        """The platform alone can make a whole one."""

    def allowsInteraction(self) -> bool:  # noqa: N802 - the name Qt calls it by
        return True

    def cancel(self) -> None:
        self.held_up = True


def by_session(window: MainWindow) -> None:
    window.end_session(Session())


WAYS = [by_menu, by_key, by_title_bar, by_event, by_session]


def type_commentary(window: MainWindow) -> None:
    box = window.panel.quarter.boxes["commentary"].box
    box.edit.setFocus()
    QTest.keyClicks(box.edit, "Typed last.")


@pytest.mark.parametrize("typed", [False, True], ids=["nothing typed", "a text typed"])
@pytest.mark.parametrize("way", WAYS)
def test_quitting_saves_then_ends_the_plan_and_the_window(
    window: MainWindow, plan_path: Path, way: Callable[[MainWindow], None], *, typed: bool
) -> None:
    ended: list[bool] = []
    window.ended.connect(lambda: ended.append(True))
    if typed:
        type_commentary(window)
    way(window)
    desk_of(window).qtbot.waitUntil(lambda: bool(ended) and not window.isVisible())
    assert not window.state.is_open
    # Nobody holds it: another program may write.
    plan = open_plan(plan_path, SHIPPED, write=True)
    said = plan.document().with_ref("1.1")[0].get("commentary", Q1)
    plan.close()
    assert said == ("Typed last." if typed else None)
    assert ended == [True]


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_saved_keeps_the_plan_and_the_window_open(
    window: MainWindow,
    plan_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[MainWindow], None],
) -> None:
    desk = desk_of(window)

    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", fail)
        type_commentary(window)
        way(window)
        desk.qtbot.waitUntil(lambda: "would be lost" in window.strip.accessibleName())
    assert window.isVisible()
    assert window.state.is_open
    assert window.state.writable
    assert window.state.unsaved == 1
    with pytest.raises(Exception, match="is open in another window"):
        open_plan(plan_path, SHIPPED, write=True)
    way(window)
    desk.qtbot.waitUntil(lambda: not window.isVisible())
    plan = open_plan(plan_path, SHIPPED)
    assert plan.document().with_ref("1.1")[0].get("commentary", Q1) == "Typed last."
    plan.close()


def test_a_session_that_ends_is_held_up_by_what_cannot_be_saved(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk is full.")

    monkeypatch.setattr(editing, "edit", fail)
    type_commentary(window)
    session = Session()
    window.end_session(session)
    assert session.held_up
    assert window.state.is_open
