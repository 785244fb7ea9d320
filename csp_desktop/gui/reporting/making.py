"""A report made while the window goes on: read and written off its thread, charts one a turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csp_desktop.gui.session.long_job import LongJob, Progress, Steps
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.report import (
    PreparedReport,
    ReportRequest,
    prepare,
    write_forms,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def making(
    job: LongJob,
    asked: ReportRequest,
    paths: Sequence[Path],
    *,
    style: Path | None,
    with_charts: bool,
) -> Callable[[Progress], Steps[None]]:
    """What makes a report at `paths`, in the forms their endings name, as a job of `job`.

    Cancelled, it leaves no file, and those there as they were; what is being put in its place by
    then still is.
    """

    def read(plan: OpenPlan) -> PreparedReport:
        prepared = prepare(plan, asked, with_charts=with_charts)
        if prepared.charts:
            # What draws them is heavy: it is read here, not while the window waits.
            import csp_desktop.charts.pictures  # noqa: F401
        return prepared

    def steps(progress: Progress) -> Steps[None]:
        def tell(step: int, of: int, what: str, share: float) -> None:
            progress(f"Step {step} of {of}: {what}", (step - 1 + share) / of)

        def write() -> None:
            charts = {}
            if drawn:
                from csp_desktop.charts.pictures import as_png

                charts = {record: as_png(image) for record, image in drawn.items()}
            first = 2 + len(drawn)
            write_forms(made.report, paths, charts, style=style, hear=tell, first=first, of=of)
            progress.kept = True

        tell(1, 1 + len(paths), "Reading the plan", 0)
        made: PreparedReport = yield job.reading(read)
        of = 1 + len(made.charts) + len(paths)
        drawn: dict[str, QImage] = {}
        for record, chart in made.charts:
            from csp_desktop.charts.pictures import page_picture

            tell(2 + len(drawn), of, f"Drawing {chart.name}", 0)
            yield job.turn()
            drawn[record] = page_picture(chart)
        yield job.apart(write)

    return steps
