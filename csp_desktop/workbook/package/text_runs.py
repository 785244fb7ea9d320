"""Texts in runs of one format each, of which some may be struck out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from csp_desktop.workbook.package.formats import is_on
from csp_desktop.workbook.package.xml_walk import MAIN

Run: TypeAlias = tuple[str, bool | None]
"""A text, and whether a line goes through it; None where its cell's own format says so."""

_RUN, _FORMAT, _STRIKE = (f"{MAIN} {tag}" for tag in ("r", "rPr", "strike"))


class Runs:
    """Gathers the runs of one text as its part is walked through."""

    def __init__(self) -> None:
        """Nothing is gathered yet."""
        self.found: list[Run] = []
        self.rich = False
        self._struck: bool | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == _RUN:
            self.rich = True
            self._struck = None
        elif name == _FORMAT:
            # A run that has a format of its own takes nothing from its cell's: it is not struck
            # unless it says so.
            self._struck = False
        elif name == _STRIKE:
            self._struck = is_on(attributes)

    def text(self, content: str) -> None:
        """Some of the current run's text."""
        self.found.append((content, self._struck))


def parted(runs: Sequence[Run], *, struck: bool) -> tuple[str, str]:
    """The struck-out part of a text and the rest; `struck`: its cell's own format strikes."""
    out: list[str] = []
    rest: list[str] = []
    for text, line in runs:
        (out if (struck if line is None else line) else rest).append(text)
    return "".join(out), "".join(rest)
