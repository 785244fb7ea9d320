"""How the program says counts, lists, days, quarters and places, and reads moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from csp_desktop.plan.periods import MONTHS

_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

# Counts


def plural(count: int, one: str, many: str = "") -> str:
    """The noun for a count: 'action' or 'actions'; `many` where it is not made with an s."""
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """'1 change', '2,000 changes'."""
    return f"{count:,} {plural(count, one, many)}"


def number(count: int) -> str:
    """A count in words up to nine, in figures beyond."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def spelt(count: int, one: str, many: str = "") -> str:
    """'three actions', 'one action', '12 actions'."""
    return f"{number(count)} {plural(count, one, many)}"


# Lists and sentences


def joined(items: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """The text as it reads within a sentence: without its capital."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital at its start and a stop at its end."""
    return f"{capital(text).rstrip('.')}."


def possessive(name: str) -> str:
    """'R. Adeyemi's', 'Partners''."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


# Days and quarters


def day(at: str) -> str:
    """An ISO date or time as '14 October 2016', '' for none."""
    found = _DAY.match(at)
    if not found or not 1 <= int(found[2]) <= 12:
        return ""
    return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}"


def short_day(at: str, now: str = "") -> str:
    """'3 Oct', with the year where it is not that of `now`; a text that is no date as it is."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    said = f"{moment.day} {MONTHS[moment.month - 1][:3]}"
    return said if f"{moment.year}" == now[:4] else f"{said} {moment.year}"


def date_moved(label: str, was: str, now: str) -> str:
    """What became of a date called `label`: 'Due date moved from 1 May 2016 to 3 June 2016'."""
    if was and now:
        return f"{label} moved from {day(was) or was} to {day(now) or now}"
    return (
        f"{label} is now {day(now) or now}" if now else f"{label} was {day(was) or was}, now none"
    )


def short_period(period: str) -> str:
    """'Q2' for '2016/17 Q2'; other periods as they are."""
    return period.rpartition(" ")[2] if " Q" in period else period


# Places


def address(sheet: str, cell: str, joint: str = "!") -> str:
    """'Updates!B4'; the sheet alone where no cell is known."""
    return joint.join(filter(None, (sheet, cell)))


def instant(text: str) -> datetime:
    """The moment that an ISO time names, in UTC if it names no zone.

    A text that is no time gives the first moment of all. A workbook says in UTC when it was saved,
    a snapshot in the time zone of the person who took it.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
