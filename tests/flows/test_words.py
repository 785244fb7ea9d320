"""The words of a plan by the commands: shown, learned, forgotten; a return asks for them once."""

from __future__ import annotations

from pathlib import Path

from tests.flows.command import command, data, done, sentence
from tests.flows.returning import send_out


def test_words_are_shown_learned_and_forgotten(plan: Path) -> None:
    assert data("words", plan) == []
    done("words", plan, "Ar waith=green", "Topward=higher is better")
    polarity = {"kind": "polarity", "text": "Topward", "meaning": "higher is better"}
    status = {"kind": "status", "text": "Ar waith", "meaning": "on track"}
    assert data("words", plan) == [polarity, status]
    assert data("words", plan, "--kind", "status") == [status]
    assert data("show", plan)["words"] == [polarity, status]
    done("set", plan, "1.1", "status", "AR-WAITH")
    (action,) = data("show", plan, "1.1")["actions"]
    assert action["quarters"]["2016/17 Q1"]["status"] == "on track"
    assert data("words", plan, "ar waith=") == [polarity]
    done("undo", plan)
    assert data("words", plan) == [polarity, status]


def test_what_is_no_word_or_no_meaning_is_refused_with_a_sentence(plan: Path) -> None:
    for pair, told in (
        ("Blob=wonderful", "no meaning that a word can have"),
        ("Blob", "is not of the form"),
        ("At risk=on track", "itself a choice"),
        ("Blob=", "not among the words"),
    ):
        assert told in sentence(command("words", plan, pair))
    assert "no words for" in sentence(command("words", plan, "--kind", "colour"))


def test_a_copy_made_for_a_group_proposes_a_word(plan: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.cspplan"
    done("copy", plan, copy, "--for", "Integrated Gangs Unit")
    told = command("words", copy, "Blob=on track", "--json")
    assert "proposal" in told.err
    assert told.data == []
    assert command("merge", plan, copy).code == 3


def test_a_return_asks_once_and_is_simply_read_from_then_on(shipped: Path, tmp_path: Path) -> None:
    post = send_out(shipped, tmp_path)
    back = post.open().put("1.1", Status="Blob").put("1.2", Status="BLOB").save("back.xlsx")
    asked = post.merge(back, code=3)["unknown_words"]
    places = [f"back.xlsx Updates!{cell}" for cell in ("G5", "G6")]
    assert asked == [{"kind": "status", "text": "Blob", "count": 2, "places": places}]
    done("words", post.plan, "Blob=at risk")
    assert post.merge(back)["unknown_words"] == []
    assert post.quarter("1.1")["status"] == post.quarter("1.2")["status"] == "at risk"
