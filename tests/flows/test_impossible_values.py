"""Values that cannot be: one sentence that says what the field takes, and nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.command import command, data, done, files_in, process, sentence

IMPOSSIBLE: dict[str, tuple[str, ...]] = {
    "a status that does not exist": ("set", "PLAN", "1.2", "status", "purple"),
    "a field that does not exist": ("set", "PLAN", "1.2", "budget", "12"),
    "an action that does not exist": ("set", "PLAN", "9.99", "status", "on track"),
    "a ref that another bears": ("set", "PLAN", "1.2", "ref", "1.3"),
    "a ref taken out": ("set", "PLAN", "1.2", "ref", ""),
    "a date as a ref": ("set", "PLAN", "1.2", "ref", "01/02/2016"),
    "a month as a ref": ("set", "PLAN", "1.2", "ref", "1-Feb"),
    "an ISO date as a ref": ("set", "PLAN", "1.2", "ref", "2016-02-01 00:00:00"),
    "words as a ref": ("set", "PLAN", "1.2", "ref", "the second one"),
    "a year outside the plan": ("set", "PLAN", "1.2", "planned", "x", "--period", "2031/32"),
    "a quarter outside the plan": ("set", "PLAN", "1.2", "status", "G", "--period", "2031/32 Q1"),
    "a fifth quarter": ("set", "PLAN", "1.2", "status", "G", "--period", "2016/17 Q5"),
    "a year that skips one": ("set", "PLAN", "1.2", "planned", "x", "--period", "2016/18"),
    "a month for a quarter": ("set", "PLAN", "1.2", "status", "G", "--period", "2016-04"),
    "a year for a quarter": ("set", "PLAN", "1.2", "status", "G", "--period", "2016/17"),
    "no year where one is needed": ("set", "PLAN", "1.2", "planned", "Ongoing"),
    "a period where none is": ("set", "PLAN", "1.2", "title", "x", "--period", "2016/17"),
    "words for a number": ("set", "PLAN", "ind-syv", "actual@2016/17", "about ten"),
    "two numbers for one": ("set", "PLAN", "ind-syv", "actual@2016/17", "10 20"),
    "no number": ("set", "PLAN", "ind-syv", "actual@2016/17", "nan"),
    "no end of a number": ("set", "PLAN", "ind-syv", "actual@2016/17", "1e999"),
    "words for a target": ("set", "PLAN", "ind-syv", "target@2016/17", "lower"),
    "a direction that does not exist": ("set", "PLAN", "ind-syv", "direction", "sideways"),
    "a link to nothing": ("set", "PLAN", "1.2", "group", "The Untouchables"),
    "a cross-reference to nothing": ("set", "PLAN", "1.2", "cross_references", "1.3; 7.7"),
    "a priority that is not its delivery priority's": (
        "set", "PLAN", "1.2", "strategic_priority", "2",
    ),
    "more than a cell holds": ("set", "PLAN", "1.2", "activity", "x" * 32_768),
    "a working quarter that is none": ("set", "PLAN", "plan", "working_quarter", "spring"),
    "the same value confirmed again": ("confirm", "PLAN", "1.2", "title"),
    "two refs into one": ("renumber", "PLAN", "1.2=1.3"),
    "one ref into two": ("renumber", "PLAN", "1.2=1.91", "1.2=1.92"),
    "a ref into a date": ("renumber", "PLAN", "1.2=12/10/2016"),
    "an indicator renumbered": ("renumber", "PLAN", "ind-syv=1.91"),
    "no new ref": ("renumber", "PLAN", "1.2"),
    "a new action with a ref that is borne": ("add", "PLAN", "action", "1.2"),
    "a new action with a date for a ref": ("add", "PLAN", "action", "1/2/2016"),
    "a new action with a status that is none": (
        "add", "PLAN", "action", "1.99", "status@2016/17 Q1=purple",
    ),
    "a new action with a value of no field": ("add", "PLAN", "action", "1.99", "Safer parks"),
    "a new action in a year that is none": (
        "add", "PLAN", "action", "1.99", "planned@2031/32=Ongoing",
    ),
    "a kind that does not exist": ("add", "PLAN", "wish", "1"),
    "a year that is none": ("add", "PLAN", "year", "2016"),
    "a year there already": ("add", "PLAN", "year", "2016/17"),
    "nothing to delete": ("delete", "PLAN", "9.99"),
    "nothing to undo": ("undo", "PLAN"),
    "nothing to redo": ("redo", "PLAN"),
    "no such group": ("copy", "PLAN", "OTHER", "--for", "The Untouchables"),
    "a copy of another kind": ("copy", "PLAN", "plan.xlsx"),
    "a copy over itself": ("copy", "PLAN", "PLAN"),
    "a new plan over an old one": ("new", "PLAN"),
    "a sample that is not shipped": ("new", "OTHER", "--sample", "camden"),
    "no backup yet": ("restore", "PLAN"),
    "a backup that is not there": ("restore", "PLAN", "yesterday.cspplan"),
}  # fmt: skip


@pytest.mark.parametrize("words", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_is_refused(words: tuple[str, ...], plan: Path) -> None:
    before = files_in(plan.parent)
    places = {"PLAN": plan, "OTHER": plan.with_name("other.cspplan")}
    told = sentence(command(*(places.get(word, word) for word in words)))
    assert len(told) < 500
    assert files_in(plan.parent) == before


WRONG_USAGE: dict[str, tuple[str, ...]] = {
    "no plan": ("show",),
    "no value": ("set", "PLAN", "1.2", "status"),
    "an option that does not exist": ("show", "PLAN", "--loud"),
    "too many words": ("undo", "PLAN", "twice"),
}


@pytest.mark.parametrize("words", WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_answers_with_two(words: tuple[str, ...], plan: Path) -> None:
    before = files_in(plan.parent)
    answer = command(*(plan if word == "PLAN" else word for word in words))
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert files_in(plan.parent) == before


def _commentary(plan: Path) -> object:
    (action,) = data("show", plan, "1.2")["actions"]
    return action["quarters"]["2016/17 Q1"]["commentary"]


STRANGE: dict[str, tuple[str, str]] = {
    "emoji": ("All well \U0001f44d\U0001f3fd", "All well \U0001f44d\U0001f3fd"),
    "right to left": ("\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd", ""),
    "combining": ("Cafe\u0301 en Z\u0308u\u0308rich", "Caf\u00e9 en Z\u0308\u00fcrich"),
    "quotes": ('\'); DROP TABLE change; -- "x" `y`', ""),
    "looks like an option": ("--json", ""),
    "begins with a minus": ("-12% is the target", ""),
    "begins with an equals sign": ("=HYPERLINK(1)", ""),
    "looks like JSON": ('{"a": [null]}', ""),
    "a true minus sign": ("\u221212", ""),
    "NUL and bells": ("bell\x07 and\x00 nul\x1b[31m", "bell and nul[31m"),
    "a byte order mark": ("\ufeffwell", "well"),
    "a lone surrogate": ("half \ud83d of one", "half  of one"),
    "line ends": ("one\r\ntwo\rthree  \n", "one\ntwo\nthree"),
    "as much as a cell holds": ("x" * 32_767, ""),
}


@pytest.mark.parametrize(("typed", "kept"), STRANGE.values(), ids=STRANGE)
def test_any_text_is_kept_as_it_was_meant(typed: str, kept: str, plan: Path) -> None:
    done("set", plan, "1.2", "commentary", "--", typed)
    assert _commentary(plan) == (kept or typed)
    assert data("check", plan)["sound"]
    done("show", plan, "1.2")
    done("history", plan, "1.2")


def test_a_surrogate_from_the_terminal_is_no_fault(plan: Path) -> None:
    answer = process("set", plan, "1.2", "commentary", "Caf\udce9")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert _commentary(plan) == "Caf"


def test_strange_names_are_taken(plan: Path) -> None:
    other = plan.with_name("Zo\u00eb's plan? #1 %20 [x] \U0001f44d.cspplan")
    done("copy", plan, other)
    done("set", other, "1.2", "status", "G", "--by", "Zo\u00eb O'Neil \U0001f44d")
    assert data("history", other, "1.2")[0]["author"] == "Zo\u00eb O'Neil \U0001f44d"
    done("backup", other)
    done("restore", other)
    assert data("check", other)["sound"]


@pytest.mark.parametrize("typed", ["G", "Green", "on-track", "ON TRACK", " on track ", "On Target"])
def test_a_status_is_understood_as_people_type_it(typed: str, plan: Path) -> None:
    done("set", plan, "1.2", "status", typed)
    (action,) = data("show", plan, "1.2")["actions"]
    assert action["quarters"]["2016/17 Q1"]["status"] == "on track"
