"""Tool tips with what people typed in them, as they typed it."""

from __future__ import annotations

import html
import textwrap
from typing import Final

from PySide6.QtGui import Qt

_WIDEST: Final = 100


def plain_tip(text: str) -> str:
    """`text` as a tool tip that shows it letter for letter, in lines that fit a screen.

    Qt would take some of what people type for markup, and puts a long line on one line.
    """
    lines = "\n".join(textwrap.fill(line, _WIDEST) for line in text.split("\n"))
    if not Qt.mightBeRichText(lines):
        return lines
    return f"<p>{html.escape(lines)}</p>".replace("\n", "<br>")
