import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QImage

from csp_desktop import look
from csp_desktop.charts import pictures
from csp_desktop.measures.drawing import Chart

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
def test_both_files_open_in_libreoffice(chart: Make, tmp_path: Path) -> None:
    """In a flat document: the pictures pass the filters that Writer and Calc share."""
    for name, made in (("png", pictures.png), ("svg", pictures.svg)):
        held = base64.b64encode(made(chart("ind-syv"))).decode()
        document = tmp_path / f"{name}.fods"
        document.write_text(_FLAT.format(held), encoding="utf-8")
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        subprocess.run(
            [str(LIBREOFFICE), home, "--headless", "--convert-to", "pdf", str(document)],
            check=True,
            capture_output=True,
            cwd=tmp_path,
            timeout=180,
        )
        # A picture that cannot be read leaves an empty page of some 5 kB.
        assert (tmp_path / f"{name}.pdf").stat().st_size > 9_000


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>
<office:spreadsheet><table:table table:name="S"><table:shapes><draw:frame svg:width="16cm"
 svg:height="7cm" svg:x="0cm" svg:y="0cm"><draw:image><office:binary-data>{}</office:binary-data>
</draw:image></draw:frame></table:shapes><table:table-row><table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>"""
