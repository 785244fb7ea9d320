"""What a written report says, as one text, whatever its form."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
from pypdf import PdfReader


def report_text(path: Path) -> str:
    """All texts of a report, in the order of its file."""
    if path.suffix == ".html":
        return path.read_text("utf-8")
    if path.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":
        return " ".join(each.text or "" for each in docx.Document(str(path)).element.body.iter())
    book = openpyxl.load_workbook(path)
    return " ".join(str(each.value) for sheet in book for row in sheet.iter_rows() for each in row)
