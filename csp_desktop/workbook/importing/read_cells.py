"""The cells of a record's rows, understood as values of its fields."""

from __future__ import annotations

from collections.abc import Sequence

from csp_desktop.errors import BadValue, WordUnknown
from csp_desktop.measures.kpi.units import has_sign
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.headers import in_two_languages
from csp_desktop.plan.headertimes import timing_of
from csp_desktop.plan.headings import DELIVERY, STRATEGIC, Heading, read_heading
from csp_desktop.plan.periods import Period
from csp_desktop.plan.statuses import BY_NAME, COLOURED, STATUSES
from csp_desktop.plan.values import Value, name_key, understand, why_left_out, words
from csp_desktop.plan.vocabulary import LEFT_OUT, Vocabulary
from csp_desktop.workbook.importing.align_rows import AlignedCell, AlignedRow, What
from csp_desktop.workbook.importing.cell_parts import bears_header, is_text, joined, parted
from csp_desktop.workbook.importing.date_cells import DATED, month_first_columns, read_days
from csp_desktop.workbook.importing.dated_entries import dated_entries
from csp_desktop.workbook.importing.fuzzy_values import (
    FuzzyChoice,
    names_nobody,
    read_choice,
    read_ref,
    split_leads,
)
from csp_desktop.workbook.importing.import_log import Account, FoundRecord, Priorities, RecordDraft
from csp_desktop.workbook.importing.import_map import FROM_CELL, place_of
from csp_desktop.workbook.package.formats import status_of_fill
from csp_desktop.workbook.package.sheet_view import plain, shown

_LEFT_OUT = "Its column is left out in the map."
_NO_COLUMN = "Its column has no header, and the map does not say what it holds."
_SPLIT = "Its dated entries were put to the quarters of their dates."
_MILESTONE = "It reads as a milestone of the action above, and is kept in words in its activity."
_PUT_ABOVE = "Nothing in its row names a record, so the row was put to the one above it."
_FOR_BELOW = "The action above has a priority of its own, so this one counts for the rows below."
_NOBODY = "It names nobody."
_FARTHEST_YEAR = 8
_PARTS_OF_REFS = ";,\n"
_NUMERIC = frozenset({Type.NUMBER, Type.TARGET})
_PARTNERS = frozenset({"lead_partners", "supporting_partners"})
_WHITE = "#FFFFFF"
_TICKS = frozenset({"x", "✓", "✔", "y", "yes"})


class CellReader:
    """Reads row after row into drafts, and keeps the priorities and groups that they name."""

    def __init__(
        self,
        table: FieldTable,
        working: Period,
        priorities: Priorities,
        account: Account,
        words: Vocabulary,
    ) -> None:
        """`working` is the quarter for what names no time, `words` what is known of words.

        `announced` are the priorities that a further line of a record names for the rows below it.
        """
        self._table = table
        self._working = working
        self._priorities = priorities
        self._account = account
        self._words = words
        self._named = True
        self._month_first: frozenset[int] = frozenset()
        self.groups: dict[str, FoundRecord] = {}
        self.announced: dict[str, str] = {}

    def begin(self, lines: Sequence[AlignedRow], kind: Kind) -> None:
        """Begin with the lines of another table."""
        self.announced.clear()
        self._month_first = month_first_columns(lines, kind)

    def read_line(self, draft: RecordDraft, kind: Kind, line: AlignedRow) -> None:
        """Take one row's cells into `draft`; each is taken or left over."""
        if line.what is What.RECORD:
            self.announced.clear()
        self._named = line.what is What.RECORD or any(part.reached for part in line.parts)
        if not self._named:
            self._account.tell(line.parts[0], _PUT_ABOVE)
        for part in line.parts:
            if part.cell and (part.column is None or not part.column.to):
                why = _LEFT_OUT if part.column and part.column.header else _NO_COLUMN
                self._account.leave(part, why)
        # Words before the colours below: where both give a status, the words count, and a colour is
        # only remarked on if it contradicts them.
        for to, parts in self._by_place(line).items():
            field_, period = place_of(to, kind)
            self._read_cell(draft, field_, period, parts, more=line.what is What.MORE)
        for part in line.parts:
            if part.column and part.column.word_to and part.cell:
                self._read_word(draft, kind, part)
        for part in line.parts:
            if part.column and part.column.colour_to:
                self._read_colour(draft, kind, part)

    def read_milestone(self, draft: RecordDraft, line: AlignedRow) -> None:
        """Keep a milestone in words in its action's activity, with all that its row says."""
        activity = self._table.field(draft.found.kind, "activity")
        own = [part for part in line.parts if part.cell and not part.reached]
        own = [part for part in own if not self._account.troubled(part)]
        if not activity or not own:
            return
        named = [shown(part.cell) for part in own if part.cell and _names(part)]
        rest = [
            f"{' '.join(part.column.header.split()) if part.column else ''}: {shown(part.cell)}"
            for part in own
            if part.cell and not _names(part)
        ]
        text = " ".join(named) + (f" ({'; '.join(rest)})" if rest else "")
        for part in own:
            self._account.take(part.spot, draft, ("activity", ""))
        self._put(draft, activity, "", text, own[0], sure=False)
        self._account.tell(own[0], _MILESTONE)

    def _by_place(self, line: AlignedRow) -> dict[str, list[AlignedCell]]:
        """The readable cells by where they go, priorities first: the others belong under them."""
        found: dict[str, list[AlignedCell]] = {}
        for part in (each for whole in line.parts for each in parted(whole)):
            to = part.column.to if part.column else ""
            if to and part.cell and not self._account.troubled(part):
                found.setdefault(to, []).append(part)
        order = {STRATEGIC: 0, DELIVERY: 1}
        return {to: found[to] for to in sorted(found, key=lambda to: order.get(to, 2))}

    def _read_cell(
        self,
        draft: RecordDraft,
        field_: Field,
        period: str,
        parts: list[AlignedCell],
        *,
        more: bool,
    ) -> None:
        """Read the cells that go to one place; `more`: they are below the record's first row."""
        if field_.name in (STRATEGIC, DELIVERY):
            self._read_priority(draft, field_, parts, more=more)
            return
        for part in parts:
            # A merged cell reaches every row of its record; it was read in the first.
            if more and part.reached:
                continue
            text = shown(part.cell) if part.cell else ""
            try:
                self._read_text(draft, field_, period, part, text)
            except WordUnknown as error:
                self._account.leave(part, str(error), error.kind)
            except BadValue as error:
                self._account.leave(part, str(error))

    def _read_text(
        self, draft: RecordDraft, field_: Field, period: str, part: AlignedCell, text: str
    ) -> None:
        if field_.name == "ref" and draft.found.kind == "action":
            self._read_ref(draft, part, text)
        elif field_.type is Type.CHOICE:
            self._read_choice(draft, field_, period, part, text)
        elif field_.name in _PARTNERS and names_nobody(text):
            self._account.leave(part, _NOBODY)
        elif field_.name in _PARTNERS:
            header = part.column.header if part.column else ""
            named, sure = split_leads(text, in_two_languages=in_two_languages(header))
            self._put(draft, field_, "", named, part, sure=sure)
        elif field_.links_to == "group":
            self._put(draft, field_, "", self._group(text), part)
        elif field_.type is Type.LINKS:
            self._read_crossed(draft, part, text)
        else:
            self._read_plainly(draft, field_, period, part, text)

    def _read_plainly(
        self, draft: RecordDraft, field_: Field, period: str, part: AlignedCell, text: str
    ) -> None:
        if field_.name in DATED:
            self._read_days(draft, field_, part, text)
        elif field_.name == "commentary" and (entries := self._entries(part, text)):
            for quarter, said in entries:
                self._put(draft, field_, str(quarter), said, part, sure=False)
            self._account.tell(part, _SPLIT)
        elif part.column and part.column.header and bears_header(draft.shared, field_, part.column):
            header = " ".join(part.column.header.split())
            self._put(draft, field_, period, f"{header}: {text}", part)
        else:
            period = self._year_in(text) if period == FROM_CELL else period
            raw = part.cell.value if part.cell and field_.type in _NUMERIC else text
            self._put(draft, field_, period, understand(field_, raw), part)
            if draft.found.kind == "indicator" and has_sign(raw):
                draft.signed.append(((field_.name, period), part))

    def _entries(self, part: AlignedCell, text: str) -> list[tuple[Period, str]]:
        """A commentary's dated entries, where its header does not say what quarter it is of."""
        if part.column and timing_of(part.column.header):
            return []
        return dated_entries(text, self._working, month_first=part.spot.column in self._month_first)

    def _read_days(self, draft: RecordDraft, field_: Field, part: AlignedCell, text: str) -> None:
        header = " ".join(part.column.header.split()) if part.column else ""
        read = read_days(
            field_.name,
            header,
            text,
            self._working,
            month_first=part.spot.column in self._month_first,
            with_start=all(each.to != "start_date" for each in draft.table.columns),
        )
        for each in read.values:
            name, period = each.place
            if to := self._table.field(draft.found.kind, name):
                self._put(draft, to, period, each.value, part, sure=each.sure)
        if read.why:
            self._account.tell(part, read.why)

    def _put(
        self,
        draft: RecordDraft,
        field_: Field,
        period: str,
        value: Value,
        part: AlignedCell,
        *,
        sure: bool = True,
    ) -> None:
        place = (field_.name, period)
        held = draft.found.values.get(place)
        value = understand(field_, value) if is_text(field_) else value
        together = joined(field_, held, value)
        if together is None:
            self._account.leave(
                part, f"The action has another {field_.label} already: '{words(held)}'."
            )
            return
        draft.found.values[place] = together
        draft.found.places.setdefault(place, []).append(part.spot)
        if not (sure and self._named):
            draft.found.unsure.add(place)
        self._account.take(part.spot, draft, place)

    def _read_ref(self, draft: RecordDraft, part: AlignedCell, text: str) -> None:
        # A merged ref over several records belongs to the first. The others are given one later,
        # and a person reads so, rather than several actions sharing one.
        if draft.ref or draft.ref_why or part.reached:
            if not part.reached and text != draft.ref:
                self._account.leave(part, f"The action has the ref {draft.ref} already.")
            elif part.reached and not draft.ref:
                draft.ref_why = "Its ref is in a merged cell that belongs to the row above."
                draft.ref_spot = part.spot
            return
        ref, why = read_ref(text)
        draft.ref, draft.ref_spot, draft.ref_why = ref, part.spot, why
        self._account.take(part.spot, draft, ("ref", ""))

    def _read_choice(
        self, draft: RecordDraft, field_: Field, period: str, part: AlignedCell, text: str
    ) -> None:
        read = read_choice(text, field_.choices, field_.word_kind, self._words)
        if read is None:
            # A status cell may be coloured and hold a remark. The colour gives the status then, and
            # the remark is kept as commentary.
            by_colour = status_of_fill(part.fill) if field_.choices == STATUSES else None
            kept = self._keep_words(draft, period, part, text) if by_colour else False
            if not kept:
                understand(field_, text)  # raises: it is none of the choices
            return
        if read.choice == LEFT_OUT:
            raise BadValue(why_left_out(text))
        held = draft.found.values.get((field_.name, period))
        if held is not None and held != read.choice and part.reached:
            return
        self._put(draft, field_, period, read.choice, part, sure=read.sure)
        if not read.sure and not read.more:
            self._account.guess(part, field_.word_kind, read.choice)
        if read.more:
            self._keep_words(draft, period, part, text)

    def _keep_words(self, draft: RecordDraft, period: str, part: AlignedCell, text: str) -> bool:
        """Keep what a status cell says beside the status as commentary of the same quarter."""
        commentary = self._table.field(draft.found.kind, "commentary")
        if commentary is None or not period:
            return False
        self._put(draft, commentary, period, text, part)
        return True

    def _read_word(self, draft: RecordDraft, kind: Kind, part: AlignedCell) -> None:
        assert part.column and part.cell  # noqa: S101, PT018
        field_, period = place_of(part.column.word_to, kind)
        text = shown(part.cell)
        read = read_choice(text, field_.choices, field_.word_kind, self._words)
        read = None if read and read.choice == LEFT_OUT else read
        place = (field_.name, period)
        if read and place not in draft.found.values and plain(shown(part.cell)) in _TICKS:
            # A cross in a year's column says that something is to happen in it.
            read = (
                FuzzyChoice("planned", sure=False, more=False) if field_.name == "state" else None
            )
        if read and place not in draft.found.values:
            draft.found.values[place] = read.choice
            draft.found.places[place] = [part.spot]
            if not read.sure:
                # A status read from a colour is always put to a person: colours are also used to
                # mark what is new, done or in question.
                draft.found.unsure.add(place)

    def _read_colour(self, draft: RecordDraft, kind: Kind, part: AlignedCell) -> None:
        assert part.column  # noqa: S101
        field_, period = place_of(part.column.colour_to, kind)
        if field_.name == "notes":
            self._keep_colour(draft, field_, part)
            return
        status = status_of_fill(part.fill)
        if status is None or status not in field_.choices:
            coloured = part.fill and part.fill.upper() != _WHITE
            if coloured and part.cell is None and part.column.to == part.column.colour_to:
                self._account.leave(part, f"The colour {part.fill} stands for no status.")
            return
        place = (field_.name, period)
        held = draft.found.values.get(place)
        if held is None:
            draft.found.values[place] = status
            draft.found.places[place] = [part.spot]
            draft.found.unsure.add(place)
            if part.cell is None:
                self._account.take(part.spot, draft, place)
        elif held != status and held in COLOURED:
            draft.found.unsure.add(place)
            self._account.tell(
                part, f"The colour says {status}, the words say {held}; the words count."
            )

    def _keep_colour(self, draft: RecordDraft, field_: Field, part: AlignedCell) -> None:
        status = status_of_fill(part.fill)
        if status and part.column:
            said = f"{part.column.header}: {BY_NAME[status].colour}"
            self._put(draft, field_, "", said, part, sure=False)

    def _read_priority(
        self, draft: RecordDraft, field_: Field, parts: list[AlignedCell], *, more: bool
    ) -> None:
        """Read a priority from one cell, or from a number and a title in two."""
        if more and all(part.reached for part in parts):
            return
        text = " ".join(shown(part.cell) for part in parts if part.cell)
        said = read_heading(" ".join(text.split()))
        under = ""
        if field_.name == DELIVERY:
            stands = draft.found.values.get((STRATEGIC, ""))
            under = self.announced.get(STRATEGIC) or str(stands or "")
        if field_.name == STRATEGIC and said.under:
            said = Heading("", 0, 0, " ".join(text.split()))
        met = self._priorities.find(field_.name, said, under)
        held = self._priorities.get(str(draft.found.values.get((field_.name, "")) or ""))
        if more and (self.announced or (held and held is not met)):
            self.announced[field_.name] = met.key
            for part in parts:
                self._account.tell(part, _FOR_BELOW)
                self._account.take(part.spot, draft, (field_.name, ""))
            return
        draft.found.values[field_.name, ""] = met.key
        if met.under:
            draft.found.values[STRATEGIC, ""] = met.under
        for part in parts:
            draft.found.places.setdefault((field_.name, ""), []).append(part.spot)
            self._account.take(part.spot, draft, (field_.name, ""))

    def _group(self, text: str) -> str:
        name = " ".join(text.split())
        found = self.groups.get(name_key(name))
        if found is None:
            found = FoundRecord(
                "group", f"group {name}", {("name", ""): name, ("role", ""): "sub-group"}
            )
            found.unsure.add(("role", ""))
            self.groups[name_key(name)] = found
        return found.key

    def _read_crossed(self, draft: RecordDraft, part: AlignedCell, text: str) -> None:
        for mark in _PARTS_OF_REFS:
            text = text.replace(mark, "\n")
        draft.crossed += [(each.strip(), part.spot) for each in text.split("\n") if each.strip()]
        self._account.take(part.spot, draft, ("cross_references", ""))

    def _year_in(self, text: str) -> str:
        """The financial year of a date in a cell; the working year where it names none near it."""
        period = timing_of(text).period
        if period and abs(period.year - self._working.year) <= _FARTHEST_YEAR:
            return str(period.financial_year)
        return str(self._working.financial_year)


def _names(part: AlignedCell) -> bool:
    """Whether a cell says what a milestone is, rather than how it goes."""
    return part.column is not None and part.column.to in {"ref", "title", "activity"}
