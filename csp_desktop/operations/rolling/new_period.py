"""A new plan period started from the old plan: another plan file, which continues the old one.

What goes along keeps its ids and its history up to then; the new plan's own id is made from the
old one's and the years. So two people who start the same period apart make one plan, and where
they chose otherwise, merging shows it. The old file is only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance, add_record, digest
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.deciding.conflicts import conflicts
from csp_desktop.operations.rolling.add_year import to_carry
from csp_desktop.operations.rolling.carry_changes import carried, in_question
from csp_desktop.operations.rolling.refresh import refs_now, refuse_in_part
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import check_name
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.renumbering import refs_of, why_not_a_ref
from csp_desktop.plan.values import Value, understand
from csp_desktop.plan.wording import counted
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile

LABEL = "new plan period"
_NONCE = "a new plan period"
_WHOLE = frozenset({
    "strategic_priority", "delivery_priority", "indicator", "benchmark", "group", "partner",
    "person", "theme", "strategy", "duty", "word",
})  # fmt: skip
"""The kinds of record that go along whole, with the figures of all years."""

_OF_THE_OLD = frozenset({"period_note", "notes"})
_GONE = frozenset({"deleted", "unknown"})
_TITLE = Field("title", "Title", required=True)


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """What a new plan period is to be: its years, its title, and which actions go along.

    `leaving` are ids of actions that stay behind, `refs` other refs for those that go, by id.
    `carry`: what was planned for the old plan's last year goes into the first new one, unconfirmed.
    """

    years: tuple[str, ...]
    title: str = ""
    leaving: frozenset[str] = frozenset()
    refs: Mapping[str, str] = field(default_factory=dict)
    carry: bool = False


def years_named(texts: Sequence[str]) -> tuple[str, ...]:
    """The financial years of a new period, in order. Raises BadValue where they are none."""
    found = set()
    for text in texts:
        period = read_period(text, "year")
        if period is None or period.kind != "year":
            raise BadValue(f"'{text}' is not a financial year: type it as 2018/19.")
        found.add(period)
    if not found:
        raise BadValue("Say which years the new plan covers, such as 2018/19,2019/20.")
    years = sorted(found)
    if years[-1].year - years[0].year != len(years) - 1:
        raise BadValue("The years of a plan follow one another: leave none out.")
    return tuple(str(each) for each in years)


def suggested_years(document: Document, count: int = 3) -> tuple[str, ...]:
    """The `count` financial years after the plan's last, () where it has none."""
    years = document.years()
    last = read_period(years[-1]) if years else None
    return tuple(str(last.shifted(step)) for step in range(1, count + 1)) if last else ()


def suggested_title(document: Document, years: Sequence[str]) -> str:
    """The old plan's title with the years in it put forward, else with the new years after it."""
    title = document.plan.text("title")
    first, last = (read_period(each) for each in (years[0], years[-1]))
    assert first and last  # noqa: S101, PT018 - years are named by `years_named`
    span = re.search(r"(20\d\d)(\s*(?:to|[-–/])\s*)(20)?\d\d(?!\d)", title)
    if span:
        end = last.year + 1
        written = f"{first.year}{span[2]}{end if span[3] else f'{end % 100:02}'}"
        return title[: span.start()] + written + title[span.end() :]
    return f"{title}, {_span(years)}"


def _span(years: Sequence[str]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def identify(plan_id: str, years: Sequence[str]) -> str:
    """The id of the plan that continues the plan `plan_id` in these years, the same everywhere."""
    return f"plan-{digest([plan_id, 'continues', *years])[:16]}"


def goes_along(document: Document, asked: NewPeriod) -> list[Record]:
    """The actions that go into the new plan, in ref order: all but the closed and those left.

    Where it is contested whether an action is closed, it goes along, and so does the question.
    """
    return [
        action
        for action in document.actions()
        if (not action.text("closed") or action.held("closed").contested)
        and action.id not in asked.leaving
    ]


def with_refs(
    document: Document, asked: NewPeriod, given: Mapping[str, str], *, anew: bool = False
) -> NewPeriod:
    """`asked` with these refs by id; `anew` closes the gaps of those left behind first."""
    going = {action.id: action.text("ref") for action in goes_along(document, asked)}
    before = refs_of(going.items())
    after = before.numbered_anew() if anew else before
    return replace(asked, refs=after.given(given).changed(before))


def why_not(document: Document, asked: NewPeriod) -> Iterator[tuple[str, str]]:
    """The obstacles: the id of an action, or '', with a sentence."""
    if asked.years and asked.years[-1] in document.years():
        yield "", f"{asked.years[-1]} belongs to the old plan: a new period goes beyond it."
    for each in sorted({*asked.leaving, *asked.refs}):
        if document.record("action", each) is None:
            yield each, f"{each} is not an action of the old plan."
    going = {action.id for action in goes_along(document, asked)}
    refs = {each: ref for each, ref in asked.refs.items() if each in going}
    for each, ref in refs.items():
        if reason := why_not_a_ref(ref):
            yield each, reason
    after = refs_now(document).given(refs).by_id
    holders: dict[str, str] = {}
    # Those that keep their ref come first, so that the sentence is about the one that was given it.
    for each in sorted(going, key=lambda each: each in refs):
        other = holders.setdefault(after[each], each)
        if other != each and each in refs:
            titles = [f"'{_title_of(document, one)}'" for one in (other, each)]
            yield each, f"{after[each]} would be the ref of {' and of '.join(titles)}."


def _title_of(document: Document, action: str) -> str:
    record = document.record("action", action)
    return record.text("title") if record else action


def start_period(path: Path, old: OpenPlan, asked: NewPeriod, stamp: Stamp) -> OpenPlan:
    """Make the plan file of a new period at `path`, and return it open for writing.

    The old plan is only read. Raises a Refusal if there is an obstacle. Then, and if the file
    cannot be written, no file is left behind.
    """
    check_name(path)
    refuse_in_part(old, "A new plan period is started")
    asked = replace(asked, years=years_named(asked.years))
    with old.kindly(), old.steady():
        document = old.document()
        for _, sentence in why_not(document, asked):
            raise BadValue(sentence)
        changes = list(old.file.ledger.everything())
        going = _going(old, document, asked, changes)
        # Every change is carried, not the values they come to: contested, proposed and undone cells
        # must be so in the new plan too, and merging two new plans must work as for the old.
        images = carried(changes, going.plan_id, going.route)
        made_in = _operations(old, document)
    made = [(image, made_in.get(each, [])) for each, found in images.items() for image in found]
    begun = Operation(stamp.new_id(), LABEL, stamp.author, stamp.at, stamp.source)

    def fill(file: PlanFile) -> None:
        with file.transaction():
            file.take_in_from(made)
            # The choices go on top of what went along and are made over it, so they are read from
            # the new file, not from the old document.
            file.take_in(going.choices(file.document()), begun)

    return OpenPlan(PlanFile.create(path, old.table, going.plan_id, stamp.author, fill))


def left_behind(old: OpenPlan, asked: NewPeriod) -> tuple[str, ...]:
    """Sentences on what waits in the old plan and does not go along: it is still to be found there.

    That is what waits for another copy, and what is to be decided about the old plan's quarters.
    """
    # `steady`: document and changes are read at one moment, though another process may be writing.
    with old.kindly(), old.steady():
        document = old.document()
        changes = list(old.file.ledger.everything())
        going = _going(old, document, asked, changes)
        waiting = len(ChangeSet(changes).waiting)
        open_there = sum(
            going.route(each.cell) is None and each.cell.record not in asked.leaving
            for each in conflicts(old, document)
        )
    return (*_waiting_there(waiting), *_open_there(open_there))


def _waiting_there(count: int) -> Iterator[str]:
    if count:
        changes = counted(count, "change waits", "changes wait")
        yield f"{changes} in the old plan for a copy that is not merged yet, and stayed behind."


def _open_there(count: int) -> Iterator[str]:
    if count:
        is_one = count == 1
        yield (
            f"{'1 conflict is' if is_one else f'{count:,} conflicts are'} about the old plan's own "
            f"years and quarters and {'stays' if is_one else 'stay'} there: decide "
            f"{'it' if is_one else 'them'} in the old plan."
        )


def _operations(old: OpenPlan, document: Document) -> dict[str, list[Operation]]:
    """Who made each change of the old plan, said to come from that plan."""
    title = document.plan.text("title") or old.path.stem
    found: dict[str, list[Operation]] = {}
    for operation, change in old.file.log.operations():
        said = replace(operation, source=operation.source or title)
        found.setdefault(change, []).append(said)
    return found


def _going(
    old: OpenPlan, document: Document, asked: NewPeriod, changes: Sequence[Change]
) -> _Going:
    going = _Going(document, old.table, identify(old.plan_id, asked.years), asked)
    going.look_up(old.file.picture.standings(), in_question(changes))
    going.look_up_parts(changes)
    return going


class _Going:
    """What goes from the old plan into the new one, and what is chosen on top of it."""

    def __init__(
        self, document: Document, table: FieldTable, plan_id: str, asked: NewPeriod
    ) -> None:
        self.plan_id = plan_id
        self._old, self._table, self._asked = document, table, asked
        self._years = asked.years
        self._actions = {action.id for action in goes_along(document, asked)}
        self._known: frozenset[tuple[str, str]] = frozenset()
        self._whole: frozenset[tuple[str, str]] = frozenset()
        self._parts: frozenset[tuple[str, str]] = frozenset()

    def look_up(
        self, standings: Mapping[tuple[str, str], str], questioned: frozenset[tuple[str, str]]
    ) -> None:
        """Note the state of each record, and whose existence is or was `questioned`.

        A record that waits for a person, such as a proposed one, is in no document and goes along.
        """
        self._known = frozenset(each for each, how in standings.items() if how not in _GONE)
        self._whole = questioned & self._known
        shown = {action.id for action in self._old.of("action")}
        # An action in question may be shown nowhere. If only one of two people who start the period
        # knows of the question, both must still carry the record whole, or their new plans would
        # differ.
        self._actions |= {
            record
            for kind, record in self._whole
            if kind == "action" and record not in shown and record not in self._asked.leaving
        }

    def look_up_parts(self, changes: Iterable[Change]) -> None:
        """Note which milestones go along: all but those of an action that stays behind.

        One whose action is gone waits for a person, and takes along what there was of that.
        """
        kinds = {kind.name: kind.part_of for kind in self._table.kinds if kind.part_of}
        of: dict[tuple[str, str], set[str]] = {}
        for change in changes:
            kind, record, name, _ = change.cell
            if kinds.get(kind) == name and (kind, record) in self._known:
                of.setdefault((kind, record), set()).add(str(change.value))
        gone = {
            each for links in of.values() for each in links if not self._old.record("action", each)
        }
        self._actions |= gone
        self._whole |= {("action", each) for each in gone}
        self._parts = frozenset(part for part, links in of.items() if links & self._actions)

    def route(self, cell: Cell) -> Cell | None:
        """Where a cell of the old plan goes, None where it stays behind."""
        kind, record, name, period = cell
        if kind == "plan":
            own = record == self._old.plan_id and name not in _OF_THE_OLD
            return Cell(kind, self.plan_id, name, period) if own else None
        if kind == "action":
            along = not period or period[:7] in self._years or (kind, record) in self._whole
            return cell if record in self._actions and along else None
        along = (kind, record) in (self._known if kind in _WHOLE else self._parts)
        return cell if along else None

    def choices(self, new: Document) -> Iterator[Change]:
        """The changes that state what was chosen, the same ids wherever the same is chosen."""
        old = self._old.plan
        title = self._asked.title or suggested_title(self._old, self._years)
        first = read_period(self._years[0])
        assert first  # noqa: S101 - it was read before
        if not new.plan.held(*EXISTS).heads:
            # The nonce is a constant: two people who start the same period apart make the same
            # changes.
            yield from add_record(self.plan_id, "plan", self.plan_id, {}, lambda: _NONCE)
        plan = {
            "title": understand(_TITLE, title),
            "working_quarter": str(Period(first.year, 1)),
            "previous_plan": old.text("title") or None,
            "continues": self._old.plan_id,
        }
        yield from self._put(new.plan, plan)
        for year in self._years:
            yield from add_record(self.plan_id, "year", year, {("name", ""): year}, lambda: _NONCE)
        for kind in ("action", "indicator"):
            for record in new.of(kind):
                yield from self._put(record, self._of(record))
        if self._asked.carry:
            yield from self._planned(new)

    def _planned(self, new: Document) -> Iterator[Change]:
        first = self._years[0]
        before = [year for year in self._old.years() if year < first]
        for action, name in to_carry(self._old, first):
            record = new.record("action", action.id)
            # Never over a value that is there already: somebody planned the new year in the old
            # plan.
            if record and not record.held(name, first).heads:
                cell = Cell("action", action.id, name, first)
                value, seen = action.get(name, before[-1]), record.held(*EXISTS).heads
                yield make_edit(self.plan_id, cell, value, seen, _NONCE, Stance.UNCONFIRMED)

    def _of(self, record: Record) -> dict[str, Value]:
        asked = self._asked.refs if record.kind == "action" else {}
        values: dict[str, Value] = {"ref": asked[record.id]} if record.id in asked else {}
        if record.contested:
            # Whatever nobody asked for would be one more side for keeping what is in question.
            return values
        values["continues"] = f"{self._old.plan_id} {record.id}"
        if record.kind == "action":
            known = record.items("cross_references")
            kept = [each for each in known if each in self._actions]
            if len(kept) != len(known) and not record.held("cross_references").contested:
                values["cross_references"] = kept or None
        return values

    def _put(self, record: Record, values: Mapping[str, Value]) -> Iterator[Change]:
        for name, value in values.items():
            held = record.held(name)
            if name == "ref" and held.contested:
                called = label_of(self._old, self._table, "action", record.id)
                raise Refusal(
                    f"The ref of {called} is contested. Settle it first (conflicts, resolve)."
                )
            if held.value != value or held.contested:
                cell = Cell(record.kind, record.id, name)
                seen = held.heads or record.held(*EXISTS).heads
                yield make_edit(self.plan_id, cell, value, seen, _NONCE)
