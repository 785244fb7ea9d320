"""The map that a workbook suggests: which tables, columns and headings mean what.

It is a suggestion. A person looks at it before anything is made of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from csp_desktop.errors import BadValue
from csp_desktop.plan.fields import FieldTable, Kind
from csp_desktop.plan.headertimes import timing_of
from csp_desktop.plan.headings import DELIVERY, STRATEGIC, read_heading
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.values import name_key
from csp_desktop.workbook.importing.align_rows import last_row
from csp_desktop.workbook.importing.header_rows import (
    TableHead,
    above,
    find_heads,
    head_in,
    headed,
    reads_as_risks,
    working_quarter,
)
from csp_desktop.workbook.importing.import_map import (
    AFTER_PRIORITY,
    AS_THEY_STAND,
    LeftOut,
    Map,
    TableMap,
)
from csp_desktop.workbook.importing.suggest_table import SuggestedTable
from csp_desktop.workbook.importing.unfold_forms import FORMS, as_mapped, unfold
from csp_desktop.workbook.package.cells import column_number
from csp_desktop.workbook.package.model import Book
from csp_desktop.workbook.package.sheet_view import View

_GENERIC = re.compile(
    r"(?:sheet|table|tab|page)?\s*\d*|(?:the\s+)?(?:csp\s+|community safety\s+|delivery\s+)?"
    r"(?:action|delivery|work|improvement)?\s*plan(?:s)?(?:\s+\d{4}.*)?|actions?|data|main|master|"
    r"tracker|progress|updates?|rag|export|forms \(one row each\)",
    re.IGNORECASE,
)
_IN_FORMS = f"Its forms are read as rows of '{FORMS}'; this stands outside them."
_LONGEST_TITLE = 160
_COVER = 40
_FEWEST_OBJECTIVES = 4
_LONE = "Each action has its own, so it is no priority over several: kept in Notes."
_LABELS_A_NAME = re.compile(
    r"[^:]{0,40}\b(?:lead|owner|chair|officer|contact|author|date|version|updated|status|by)\s*:",
    re.IGNORECASE,
)
_PLAN = re.compile(r"\b(?:plan|strategy|scorecard|tracker|programme|cynllun)\b", re.IGNORECASE)
_SAYS_DELIVERY = re.compile(r"delivery\s+priorit|DP\s*\d", re.IGNORECASE)
_LABELLED = 2
_FEWEST_LABELS = 4
_TITLE_LABEL = re.compile(
    r"(?:name of )?(?:the )?(?:plan|title|plan (?:name|title))\s*:?", re.IGNORECASE
)


def suggest(book: Book, table: FieldTable, at: str = "") -> Map:
    """The map that `book` suggests.

    `at` is used where the workbook does not say what quarter it is: a quarter, or an ISO date
    where the file does not say either when it was saved.
    A workbook in which no table is found gives a map without tables.
    """
    unfolded = unfold(book, table)
    book = unfolded.book
    views = [View(grid) for grid in book.grids]
    heads = {view.grid.name: find_heads(view, table) for view in views}
    working = working_quarter(book, views, heads, at)
    tables: list[TableMap] = []
    left_out: list[LeftOut] = []
    for view in views:
        why = _why_not(view, heads[view.grid.name], table.kind("action"))
        if why:
            why = _IN_FORMS if view.grid.name in unfolded.sheets else why
            left_out.append(LeftOut(view.grid.name, why))
            continue
        found = heads[view.grid.name]
        for number, head in enumerate(found):
            until = found[number + 1].rows[0] - 1 if number + 1 < len(found) else 0
            tables.append(SuggestedTable(view, head, until, working).table())
    # Once all tables are known: whether refs begin again under each priority, and whether sheets
    # stand for priorities, shows only from all of them.
    by_name = {view.grid.name: view for view in views}
    tables = _with_priorities(_without_lone_objectives(tables, by_name), by_name)
    tables = _with_numbers(tables, by_name)
    # What stands outside the forms of a sheet is no cover.
    whole = [view for view in views if view.grid.name not in unfolded.sheets]
    title = _title(book, whole, tables)
    return Map(title, str(working), tuple(tables), tuple(left_out))


def suggest_at(
    book: Book, table: FieldTable, made: Map, sheet: str, rows: tuple[int, ...], records: str
) -> Map:
    """The map in which a table of `sheet` has its headers in `rows`, and is suggested again.

    It takes the place of the tables that it touches, and of the sheet's place among those left
    out. Raises BadValue where there is no such sheet, or no row of that number in it.
    """
    book = as_mapped(book, made, table).book
    view = next((View(grid) for grid in book.grids if grid.name == sheet), None)
    kind = table.kind(records)
    if view is None or kind is None or not rows or rows[0] < 1 or rows[-1] >= view.last_row:
        raise BadValue(f"Sheet '{sheet}' has no row of headers there: nothing would be below it.")
    mine = [each for each in made.tables if each.sheet == sheet]
    above_it = [each for each in mine if each.header_rows[-1] < rows[0] - 1]
    below = [each for each in mine if each.header_rows[0] > rows[-1] + 1]
    # The table whose headers are moved is the one that begins nearest to them.
    moved = min(mine, key=lambda each: abs(each.header_rows[0] - rows[0]), default=None)
    above_it = [each for each in above_it if each is not moved]
    below = [each for each in below if each is not moved]
    until = below[0].header_rows[0] - 1 if below else 0
    working = read_period(made.quarter) or working_quarter(book, [view], {sheet: []}, "")
    fresh = SuggestedTable(view, head_in(view, rows, kind), until, working).table()
    if above_it:
        above_it[-1] = replace(above_it[-1], last_row=rows[0] - 1)
    order = [grid.name for grid in book.grids]
    others = [each for each in made.tables if each.sheet != sheet]
    tables = [*others, *above_it, fresh, *below]
    views = {grid.name: View(grid) for grid in book.grids}
    known = _with_numbers(_with_priorities(tables, views), views)
    tables[tables.index(fresh)] = known[tables.index(fresh)]
    tables.sort(key=lambda each: (order.index(each.sheet), each.header_rows[0]))
    left_out = tuple(each for each in made.left_out if each.sheet != sheet)
    return replace(made, tables=tuple(tables), left_out=left_out)


def _why_not(view: View, heads: Sequence[TableHead], kind: Kind | None) -> str:
    if view.grid.state != "visible":
        return "The sheet is hidden."
    if not view.rows:
        return "The sheet is empty."
    if heads:
        return ""
    if kind and sum(_labels(view, row, kind) for row in list(view.rows)[:_COVER]) >= _FEWEST_LABELS:
        return "It reads as a form for one action, and only tables are read: give it a row of one."
    if any(reads_as_risks(view, row) for row in list(view.rows)[:_COVER]):
        return "It reads as a register of risks, and a plan holds actions."
    return "No row of it reads as the headers of a table of actions."


def _labels(view: View, row: int, kind: Kind) -> bool:
    """Whether a row is a label and what is filled in beside it, as in a form: 'Lead', 'Police'."""
    cells = list(view.rows[row])
    label = view.text(row, cells[0]).strip(" :")
    return len(cells) == _LABELLED and bool(headed(label, kind).matches)


def _title(book: Book, views: Sequence[View], tables: Sequence[TableMap]) -> str:
    """The plan's title: the text above its actions, else on a cover, else the file's name."""
    actions = [table for table in tables if table.records == "action"]
    first = {table.sheet: table.header_rows[0] for table in reversed(actions)}
    named = {table.sheet for table in tables}
    covers = [
        each
        for each in views
        if each.grid.name not in named
        and len(each.rows) < _COVER
        # A sheet that begins with a row of several cells is a table of something else.
        and each.alone(next(iter(each.rows), 0))
    ]
    # Of several sheets each has its own text above its table; a cover speaks for all.
    of_actions = [each for each in views if each.grid.name in first]
    order = [*covers[:1], *of_actions] if len(of_actions) > 1 else [*of_actions, *covers[:1]]
    for view in order:
        texts = _titles(view, first.get(view.grid.name, _COVER))
        may_be = [plain for text in texts if _may_be_title(plain := " ".join(text.split()))]
        if may_be:
            # A partnership's name may stand above that of its plan.
            return next(filter(_PLAN.search, may_be), may_be[0])
    return " ".join(PurePath(book.path).stem.replace("_", " ").split())


def _may_be_title(text: str) -> bool:
    timing = timing_of(text)
    worded = re.search(r"[A-Za-z]{3}.*\s", timing.rest if timing else text)
    if _LABELS_A_NAME.match(text):
        return False
    return bool(worded) and len(text) <= _LONGEST_TITLE and not read_heading(text).level


def _without_lone_objectives(tables: list[TableMap], views: Mapping[str, View]) -> list[TableMap]:
    """The tables without delivery priorities of which each action has one of its own."""
    said: dict[str, list[str]] = {}
    named: dict[str, set[str]] = {}
    for table in tables:
        view = views[table.sheet]
        rows = view.between(table.header_rows[-1] + 1, last_row(view, table))
        for each in table.columns:
            if each.to == DELIVERY:
                number = column_number(each.column)
                texts = [view.text(row, number) for row in rows]
                said.setdefault(name_key(each.header), []).extend(texts)
                named.setdefault(name_key(each.header), set()).update(map(name_key, texts))
    lone = {
        header
        for header, texts in said.items()
        if len(texts) >= _FEWEST_OBJECTIVES and all(texts) and len(named[header]) == len(texts)
    }
    return [
        replace(
            table,
            columns=tuple(
                replace(each, to="notes", note=_LONE)
                if each.to == DELIVERY and name_key(each.header) in lone
                else each
                for each in table.columns
            ),
        )
        for table in tables
    ]


def _titles(view: View, first: int) -> Iterator[str]:
    """The texts above a table; of a label and what it is for ('Plan name'), the latter first."""
    for row in view.between(1, first - 1):
        cells = [view.text(row, column) for column in view.rows[row]]
        if len(cells) == _LABELLED and _TITLE_LABEL.fullmatch(cells[0].strip()):
            yield cells[1]
    yield from above(view, first)


def _with_priorities(tables: list[TableMap], views: Mapping[str, View]) -> list[TableMap]:
    """Each table with the priority that its sheet is about, and no delivery priority alone."""
    actions = [table for table in tables if table.records == "action"]
    names = {table.sheet for table in actions}
    last = {table.sheet: table.header_rows[0] for table in tables}
    named_in = {name: _above(views[name], row, STRATEGIC) for name, row in last.items()}
    delivery_in = {name: _above(views[name], row, DELIVERY) for name, row in last.items()}
    done = []
    for table in tables:
        priority = ""
        if not any(each.to == STRATEGIC for each in table.columns):
            # The nearest above the table, if there are several.
            priority = _nearest(named_in[table.sheet], table)
            named = not _GENERIC.fullmatch(table.sheet.strip()) and not timing_of(table.sheet)
            if not priority and len(names) > 1 and named and not _has(table, STRATEGIC):
                priority = table.sheet if table.records == "action" else ""
        delivery = "" if _has_column(table, DELIVERY) else _nearest(delivery_in[table.sheet], table)
        delivery = delivery if table.records == "action" else ""
        made = replace(table, priority=priority, delivery=delivery)
        below = (
            priority
            or delivery
            or _has(table, STRATEGIC)
            or _names_what_is_above(views[table.sheet], table)
        )
        done.append(made if below else _promoted(made))
    return done


def _nearest(named: list[tuple[int, str]], table: TableMap) -> str:
    nearest = bisect_left(named, (table.header_rows[0], ""))
    return named[nearest - 1][1] if nearest else ""


def _above(view: View, first: int, level: str) -> list[tuple[int, str]]:
    """The priorities of one level that are named above row `first`, the last of each row."""
    found: dict[int, str] = {}
    for row in view.between(1, first - 1):
        for column in view.rows[row]:
            said = read_heading(view.text(row, column))
            # Of delivery priorities only those that say so: an objective may be of the plan.
            named = level == STRATEGIC or _SAYS_DELIVERY.match(view.text(row, column).strip())
            if said.level == level and named and (said.number or said.title):
                found[row] = " ".join(view.text(row, column).split())
    return list(found.items())


def _names_what_is_above(view: View, table: TableMap) -> bool:
    """True if delivery priorities have the number of their strategic one, as 1.DP2 and 1.2."""
    texts = [each.text for each in table.headings if each.to == DELIVERY]
    if any(map(_SAYS_DELIVERY.match, texts)):
        return True
    for each in table.columns:
        if each.to == DELIVERY:
            number = column_number(each.column)
            rows = view.between(table.header_rows[-1] + 1, last_row(view, table))
            texts += [text for row in rows if (text := view.text(row, number))]
    return bool(texts) and sum(read_heading(text).under > 0 for text in texts) > len(texts) / 2


def _has_column(table: TableMap, level: str) -> bool:
    return any(each.to == level for each in table.columns)


def _has(table: TableMap, level: str) -> bool:
    columns, headings = table.columns, table.headings
    return any(each.to == level for each in columns) or any(each.to == level for each in headings)


def _promoted(table: TableMap) -> TableMap:
    """The table in which what would be delivery priorities of nothing are strategic ones.

    Where there is neither, themes are the priorities.
    """
    lower = DELIVERY if _has(table, DELIVERY) else "themes"
    return replace(
        table,
        columns=tuple(
            replace(each, to=STRATEGIC) if each.to == lower else each for each in table.columns
        ),
        headings=tuple(
            replace(each, to=STRATEGIC) if each.to == lower else each for each in table.headings
        ),
    )


def _with_numbers(tables: list[TableMap], views: Mapping[str, View]) -> list[TableMap]:
    """Each table with its refs after the priority's number, where they begin again in each."""
    titles: dict[str, set[str]] = {}
    for table in tables:
        for ref, title in _refs_in(views[table.sheet], table):
            titles.setdefault(ref, set()).add(name_key(title))
    again = any(len(each) > 1 for each in titles.values())
    plain = all(ref.strip(" .)").isdigit() for ref in titles)
    if not (again and plain):
        return tables
    return [
        replace(table, refs=AFTER_PRIORITY)
        if table.refs == AS_THEY_STAND and (table.priority or _has(table, STRATEGIC))
        else table
        for table in tables
    ]


def _refs_in(view: View, table: TableMap) -> Iterator[tuple[str, str]]:
    columns = {each.to: column_number(each.column) for each in table.columns}
    headings = {each.row for each in table.headings}
    if table.records != "action" or "ref" not in columns:
        return
    for row in view.between(table.header_rows[-1] + 1, last_row(view, table)):
        if row not in headings:
            ref = view.text(row, columns["ref"])
            if ref and not why_not_a_ref(ref.strip(" .)")):
                yield ref, view.text(row, columns.get("title", 0))
