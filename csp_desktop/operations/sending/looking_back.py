"""Columns of a return that only repeat what was said before, and what an entry there means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from csp_desktop.changes.change import Cell
from csp_desktop.measures.progress import standing
from csp_desktop.plan.document import EXISTS, Record
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.plan.values import Value, words
from csp_desktop.workbook.package.model import Base, Place, RawCell

LOOKING_BACK: Final = MappingProxyType({"last_status": "status", "last_commentary": "commentary"})
"""The columns that repeat what was said before, with the fields that they repeat."""

_HEADERS = {"last_status": "Last status", "last_commentary": "Last commentary"}

_QUARTER = re.compile(r"\s*\((\d{4}/\d{2} Q[1-4])\)\s*$")

MOVED: Final = "the cells of its row were shifted from where they stood"

BY_COLOUR: Final = "told by the colour of its cell alone"


@dataclass(frozen=True, slots=True)
class Meant:
    """The cell that an entry means, what an edit of it covers, and why it waits for a person.

    `held` is what the entry's own column would say if nobody had typed there.
    """

    cell: Cell
    covers: tuple[str, ...]
    held: Value
    reason: str


def meant_by(base: Base, kind: str, record_id: str, place: Place) -> Meant | None:
    """The cell that is meant by an entry in a column that looks back; None where it is not known.

    That is the one which the column repeats. Where nothing was said before, an entry there is
    meant for the quarter of the return.
    """
    name = LOOKING_BACK.get(place[0], "")
    if not name:
        return None
    own = base.cells.get((record_id, *place))
    now = base.cells.get((record_id, name, base.quarter))
    last = base.cells.get((record_id, "last_status", ""))
    quarter = quarter_in(last.value if last else None)
    # What was repeated is what the person saw. If nothing was, they saw the quarter's blank cell.
    seen = own if quarter else now
    if own is None or seen is None or not seen.heads:
        return None
    cell = Cell(kind, record_id, name, quarter or base.quarter)
    return Meant(cell, seen.heads, _without_quarter(own.value), _reason(place, quarter))


def meant_in(record: Record, quarter: str, place: Place) -> Meant | None:
    """As `meant_by`, by the plan as it is."""
    if place[0] not in LOOKING_BACK:
        return None
    name = LOOKING_BACK[place[0]]
    last = standing(record, quarter).last_quarter
    cell = Cell(record.kind, record.id, name, last or quarter)
    held = record.get(name, last) if last else None
    return Meant(cell, record.held(*EXISTS).heads, held, _reason(place, last))


def _reason(place: Place, quarter: str) -> str:
    header = _HEADERS[place[0]]
    if quarter:
        return f"typed in '{header}', which repeats what was said for {quarter}"
    return f"typed in '{header}', where nothing was said before"


def quarter_in(value: Value) -> str:
    """The quarter that a last status names, '' for none."""
    found = _QUARTER.search(words(value))
    return found[1] if found else ""


def without_quarter(raw: RawCell) -> RawCell:
    """A cell without the quarter that a last status names beside the status."""
    value = raw.value
    return replace(raw, value=_without_quarter(value)) if isinstance(value, str) else raw


def _without_quarter(value: Value) -> str | None:
    return _QUARTER.sub("", words(value)) or None


def told_by_colour(raw: RawCell, value: Value) -> str:
    """The status of a cell's colour if its words, which mean `value`, do not say it; else ''.

    A word that has no colour is never contradicted by one.
    """
    if not raw.colour or raw.colour == value:
        return ""
    return raw.colour if value is None or value in COLOURED else ""
