"""Quitting: on every way the plan and the window end together, or neither does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QCloseEvent, QSessionManager
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

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


def said_in(plan_path: Path) -> object:
    plan = open_plan(plan_path, SHIPPED)
    said = plan.document().with_ref("1.1")[0].get("commentary", Q1)
    plan.close()
    return said


def dialogs() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isModal()]


def test_what_is_half_typed_at_log_off_is_in_the_file(window: MainWindow, plan_path: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    # Only the platform can make the session that the signal carries.
    assert application.receivers(SIGNAL("commitDataRequest(QSessionManager&)"))
    type_commentary(window)
    window.end_session(Session())
    assert not window.isVisible()
    assert said_in(plan_path) == "Typed last."


@pytest.mark.parametrize("asked", [False, True], ids=["not asked yet", "being asked"])
def test_a_first_change_at_log_off_is_signed_by_the_login_and_asks_nobody(
    make_window: Callable[..., MainWindow], plan_path: Path, *, asked: bool
) -> None:
    window = make_window(plan_path, name="")
    type_commentary(window)
    if asked:
        window.state.flush()
        assert [type(each).__name__ for each in dialogs()] == ["NameQuestion"]
    session = Session()
    window.end_session(session)
    assert not session.held_up
    assert not dialogs()
    assert said_in(plan_path) == "Typed last."
    assert window.state.user.settings.name == ""


def test_what_is_half_typed_in_the_grid_at_log_off_is_in_the_file(
    window: MainWindow, plan_path: Path
) -> None:
    window.show_pane("grid")
    table = window.grid.grid
    assert table is not None
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_F2)
    box = QApplication.focusWidget()
    assert box is not None
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "Half typed")
    window.end_session(Session())
    plan = open_plan(plan_path, SHIPPED)
    assert plan.document().with_ref("1.1")[0].text("title") == "Half typed"
    plan.close()


@pytest.mark.parametrize(
    "state",
    [Qt.ApplicationState.ApplicationInactive, Qt.ApplicationState.ApplicationSuspended],
    ids=["turned away from", "put to sleep"],
)
def test_what_is_typed_is_saved_once_the_program_is_left(
    window: MainWindow, plan_path: Path, state: Qt.ApplicationState
) -> None:
    desk = desk_of(window)
    window.state.drafts._timer.setInterval(600_000)
    type_commentary(window)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(state)
    desk.settle()
    assert said_in(plan_path) == "Typed last."


def test_who_turns_away_before_giving_a_name_is_not_asked_for_one(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path, name="")
    type_commentary(window)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert not dialogs()
    assert window.state.unsaved == 1


def test_what_would_have_been_lost_is_not_said_to_be_once_it_is_saved(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path, name="")
    desk = desk_of(window)
    type_commentary(window)
    window.close()
    desk.qtbot.waitUntil(lambda: "would be lost" in window.strip.accessibleName())
    (question,) = dialogs()
    window.state.door.give_name("A. Osei")
    desk.qtbot.waitUntil(lambda: window.strip.notice is None)
    assert not window.state.unsaved
    assert window.isVisible()
    question.close()
