"""The names of backups: what each says, their order, and which of them may be let go."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SUFFIX = ".cspplan"

DAMAGED = ".damaged"
"""How a damaged plan that was set aside ends: it is kept for a while, and is no backup."""

MERGE, RESTORE, HEAL = "merge", "restore", "heal"
"""What a backup was made before."""

_STAMP = "%Y-%m-%d %H%M%S"

_NAME = re.compile(r"(?:(\d{6,}) )?(\d{4}-\d\d-\d\d \d{6})(?: (.+))?", re.ASCII | re.DOTALL)

_BEFORE_MERGE = "before merge"

_BEFORE_RESTORE = "before restoring"

_BEFORE_HEAL = "before mending"

# How many days, ISO weeks and months keep one backup each.
_KEEP = {"%Y-%m-%d": 31, "%G-%V": 8, "%Y-%m": 24}

_NEWEST = 10


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup by its name.

    `number` is 0 if an older version made it; `again` then tells those of one second apart.
    `before` says what it was made before, '' for one that was asked for. `chosen` is the key of the
    backup that a restore went back to. `own_words`: a person has put words into its name.
    """

    path: Path
    number: int
    made: datetime
    again: int = 1
    before: str = ""
    chosen: str = ""
    own_words: bool = False

    @property
    def key(self) -> str:
        """The text by which a restore refers to it: its number, or its name if it has none."""
        return f"{self.number:06}" if self.number else self.path.stem

    @property
    def order(self) -> tuple[int, datetime, int]:
        """Its place among others: the higher, the later it was made."""
        return self.number, self.made, self.again


def read_name(path: Path) -> Backup | None:
    """The backup or damaged plan with this file name; None for any other file."""
    found = _NAME.fullmatch(path.stem) if path.suffix in (SUFFIX, DAMAGED) else None
    try:
        made = datetime.strptime(found[2], _STAMP) if found else None  # noqa: DTZ007 - local time
    except ValueError:
        made = None
    if found is None or made is None:
        return None
    number, rest = int(found[1] or 0), found[3] or ""
    if rest.isdecimal() and not number:
        return Backup(path, number, made, again=int(rest))
    if rest in (_BEFORE_MERGE, _BEFORE_HEAL):
        return Backup(path, number, made, before=MERGE if rest == _BEFORE_MERGE else HEAL)
    if rest == _BEFORE_RESTORE or rest.startswith(f"{_BEFORE_RESTORE} "):
        chosen = rest.removeprefix(_BEFORE_RESTORE).strip()
        return Backup(path, number, made, before=RESTORE, chosen=chosen)
    return Backup(path, number, made, own_words=bool(rest))


def stem_of(number: int, now: datetime, before: str, chosen: str = "") -> str:
    """The file name of a backup made now, without its suffix."""
    said = {
        MERGE: _BEFORE_MERGE,
        RESTORE: f"{_BEFORE_RESTORE} {chosen}",
        HEAL: _BEFORE_HEAL,
    }.get(before, "")
    return f"{number:06} {now.strftime(_STAMP)} {said}".rstrip()


def newest_first(paths: Iterable[Path]) -> list[Backup]:
    """Those of the files that are backups or damaged plans by their names, the last made first."""
    found = [each for path in paths if (each := read_name(path))]
    return sorted(found, key=lambda each: each.order, reverse=True)


def beyond(backups: Sequence[Backup], never: Collection[Path] = ()) -> list[Path]:
    """Those of `backups`, newest first, that may be let go; none of `never`.

    Kept are the newest few, one a day, one a week and one a month, of those made before a restore
    or a mending and of the others apart; the one made before the last merge; the one last gone back
    to; and what a person has put words to.
    """
    # Those made before a restore rotate by themselves: someone who tries one backup after another
    # makes many in an hour, and they would push out the backups that they are looking for.
    kept = {each.path for each in backups if each.path in never or each.own_words}
    for apart in (True, False):
        kept |= _rotated([each for each in backups if (each.before in (RESTORE, HEAL)) == apart])
    merged, restored = _last(backups, MERGE), _last(backups, RESTORE)
    kept |= {merged.path} if merged else set()
    kept |= {each.path for each in backups if restored and each.key == restored.chosen}
    return [each.path for each in backups if each.path not in kept]


def _last(backups: Iterable[Backup], before: str) -> Backup | None:
    return next((each for each in backups if each.before == before), None)


def _rotated(backups: Sequence[Backup]) -> set[Path]:
    kept = {each.path for each in backups[:_NEWEST]}
    # The last days that have a backup, not days back from today: a clock that was wrong for a
    # while may add days so, and lets none go.
    for form, count in _KEEP.items():
        last_of: dict[str, Path] = {}
        for each in backups:
            last_of.setdefault(each.made.strftime(form), each.path)
        kept.update(list(last_of.values())[:count])
    return kept
