"""The window follows the system while it runs: its font, its contrast, light and dark."""

import ctypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from csp_desktop import look
from csp_desktop.gui.grid.delegate import StatusGridDelegate
from csp_desktop.gui.theme import desktop
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import icon
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import desk_of

LARGER = 1.5
PANES = ("overview", "grid", "kpis", "history")


@pytest.fixture
def choose_font(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets the system have its font at so many times its size."""
    font = QFont(themes._system_font(qapp))

    def choose(times: float) -> None:
        made = QFont(font)
        made.setPointSizeF(font.pointSizeF() * times)
        monkeypatch.setattr(themes, "_system_font", lambda _: made)

    return choose


def places(window: MainWindow) -> dict[str, QRect]:
    """Where each text of the window stands."""
    return {
        f"{number} {label.text()}": QRect(label.mapTo(window, label.rect().topLeft()), label.size())
        for number, label in enumerate(window.findChildren(QLabel))
        if label.isVisible() and label.text() and not label.visibleRegion().isEmpty()
    }


def test_another_font_of_the_system_is_taken_while_the_window_is_open(
    window: MainWindow, choose_font: Callable[[float], None], keeper: themes.Themes
) -> None:
    before = window.top.height()
    choose_font(LARGER)
    handle = window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QEvent(QEvent.Type.ThemeChange))
    assert keeper.theme.scale == pytest.approx(LARGER, abs=0.1)
    desk_of(window).qtbot.waitUntil(lambda: window.top.height() > before * 1.3)


@pytest.mark.parametrize("pane", PANES)
def test_each_pane_looks_in_another_font_as_if_it_had_been_opened_in_it(
    pane: str,
    make_window: Callable[..., MainWindow],
    plan_path: Path,
    choose_font: Callable[[float], None],
    keeper: themes.Themes,
) -> None:
    window = make_window(plan_path)
    window.show_pane(pane)
    desk_of(window).settle()
    choose_font(LARGER)
    keeper.follow()
    desk_of(window).settle()
    QCoreApplication.processEvents()
    changed, high = places(window), window.top.height()
    window.close_at_once()
    fresh = make_window(plan_path)
    fresh.show_pane(pane)
    desk_of(fresh).settle()
    QCoreApplication.processEvents()
    made = places(fresh)
    assert high == fresh.top.height()
    alike = {text.split(" ", 1)[1]: place for text, place in changed.items()}
    wanted = {text.split(" ", 1)[1]: place for text, place in made.items()}
    both = alike.keys() & wanted.keys()
    assert len(both) > len(wanted) * 0.9
    for text in both:
        assert alike[text].height() == pytest.approx(wanted[text].height(), abs=3), text
        assert alike[text].y() == pytest.approx(wanted[text].y(), abs=16), text


def test_it_comes_back_to_the_font_it_had(
    window: MainWindow, choose_font: Callable[[float], None], keeper: themes.Themes
) -> None:
    sizes = [window.top.height(), window.legend.height(), window.panel.minimumWidth()]
    for times in (LARGER, 1.0):
        choose_font(times)
        keeper.follow()
        desk_of(window).settle()
    QCoreApplication.processEvents()
    now = [window.top.height(), window.legend.height(), window.panel.minimumWidth()]
    assert now == pytest.approx(sizes, abs=1)


def test_who_comes_back_from_the_systems_settings_finds_them_followed(
    keeper: themes.Themes, choose_font: Callable[[float], None]
) -> None:
    choose_font(LARGER)
    # Not by the signal: the keepers of other tests would hear it as well.
    keeper._follow_return(Qt.ApplicationState.ApplicationActive)
    assert keeper.theme.scale == pytest.approx(LARGER, abs=0.1)


def test_nothing_is_painted_anew_where_the_system_has_changed_nothing(
    keeper: themes.Themes,
) -> None:
    told: list[bool] = []
    keeper.changed.connect(lambda: told.append(True))
    keeper.follow()
    assert not told


class Windows:
    """Windows' library, as far as it is asked."""

    def __init__(self, *, contrast: bool = False, ground: int = 0xFFFFFF) -> None:
        self.contrast, self.ground = contrast, ground

    def SystemParametersInfoW(self, asked: int, size: int, told: object, _: int) -> int:  # noqa: N802
        assert asked == 0x42
        assert size == (16 if ctypes.sizeof(ctypes.c_void_p) == 8 else 12)
        flags = ctypes.cast(told, ctypes.POINTER(ctypes.c_uint))  # type: ignore[arg-type]
        flags[1] = 1 if self.contrast else 126
        return 1

    def GetSysColor(self, index: int) -> int:  # noqa: N802
        assert index == 5
        return self.ground


def test_windows_own_contrast_is_known() -> None:
    assert desktop.high_contrast_is_on(Windows(contrast=True))
    assert not desktop.high_contrast_is_on(Windows())
    assert desktop.ground_is_dark(Windows(ground=0x101010))
    assert not desktop.ground_is_dark(Windows())
    assert not desktop.high_contrast_is_on()
    assert not desktop.ground_is_dark()


@pytest.fixture
def high_contrast(monkeypatch: pytest.MonkeyPatch, keeper: themes.Themes) -> Iterator[None]:
    monkeypatch.setattr(themes, "_high_contrast", lambda _: True)
    keeper.follow()
    yield
    monkeypatch.undo()
    keeper.follow()


@pytest.mark.usefixtures("high_contrast")
def test_high_contrast_is_followed_in_every_theme(keeper: themes.Themes) -> None:
    assert keeper.theme.palette == look.HIGH_LIGHT
    keeper.choose("dark")
    assert keeper.theme.palette == look.HIGH_DARK
    keeper.choose("light")


def test_a_windows_theme_of_high_contrast_tells_light_from_dark_by_its_ground(
    monkeypatch: pytest.MonkeyPatch, keeper: themes.Themes
) -> None:
    monkeypatch.setattr(themes, "_high_contrast", lambda _: True)
    monkeypatch.setattr(themes, "_scheme", lambda _: Qt.ColorScheme.Unknown)
    monkeypatch.setattr(desktop, "user32", lambda: Windows(contrast=True, ground=0))
    keeper.choose("system")
    assert keeper.theme.palette == look.HIGH_DARK
    monkeypatch.undo()
    keeper.choose("light")


def test_icons_are_sharp_on_whichever_screen_they_come_to() -> None:
    drawn = icon("plan", "accent")
    for ratio in (1.0, 1.5, 2.0):
        made = drawn.pixmap(QSize(16, 16), ratio)
        assert made.width() == round(16 * ratio)
        assert made.devicePixelRatio() == pytest.approx(ratio)


def test_shapes_in_the_grid_are_made_again_for_another_screen(window: MainWindow) -> None:
    table = window.grid.grid
    assert table is not None
    (delegate,) = table.findChildren(StatusGridDelegate)
    for ratio in (1.0, 2.0):
        picture = QPixmap(64, 64)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        delegate.paints.shape(painter, 0, 0, "on track")
        painter.end()
    assert {ratio for *_, ratio in delegate.paints._pixmaps} >= {1.0, 2.0}
