"""Returns as their receivers fill them in and send them back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.flows.command import Answer, command, data

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
IGU = "Integrated Gangs Unit"
SYH = "Safer Young Hackney (YOT Management) Board"
QUIET: Mapping[str, Any] = {
    "applied": 0, "already_known": 0, "waiting": 0, "added": [], "cleared": [], "missing": [],
    "held": [], "problems": [], "notices": [],
}  # fmt: skip
"""The report on a file that brings nothing, but for its path and kind."""


class Book:
    """A workbook in its receiver's hands. Cells are named by an action's ref and a header."""

    def __init__(self, path: Path) -> None:
        """Open the workbook at `path`."""
        self.path = path
        self.book = load_workbook(path)

    def sheet(self, name: str = "Updates") -> Worksheet:
        """One of its sheets."""
        found = self.book[name]
        assert isinstance(found, Worksheet)
        return found

    def head(self, name: str = "Updates") -> int:
        """The number of the header row."""
        first = {"Updates": "Ref", "Plan": "Ref", "Indicators": "Indicator"}[name]
        return next(
            cell.row for row in self.sheet(name).iter_rows() for cell in row if cell.value == first
        )

    def columns(self, name: str = "Updates") -> dict[str, int]:
        """The number of each column by its header."""
        return {
            str(cell.value): cell.column
            for cell in self.sheet(name)[self.head(name)]
            if cell.value is not None
        }

    def row(self, ref: str, name: str = "Updates") -> int:
        """The number of the row that begins with `ref`."""
        return next(
            row
            for row in range(self.head(name) + 1, self.sheet(name).max_row + 1)
            if str(self.sheet(name).cell(row, 1).value) == ref
        )

    def spare(self, number: int = 0, name: str = "Updates") -> int:
        """The number of one of the empty rows that bear ids."""
        ids = self.columns(name)["Row id"]
        rows = [
            row
            for row in range(self.head(name) + 1, self.sheet(name).max_row + 1)
            if self.sheet(name).cell(row, ids).value and not self.sheet(name).cell(row, 1).value
        ]
        return rows[number]

    def cell(self, row: str | int, header: str, name: str = "Updates") -> Cell:
        """A cell by its row's ref or number and its column's header."""
        number = row if isinstance(row, int) else self.row(row, name)
        found = self.sheet(name).cell(number, self.columns(name)[header])
        assert isinstance(found, Cell)
        return found

    def put(self, row: str | int, name: str = "Updates", **values: object) -> Book:
        """Type values into a row: `status='G'`; '_' in a header stands for a space."""
        for header, value in values.items():
            self.cell(row, header.replace("_", " ").capitalize(), name).value = value  # type: ignore[assignment]
        return self

    def save(self, name: str = "") -> Path:
        """Save it, under another name if one is given; answers with where it lies."""
        path = self.path.with_name(name) if name else self.path
        self.book.save(path)
        return path


@dataclass(frozen=True, slots=True)
class Post:
    """A plan that has sent out returns, with the workbooks by name."""

    plan: Path
    sent: Mapping[str, Path]

    def open(self, name: str = "igu") -> Book:
        """One of the workbooks, opened."""
        return Book(self.sent[name])

    def merge(self, *files: Path, plan: Path | None = None, code: int = 0) -> dict[str, Any]:
        """The report on merging files, which must end with this exit code."""
        answer = command("merge", plan or self.plan, *files, "--json")
        assert answer.code == code, answer
        report: dict[str, Any] = answer.data
        return report

    def only(self, file: Path, plan: Path | None = None, code: int = 0) -> dict[str, Any]:
        """The report on the one file merged, with the count of conflicts under 'conflicts'."""
        report = self.merge(file, plan=plan, code=code)
        (found,) = report["files"]
        assert report["applied"] == found["applied"]
        return {**found, "conflicts": len(report["conflicts"])}

    def quarter(self, ref: str, period: str = Q1, plan: Path | None = None) -> dict[str, Any]:
        """What an action says for a quarter."""
        (action,) = data("show", plan or self.plan, ref)["actions"]
        empty = dict.fromkeys(("status", "commentary", "corrective_action", "evidence"))
        found: dict[str, Any] = action["quarters"].get(period, empty)
        return found

    def action(self, ref: str, plan: Path | None = None) -> dict[str, Any]:
        """One action; what else bore its ref once may be told beside it."""
        answer = command("show", plan or self.plan, ref, "--json")
        assert answer.code == 0, answer.err
        (action,) = answer.data["actions"]
        found: dict[str, Any] = action
        return found

    def copy(self, name: str = "other", *more: object) -> Path:
        """Another copy of the plan, for somebody else."""
        path = self.plan.with_name(f"{name}.cspplan")
        data("copy", self.plan, path, *more)
        return path

    def waiting(self, plan: Path | None = None) -> list[dict[str, Any]]:
        """What waits for a person."""
        answer = command("conflicts", plan or self.plan, "--json")
        found: list[dict[str, Any]] = answer.data
        assert answer.code == (3 if found else 0)
        return found

    def resolve(
        self, conflict: Mapping[str, Any], *how: object, plan: Path | None = None
    ) -> Answer:
        """Decide a conflict."""
        return command("resolve", plan or self.plan, conflict["id"], *how)


def surgery(path: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Change one part of a workbook in place; a part changed to None is left out."""
    original = path.with_suffix(".before")
    shutil.copyfile(path, original)
    with zipfile.ZipFile(original) as before, zipfile.ZipFile(path, "w") as after:
        found = False
        for name in before.namelist():
            content: bytes | None = before.read(name)
            if name == part:
                found, content = True, change(content or b"")
            if content is not None:
                after.writestr(name, content, zipfile.ZIP_DEFLATED)
    original.unlink()
    assert found, part
    return path


def send_out(shipped: Path, folder: Path) -> Post:
    """A plan that sends out returns for two groups and for all, and the whole plan."""
    plan = Path(shutil.copyfile(shipped, folder / "plan.cspplan"))
    asked = {
        "igu": ("--group", IGU, "--due", "31/10/2016"),
        "syh": ("--group", SYH),
        "all": (),
        "whole": ("--kind", "plan"),
    }
    for name, options in asked.items():
        data("export", plan, folder / f"{name}.xlsx", *options, "--by", "P. Sandhu")
    return Post(plan, {name: folder / f"{name}.xlsx" for name in asked})


def as_sent(post: Post, folder: Path) -> Post:
    """The plan and its workbooks again, as they were when they had just been sent out."""
    folder.mkdir(exist_ok=True)
    plan = Path(shutil.copyfile(post.plan, folder / post.plan.name))
    sent = {
        name: Path(shutil.copyfile(path, folder / path.name)) for name, path in post.sent.items()
    }
    return Post(plan, sent)
