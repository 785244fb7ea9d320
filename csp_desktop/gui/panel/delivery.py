"""An action's lead officer and dates in the side panel, two to a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from csp_desktop.gui.panel.fields import CellRow
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.plan.field_types import PanelGroup, Type
from csp_desktop.plan.fields import Kind


class Delivery(QWidget):
    """Who leads an action, and by when."""

    def __init__(self, ways: Ways, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fields = [field for field in kind.fields if field.panel is PanelGroup.DELIVERY]
        self.rows = [CellRow(field, "", ways) for field in fields]
        named = Words("Lead and dates", "small", "text2", strong=True)
        column(named, Hairline(), pairs(self.rows), spacing=4, over=self)


def pairs(rows: list[CellRow]) -> QGridLayout:
    """Rows of days two to a line; whatever else takes a line of its own."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(themes.current().px(8))
    grid.setVerticalSpacing(themes.current().px(4))
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    line, side = 0, 0
    for each in rows:
        alone = each.field.type is not Type.DATE
        if alone and side:
            line, side = line + 1, 0
        grid.addWidget(each, line, side, 1, 2 if alone else 1, Qt.AlignmentFlag.AlignTop)
        line, side = (line + 1, 0) if alone or side else (line, 1)
    return grid
