"""Anybody's own file with tables in it, read into plain sheets of cells.

A workbook is read as a return is. A Word document's tables are sheets. Old and binary Excel
workbooks and OpenDocument spreadsheets are read by a library, which gives values alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from csp_desktop.workbook.package.book import AS_TEXT, read_book, saved_in
from csp_desktop.workbook.package.guard import WORD, Content, FileUnreadable, open_file
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.package.other_books import read_values
from csp_desktop.workbook.package.parts import Budget, Damaged
from csp_desktop.workbook.package.word_tables import read_word


def read_any(path: Path, password: str | None = None) -> Book:
    """Read the tables of the file at `path`; raises FileUnreadable in words for its sender."""
    content = open_file(path, password, foreign=True)
    if content.kind:
        try:
            return _of_another_kind(path, content)
        except Damaged as error:
            raise FileUnreadable(
                f"{path.name} is {error}. Ask its sender to send it again."
            ) from None
    book = read_book(path, content, fills=True)
    # It says what becomes of a return.
    return replace(book, notices=tuple(each for each in book.notices if each != AS_TEXT))


def _of_another_kind(path: Path, content: Content) -> Book:
    budget = Budget()
    saved: dict[str, str] = {}
    if content.kind == WORD and content.package:
        grids, notices = read_word(content.package, budget)
        saved = saved_in(content.package, budget)
    else:
        grids, told = read_values(content, budget)
        notices = (told,)
    return Book(
        path=str(path),
        fingerprint=hashlib.sha256(content.data).hexdigest(),
        grids=grids,
        saved_by=saved.get("lastModifiedBy", "")[:200],
        saved_at=saved.get("modified", "")[:40],
        notices=notices,
    )
