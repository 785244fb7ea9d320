"""Moments as the plan keeps them: ISO times, with the zone of whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(text: str) -> datetime:
    """The moment that an ISO time names, in UTC where it names no zone; the first of all for none.

    A workbook says in UTC when it was saved, a snapshot in the time of whoever took it.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1, 1, 1, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
