"""Is a plan file sound: do its changes hold, and do its current values follow from them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.changes.possible import Possible, place_of
from csp_desktop.errors import CspError, PlanDamaged, ValuesAstray
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import key
from csp_desktop.plan.wording import plural
from csp_desktop.store.current_cells import worked_out_cells, worked_out_standings
from csp_desktop.store.failing import astray, damaged, told_kindly
from csp_desktop.store.hotjournal import settle
from csp_desktop.store.operation import Operation, is_possible
from csp_desktop.store.planfile import PlanFile
from csp_desktop.store.schema import KeptCell, written


def open_settled(
    path: Path,
    table: FieldTable,
    *,
    write: bool = False,
    by: str = "",
    window: bool = False,
    locked: bool = False,
) -> PlanFile:
    """`PlanFile.open`, once it is settled what becomes of a journal that lies beside the file.

    `locked` says that the caller holds the lock of the file already.
    """

    def whole(copy: Path) -> bool:
        with closing(PlanFile.open(copy, table, write=False)) as file:
            return not damages(file)

    # Before the file is opened: SQLite plays back any journal that it finds there, at once.
    settled = settle(path, whole, locked=locked)
    file = PlanFile.open(path, table, write=write, by=by, window=window)
    file.proved = settled.proved
    file.told.extend(settled.told)
    return file


def problems(file: PlanFile) -> list[str]:
    """What is wrong with the file, each a sentence; nothing where it is sound.

    Looks at SQLite's own structure, at every change's hash, at whether a program could have made it
    and somebody is named for it, and at whether every current value and the tables for other
    programs come out the same when they are worked out again.
    """
    with told_kindly(file.path), file.steady():
        return damages(file) or _doubts(file)


def damages(file: PlanFile) -> list[str]:
    """What in the file is not as it was written, each a sentence.

    What it holds that no program makes, or that nobody is named for, is no damage: an earlier
    version may have taken it from a copy, and a merge can mend some of it.
    """
    with told_kindly(file.path), file.steady():
        # In this order, since each look trusts what the one before it found: values cannot be
        # worked out from changes that do not hold, nor changes read from a broken structure.
        found = file.integrity()
        if found:
            return [f"The file's structure is damaged ({found[0]})."]
        return unsound_changes(file) or _unlike(file, ChangeSet(file.ledger.everything()))


def _doubts(file: PlanFile) -> list[str]:
    """What every merge would refuse among the file's changes, each a sentence."""
    return [*_impossible(file.ledger.everything(), file.table), *_unnamed(file)]


def unsound_changes(file: PlanFile) -> list[str]:
    """What is wrong with the changes themselves, whatever was worked out from them."""
    with told_kindly(file.path), file.steady():
        return [*_missing(file), *_unsound(change for _, change in file.ledger.broken())]


def changes_hold(path: Path, table: FieldTable) -> bool:
    """True if the changes of the file at `path` are whole, whatever was worked out from them.

    False too where a journal beside the file does not mend it; both are left as they are.
    """
    try:
        file = open_settled(path, table)
        try:
            with told_kindly(path):
                return not file.integrity() and not (unsound_changes(file) or _doubts(file))
        finally:
            file.close()
    except CspError:
        return False


@contextmanager
def loss_free_first(path: Path, table: FieldTable) -> Iterator[None]:
    """If the plan file is found damaged but its changes hold, say that nothing is lost."""
    try:
        yield
    except ValuesAstray:
        raise
    except PlanDamaged as error:
        if changes_hold(path, table):
            raise astray(path, error.detail) from error
        raise


def unsound_heads(file: PlanFile) -> list[str]:
    """What is wrong with the heads and proposals of all cells: a quicker look than `problems`.

    It costs what the current values cost, and nothing for the history behind them.
    """
    with told_kindly(file.path), file.steady():
        found, settled = file.picture.astray(), file.compared_as_now
        for cell, kept, heads, proposals in file.picture.standing_changes():
            there = [change for change in (*heads, *proposals) if change]
            found += _unsound(change for change in there if not change.sound)
            follows = _follows(cell, kept, there, settled=settled)
            if len(there) < len(heads) + len(proposals) or not follows:
                found.append(_not_the_sum(cell))
    return found


def _follows(cell: Cell, kept: KeptCell, there: list[Change], *, settled: bool) -> bool:
    """True if what is kept of a cell can follow from the changes named in it.

    What was last agreed before a conflict is not among them, so it is left to `problems`. Unless
    it is `settled`, heads that are equal today may have been contested by an older program.
    """
    heads = [change for change in there if change.stance is not Stance.PROPOSED]
    unsure = bool(heads) and all(change.stance is Stance.UNCONFIRMED for change in heads)
    values = {written(change.value) for change in heads} or {"null"}
    contested = len(heads) > 1 and len({key(change.value) for change in heads}) > 1
    contested = contested or (not settled and len(heads) > 1 and bool(kept.contested))
    return (
        all(change.cell == cell for change in there)
        and kept.unconfirmed == unsure
        and kept.contested == contested
        and (contested or kept.value in values)
    )


def _missing(file: PlanFile) -> list[str]:
    lost = file.log.lost_changes()
    if not lost:
        return []
    return [f"{lost} of the changes that its history speaks of {plural(lost, 'is', 'are')} gone."]


def _unsound(broken: Iterable[Change | None]) -> list[str]:
    return [
        f"A change of {change.cell.field} of {change.cell.kind} {change.cell.record} "
        "is not what it was when it was made."
        if change
        else "A change cannot be read."
        for change in broken
    ]


def _impossible(changes: Iterable[Change], table: FieldTable) -> list[str]:
    """What every merge would refuse, so that no file is called sound that others cannot take."""
    possible = Possible(table, by_type=False)
    return [
        f"A change ({place_of(change)}) is one that no program makes: {reason}."
        for change in changes
        if (reason := possible.why_not(change))
    ]


def _unnamed(file: PlanFile) -> list[str]:
    unnamed = file.log.changes_of_nobody()
    found = []
    if unnamed:
        found.append(
            f"Of {unnamed} of its changes nobody is named as having made "
            f"{plural(unnamed, 'it', 'them')}. Merge a copy that says who did."
        )
    if not all(map(is_possible, file.log.all_operations())):
        found.append("One of the operations in its history is one that no program notes.")
    return found


def _not_the_sum(cell: Cell) -> str:
    name = f"{cell.field}@{cell.period}" if cell.period else cell.field
    return f"{name} of {cell.kind} {cell.record} is not what its changes add up to."


def _told_apart(kept: tuple[object, ...] | None, worked_out: tuple[object, ...] | None) -> bool:
    """True if a cell is contested only because an older program told equal values apart."""
    if kept is None or worked_out is None:
        return False
    _, heads, contested, *marks = kept
    return bool(contested) and [heads, *marks] == [worked_out[1], *worked_out[3:]]


def _unlike(file: PlanFile, whole: ChangeSet) -> list[str]:
    # Cells first and tables last: each is worked out from the one before, so the first that
    # differs is the cause, and the rest would only repeat it in other words.
    found = []
    kept, worked_out = file.picture.cells(), worked_out_cells(whole)
    found += [
        _not_the_sum(cell)
        for cell in sorted(kept.keys() | worked_out.keys(), key=repr)
        if kept.get(cell) != worked_out.get(cell)
        and (file.compared_as_now or not _told_apart(kept.get(cell), worked_out.get(cell)))
    ]
    standings = worked_out_standings(whole)
    kept_standings = file.picture.standings()
    for kind, record in sorted(standings.keys() | kept_standings.keys(), key=repr):
        if standings.get((kind, record)) != kept_standings.get((kind, record)):
            found.append(f"Whether {kind} {record} exists is not what its changes say.")
    if not found and not file.ledger.marked_as(whole):
        found.append("What waits or is set aside is not what its changes say.")
    # Another version's tables have other columns; they are made again on opening for writing.
    if not found and file.meta("field_table") == file.table.fingerprint():
        found += _unlike_tables(file)
    return found


def _unlike_tables(file: PlanFile) -> list[str]:
    document = file.document()
    records: dict[str, list[Record]] = {
        kind.name: list(document.of(kind.name)) for kind in file.table.kinds
    }
    worked_out = file.values.rows(records)
    return [
        f"The table '{name}' does not show the current values."
        for name, rows in file.published().items()
        if rows != worked_out[name]
    ]


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file's changes.

    `rows` are the places of those that do not hold, `wanted` the ids of those to be had from
    elsewhere: what its history speaks of and it does not hold, and what has lost its value alone.
    """

    rows: tuple[int, ...]
    wanted: frozenset[str]


def damage_of(file: PlanFile) -> Damage:
    """What is wrong with the changes of an open file; every one is looked at."""
    with file.kindly(), file.steady():
        broken = file.ledger.broken()
        # An id that does not fit is not to be asked for: it may be the id itself that was damaged.
        # What then is missing is known from the history, which names every change by its id.
        named = {change.id for _, change in broken if change and change.true_to_its_id}
        lost = set(file.log.lost(without=[row for row, _ in broken]))
        return Damage(tuple(row for row, _ in broken), frozenset(named | lost))


def heal(
    file: PlanFile,
    damage: Damage,
    intact: Mapping[str, Change],
    made: Mapping[str, list[Operation]],
) -> None:
    """Put the wanted changes in the place of the broken ones, and work all values out again.

    One transaction: the file is sound when this returns, or as it was where it raises PlanDamaged.
    """
    lacking = damage.wanted - intact.keys()
    if lacking:
        raise damaged(
            file.path,
            f"{len(damage.wanted)} of its changes do not hold or are gone, and {len(lacking)} of "
            "them are in none of the copies given",
        )
    with file.transaction():
        file.ledger.put_right(damage.rows, [intact[each] for each in sorted(damage.wanted)])
        file.log.record_all(
            (change, operation)
            for change in sorted(damage.wanted)
            for operation in made.get(change, ())
        )
        file.rebuild()
        # Asked within the transaction, so that raising takes all of it back: a file that is half
        # mended would pass for sound, and what is still lost would never be looked for again.
        found = problems(file)
        if found:
            raise damaged(file.path, found[0].rstrip("."))
