"""History as it is listed: what one merge brought stands under one line, which opens and closes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from csp_desktop.gui.history_words import Told, told, when
from csp_desktop.plan.fields import FieldTable

if TYPE_CHECKING:
    from csp_desktop.operations.history import Entry

_MOST_NAMED = 12
_DECISIONS = frozenset({"decide", "leave"})
_NOTED = frozenset({"return_request", "return_received"})
"""What a merge notes of its files; it is no change of the plan."""


@dataclass(frozen=True, slots=True)
class MergeTold(Told):
    """The line over what one merge brought; `folded` where that is not listed."""

    folded: bool = True


class HistoryLine(NamedTuple):
    """One line: an entry, or with no entry the one over what a merge brought."""

    told: Told
    entry: Entry | None
    merge: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it stands over what a merge brought."""
        return self.entry is None


def lines(
    entries: Sequence[Entry], table: FieldTable, opened: Collection[str], *, now_year: int
) -> list[HistoryLine]:
    """The entries, newest first, those of a merge under one line at the time of the merge.

    `opened` are the merges whose entries are listed.
    """
    brought: dict[str, list[Entry]] = {}
    for each in entries:
        if each.merge is not None:
            brought.setdefault(each.merge.id, []).append(each)
    heads = sorted(brought.values(), key=_merged_at, reverse=True)
    found: list[HistoryLine] = []
    for each in entries:
        if each.merge is not None:
            continue
        while heads and _merged_at(heads[0]) >= (each.at or ""):
            found += _merged(heads.pop(0), table, opened, now_year)
        found.append(HistoryLine(told(each, table, now_year=now_year), each))
    for head in heads:
        found += _merged(head, table, opened, now_year)
    return found


def _merged_at(entries: Sequence[Entry]) -> str:
    merge = entries[0].merge
    return (merge.at or "") if merge else ""


def _merged(
    entries: Sequence[Entry], table: FieldTable, opened: Collection[str], now_year: int
) -> list[HistoryLine]:
    merge = entries[0].merge
    if merge is None:
        return []
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
    count = f"{len(changes):,} {'change' if len(changes) == 1 else 'changes'}"
    if named:
        count += f" from {len(named):,} {'file' if len(named) == 1 else 'files'}"
    if decided:
        count += f", {decided:,} {'decision' if decided == 1 else 'decisions'}"
    listed = "\n".join(f"{name}: {files[name]:,}" for name in named[:_MOST_NAMED])
    more = f"\nand {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
    date, time = when(merge.at, now_year)
    folded = merge.id not in opened
    head = MergeTold(
        date, time, merge.author, "", "Merge", "", f"{count}\n{listed}{more}".strip(),
        shapes=False, done=f"Merged {count}", folded=folded,
    )  # fmt: skip
    found = [HistoryLine(head, None, merge.id)]
    if not folded:
        found += [
            HistoryLine(told(each, table, now_year=now_year), each, merge.id) for each in entries
        ]
    return found
