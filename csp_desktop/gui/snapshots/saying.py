"""What the snapshots pane says: who took what when, what would be frozen, what was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from csp_desktop.gui.snapshots.lines import name_of
from csp_desktop.operations.snapshots.preview import Foreseen
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.wording import counted, joined, short_day


def taken_words(snapshot: Snapshot, now: str) -> str:
    """'taken 14 Jul by R. Adeyemi'."""
    return f"taken {short_day(snapshot.taken_at, now)} by {snapshot.by}"


def short_words(snapshot: Snapshot, now: str) -> str:
    """'14 Jul, R. Adeyemi', or that it is withdrawn."""
    when = short_day(snapshot.taken_at, now)
    return f"{when}, withdrawn" if snapshot.withdrawn else f"{when}, {snapshot.by}"


def mark_words(content_hash: str) -> str:
    """The first letters of a content hash, as people can read them out: '8f3a 1c70'."""
    return f"{content_hash[:4]} {content_hash[4:8]}"


def foreseen_words(foreseen: Foreseen) -> str:
    """What taking the snapshot will freeze, in a sentence or two."""
    whole = (
        f"It freezes {counted(foreseen.actions, 'action')} and "
        f"{counted(foreseen.indicators, 'indicator')} as they stand now"
    )
    still = open_words(foreseen.conflicts, foreseen.proposed, len(foreseen.outstanding))
    if foreseen.owed:
        still.append(f"{counted(foreseen.owed, 'action')} without an update")
    return f"{whole}, with {joined(still)}." if still else f"{whole}: nothing is open."


def open_words(conflicts: int, proposed: int, outstanding: int) -> list[str]:
    """What is still open, each part with its count; nothing of what there is none of."""
    counts = (
        (conflicts, f"{counted(conflicts, 'conflict')} open"),
        (proposed, f"{counted(proposed, 'held edit')} to take or leave"),
        (outstanding, f"{counted(outstanding, 'return')} outstanding"),
    )
    return [words for count, words in counts if count]


def twins_words(twins: Sequence[Snapshot], now: str) -> str:
    """Who has frozen the quarter already, in a sentence; '' where nobody has."""
    if not twins:
        return ""
    named = joined(
        [f"{each.by} on {short_day(each.taken_at, now)} ({name_of(each)})" for each in twins]
    )
    both = "Both are" if len(twins) == 1 else "All are"
    return f"{twins[0].quarter} was frozen by {named}. {both} kept."
