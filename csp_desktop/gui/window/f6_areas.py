"""The parts of the window that F6 goes round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class FocusArea:
    """A part of the window, and how it takes the focus."""

    widget: QWidget
    focus: Callable[[], None]


def go_round(areas: Sequence[FocusArea], step: int) -> None:
    """Give the focus to the part after the one that has it (before it, for a step of -1)."""
    shown = [area for area in areas if area.widget.isVisible()]
    focused = QApplication.focusWidget()
    at = next((n for n, area in enumerate(shown) if _holds(area.widget, focused)), -1)
    if shown:
        shown[(at + step) % len(shown) if at >= 0 else 0].focus()


def _holds(area: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (area is focused or area.isAncestorOf(focused))
