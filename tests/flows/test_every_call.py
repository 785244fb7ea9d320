"""Killed at any call of the system, or refused one: whole or not at all, told truly, and cleared.

CSP_FAULTS=2000 tries as many kills and as many failures, from the seed CSP_SEED.
"""

from __future__ import annotations

import os
import random
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import command, data
from tests.flows.faulty import FAILING, WRITES, Ended, Nursery, can_trace

FAULTS = int(os.environ.get("CSP_FAULTS", "24"))
SEED = int(os.environ.get("CSP_SEED", "33"))
ERRORS = ("error=ENOSPC", "error=EIO")

COMMANDS: dict[str, tuple[str, ...]] = {
    "new": ("new", "N", "--title", "New"),
    "sample": ("new", "N", "--sample", "hackney-2016-18"),
    "from": ("new", "N", "--from", "own.xlsx", "--accept-map"),
    "continue": ("new", "N", "--continue", "P", "--years", "2031/32"),
    "copy": ("copy", "P", "N"),
    "set": ("set", "P", "1.1", "commentary", "Other words. " * 30),
    "add": ("add", "P", "action", "1.9", "title=One more", "activity=" + "Long. " * 2000),
    "delete": ("delete", "P", "1.2"),
    "renumber": ("renumber", "P", "1.1=1.2", "1.2=1.1"),
    "figures": ("figures", "P", "counts.csv"),
    "undo": ("undo", "P"),
    "export": ("export", "P", "out.xlsx", "--kind", "plan"),
    "merge": ("merge", "P", "return.xlsx", "theirs.cspplan", "--receipts", "receipts"),
    "snapshot": ("snapshot", "P", "take", "2026/27 Q3"),
    "report": ("report", "P", "out.html"),
    "backup": ("backup", "P"),
    "restore": ("restore", "P"),
    "rebuild": ("check", "P", "--rebuild"),
}

pytestmark = pytest.mark.skipif(not can_trace(), reason="one process may not trace another here")


@dataclass(frozen=True)
class Prepared:
    """A folder to begin from, and what each command makes of the plan in it."""

    folder: Path
    nursery: Nursery
    calls: dict[str, tuple[str, ...]]
    after: dict[str, Any]
    before: Any
    new: dict[str, Any]

    def changes(self, name: str) -> bool:
        """Whether the command leaves a trace in a plan."""
        return bool(self.before != self.after[name] or self.new[name])


def words_in(folder: Path, name: str) -> list[str]:
    places = {"P": "plan.cspplan", "N": "new.cspplan"}
    files = {"out.xlsx", "out.html", "return.xlsx", "theirs.cspplan", "receipts", *places.values()}
    files |= {"own.xlsx", "counts.csv"}
    told = (places.get(word, word) for word in COMMANDS[name])
    return [str(folder / word) if word in files else word for word in told]


def shown(path: Path) -> Any:
    """What a plan shows, but for the ids that chance gives; None where there is no file."""
    if not path.exists():
        return None
    told = data("show", path)
    fields = ("ref", "title", "quarters", "activity")
    actions = [[each[name] for name in fields] for each in told["actions"]]
    return [actions, told["plan"]["title"], len(data("history", path))]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A small plan with a return, a copy and a backup beside it."""
    outside = tmp_path_factory.mktemp("outside")
    patch = pytest.MonkeyPatch()
    patch.setenv("CSP_DESKTOP_HOME", str(outside / "home"))
    folder = tmp_path_factory.mktemp("prepared") / "plans"
    folder.mkdir()
    plan = folder / "plan.cspplan"
    for words in (
        ("new", plan, "--title", "Small"),
        ("set", plan, "plan", "working_quarter", "2026/27 Q3"),
        ("add", plan, "action", "1.1", "title=Safer parks"),
        ("add", plan, "action", "1.2", "title=Lights"),
        ("add", plan, "indicator", "name=Burglary", "unit=count", "frequency=monthly"),
        ("copy", plan, folder / "theirs.cspplan"),
        ("set", folder / "theirs.cspplan", "1.2", "commentary", "Theirs."),
        ("backup", plan),
        ("set", plan, "1.1", "status", "on track"),
        ("export", plan, folder / "return.xlsx"),
    ):
        answer = command(*words)
        assert answer.code == 0, answer
    fill_in(folder / "return.xlsx")
    make_own(folder / "own.xlsx")
    (folder / "counts.csv").write_text("Indicator,Apr-26,May-26\nBurglary,41,38\n")
    nursery = Nursery(outside)
    calls, after, new = {}, {}, {}
    for name in COMMANDS:
        tried = Path(shutil.copytree(folder, outside / f"tried {name}"))
        ended = nursery.run(words_in(tried, name), outside / "home")
        assert ended.code in {0, 3}, (name, ended)
        calls[name] = ended.calls
        after[name], new[name] = shown(tried / "plan.cspplan"), shown(tried / "new.cspplan")
    yield Prepared(folder, nursery, calls, after, shown(plan), new)
    nursery.close()
    patch.undo()


def fill_in(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["Updates"]
    heads = {
        str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    head = heads["Commentary"]
    sheet.cell(heads["1.1"].row, head.column).value = "What the lead wrote."
    book.save(path)


def make_own(path: Path) -> None:
    """A workbook of one's own, such as a plan is made from."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Ref", "Action", "Lead", "Status"),
        ("1.1", "Light the parks", "Council", "Green"),
    ):
        sheet.append(row)
    book.save(path)


def drawn(
    prepared: Prepared, kinds: frozenset[str], faults: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Commands, every one in turn, each with what goes wrong in it at one call, by the seed."""
    chance = random.Random(f"{SEED} {faults}")  # noqa: S311 - chance, not secrets
    names = list(COMMANDS)
    for number in range(FAULTS):
        name = names[number % len(names)]
        calls = prepared.calls[name]
        at = chance.choice([each for each, call in enumerate(calls) if call in kinds])
        count = calls[: at + 1].count(calls[at])
        yield name, f"{calls[at]}:{chance.choice(faults)}:when={count}"


def whole(prepared: Prepared, folder: Path, name: str, *, ended: Ended) -> bool:
    """Everything in the folder is whole; answers with whether what was asked is done."""
    for path in folder.rglob("*.cspplan"):
        answer = command("check", path)
        assert answer.code == 0, (path.name, answer)
    for path in (folder / "out.xlsx", *folder.glob("*.xlsx")):
        if path.exists():
            with zipfile.ZipFile(path) as book:
                assert book.testzip() is None
    for path in (folder / "out.html", *folder.rglob("*.html")):
        assert not path.exists() or path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    now, new = shown(folder / "plan.cspplan"), shown(folder / "new.cspplan")
    if "problem" not in ended.out:  # of several files to merge, one may be refused with a sentence
        assert now in (prepared.before, prepared.after[name]), ended
    assert new in (None, prepared.new[name]), ended
    done = bool(now == prepared.after[name] and new == prepared.new[name])
    if ended.code in {0, 3} and "problem" not in ended.out:
        assert done, ended
    return done


def cleared(folder: Path, name: str, *, done: bool) -> None:
    """The same command again goes through unless it was done; then nothing is left over."""
    again = command(*words_in(folder, name))
    assert again.code in {0, 3} or (done and again.code == 1), (name, again)
    assert "Traceback" not in again.err
    answer = command("set", folder / "plan.cspplan", "1.1", "evidence", "seen")
    assert answer.code == 0, answer
    left = [
        each.name
        for each in folder.rglob("*")
        if each.name.endswith((".tmp", "-journal", ".part", ".holder", ".damaged"))
    ]
    assert not left, (name, left)


def test_a_command_killed_at_any_call_is_done_whole_or_not_at_all(
    prepared: Prepared, tmp_path: Path
) -> None:
    killed = 0
    kinds = frozenset(WRITES.split(","))
    for number, (name, what) in enumerate(drawn(prepared, kinds, ["signal=KILL"])):
        folder = Path(shutil.copytree(prepared.folder, tmp_path / str(number) / "plans"))
        ended = prepared.nursery.run(words_in(folder, name), tmp_path / "home", what)
        killed += ended.code == -9
        try:
            assert "Traceback" not in ended.err
            done = whole(prepared, folder, name, ended=ended)
            assert done or not ended.out, "what was said to be done is done"
            cleared(folder, name, done=done)
        except AssertionError as error:
            raise AssertionError(f"{name}, {what}: {error}") from error
        shutil.rmtree(folder.parent)
    assert killed > FAULTS * 0.9


def test_a_call_that_fails_once_leaves_all_or_nothing_and_is_told_in_one_sentence(
    prepared: Prepared, tmp_path: Path
) -> None:
    for number, (name, what) in enumerate(drawn(prepared, FAILING, ERRORS)):
        folder = Path(shutil.copytree(prepared.folder, tmp_path / str(number) / "plans"))
        ended = prepared.nursery.run(words_in(folder, name), tmp_path / "home", what)
        try:
            told(ended)
            done = whole(prepared, folder, name, ended=ended)
            if prepared.changes(name):
                assert not (done and "othing was changed" in ended.err), ended
            cleared(folder, name, done=done)
        except AssertionError as error:
            raise AssertionError(f"{name}, {what}: {error}") from error
        shutil.rmtree(folder.parent)


def told(ended: Ended) -> None:
    """A command that fails says so in one sentence; no command shows its insides."""
    assert "Traceback" not in ended.err, ended
    assert "Exception" not in ended.err, ended
    assert ended.code in {0, 1, 3}, ended
    if ended.code == 1:
        lines = ended.err.splitlines()
        assert len(lines) <= 1, ended
        assert all(each.endswith((".", ")")) for each in lines), ended
