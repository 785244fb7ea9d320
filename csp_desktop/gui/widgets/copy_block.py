"""A block of cells on the clipboard: as text, and as a table in which Excel keeps 1.10 as it is."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from csp_desktop.plan.clipboard import Block, as_text, as_values, cells_of, is_value


def copy_block(block: Sequence[Sequence[str]]) -> None:
    """Put a block on the clipboard; an empty one leaves what is there."""
    if block:
        carried = QMimeData()
        carried.setText(as_text(block))
        carried.setHtml(as_html(block))
        QGuiApplication.clipboard().setMimeData(carried)


def copy_figures(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put a table of figures on the clipboard, so that a spreadsheet reads numbers and dates."""
    block = as_values(columns, rows)
    carried = QMimeData()
    carried.setText(as_text(block))
    carried.setHtml(as_html(block, is_value))
    QGuiApplication.clipboard().setMimeData(carried)


def copied_block() -> Block:
    """The cells that are on the clipboard, whatever program put them there."""
    carried = QGuiApplication.clipboard().mimeData()
    return cells_of(carried.text(), carried.html() if carried.hasHtml() else "")


def as_html(
    block: Sequence[Sequence[str]], is_value: Callable[[str], bool] = lambda _: False
) -> str:
    """A block as a table that a spreadsheet takes as text, so that 1.10 stays 1.10.

    Cells for which `is_value` answers True are taken as numbers or dates.
    """
    rows = "".join(
        "<tr>"
        + "".join(
            ("<td>" if is_value(text) else "<td style=\"mso-number-format:'\\@'\">")
            + html.escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')
            + "</td>"
            for text in row
        )
        + "</tr>"
        for row in block
    )
    return f'<meta charset="utf-8"><table>{rows}</table>'
