"""A person's sittings at one plan: windows made as the program makes them, one after another.

Time stands still but for `pass_time`, which lets every timer that is due ring; so a pause of any
length costs nothing and a history comes out the same wherever it is lived again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.session.stamp import new_id
from csp_desktop.plan.fields import SHIPPED
from tests.gui.randomuser.town import NOON

NO_TIME, BLINK, MOMENT, IDLE = 0, 1, 500, 3000
"""Pauses, in the milliseconds of timers: none at all, a turn of the loop, short, past the idle."""

MOST_RINGS = 6
"""Pauses after which whatever still rings would ring for ever."""

PATIENCE = 4000
"""Turns of the event loop after which what is waited for has failed."""

_WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents | QEventLoop.ProcessEventsFlag.AllEvents


class Stuck(AssertionError):
    """What was waited for did not come."""


class Sitting:
    """The window that is open now, and what a person does to it without a plan in mind."""

    def __init__(self, path: Path, keeper: themes.Themes) -> None:
        self.path, self._keeper = path, keeper
        self.faults: list[str] = []
        self.window = self._begin()

    @property
    def state(self) -> PlanState:
        return self.window.state

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    # Beginning and ending

    def _begin(self) -> MainWindow:
        state = PlanState(Tasks(), User(), SHIPPED, lambda: NOON, new_id)
        state.unexpected.connect(lambda error, what: self.faults.append(f"{what}: {error!r}"))
        self.window = window = MainWindow(state, self._keeper)
        window.resize(1366, 620)
        window.show()
        window.activateWindow()
        self.open()
        return window

    def open(self) -> None:
        """Open the plan in the window that is there, and wait until all of it is shown."""
        self.state.open(self.path)
        self.wait(lambda: self.is_open and self.window.room.made is not None)
        self.settle()

    def reopen(self) -> None:
        """Start the program again, after its window has gone."""
        self._away()
        self._begin()

    def kill(self) -> None:
        """End the program as a cut of the power does: only what is on the disk is there after."""
        kept = self.path.with_suffix(".kept")
        shutil.copyfile(self.path, kept)
        self.window.close_at_once()
        self._away()
        kept.replace(self.path)
        self._begin()

    def _away(self) -> None:
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def end(self) -> None:
        """Put the window away, whatever is left in it."""
        self.window.close_at_once()
        self._away()

    # Time

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window do what it has to, until something is so."""
        for _ in range(PATIENCE):
            if until():
                return
            self.turn()
        raise Stuck("what was waited for did not come")

    def turn(self) -> None:
        """Let the event loop turn once, waiting a little for what comes."""
        QTimer.singleShot(20, self.window, lambda: None)
        QCoreApplication.processEvents(_WAITING)

    def settle(self) -> None:
        """Wait until all that was asked of the plan has been done; no time passes."""
        done: list[bool] = []
        self.state.tasks.apart(lambda: True, done.append, lambda _: done.append(False))
        self.wait(lambda: bool(done) and not self.state.door.busy)
        QCoreApplication.processEvents()

    def pass_time(self, milliseconds: int) -> bool:
        """Let a pause go by, as long as makes timers ring; answers with whether one did."""
        if milliseconds == NO_TIME:
            return False
        QCoreApplication.processEvents()
        if milliseconds == BLINK:
            return False
        due = [
            timer
            for timer in self._timers()
            if timer.isActive() and timer.isSingleShot() and timer.interval() <= milliseconds
        ]
        for timer in due:
            timer.stop()
            timer.timeout.emit()
        self.settle()
        return bool(due)

    def rest(self) -> None:
        """Let all time go by that anything waits for."""
        for _ in range(MOST_RINGS):
            if not self.pass_time(IDLE):
                return

    def _timers(self) -> list[QTimer]:
        state = self.state
        owners: tuple[QObject, ...] = (
            self.window,
            state,
            state.drafts,
            state.door,
            state.door.letters,
        )
        return [timer for owner in owners for timer in owner.findChildren(QTimer)]

    # Hands

    @property
    def focused(self) -> QWidget:
        """What has the focus."""
        return QApplication.focusWidget() or self.window

    def key(
        self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        if QApplication.activeWindow() is None:
            # A menu that was open takes the window's activity with it on the offscreen platform.
            self.window.activateWindow()
            QCoreApplication.processEvents()
        if isinstance(key, str):
            QTest.keyClicks(self.focused, key, modifier)
        else:
            QTest.keyClick(self.focused, key, modifier)

    def click(self, widget: QWidget) -> None:
        """Click on a widget; one that cannot be clicked is left alone."""
        if widget.isVisible() and widget.isEnabled():
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def copy(self, text: str) -> None:
        """Have a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
