"""A workbook of somebody's own that feeds the plan, against what it said when it was last read.

It is a copy like any other: changed there and not here is taken, changed on both sides is a
conflict, and what it does not say any more is never deleted. The first time there is nothing to
hold it against, so each difference is proposed, but for the columns that a person takes whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from csp_desktop.changes.change import digest
from csp_desktop.errors import CspError
from csp_desktop.operations.editing.vocabulary import learned
from csp_desktop.operations.importing.plan_from_workbook import load_map
from csp_desktop.operations.importing.workbook_base import base_for
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.receiving.own_changes import IssueReader, OwnIssue
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Document
from csp_desktop.plan.spelling import plain
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.importing.import_map import Map, place_of
from csp_desktop.workbook.importing.refit_map import refit
from csp_desktop.workbook.package.model import Place
from csp_desktop.workbook.worker.process import Reader, Stopped


@dataclass(frozen=True, slots=True)
class OwnMap:
    """How to read a workbook: a map, None for the one remembered, and columns to take whole.

    A column is named by its header, its letter or its field.
    """

    made: Map | None = None
    take: Collection[str] = ()


def own_map(path: Path | None, take: Collection[str]) -> OwnMap | None:
    """How workbooks are to be read by a kept map and columns to take; None where neither is given.

    Raises as `load_map` does.
    """
    made = load_map(path) if path else None
    return OwnMap(made, tuple(take)) if made or take else None


def understand_issue(
    plan: OpenPlan, document: Document, path: Path, reader: Reader, asked: OwnMap | None,
    password: str | None,
) -> OwnIssue | None:  # fmt: skip
    """Understand a workbook by the map asked for, or by the one remembered; None without either.

    Raises BadValue where a map does not fit, and as the reader does.
    """
    book = reader.book(path, password=password)
    suggested = reader.suggest(book, plan.table, document.plan.text("working_quarter"))
    base = base_for(document, suggested)
    wanted = asked.made if asked else None
    if wanted is None and base is None:
        return None
    if base and wanted in (None, base.made):
        made = refit(base.made, base.suggested, suggested)
    else:
        assert wanted  # noqa: S101
        made = wanted
    # Read by the plan's words too, which the map need not repeat.
    learned_words = tuple((each.kind, each.text, each.meaning) for each in learned(document))
    found = reader.read_with(book, replace(made, words=(*learned_words, *made.words)), plan.table)
    return OwnIssue(book, found, made, suggested, base)


def read_own(
    plan: OpenPlan, document: Document, path: Path, reader: Reader, asked: OwnMap | None,
    password: str | None, at: str | None,
) -> Brought | None:  # fmt: skip
    """A workbook of somebody's own as changes, proposals and problems.

    None where it is none that was read before, and no map is given.
    """
    try:
        issue = understand_issue(plan, document, path, reader, asked, password)
    except Stopped:
        raise
    except CspError as error:
        return Brought(path, "workbook", refused=str(error))
    if issue is None:
        return None
    brought = Brought(path, "workbook", fingerprint=issue.book.fingerprint)
    taken = _places(plan, issue.made, asked.take if asked else ())
    reading = IssueReader(plan, document, issue, brought, taken)
    reading.read()
    author = issue.book.saved_by or path.stem
    said = [sorted(change.id for change in reading.changes)]
    saved = issue.book.saved_at or at
    told = ["workbook", author, issue.book.saved_at, path.name, said]
    operation = Operation(digest(told)[:16], "workbook", author, saved, path.name)
    brought.made = [(change, [operation]) for change in reading.changes]
    return brought


def _places(plan: OpenPlan, made: Map, take: Collection[str]) -> set[tuple[str, Place]]:
    """The kinds and places that columns to be taken whole go to."""
    wanted = {plain(each).casefold() for each in take}
    found = set()
    for table in made.tables:
        kind = plan.table.kind(table.records)
        for column in table.columns:
            names = {plain(column.header).casefold(), column.column.casefold(), column.to}
            if kind and wanted & (names | {column.to.partition("@")[0]}):
                for to in filter(None, (column.to, column.word_to, column.colour_to)):
                    of, period = place_of(to, kind)
                    found.add((table.records, (of.name, period)))
    return found
