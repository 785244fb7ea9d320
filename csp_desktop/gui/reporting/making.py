"""A report made while the window goes on: read and written off its thread, charts one a turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from csp_desktop.errors import CspError
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.report import (
    Cancelled,
    PreparedReport,
    ReportRequest,
    prepare,
    write_forms,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from csp_desktop.measures.kpi.drawing import Chart


class Making(QObject):
    """Makes one report. It ends in exactly one of `made`, `failed` and `cancelled`.

    `progressed` brings the number of the step, how many there are, what is done in it, and how
    much of all is done in per cent. Cancelled, it leaves no file, and those there as they were.
    """

    progressed = Signal(int, int, str, int)
    made = Signal()
    failed = Signal(str)
    cancelled = Signal()

    _heard = Signal(int, int, str, float)

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._stop = threading.Event()
        self._paths: tuple[Path, ...] = ()
        self._style: Path | None = None
        self._prepared: PreparedReport | None = None
        self._waiting: deque[tuple[str, Chart]] = deque()
        self._drawn: dict[str, QImage] = {}
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._draw_next)
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def begin(
        self, asked: ReportRequest, paths: Sequence[Path], *, style: Path | None, with_charts: bool
    ) -> None:
        """Make the report at `paths`, in the forms their endings name."""
        self._paths, self._style = tuple(paths), style
        self._tell(1, 1 + len(paths), "Reading the plan", 0.0)

        def work(plan: OpenPlan) -> PreparedReport:
            prepared = prepare(plan, asked, with_charts=with_charts)
            if prepared.charts:
                # What draws them is heavy: it is read here, not while the window waits.
                import csp_desktop.charts.pictures  # noqa: F401
            return prepared

        self._state.tasks.run(work, self._draw, self._fail)

    def cancel(self) -> None:
        """End the making as soon as may be; what is being put in its place by then still is."""
        self._stop.set()
        if self._turn.isActive():
            self._turn.stop()
            self.cancelled.emit()

    # Drawing

    @property
    def _steps(self) -> int:
        charts = len(self._prepared.charts) if self._prepared else 0
        return 1 + charts + len(self._paths)

    def _draw(self, prepared: PreparedReport) -> None:
        if self._stop.is_set():
            self.cancelled.emit()
            return
        self._prepared = prepared
        self._waiting.extend(prepared.charts)
        self._turn.start()

    def _draw_next(self) -> None:
        if not self._waiting:
            self._write()
            return
        from csp_desktop.charts.pictures import page_picture

        record, chart = self._waiting.popleft()
        number = 2 + len(self._drawn)
        self._tell(number, self._steps, f"Drawing {chart.name}", 0.0)
        try:
            self._drawn[record] = page_picture(chart)
        except Exception as error:  # noqa: BLE001 - told to the window, whatever it is
            self._fail(error)
            return
        self._turn.start()

    # Writing

    def _write(self) -> None:
        prepared, paths, style = self._prepared, self._paths, self._style
        pictures = dict(self._drawn)
        first, of = 2 + len(pictures), self._steps
        if prepared is None:
            return
        made = prepared.report

        def hear(step: int, steps: int, what: str, share: float) -> None:
            if self._stop.is_set():
                raise Cancelled("The report was not made.")
            self._heard.emit(step, steps, what, share)

        def work() -> None:
            charts = {}
            if pictures:
                from csp_desktop.charts.pictures import as_png

                charts = {record: as_png(image) for record, image in pictures.items()}
            write_forms(made, paths, charts, style=style, hear=hear, first=first, of=of)

        self._state.tasks.apart(work, lambda _: self.made.emit(), self._fail)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        elif isinstance(error, CspError):
            self.failed.emit(str(error))
        else:
            self.failed.emit("The report could not be made.")
            self._state.tell(error, "The report could not be made")

    def _tell(self, step: int, of: int, what: str, share: float) -> None:
        if not self._stop.is_set():
            self.progressed.emit(step, of, what, round(100 * (step - 1 + share) / of))
