"""Texts made fit for a file, and what is known of the way they are written."""

from __future__ import annotations

import re
import unicodedata

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that no XML or HTML file may hold."""
    return _NOT_IN_XML.sub("", text)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text
    )


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    ways = (unicodedata.bidirectional(each) for each in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)
