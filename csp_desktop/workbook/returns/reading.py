"""A file as it came back: its rows and cells told as those of the export that it carries.

Nothing is judged here but what only the file can tell: what a cell shows, which row it belongs to,
and what was done to the sheet. Whether a value is an edit is asked of the base afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csp_desktop.plan.periods import read_period
from csp_desktop.plan.wording import plural
from csp_desktop.workbook.export import base
from csp_desktop.workbook.export.base import NO_BASE, carried_base
from csp_desktop.workbook.export.own_words import Anything, Own, Usual
from csp_desktop.workbook.package.book import AS_TEXT
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.markers import COVER, LISTS, ROW_ID
from csp_desktop.workbook.package.model import (
    Base,
    BaseSheet,
    Book,
    Grid,
    Returned,
    ReturnedSheet,
    SheetProblem,
)
from csp_desktop.workbook.returns.foreign_sheets import likeliest, lying_over, strays, was_sent_out
from csp_desktop.workbook.returns.match_columns import (
    ReturnHead,
    by_row,
    find_head,
    fold,
    pair_sheets,
)
from csp_desktop.workbook.returns.rows import SheetFindings, read_rows

_OWN = (
    " If it is a workbook of your own, choose 'Update from a workbook of your own' in the File "
    "menu, or merge it with --map."
)
_QUARTER = re.compile(r"\d{4}/\d{2} Q[1-4]")
_TITLED = re.compile(r"Updates for (\d{4}/\d{2} Q[1-4])")
_ROWS_OF_TITLES = 8
_MOST_COMMENTS_TOLD = 20
_NEVER_SENT = (
    "This workbook was not sent out from this plan, so there is nothing to tell its edits by. It "
    "is compared with the plan, and each difference waits for you."
)
_KEPT_BASE = (
    "The workbook no longer carries what was exported, or it was altered. What the plan keeps of "
    "the export took its place."
)


@dataclass(slots=True)
class _Findings:
    problems: list[SheetProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    foreign: bool = False
    heads: dict[int, ReturnHead] = field(default_factory=dict)
    seen: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    """By grid, the cells of which the rows or a sentence already give account."""
    exported: dict[int, str] = field(default_factory=dict)
    """By grid, the name of the exported sheet that it is, or is a copy of."""
    headers: dict[int, list[str]] = field(default_factory=dict)
    """By grid, the headers that went out."""


def read_returned(
    book: Book,
    kept: str | None = None,
    layouts: Sequence[BaseSheet] = (),
    usual: Mapping[str, Sequence[str]] | None = None,
    *,
    foreign: bool = False,
) -> Returned:
    """What `book` says, row by row.

    `kept` is the base as the plan file keeps it, for a workbook that has lost its own. Where there
    is none either, sheets are recognised by `layouts`, and `export` is None; `foreign`: it is known
    that it never was an export. `usual` are the texts of exports by sheet, for one that does not
    carry its own. Raises Unreadable if no sheet is recognised.
    """
    found = _Findings(notices=list(book.notices))
    carried, told = carried_base(book)
    if AS_TEXT in book.notices and carried is None:
        told = ""  # that is said already
    # Its own base goes first, as long as its checksum holds: this very file was made from it.
    use_kept = kept is not None and (carried is None or not carried.sound)
    if kept is not None and use_kept:
        carried, told = base.unpack(kept), _KEPT_BASE
    # In an export a blank cell was cleared; in a stranger's workbook nothing ever stood there.
    if carried is None and told == NO_BASE:
        found.foreign = foreign or not was_sent_out(book, layouts)
        told = _NEVER_SENT if found.foreign else told
    found.notices += [told] if told else []
    sheets = carried.sheets if carried else tuple(layouts)
    grids = [each for each in book.grids if each.name != base.SHEET]
    before = len(found.notices)
    returned = _read_sheets(sheets, grids, carried, found)
    if not returned and not found.problems:
        raise FileUnreadable(_unrecognised(book, sheets))
    _give_account(grids, _own_of(carried, usual), found)
    return Returned(
        path=book.path,
        fingerprint=book.fingerprint,
        export=carried,
        export_id=carried.export_id if carried else book.carried_id,
        saved_by=book.saved_by,
        saved_at=book.saved_at,
        sheets=tuple(returned),
        problems=tuple(found.problems),
        notices=tuple(found.notices),
        kept=use_kept,
        foreign=found.foreign,
        as_sent=not found.problems and len(found.notices) == before,
    )


def titled_quarter(book: Book) -> str:
    """The quarter that the title of a return's own sheet names, '' where there is none."""
    for grid in book.grids:
        for (row, _), cell in sorted(grid.cells.items()):
            if row > _ROWS_OF_TITLES:
                break
            found = _TITLED.match(cell.value) if isinstance(cell.value, str) else None
            if found:
                return found[1]
    return ""


def _own_of(
    carried: Base | None, usual: Mapping[str, Sequence[str]] | None
) -> dict[str, Own] | None:
    """By sheet, the exporter's own words; None where they are not known."""
    if carried and carried.own:
        return {name: Own(marks) for name, marks in carried.own.items()}
    if usual is None:
        return None
    own: dict[str, Own] = {name: Usual(texts) for name, texts in usual.items()}
    if carried:
        own[COVER] = own[LISTS] = Anything()  # what they say is known of no export that is not kept
    return own


def _give_account(grids: Sequence[Grid], own: Mapping[str, Own] | None, found: _Findings) -> None:
    """Tell of every cell that is neither read as part of a row nor as it went out."""
    for at, grid in enumerate(grids):
        found.problems += lying_over(grid)
        _tell_comments(grid, found)
        if own is None:
            continue
        words = (own.get(found.exported.get(at, "")) or likeliest(grid, own)).fresh()
        problems = strays(grid, words, found.seen.get(at, ()), found.heads.get(at))
        if grid.state != "visible" and problems:
            cells = ", ".join(each.cell for each in problems[:3])
            found.problems.append(
                SheetProblem(
                    grid.name,
                    problems[0].cell,
                    f"The hidden sheet '{grid.name}' holds something in {cells}"
                    f"{' and more' if len(problems) > 3 else ''} that was not taken. If it "
                    "matters, say it to the coordinator.",
                )
            )
            continue
        found.problems += problems
        for header in found.headers.get(at, ()):
            words.meets(header)  # a column that is gone is reported as one
        if words.gone and not problems:
            found.notices.append(
                f"{grid.name}: of the words that this sheet went out with, {words.gone} "
                f"{plural(words.gone, 'is', 'are')} not there any more."
            )


def _read_sheets(
    sheets: Sequence[BaseSheet], grids: Sequence[Grid], carried: Base | None, found: _Findings
) -> list[ReturnedSheet]:
    # Any sheet may have been renamed, moved or copied, so all are compared before any is paired.
    rows = [by_row(grid) for grid in grids]
    heads: dict[tuple[int, int], ReturnHead] = {}
    for number, sheet in enumerate(sheets):
        for at in range(len(grids)):
            head = find_head(sheet, rows[at], carried.cells if carried else None)
            if head and (carried or head.id_column or _by_headers(sheet)):
                heads[number, at] = head
    pairs, extra = pair_sheets(sheets, grids, heads)
    returned = []
    for number, sheet in enumerate(sheets):
        if number not in pairs:
            if carried:
                found.seen |= {
                    at: set(grids[at].cells) for at in _tell_missing(sheet, grids, found)
                }
            continue
        grid, head = grids[pairs[number]], heads[number, pairs[number]]
        # Last quarter's sheet pasted over this one has the same ids, and would be read as edits.
        if carried and (other := _other_quarter(grid, head, carried)):
            found.problems.append(
                SheetProblem(
                    grid.name,
                    "A1",
                    f"This sheet says {other}, and the workbook is the return for "
                    f"{carried.quarter}, so the sheet was not read. Was it copied from another "
                    "return?",
                )
            )
            found.seen[pairs[number]] = set(grid.cells)
            continue
        if fold(grid.name) != fold(sheet.name):
            found.notices.append(f"The sheet '{grid.name}' was taken as '{sheet.name}'.")
        found.notices += [f"{grid.name}: {each}" for each in head.notices]
        _tell_columns(sheet if carried else None, grid, head, found)
        told = SheetFindings(found.problems, found.notices, _headers(grid, head))
        returned.append(read_rows(sheet, grid, head, carried, told))
        found.heads[pairs[number]], found.seen[pairs[number]] = head, told.seen
        found.exported[pairs[number]] = sheet.name
        found.headers[pairs[number]] = [*(each.header for each in sheet.columns), ROW_ID]
    for number, at in extra:
        # What is reported of a copy's rows is dropped: only whether the two differ is of use.
        told = SheetFindings(seen=_headers(grids[at], heads[number, at]))
        copy = read_rows(sheets[number], grids[at], heads[number, at], carried, told)
        _tell_copy(sheets[number], grids[at], copy, returned, found)
        found.heads[at], found.seen[at] = heads[number, at], told.seen
        found.exported[at] = sheets[number].name
    return returned


def _by_headers(sheet: BaseSheet) -> bool:
    """Whether a sheet is known by its headers alone, without what was sent out.

    A list of names and e-mails is taken for one of the plan's only where its rows have ids.
    """
    return sheet.kind == "action" or sheet.name == "Indicators"


def _headers(grid: Grid, head: ReturnHead) -> set[tuple[int, int]]:
    return {(row, column) for row, column in grid.cells if row == head.row}


def _tell_missing(sheet: BaseSheet, grids: Sequence[Grid], found: _Findings) -> list[int]:
    """Say that a sheet cannot be read; the number of its grid, where it has one by its name."""
    at = [at for at, grid in enumerate(grids) if fold(grid.name) == fold(sheet.name)][:1]
    if at:
        named = grids[at[0]]
        found.problems.append(
            SheetProblem(
                named.name,
                "",
                f"The headers of the sheet '{sheet.name}' were not found, so nothing was read from "
                "it. Put back the row with "
                + ", ".join(f"'{each.header}'" for each in sheet.columns[:3])
                + " and so on.",
            )
        )
    else:
        found.problems.append(
            SheetProblem(sheet.name, "", f"The sheet '{sheet.name}' is not there any more.")
        )
    return at


def _other_quarter(grid: Grid, head: ReturnHead, carried: Base) -> str:
    """The quarter that a sheet's title speaks of, where it is not the export's; else ''."""
    for (row, _), cell in sorted(grid.cells.items()):
        if row >= head.row:
            break
        named = _QUARTER.search(cell.value) if isinstance(cell.value, str) else None
        if named and carried.quarter and str(read_period(named[0])) != carried.quarter:
            return named[0]
        if named:
            break
    return ""


def _tell_columns(sheet: BaseSheet | None, grid: Grid, head: ReturnHead, found: _Findings) -> None:
    """Say which columns of `sheet`, where it is known to have gone out, are gone or new."""
    for column in sheet.columns if sheet else ():
        if column.place in head.places:
            continue
        if column.fill_in:
            found.problems.append(
                SheetProblem(
                    grid.name,
                    f"{head.row}:{head.row}",
                    f"The column '{column.header}' is not there any more, so nothing was read for "
                    "it. Put it back with its header, or fill it in again.",
                )
            )
        else:
            found.notices.append(
                f"{grid.name}: the column '{column.header}' is not there any more."
            )
    seen: set[str] = set()
    for each in head.columns:
        if each.place is not None:
            seen.add(fold(each.header))
    for each in head.columns:
        if each.place is None and fold(each.header) in seen:
            found.problems.append(
                SheetProblem(
                    grid.name,
                    f"{each.letter}{head.row}",
                    f"Two columns are headed '{each.header}'. Only the first was read.",
                )
            )
        elif each.place is None:
            found.notices.append(
                f"{grid.name}: column {each.letter}, '{each.header}', is not part of the export "
                "and was left."
            )


def _tell_comments(grid: Grid, found: _Findings) -> None:
    for address, text in list(grid.comments.items())[:_MOST_COMMENTS_TOLD]:
        cut = text if len(text) <= 200 else text[:199] + "…"
        found.notices.append(
            f"{grid.name} {address}: a comment stays in the workbook and is not taken over: “{cut}”"
        )
    if len(grid.comments) > _MOST_COMMENTS_TOLD:
        more = len(grid.comments) - _MOST_COMMENTS_TOLD
        found.notices.append(f"{grid.name}: {more} more comments were not taken over.")


def _tell_copy(
    sheet: BaseSheet,
    grid: Grid,
    copy: ReturnedSheet,
    returned: Sequence[ReturnedSheet],
    found: _Findings,
) -> None:
    """Say of a second sheet with the same rows whether it says the same; it is never read in."""
    first = next((each for each in returned if each.exported_as == sheet.name), None)
    if first is None:
        return
    differing = _differing(first, copy)
    if not differing:
        found.notices.append(
            f"The sheet '{grid.name}' says the same as '{first.name}' and was left aside."
        )
        return
    found.problems.append(
        SheetProblem(
            grid.name,
            differing[0],
            f"'{grid.name}' holds the rows of '{first.name}' too and differs from it in "
            f"{', '.join(differing[:5])}{' and more' if len(differing) > 5 else ''}. Only "
            f"'{first.name}' was read. If '{grid.name}' is the right one, delete the other and "
            "send the workbook again.",
        )
    )


def _differing(first: ReturnedSheet, copy: ReturnedSheet) -> list[str]:
    said = {row.record_id: row.values for row in first.rows if row.record_id}
    return [
        cell.address
        for row in copy.rows
        for place, cell in row.values.items()
        if cell.value is not None
        and (
            row.record_id not in said
            or place not in said[row.record_id]
            or said[row.record_id][place].value != cell.value
        )
    ]


def _unrecognised(book: Book, sheets: Sequence[BaseSheet]) -> str:
    wanted = " or ".join(
        ", ".join(f"'{each.header}'" for each in sheet.columns[:4]) for sheet in sheets[:2]
    )
    hint = f" A sheet is known by headers such as {wanted}." if wanted else ""
    name = book.path.replace("\\", "/").rpartition("/")[2]
    return f"{name} holds no sheet of this plan: its columns are not known.{hint}{_OWN}"
