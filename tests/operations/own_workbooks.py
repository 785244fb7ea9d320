"""A council's own workbook, issue after issue, and plans that it feeds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from csp_desktop.operations.importing.plan_from_workbook import ReadBy, new_from
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.own_workbook import OwnMap
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.importing.import_map import Map
from csp_desktop.workbook.worker.process import Reader

STAMP = Stamp("Jo", "2016-10-03T09:00:00+01:00")
HEADERS = ("Ref", "Action", "Lead", "Status", "Progress update")
ROWS: Mapping[str, Sequence[str | None]] = {
    "1.1": ("Share data on burglary", "Police", "On track", "Monthly since May"),
    "1.2": ("Fit locks", "Council", "At risk", "40 of 100 fitted"),
    "1.10": ("Visit victims", "Police", "Complete", None),
}


@dataclass
class OwnBook:
    """A workbook as its owner keeps it; an issue of it is a file."""

    rows: dict[str, list[str | None]] = field(
        default_factory=lambda: {ref: list(row) for ref, row in ROWS.items()}
    )
    headers: list[str] = field(default_factory=lambda: list(HEADERS))
    title: str = "Action plan, quarter 2 of 2016/17"

    def issue(self, path: Path) -> Path:
        """Save it as it is now."""
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append([self.title])
        sheet.append([])
        sheet.append(self.headers)
        for ref, row in self.rows.items():
            sheet.append([ref, *row])
        for cell in sheet["A"]:
            cell.number_format = "@"
        book.save(path)
        return path


def plan_from(book: Path, path: Path, reader: Reader) -> tuple[OpenPlan, Map]:
    """A plan made from an issue, and the map by which it was read."""
    read = reader.book(book)
    made = reader.suggest(read, SHIPPED)
    found = reader.read_with(read, made, SHIPPED)
    suggested = reader.suggest(read, SHIPPED, made.quarter)
    plan, _ = new_from(path, SHIPPED, book, found, STAMP, ReadBy(made, suggested))
    return plan, made


def fed(
    plan: OpenPlan,
    *issues: Path,
    made: Map | None = None,
    take: Collection[str] = (),
    reader: Reader | None = None,
) -> MergeReport:
    """Merge issues into a plan, by a map or the one that it remembers."""
    own = OwnMap(made, take) if made or take else None
    with nullcontext(reader) if reader else Reader() as one:
        brought = receive(plan, issues, STAMP.at, reader=one, own=own)
    return merge(plan, brought, STAMP)


def said(plan: OpenPlan) -> dict[str, dict[str, object]]:
    """What a plan says of its actions, by ref; years and links aside."""
    return {
        each.text("ref"): {
            "@".join(place).rstrip("@"): held.value
            for place, held in each.cells.items()
            if place[0] not in {"exists", "strategic_priority", "delivery_priority", "group"}
            and held.value is not None
        }
        for each in plan.document().of("action")
    }
