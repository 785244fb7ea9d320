"""Texts made fit for a file: what XML cannot hold is left out, and nothing else."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that no XML or HTML file may hold."""
    return _NOT_IN_XML.sub("", text)
