"""What is asked of Windows itself, because Qt has no words for it; nothing anywhere else.

Each takes the library that it calls, so that it can be tried on any system.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

ANY_PROCESS = -1


APP_ID = "CSPDesktop.CSPDesktop"
"""By which the taskbar knows the program's windows; the installer's shortcuts bear the same."""


_HIGH_CONTRAST_ASKED, _HIGH_CONTRAST_ON, _WINDOW_GROUND = 0x42, 1, 5


def user32() -> Any:
    """Windows' library of windows, None on other systems."""
    library = None
    if sys.platform == "win32":
        import ctypes

        library = ctypes.windll.user32
    return library


def shell32() -> Any:
    """Windows' library of the desktop, None on other systems."""
    library = None
    if sys.platform == "win32":
        import ctypes

        library = ctypes.windll.shell32
    return library


def be_one_program(library: Any = None) -> None:
    """Let the taskbar gather the windows under the program, and not under Python; before the first.

    A window that the user has pinned starts the program again, and not a bare Python.
    """
    library = library or shell32()
    with suppress(OSError, AttributeError):
        library.SetCurrentProcessExplicitAppUserModelID(APP_ID)


def let_others_come_to_front(library: Any = None) -> None:
    """Let another program of this user take the foreground, which this one was started into."""
    library = library or user32()
    # Refused where this program is not in front itself: then the other one blinks in the taskbar.
    with suppress(OSError, AttributeError):
        library.AllowSetForegroundWindow(ANY_PROCESS)


def high_contrast_is_on(library: Any = None) -> bool:
    """Whether Windows shows a theme of high contrast."""
    library = library or user32()
    if library is None:
        return False
    import ctypes

    class HighContrast(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_uint),
            ("flags", ctypes.c_uint),
            ("scheme", ctypes.c_void_p),
        )

    told = HighContrast()
    told.size = ctypes.sizeof(told)
    with suppress(OSError):
        library.SystemParametersInfoW(_HIGH_CONTRAST_ASKED, told.size, ctypes.byref(told), 0)
    return bool(told.flags & _HIGH_CONTRAST_ON)


def ground_is_dark(library: Any = None) -> bool:
    """Whether Windows' own windows have a dark ground, which a theme of high contrast may have."""
    library = library or user32()
    if library is None:
        return False
    value = int(library.GetSysColor(_WINDOW_GROUND))
    return sum((value >> shift) & 0xFF for shift in (0, 8, 16)) < 3 * 128
