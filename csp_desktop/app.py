"""Puts the window together: application, theme, settings, the plan's thread, the window."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from csp_desktop import paths
from csp_desktop.gui.session import crash_log
from csp_desktop.gui.session.gc_on_gui_thread import Tidying
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.desktop import be_one_program
from csp_desktop.gui.theme.program_icon import program_icon
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.one_window import FrontDoor, bring_to_front
from csp_desktop.operations.session.stamp import new_id, now
from csp_desktop.plan.fields import SHIPPED, FieldTable

BLINK_MILLISECONDS = 400

_log = logging.getLogger(__name__)


def run(plan: Path | None = None, *, author: str = "") -> int:
    """Open the window and stay until it is closed; return the exit code.

    It opens on `plan` if given, else on the plan last open, else on a working copy of the Hackney
    plan; where a window has that open already, it brings that one to the front and ends.
    `author` signs the changes of this run in place of the name in the settings.
    """
    watch = crash_log.Watch()
    application = make_application()
    user = User(author=author)
    first = plan or last_plan(user)
    if first and bring_to_front(first):
        watch.end()
        return 0
    window = make_window(application, user)
    window.ended.connect(application.quit, Qt.ConnectionType.QueuedConnection)
    open_first(window, plan)
    tell_where_settings_are(window)
    show_soon(window)
    # Kept by a name until the end: without one it would be gone before the first event.
    tidying = Tidying()
    code = application.exec()
    del tidying
    watch.end()
    return code


def make_application() -> QApplication:
    """The application, on the offscreen platform only where Linux has no display at all."""
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    be_one_program()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CSP Desktop")
    application.setDesktopFileName("csp-desktop")
    qInstallMessageHandler(_log_qt)
    return application


def make_window(application: QApplication, user: User, table: FieldTable = SHIPPED) -> MainWindow:
    """The window with no plan in it yet; it shows errors that nothing else catches."""
    keeper = themes.start(application, user.settings.theme)
    proxy_style.install(application)
    state = PlanState(Tasks(), user, table, now, new_id)
    window = MainWindow(state, keeper)
    FrontDoor(window)
    window.setWindowIcon(program_icon())
    sys.excepthook = _teller(window)
    return window


def show_soon(window: MainWindow) -> None:
    """Show the window with its plan in it, or without where that takes longer than a blink.

    A plan opens in a fraction of a second: painting an empty window before would only flicker,
    and take the time twice.
    """
    state = window.state
    waiting = QTimer(window, singleShot=True, interval=BLINK_MILLISECONDS)

    def show() -> None:
        # Two starts in quick succession: the first may have had no ear yet when this one asked.
        if state.held_elsewhere and state.path and bring_to_front(state.path):
            window.close_at_once()
        else:
            window.show()

    for signal in (state.opened, state.closed, waiting.timeout):
        signal.connect(waiting.stop)
        signal.connect(show, Qt.ConnectionType.SingleShotConnection)
    waiting.start()


def open_first(window: MainWindow, plan: Path | None) -> None:
    """Open the plan asked for, the last one, or the Hackney plan, begun again where need be."""
    window.nothing.say_opening()
    last = last_plan(window.state.user)
    if plan is not None:
        window.state.open(plan)
    elif last and last != _working_copy():
        window.state.open(last)
    else:
        _open_hackney(window)


def tell_where_settings_are(window: MainWindow) -> None:
    """Say once that a portable copy cannot keep its settings beside it, if that is so."""
    why = paths.why_not_beside()
    untold = [Notice(why, "warning", about="settings")] if why else []

    def tell() -> None:
        if untold:
            window.strip.tell(untold.pop())

    # After the plan: it clears what was told before it.
    window.state.opened.connect(tell)
    window.state.closed.connect(tell)


def last_plan(user: User) -> Path | None:
    """The plan last open, if it is still there."""
    last = user.settings.last_plan
    return Path(last) if last and os.path.exists(last) else None  # noqa: PTH110 - never raises


def _working_copy() -> Path:
    from csp_desktop.operations.session.plan_files import working_copy_in
    from csp_desktop.operations.session.shared_folders import folder_for_a_plan

    documents = paths.documents()
    name = working_copy_in(documents).name
    return working_copy_in(folder_for_a_plan(documents, Path.home(), name))


def _open_hackney(window: MainWindow) -> None:
    state = window.state
    table, stamp = state.table, state.stamp()

    def work() -> Path:
        from csp_desktop.operations.session.plan_files import working_copy

        return working_copy(_working_copy().parent, table, stamp)

    def failed(error: Exception) -> None:
        state.close()
        state.tell(error, "The Hackney plan could not be made")

    state.tasks.apart(work, state.open, failed)


def _teller(
    window: MainWindow,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """A hook that shows an error which nothing caught in the window."""

    def tell(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        # Ctrl+C in the console that started the window: it is closed as by hand, so that what is
        # being typed is asked about.
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, traceback)
            return
        window.updater.show_fault(error, "That did not work")

    return tell


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    if kind == QtMsgType.QtFatalMsg:
        crash_log.note(f"Qt ended the program: {crash_log.without_quotes(message or '')}")
    levels = {QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR}
    _log.log(levels.get(kind, logging.DEBUG), "Qt: %s", message)
