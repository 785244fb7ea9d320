"""What can be settled only once all rows are read: refs, links, one action on several sheets."""

from __future__ import annotations

from collections.abc import Mapping

from csp_desktop.measures.kpi.units import (
    PERCENT,
    kind_of_figures,
    says_unit,
    why_no_percentage,
)
from csp_desktop.plan.document import Held, Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.headings import STRATEGIC
from csp_desktop.plan.renumbering import next_free_ref, why_not_a_ref
from csp_desktop.plan.values import same, words
from csp_desktop.workbook.importing.fuzzy_values import read_ref, ref_in_title
from csp_desktop.workbook.importing.import_log import Account, Leftover, Priorities, RecordDraft
from csp_desktop.workbook.importing.import_map import AFTER_PRIORITY, AS_THEY_STAND, IN_TITLE
from csp_desktop.workbook.package.sheet_view import plain, shown


class Settling:
    """Settles drafts; `drafts` are those that are left when it has `finish`ed."""

    def __init__(
        self, drafts: list[RecordDraft], table: FieldTable, priorities: Priorities, account: Account
    ) -> None:
        """Take the drafts of all tables, in the workbook's order."""
        self.drafts = drafts
        self._table = table
        self._priorities = priorities
        self._account = account

    def finish(self) -> None:
        """Give refs where they are missing, join what is one action, and settle the links."""
        # In this order: what an action is called decides which drafts are one, and only then is it
        # known which refs are taken and what a cross-reference can point to.
        for draft in self.drafts:
            self._name(draft)
            self._settle_unit(draft)
        self.drafts = self._merged(self.drafts)
        actions = [draft for draft in self.drafts if draft.found.kind == "action"]
        self._settle_refs(actions)
        self._settle_crossed(actions)

    def _name(self, draft: RecordDraft) -> None:
        """Make sure that a record has a name, and its ref if that is part of the title."""
        values = draft.found.values
        if draft.found.kind != "action":
            return
        if not values.get(("title", "")) and values.get(("activity", "")):
            activity = self._table.field("action", "activity")
            if activity and not any(each.to == "title" for each in draft.table.columns):
                values["title", ""] = " ".join(str(values.pop(("activity", ""))).split())
        if draft.table.refs == IN_TITLE:
            ref, title = ref_in_title(str(values.get(("title", "")) or ""))
            if ref and not draft.ref and not why_not_a_ref(ref):
                draft.ref, values["title", ""] = ref, title
                draft.ref_spot = next(iter(draft.found.places.get(("title", ""), [])), None)
        if draft.table.refs == AFTER_PRIORITY and draft.ref:
            number = self._number_of(draft)
            draft.ref = f"{number}.{draft.ref}" if number else draft.ref

    def _settle_unit(self, draft: RecordDraft) -> None:
        """Let the % sign say an indicator's unit; where it counts things, the sign is reported."""
        values = draft.found.values
        record = Record("indicator", "", {place: Held(value) for place, value in values.items()})
        for place, part in draft.signed:
            said = shown(part.cell) if part.cell else "%"
            if why := why_no_percentage(record, place[0], said):
                values.pop(place, None)
                self._account.taken.pop(part.spot, None)
                self._account.leave(part, why)
            elif not record.text("unit") and (
                says_unit(record, place[0], said) or kind_of_figures(record) == PERCENT
            ):
                values["unit", ""] = "%"
                draft.found.unsure.add(("unit", ""))

    def _number_of(self, draft: RecordDraft) -> int:
        priority = self._priorities.get(str(draft.found.values.get((STRATEGIC, "")) or ""))
        return priority.number if priority else 0

    def _merged(self, drafts: list[RecordDraft]) -> list[RecordDraft]:
        """The drafts, with an action from several tables (one for each quarter) put in one."""
        kept: list[RecordDraft] = []
        by_name: dict[tuple[str, str], list[RecordDraft]] = {}
        for draft in drafts:
            alike = by_name.setdefault((draft.found.kind, _name_of(draft)), [])
            earlier = next((each for each in alike if _same_record(each, draft)), None)
            if earlier:
                self._join(earlier, draft)
            else:
                alike.append(draft)
                kept.append(draft)
        return kept

    def _join(self, earlier: RecordDraft, draft: RecordDraft) -> None:
        for place, value in draft.found.values.items():
            held = earlier.found.values.get(place)
            if held is None:
                earlier.found.values[place] = value
                if place in draft.found.unsure:
                    earlier.found.unsure.add(place)
                if place in draft.found.places:
                    earlier.found.places[place] = draft.found.places[place]
            # The first sheet keeps its value. The other is left over for a person, and never put
            # over it.
            elif not same(held, value):
                why = (
                    f"{_name_of(earlier)} is on sheet '{earlier.table.sheet}' too, "
                    "with another value there."
                )
                for spot in draft.found.places.get(place, []):
                    self._account.taken.pop(spot, None)
                    left = Leftover(spot.sheet, spot.address, words(value), why)
                    self._account.leftovers.append(left)
        earlier.crossed += draft.crossed

    def _settle_refs(self, actions: list[RecordDraft]) -> None:
        # All written refs first, from the whole workbook: one that is given must not be one that is
        # written further down.
        borne: dict[str, RecordDraft] = {}
        for draft in actions:
            if draft.ref and draft.ref not in borne:
                borne[draft.ref] = draft
        last: dict[int, str] = {}
        for draft in actions:
            number = self._number_of(draft)
            if draft.ref and borne[draft.ref] is draft:
                last[number] = draft.ref
                if draft.ref_why:
                    draft.found.unsure.add(("ref", ""))
                    self._tell_ref(draft, draft.ref_why)
            else:
                # After 1.9, a second 1.1 is 1.10 that was saved as a number.
                after = last.get(number) or draft.ref or (f"{number}.0" if number else "0")
                noughted = f"{draft.ref}0"
                given = noughted if _lost_nought(draft, borne) else next_free_ref(after, borne)
                self._give(draft, given, borne)
                borne[given] = draft
                last[number] = given
            draft.found.values["ref", ""] = draft.ref

    def _give(self, draft: RecordDraft, given: str, borne: Mapping[str, RecordDraft]) -> None:
        by_table = draft.table.refs not in (AS_THEY_STAND, AFTER_PRIORITY)
        if draft.ref:
            other = borne[draft.ref]
            place = f"row {other.line.row} of sheet '{other.table.sheet}'"
            why = f"{draft.ref} is the ref of {place} already, so this action got {given}."
        elif draft.ref_why:
            why = f"{draft.ref_why} The action got {given}."
        else:
            why = f"The action has no ref, so it got {given}."
        draft.found.unsure.add(("ref", ""))
        draft.ref = given
        title = words(draft.found.values.get(("title", "")))
        self._account.given.append((given, title))
        if not (by_table and draft.ref_spot is None):
            self._tell_ref(draft, why)

    def _tell_ref(self, draft: RecordDraft, why: str) -> None:
        spot = draft.ref_spot or next((each[0] for each in draft.found.places.values()), None)
        if spot is None:
            spot = draft.line.parts[0].spot
        said = next(
            (shown(part.cell) for part in draft.line.parts if part.spot == spot and part.cell), ""
        )
        self._account.leftovers.append(Leftover(spot.sheet, spot.address, said, why, taken=True))

    def _settle_crossed(self, actions: list[RecordDraft]) -> None:
        keys = {draft.ref: draft.found.key for draft in actions}
        for draft in actions:
            links = []
            for ref, spot in draft.crossed:
                known = keys.get(read_ref(ref)[0] or ref)
                if known:
                    links.append(known)
                else:
                    why = f"No action here has the ref '{ref}'."
                    self._account.leftovers.append(Leftover(spot.sheet, spot.address, ref, why))
            if links:
                draft.found.values["cross_references", ""] = list(dict.fromkeys(links))


def _lost_nought(draft: RecordDraft, borne: Mapping[str, RecordDraft]) -> bool:
    """Whether a ref that is another's is a 3.10 that a workbook kept as the number 3.1."""
    spots = {part.spot: part.cell for part in draft.line.parts if part.cell}
    cell = spots.get(draft.ref_spot) if draft.ref_spot else None
    number = cell is not None and isinstance(cell.value, float)
    return number and "." in draft.ref and f"{draft.ref}0" not in borne


def _name_of(draft: RecordDraft) -> str:
    """What a record is called: an action's ref, an indicator's name."""
    return draft.ref or plain(words(draft.found.values.get(("name", ""))))


def _same_record(one: RecordDraft, other: RecordDraft) -> bool:
    """Whether two rows with one name, in different tables, are one record: titles may be blank."""
    if one.table is other.table or not _name_of(one):
        return False
    first, second = (plain(words(each.found.values.get(("title", "")))) for each in (one, other))
    return not first or not second or first == second
