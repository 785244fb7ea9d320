import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QColor, QFont, QImage, qGray
from PySide6.QtWidgets import QApplication

from csp_desktop import look
from csp_desktop.charts import pictures
from csp_desktop.charts.inks import colour_of, needs_outline
from csp_desktop.measures.kpi.drawing import Chart, MarkRole

pytestmark = pytest.mark.whole

Make = Callable[[str], Chart]
ALL = ("ind-syv", "ind-gun", "ind-vs-asb", "ind-1dp2", "benchmark:All crime")
LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def inks_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


@pytest.mark.parametrize("asked", ALL)
def test_a_png_holds_the_chart_and_its_sentence(chart: Make, asked: str) -> None:
    made = chart(asked)
    image = QImage.fromData(pictures.png(made))
    assert (image.width(), image.height()) == (2360, 1040)
    assert image.text("Description") == f"{made.name}. {made.sentence}"
    assert len(inks_in(image)) > 4


def test_a_picture_is_the_same_whatever_the_systems_font(chart: Make) -> None:
    made, system = chart("ind-gun"), QApplication.font()
    pictures_made = []
    for family in ("Inter", "DejaVu Sans"):
        QApplication.setFont(QFont(family, 11))
        pictures_made.append(pictures.png(made))
    QApplication.setFont(system)
    assert pictures_made[0] == pictures_made[1]


@pytest.mark.parametrize("asked", ALL)
def test_an_svg_holds_the_chart_and_its_sentence(chart: Make, asked: str) -> None:
    made = chart(asked)
    root = ET.fromstring(pictures.svg(made))  # noqa: S314 - ours
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == made.name
    assert made.sentence in (root.findtext(f"{space}desc") or "")
    # LibreOffice scales the width of every line, so what bears one must not be scaled.
    for group in root.iter(f"{space}g"):
        if any(line.get("vector-effect") for line in group):
            scale = re.match(r"matrix\(([0-9.]+),", group.get("transform", ""))
            assert scale
            assert float(scale[1]) == pytest.approx(1, abs=0.01)


def test_both_themes_are_drawn_in_their_own_colours(chart: Make) -> None:
    for palette in (look.LIGHT, look.DARK):
        found = inks_in(pictures.picture(chart("ind-syv"), palette))
        assert palette.base in found
        assert palette.charts[0] in found


def test_a_gap_is_left_open(chart: Make) -> None:
    """Between Jun-14 and Aug-14 there is no line: July is not known."""
    svg = pictures.svg(chart("ind-syv")).decode()
    longest = max(re.findall(r'<polyline[^>]*points="([^"]+)"', svg), key=len)
    assert len(longest.split()) == 26  # from Aug-14 on


def test_bars_to_be_revised_are_hollow(chart: Make) -> None:
    (bars,) = (each for each in chart("ind-syv").drawings if each.bars)
    assert [bar.hollow for bar in bars.bars][-1] is True


@pytest.mark.slow
@pytest.mark.skipif(LIBREOFFICE is None, reason="no LibreOffice here")
def test_both_files_open_in_libreoffice_writer(chart: Make, tmp_path: Path) -> None:
    """A text document that links to neither: each picture is in it, and Writer draws it."""
    for name, made in (("png", pictures.png), ("svg", pictures.svg)):
        held = base64.b64encode(made(chart("ind-syv"))).decode()
        document = tmp_path / f"{name}.fodt"
        document.write_text(_FLAT.format(held), encoding="utf-8")
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        ran = subprocess.run(
            [str(LIBREOFFICE), home, "--headless", "--convert-to", "pdf:writer_pdf_Export",
             str(document)],
            check=True, capture_output=True, text=True, cwd=tmp_path, timeout=180,
        )  # fmt: skip
        if "could not be loaded" in ran.stderr:
            pytest.skip("LibreOffice without Writer")
        drawn = _page(tmp_path / f"{name}.pdf", tmp_path)
        assert drawn.width() > 500
        # The bars, the point beyond the limit and the words above are all in their colours.
        for ink in (look.LIGHT.charts[0], look.LIGHT.charts[3], look.LIGHT.text):
            assert any(_near(each, ink) for each in inks_in(drawn)), (name, ink)


def _page(path: Path, folder: Path) -> QImage:
    """The first page of a PDF, as a picture."""
    if not shutil.which("pdftoppm"):
        pytest.skip("no poppler here")
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", str(path), str(folder / path.stem)],
        check=True,
    )
    return QImage(str(folder / f"{path.stem}.png"))


def _near(one: str, other: str) -> bool:
    pairs = ((one[at : at + 2], other[at : at + 2]) for at in (1, 3, 5))
    return all(abs(int(a, 16) - int(b, 16)) <= 6 for a, b in pairs)


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p><draw:frame text:anchor-type="as-char" svg:width="16cm" svg:height="7cm"><draw:image>
<office:binary-data>{}</office:binary-data></draw:image></draw:frame></text:p>
</office:text></office:body></office:document>"""


def greys_in(image: QImage) -> set[int]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return {
        grey.pixelColor(x, y).red()
        for x in range(0, grey.width(), 2)
        for y in range(0, grey.height(), 2)
    }


@pytest.mark.parametrize("palette", [look.LIGHT, look.DARK], ids=["light", "dark"])
def test_in_grey_the_chart_is_still_there(chart: Make, palette: look.Palette) -> None:
    """Every mark keeps its contrast without colour; shape and dash tell them apart."""
    greys = greys_in(pictures.picture(chart("ind-syv"), palette))
    assert max(greys) - min(greys) > 150
    for role in MarkRole:
        colour = colour_of(role, palette)
        if needs_outline(colour, palette):
            colour = palette.text
        assert look.contrast(_grey(colour), _grey(palette.base)) >= 3


def _grey(colour: str) -> str:
    level = f"{qGray(QColor(colour).rgb()):02X}"
    return f"#{level * 3}"


def test_a_picture_for_a_page_says_neither_title_nor_sentence_and_is_the_same_twice(
    chart: Make,
) -> None:
    made = pictures.page_png(chart("ind-syv"))
    assert made == pictures.page_png(chart("ind-syv"))
    image = QImage.fromData(made)
    assert (image.width(), image.height()) == (1520, 540)
    assert image.text("Description")
