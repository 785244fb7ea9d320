"""The program's icons, and what Windows' taskbar knows the program by."""

import importlib.util
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from csp_desktop import app, look
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import desktop
from csp_desktop.gui.theme.program_icon import program_icon
from csp_desktop.paths import resources
from csp_desktop.settings import Settings

FILES = ("csp-desktop.ico", "csp-plan.ico")
SIZES = [16, 20, 24, 32, 40, 48, 64, 256]


@pytest.fixture
def maker() -> ModuleType:
    file = Path(__file__).parents[2] / ".ci" / "make_icons.py"
    spec = importlib.util.spec_from_file_location("make_icons", file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("name", FILES)
def test_an_icon_file_has_every_size_that_windows_asks_for(name: str) -> None:
    file = (resources() / "icons" / name).read_bytes()
    _, kind, count = struct.unpack_from("<HHH", file)
    entries = [struct.unpack_from("<BBBBHHII", file, 6 + 16 * n) for n in range(count)]
    assert kind == 1
    assert [width or 256 for width, *_ in entries] == SIZES
    last = entries[-1]
    assert last[7] + last[6] == len(file)
    assert file[last[7] :].startswith(b"\x89PNG")


def test_the_icon_files_stay_small() -> None:
    assert sum((resources() / "icons" / name).stat().st_size for name in FILES) < 120_000


def test_the_icon_files_are_what_the_window_paints(qapp: QApplication, maker: ModuleType) -> None:
    assert qapp is not None
    from PIL import Image

    for name, paint in zip(FILES, (maker.paint_program, maker.paint_plan_file), strict=True):
        with Image.open(resources() / "icons" / name) as kept:
            kept.load()
            assert kept.size == (256, 256)
            there = kept.convert("RGBA").getpixel((128, 16))
        drawn = maker._drawn(paint, 256).getpixel((128, 16))
        assert isinstance(there, tuple)
        assert there == pytest.approx(drawn, abs=3)


def test_the_window_bears_the_programs_icon_sharp_at_every_size(qapp: QApplication) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "excepthook", sys.excepthook)
        window = app.make_window(qapp, User(Settings()))
        for side in SIZES:
            image = window.windowIcon().pixmap(QSize(side, side), 1.0).toImage()
            assert image.width() == side
            middle = image.pixelColor(side // 2, side // 8)
            assert middle.name().upper() == look.LIGHT.accent
        window.close_at_once()
        window.deleteLater()


def test_the_icon_keeps_its_colours_in_the_dark_theme(qapp: QApplication) -> None:
    assert qapp is not None
    assert program_icon().pixmap(64).toImage().pixelColor(32, 8).name().upper() == look.LIGHT.accent


def test_the_taskbar_knows_the_program_by_a_name_of_its_own() -> None:
    named: list[str] = []

    class Shell32:
        def SetCurrentProcessExplicitAppUserModelID(self, name: str) -> None:  # noqa: N802
            named.append(name)

    desktop.be_one_program(Shell32())
    assert named == ["CSPDesktop.CSPDesktop"]
    desktop.be_one_program()  # elsewhere it is nothing
