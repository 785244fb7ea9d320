"""Moments as the plan keeps them: ISO times, in the time zone of their author."""

from __future__ import annotations

from datetime import UTC, datetime


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
