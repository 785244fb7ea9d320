"""A cell as an editor of the side panel sees it."""

from __future__ import annotations

from dataclasses import dataclass

from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.plan.document import Held, Record
from csp_desktop.plan.field_types import PanelGroup, Per
from csp_desktop.plan.fields import Field, Kind


@dataclass(frozen=True, slots=True)
class EditedCell:
    """One cell of one record: its field, its period and what it holds.

    `of` is what the record is called, where others stand beside it.
    """

    kind: str
    record: str
    field: Field
    period: str
    held: Held
    of: str = ""

    @property
    def cell(self) -> CellName:
        """The cell's name."""
        return (self.kind, self.record, self.field.name, self.period)

    @property
    def label(self) -> str:
        """What the editor is called: the field, with its period and its record where it has any."""
        return ", ".join(filter(None, (self.field.label, self.period, self.of)))


def spot_of(record: Record, field: Field, period: str = "", of: str = "") -> EditedCell:
    """The cell of `record`, which is called `of` where others stand beside it."""
    return EditedCell(record.kind, record.id, field, period, record.held(field.name, period), of)


def periods_of(field: Field, years: list[str], quarter: str) -> list[str]:
    """The periods for which the panel shows an editor of `field`: all years, or the quarter."""
    if field.per is Per.NONE:
        return [""]
    if field.per is Per.YEAR:
        return years
    return [quarter] if quarter else []


def places_of(kind: Kind, years: list[str], quarter: str) -> list[tuple[Field, str]]:
    """The cells that a record of `kind` has editors for; yearly fields once for each year.

    Successive yearly fields are grouped by year. Those of another group of the panel stand there.
    """
    places: list[tuple[Field, str]] = []
    run: list[Field] = []
    for field in (*kind.fields, None):
        if field is not None and field.panel is not PanelGroup.ALL_FIELDS:
            continue
        if field is not None and field.per is Per.YEAR:
            run.append(field)
            continue
        places += [(each, year) for year in years for each in run]
        run = []
        if field is not None:
            places += [(field, period) for period in periods_of(field, years, quarter)]
    return places
