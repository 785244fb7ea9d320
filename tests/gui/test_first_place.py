"""The window's first place on a screen, at the scales that council laptops have."""

import pytest
from PySide6.QtCore import QRect, QSize

from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.window_settings import first_place

BAR = 36


@pytest.mark.parametrize("size", [QSize(1366, 730), QSize(1708, 913), QSize(2049, 1095)])
@pytest.mark.parametrize(
    "screen",
    [
        QRect(0, 0, 1366, 728),
        QRect(0, 0, 1093, 574),
        QRect(62, 0, 911, 472),
        QRect(0, 0, 1920, 1040),
    ],
)
def test_the_first_window_stands_whole_on_the_screen_with_its_frame(
    size: QSize, screen: QRect
) -> None:
    first = first_place(size, screen, BAR)
    framed = QRect(first.topLeft(), first.size() + QSize(4, BAR + 2))
    assert screen.contains(framed)
    assert first.width() == min(size.width(), screen.width() - 4)


def test_a_window_that_opens_for_the_first_time_leaves_room_for_its_frame(
    window: MainWindow,
) -> None:
    window.kept.restore_geometry()
    room = window.screen().availableGeometry()
    assert room.contains(window.geometry())
    assert window.height() <= room.height() - BAR
