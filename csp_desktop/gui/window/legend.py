"""The bar at the foot of the window: every status with its shape, and the plan's marking."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.widgets.foot_bar import FootBar, named
from csp_desktop.gui.widgets.labels import Glyph, Words
from csp_desktop.plan.statuses import STATUSES


class Legend(FootBar):
    """Shows as much of the legend as there is room for, and always the marking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.show_names(STATUSES)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Explain these statuses or ratings."""
        if names != self._names:
            self._names = names
            words = [look.word(name) for name in names]
            self.setAccessibleName("Legend: " + ", ".join(words))
            self.show_parts([
                named(Glyph(name, side=13), Words(word, "small", "text2"))
                for name, word in zip(names, words, strict=True)
            ])  # fmt: skip
