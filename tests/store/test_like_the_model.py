"""A plan file shows what the plain model of its changes shows, however they came."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csp_desktop.changes.change import Change
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.plan.document import Document, Record
from csp_desktop.store.check import problems
from csp_desktop.store.current_cells import worked_out_cells
from csp_desktop.store.operation import Operation
from csp_desktop.store.planfile import PlanFile
from tests.changes.histories import LONGEST, STEP, World
from tests.store.conftest import Maker

pytestmark = pytest.mark.whole

HISTORIES = 60


def _dump(file: PlanFile) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the file keeps of what it worked out."""
    tables = ("cell", "record", "awaited", "set_aside")
    rows = {name: sorted(file._db.execute(f"SELECT * FROM {name}")) for name in tables}  # noqa: S608
    marks = sorted(file._db.execute("SELECT id, waiting, aside FROM change"))
    return {**rows, "marks": marks, **file.published()}


def _take_in(file: PlanFile, changes: Iterable[Change], number: int) -> None:
    """Take changes in, and see that what is said to be changed is all that is."""
    before = file.document()
    operation = Operation(f"batch {number}", "merge", "tests", None)
    with file.transaction():
        changed = file.take_in(changes, operation)
    assert _plain(before.with_records(changed)) == _plain(file.document())


def _plain(document: Document) -> dict[str, dict[str, Record]]:
    return {kind: dict(records) for kind, records in document.kinds.items() if records}


def _assert_alike(file: PlanFile, model: ChangeSet) -> None:
    assert file.picture.cells() == worked_out_cells(model)
    standings = {record: model.standing(*record).value for record in model.records()}
    assert file.picture.standings() == standings
    marks = file._db.execute("SELECT id, waiting, aside FROM change").fetchall()
    assert {row[0] for row in marks} == model.changes.keys()
    assert {row[0] for row in marks if row[1]} == model.waiting.keys()
    assert {row[0] for row in marks if row[2]} == model.aside


@settings(max_examples=HISTORIES)
@given(seed=st.integers(0, 2**64 - 1))
def test_a_file_shows_what_the_model_shows_in_whatever_order_changes_come(
    new_file: Maker, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World(chance.randbytes(chance.randint(20, LONGEST) * STEP))
    changes = list(world.changes.values())
    chance.shuffle(changes)
    if chance.random() < 0.5:
        # Some that others wait for never come.
        del changes[: len(changes) // 5]
    file, model = new_file(), ChangeSet()
    number = 0
    while changes:
        size = chance.choice((1, 1, 2, 5, 20))
        batch = [*changes[:size], *chance.sample(list(model.changes.values()), min(number, 2))]
        del changes[:size]
        _take_in(file, batch, number)
        model.add(batch)
        number += 1
    _assert_alike(file, model)
    assert problems(file) == []
    before = _dump(file)
    file.rebuild()
    assert _dump(file) == before
    assert {change.id: change for change in file.ledger.everything()} == model.changes


@settings(max_examples=HISTORIES)
@given(seed=st.integers(0, 2**64 - 1))
def test_a_file_shows_what_the_model_shows_as_a_history_goes_on(new_file: Maker, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World(chance.randbytes(chance.randint(20, LONGEST) * STEP))
    model = ChangeSet()
    file = new_file()
    for number, change in enumerate(world.changes.values()):
        _take_in(file, [change], number)
        model.add([change])
        if number % 7 == 0:
            _assert_alike(file, model)
    _assert_alike(file, model)
    assert problems(file) == []


@settings(max_examples=HISTORIES // 2)
@given(seed=st.integers(0, 2**64 - 1))
def test_what_a_merge_brought_can_be_taken_out_and_brought_again(
    new_file: Maker, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    world = World(chance.randbytes(chance.randint(20, LONGEST) * STEP))
    changes = list(world.changes.values())
    chance.shuffle(changes)
    file = new_file()
    _take_in(file, changes, 0)
    brought = {change.id for change in changes if chance.random() < 0.5}
    goes = brought - file.ledger.resting_on(brought)
    before = file.document()
    with file.transaction():
        told = file.take_out(goes)
    assert _plain(before.with_records(told)) == _plain(file.document())
    left = [change for change in changes if change.id not in goes]
    _assert_alike(file, ChangeSet(left))
    assert problems(file) == []
    _take_in(file, changes, 1)
    _assert_alike(file, ChangeSet(changes))
    assert problems(file) == []
