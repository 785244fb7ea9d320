"""Faults of the program: plain words first, the details to copy second."""

from __future__ import annotations

import logging
import platform
import traceback

from PySide6 import __version__ as qt_version
from PySide6.QtGui import QGuiApplication

from csp_desktop.gui.session import crash_log
from csp_desktop.gui.session.messages import Notice

_log = logging.getLogger(__name__)


def notice_of(error: BaseException, what: str) -> Notice:
    """A notice that says what did not work, and puts the details on the clipboard when asked."""
    _log.error("%s", what, exc_info=error)
    noted = crash_log.write(error, "The window told of a program error.")
    details = details_of(error, what)
    where = " It is noted in the log (Help, Show the log folder)." if noted else ""
    return Notice(
        f"{what} because of a program error. Your saved changes are safe.{where}",
        "error",
        action="Copy details",
        act=lambda: QGuiApplication.clipboard().setText(details),
    )


def details_of(error: BaseException, what: str) -> str:
    """What is needed to fix the fault; of the plan, only what the error itself names."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    where = f"Python {platform.python_version()}, Qt {qt_version}, {crash_log.system()}"
    log = f"Log: {crash_log.folder()}"
    return f"CSP Desktop: {what}\n{where}\n{log}\n\n{''.join(lines)}"
