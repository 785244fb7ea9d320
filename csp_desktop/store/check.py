"""Is a plan file sound: do its changes hold, and do its current values follow from them?"""

from __future__ import annotations

from collections.abc import Iterable

from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.plan.document import Record
from csp_desktop.store.failing import told_kindly
from csp_desktop.store.ledger import written
from csp_desktop.store.planfile import PlanFile


def problems(file: PlanFile) -> list[str]:
    """What is wrong with the file, each a sentence; nothing where it is sound.

    Looks at SQLite's own structure, at every change's hash, and at whether every current value and
    the tables for other programs can be worked out anew to the same result.
    """
    with told_kindly(file.path):
        found = file.integrity()
        if found:
            return [f"The file's structure is damaged ({found[0]})."]
        changes = list(file.ledger.everything())
        return [*_unsound(changes), *_unlike(file, ChangeSet(changes))]


def unsound_heads(file: PlanFile) -> list[str]:
    """What is wrong with the changes that stand now: a quicker look than `problems`."""
    found = []
    with told_kindly(file.path):
        for cell, value, heads in file.ledger.standing_changes():
            found += _unsound(head for head in heads if head)
            values = [written(head.value) for head in heads if head]
            if None in heads or (values and value not in values):
                found.append(_not_the_sum(cell))
    return found


def _unsound(changes: Iterable[Change]) -> list[str]:
    return [
        f"A change of {change.cell.field} of {change.cell.kind} {change.cell.record} "
        "is not what it was when it was made."
        for change in changes
        if not change.sound
    ]


def _not_the_sum(cell: Cell) -> str:
    name = f"{cell.field}@{cell.period}" if cell.period else cell.field
    return f"{name} of {cell.kind} {cell.record} is not what its changes add up to."


def _unlike(file: PlanFile, whole: ChangeSet) -> list[str]:
    found = []
    kept, worked_out = file.ledger.kept_picture(), file.ledger.worked_out_picture(whole)
    found += [
        _not_the_sum(cell)
        for cell in sorted(kept.keys() | worked_out.keys())
        if kept.get(cell) != worked_out.get(cell)
    ]
    standings = file.ledger.worked_out_standings(whole)
    kept_standings = file.ledger.kept_standings()
    for kind, record in sorted(standings.keys() | kept_standings.keys()):
        if standings.get((kind, record)) != kept_standings.get((kind, record)):
            found.append(f"Whether {kind} {record} exists is not what its changes say.")
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
