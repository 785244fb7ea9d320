"""A plan that has sent returns out, and the workbooks as they come back filled in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.sending.export import ExportRequest, export_to
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED

QUARTER = "2016/17 Q1"
IGU = "Integrated Gangs Unit"
SYH = "Safer Young Hackney (YOT Management) Board"
AGREED = (
    "Group programme running in three schools. 24 young women in one-to-one support; "
    "waiting list of six."
)
COPY_A = AGREED.replace("three", "four") + " Referral route agreed with MARAC."
COPY_B = AGREED.replace("24", "27").replace("of six", "cleared")
BOTH = COPY_A.replace("24", "27").replace("of six", "cleared")

Cells = Mapping[tuple[str, str, str], object]
"""What is typed: by sheet, ref ('+' for the first empty row, '-' before one to take it out)."""


@dataclass
class Office:
    """A coordinator's plan and folder: it sends returns out, and fills them in for their leads."""

    plan: Path
    folder: Path
    sent: dict[str, Path] = field(default_factory=dict)

    def with_plan(self) -> OpenPlan:
        return open_plan(self.plan, SHIPPED, write=True, by="P. Sandhu")

    def set(self, ref: str, name: str, value: str, period: str = QUARTER) -> None:
        """Put a value into an action's cell."""
        plan = self.with_plan()
        try:
            record = plan.document().with_ref(ref)[0]
            held = record.held(name, period)
            seen = held.heads or record.held("exists").heads
            stamp = Stamp("P. Sandhu", "2016-07-01T09:00:00+01:00")
            edit(plan, [Edit("action", record.id, name, period, value, seen)], stamp)
        finally:
            plan.close()

    def send(self, name: str, group: str = "", kind: str = "return") -> Path:
        """Make a return for a group, or a workbook of the whole plan."""
        path = self.folder / f"{name}.xlsx"
        plan = self.with_plan()
        try:
            stamp = Stamp("P. Sandhu", "2016-07-01T09:00:00+01:00")
            export_to(plan, path, ExportRequest(kind, group, QUARTER, "2016-07-15"), stamp)
        finally:
            plan.close()
        self.sent[name] = path
        return path

    def come_back(
        self, name: str, cells: Cells, by: str, at: str = "2016-07-07T10:00:00Z", file: str = ""
    ) -> Path:
        """One of the workbooks with these cells typed in, saved by somebody."""
        book = load_workbook(self.sent[name])
        for (sheet_name, row, header), value in cells.items():
            sheet = book[sheet_name]
            head = next(
                line[0].row for line in sheet.iter_rows() if line[0].value in ("Ref", "Indicator")
            )
            columns = {str(cell.value): cell.column for cell in sheet[head] if cell.value}
            numbers = range(head + 1, sheet.max_row + 1)
            if row.startswith("-"):
                number = next(n for n in numbers if str(sheet.cell(n, 1).value) == row[1:])
                sheet.delete_rows(number)
                continue
            wanted = "None" if row == "+" else row
            number = next(n for n in numbers if str(sheet.cell(n, 1).value) in (wanted, str(value)))
            sheet.cell(number, columns[header]).value = value  # type: ignore[assignment]
        book.properties.lastModifiedBy = by
        saved = BytesIO()
        book.save(saved)
        path = self.folder / (file or f"{name} back.xlsx")
        path.write_bytes(_saved_at(saved, at))
        return path


def updates(rows: Mapping[str, Iterable[str]]) -> dict[tuple[str, str, str], object]:
    """Cells of the sheet Updates: by ref the status, the commentary, the corrective action."""
    headers = ("Status", "Commentary", "Corrective action")
    return {
        ("Updates", ref, header): value
        for ref, values in rows.items()
        for header, value in zip(headers, values, strict=False)
    }


def _saved_at(saved: BytesIO, at: str) -> bytes:
    out = BytesIO()
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)"
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(pattern, rb"\g<1>" + at.encode() + rb"\g<2>", content)
            after.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def rich_batch(office: Office) -> list[Path]:
    """Five returns and a copy that together hold everything a person has to decide."""
    office.set("1.4", "commentary", AGREED)
    office.set("1.2", "status", "on track")
    office.send("igu", IGU)
    office.send("syh", SYH)
    office.send("whole")
    igu = office.come_back(
        "igu",
        updates(
            {
                "1.1": ("On track", "Twelve referrals this quarter."),
                "1.2": ("At risk", "Two warrants re-listed for November."),
                "1.3": ("On track", "All three providers have begun."),
                "1.4": ("On track", COPY_A),
            }
        ),
        "R. Adeyemi",
        file="Q1 return Integrated Gangs Unit.xlsx",
    )
    syh = office.come_back(
        "syh",
        {
            **updates(
                {
                    "1.6": ("Complete", "Signed off on 20 June."),
                    "1.7": ("Off track", "Two posts vacant.", "Post two officers by October."),
                    "1.8": ("Greenish", "First meeting held."),
                }
            ),
            ("Updates", "1.8", "Lead partners"): "Hackney Council; Young Hackney",
            ("Updates", "1.6", "Action"): "Deliver and review the Youth Justice Plan",
            ("Updates", "+", "Ref"): "1.12",
            ("Updates", "+", "Commentary"): None,
            ("Updates", "-1.10", ""): None,
        },
        "P. Sandhu",
        "2016-07-11T10:00:00Z",
        file="Q1 return Safer Young Hackney.xlsx",
    )
    whole = office.come_back(
        "whole",
        updates(
            {
                "1.2": ("Off track", "Two warrants are listed again."),
                "1.4": ("At risk", COPY_B),
                "4.1": ("On track", "Kits handed out in four wards."),
                "6.1": ("Ongoing", "Joint visits continue each month."),
            }
        ),
        "T. Brandt",
        "2016-07-10T10:00:00Z",
        file="Whole plan T Brandt.xlsx",
    )
    broken = office.folder / "Public Health Q1.xlsx"
    broken.write_bytes(b"this is no workbook")
    return [syh, igu, whole, broken]
