"""Due dates as a calendar file (.ics, RFC 5545): one all-day event for each, to import anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

_LONGEST: Final = 75
"""The most octets of a line; a longer one goes on in the next, after a space."""

# A backslash first: it would escape what the others put in.
_ESCAPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n"))


class DueEvent(NamedTuple):
    """An all-day event. `uid` stays, so that importing it again moves it and adds none."""

    uid: str
    day: date
    title: str
    text: str = ""


def calendar_of(name: str, events: Iterable[DueEvent], revised: datetime) -> bytes:
    """The calendar file with these events.

    `revised` is when what they say was last changed: the same plan gives the same file.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CSP Desktop//Due dates//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    stamp = f"{revised.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for each in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(each.title)}",
            *([f"DESCRIPTION:{_escaped(each.text)}"] if each.text else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _escaped(text: str) -> str:
    for sign, said in _ESCAPES:
        text = text.replace(sign, said)
    return "".join(each for each in text if each.isprintable())


def _folded(line: str) -> Iterator[str]:
    """The line in parts that are short enough, none of them split within a character."""
    part = ""
    for each in line:
        if len((part + each).encode()) > _LONGEST:
            yield part
            part = " "
        part += each
    yield part
