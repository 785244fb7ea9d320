"""The account of a workbook being read: what was found, what was taken, what was left and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from csp_desktop.plan.values import Value
from csp_desktop.workbook.importing.align_rows import AlignedCell, AlignedRow
from csp_desktop.workbook.importing.import_map import TableMap
from csp_desktop.workbook.package.model import Place
from csp_desktop.workbook.package.sheet_view import SheetPosition, shown


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that was not taken, or was changed: its place, what it says, and why.

    `taken`: it was taken after all, in the way that `why` says.
    """

    sheet: str
    cell: str
    value: str
    why: str
    taken: bool = False


@dataclass(slots=True)
class FoundRecord:
    """A record as found. Its links are keys of other found records until they get ids.

    `places` are the cells that each value came from; `unsure` are values to mark as unconfirmed.
    """

    kind: str
    key: str
    values: dict[Place, Value] = field(default_factory=dict)
    unsure: set[Place] = field(default_factory=set)
    places: dict[Place, list[SheetPosition]] = field(default_factory=dict)


@dataclass(slots=True)
class RecordDraft:
    """A record being read, with what can be settled only once all rows are known."""

    found: FoundRecord
    table: TableMap
    line: AlignedRow
    ref: str = ""
    ref_spot: SheetPosition | None = None
    ref_why: str = ""
    crossed: list[tuple[str, SheetPosition]] = field(default_factory=list)
    signed: list[tuple[Place, AlignedCell]] = field(default_factory=list)
    """Figures with a % sign."""


class Account:
    """Keeps of every filled cell where it went, or why it was left."""

    def __init__(self) -> None:
        """Nothing is accounted for yet."""
        self.leftovers: list[Leftover] = []
        self.taken: dict[SheetPosition, str] = {}
        self.given: list[tuple[str, str]] = []

    def take(self, spot: SheetPosition, draft: RecordDraft, place: Place) -> None:
        """A cell went to a record's place."""
        to = f"{place[0]}@{place[1]}" if place[1] else place[0]
        self.taken[spot] = f"{draft.found.kind} {to}"

    def take_all(self, parts: Iterable[AlignedCell], as_what: str) -> None:
        """Cells went into the plan as a header or a heading."""
        for part in parts:
            if not self.troubled(part):
                self.taken[part.spot] = as_what

    def leave(self, part: AlignedCell, why: str) -> None:
        """A cell was not taken; one that a merged cell reaches is accounted for where it begins."""
        if not part.reached:
            self._list(part, why, taken=False)

    def tell(self, part: AlignedCell, why: str) -> None:
        """A cell was taken in a way that a person should look at."""
        self._list(part, why, taken=True)

    def troubled(self, part: AlignedCell) -> bool:
        """Whether a cell cannot be read, which is then told."""
        if part.cell and part.cell.trouble:
            self.leave(part, part.cell.trouble)
            return True
        return False

    def _list(self, part: AlignedCell, why: str, *, taken: bool) -> None:
        said = shown(part.cell) if part.cell else part.fill
        self.leftovers.append(Leftover(part.spot.sheet, part.spot.address, said, why, taken))
