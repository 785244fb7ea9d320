import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import glyph_icon, icon
from csp_desktop.gui.theme.status_shapes import paint_glyph, path_of
from csp_desktop.paths import resources

pytestmark = pytest.mark.whole

SIDE = 56


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    themes.start(qapp, "light")


def painted(name: str, ink: QColor | None = None, palette: look.Palette | None = None) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_glyph(painter, QRectF(0, 0, SIDE, SIDE), name, ink, palette)
    painter.end()
    return image


def at(image: QImage, x: float, y: float) -> str:
    scale = SIDE / look.BOX
    return image.pixelColor(int(x * scale), int(y * scale)).name().upper()


@pytest.mark.parametrize(
    ("name", "x", "y", "colour"),
    [
        ("complete", 2, 7, look.LIGHT.blue),
        ("complete", 6.2, 9.6, look.LIGHT.on_status),
        ("complete", 1.1, 1.1, "#FFFFFF"),
        ("on track", 7, 7, look.LIGHT.green),
        ("on track", 2, 2, "#FFFFFF"),
        ("at risk", 7, 8, look.LIGHT.amber),
        ("at risk", 2, 3, "#FFFFFF"),
        ("off track", 7, 2.5, look.LIGHT.red),
        ("off track", 7, 7, look.LIGHT.on_status),
        ("not started", 7, 7, "#FFFFFF"),
        ("not started", 1.75, 7, look.LIGHT.neutral),
        ("ongoing", 1.75, 7, look.LIGHT.neutral),
        ("ongoing", 7, 1.75, look.LIGHT.neutral),
        ("ongoing", 7, 7, "#FFFFFF"),
        ("delegated", 6.7, 7.3, look.LIGHT.neutral),
        ("not applicable", 7, 7, look.LIGHT.neutral),
        ("tbc", 7, 7, look.LIGHT.neutral),
        ("tbc", 4.7, 7, "#FFFFFF"),
        ("contested", 1.2, 7, look.LIGHT.accent),
    ],
)
def test_a_shape_is_filled_where_it_should_be(name: str, x: float, y: float, colour: str) -> None:
    assert at(painted(name), x, y) == colour


def test_no_two_statuses_look_alike_without_colour() -> None:
    black = QColor("black")
    images = [bytes(painted(name, black).constBits()) for name in look.CHARACTERS]
    assert len(set(images)) == len(images)


def test_ink_and_palette_take_the_place_of_the_themes() -> None:
    assert at(painted("on track", QColor("#123456")), 7, 7) == "#123456"
    assert at(painted("on track", palette=look.DARK), 7, 7) == look.DARK.green


def test_a_name_without_a_shape_paints_nothing() -> None:
    blank = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    blank.fill(Qt.GlobalColor.white)
    assert painted("planned") == blank


def test_paths_understand_every_command_that_is_used() -> None:
    path = path_of("M 1 1 H 5 V 5 C 5 6 4 7 3 7 L 1 7 Z")
    assert path.boundingRect() == QRectF(1, 1, 4, 6)
    half = path_of("M 1 5 A 4 4 0 0 1 9 5").boundingRect()
    assert (half.top(), half.bottom()) == pytest.approx((1, 5))
    under = path_of("M 1 5 A 4 4 0 0 0 9 5").boundingRect()
    assert (under.top(), under.bottom()) == pytest.approx((5, 9))
    most = path_of("M 9 5 A 4 4 0 1 1 5 1").boundingRect()
    assert most.width() == pytest.approx(8, abs=0.01)


@pytest.mark.parametrize("file", sorted((resources() / "icons").glob("*.svg")))
def test_every_icon_draws_in_the_themes_colour(file: object) -> None:
    name = str(file).rpartition("/")[2].removesuffix(".svg")
    image = icon(name, "accent").pixmap(64, 64).toImage()
    colours = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert look.LIGHT.accent in colours


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    themes.start(qapp, "dark")
    image = icon("close", "accent").pixmap(64, 64).toImage()
    assert image.pixelColor(32, 32).name().upper() == look.DARK.accent


def test_statuses_are_icons_too() -> None:
    image = glyph_icon("on track").pixmap(64, 64).toImage()
    assert image.pixelColor(32, 32).name().upper() == look.LIGHT.green
    assert not glyph_icon("on track").isNull()
