"""One spelling for texts that read alike: composed letters, plain spaces, nothing unseen."""

from __future__ import annotations

import re
import unicodedata

# Characters that direct how a text is set and are not seen themselves: soft hyphens, joiners,
# spaces without width, marks of direction, variation selectors. Those that mean something
# (the letters of a flag, the sign over Arabic figures) are left alone.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0001]"
)
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\u0085\u2028\u2029", "\n")
)


def composed(text: str) -> str:
    """`text` with each letter and its accents as one character, if Unicode has one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """What a person sees of `text`: composed letters, plain spaces, no format characters."""
    if text.isascii():
        return text
    # Composed last: a character in between would keep a letter and its accent apart.
    return composed(_UNSEEN.sub("", text).translate(_SPACES))


def plain(text: str) -> str:
    """What a person sees of `text` on one line, as names, numbers, dates and headers are read."""
    return " ".join(seen(text).split())
