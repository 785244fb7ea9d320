"""Whose row it is in a workbook of somebody's own: by what it was called last time, then now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csp_desktop.operations.importing.workbook_base import WorkbookBase, marks_of_record, named
from csp_desktop.operations.receiving.read_rows import id_of_new
from csp_desktop.plan.document import Document
from csp_desktop.plan.row_matcher import Likeness, Marks, Naming, RowMatcher
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, words
from csp_desktop.workbook.importing.import_log import FoundRecord
from csp_desktop.workbook.package.model import RawCell

_ALIKE = 80.0


@dataclass(frozen=True, slots=True)
class WhoseRow:
    """The record that a row is about; `asked` where it may be a new one, and a person tells.

    `twice`: another row of the workbook is about the same one.
    """

    record: str
    asked: bool = False
    twice: bool = False


class OwnRows:
    """Finds whose the rows of one workbook are."""

    def __init__(self, document: Document, base: WorkbookBase | None) -> None:
        """Know the records of the plan, and what the workbook called them when it was last read."""
        self._document = document
        self._base = base
        self._matchers: dict[tuple[str, str], RowMatcher] = {}
        self._owned: set[tuple[str, str]] = set()
        self._claimed: set[tuple[str, str]] = set()

    def of_all(self, found: Sequence[FoundRecord], nonce: str) -> dict[str, WhoseRow]:
        """Whose each row is, by its key; a new record's id follows from the file alone.

        A row with the ref of a record whose own row is elsewhere is new: refs were given anew.
        """
        certain = {each.key: self._certain(each) for each in found}
        self._owned = {(each.kind, certain[each.key]) for each in found if certain[each.key]}
        return {each.key: self._whose(each, certain[each.key], nonce) for each in found}

    def _whose(self, found: FoundRecord, certain: str, nonce: str) -> WhoseRow:
        record, asked = (certain, False) if certain else self._likely(found)
        if not record:
            name, title = named(found)
            family = self._base.family if self._base else nonce
            origin = f"{family} {found.key if name is None else ''}"
            record = id_of_new(found.kind, origin, _both(name, title))
        twice = (found.kind, record) in self._claimed
        self._claimed.add((found.kind, record))
        return WhoseRow(record, asked, twice)

    def _certain(self, found: FoundRecord) -> str:
        """The record that a row names for certain, '' for none."""
        if found.kind == "year":
            return found.key
        called, titled = _cells(found)
        matchers = self._matchers_of(found.kind)
        for matcher in matchers:
            if whole := matcher.match(called, titled).certain:
                return whole
        # A row that has only another ref is the same one: refs are given anew within a workbook.
        for matcher in matchers if found.kind == "action" and called and titled else ():
            if moved := matcher.match(None, titled).certain:
                return moved
        return ""

    def _likely(self, found: FoundRecord) -> tuple[str, bool]:
        """The record that a row means by its ref alone, and whether a person is to say."""
        called, titled = _cells(found)
        for matcher in self._matchers_of(found.kind):
            match = matcher.match(called, titled)
            if match.likeness is Likeness.NAME and (found.kind, match.record) not in self._owned:
                alike = match.record and self._alike(found, match.record)
                return (match.record, False) if alike else ("", True)
        return "", False

    def _alike(self, found: FoundRecord, record: str) -> bool:
        """Whether a title was only put in other words, so that the row is still about the same."""
        from rapidfuzz import fuzz  # heavy, and rarely asked

        known = self._document.record(found.kind, record)
        now, was = plain(words(named(found)[1])), plain(known.text("title")) if known else ""
        return bool(was) and fuzz.token_sort_ratio(now.casefold(), was.casefold()) >= _ALIKE

    def _matchers_of(self, kind: str) -> tuple[RowMatcher, RowMatcher]:
        """By what the workbook called them when it was last read; by what the plan does."""
        return self._matcher("base", kind), self._matcher("plan", kind)

    def _matcher(self, of: str, kind: str) -> RowMatcher:
        if (of, kind) not in self._matchers:
            marks: dict[str, Marks] = {}
            if of == "plan":
                marks = {each.id: marks_of_record(each) for each in self._document.of(kind)}
            elif self._base:
                marks = self._base.marks_of(kind)
            titled = "title" if kind == "action" else ""
            self._matchers[of, kind] = RowMatcher(Naming("", titled), marks)
        return self._matchers[of, kind]


def _cells(found: FoundRecord) -> tuple[RawCell | None, RawCell | None]:
    name, title = named(found)
    called = RawCell("", words(name)) if name is not None else None
    return called, RawCell("", words(title)) if title is not None else None


def _both(name: Value, title: Value) -> str:
    return "\n".join(words(each) for each in (name, title) if each is not None)
