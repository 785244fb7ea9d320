"""A file's changes, before those that the plan holds already are removed; reading a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from csp_desktop.changes.change import Cell, Change
from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.values import Value
from csp_desktop.plan.vocabulary import Word
from csp_desktop.store.foreign import Refused, read_foreign
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.worker.process import Stopped

Made = tuple[Change, list[Operation]]
"""A change with the operations that made it."""

Within: TypeAlias = Callable[[int, int], None]
"""Hears how many changes of how many of a file are done; what it raises cancels the whole."""


def quietly(_done: int, _all: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """Something in a file that could not be taken, with its place and what to do.

    `word` is what stands there as it is written, where the plan may learn what that means.
    """

    sheet: str
    cell: str
    message: str
    word: Word | None = None


@dataclass(slots=True)
class Brought:
    """A file's changes, before those that the plan holds already are removed.

    `made` may hold what the plan has already; of a copy it is only what the plan lacked when it was
    read, `known` counts the rest, and `told` are operations that the copy knows of the rest.
    `refused` is a sentence if nothing can be taken. `export_id` and `edited` tell, for a
    workbook, which export it comes from and which cells were filled in; `new_rows` by sheet and row
    number which records its new rows make. `fingerprint` is the SHA-256 of the file, `quarter` the
    one that a return is for. `anyway`: it is merged whatever it takes out. `decided_over` is what a
    copy knows of who made what its decisions cover: changes with ids of operations.
    """

    path: Path
    kind: str
    made: list[Made] = field(default_factory=list)
    known: int = 0
    told: list[tuple[str, Operation]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[FileTrouble] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    export_id: str = ""
    edited: list[str] = field(default_factory=list)
    new_rows: dict[tuple[str, int], str] = field(default_factory=dict)
    fingerprint: str = ""
    quarter: str = ""
    anyway: bool = False
    decided_over: frozenset[tuple[str, str]] = frozenset()
    _records: dict[tuple[str, str], dict[str, Value]] = field(
        init=False, compare=False, repr=False, default_factory=dict
    )

    def said(self, cell: Cell) -> Mapping[str, Value]:
        """What the file says of the record of a cell, by field, but for what has a period."""
        if not self._records:
            for change, _ in self.made:
                if not change.cell.period:
                    self._records.setdefault(change.cell[:2], {})[change.cell.field] = change.value
        return self._records.get(cell[:2], {})


def read_copy(plan: OpenPlan, path: Path, within: Within = quietly) -> Brought:
    """What another copy of the plan holds that this one lacks.

    A file of another plan is refused by name. Whatever `within` raises goes through.
    """
    brought = Brought(path, "copy")
    try:
        foreign = read_foreign(path, plan.path, within, plan.table)
        if foreign.plan_id != plan.plan_id:
            raise Refusal(
                f"{path.name} holds another plan, {foreign.called}, so it was not merged. "
                "Choose a copy of this plan."
            )
    # A Refusal like others, but of the person who asked: it ends the whole, not this file alone.
    except Stopped:
        raise
    except CspError as error:
        brought.refused = str(error)
        return brought
    operations: dict[str, list[Operation]] = {}
    for operation, change in foreign.operations:
        operations.setdefault(change, []).append(operation)
    brought.fingerprint = fingerprint_of(path)
    # What is left in `operations` after this belongs to changes that the plan has already.
    brought.made = [(change, operations.pop(change.id, [])) for change in foreign.changes]
    brought.known = foreign.known
    brought.decided_over = foreign.told
    brought.problems = _refused(foreign.refused)
    brought.told = [(change, each) for change, found in operations.items() for each in found]
    return brought


_REFUSALS_TOLD = 10


def _refused(refused: list[Refused]) -> list[FileTrouble]:
    """Problems for changes that no program could have made: the first few, and a count."""
    told_of = [
        FileTrouble("", "", f"Not taken: {each.place}, because {each.reason}.")
        for each in refused[:_REFUSALS_TOLD]
    ]
    others = len(refused) - len(told_of)
    if others:
        told_of.append(
            FileTrouble("", "", f"Not taken: {others} more that could not have been made so.")
        )
    return told_of


def fingerprint_of(path: Path) -> str:
    """The SHA-256 of a file's content, '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
