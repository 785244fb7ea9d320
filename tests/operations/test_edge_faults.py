"""Faults put in where two rules meet: the laws must notice each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.changes.conflicts import Conflict, ConflictChoice
from csp_desktop.operations.deciding import conflicts, resolve
from csp_desktop.operations.editing import edits, records
from csp_desktop.operations.rolling import new_period
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.values import Value
from tests.operations import edge_laws, edge_steps
from tests.operations.edge_world import begin

TRIES = 2_000
Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    """A fault, how it is put in, and the law that it breaks."""

    name: str
    put_in: Callable[[Patch], None]
    law: edge_laws.Law
    theme: edge_steps.Theme


FAULTS: list[Fault] = []


def breaks(
    law: edge_laws.Law, theme: edge_steps.Theme
) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    def fault(put_in: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS.append(Fault(put_in.__name__, put_in, law, theme))
        return put_in

    return fault


@breaks(edge_laws.a_period_started_from_any_copy_is_one_plan, edge_steps.DELETIONS)
def what_contests_a_deletion_stays_behind_in_the_old_period(patch: Patch) -> None:
    patch.setattr(new_period, "in_question", lambda _changes: frozenset())


def every_proposal_in_the_cell(_plan: OpenPlan, stance: Stance, held: Held) -> tuple[str, ...]:
    return held.proposals if stance is Stance.PROPOSED else ()


@breaks(edge_laws.nothing_is_lost, edge_steps.PROPOSALS)
def a_proposal_replaces_what_another_group_proposed(patch: Patch) -> None:
    patch.setattr(edits, "replaced_by", every_proposal_in_the_cell)


@breaks(edge_laws.a_change_covers_what_was_on_screen, edge_steps.PROPOSED_DELETIONS)
def a_proposed_deletion_replaces_what_another_group_proposed(patch: Patch) -> None:
    patch.setattr(records, "replaced_by", every_proposal_in_the_cell)


@breaks(edge_laws.a_change_covers_what_was_on_screen, edge_steps.REFS)
def a_decision_on_a_shared_ref_settles_a_contested_renumbering(patch: Patch) -> None:
    def by_name(document: Document, kind: Kind) -> dict[str, list[Record]]:
        named: dict[str, list[Record]] = {}
        for record in document.of(kind.name):
            if record.get(kind.key):
                named.setdefault(record.text(kind.key), []).append(record)
        return named

    patch.setattr(conflicts, "by_name", by_name)


@breaks(edge_laws.a_change_covers_what_was_on_screen, edge_steps.NEW_ROWS)
def a_new_row_is_taken_cell_by_cell_from_all_who_filled_it_in(patch: Patch) -> None:
    def take_row(
        plan: OpenPlan,
        _document: Document,
        conflict: Conflict,
        _choice: ConflictChoice,
        stamp: Stamp,
    ) -> list[Change]:
        taken = make_edit(plan.plan_id, conflict.cell, True, conflict.heads, stamp.new_id())  # noqa: FBT003
        changes = [taken]
        for place, held in plan.file.values.cells_of(*conflict.cell[:2]).items():
            cell = Cell(*conflict.cell[:2], *place)
            if cell == conflict.cell or not held.proposals:
                continue
            first = plan.file.ledger.get(held.proposals[0])
            value = first.value if first else None
            seen = (*held.heads, *held.proposals, taken.id)
            changes.append(make_edit(plan.plan_id, cell, value, seen, stamp.new_id()))
        return changes

    patch.setattr(resolve, "take_row", take_row)


@breaks(edge_laws.what_is_kept_is_whole, edge_steps.ADDITIONS)
def keeping_a_record_whose_making_was_undone_brings_back_its_existence_alone(patch: Patch) -> None:
    patch.setattr(resolve, "_made_again", lambda *_: [])


@breaks(edge_laws.what_a_group_changes_outside_its_actions_is_proposed, edge_steps.SNAPSHOTS)
def a_copy_made_for_a_group_states_what_it_does_to_a_snapshot(patch: Patch) -> None:
    def change_of(
        plan: OpenPlan, record: Record, cell: Cell, value: Value, stamp: Stamp
    ) -> Change | None:
        seen = record.held(cell.field).heads or record.held("exists").heads
        return make_edit(plan.plan_id, cell, value, seen, stamp.new_id())

    patch.setattr(snapshots, "change_of", change_of)


@pytest.fixture(scope="module")
def begun() -> OpenPlan:
    return begin()


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_noticed(fault: Fault, begun: OpenPlan, monkeypatch: Patch) -> None:
    fault.put_in(monkeypatch)
    for seed in range(TRIES):
        found = edge_laws.breaches(seed, begun, [fault.law], fault.theme)
        broken = [each for each in found if not each.startswith(f"{fault.law.__name__}:")]
        assert not broken, f"the history of seed {seed} could not be lived: {broken}"
        if found:
            return
    pytest.fail(f"{TRIES} histories were lived through with this fault, and no law noticed it")
