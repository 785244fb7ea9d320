"""Write the icons that Windows wants as files, from the drawings that the window itself paints.

    QT_QPA_PLATFORM=offscreen python .ci/make_icons.py

`resources/icons/csp-desktop.ico` is the program's, `csp-plan.ico` that of its plan files. The same
bytes come out whenever this runs. Small sizes are bitmaps, which every shell reads; 256 is a PNG.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.gui.theme.program_icon import paint_plan_file, paint_program

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
Paint = Callable[[QPainter, QRectF], None]


def main() -> int:
    """Write both files and say how large they are."""
    for name, paint in (("csp-desktop", paint_program), ("csp-plan", paint_plan_file)):
        file = FOLDER / f"{name}.ico"
        file.write_bytes(icon_file(paint))
        print(f"{file.name}: {file.stat().st_size} bytes")
    return 0


def icon_file(paint: Paint) -> bytes:
    """The bytes of an icon in every size."""
    pictures = [
        _png(_drawn(paint, side)) if side == 256 else _bitmap(_drawn(paint, side)) for side in SIZES
    ]
    head, place = struct.pack("<HHH", 0, 1, len(SIZES)), 6 + 16 * len(SIZES)
    for side, picture in zip(SIZES, pictures, strict=True):
        head += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures)


def _drawn(paint: Paint, side: int) -> Image.Image:
    image = QImage(side, side, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, QRectF(image.rect()))
    painter.end()
    return Image.frombytes("RGBA", (side, side), bytes(image.constBits()))


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _bitmap(image: Image.Image) -> bytes:
    """Header, colours from the last line up, and a mask of what is wholly transparent."""
    side = image.width
    upright = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mask = upright.getchannel("A").point(lambda alpha: 0 if alpha else 255).convert("1")
    rows, bits = (side + 31) // 32 * 4, mask.tobytes()
    wide = len(bits) // side
    masked = b"".join(bits[at : at + wide].ljust(rows, b"\0") for at in range(0, len(bits), wide))
    head = struct.pack("<IiiHHIIiiII", 40, side, side * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    return head + upright.tobytes("raw", "BGRA") + masked


if __name__ == "__main__":
    sys.exit(main())
