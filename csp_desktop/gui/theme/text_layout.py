"""Text of cells: broken into lines, shortened to fit, and kept laid out for the next painting."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from csp_desktop.gui.theme import theme as themes

_MOST_KEPT = 20_000


class Lettering:
    """Paints text in one font, and keeps what it has laid out, so that scrolling is cheap.

    On a screen lines begin on whole pixels, so that none is blurred; `on_paper` they need not.
    """

    def __init__(self, font: QFont, *, on_paper: bool = False) -> None:
        self.font = font
        self._on_paper = on_paper
        self.metrics = QFontMetricsF(font)
        self.height = self.metrics.height()
        self._laid: dict[str, QStaticText] = {}
        self._lines: dict[tuple[str, int, int], tuple[str, ...]] = {}
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How wide `text` is on one line."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) > _MOST_KEPT:
                self._widths.clear()
            known = self._widths[text] = self.metrics.horizontalAdvance(text)
        return known

    def draw(self, painter: QPainter, x: float, top: float, text: str, colour: QColor) -> None:
        """Paint one line of `text` with its left upper corner at (x, top)."""
        if not text:
            return
        laid = self._laid.get(text)
        if laid is None:
            # Cleared whole: keeping track of what was used last would cost more than laying out
            # again.
            if len(self._laid) > _MOST_KEPT:
                self._laid.clear()
            # Laying out a text is most of the time that painting it takes, and a grid paints the
            # same few thousand texts with each step of scrolling.
            laid = self._laid[text] = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid.prepare(font=self.font)
        painter.setFont(self.font)
        painter.setPen(colour)
        painter.drawStaticText(QPointF(x, top if self._on_paper else round(top)), laid)

    def lines(self, text: str, width: float, most: int = 2) -> tuple[str, ...]:
        """`text` in at most `most` lines of `width`, the last one shortened with '…'."""
        asked = (text, int(width), most)
        known = self._lines.get(asked)
        if known is None:
            if len(self._lines) > _MOST_KEPT:
                self._lines.clear()
            known = self._lines[asked] = self._broken(text, width, most)
        return known

    def shortened(self, text: str, width: float) -> str:
        """`text` on one line of `width`, shortened with '…' where it is longer."""
        return next(iter(self.lines(text, width, 1)), "")

    def _broken(self, text: str, width: float, most: int) -> tuple[str, ...]:
        lines: list[str] = []
        # A cell shows little; the rest of a long text is never measured.
        rest = text[: int(width) * most]
        while rest and len(lines) < most - 1:
            line = self._first_line(rest, width)
            rest = rest[len(line) :]
            within = rest[:1].isalpha() and line[-1:].isalpha()
            lines.append(f"{line}-" if within and not self._on_paper else line.rstrip())
            rest = rest.lstrip()
        if rest:
            lines.append(self.metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
        return tuple(lines)

    def _first_line(self, text: str, width: float) -> str:
        # No character is narrower than a pixel, so what lies further off is on another line.
        whole, text = text, text[: int(width) + 1]
        if len(text) == len(whole) and self.metrics.horizontalAdvance(text) <= width:
            return text
        end = 0
        for place in range(1, len(text) + 1):
            at_break = place == len(text) or text[place] == " " or text[place - 1] in "-/"
            if not at_break:
                continue
            if self.metrics.horizontalAdvance(text[:place]) > width:
                break
            end = place
        if not end:
            shown = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            end = max(1, len(shown) - 1 - (not self._on_paper))
        return text[:end]


def on_paper(size: float, *, strong: bool = False) -> Lettering:
    """The body's lettering for paper, `size` points of a page's own scale high."""
    return _on_paper(themes.current(), size, strong=strong)


@lru_cache(maxsize=4)
def _on_paper(theme: themes.Theme, size: float, *, strong: bool) -> Lettering:
    font = QFont(theme.font("body", strong=strong))
    font.setPixelSize(round(size))
    # Figures of equal width are glyphs of their own, which a PDF copies as no figures at all.
    font.clearFeatures()
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return Lettering(font, on_paper=True)
