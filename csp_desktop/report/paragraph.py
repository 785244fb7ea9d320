"""A plain text on a printed page: broken into lines, parted between pages, any letters at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from csp_desktop.look import LIGHT
from csp_desktop.report.lettering import REGULAR, STRONG, Line, lines_of

_ASCENT: Final = 0.97
"""How far below the top of a line its letters stand, in sizes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a text looks: its size in points, weight, ink, the room around it, and its side."""

    size: float
    strong: bool = False
    quiet: bool = False
    before: float = 0.0
    after: float = 0.0
    right: bool = False

    @property
    def font(self) -> str:
        """The name of its font."""
        return STRONG if self.strong else REGULAR

    @property
    def leading(self) -> float:
        """From one line to the next, in points."""
        return self.size * (1.4 if self.size < 15 else 1.25)

    @property
    def on_the_right(self) -> Kind:
        """The same at the right edge, for figures."""
        return replace(self, right=True)


class Text(Flowable):
    """A text in one kind. Its lines are worked out once for each width."""

    def __init__(self, text: str, kind: Kind, lines: Sequence[Line] | None = None) -> None:
        super().__init__()
        self.text, self.kind = text, kind
        self._lines = list(lines or ())
        self._for = -1.0
        self._parted = lines is not None

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Points left free above."""
        return self.kind.before

    def getSpaceAfter(self) -> float:  # noqa: N802
        """Points left free below."""
        return self.kind.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002
        """As wide as there is room, as high as its lines."""
        if not self._parted and width != self._for:
            self._lines = lines_of(self.text, self.kind.font, self.kind.size, width)
        self._for = self.width = width
        self.height = len(self._lines) * self.kind.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The lines that fit, and the rest; [] where none does."""
        self.wrap(width, height)
        fits = int(height / self.kind.leading + 1e-6)
        if fits <= 0:
            return []
        if fits >= len(self._lines):
            return [self]
        parts = (self._lines[:fits], self._lines[fits:])
        return [Text(self.text, self.kind, part) for part in parts]

    def draw(self) -> None:
        """Put it on the page."""
        kind = self.kind
        ink = HexColor(LIGHT.text2 if kind.quiet else LIGHT.text)
        top = self.height - kind.size * _ASCENT
        draw_lines(self.canv, self._lines, kind, (0.0, top, self.width), ink)


def draw_lines(
    canvas: Any, lines: Sequence[Line], kind: Kind, place: tuple[float, float, float], ink: Any
) -> None:
    """Draw lines from `place`: the left edge, the first line's foot, and the width there is."""
    left, y, width = place
    text = canvas.beginText()
    text.setFillColor(ink)
    font = ""
    for line in lines:
        right = kind.right or line.from_right
        text.setTextOrigin(left + (width - line.width if right else 0.0), y)
        for piece in line.pieces:
            if piece.font != font:
                text.setFont(piece.font, kind.size, kind.leading)
                font = piece.font
            if piece.said is None:
                text.textOut(piece.letters)
                continue
            # What is copied or read aloud is what was written, not the words that tell of it.
            said = piece.said.encode("utf-16-be").hex().upper()
            text._code.append(f"/Span <</ActualText <FEFF{said}>>> BDC")  # noqa: SLF001
            text.textOut(piece.letters)
            text._code.append("EMC")  # noqa: SLF001
        y -= kind.leading
    canvas.drawText(text)
