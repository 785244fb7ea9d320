"""A word in a return that nobody knows is one question, and its answer is learned for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.operations.editing.undo import redo, undo
from csp_desktop.operations.editing.vocabulary import (
    WordAnswer,
    answered,
    learn,
    learned,
)
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.batch import merge_decided, preview
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.document import Held
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.vocabulary import LEFT_OUT, Word
from csp_desktop.store.check import problems
from csp_desktop.workbook.worker.process import Reader
from tests.gui.returns.returned import QUARTER, Office, updates
from tests.operations.conftest import BOB

WORD = Word("status", "Wrth law")
MEANS = WordAnswer("status", "Wrth law", "on track")
LEFT = WordAnswer("status", "Wrth law", LEFT_OUT)


@pytest.fixture
def back(office: Office) -> Path:
    """A return in which two actions have a status in a word that nobody knows."""
    office.send("whole")
    rows = {"1.1": ("Wrth law",), "1.2": ("WRTH-LAW", "Begun."), "1.3": ("In progress",)}
    return office.come_back("whole", updates(rows), "T. Brandt")


@pytest.fixture
def plan(office: Office, back: Path) -> Iterator[OpenPlan]:
    assert back.exists()
    opened = office.with_plan()
    yield opened
    opened.close()


def arrived(plan: OpenPlan, back: Path) -> list[Arrived]:
    intake = Intake()
    try:
        return [intake.read(plan, back, BOB.at)]
    finally:
        intake.close()


def taken(plan: OpenPlan, back: Path) -> MergeReport:
    with Reader() as reader:
        return merge(plan, receive(plan, [back], BOB.at, reader=reader), BOB)


def status(plan: OpenPlan, ref: str) -> Held:
    return plan.document().with_ref(ref)[0].held("status", QUARTER)


def test_an_unknown_word_is_one_question_and_says_where_it_stands(
    plan: OpenPlan, back: Path
) -> None:
    (asked,) = taken(plan, back).unknown_words
    assert (asked.word, asked.text, len(asked.places)) == (WORD, "Wrth law", 2)
    assert all(each.startswith("whole back.xlsx Updates!") for each in asked.places)


def test_once_it_is_learned_the_file_is_simply_read(plan: OpenPlan, back: Path) -> None:
    assert taken(plan, back).waits_for_a_person
    assert status(plan, "1.1").value is None
    learn(plan, [MEANS], BOB)
    report = taken(plan, back)
    assert report.unknown_words == ()
    assert not report.waits_for_a_person
    assert [status(plan, ref).value for ref in ("1.1", "1.2")] == ["on track", "on track"]
    assert not status(plan, "1.1").unconfirmed


def test_a_word_that_is_only_guessed_is_taken_unconfirmed(plan: OpenPlan, back: Path) -> None:
    taken(plan, back)
    assert status(plan, "1.3").value == "on track"
    assert status(plan, "1.3").unconfirmed


def test_a_guess_that_is_learned_later_is_confirmed_by_the_file(plan: OpenPlan, back: Path) -> None:
    taken(plan, back)
    learn(plan, [answered(SHIPPED, "", "In progress", "on track")], BOB)
    taken(plan, back)
    held = status(plan, "1.3")
    assert (held.value, held.unconfirmed, held.contested) == ("on track", False, False)


def test_an_answer_for_a_batch_counts_for_every_cell_and_is_learned_with_the_merge(
    plan: OpenPlan, back: Path
) -> None:
    files = arrived(plan, back)
    before = preview(plan, files, [], BOB)
    assert [each.word for each in before.files[0].troubles] == [
        Word("status", "Wrth law"),
        Word("status", "WRTH-LAW"),
    ]
    assert preview(plan, files, [], BOB, [MEANS]).files[0].troubles == ()
    assert learned(plan.document()) == []
    _, merged = merge_decided(plan, files, [], {}, BOB, words=[MEANS])
    assert merged.words == [MEANS]
    assert learned(plan.document()) == [MEANS]
    assert [status(plan, ref).value for ref in ("1.1", "1.2")] == ["on track", "on track"]
    assert problems(plan.file) == []


def test_one_undo_takes_back_the_merge_and_what_was_learned_with_it(
    plan: OpenPlan, back: Path
) -> None:
    merge_decided(plan, arrived(plan, back), [], {}, BOB, words=[MEANS])
    undo(plan, BOB)
    assert learned(plan.document()) == []
    assert status(plan, "1.1").value is None
    redo(plan, BOB)
    assert learned(plan.document()) == [MEANS]
    assert status(plan, "1.1").value == "on track"


def test_an_answered_word_and_a_learned_one_make_the_same_change(
    plan: OpenPlan, back: Path
) -> None:
    merge_decided(plan, arrived(plan, back), [], {}, BOB, words=[MEANS])
    report = taken(plan, back)
    assert (report.applied, report.unknown_words) == (0, ())


def test_a_word_that_is_left_out_is_told_and_neither_a_problem_nor_asked_again(
    plan: OpenPlan, back: Path
) -> None:
    files = arrived(plan, back)
    (seen,) = preview(plan, files, [], BOB, [LEFT]).files
    assert seen.troubles == ()
    assert sum("left out" in each for each in seen.notices) == 2
    merge_decided(plan, files, [], {}, BOB, words=[LEFT])
    report = taken(plan, back)
    assert report.unknown_words == ()
    assert not report.waits_for_a_person
    assert sum("left out" in each for each in report.files[0].notices) == 2
    assert status(plan, "1.1").value is None


def test_what_a_person_typed_for_one_cell_goes_before_the_answer_for_all(
    plan: OpenPlan, back: Path
) -> None:
    from csp_desktop.operations.receiving.batch import Mend

    files = arrived(plan, back)
    spot = files[0].spots[0]
    assert spot
    merge_decided(plan, files, [Mend(back, spot, "off track")], {}, BOB, words=[MEANS])
    assert [status(plan, ref).value for ref in ("1.1", "1.2")] == ["off track", "on track"]


def test_a_word_learned_after_a_file_was_read_is_known_in_its_preview(
    plan: OpenPlan, back: Path
) -> None:
    files = arrived(plan, back)
    learn(plan, [MEANS], BOB)
    assert preview(plan, files, [], BOB).files[0].troubles == ()


def test_cells_that_nobody_touched_stay_whatever_is_learned(office: Office) -> None:
    office.set("1.1", "status", "at risk")
    office.send("whole")
    back = office.come_back("whole", updates({"1.2": ("On track",)}), "T. Brandt")
    plan = office.with_plan()
    try:
        # 'At risk' stands in the return as it went out, and 'amber' is a word for it.
        learn(plan, [WordAnswer("status", "Amber", "complete")], BOB)
        taken(plan, back)
        assert status(plan, "1.1").value == "at risk"
    finally:
        plan.close()
