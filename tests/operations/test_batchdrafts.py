"""A batch being decided, kept beside the settings until it is merged."""

import os
from pathlib import Path

import pytest

from csp_desktop import paths
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.batch_drafts import (
    BatchDraft,
    ChangePlace,
    KeptFile,
    MendPlace,
    Step,
    load,
    save,
)
from csp_desktop.operations.receiving.verdicts import Verdict

TAKEN = Verdict(Decision(take=2, side="abc"), "said by phone")
LEFT = Verdict(Decision(word="leave"))
MEND = MendPlace("/post/a.xlsx", "Updates", "G7", "Greenish")
CHANGE = ChangePlace("f1", "action", "a1", "commentary", "2016/17 Q1")


def full() -> BatchDraft:
    draft = BatchDraft((KeptFile("/post/a.xlsx", "f1"), KeptFile("/post/b.xlsx")))
    for step in (
        Step("1.4 Q1 commentary: T. Brandt", {"w1": TAKEN}),
        Step("2 decisions", {"w1": LEFT, "w2": LEFT}),
        Step("'on track' in Updates!G7", mends={MEND: "on track"}),
        Step("merge a.xlsx anyway", anyway="f1"),
        Step("1.1 Q1 commentary left out", left_out={CHANGE: "not agreed"}),
    ):
        draft = draft.after(step)
    return draft


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.cspplan"
    path.touch()
    return path


def test_what_was_kept_comes_back_as_it_was(plan: Path) -> None:
    kept = full().back()
    save("p1", plan, kept)
    found = load("p1", plan)
    assert found == kept
    assert found.verdicts["w1"].decision.side == full().verdicts["w1"].decision.side
    assert load("p2", plan) == BatchDraft()
    assert load("p1", plan.with_name("another.cspplan")) == BatchDraft()


def test_the_last_step_is_taken_back_and_made_again() -> None:
    draft = full()
    assert draft.verdicts == {"w1": LEFT, "w2": LEFT}
    assert draft.mends == {MEND: "on track"}
    assert draft.anyway == {"f1"}
    assert draft.left_out == {CHANGE: "not agreed"}
    back = draft.back().back().back().back()
    assert back.verdicts == {"w1": TAKEN}
    assert not back.mends | back.left_out
    assert not back.anyway
    assert back.next
    assert back.next.says == "2 decisions"
    assert back.forth().forth().forth().forth() == draft
    assert draft.forth() == draft
    assert BatchDraft().back() == BatchDraft()


def test_a_new_step_takes_the_place_of_what_was_taken_back() -> None:
    draft = full().back().back().after(Step("w2 later", {"w2": None}))
    assert draft.verdicts == {"w1": LEFT}
    assert draft.next is None
    assert draft.last
    assert draft.last.says == "w2 later"


def test_what_was_left_out_can_be_taken_after_all() -> None:
    assert full().after(Step("taken", left_out={CHANGE: None})).left_out == {}


def test_a_plan_that_was_moved_takes_its_draft_along(plan: Path) -> None:
    save("p1", plan, full())
    moved = plan.rename(plan.with_name("moved.cspplan"))
    assert load("p1", moved) == full()
    plan.touch()
    assert load("p1", plan) == BatchDraft()


def test_two_spellings_of_one_plan_have_one_draft(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan.rename(plan.with_name("Plan.cspplan"))
    save("p1", plan, full())
    monkeypatch.setattr(os.path, "normcase", lambda path: str(path).lower())
    shouted = plan.with_name(plan.name.upper())
    # The first was kept before spellings were one: it is found by either.
    assert load("p1", shouted) == full()
    save("p1", shouted, full().after(Step("later")))
    assert load("p1", plan) == full().after(Step("later"))


def test_an_empty_draft_leaves_nothing_on_the_disk(plan: Path) -> None:
    save("p1", plan, full())
    save("p1", plan, BatchDraft())
    save("p1", plan, BatchDraft())
    assert not list((paths.user_data() / "returns").glob("*"))


@pytest.mark.parametrize(
    "damage", ["", "[]", '{"format": 1}', '{"format": 99}', "{", '{"format": 1, "files": 3}']
)
def test_a_damaged_draft_costs_no_more_than_itself(plan: Path, damage: str) -> None:
    save("p1", plan, full())
    (path,) = (paths.user_data() / "returns").glob("*.json")
    path.write_text(damage)
    assert load("p1", plan) == BatchDraft()


def test_how_far_it_was_is_said_in_a_sentence() -> None:
    files = tuple(KeptFile(str(n)) for n in range(8))
    said = BatchDraft(files, conflicts=20, decided=5).sentence
    assert said == "You were deciding 5 of 20 conflicts of 8 files"
    one = BatchDraft(files[:1], conflicts=1).sentence
    assert one == "You were deciding 0 of 1 conflict of 1 file"
    before = BatchDraft(steps=(Step("x", {"w": LEFT}),), done=1, conflicts=3, decided=1).sentence
    assert before == "You were deciding 1 of 3 conflicts"
    assert BatchDraft(files[:2]).sentence == "You were looking at what came back in 2 files"
    assert BatchDraft(conflicts=3).sentence == ""
