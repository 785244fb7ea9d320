"""The KPIs on paper: the scorecard as it is shown, the chosen chart, its sentence and its data."""

from __future__ import annotations

from typing import Final

from csp_desktop import look
from csp_desktop.charts import pictures
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.kpis.lines import (
    HEADS,
    NUMBERS,
    ScorecardColumn,
    ScorecardLine,
    glyph_of,
)
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.widgets.printing import (
    Paper,
    PaperCell,
    PaperColumn,
    PaperPicture,
    PaperTable,
)
from csp_desktop.measures.kpi.drawing import Chart

_PICTURE: Final = (1080, 370)
_SHARPER: Final = 4
_DATA: Final = 186.0
"""How wide one run of the data's rows is, in points."""
_SHARES: Final = {
    ScorecardColumn.LABEL: 40.0,
    ScorecardColumn.NAME: 240.0,
    ScorecardColumn.LAST_ACTUAL: 58.0,
    ScorecardColumn.LAST_TARGET: 48.0,
    ScorecardColumn.LAST_RATING: 84.0,
    ScorecardColumn.NOW_ACTUAL: 62.0,
    ScorecardColumn.NOW_TARGET: 48.0,
    ScorecardColumn.NOW_RATING: 84.0,
    ScorecardColumn.SHORT: 60.0,
    ScorecardColumn.LONG: 62.0,
}


def kpis_on_paper(model: ScorecardModel, chart: Chart | None) -> Paper:
    """The scorecard as it is shown, and the chart with its data."""
    shown = f", {look.word(model.rating).lower()} alone" if model.rating else ""
    scorecard = PaperTable(
        tuple(
            PaperColumn(HEADS[each], share, model.over(each), each in NUMBERS)
            for each, share in _SHARES.items()
        ),
        tuple(tuple(_cell(model, line, each) for each in _SHARES) for line in model.lines),
    )
    parts = (scorecard, *(_chart(chart) if chart else ()))
    return Paper(model.document, f"KPIs, {model.quarter}{shown}.", parts)


def _cell(model: ScorecardModel, line: ScorecardLine, column: ScorecardColumn) -> PaperCell:
    glyph = glyph_of(line, column)
    own = own_ink(model.document.plan, glyph, look.LIGHT)
    return PaperCell(model.words(line, column), glyph, ink=own.name() if own else "")


def _chart(chart: Chart) -> tuple[PaperPicture, PaperTable]:
    # As a picture: pyqtgraph's axes are recordings, which play at the resolution of the paper.
    image = pictures.picture(chart, size=_PICTURE, titled=False, sharper=_SHARPER)
    said = " ".join((chart.sentence, *map(str, chart.problems)))
    data = PaperTable(
        tuple(map(PaperColumn, chart.columns)),
        tuple(tuple(map(PaperCell, row)) for row in chart.rows),
        _DATA,
    )
    return PaperPicture(chart.name, said, image), data
