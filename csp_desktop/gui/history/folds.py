"""History as it is listed: what was done as one stands under one line, which opens and closes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from csp_desktop.gui.history.words import EntryWords, HeadTold, told, when
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.wording import capital, counted, joined

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_SEVERAL = 2
MOST_NAMED = 12
"""How many of what was done as one are named in the line over them."""
_WORDS: Final = {
    "add": "Added",
    "confirm": "Confirmed",
    "decide": "Decided",
    "leave": "Decided",
    "delete": "Removed",
    "figures": "Figures",
    "follow": "Followed as an action",
    "map": "Map of a workbook",
    "move": "Moved",
    "rename": "New name written",
    "renumber": "Refs changed",
    "words": "Words learned",
}
_DECISIONS = frozenset({"decide", "leave"})
_NOTED = frozenset({"return_request", "return_received", "workbook_read"})
"""What a merge notes of its files; it is no change of the plan."""


class HistoryLine(NamedTuple):
    """One line: an entry, or with no entry the one over what was done as one.

    `fold` names what it stands over, or what it stands under; '' for an entry by itself.
    """

    told: EntryWords
    entry: HistoryEntry | None
    fold: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it stands over what was done as one."""
        return self.entry is None


def lines(
    entries: Sequence[HistoryEntry], table: FieldTable, opened: Collection[str], *, now_year: int
) -> list[HistoryLine]:
    """The entries, newest first; what one undo takes back, several of them, under one line.

    What a merge brought stands at the time of the merge. `opened` are the folds whose entries are
    listed. What came with the plan, which no undo takes back, is not folded.
    """
    merges, blocks = _done_as_one(entries)
    waiting = sorted(merges, key=_merged_at, reverse=True)
    found: list[HistoryLine] = []
    for each in entries:
        if each.merge is not None:
            continue
        while waiting and _merged_at(waiting[0]) >= (each.at or ""):
            found += _folded(waiting.pop(0), table, opened, now_year)
        block = blocks.get(each.operation_id, []) if each.at is not None else []
        if len(block) < _SEVERAL:
            found.append(HistoryLine(told(each, table, now_year=now_year), each))
        elif each is block[0]:
            found += _folded(block, table, opened, now_year)
    for merge in waiting:
        found += _folded(merge, table, opened, now_year)
    return found


def _done_as_one(
    entries: Sequence[HistoryEntry],
) -> tuple[list[list[HistoryEntry]], dict[str, list[HistoryEntry]]]:
    """What each merge brought, and what was done here by operation."""
    merges: dict[str, list[HistoryEntry]] = {}
    blocks: dict[str, list[HistoryEntry]] = {}
    for each in entries:
        if each.merge is not None:
            merges.setdefault(each.merge.id, []).append(each)
        elif each.at is not None:
            blocks.setdefault(each.operation_id, []).append(each)
    return list(merges.values()), blocks


def _folded(
    entries: Sequence[HistoryEntry], table: FieldTable, opened: Collection[str], now_year: int
) -> list[HistoryLine]:
    """The line over these entries, and below it they themselves where it is opened."""
    merge = entries[0].merge
    name = merge.id if merge else entries[0].operation_id
    folded = name not in opened
    if merge:
        head: EntryWords = told_merge(entries, folded=folded, now_year=now_year)
    else:
        head = told_block(entries, table, folded=folded, now_year=now_year)
    found = [HistoryLine(head, None, name)]
    if not folded:
        found += [HistoryLine(told(each, table, now_year=now_year), each, name) for each in entries]
    return found


def _merged_at(entries: Sequence[HistoryEntry]) -> str:
    merge = entries[0].merge
    return (merge.at or "") if merge else ""


def told_block(
    entries: Sequence[HistoryEntry], table: FieldTable, *, folded: bool, now_year: int
) -> HeadTold:
    """How many cells of how many records one operation changed, and the first of them by name."""
    said = [told(each, table, now_year=now_year) for each in entries]
    first = said[0]
    count = _count(entries, table)
    listed = [
        f"{each.ref} {each.what}: {' '.join(each.new.split()) or 'blank'}".lstrip()
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


def told_merge(entries: Sequence[HistoryEntry], *, folded: bool, now_year: int) -> HeadTold:
    """How much the merge of these entries brought, from which files, and how much it decided."""
    merge = entries[0].merge
    files: dict[str, int] = {}
    decided = sum(each.operation in _DECISIONS for each in entries)
    changes = [
        each
        for each in entries
        if each.kind not in _NOTED and each.operation not in _DECISIONS and not each.proposed
    ]
    for each in changes:
        files[each.source] = files.get(each.source, 0) + 1
    named = [name for name in files if name]
    count = counted(len(changes), "change")
    if named:
        count += f" from {counted(len(named), 'file')}"
    if decided:
        count += f", {counted(decided, 'decision')}"
    listed = "\n".join(f"{name}: {files[name]:,}" for name in named[:MOST_NAMED])
    more = f"\nand {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
    date, time = when(merge.at if merge else None, now_year)
    author = merge.author if merge else ""
    return HeadTold(
        date, time, author, "", "Merge", "", f"{count}\n{listed}{more}".strip(),
        shapes=False, done=f"Merged {count}", folded=folded,
    )  # fmt: skip
