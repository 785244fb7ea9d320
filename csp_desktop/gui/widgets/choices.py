"""A choice among a few values, each under its words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class _ChoiceBox(QComboBox):
    """A box that the wheel does not change: it scrolls what the box is in."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Who scrolls a form down must not choose something else on the way, and save it.
        event.ignore()


def choice_box(
    name: str,
    offered: Iterable[tuple[str, str]] = (),
    chosen: str = "",
    *,
    whole: bool = False,
) -> QComboBox:
    """A box that offers (value, words), with the value `chosen`, else the first.

    `name` is said to screen readers. Only where it is to be `whole` do the longest words decide
    how wide it is.
    """
    box = _ChoiceBox()
    box.setAccessibleName(name)
    policies = QComboBox.SizeAdjustPolicy
    box.setSizeAdjustPolicy(
        policies.AdjustToContents if whole else policies.AdjustToMinimumContentsLengthWithIcon
    )
    offer(box, offered, chosen)
    return box


def offer(box: QComboBox, offered: Iterable[tuple[str, str]], chosen: str = "") -> None:
    """Offer these in place of what a box offered, and tell nobody."""
    told = box.blockSignals(True)
    box.clear()
    for value, words in offered:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(told)
