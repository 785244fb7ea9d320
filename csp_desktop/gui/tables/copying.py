"""A block of cells on the clipboard: as text, and as a table in which Excel keeps 1.10 as it is."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from csp_desktop.plan.clipboard import Block, as_text, cells_of


def copy_block(block: Sequence[Sequence[str]]) -> None:
    """Put a block on the clipboard; an empty one leaves what is there."""
    if block:
        carried = QMimeData()
        carried.setText(as_text(block))
        carried.setHtml(as_html(block))
        QGuiApplication.clipboard().setMimeData(carried)


def copied_block() -> Block:
    """The cells that are on the clipboard, whatever program put them there."""
    carried = QGuiApplication.clipboard().mimeData()
    return cells_of(carried.text(), carried.html() if carried.hasHtml() else "")


def as_html(block: Sequence[Sequence[str]]) -> str:
    """A block as a table that a spreadsheet takes as text, so that 1.10 stays 1.10."""
    rows = "".join(
        "<tr>"
        + "".join(
            "<td style=\"mso-number-format:'\\@'\">"
            + html.escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')
            + "</td>"
            for text in row
        )
        + "</tr>"
        for row in block
    )
    return f'<meta charset="utf-8"><table>{rows}</table>'
