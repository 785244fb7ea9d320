"""What of a text may be published."""

from __future__ import annotations

import re
from typing import Final

_INTERNAL: Final = re.compile(
    r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*\[\W*internal\W*\]", re.IGNORECASE
)
"""Signs that nobody sees before or in the mark do not make public what was marked."""


def public(text: str) -> str:
    """`text` without what is marked: from a line that begins with '[internal]' to an empty one."""
    # A mark hides up to the next empty line. In doubt too much is hidden: what was published
    # cannot be taken back.
    said: list[str] = []
    hidden = False
    for line in text.splitlines():
        hidden = bool(_INTERNAL.match(line)) or (hidden and bool(line.strip()))
        if not hidden:
            said.append(line)
    return "\n".join(said).strip()
