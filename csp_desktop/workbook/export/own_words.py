"""The exporter's own words: all that it writes on the sheets besides the rows of the plan.

They are taken from a workbook without rows that is made and read again, so they can never differ
from what the exporter really writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from csp_desktop.plan.cell_equality import unescaped
from csp_desktop.plan.row_matcher import fingerprint
from csp_desktop.plan.values import key
from csp_desktop.workbook.package.markers import COVER, LISTS
from csp_desktop.workbook.package.model import Export

_QUARTER = re.compile(r"\d{4}/\d{2}(?: q[1-4])?")
# What differs from one export to the next: numbered lines, the export's id, dates, quarters. `key`
# puts 't' before a text.
_VARY = re.compile(r"t(?:\d+\.|export \S+|(?:.*, )?\d{1,2} [a-z]+ \d{4}|#(?:, .*)?)")
_SHORTEST = 20


def own_texts(export: Export) -> dict[str, tuple[str, ...]]:
    """By sheet, the texts in the workbook of `export` besides the rows of its tables."""
    from openpyxl import Workbook

    from csp_desktop.workbook.export.cell_writer import add_styles
    from csp_desktop.workbook.export.cover import write_cover
    from csp_desktop.workbook.export.tables import ChoiceLists, write_table

    book = Workbook()
    add_styles(book)
    cover = book.worksheets[0]
    cover.title = COVER
    write_cover(cover, export)
    choices = ChoiceLists(book.create_sheet(LISTS))
    for table in export.sheets:
        write_table(book.create_sheet(table.name), replace(table, rows=()), export, choices)
    ids = {"", *(each for table in export.sheets for each in table.spare_ids)}
    return {
        sheet.title: tuple(
            unescaped(text)
            for row in sheet.iter_rows(max_row=sheet.max_row)
            for cell in row
            if (text := str(cell.value or "")) not in ids
        )
        for sheet in book.worksheets
    }


def own_marks(export: Export) -> dict[str, tuple[str, ...]]:
    """By sheet, the fingerprints of what `own_texts` tells."""
    return {sheet: tuple(map(fingerprint, said)) for sheet, said in own_texts(export).items()}


class Own:
    """The exporter's own words on one sheet as it went out; each counts once."""

    def __init__(self, marks: Iterable[str]) -> None:
        """`marks` are the fingerprints."""
        # Each as often as it went out: a word that is there once more was typed by somebody.
        self._left = Counter(marks)

    def fresh(self) -> Own:
        """The same words, none of them met."""
        return Own(self._left.elements())

    @property
    def gone(self) -> int:
        """How many of the words have not been met."""
        return self._left.total()

    def meets(self, text: object) -> bool:
        """True if a text is one of the words, which is then crossed off."""
        mark = fingerprint(text)
        if self._left[mark] <= 0:
            return False
        self._left[mark] -= 1
        return True

    def likeness(self, texts: Iterable[object]) -> int:
        """How many of some texts are among the words."""
        return (Counter(map(fingerprint, texts)) & self._left).total()


class Usual(Own):
    """The usual words of a sheet of such an export, for a workbook that does not carry its own.

    A quarter, a year or a name in a text may differ, and a word may occur more than once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are the words of an export that is made now."""
        super().__init__(())
        self._texts = {_plainly(text) for text in texts}
        # The line above each table names a day and a person behind these words, which were others
        # then.
        begins = (text.partition("send back")[0] for text in self._texts)
        self._begins = tuple(each for each in begins if len(each) > _SHORTEST)

    def fresh(self) -> Own:
        """The same words, which may be met any number of times."""
        return self

    def meets(self, text: object) -> bool:
        """Whether a text is such a word."""
        said = _plainly(text)
        if said in self._texts or said.startswith(self._begins):
            return True
        return _VARY.fullmatch(said) is not None


class Anything(Own):
    """A sheet of which nothing is known, and so nothing told."""

    def __init__(self) -> None:
        """It holds no words."""
        super().__init__(())

    def fresh(self) -> Own:
        """The same."""
        return self

    def meets(self, _: object) -> bool:
        """Any text may be one."""
        return True


def _plainly(text: object) -> str:
    return _QUARTER.sub("#", key(str(text)).casefold()).partition(": ")[0].strip()
