"""How far a long command is, said on standard error to a person who waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

Hear: TypeAlias = Callable[[int, int, str, float], None]
"""Hears which step of how many is at work, what it does, and what share of it is done."""

_CLEAR = "\r\x1b[K"


@contextmanager
def progress_on_terminal() -> Iterator[Hear]:
    """What hears of progress and writes it as one line, which is gone in the end.

    Where standard error is no terminal, nothing is written.
    """
    screen = sys.stderr
    # In a log or a pipe, lines that are overwritten would be hundreds of lines.
    if screen is None or not screen.isatty():
        yield lambda _step, _of, _what, _share: None
        return
    said = ""

    def hear(step: int, of: int, what: str, share: float) -> None:
        nonlocal said
        line = f"{what}: step {step} of {of}, {share:.0%}"
        # Written only when the words change: a terminal is slower than the work.
        if line != said:
            screen.write(_CLEAR + line)
            screen.flush()
            said = line

    try:
        yield hear
    finally:
        if said:
            screen.write(_CLEAR)
            screen.flush()


class FileByFile:
    """Tells which of some files something is being done to, and how far it is with that one."""

    def __init__(self, hear: Hear, doing: str, files: Sequence[Path]) -> None:
        """Begin with the first file."""
        self._hear, self._doing, self._files = hear, doing, files
        self.done(0)

    def done(self, count: int) -> None:
        """So many files are done."""
        self._at = min(count, len(self._files) - 1)
        self.within(0, 1)

    def within(self, done: int, of: int) -> None:
        """So much is done of the file that it is at."""
        name = self._files[self._at].name
        self._hear(self._at + 1, len(self._files), f"{self._doing} {name}", done / of)
