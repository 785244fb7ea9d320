"""One table's part of the map that a workbook suggests: its columns, headings and refs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field
from csp_desktop.plan.headers import ALIAS, Match, second_field
from csp_desktop.plan.headertimes import Timing, settle, timing_of
from csp_desktop.plan.headings import DELIVERY, STRATEGIC, read_heading
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.statuses import STATUSES
from csp_desktop.workbook.importing.align_rows import heading_text, improves
from csp_desktop.workbook.importing.column_content import (
    MOSTLY,
    ColumnContent,
    contents_of,
    kind_of_update,
)
from csp_desktop.workbook.importing.fuzzy_values import in_two, ref_in_title
from csp_desktop.workbook.importing.header_rows import Headed, TableHead, first_year
from csp_desktop.workbook.importing.import_map import (
    AS_THEY_STAND,
    FROM_CELL,
    GIVEN,
    IN_TITLE,
    ColumnMap,
    HeadingMap,
    TableMap,
)
from csp_desktop.workbook.package.cells import column_letter
from csp_desktop.workbook.package.markers import ROW_ID
from csp_desktop.workbook.package.sheet_view import View, plain

_MOST_LOOKED_AT = 400
_KEY = re.compile(
    r"(?:b?rag|status|colour|progress)?\s*(?:rating\s*)?(?:key|legend|definitions?)"
    r"(?: to .{1,40})?\W*",
    re.IGNORECASE,
)
_LEVELS = frozenset(
    {"high", "medium", "low", "h", "m", "l", "1", "2", "3", "4", "5", "h/m/l", "medium/high"}
    | {"critical", "urgent", "important", "must", "should", "could", "normal", "very high"}
)
_DIGITS = re.compile(r"\d+")
_SUPPORT = re.compile(r"support|other|contribut|cefnog", re.IGNORECASE)
_NO_FIELD = "No field of this name: kept in Notes, under its header."
_IN_WORDS = frozenset({"commentary", "corrective_action", "evidence", "activity", "title"})
_BY_LIKENESS = "Taken by likeness."


class SuggestedTable:
    """Suggests how one table is to be read."""

    def __init__(self, view: View, head: TableHead, until: int, working: Period) -> None:
        self._view = view
        self._head = head
        self._kind = head.kind
        key = _key_below(view, head.rows[-1], until or view.last_row)
        self._until = key - 1 if key else until
        last = self._until or view.last_row
        self._rows = view.between(head.rows[-1] + 1, last)
        self._looked_at = self._rows[:_MOST_LOOKED_AT]
        self._contents = contents_of(view, self._looked_at)
        # A sheet of its own for a quarter or a year gives its time to headers that name none.
        said = timing_of(view.grid.name)
        said = said or view.first_above(head.rows[0], timing_of) or said
        self._working = read_period(settle(said, Per.QUARTER, working, working.year)) or working
        self._first_year = first_year(view, head, working)
        self._columns: dict[int, ColumnMap] = {}
        self._places: set[str] = set()
        self._fills: dict[int, set[str]] = {}
        self._rated: set[Timing] = set()
        self._timings: dict[str, set[Timing]] = {}
        for each in head.columns.values():
            self._timings.setdefault(plain(each.timing.rest), set()).add(each.timing)
            if each.matches and each.matches[0].field == "status":
                self._rated.add(each.timing)

    def table(self) -> TableMap:
        """The table's part of the map."""
        self._by_header()
        self._by_content()
        if self._kind.name == "action":
            self._need_title()
            self._need_lead()
            self._find_seconds()
            self._find_colours()
            self._find_words()
        else:
            self._keep_colours()
        columns = tuple(self._columns[number] for number in sorted(self._columns))
        return TableMap(
            self._view.grid.name,
            self._kind.name,
            self._head.rows,
            columns,
            tuple(self._headings()),
            self._until,
            "",
            self._refs(),
        )

    # Columns

    def _by_header(self) -> None:
        """Give each column the field that its header means, the surest first."""
        # All offers of all columns compete: a field goes to the column whose header means it most
        # surely, not to the first that might.
        offers = sorted(
            (
                (-match.score, number, match)
                for number, each in self._head.columns.items()
                for match in self._offered(number, each)
            ),
            key=lambda offer: offer[:2],
        )
        for _, number, match in offers:
            if number in self._columns or not self._suits(number, match):
                continue
            to = self._to(match, self._head.columns[number])
            if to not in self._places:
                self._take(number, to, _BY_LIKENESS if match.how == "likeness" else "")

    def _offered(self, number: int, each: Headed) -> tuple[Match, ...]:
        """What a header may mean; a 'Progress' that holds nothing but RAG words is the status."""
        first = next(iter(each.matches), None)
        if first is None or first.field != "commentary":
            return each.matches
        if each.timing in self._rated or self._content(number).share(STATUSES) < MOSTLY:
            return each.matches
        return (replace(first, field="status"), *each.matches)

    def _to(self, match: Match, each: Headed) -> str:
        # Notes on a quarter are what was said of it.
        timed_note = match.field == "notes" and each.timing and self._kind.name == "action"
        name = "commentary" if timed_note else match.field
        # What falls due in a year of several belongs to that year's plan.
        if name in ("activity", "due_date") and self._is_by_year(each):
            name = "planned"
        field = self._kind.field(name)
        assert field  # noqa: S101 - matches name fields of the kind
        if field.name == "planned" and not each.timing and match.score < ALIAS:
            return f"planned@{FROM_CELL}"
        return _to(field, each.timing, self._working, self._first_year)

    def _is_by_year(self, each: Headed) -> bool:
        """Whether a header is one of several that differ in the year alone: 'Milestones 16-17'."""
        return bool(each.timing) and len(self._timings[plain(each.timing.rest)]) > 1

    def _take(self, number: int, to: str, note: str = "") -> None:
        text = self._head.columns[number].text if number in self._head.columns else ""
        self._columns[number] = ColumnMap(column_letter(number), text, to, note=note)
        if to:
            self._places.add(to)

    def _suits(self, number: int, match: Match) -> bool:
        """True if a column's content can be what its header means: no 'Priority: High'."""
        if match.field in _IN_WORDS:
            # A percentage or a sum is no progress that anybody wrote.
            return self._content(number).numbers < MOSTLY
        if match.field not in (STRATEGIC, DELIVERY):
            return True
        texts = {text.strip().lower() for text in self._content(number).texts}
        letters = texts - {"1", "2", "3", "4", "5"}
        return not (letters and texts <= _LEVELS)

    def _by_content(self) -> None:
        """Give the columns that are left a field by their content, or leave them out."""
        # A header counts without content, and content without a header.
        for number in sorted({*self._head.columns, *self._contents}):
            if number in self._columns:
                continue
            each = self._head.columns.get(number)
            content = self._content(number)
            if each and each.timing and not each.timing.rest:
                self._take_timed(number, each.timing, content)
            elif each and plain(each.text) == plain(ROW_ID):
                self._take(number, "", "The ids of another plan's rows.")
            elif each and self._kind.field("notes"):
                self._columns[number] = ColumnMap(
                    column_letter(number), each.text, "notes", note=_NO_FIELD
                )
            elif content.texts or content.coloured:
                self._take_headless(number, content)

    def _take_timed(self, number: int, timing: Timing, content: ColumnContent) -> None:
        """A column headed by nothing but a time: its content says whether of status or delivery."""
        name = "actual" if self._kind.name != "action" else kind_of_update(timing, content)
        field = self._kind.field(name)
        to = _to(field, timing, self._working, self._first_year) if field else ""
        if to in self._places and name != "commentary":
            self._take(number, "", "Another column goes there already.")
        else:
            self._take(number, to, "Headed by its time alone: taken by what is in it.")

    def _take_headless(self, number: int, content: ColumnContent) -> None:
        refs = [text for text in content.texts if not why_not_a_ref(text)]
        status = f"status@{self._working}"
        if self._kind.name != "action":
            self._take(number, "", "It has no header.")
        elif "ref" not in self._places and len(refs) > MOSTLY * max(len(content.texts), 1) and refs:
            self._take(number, "ref", "It has no header, and refs are in it.")
        elif not any(to.startswith("status@") for to in self._places) and (
            (not content.texts and content.coloured) or content.share(STATUSES) > MOSTLY
        ):
            self._take(number, status, "It has no header, and statuses are in it.")
        else:
            self._take(number, "", "It has no header.")

    def _content(self, number: int) -> ColumnContent:
        return self._contents.get(number) or ColumnContent([], [])

    def _need_title(self) -> None:
        """An action needs a title: what else says what is to be done serves as one."""
        if "title" in self._places:
            return
        for name in ("activity", DELIVERY, "measure", "expected_outcome"):
            for number, each in self._columns.items():
                if each.to == name:
                    self._places.discard(name)
                    self._take(number, "title", "No other column says what the action is.")
                    return

    def _find_seconds(self) -> None:
        """Let what stands behind a slash go to a second field, where the header names two."""
        for number, each in list(self._columns.items()):
            second = second_field(each.header, each.to, self._kind)
            texts = self._content(number).texts
            parted = sum(len(in_two(text)) > 1 for text in texts)
            if second and second not in self._places and parted >= MOSTLY * max(len(texts), 1):
                self._columns[number] = replace(each, then_to=second)
                self._places.add(second)

    def _need_lead(self) -> None:
        """Partners are those that lead where no other column says who does."""
        if self._places.isdisjoint({"lead_partners", "lead_officer"}):
            for number, each in list(self._columns.items()):
                if each.to == "supporting_partners" and not _SUPPORT.search(each.header):
                    self._take(number, "lead_partners", "No other column says who leads.")

    def _find_colours(self) -> None:
        """Let colours give a status: in a status column, else where they tell actions apart."""
        for number, each in list(self._columns.items()):
            if each.to.startswith("status@"):
                self._columns[number] = replace(each, colour_to=each.to)
        # A status column first, then texts coloured by status, and only then any column whose
        # colours differ: each next sign is weaker.
        for name in ("commentary", "planned"):
            for number, each in list(self._columns.items()):
                if each.to.startswith(f"{name}@") and self._content(number).coloured:
                    self._colour(number, each)
        if any(to.startswith("status@") for to in self._places):
            return
        for number, each in list(self._columns.items()):
            if self._content(number).coloured:
                to = f"status@{self._working}"
                self._columns[number] = replace(each, colour_to=to)
                self._places.add(to)
                return

    def _keep_colours(self) -> None:
        """Keep in Notes what colours alone say of an indicator: the plan rates them itself."""
        for number, each in list(self._columns.items()):
            content = self._content(number)
            if each.to == "notes" and content.colours and not content.texts:
                self._columns[number] = replace(each, colour_to="notes")

    def _colour(self, number: int, each: ColumnMap) -> None:
        status = self._kind.field("status")
        period = each.to.partition("@")[2]
        timing = timing_of(period)
        to = _to(status, timing, self._working, self._first_year) if status else ""
        if to and to not in self._places:
            self._columns[number] = replace(each, colour_to=to)
            self._places.add(to)

    def _find_words(self) -> None:
        """Let the first words of a text give a choice: a year's state, a status in a commentary."""
        for number, each in list(self._columns.items()):
            name, _, period = each.to.partition("@")
            if name == "planned" and period != FROM_CELL and f"state@{period}" not in self._places:
                self._columns[number] = replace(each, word_to=f"state@{period}")
            elif (
                name == "commentary"
                and f"status@{period}" not in self._places
                and self._content(number).share(STATUSES) >= MOSTLY
            ):
                self._columns[number] = replace(each, word_to=f"status@{period}")

    # Rows

    def _headings(self) -> Iterator[HeadingMap]:
        """The rows that head others, with the level that words, place or colour give them."""
        rows = [row for row in self._rows if self._heads(row)]
        heads = set(rows)
        following = dict(pairwise((*self._rows, 0)))
        last = max((row for row in self._rows if row not in heads), default=0)
        strategic = self._is_worded(rows, STRATEGIC) or STRATEGIC in self._places
        upper = {
            self._view.fill(row, next(iter(self._view.rows[row])))
            for row in rows
            if following[row] in heads and not self._level(row)
        }
        for row in rows:
            text = heading_text(self._view, row)
            to = self._level(row)
            # No action follows it anywhere below.
            if not to and row > last:
                to = ""
            elif not to:
                fill = self._view.fill(row, next(iter(self._view.rows[row])))
                below = strategic or (upper and fill not in upper)
                to = DELIVERY if below else STRATEGIC
            yield HeadingMap(row, text, to)

    def _level(self, row: int) -> str:
        return read_heading(heading_text(self._view, row)).level

    def _is_worded(self, rows: Iterable[int], level: str) -> bool:
        return any(self._level(row) == level for row in rows)

    def _heads(self, row: int) -> bool:
        """Whether a row heads others: one cell, merged, worded, or out of place or colour."""
        cells = list(self._view.rows[row])
        if improves(self._view, row):
            return False
        text = heading_text(self._view, row)
        said = read_heading(text)
        if len(cells) > 1:
            first = read_heading(self._view.text(row, cells[0]))
            heads = bool(len(cells) == 2 and first.level and first.number and not first.title)
            return heads and not self._is_ref_as_others(row, cells[0])
        column = cells[0]
        if said.level and (said.number or said.title):
            return not self._is_ref(row, column)
        if self._view.width(row, column) > 1 and self._view.width(row, column) >= min(
            3, len(self._columns)
        ):
            return True
        to = self._columns[column].to if column in self._columns else ""
        if to == "ref":
            return bool(why_not_a_ref(text)) and bool(re.search(r"[A-Za-z]{3}", text))
        return to == "title" and self._stands_out(row, column)

    def _is_ref(self, row: int, column: int) -> bool:
        to = self._columns[column].to if column in self._columns else ""
        return to == "ref" and not why_not_a_ref(self._view.text(row, column))

    def _is_ref_as_others(self, row: int, column: int) -> bool:
        """Whether a ref is of the shape that most of its column has: no 1.1 above a 1.1.1."""
        if not self._is_ref(row, column):
            return False
        shapes = [_DIGITS.sub("9", text) for text in self._content(column).texts]
        alike = shapes.count(_DIGITS.sub("9", self._view.text(row, column)))
        return alike > len(shapes) / 2

    def _stands_out(self, row: int, column: int) -> bool:
        """Whether a cell has a ground of its own among those of its column."""
        if column not in self._fills:
            self._fills[column] = {
                self._view.fill(each, column)
                for each in self._looked_at
                if not self._view.alone(each) and column in self._view.rows[each]
            }
        fill = self._view.fill(row, column)
        return bool(fill) and fill not in self._fills[column]

    # Refs

    def _refs(self) -> str:
        if self._kind.name != "action":
            return AS_THEY_STAND
        for number, each in self._columns.items():
            if each.to == "ref":
                return AS_THEY_STAND if self._content(number).texts else GIVEN
        for number, each in self._columns.items():
            if each.to == "title":
                texts = self._content(number).texts
                begin = sum(bool(ref_in_title(text)[0]) for text in texts)
                return IN_TITLE if texts and begin >= MOSTLY * len(texts) else GIVEN
        return GIVEN


def _to(field: Field, timing: Timing, working: Period, first_year: int) -> str:
    period = settle(timing, field.per, working, first_year)
    return f"{field.name}@{period}" if period else field.name


def _key_below(view: View, first: int, last: int) -> int:
    """The row in which a key of colours begins below a table, 0 where there is none."""
    for row in view.between(first + 1, last):
        if _KEY.fullmatch(heading_text(view, row).strip()):
            return row
    return 0
