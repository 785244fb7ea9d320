"""The marks by which an export is known again, whatever has been done to it in between."""

from __future__ import annotations

import re

from csp_desktop.plan.field_types import Type
from csp_desktop.workbook.package.model import GridCell, SheetColumn

ROW_ID = "Row id"
"""The header of the hidden column at the far right that holds each row's record id."""

HEADER_ROW = 4
"""The row of the headers in an export, under title, instruction and marking."""

COVER = "Start here"
"""The name of the cover sheet."""

LISTS = "Lists"
"""The hidden sheet of names for drop-downs."""

CARRIER = "csp_export"
"""The defined name and the document property that carry the export's id beside the base."""

NOTES_BY = "CSP Desktop"

CONTESTED_NOTE = (
    "Contested: people put different values here, and what stands here is the last that was "
    "agreed. What you type is put beside the others, and the coordinator decides."
)
"""The note on a contested cell; it is no remark of the person who sends the workbook back."""


def table_name(sheet: str) -> str:
    """The name of the table on the sheet called `sheet`."""
    return "csp_" + re.sub(r"\W+", "_", sheet.lower())


_TEXTS = frozenset({Type.TEXT, Type.LONG_TEXT})
_LONGEST_QUOTED = 200


def quoted(text: object) -> str:
    """A text in quotation marks on one line, cut where it is long."""
    said = " ".join(str(text).split())
    return f"“{said if len(said) <= _LONGEST_QUOTED else said[: _LONGEST_QUOTED - 1] + '…'}”"


def with_link(
    column: SheetColumn, address: str, cell: GridCell, sheet: str, notices: list[str]
) -> str | int | float | None:
    """A cell's value, followed by the address behind its words if it is a text to fill in.

    In either case `notices` names the address, unless the cell's text says it already.
    """
    if not cell.link or cell.value is None or says_link(str(cell.value), cell.link):
        return cell.value
    # A number, status or name with an address behind it would be none any more with the address in
    # it.
    if column.type in _TEXTS and column.fill_in:
        notices.append(
            f"{sheet} {address}: the address behind {quoted(cell.value)} was taken with it: "
            f"{cell.link}"
        )
        return f"{cell.value} ({cell.link})"
    notices.append(
        f"{sheet} {address}: the address behind {quoted(cell.value)} was not taken: {cell.link}"
    )
    return cell.value


def says_link(text: str, link: str) -> bool:
    """Whether a text names the address that it leads to, as programs make of an address typed."""
    # Excel makes a link of an address as it is typed and adds what was missing; that is no
    # information.
    return bool(_bare(link)) and _bare(link) in _bare(text)


def _bare(text: str) -> str:
    said = text.casefold().strip()
    for begins in ("mailto:", "https://", "http://", "file:///"):
        said = said.removeprefix(begins)
    return said.replace("https://", "").replace("http://", "").strip().rstrip("/")
