"""Plan files made, opened and copied."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TypedDict

from csp_desktop.changes.change import Change, add_record
from csp_desktop.errors import BadValue, Failure, NotAPlan, Refusal
from csp_desktop.operations.session.lookup import find
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.paths import data
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.values import Value
from csp_desktop.store.backups import folder_of
from csp_desktop.store.check import damages, loss_free_first, open_settled, unsound_heads
from csp_desktop.store.failing import damaged, from_os, told_kindly
from csp_desktop.store.lock import WriterLock, clear_notes, why_held
from csp_desktop.store.making import holds_nothing, making, refuse_taken
from csp_desktop.store.planfile import PlanFile
from csp_desktop.whole import clear_leftovers, is_name_for

SUFFIX = ".cspplan"
HACKNEY = "hackney-2016-18"
SAMPLES = (HACKNEY,)

_NOTHING_IN_IT = (
    "{name} holds nothing: making it was stopped before its end. Make it again under this name "
    "(new), or open another plan."
)


class _SampleRecord(TypedDict):
    kind: str
    id: str
    values: dict[str, Value]
    unconfirmed: list[str]


def new_plan(
    path: Path, table: FieldTable, stamp: Stamp, *, sample: str | None = None, title: str = ""
) -> OpenPlan:
    """A new plan file at `path`, open for writing: empty, or the shipped plan called `sample`.

    The shipped plan is one plan for everyone: its plan, record and change ids are always the same.
    """
    check_name(path)
    if sample is None:
        plan_id = f"plan-{stamp.new_id()}"
        changes = _first_changes(plan_id, title or path.stem, stamp)
        return _filled(path, table, stamp, plan_id, "new", changes)
    if sample not in SAMPLES:
        raise Refusal(f"There is no shipped plan '{sample}'. There is: {', '.join(SAMPLES)}.")
    shipped = json.loads((data() / f"{sample}.json").read_text(encoding="utf-8"))
    plan_id = shipped["plan"]
    changes = [
        change for record in shipped["records"] for change in _shipped_changes(plan_id, record)
    ]
    # No time and a constant id: two people who start from the shipped plan must hold the very same
    # changes, or their copies could never be merged.
    published = Stamp(shipped["author"], None, "", lambda: f"shipped-{sample}")
    return _filled(path, table, published, plan_id, "published", changes, by=stamp.author)


def _filled(
    path: Path,
    table: FieldTable,
    stamp: Stamp,
    plan_id: str,
    label: str,
    changes: list[Change],
    by: str = "",
) -> OpenPlan:
    """A new file that holds `changes`, open for writing."""

    def fill(file: PlanFile) -> None:
        OpenPlan(file).write(label, changes, stamp, undoable=False)

    return OpenPlan(PlanFile.create(path, table, plan_id, by or stamp.author, fill))


def _shipped_changes(plan_id: str, record: _SampleRecord) -> list[Change]:
    places = {_place(name): value for name, value in record["values"].items()}
    unconfirmed = [_place(name) for name in record.get("unconfirmed", [])]
    return add_record(plan_id, record["kind"], record["id"], places, lambda: "shipped", unconfirmed)


def _place(name: str) -> tuple[str, str]:
    field, _, period = name.partition("@")
    return field, period


def _first_changes(plan_id: str, title: str, stamp: Stamp) -> list[Change]:
    """An empty plan's own record, with the financial year and quarter in which it is begun."""
    values: dict[tuple[str, str], Value] = {("title", ""): title, ("marking", ""): "OFFICIAL"}
    began = read_period((stamp.at or "")[:7])
    changes: list[Change] = []
    if began:
        values["working_quarter", ""] = str(Period(began.year, began.quarter))
        for year in (str(began.financial_year), str(began.financial_year.shifted(1))):
            named: dict[tuple[str, str], Value] = {("name", ""): year}
            changes += add_record(plan_id, "year", year, named, stamp.new_id)
    return [*add_record(plan_id, "plan", plan_id, values, stamp.new_id), *changes]


def open_plan(
    path: Path,
    table: FieldTable,
    *,
    write: bool = False,
    by: str = "",
    window: bool = False,
    look_closely: bool = True,
) -> OpenPlan:
    """Open the plan file at `path`.

    A file that is no plan, is damaged, was made by a newer program or (for writing) is open
    elsewhere is refused with a sentence and left as it is. `look_closely` compares the current
    values with the changes behind them; a window does that after it has painted.
    """
    for folder in (path.parent, folder_of(path)):
        # Files under a temporary name are from a program that was killed in the midst of writing.
        clear_leftovers(folder)
    clear_notes(path.parent)
    # Of some names the system cannot even say whether they are there.
    with told_kindly(path), loss_free_first(path, table):
        return OpenPlan(
            _opened(
                open_settled(path, table, write=write, by=by, window=window),
                look_closely=look_closely,
            )
        )


def _opened(file: PlanFile, *, look_closely: bool) -> PlanFile:
    """The file just opened, if what it holds is a sound plan; else it is closed and refused."""
    try:
        with file.kindly():
            empty = not file.ledger.holds_any
        if empty:
            raise NotAPlan(_NOTHING_IN_IT.format(name=file.path.name))
        # Something else has written to the file since, or this program does not know it by its
        # place, size and times. Only then is it read whole; a large plan takes seconds for that.
        doubtful = file.doubtful
        found = damages(file) if doubtful else []
        if look_closely and not found:
            found = unsound_heads(file)
        if found:
            raise damaged(file.path, found[0].rstrip("."))
        if doubtful:
            file.prove()
        file.proved = True
        if file.writable:
            file.compare_anew()
    # Ctrl+C too: a file that stays open keeps its lock, and nobody could write the plan.
    except BaseException:
        file.close()
        raise
    return file


def copy_plan(plan: OpenPlan, other: Path, by: str, *, for_group: str | None = None) -> None:
    """Another copy of the plan at `other`, for another person to work in apart.

    Made for a group, what it changes outside that group's actions comes back as proposed.
    """
    check_name(other)
    refuse_taken(other)
    group = find(plan.document(), plan.table, f"group:{for_group}").id if for_group else None
    # Held while the copy is made, so that nobody opens it half made.
    lock = WriterLock(other, by, is_window=False)
    try:
        with making(other) as temporary:
            # By SQLite's own backup: a plain copy of a file that is open may be a mixture of two
            # states.
            plan.file.backup_to(temporary)
            with closing(PlanFile.unshared(temporary, plan.table)) as copy, copy.transaction():
                # What this copy can undo is its own affair. In the other one it would undo things
                # its user has never done.
                copy.log.forget_all()
                if group:
                    copy.set_meta("for_group", group)
    finally:
        lock.release()


def check_name(path: Path) -> None:
    """Raise a CspError where a plan file cannot be called that, or has no folder to lie in."""
    if path.suffix.lower() != SUFFIX:
        raise BadValue(f"A plan file ends in {SUFFIX}: use {path.with_suffix(SUFFIX).name}.")
    if not is_name_for(sys.platform, path.name):
        raise BadValue(f"Windows can have no file called {path.name}: choose another name.")
    if not path.parent.is_dir():
        raise Failure(f"There is no folder {path.parent}. Make it first, or choose another.")


def working_copy_in(folder: Path) -> Path:
    """Where the working copy of the Hackney plan lies in a folder."""
    return folder / f"Hackney plan 2016-18{SUFFIX}"


def working_copy(folder: Path, table: FieldTable, stamp: Stamp) -> Path:
    """The working copy of the Hackney plan in `folder`, made there if it is not there yet.

    What a first start that was killed left there, a file without a change, is begun again.
    """
    path = working_copy_in(folder)
    if not path.exists() or holds_nothing(path):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os(path, error) from error
        new_plan(path, table, stamp, sample=HACKNEY).close()
    return path


def why_not_written(path: Path) -> str:
    """Who has the plan open for writing at this moment, in a sentence; '' where nobody does."""
    return why_held(path)
