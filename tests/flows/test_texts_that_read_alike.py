"""Texts that read alike are one text: however accents are coded, whatever is not seen in them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from csp_desktop.plan import values
from csp_desktop.store import planfile
from tests.flows.command import command, data, done
from tests.flows.returning import Book

COMPOSED = "Café safety – naïve début"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
UNSEEN = "\u200b\u2060\ufeff\u00ad\u200e"


def test_two_people_who_type_one_word_in_two_codings_agree(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", plan, other)
    done("set", plan, "1.2", "commentary", COMPOSED, "--by", "Ann")
    done("set", other, "1.2", "commentary", f"Caf{UNSEEN}{DECOMPOSED[3:]}{UNSEEN}", "--by", "Ben")
    merge = command("merge", plan, other, "--json")
    assert merge.data["conflicts"] == []
    done("check", plan)
    assert data("conflicts", plan) == []


@pytest.mark.parametrize("name", ["Café Watch", "cafe\u0301 watch", "Caf\u200bé\u00a0Watch\ufeff"])
def test_a_group_is_found_by_a_name_that_reads_like_its_own(
    plan: Path, tmp_path: Path, name: str
) -> None:
    done("add", plan, "group", "Cafe\u0301 Watch", "role=sub-group")
    done("set", plan, "1.2", "group", name)
    done("copy", plan, tmp_path / "theirs.cspplan", "--for", name)
    done("export", plan, tmp_path / "theirs.xlsx", "--group", name)
    assert data("show", plan, "1.2")["actions"][0]["group"] == "Café Watch"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("status", "on\u200b track\ufeff", "on track"),
        ("status@2016/17\u200b Q1", "Gre\u00aden", "on track"),
        ("\ufeffcommentary", "\u200b Gone", "Gone"),
    ],
)
def test_what_is_typed_with_unseen_characters_is_read_as_it_looks(
    plan: Path, field: str, typed: str, kept: str
) -> None:
    done("set", plan, "1.2\u200b", field, typed)
    [action] = data("show", plan, "\ufeff1.2")["actions"]
    name = field.partition("@")[0].strip("\ufeff")
    assert values.same(action["quarters"]["2016/17 Q1"][name], kept)


def test_a_ref_typed_with_unseen_characters_is_the_ref(plan: Path) -> None:
    assert "already" in command("add", plan, "action", "1.2\u200b", "title=Again").err
    done("renumber", plan, "1.2=9\u200b.77")
    assert data("show", plan, "9.77")["actions"][0]["ref"] == "9.77"


def test_a_joiner_within_a_word_is_kept_as_it_was_typed(plan: Path) -> None:
    family = "Families \U0001f468\u200d\U0001f469\u200d\U0001f467 and \u0915\u094d\u200d\u0937"
    done("set", plan, "1.2", "commentary", family)
    [action] = data("show", plan, "1.2")["actions"]
    assert action["quarters"]["2016/17 Q1"]["commentary"] == family


def test_a_return_whose_program_codes_accents_otherwise_changes_nothing(
    plan: Path, tmp_path: Path
) -> None:
    done("set", plan, "1.2", "commentary", COMPOSED)
    done("set", plan, "1.2", "title", COMPOSED)
    done("export", plan, tmp_path / "out.xlsx")
    book = Book(tmp_path / "out.xlsx")
    for row in book.sheet().iter_rows():
        for cell in row:
            if cell.value == COMPOSED:
                cell.value = f"{DECOMPOSED}\u200b"
    book.book.save(book.path)
    [file] = command("merge", plan, book.path, "--json").data["files"]
    assert file["applied"] == 0
    assert file["held"] == []


def test_a_plan_in_which_such_texts_were_contested_opens_sound_and_settled(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.cspplan"
    done("copy", plan, other)
    with monkeypatch.context() as before:
        before.setattr(values, "seen", lambda text: text)
        before.setattr(values, "composed", lambda text: text)
        before.setattr(planfile, "COMPARED", "1")
        values._folded_short.cache_clear()
        done("set", plan, "1.2", "commentary", COMPOSED, "--by", "Ann")
        done("set", other, "1.2", "commentary", DECOMPOSED, "--by", "Ben")
        done("set", plan, "1.3", "commentary", "One", "--by", "Ann")
        done("set", other, "1.3", "commentary", "Another", "--by", "Ben")
        assert len(command("merge", plan, other, "--json").data["conflicts"]) == 2
    values._folded_short.cache_clear()
    done("check", plan)
    done("set", plan, "1.1", "commentary", "Later", "--by", "Ann")
    [waits] = command("conflicts", plan, "--json").data
    assert waits["ref"] == "1.3"
    done("check", plan)
