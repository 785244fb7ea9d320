"""Snapshots: a quarter frozen as it is reported, listed, compared, withdrawn, never altered.

A snapshot is a record like any other, so it travels and merges with the copies. What it froze is
in one cell, and its id is the hash of the first parts of that cell. So anything else that is put
there, here or in another copy, does not match the id and is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from csp_desktop.changes.change import Cell, Change, Stance, add_record, digest
from csp_desktop.errors import BadValue, PlanDamaged, Refusal
from csp_desktop.measures.snapshot.compare import Comparison
from csp_desktop.measures.snapshot.compare import compare as compare_frozen
from csp_desktop.measures.snapshot.frozen import (
    SNAPSHOT,
    Frozen,
    FrozenUnreadable,
    as_text,
    freeze,
    hash_of,
    pack,
    read,
    unpack,
)
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.editing.edits import change_of, check_year
from csp_desktop.operations.editing.show_json import show, shown
from csp_desktop.operations.sending.outstanding import outstanding
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, name_key, understand, words
from csp_desktop.plan.wording import instant

NOW = "now"
"""The name of the present plan where a snapshot could be named."""

_FROZEN = "frozen"
_QUARTER = Field("quarter", "Quarter", Type.QUARTER, required=True)
_LABEL = Field("label", "Name")
_IN_YEAR = Field("quarter", "Quarter", Type.QUARTER, Per.QUARTER)
_LEAST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A quarter that was frozen: who did it, when, and the hash of what was frozen.

    `id` covers all of these. `label` is its name, `withdrawn` whether it counts no longer, and
    `twins` are the ids of other snapshots of the same quarter that are not withdrawn.
    """

    id: str
    quarter: str
    taken_at: str
    by: str
    hash: str
    label: str = ""
    withdrawn: bool = False
    twins: tuple[str, ...] = ()


def take(
    plan: OpenPlan, quarter: str, stamp: Stamp, *, label: str = ""
) -> tuple[Snapshot, Outcome]:
    """Freeze the present plan as the snapshot of `quarter`; undo skips it.

    A copy that was made for one group is refused: it does not hold what the others report.
    """
    document = document_of(plan)
    period, name, twins = prepared(plan, document, quarter)
    named = _name(label, period) or name
    frozen = freeze_now(plan, document, period)
    text = as_text(frozen)
    about = [period, stamp.at or "", stamp.author, hash_of(text)]
    snapshot_id = _identify(plan.plan_id, about)
    if document.record(SNAPSHOT, snapshot_id):
        raise Refusal("This very snapshot is there already: the plan has not changed since.")
    changes = add_record(
        plan.plan_id,
        SNAPSHOT,
        snapshot_id,
        {(_FROZEN, ""): [*about, pack(text)], ("label", ""): named},
        stamp.new_id,
    )
    outcome = plan.write(
        "take snapshot", changes, stamp, undoable=False, notices=_twins_told(period, twins)
    )
    quarter, at_time, by, content = about
    also = tuple(each.id for each in twins)
    taken = Snapshot(snapshot_id, quarter, at_time, by, content, named, twins=also)
    return taken, outcome


def prepared(plan: OpenPlan, document: Document, quarter: str) -> tuple[str, str, list[Snapshot]]:
    """The quarter that is meant, a name for a snapshot of it, and those that there are of it.

    Raises a Refusal where it cannot be frozen here.
    """
    if plan.group:
        raise Refusal(
            "This copy was made for one group, so it cannot freeze the whole plan's quarter. "
            "Snapshots are taken in the main copy."
        )
    period = str(understand(_QUARTER, quarter))
    check_year(document, _IN_YEAR, period)
    twins = _of_quarter(listed(document), period)
    return period, _name_for(period, twins), twins


def freeze_now(plan: OpenPlan, document: Document, quarter: str) -> Frozen:
    """The present plan, as a snapshot of `quarter` would freeze it."""
    waiting = conflicts.open_conflicts(plan, document)
    returns = [
        {"group": each.name, "actions": each.actions, "due": each.due}
        for each in outstanding(document, quarter, "")
    ]
    return freeze(document, quarter, waiting, returns)


def document_of(plan: OpenPlan, document: Document | None = None) -> Document:
    """The present plan, with every snapshot as it was taken, whatever was put over it.

    `document` is the present plan, if the caller has it.
    """
    document = document or plan.document()
    mended = []
    for record in document.of(SNAPSHOT):
        if _verified(document.plan_id, record.id, record.get(_FROZEN)) is None:
            found = next(_ever_frozen(plan, record.id), None)
            cells = {**record.cells, (_FROZEN, ""): Held(found)}
            mended.append((SNAPSHOT, record.id, Record(SNAPSHOT, record.id, cells)))
    return document.with_records(mended) if mended else document


def listed(document: Document) -> list[Snapshot]:
    """All snapshots of the plan, the one taken last first, withdrawn ones among them.

    Of a document from `document_of`; another one lacks those over which something was put.
    """
    found = [made for record in document.of(SNAPSHOT) if (made := _about(document, record))]
    with_twins = [
        Snapshot(
            each.id, each.quarter, each.taken_at, each.by, each.hash, each.label, each.withdrawn,
            tuple(other.id for other in _of_quarter(found, each.quarter) if other.id != each.id),
        )
        for each in found
    ]  # fmt: skip
    return sorted(
        with_twins,
        key=lambda each: (instant(each.taken_at), each.taken_at, each.quarter, each.id),
        reverse=True,
    )


def find(document: Document, name: str) -> Snapshot:
    """The snapshot meant by an id (its first letters do), a name or a quarter.

    A withdrawn one is meant only where no other answers to the name. Raises a Refusal where none
    or several do.
    """
    wanted = plain(name)
    every = listed(document)
    answering = [
        each
        for each in every
        if each.id == wanted
        or (len(wanted) >= _LEAST_PREFIX and each.id.startswith(wanted.lower()))
        or name_key(each.label) == name_key(wanted)
        or each.quarter.casefold() == wanted.casefold()
    ]
    exact = [each for each in answering if each.id == wanted]
    found = exact or [each for each in answering if not each.withdrawn] or answering
    if not found:
        raise Refusal(
            f"There is no snapshot '{name}'. 'snapshot list' shows those that there are."
            if every
            else "No quarter of this plan has been frozen yet: 'snapshot take' freezes one."
        )
    if len(found) > 1:
        named = " or ".join(f"{each.id} ({each.by})" for each in found)
        raise Refusal(f"'{name}' is what {len(found)} snapshots are called: say {named}.")
    return found[0]


def frozen_quarters(document: Document) -> list[Snapshot]:
    """The snapshots that count, the one taken last first."""
    return [each for each in listed(document) if not each.withdrawn]


def before(document: Document, quarter: str) -> Snapshot | None:
    """The snapshot taken last of the latest quarter before `quarter`, or None."""
    earlier = [each for each in listed(document) if each.quarter < quarter and not each.withdrawn]
    # The newest comes first, and of equals max takes the first.
    return max(earlier, key=lambda each: each.quarter, default=None)


def frozen_in(plan: OpenPlan, snapshot: Snapshot) -> Frozen:
    """What a snapshot froze. Raises PlanDamaged where that is not what its hash is of."""
    for about in _ever_frozen(plan, snapshot.id):
        with suppress(FrozenUnreadable):
            text = unpack(about[4])
            if hash_of(text) == snapshot.hash:
                return read(text)
    raise PlanDamaged(
        f"The snapshot {snapshot.label or snapshot.id} is not what it was when it was taken, or "
        "was taken by a newer version. Look for it in a backup or in another copy."
    )


def at(plan: OpenPlan, name: str) -> Frozen:
    """What the snapshot called `name` froze, or for 'now' the present plan."""
    document = document_of(plan)
    if plain(name).lower() == NOW:
        return freeze_now(plan, document, document.plan.text("working_quarter"))
    return frozen_in(plan, find(document, name))


def compare(plan: OpenPlan, was: str, now: str) -> tuple[Comparison, Frozen, Frozen]:
    """What differs between two snapshots, or one and 'now'."""
    before, after = at(plan, was), at(plan, now)
    return compare_frozen(before, after), before, after


def withdraw(plan: OpenPlan, name: str, stamp: Stamp) -> tuple[Snapshot, Outcome]:
    """Let a snapshot count no longer; it stays, and stays readable.

    A copy that was made for one group only proposes it.
    """
    document = document_of(plan)
    found = find(document, name)
    if found.withdrawn:
        raise Refusal(f"{found.label} is withdrawn already.")
    outcome = _edit(plan, document, found.id, "withdrawn", value=True, stamp=stamp)
    return _again(plan, found.id), outcome


def rename(plan: OpenPlan, name: str, label: str, stamp: Stamp) -> tuple[Snapshot, Outcome]:
    """Give a snapshot another name; what it froze is not touched.

    A copy that was made for one group only proposes it.
    """
    document = document_of(plan)
    found = find(document, name)
    named = _name(label, found.quarter)
    if not named:
        raise BadValue("A snapshot needs a name, such as 'Q1 as reported'.")
    outcome = _edit(plan, document, found.id, "label", value=named, stamp=stamp)
    return _again(plan, found.id), outcome


def brought_in(before: Document, after: Document, changes: Iterable[Change]) -> list[str]:
    """Sentences on the snapshots that came with a merge, and on quarters frozen twice."""
    new = {
        change.cell.record
        for change in changes
        if change.cell.kind == SNAPSHOT and change.cell.field == _FROZEN
    }
    said = []
    for each in listed(after):
        if each.id not in new or before.record(SNAPSHOT, each.id):
            continue
        said.append(f"A snapshot of {each.quarter} came with it: {each.label}, by {each.by}.")
        twins = [one for one in listed(after) if one.id in each.twins]
        said += _twins_told(each.quarter, twins)
    return said


# Inside


def _name(label: str, quarter: str) -> str:
    """A snapshot's name as it is kept, '' where there is none to read.

    Raises BadValue for a name by which something else would be meant: now, or another quarter.
    """
    named = words(understand(_LABEL, label))
    if not any(sign.isprintable() and not sign.isspace() for sign in named):
        return ""
    if plain(named).casefold() == NOW:
        raise BadValue("'now' means the plan as it is: choose another name.")
    with suppress(BadValue):
        meant = str(understand(_QUARTER, named))
        if meant != quarter:
            raise Refusal(f"'{named}' means a snapshot of {meant}: choose another name.")
    return named


def _name_for(quarter: str, twins: Sequence[Snapshot]) -> str:
    """'Q1 as reported', with a number where another snapshot of the quarter is called that."""
    name = f"{quarter.rpartition(' ')[2]} as reported"
    taken = {each.label for each in twins}
    number = 1
    while (named := name if number == 1 else f"{name}, {number}") in taken:
        number += 1
    return named


def _identify(plan_id: str, about: Sequence[str]) -> str:
    return digest([plan_id, *about])[:16]


def _verified(plan_id: str, snapshot_id: str, value: Value) -> list[str] | None:
    """What a cell says of a snapshot, where it is what the snapshot's id is the hash of."""
    if isinstance(value, list) and len(value) == 5 and _identify(plan_id, value[:4]) == snapshot_id:
        return value
    return None


def _ever_frozen(plan: OpenPlan, snapshot_id: str) -> Iterator[list[str]]:
    """The same of all that was ever put into the cell, here or in another copy."""
    for change in plan.file.ledger.of_cell(Cell(SNAPSHOT, snapshot_id, _FROZEN)):
        if about := _verified(plan.plan_id, snapshot_id, change.value):
            yield about


def _about(document: Document, record: Record) -> Snapshot | None:
    about = _verified(document.plan_id, record.id, record.get(_FROZEN))
    if about is None:
        return None
    quarter, taken_at, by, content, _ = about
    gone = bool(record.get("withdrawn"))
    return Snapshot(record.id, quarter, taken_at, by, content, record.text("label"), gone)


def _of_quarter(snapshots: Iterable[Snapshot], quarter: str) -> list[Snapshot]:
    return [each for each in snapshots if each.quarter == quarter and not each.withdrawn]


def _twins_told(quarter: str, twins: Sequence[Snapshot]) -> tuple[str, ...]:
    if not twins:
        return ()
    named = ", ".join(f"{each.label} by {each.by}, {each.taken_at[:10]}" for each in twins)
    said = (
        f"{quarter} is frozen more than once ({named}): all are kept. Compare them to tell them "
        "apart; withdraw one to set it aside."
    )
    return (said,)


def _edit(
    plan: OpenPlan, document: Document, snapshot_id: str, name: str, *, value: Value, stamp: Stamp
) -> Outcome:
    """Put a value into a snapshot's cell; undo skips it, unless it is only proposed."""
    record = document.record(SNAPSHOT, snapshot_id)
    assert record  # noqa: S101 - it was found in this document
    if record.held(name).contested:
        raise Refusal("Two people gave this snapshot different names: 'conflicts' shows them.")
    label = "name snapshot" if name == "label" else "withdraw snapshot"
    change = change_of(plan, record, Cell(SNAPSHOT, snapshot_id, name), value, stamp)
    if change is None:
        return Outcome("", label, stamp.author)
    return plan.write(label, [change], stamp, undoable=change.stance is not Stance.STATED)


def _again(plan: OpenPlan, snapshot_id: str) -> Snapshot:
    return next(each for each in listed(document_of(plan)) if each.id == snapshot_id)


def as_data(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot with the keys that `snapshot list --json` promises, and two more."""
    return {
        "id": snapshot.id,
        "quarter": snapshot.quarter,
        "label": snapshot.label,
        "taken_at": snapshot.taken_at,
        "by": snapshot.by,
        "hash": snapshot.hash,
        "withdrawn": snapshot.withdrawn,
        "also": list(snapshot.twins),
    }


def show_at(plan: OpenPlan, name: str, ref: str | None = None) -> dict[str, Any]:
    """The plan as a snapshot froze it, or one record of it, with the ratings of then."""
    if plain(name).lower() == NOW:
        return show(plan, ref)
    frozen = at(plan, name)
    document = shown(frozen.document, plan.table, frozen.quarter, ref)
    return {**document, "indicators": [_rated(each, frozen) for each in document["indicators"]]}


def _rated(indicator: dict[str, Any], frozen: Frozen) -> dict[str, Any]:
    said = frozen.ratings.get(indicator["id"], {})
    years = {
        year: {**cells, "rating": said[year][0]} if year in said else cells
        for year, cells in indicator["years"].items()
    }
    return {**indicator, "years": years}
