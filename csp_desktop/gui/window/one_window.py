"""One window a plan: a second start on a plan brings the window that has it open to the front.

A window listens under a name made of its plan's place and its user, in a local socket: no other
machine and no other user reaches it, and all it can be asked is to come to the front.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop import paths
from csp_desktop.gui.theme.desktop import let_others_come_to_front

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

    from csp_desktop.gui.window.main_window import MainWindow

ASKED, ANSWER = b"come to the front\n", b"in front\n"
PATIENCE_MILLISECONDS = 800
"""How long a second start waits for an answer: a window that hangs must not hold it up."""


def address_of(plan: Path) -> str:
    """Under which name the window listens that this user has `plan` open in, on this screen."""
    # The screen too: a window on another one, of a remote session perhaps, would come to a front
    # that nobody sees.
    screens = ("WAYLAND_DISPLAY", "DISPLAY", "SESSIONNAME", "USERNAME")
    whose = [os.path.normcase(os.path.realpath(plan)), str(paths.user_data())]
    whose += [os.environ.get(name, "") for name in screens]
    text = "\0".join(whose).encode(errors="surrogatepass")
    name = f"csp-desktop-{hashlib.sha256(text).hexdigest()[:24]}"
    return os.path.join(_folder(), name)  # noqa: PTH118 - Windows' folder of pipes is no Path


def _folder() -> str:
    if sys.platform == "win32":
        folder = "\\\\.\\pipe"
    else:
        own = os.environ.get("XDG_RUNTIME_DIR", "")
        folder = own if os.path.isabs(own) else tempfile.gettempdir()  # noqa: PTH117
    return folder


def bring_to_front(
    plan: Path,
    allow: Callable[[], None] = let_others_come_to_front,
    patience: int = PATIENCE_MILLISECONDS,
) -> bool:
    """Bring the window that has `plan` open to the front; False where none has, or none answers."""
    address = address_of(plan)
    if not _may_listen(address):
        return False
    waiting = QDeadlineTimer(patience)
    called = _connected(address, patience)
    if called is None:
        return False
    allow()
    called.write(ASKED)
    called.flush()
    while not called.canReadLine() and called.waitForReadyRead(waiting.remainingTime()):
        pass
    return bytes(called.readLine().data()) == ANSWER


class FrontDoor(QObject):
    """Listens for second starts on the plan that the window has open, once that is painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._server: QLocalServer | None = None
        self._address = ""
        window.updater.rest_made.connect(self._listen)
        window.state.closed.connect(self._stop)
        window.ended.connect(self._stop)

    def _listen(self) -> None:
        plan = self._window.state.path
        address = address_of(plan) if plan else ""
        if address == self._address:
            return
        self._stop()
        # Another window that has the plan keeps the name: it was there first, and can write.
        if not address or (_may_listen(address) and _connected(address) is not None):
            return
        # Imported here: the first picture does not wait for it.
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(address)  # what a window that was killed has left
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._called)
        # Where it cannot listen, a second start opens the plan for reading.
        if server.listen(address):
            self._server, self._address = server, address

    def _stop(self) -> None:
        server, self._server, self._address = self._server, None, ""
        if server is not None:
            server.close()
            server.deleteLater()

    def _called(self) -> None:
        while self._server and self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.readyRead.connect(partial(self._heard, caller))
            caller.disconnected.connect(caller.deleteLater)
            self._heard(caller)

    def _heard(self, caller: QLocalSocket) -> None:
        plan = self._window.state.path
        # Another plan may be on its way into the window: then this is no longer the one to show.
        if not plan or address_of(plan) != self._address:
            return
        if caller.canReadLine() and bytes(caller.readLine(len(ASKED) + 1).data()) == ASKED:
            to_front(self._window)
            caller.write(ANSWER)
            caller.flush()


def to_front(window: QWidget) -> None:
    """Show the window before all others, with the focus; out of the taskbar if it lies there."""
    minimized = Qt.WindowState.WindowMinimized
    window.setWindowState(window.windowState() & ~minimized | Qt.WindowState.WindowActive)
    window.show()
    front = QApplication.activeModalWidget() or window
    front.raise_()
    front.activateWindow()


def _may_listen(address: str) -> bool:
    """Whether something is there to be called; cheap, as most starts find nothing."""
    there = False
    if sys.platform == "win32":
        import ctypes

        missing = 2
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        there = bool(library.WaitNamedPipeW(address, 1)) or ctypes.get_last_error() != missing
    else:
        # In a folder that all share, somebody else may have taken the name.
        with suppress(OSError):
            found = Path(address).stat()
            there = stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid()
    return there


def _connected(address: str, patience: int = PATIENCE_MILLISECONDS) -> QLocalSocket | None:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(address)
    return socket if socket.waitForConnected(patience) else None
