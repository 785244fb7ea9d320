"""What a map says that words mean is learned by the plan; a word means the same on every way in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from csp_desktop.errors import BadValue
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.vocabulary import WordAnswer, learn, learned
from csp_desktop.operations.importing import plan_from_workbook
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.vocabulary import LEFT_OUT
from csp_desktop.workbook.importing.import_map import check, from_text, known_words, to_text
from csp_desktop.workbook.worker.process import Reader
from tests.gui.returns.returned import QUARTER, Office, updates
from tests.operations.conftest import BOB

SAID = ("Wrth law", "Green", "Fully done", "wrth-law", "See minutes", "🟣")
LEARNED = {
    "Wrth law": "at risk",
    "Green": "complete",
    "Fully done": "on track",
    "See minutes": LEFT_OUT,
    "🟣": "delegated",
}
MEANT = ("at risk", "complete", "on track", "at risk", None, "delegated")


def own_book(folder: Path, said: tuple[str, ...] = SAID) -> Path:
    """A partnership's own workbook with these words as statuses."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ref", "Action", "Lead", "Status", "Comments"])
    for number, word in enumerate(said, 1):
        sheet.append([f"1.{number}", f"Do the thing {number}", "Police", word, "Talked about it"])
    path = folder / "own.xlsx"
    book.save(path)
    return path


def kpi_book(folder: Path, said: tuple[str, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Indicator", "Unit", "Polarity", "Target 2016/17"])
    for number, word in enumerate(said, 1):
        sheet.append([f"Burglaries {number}", "offences", word, 10 * number])
    path = folder / "kpis.xlsx"
    book.save(path)
    return path


def new(
    path: Path, book: Path, words: dict[str, dict[str, str]] | None = None
) -> plan_from_workbook.Ran:
    """Make a plan with the suggested map, in which these words stand."""
    suggested = plan_from_workbook.run(path, book, None, BOB, SHIPPED)
    made = {**suggested.data, **({"words": words} if words is not None else {})}
    kept = path.with_suffix(".json")
    kept.write_text(json.dumps(made), encoding="utf-8")
    return plan_from_workbook.run(path, book, kept, BOB, SHIPPED)


def statuses(path: Path) -> list[object]:
    plan = open_plan(path, SHIPPED)
    try:
        document = plan.document()
        period = document.plan.text("working_quarter")
        return [action.get("status", period) for action in document.actions()]
    finally:
        plan.close()


def test_the_suggested_map_asks_for_the_words_that_nobody_knows(tmp_path: Path) -> None:
    book = own_book(tmp_path, ("Wrth law", "On track", "WRTH LAW", "Complete", "On track"))
    ran = plan_from_workbook.run(tmp_path / "p.cspplan", book, None, BOB, SHIPPED)
    assert ran.code == 3
    assert ran.data["words"] == {"status": {"Wrth law": ""}}


def test_what_is_not_answered_is_told_with_the_words_and_their_places(tmp_path: Path) -> None:
    book = own_book(tmp_path, ("Wrth law", "On track", "WRTH LAW", "Complete", "On track"))
    ran = new(tmp_path / "p.cspplan", book)
    assert ran.code == 3
    (asked,) = ran.data["unknown_words"]
    assert asked == {
        "kind": "status",
        "text": "Wrth law",
        "count": 2,
        "places": ["Sheet!D2", "Sheet!D4"],
    }
    assert "What do these words mean?" in ran.text


def test_the_answers_in_a_map_are_read_and_learned_by_the_plan(tmp_path: Path) -> None:
    path = tmp_path / "p.cspplan"
    ran = new(path, own_book(tmp_path), {"status": LEARNED})
    assert ran.data["unknown_words"] == []
    assert statuses(path) == list(MEANT)
    left = [each for each in ran.data["leftovers"] if "left out" in each["why"]]
    assert [each["value"] for each in left] == ["See minutes"]
    plan = open_plan(path, SHIPPED)
    try:
        said = {each.text: each.meaning for each in learned(plan.document())}
    finally:
        plan.close()
    assert said == LEARNED


def test_directions_are_read_in_the_usual_words_and_in_those_of_the_map(tmp_path: Path) -> None:
    path = tmp_path / "p.cspplan"
    said = ("Low is good", "↑", "Bigger is better", "Isel yn well", "Topward")
    ran = new(path, kpi_book(tmp_path, said), {"polarity": {"Topward": "higher is better"}})
    assert ran.data["unknown_words"] == []
    plan = open_plan(path, SHIPPED)
    try:
        found = {
            each.text("name"): each.get("direction") for each in plan.document().of("indicator")
        }
    finally:
        plan.close()
    low, high = "lower is better", "higher is better"
    assert [found[f"Burglaries {number}"] for number in range(1, 6)] == [low, high, high, low, high]


def test_a_map_with_words_is_kept_as_it_is(tmp_path: Path) -> None:
    book = own_book(tmp_path)
    data = plan_from_workbook.run(tmp_path / "p.cspplan", book, None, BOB, SHIPPED).data
    made = from_text(json.dumps(data), "map.json")
    assert made.words
    assert from_text(to_text(made), "map.json") == made


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"status": {"Blob": "wonderful"}}, "no meaning"),
        ({"colour": {"Blob": "on track"}}, "words has 'colour'"),
        ({"status": {"Blob": 3}}, "a text in quotation marks"),
        ({"status": ["Blob"]}, "an object in braces"),
        (["Blob"], "an object in braces"),
    ],
)
def test_words_of_a_map_that_cannot_be_are_refused(
    tmp_path: Path, words: object, told: str
) -> None:
    book = own_book(tmp_path)
    data = plan_from_workbook.run(tmp_path / "p.cspplan", book, None, BOB, SHIPPED).data
    with pytest.raises(BadValue, match=told):
        check(from_text(json.dumps({**data, "words": words}), "map.json"), SHIPPED)


def test_a_word_means_the_same_on_every_way_in(office: Office, tmp_path: Path) -> None:
    refs = [f"1.{number}" for number in range(1, len(SAID) + 1)]
    office.send("whole")
    back = office.come_back(
        "whole", updates({ref: (word,) for ref, word in zip(refs, SAID, strict=True)}), "T. Brandt"
    )
    plan = office.with_plan()
    try:
        learn(plan, [WordAnswer("status", *each) for each in LEARNED.items()], BOB)
        typed: list[object] = []
        for word in SAID:
            record = plan.document().with_ref("1.9")[0]
            before = record.held("status", "2016/17 Q3").value
            try:
                edit(plan, [Edit("action", record.id, "status", "2016/17 Q3", word)], BOB)
            except BadValue as refused:
                assert "left out" in str(refused)  # noqa: PT017 - of the one that means nothing
                typed.append(None)
                assert before == plan.document().with_ref("1.9")[0].get("status", "2016/17 Q3")
                continue
            typed.append(plan.document().with_ref("1.9")[0].get("status", "2016/17 Q3"))
        with Reader() as reader:
            report = merge(plan, receive(plan, [back], BOB.at, reader=reader), BOB)
        returned = [plan.document().with_ref(ref)[0].get("status", QUARTER) for ref in refs]
    finally:
        plan.close()
    new(tmp_path / "own.cspplan", own_book(tmp_path), {"status": LEARNED})
    assert not report.unknown_words
    assert tuple(typed) == tuple(returned) == tuple(statuses(tmp_path / "own.cspplan")) == MEANT


def test_of_a_word_that_is_there_twice_the_first_counts(tmp_path: Path) -> None:
    book = own_book(tmp_path, ("Wrth law", "On track", "Green"))
    data = plan_from_workbook.run(tmp_path / "p.cspplan", book, None, BOB, SHIPPED).data
    made = from_text(json.dumps(data), "map.json")
    both = (("status", "Wrth law", "on track"), ("status", "WRTH LAW", "at risk"))
    assert known_words(replace(made, words=both), SHIPPED) == both[:1]
