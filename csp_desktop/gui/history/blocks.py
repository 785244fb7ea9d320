"""The line in History over several cells that were set, cleared, confirmed or undone at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csp_desktop.gui.history.words import MOST_NAMED, HeadTold, told
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import capital, counted, joined

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_WORDS: Final = {
    "add": "Added",
    "confirm": "Confirmed",
    "decide": "Decided",
    "leave": "Decided",
    "figures": "Figures",
    "renumber": "Refs changed",
}


def told_block(
    entries: Sequence[HistoryEntry], table: FieldTable, *, folded: bool, now_year: int
) -> HeadTold:
    """How many cells of how many records one operation changed, and the first of them by name."""
    said = [told(each, table, now_year=now_year) for each in entries]
    first = said[0]
    count = _count(entries, table)
    listed = [
        f"{each.ref} {each.what}: {' '.join(each.new.split()) or 'blank'}"
        for each in said[:MOST_NAMED]
    ]
    if len(said) > MOST_NAMED:
        listed.append(f"and {len(said) - MOST_NAMED:,} more")
    one = len({(each.kind, each.record) for each in entries}) == 1
    what = _what(entries)
    return HeadTold(
        first.date, first.time, first.author, first.ref if one else "", what, "",
        "\n".join((count, *listed)), shapes=False, done=f"{what}: {count}", folded=folded,
    )  # fmt: skip


def _what(entries: Sequence[HistoryEntry]) -> str:
    operation = entries[0].operation
    if operation.startswith("undo"):
        return "Undone"
    if operation.startswith("redo"):
        return "Redone"
    if operation == "edit":
        return "Set at once" if any(each.new is not None for each in entries) else "Cleared at once"
    return _WORDS.get(operation, capital(operation))


def _count(entries: Sequence[HistoryEntry], table: FieldTable) -> str:
    """'7 cells of 3 actions'."""
    records = dict.fromkeys((each.kind, each.record) for each in entries)
    kinds: dict[str, int] = {}
    for name, _ in records:
        kinds[name] = kinds.get(name, 0) + 1
    parts = []
    for name, number in kinds.items():
        kind = table.kind(name)
        one, many = (kind.label, kind.plural) if kind else ("record", "records")
        parts.append(counted(number, one, many).lower())
    cells = len(entries)
    return f"{counted(cells, 'cell')} of {joined(parts)}"
