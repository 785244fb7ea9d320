"""Tidying memory up, on the window's thread alone.

What Python finds as waste may be a widget, which no other thread may end; left to itself it looks
from whichever thread happens to be running, the plan's own among them.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_MILLISECONDS: Final = 5000


class Tidying(QObject):
    """Looks for waste now and then, as often as Python itself would by its thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._begun = False
        timer = QTimer(self)
        timer.setInterval(_MILLISECONDS)
        timer.timeout.connect(self.tidy)
        timer.start()

    def tidy(self) -> None:
        """Look through the oldest generation that is due; what was there at the start stays."""
        if not self._begun:
            self._begun = True
            gc.freeze()
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        generations = [number for number, (count, most) in enumerate(due) if count > most]
        if generations:
            gc.collect(generations[-1])
