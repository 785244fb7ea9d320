"""What the window keeps for its user from one day to the next."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QMainWindow

from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.side_panels import Room

_FIRST_SIZE = (1366, 730)
_TITLE_BAR = 36
"""The most height that the system's title bar takes; it is not known before the window is shown."""
_EDGE = 2


def first_place(wanted: QSize, screen: QRect, bar: int) -> QRect:
    """Where a window of about this size fits on a screen, with its frame, in the middle.

    The place is that of the frame, the size that of what is in it.
    """
    frame = QSize(2 * _EDGE, bar + _EDGE)
    size = wanted.boundedTo(screen.size() - frame)
    whole = QRect(screen.topLeft(), size + frame)
    whole.moveCenter(screen.center())
    return QRect(whole.topLeft(), size)


class WindowSettings:
    """Size and place of the window, and its theme."""

    def __init__(self, user: User, window: QMainWindow, room: Room, keeper: themes.Themes) -> None:
        self._user, self._window, self._room, self._keeper = user, window, room, keeper

    def restore_geometry(self) -> None:
        """Give the window the size and place it had, or a first size that fits the screen."""
        settings, window = self._user.settings, self._window
        kept = QByteArray.fromBase64(settings.window.encode())
        if not settings.window or not window.restoreGeometry(kept):
            theme = themes.current()
            wanted = QSize(*map(theme.px, _FIRST_SIZE))
            first = first_place(wanted, window.screen().availableGeometry(), theme.px(_TITLE_BAR))
            # On a small screen at 150 % the least size would be larger than the screen.
            window.setMinimumSize(window.minimumSize().boundedTo(first.size()))
            window.resize(first.size())
            window.move(first.topLeft())
        self._room.set_widths(settings.panes)

    def keep_geometry(self) -> None:
        """Keep the size and place that the window has now."""
        settings = self._user.settings
        geometry = bytes(self._window.saveGeometry().toBase64().data()).decode()
        panes = self._room.widths() or settings.panes
        self._user.keep(replace(settings, window=geometry, panes=panes))

    def choose_theme(self, choice: str) -> None:
        """Take the light theme, the dark one, or the system's, now and from now on."""
        self._keeper.choose(choice)
        self._user.keep(replace(self._user.settings, theme=choice))

    @property
    def theme(self) -> str:
        """The theme that was chosen."""
        return self._keeper.choice
