"""What stands in the pane while something long is done: what it is, how far, and Cancel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csp_desktop.gui.session.long_job import Errand, Job
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.empty_state import stand_alone
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.progress_bar import ProgressBar

_WIDE = 460
SOON_MILLISECONDS = 400
"""What is done sooner than that is not worth a page of its own."""


class ErrandPage(Ground):
    """Shows whichever of some errands is under way, and calls it off.

    `needed_changed` tells that it is wanted in front, or no longer.
    """

    needed_changed = Signal()

    def __init__(self, errands: Sequence[Errand], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._errands = tuple(errands)
        self._needed = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MILLISECONDS)
        self._soon.timeout.connect(self._look)
        for errand in self._errands:
            errand.changed.connect(self._hear)
        theme = themes.current()
        self.title = Words("", "title", "text", strong=True, wrap=True)
        self.what = ElidedLabel("body")
        self.bar = ProgressBar()
        self.promise = Words("", "small", "text2", wrap=True)
        self.cancel = Outlined("Cancel", icon="close")
        self.cancel.clicked.connect(self.call_off)
        inside = QWidget()
        inside.setFixedWidth(theme.px(_WIDE))
        told = QVBoxLayout()
        told.setContentsMargins(RING, 0, RING, 0)
        told.setSpacing(theme.px(8))
        for widget in (self.title, self.what, self.bar, self.promise):
            told.addWidget(widget)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(told)
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        stand_alone(self, inside)

    @property
    def errand(self) -> Errand | None:
        """What is under way."""
        return next((each for each in self._errands if each.running), None)

    @property
    def needed(self) -> bool:
        """Whether something is under way that takes long enough to be shown."""
        return self._needed

    def call_off(self) -> None:
        """Cancel what is under way."""
        if self.errand:
            self.errand.cancel()

    def _hear(self) -> None:
        """Show how far it is; what begins has a little time to end before it is shown."""
        if self.errand is None:
            self._soon.stop()
        elif not self._needed and not self._soon.isActive():
            self._soon.start()
        self._look()

    def _look(self) -> None:
        errand = self.errand
        if errand is not None and errand.job is not None:
            self._show(errand, errand.job)
        needed = errand is not None and not self._soon.isActive()
        if needed is not self._needed:
            self._needed = needed
            self.needed_changed.emit()

    def _show(self, errand: Errand, job: Job) -> None:
        self.title.setText(job.title)
        self.what.setText(errand.what or "Waits for what was begun before")
        self.bar.show_percent(errand.progress)
        self.promise.setText("It cannot be cancelled any more." if errand.kept else job.promise)
        # It keeps the focus, so it is not switched off.
        self.cancel.setText("Cancelling…" if errand.cancelling else "Cancel")
        self.cancel.updateGeometry()
        self.setAccessibleName(f"{job.title}. {self.what.text()}, {errand.progress}%")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels, too."""
        if event.key() == Qt.Key.Key_Escape:
            self.call_off()
        else:
            super().keyPressEvent(event)
