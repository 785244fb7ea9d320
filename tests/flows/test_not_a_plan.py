"""Files that are no plan: one sentence that says what to do, and the file as it was."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.flows.command import command, data, done, files_in, process, sentence

COMMANDS: dict[str, tuple[str, ...]] = {
    "show": ("show", "PLAN"),
    "show one": ("show", "PLAN", "1.2", "--json"),
    "set": ("set", "PLAN", "1.2", "status", "on track"),
    "confirm": ("confirm", "PLAN", "1.1", "group"),
    "renumber": ("renumber", "PLAN", "1.2=1.99"),
    "add": ("add", "PLAN", "action", "1.99", "title=Safer parks"),
    "delete": ("delete", "PLAN", "1.2"),
    "undo": ("undo", "PLAN"),
    "redo": ("redo", "PLAN"),
    "history": ("history", "PLAN"),
    "history of one": ("history", "PLAN", "1.2", "--json"),
    "check": ("check", "PLAN"),
    "rebuild": ("check", "PLAN", "--rebuild"),
    "backup": ("backup", "PLAN"),
    "restore": ("restore", "PLAN"),
    "copy": ("copy", "PLAN", "OTHER"),
}
each_command = pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)


def given(words: tuple[str, ...], plan: Path) -> list[str]:
    """The words of a command, on `plan`."""
    places = {"PLAN": str(plan), "OTHER": str(plan.with_name("other.cspplan"))}
    return [places.get(word, word) for word in words]


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return held.getvalue()


def _foreign_database(folder: Path) -> bytes:
    path = folder / "foreign"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE change (id); CREATE TABLE meta (key, value);")
    connection.close()
    content = path.read_bytes()
    path.unlink()
    return content


NOT_PLANS: dict[str, bytes] = {
    "text": b"Ref,Action\n1.1,Support\n" * 40,
    "empty": b"",
    "one byte": b"S",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "zip": _zip(),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "zeros": bytes(8_192),
    "only the first words of a database": b"SQLite format 3\x00",
    "nothing but a header": b"SQLite format 3\x00" + bytes(4_080),
}


@each_command
@pytest.mark.parametrize("content", NOT_PLANS.values(), ids=NOT_PLANS)
def test_a_file_that_is_no_plan(words: tuple[str, ...], content: bytes, tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "plan.cspplan"
    plan.parent.mkdir()
    plan.write_bytes(content)
    told = sentence(command(*given(words, plan)))
    assert "plan" in told
    assert files_in(plan.parent) == {"plan.cspplan": content}


@each_command
def test_a_database_of_another_program(words: tuple[str, ...], tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "plan.cspplan"
    plan.parent.mkdir()
    content = _foreign_database(tmp_path)
    plan.write_bytes(content)
    sentence(command(*given(words, plan)))
    assert files_in(plan.parent) == {"plan.cspplan": content}


@each_command
def test_a_missing_file(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    sentence(command(*given(words, folder / "plan.cspplan")))
    assert files_in(folder) == {}


@each_command
def test_a_missing_folder(words: tuple[str, ...], tmp_path: Path) -> None:
    sentence(command(*given(words, tmp_path / "nowhere" / "plan.cspplan")))
    assert not (tmp_path / "nowhere").exists()


@each_command
def test_a_folder_in_place_of_a_file(words: tuple[str, ...], tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "plan.cspplan"
    plan.mkdir(parents=True)
    sentence(command(*given(words, plan)))
    assert plan.is_dir()
    assert files_in(plan.parent) == {}


@each_command
@pytest.mark.parametrize("left", [0.02, 0.3, 0.5, 0.97])
def test_a_plan_cut_short(words: tuple[str, ...], left: float, plan: Path) -> None:
    content = plan.read_bytes()
    short = content[: int(len(content) * left)]
    plan.write_bytes(short)
    told = sentence(command(*given(words, plan)))
    if words[0] != "restore":
        assert "cut short" in told
    assert files_in(plan.parent) == {"plan.cspplan": short}


def test_a_plan_cut_short_anywhere(plan: Path) -> None:
    content = plan.read_bytes()
    for left in [*range(1, 200, 7), *range(200, len(content), 20_011), len(content) - 1]:
        plan.write_bytes(content[:left])
        sentence(command("show", plan))
        assert plan.read_bytes() == content[:left]
    assert files_in(plan.parent) == {"plan.cspplan": content[:left]}


@each_command
def test_a_plan_of_a_newer_format(words: tuple[str, ...], plan: Path) -> None:
    connection = sqlite3.connect(plan)
    connection.execute("PRAGMA user_version = 99")
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'oldest_reader'")
    connection.commit()
    connection.close()
    content = plan.read_bytes()
    told = sentence(command(*given(words, plan)))
    if words[0] != "restore":
        assert "newer version" in told
    assert files_in(plan.parent) == {"plan.cspplan": content}


def test_a_newer_format_that_lets_this_version_read_is_read(plan: Path) -> None:
    before = data("show", plan)
    connection = sqlite3.connect(plan)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    assert data("show", plan) == before


def test_a_damaged_plan_goes_back_to_its_backup_and_is_kept_beside_it(plan: Path) -> None:
    before = data("show", plan)
    done("backup", plan)
    damaged = plan.read_bytes()[:50_000]
    plan.write_bytes(damaged)
    done("restore", plan)
    assert data("show", plan) == before
    assert damaged in files_in(plan.parent).values()


DAMAGED: dict[str, str] = {
    "a value of a change": "UPDATE change SET value = '\"IGU+\"' WHERE field = 'title'",
    "a value of a change that is no JSON": "UPDATE change SET value = 'x' WHERE field = 'title'",
    "a value of a change that is no text": "UPDATE change SET value = x'ff' WHERE field='title'",
    "a change gone": "DELETE FROM change WHERE field = 'title'",
    "changes gone": "DELETE FROM change",
    "the table of changes gone": "DROP TABLE change",
    "a stance": "UPDATE change SET stance = 'shouted' WHERE field = 'title'",
    "what was covered": "UPDATE change SET covers = '' WHERE field = 'title'",
    "what was covered is no text": "UPDATE change SET covers = x'ff' WHERE field = 'title'",
    "which plan": "UPDATE meta SET value = 'another' WHERE key = 'plan'",
    "which plan gone": "DELETE FROM meta",
    "a column gone": "ALTER TABLE change RENAME COLUMN covers TO covered",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM cell; END",
    "a view in place of a table": (
        "ALTER TABLE cell RENAME TO c; CREATE VIEW cell AS SELECT * FROM c WHERE field <> 'title'"
    ),
}
"""What cannot be mended from the changes: they are what the plan is."""

MENDABLE: dict[str, str] = {
    "a cell": "UPDATE cell SET value = '\"Another\"' WHERE field = 'title'",
    "a cell that is no JSON": "UPDATE cell SET value = '{' WHERE field = 'title'",
    "a cell that holds an object": "UPDATE cell SET value = '{}' WHERE field = 'title'",
    "a cell that is no text": "UPDATE cell SET value = x'ff' WHERE field = 'title'",
    "the heads of a cell": "UPDATE cell SET heads = 'nobody' WHERE field = 'title'",
    "heads that are no text": "UPDATE cell SET heads = x'ff' WHERE field = 'title'",
    "a record that is no text": "UPDATE cell SET record = x'ff' WHERE record = 'hk-a01'",
    "a mark": "UPDATE cell SET unconfirmed = 1 - unconfirmed WHERE field = 'title'",
    "a conflict": "UPDATE cell SET contested = 1 WHERE field = 'title'",
    "a proposal": "UPDATE cell SET proposals = 'nobody' WHERE field = 'title'",
    "a table for other programs": "UPDATE action SET title = 'Another' WHERE ref = '1.2'",
    "a year for other programs": "DELETE FROM action_year WHERE year = '2016/17'",
    "a table for other programs gone": "DROP TABLE action",
    "whether a record is there": "UPDATE record SET standing = 'deleted' WHERE kind = 'action'",
    "a record gone": "DELETE FROM record WHERE kind = 'action'",
    "cells gone": "DELETE FROM cell",
    "waiting": "UPDATE change SET waiting = 1 WHERE field = 'title'",
    "set aside": "UPDATE change SET aside = 1 WHERE field = 'title'",
}
"""What can be worked out anew."""

TAMPERED = DAMAGED | MENDABLE


def _tamper(plan: Path, sql: str) -> bytes:
    connection = sqlite3.connect(plan)
    connection.executescript(sql)
    connection.close()
    return plan.read_bytes()


@pytest.mark.parametrize("sql", TAMPERED.values(), ids=TAMPERED)
def test_a_plan_that_another_program_altered(sql: str, plan: Path) -> None:
    content = _tamper(plan, sql)
    for name in ("show", "set", "history", "check", "copy"):
        sentence(command(*given(COMMANDS[name], plan)))
    if sql in DAMAGED.values():
        sentence(command(*given(COMMANDS["rebuild"], plan)))
    assert files_in(plan.parent) == {"plan.cspplan": content}


@each_command
@pytest.mark.parametrize("name", ["a value of a change", "a change gone"])
def test_an_altered_plan_whatever_is_asked(words: tuple[str, ...], name: str, plan: Path) -> None:
    content = _tamper(plan, DAMAGED[name])
    sentence(command(*given(words, plan)))
    assert files_in(plan.parent) == {"plan.cspplan": content}


@pytest.mark.parametrize("sql", MENDABLE.values(), ids=MENDABLE)
def test_what_can_be_worked_out_anew_is_told_with_the_way_that_loses_nothing(
    sql: str, plan: Path
) -> None:
    _tamper(plan, sql)
    for words in (("show",), ("check",), ("set", "1.2", "title", "Mine")):
        told = sentence(command(words[0], plan, *words[1:]))
        assert "Nothing is lost" in told
        assert "check --rebuild" in told
        assert "backup" not in told


@pytest.mark.parametrize(
    "name", ["a value of a change", "a value of a change that is no JSON", "a change gone"]
)
def test_where_changes_are_damaged_another_copy_or_a_backup_is_named(name: str, plan: Path) -> None:
    _tamper(plan, DAMAGED[name])
    for words in (("show",), ("check",), ("set", "1.2", "title", "Mine")):
        told = sentence(command(words[0], plan, *words[1:]))
        assert "restore" in told
        assert "merge" in told
        assert "rebuild" not in told


@pytest.mark.parametrize("sql", MENDABLE.values(), ids=MENDABLE)
def test_what_was_altered_beside_the_changes_is_worked_out_anew(sql: str, plan: Path) -> None:
    before = data("show", plan)
    _tamper(plan, sql)
    done("check", plan, "--rebuild")
    assert data("show", plan) == before
    assert data("check", plan) == {"sound": True, "problems": []}


def test_a_plan_that_another_program_wrote_to_without_altering_it_is_read(plan: Path) -> None:
    before = data("show", plan)
    _tamper(plan, "CREATE TABLE mine (x); VACUUM;")
    assert data("show", plan) == before
    done("set", plan, "1.2", "status", "on track")
    assert data("check", plan)["sound"]


def test_a_plan_that_another_program_put_into_wal_is_brought_back(plan: Path) -> None:
    _tamper(plan, "PRAGMA journal_mode = WAL")
    done("set", plan, "1.2", "status", "on track")
    assert sorted(files_in(plan.parent)) == ["plan.cspplan"]
    assert plan.read_bytes()[18:20] == b"\x01\x01"


def test_an_altered_plan_is_refused_in_a_process_of_its_own_too(plan: Path) -> None:
    _tamper(plan, TAMPERED["a value of a change"])
    assert "damaged" in sentence(process("show", plan))


def test_a_damaged_byte_is_never_taken_for_a_value(plan: Path) -> None:
    """Bits turned over anywhere in the file: the plan is shown as it was, or refused."""
    before = command("show", plan, "--json")
    content = plan.read_bytes()
    chance = random.Random(1998)  # noqa: S311
    places = [chance.randrange(len(content)) for _ in range(50)]
    # A good part of them where values, heads and marks of current cells lie.
    for word in (b"hk-a0", b"status", b"On track", b"Gangs", b"true", b"action"):
        at = [found.start() for found in re.finditer(re.escape(word), content)]
        places += [chance.choice(at) + chance.randrange(60) for _ in range(12) if at]
    shown = refused = 0
    for place in places:
        turned = content[place] ^ (1 << chance.randrange(8))
        plan.write_bytes(content[:place] + bytes([turned]) + content[place + 1 :])
        answer = command("show", plan, "--json")
        if answer.code == 0:
            shown += 1
            assert answer == before, place
        else:
            refused += 1
            sentence(answer)
    assert shown
    assert refused > 15
    assert sorted(files_in(plan.parent)) == ["plan.cspplan"]
