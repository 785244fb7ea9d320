"""The marks by which an export is known again, whatever has been done to it in between."""

from __future__ import annotations

import re

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
