"""A calendar file is what RFC 5545 says it is: folded by octets, escaped, the same each time."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.report.due_calendar import DueEvent, calendar_of

REVISED = datetime(2016, 9, 1, 12, 30, tzinfo=UTC)


def unfolded(made: bytes) -> list[str]:
    assert made.endswith(b"\r\n")
    lines = made.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    # Each line by itself is whole characters: some readers take a line at a time.
    texts = [line.decode() for line in lines]
    return "\n".join(texts).replace("\n ", "").split("\n")


def said(lines: list[str], name: str) -> str:
    (line,) = [each for each in lines if each.startswith(f"{name}:")]
    text, out, at = line.partition(":")[2], "", 0
    while at < len(text):
        if text[at] == "\\":
            out += {"n": "\n"}.get(text[at + 1], text[at + 1])
            at += 2
        else:
            assert text[at] not in ";,"
            out += text[at]
            at += 1
    return out


@given(st.text(st.characters(codec="utf-8"), max_size=200).map("1.1 ".__add__))
def test_any_text_comes_back_of_lines_that_are_short_enough(title: str) -> None:
    lines = unfolded(calendar_of("Plan", [DueEvent("u", date(2016, 9, 30), title)], REVISED))
    shown = "".join(
        each for each in title.replace("\r\n", "\n") if each.isprintable() or each == "\n"
    )
    assert said(lines, "SUMMARY") == shown


def test_an_event_is_a_whole_day_that_takes_nobody_s_time() -> None:
    lines = unfolded(calendar_of("A, b", [DueEvent("u", date(2016, 12, 31), "x", "y\nz")], REVISED))
    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CSP Desktop//Due dates//EN",
        "METHOD:PUBLISH", "X-WR-CALNAME:A\\, b",
        "BEGIN:VEVENT", "UID:u", "DTSTAMP:20160901T123000Z", "LAST-MODIFIED:20160901T123000Z",
        "DTSTART;VALUE=DATE:20161231", "DTEND;VALUE=DATE:20170101", "SUMMARY:x",
        "DESCRIPTION:y\\nz", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
