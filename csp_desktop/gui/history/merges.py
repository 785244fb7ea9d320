"""The line in History over what one merge brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csp_desktop.gui.history.words import MOST_NAMED, HeadTold, when
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.operations.editing.history import HistoryEntry

_DECISIONS = frozenset({"decide", "leave"})
_NOTED = frozenset({"return_request", "return_received"})
"""What a merge notes of its files; it is no change of the plan."""


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
