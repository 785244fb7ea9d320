"""How far a long job is, as a person sees it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.theme.theme import Size
from csp_desktop.gui.widgets.boxes import column
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.labels import ElidedLabel
from csp_desktop.gui.widgets.progress_bar import ProgressBar


class JobProgress(QWidget):
    """Shows what is being done and how much of all is done, and on `cancel` whether that ends."""

    def __init__(self, cancel: Outlined, size: Size, role: str, spacing: int) -> None:
        super().__init__()
        self._cancel = cancel
        self.what, self.bar = ElidedLabel(size, role), ProgressBar()
        column(self.what, self.bar, spacing=spacing, over=self)

    def show_job(self, job: LongJob) -> None:
        """Show the job that is under way."""
        self.what.setText(job.what or "Waits for what was begun before")
        self.bar.show_percent(job.percent)
        # The button keeps the focus, so it is not switched off.
        self._cancel.setText("Cancelling…" if job.cancelling else "Cancel")
        self._cancel.updateGeometry()
        self.setAccessibleName(f"{self.what.text()}, {job.percent}%")
