"""Make the three illustrative returns in data/returns/ for the shipped Hackney plan.

    python .ci/make_sample_returns.py [FOLDER]

Nobody filled these in: names, statuses and commentaries are made up. Together they hold a clean
update, a conflict, a new action, a cleared cell, an edit outside the return's scope and a status
that is none. The same files come out whenever this runs.
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.workbook.export.writing import to_bytes

FOLDER = Path(__file__).resolve().parent.parent / "data" / "returns"
QUARTER, DUE = "2016/17 Q1", "2016-07-15"
SENT = "2016-07-01T09:00:00+01:00"
ILLUSTRATIVE = (
    "ILLUSTRATIVE: this return is made up, to try the program with. It is not a return of the "
    "Hackney Community Safety Partnership, and says nothing about how its actions went."
)
_EMPOWER = (
    "Young women who suffer or risk sexual violence, or gang involvement, are engaged and given "
    "intensive one-to-one support. Many agencies together see that support and advice reach them."
)
"""What the plan says is to come of 1.4: both the unit and the whole plan's reader amend it."""
_KNIFE = "Reduction in the number of knife injury victims aged 1 – 24 years (no- domestic)"
_VACANT = (
    "Two of the eight officer posts have been vacant since April. Six secondary schools have kept "
    "a named officer; three share cover."
)
_ZIP_TIME = (2016, 7, 11, 12, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")

Cells = Mapping[tuple[str, str, str], object]
"""What is typed: by sheet, the row's ref or name ('+' for the first empty row), and header."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One return: its file, who it is for, who filled it in and when, and what they typed.

    `kind` is 'return', or 'plan' for one in which the plan itself may be amended.
    """

    file: str
    kind: str
    group: str
    by: str
    at: str
    cells: Cells


def _updates(rows: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str, str], object]:
    headers = ("Status", "Commentary", "Corrective action")
    return {
        ("Updates", ref, header): value
        for ref, values in rows.items()
        for header, value in zip(headers, values, strict=False)
    }


SAMPLES = (
    Sample(
        "Integrated Gangs Unit 2016-17 Q1 (illustrative).xlsx",
        "plan",
        "Integrated Gangs Unit",
        "R. Adeyemi",
        "2016-07-07T16:20:00Z",
        {
            **_updates(
                {
                    "1.1": ("On track", "Twelve referrals this quarter, nine of them taken up."),
                    "1.2": (
                        "At risk",
                        "Two warrants could not be carried out before the end of June.",
                    ),
                    "1.3": ("On track", "All three providers have begun their sessions."),
                    "1.4": (
                        "On track",
                        "Group programme in four schools; referral route agreed with MARAC.",
                    ),
                }
            ),
            ("Plan", "1.4", "Expected outcome"): _EMPOWER.replace(
                "intensive one-to-one support", "one-to-one support from a named worker"
            ),
            ("Indicators", _KNIFE, "Actual 2015/16"): None,
        },
    ),
    Sample(
        "Safer Young Hackney 2016-17 Q1 (illustrative).xlsx",
        "return",
        "Safer Young Hackney (YOT Management) Board",
        "P. Sandhu",
        "2016-07-11T11:05:00Z",
        {
            **_updates(
                {
                    "1.6": ("Complete", "The Youth Justice Plan was signed off on 20 June."),
                    "1.7": (
                        "Off track",
                        _VACANT,
                        "Post two officers by 31 October; Stoke Newington team covers until then.",
                    ),
                    "1.8": ("Greenish", "First meeting of the project board held in May."),
                    "1.10": ("Ongoing", "Engagement sections are reviewed with the plan."),
                }
            ),
            ("Updates", "1.8", "Lead partners"): "Hackney Council; Young Hackney",
            ("Updates", "+", "Ref"): "1.12",
            ("Updates", "+", "Action"): "Summer holiday programme on the Pembury estate",
            ("Updates", "+", "Status"): "Not started",
            ("Updates", "+", "Commentary"): "Asked for by the board in June; begins on 25 July.",
        },
    ),
    Sample(
        "Whole plan 2016-17 Q1 (illustrative).xlsx",
        "plan",
        "",
        "T. Brandt",
        "2016-07-10T09:40:00Z",
        {
            **_updates(
                {
                    "1.2": ("On track", "Two warrants are listed again for July."),
                    "4.1": ("On track", "Property marking kits handed out in four wards."),
                    "6.1": ("Ongoing", "Joint visits continue each month."),
                }
            ),
            ("Plan", "1.4", "Expected outcome"): _EMPOWER.replace(
                "Many agencies together see", "The Council, police and health see"
            ),
        },
    ),
)


def make(folder: Path) -> list[Path]:
    """Write the samples into `folder`; answers with their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(sample, folder) for sample in SAMPLES]


def _write(sample: Sample, folder: Path) -> Path:
    ids = iter([f"illustrative-{sample.group or 'whole-plan'}".lower().replace(" ", "-")])
    stamp = Stamp("Community Safety Team", SENT, "", lambda: next(ids))
    with tempfile.TemporaryDirectory() as scratch:
        plan = new_plan(Path(scratch) / "plan.cspplan", SHIPPED, stamp, sample=HACKNEY)
        try:
            made = export(plan, ExportRequest(sample.kind, sample.group, QUARTER, DUE), stamp)
        finally:
            plan.close()
    made = replace(made, instructions=(ILLUSTRATIVE, *made.instructions))
    book = load_workbook(BytesIO(to_bytes(made)))
    for (sheet, row, header), value in sample.cells.items():
        _type(book, sheet, row, header, value)
    book.properties.lastModifiedBy = sample.by
    saved = BytesIO()
    book.save(saved)
    path = folder / sample.file
    path.write_bytes(_repacked(saved, sample.at))
    return path


def _type(book: Workbook, name: str, row: str, header: str, value: object) -> None:
    """Type a value into a cell, as the person who filled it in would have."""
    sheet: Worksheet = book[name]
    first = "Indicator" if name == "Indicators" else "Ref"
    head = next(line[0].row for line in sheet.iter_rows() if line[0].value == first)
    columns = {str(cell.value): cell.column for cell in sheet[head] if cell.value is not None}
    numbers = range(head + 1, sheet.max_row + 1)
    if row == "+":
        number = next(
            each
            for each in numbers
            if not sheet.cell(each, 1).value or str(sheet.cell(each, 1).value) == "1.12"
        )
    else:
        number = next(each for each in numbers if str(sheet.cell(each, 1).value) == row)
    sheet.cell(number, columns[header]).value = value  # type: ignore[assignment]


def _repacked(saved: BytesIO, at: str) -> bytes:
    """The workbook with the time at which it is said to have been saved, the same every time."""
    out = BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + at.encode() + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            after.writestr(entry, content)
    return out.getvalue()


if __name__ == "__main__":
    for written in make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(written)
