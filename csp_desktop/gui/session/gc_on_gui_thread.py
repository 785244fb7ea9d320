"""Garbage collection on the window's thread alone.

What Python collects may be a widget, which no other thread may destroy. Left to itself, Python
collects on whichever thread happens to be running, the plan's thread included.
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
        # For the whole process, the plan's thread included: Qt objects may only be destroyed on the
        # thread that they live on, and Python collects on whichever thread allocates.
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
            # After the window is up: modules and widgets stay till the end, and looking through
            # them each time would be a stop that one can feel.
            gc.freeze()
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        generations = [number for number, (count, most) in enumerate(due) if count > most]
        if generations:
            # The oldest that is due takes the younger ones with it.
            gc.collect(generations[-1])
