"""Faults put into the engine of returns on purpose: the laws must notice each of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from csp_desktop.changes.cellstate import CellState
from csp_desktop.changes.cellstate import fold as true_fold
from csp_desktop.changes.change import Cell, Change, Stance, digest
from csp_desktop.changes.change import add_record as true_add_record
from csp_desktop.changes.change import delete_record as true_delete_record
from csp_desktop.changes.change import edit as true_edit
from csp_desktop.changes.changeset import RecordState
from csp_desktop.changes.changeset import standing as true_standing
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding import resolve as resolving
from csp_desktop.operations.deciding.conflicts import conflicts as true_conflicts
from csp_desktop.operations.merging import merge
from csp_desktop.operations.receiving import new_rows, read_rows, return_reader
from csp_desktop.operations.sending import sheets
from csp_desktop.plan.cell_equality import text_in
from csp_desktop.plan.document import EXISTS
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.values import Value
from csp_desktop.store import current_cells
from csp_desktop.store.ledger import Ledger
from csp_desktop.store.operationlog import OperationLog
from csp_desktop.store.planfile import PlanFile
from csp_desktop.workbook.package.model import BaseSheet, RawCell, ReturnedRow, ReturnedSheet
from tests.operations.memory import small_plan
from tests.operations.returning_histories import History
from tests.operations.returning_laws import breaches

TRIES = 200

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]
FAULTS: list[Fault] = []
Reader = return_reader.ReturnReader
true_edit_cell = Reader._edit
true_read = Reader.read
true_read_row = Reader._read_row
true_note_missing = Reader._note_missing


def fault(apply: Fault) -> Fault:
    FAULTS.append(apply)
    return apply


# How a return is read


@fault
def an_edit_covers_what_is_current_and_not_the_base(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        value, covers, stance = rest
        found = self._document.record(sheet.kind, row.record_id)
        current = found.held(*column.place).heads if found else ()
        true_edit_cell(self, sheet, row, column, value, current or covers, stance)

    patch.setattr(Reader, "_edit", edit)


@fault
def an_edit_over_something_unknown_takes_effect_at_once(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        value, covers, stance = rest
        known = tuple(each for each in covers if self._plan.file.ledger.in_effect(each))
        true_edit_cell(self, sheet, row, column, value, known, stance)

    patch.setattr(Reader, "_edit", edit)


@fault
def every_merge_of_a_return_has_a_nonce_of_its_own(patch: Patch) -> None:
    count = itertools.count()

    def read(self: Reader) -> None:
        self._nonce = f"{self._nonce} {next(count)}"
        true_read(self)

    patch.setattr(Reader, "read", read)


@fault
def an_edit_is_dropped_where_the_plan_has_moved_on(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        value, covers, stance = rest
        found = self._document.record(sheet.kind, row.record_id)
        current = found.held(*column.place).heads if found else ()
        if not current or set(current) == set(covers):
            true_edit_cell(self, sheet, row, column, value, covers, stance)

    patch.setattr(Reader, "_edit", edit)


@fault
def what_the_plan_says_already_is_no_edit(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        found = self._document.record(sheet.kind, row.record_id)
        if found is None or found.get(*column.place) != rest[0]:
            true_edit_cell(self, sheet, row, column, *rest)

    patch.setattr(Reader, "_edit", edit)


@fault
def a_grey_column_is_taken_like_any_other(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        true_edit_cell(self, sheet, row, replace(column, fill_in=True), *rest)

    patch.setattr(Reader, "_edit", edit)


@fault
def a_grey_column_is_left_out(patch: Patch) -> None:
    def edit(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, column: Any, *rest: Any) -> None:
        if column.fill_in:
            true_edit_cell(self, sheet, row, column, *rest)

    patch.setattr(Reader, "_edit", edit)


@fault
def values_are_compared_as_they_are_written(patch: Patch) -> None:
    def says(raw: RawCell, value: Value, _: Type = Type.TEXT) -> bool:
        return raw.value == value

    patch.setattr(read_rows, "says", says)
    for module in (return_reader, read_rows):
        patch.setattr(module, "says", says)
        patch.setattr(module, "same", lambda one, other: one == other)


@fault
def a_blank_cell_says_nothing(patch: Patch) -> None:
    def read_row(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, exported: Any) -> None:
        said = {place: raw for place, raw in row.values.items() if raw.value is not None}
        true_read_row(self, sheet, replace(row, values=said), exported)

    patch.setattr(Reader, "_read_row", read_row)


@fault
def a_missing_row_deletes(patch: Patch) -> None:
    def delete_record(*arguments: Any) -> Change:
        return true_delete_record(*arguments[:5])

    patch.setattr(return_reader, "delete_record", delete_record)


@fault
def a_missing_row_is_passed_over(patch: Patch) -> None:
    patch.setattr(Reader, "_note_missing", lambda *_: None)


@fault
def a_missing_row_is_noted_only_where_the_plan_still_has_its_record(patch: Patch) -> None:
    def note(self: Reader, exported: BaseSheet, owners: Mapping[str, ReturnedRow]) -> None:
        known = tuple(
            each for each in exported.records if self._document.record(exported.kind, each)
        )
        true_note_missing(self, replace(exported, records=known), owners)

    patch.setattr(Reader, "_note_missing", note)


@fault
def a_new_row_is_another_record_each_time(patch: Patch) -> None:
    count = itertools.count()

    def add_record(plan: str, kind: str, record: str, *rest: Any, **more: Any) -> list[Change]:
        other = record if kind != "action" else digest([record, next(count)])
        return true_add_record(plan, kind, other, *rest, **more)

    patch.setattr(new_rows, "add_record", add_record)


@fault
def a_new_row_with_a_ref_that_is_known_is_an_edit(patch: Patch) -> None:
    def id_of(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, *rest: Any) -> str:
        found = self._document.with_ref(text_in(row.values.get(("ref", ""))))
        return found[0].id if found else true_id_of(self, sheet, row, *rest)

    true_id_of = Reader._id_of_new
    patch.setattr(Reader, "_id_of_new", id_of)


@fault
def two_people_in_one_spare_row_add_one_action(patch: Patch) -> None:
    def id_of(self: Reader, sheet: ReturnedSheet, row: ReturnedRow, *rest: Any) -> str:
        return row.record_id or true_id_of(self, sheet, row, *rest)

    true_id_of = Reader._id_of_new
    patch.setattr(Reader, "_id_of_new", id_of)


# How it goes out


@fault
def typing_into_a_contested_cell_settles_it(patch: Patch) -> None:
    patch.setattr(sheets, "agreed_heads", lambda _ledger, _cell, held: held.heads)


@fault
def typing_into_a_contested_cell_saw_nothing(patch: Patch) -> None:
    patch.setattr(sheets, "agreed_heads", lambda *_: ())


@fault
def a_blank_cell_goes_out_without_what_it_rests_on(patch: Patch) -> None:
    patch.setattr(sheets, "covers_of", lambda _record, held: held.heads)


# What is kept and shown


@fault
def the_last_writer_wins(patch: Patch) -> None:
    def fold(changes: Iterable[Change], aside: Collection[str]) -> CellState:
        held = list(changes)
        state = true_fold(held, aside)
        if not state.contested:
            return state
        won = max((each for each in held if each.id in state.heads), key=lambda each: each.nonce)
        return replace(state, heads=(won.id,), value=won.value, contested=False)

    patch.setattr(current_cells, "fold", fold)


@fault
def a_deletion_wins(patch: Patch) -> None:
    patch.setattr(
        current_cells, "standing", lambda existence, state, _: true_standing(existence, state, {})
    )


@fault
def an_edit_wins_over_a_deletion(patch: Patch) -> None:
    def standing(*arguments: Any) -> RecordState:
        found = true_standing(*arguments)
        return RecordState.LIVE if found is RecordState.CONTESTED else found

    patch.setattr(current_cells, "standing", standing)


@fault
def a_copy_gives_only_what_is_in_effect(patch: Patch) -> None:
    true_take = merge._take_in

    def take(plan: Any, made: list[Any], *rest: Any) -> Any:
        coming = {change.id for change, _ in made}
        kept = [
            (change, by)
            for change, by in made
            if all(each in coming or plan.file.ledger.in_effect(each) for each in change.covers)
        ]
        return true_take(plan, kept, *rest)

    patch.setattr(merge, "_take_in", take)


@fault
def proposals_do_not_travel(patch: Patch) -> None:
    true_take = merge._take_in

    def take(plan: Any, made: list[Any], *rest: Any) -> Any:
        kept = [each for each in made if each[0].stance is not Stance.PROPOSED]
        return true_take(plan, kept, *rest)

    patch.setattr(merge, "_take_in", take)


@fault
def what_comes_in_parts_waits_for_good(patch: Patch) -> None:
    patch.setattr(merge, "_AT_ONCE", 1)
    patch.setattr(Ledger, "waiting_for", lambda *_: [])


# What is decided and undone


@fault
def a_decision_covers_only_the_side_it_takes(patch: Patch) -> None:
    def edit(plan: str, cell: Cell, value: Value, seen: Iterable[str], *rest: Any) -> Change:
        return true_edit(plan, cell, value, sorted(seen)[:1], *rest)

    patch.setattr(resolving, "make_edit", edit)


@fault
def a_decision_on_what_has_changed_is_taken(patch: Patch) -> None:
    def every(*arguments: Any) -> list[Any]:
        found = true_conflicts(*arguments)
        if found and arguments[0].file.log.next_undo():
            asked = _asked[-1:] or [found[0].id]
            return [*found, _Disguised(found[0], asked[0])]
        return found

    _asked: list[str] = []
    true_resolve = resolving.resolve

    def resolve(plan: Any, conflict_id: str, *rest: Any) -> Any:
        _asked.append(conflict_id)
        return true_resolve(plan, conflict_id, *rest)

    patch.setattr(resolving, "conflicts", every)
    patch.setattr(resolving, "resolve", resolve)


class _Disguised:
    """A conflict that gives itself out for another."""

    def __init__(self, true: Any, conflict_id: str) -> None:
        self._true = true
        self.id = conflict_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._true, name)


@fault
def leaving_a_proposal_does_nothing(patch: Patch) -> None:
    def aside(plan: str, _: Iterable[str], nonce: str) -> Change:
        return true_edit(plan, Cell("action", "nobody", "exists"), value=True, seen=(), nonce=nonce)

    patch.setattr(resolving, "set_aside", aside)


@fault
def taking_a_proposal_leaves_it_standing(patch: Patch) -> None:
    def settle(plan: Any, document: Any, conflict: Any, decision: Any, stamp: Any) -> list[Change]:
        made = true_held(plan, document, conflict, decision, stamp)
        heads = plan.file.values.held(*conflict.cell).heads
        if decision.word == "leave":
            return made
        return [true_edit(plan.plan_id, conflict.cell, made[0].value, heads, made[0].nonce)]

    true_held = resolving._settle_held
    for kind in ("held", "compare", "missing"):
        patch.setitem(resolving._SETTLERS, kind, settle)


@fault
def undoing_a_merge_leaves_it_all(patch: Patch) -> None:
    patch.setattr(Ledger, "resting_on", lambda _, changes: set(changes))


@fault
def redoing_a_merge_brings_nothing_back(patch: Patch) -> None:
    patch.setattr(OperationLog, "give_back", lambda *_: [])


# What is told


@fault
def what_is_held_in_a_contested_cell_is_not_listed(patch: Patch) -> None:
    true_one = conflicts._held

    def one(plan: Any, cell: Cell, held: Any, record: Any) -> list[Any]:
        return [] if held.contested else true_one(plan, cell, held, record)

    patch.setattr(conflicts, "_held", one)


@fault
def a_contested_deletion_is_not_listed(patch: Patch) -> None:
    def some(*arguments: Any) -> list[Any]:
        return [each for each in true_conflicts(*arguments) if each.cell.field != EXISTS[0]]

    patch.setattr(conflicts, "conflicts", some)


@fault
def a_dry_run_writes(patch: Patch) -> None:
    class _Never(Exception):
        pass

    true_transaction = PlanFile.transaction

    def transaction(self: PlanFile) -> Any:
        return _Swallowing(true_transaction(self))

    class _Swallowing:
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __enter__(self) -> Any:
            return self._inner.__enter__()

        def __exit__(self, *raised: object) -> Any:
            if raised[0] is merge._DryRun:
                return self._inner.__exit__(None, None, None) or True
            return self._inner.__exit__(*raised)

    patch.setattr(PlanFile, "transaction", transaction)


def test_there_are_twelve_faults_and_more() -> None:
    assert len(FAULTS) >= 12
    assert len({each.__name__ for each in FAULTS}) == len(FAULTS)


@pytest.mark.slow
@pytest.mark.parametrize("apply", FAULTS, ids=lambda each: each.__name__)
def test_a_fault_is_noticed(apply: Fault, monkeypatch: Patch) -> None:
    begun = small_plan(updated=True)
    apply(monkeypatch)
    for seed in range(TRIES):
        try:
            found = breaches(History(seed, begun=begun))
        except Exception:  # noqa: BLE001 - however it shows, the fault is noticed
            return
        if found:
            return
    pytest.fail(f"{TRIES} histories did not notice that {apply.__name__.replace('_', ' ')}")


@pytest.mark.slow
def test_without_a_fault_the_same_histories_are_sound() -> None:
    begun = small_plan(updated=True)
    assert [breaches(History(seed, begun=begun)) for seed in range(100)] == [[]] * 100
