"""Names that the program makes up for files: each can be on every system, and none is two."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.whole import file_name, is_name_for, temporary_for, untaken, write_whole

DEVICES = ("CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "COM\u00b2")
ENDINGS = (" 2016-17 Q1.xlsx", " receipt.html", ".cspplan", ".png", "")
HARD = (
    "", " ", ".", "..", "~$Burglary", "a\nb", "CON", "con.txt", "nul .x", "COM1", "a/b\\c", "a:b",
    '<b>?*|"', "Ends. ", "é", "e\u0301", "\u202egnp", "a\x00b", "\ud800", "\U0001f3c1" * 90,
    "國" * 200, "a" * 400,
)  # fmt: skip
WORDS = st.one_of(
    st.text(st.characters(), max_size=300),
    st.sampled_from(HARD),
    st.builds(lambda device, rest: device + rest, st.sampled_from(DEVICES), st.text(max_size=3)),
)


def held_by_windows(name: str) -> bool:
    """The rules of Windows and of OneDrive for a name, said without those of the program."""
    return (
        0 < len(name.encode("utf-16-le")) // 2 <= 255
        and len(name.encode()) <= 255
        and not set(name) & set('<>:"/\\|?*')
        and not any(unicodedata.category(each)[0] == "C" for each in name)
        and name[-1] not in " ."
        and name[0] not in " ."
        and not name.startswith("~$")
        and name.split(".", maxsplit=1)[0].rstrip(" ").upper() not in DEVICES
        and unicodedata.normalize("NFC", name) == name
    )


@given(WORDS, st.sampled_from(ENDINGS))
def test_every_name_that_is_made_up_can_be_held_by_every_system(words: str, ending: str) -> None:
    name = file_name(words, ending)
    assert held_by_windows(name), name
    assert is_name_for("win32", name)
    assert name.endswith(ending)
    assert file_name(name.removesuffix(ending), ending) == name, "it is the same when made again"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Children & Young People", "Children & Young People.x"),
        ("O'Brien (north)", "O'Brien (north).x"),
        ("Drugs/alcohol: all?", "Drugs-alcohol- all-.x"),
        ("Nul", "Nul-.x"),
        ("con.plan", "con-.plan.x"),
        ("Heddlu  De Cymru.", "Heddlu De Cymru.x"),
        ("...", "Unnamed.x"),
    ],
)
def test_a_name_says_what_it_can_of_the_words(words: str, name: str) -> None:
    assert file_name(words, ".x") == name


@given(st.lists(WORDS, max_size=6))
def test_no_two_files_with_names_made_up_are_one_file_anywhere(
    tmp_path_factory: pytest.TempPathFactory, many: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("made")
    for number, words in enumerate(many):
        write_whole(untaken(folder / file_name(words, " receipt.html")), str(number).encode())
    found = {each.name: each.read_text() for each in folder.iterdir()}
    assert sorted(found.values()) == [str(each) for each in range(len(many))]
    assert all(held_by_windows(name) for name in found)
    assert len({unicodedata.normalize("NFC", name.casefold()) for name in found}) == len(found)


def test_a_name_that_is_taken_gets_the_first_free_number(tmp_path: Path) -> None:
    wanted = tmp_path / "Q1 receipt.html"
    assert untaken(wanted) == wanted
    wanted.touch()
    assert untaken(wanted).name == "Q1 receipt 2.html"
    untaken(wanted).touch()
    assert untaken(wanted).name == "Q1 receipt 3.html"


def test_a_name_that_differs_by_case_or_composition_alone_is_taken(tmp_path: Path) -> None:
    (tmp_path / "Café.html").touch()
    for name in ("café.html", "CAFÉ.html", "Cafe\u0301.html"):
        assert untaken(tmp_path / name).stem.endswith(" 2"), name


@pytest.mark.parametrize("name", ["NUL.xlsx", "a:b.xlsx", "con", "a?.pdf", "a.xlsx.", "b "])
def test_windows_alone_is_asked_whether_it_can_hold_a_name_that_a_person_gave(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "win32":
        write_whole(tmp_path / name, b"x")
    before = list(tmp_path.iterdir())
    monkeypatch.setattr("sys.platform", "win32")
    with (
        pytest.raises(OSError, match="Windows can have no file of this name"),
        # In one text: joined, 'a:b' would be a file of the drive 'a'.
        temporary_for(Path(f"{tmp_path}/below/{name}")),
    ):
        pass
    assert list(tmp_path.iterdir()) == before
