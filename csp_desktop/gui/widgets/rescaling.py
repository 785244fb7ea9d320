"""What is open grows and shrinks with the system's font, as if it had been made with it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMargins, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLayout, QWidget
from shiboken6 import isValid

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.labels import Words

_UNBOUNDED = 16_777_215
"""Qt's own word for a size without a bound."""
_LINE = 2
"""Lines and rings stay as thick as they are."""


class Rescaler:
    """Brings the lengths of all windows from one scale to the next, each time the font changes.

    A length is asked of the theme when a widget is made, and a widget does not remember that.
    """

    def __init__(self, keeper: themes.Themes) -> None:
        self._keeper, self._scale = keeper, keeper.theme.scale
        keeper.resized.connect(self._rescale)

    def _rescale(self) -> None:
        factor = self._keeper.theme.scale / self._scale
        self._scale = self._keeper.theme.scale
        widgets = [widget for widget in QApplication.allWidgets() if not widget.isWindow()]
        # Those made meanwhile have the new scale, and some of the old ones are gone by then.
        for widget in widgets:
            if isValid(widget):
                _rescale_widget(widget, factor)
        for window in QApplication.topLevelWidgets():
            if (layout := window.layout()) is not None:
                _rescale_layout(layout, factor)
        _fit_anew(widgets)


def _rescale_widget(widget: QWidget, factor: float) -> None:
    if isinstance(widget, Words):
        widget.dress()
    least, most = widget.minimumSize(), widget.maximumSize()
    widget.setMaximumSize(QSize(*(_scaled(each, factor) for each in most.toTuple())))
    widget.setMinimumSize(QSize(*(_scaled(each, factor) for each in least.toTuple())))
    if not (margins := widget.contentsMargins()).isNull():
        widget.setContentsMargins(_margins(margins, factor))
    if (layout := widget.layout()) is not None:
        _rescale_layout(layout, factor)


def _rescale_layout(layout: QLayout, factor: float) -> None:
    layout.setContentsMargins(_margins(layout.contentsMargins(), factor))
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(_scaled(layout.horizontalSpacing(), factor))
        layout.setVerticalSpacing(_scaled(layout.verticalSpacing(), factor))
        for row in range(layout.rowCount()):
            layout.setRowMinimumHeight(row, _scaled(layout.rowMinimumHeight(row), factor))
        for column in range(layout.columnCount()):
            wide = _scaled(layout.columnMinimumWidth(column), factor)
            layout.setColumnMinimumWidth(column, wide)
    else:
        layout.setSpacing(_scaled(layout.spacing(), factor))
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None and (inner := item.layout()) is not None:
            _rescale_layout(inner, factor)
        elif item is not None and (gap := item.spacerItem()) is not None:
            size, policy = gap.sizeHint(), gap.sizePolicy()
            wide, high = (_scaled(each, factor) for each in size.toTuple())
            gap.changeSize(wide, high, policy.horizontalPolicy(), policy.verticalPolicy())
    layout.invalidate()


def _fit_anew(widgets: Iterable[QWidget]) -> None:
    """Let each see to what it has room for, which it does when it is given a size."""
    for widget in widgets:
        if isValid(widget):
            widget.updateGeometry()
            size = widget.size()
            QApplication.postEvent(widget, QResizeEvent(size, size))


def _margins(margins: QMargins, factor: float) -> QMargins:
    sides = (margins.left(), margins.top(), margins.right(), margins.bottom())
    return QMargins(*(_scaled(each, factor) for each in sides))


def _scaled(length: int, factor: float) -> int:
    return length if length <= _LINE or length >= _UNBOUNDED else round(length * factor)
