"""What is below a header: texts and colours, and what they say about the column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from csp_desktop.plan.headertimes import Timing
from csp_desktop.plan.statuses import STATUSES, YEAR_STATES
from csp_desktop.workbook.importing.fuzzy_values import read_choice
from csp_desktop.workbook.package.formats import status_of_fill
from csp_desktop.workbook.package.sheet_view import View

_NUMBER = re.compile(r"[-+−£$€]*\s*\d[\d,. ]*\s*(?:%|k|m)?", re.IGNORECASE)
MOSTLY: Final = 0.6
"""The share of a column's cells that settles what the column is."""


@dataclass(slots=True)
class ColumnContent:
    """The content below a header: texts, and the statuses of the colours behind them."""

    texts: list[str]
    colours: list[str]

    def share(self, choices: tuple[str, ...]) -> float:
        """How many of the texts are one of `choices`, as a share."""
        if not self.texts:
            return 0.0
        return sum(read_choice(text, choices) is not None for text in self.texts) / len(self.texts)

    @property
    def numbers(self) -> float:
        """How many of the texts are numbers, sums or percentages, as a share."""
        return sum(map(bool, map(_NUMBER.fullmatch, self.texts))) / max(len(self.texts), 1)

    @property
    def coloured(self) -> bool:
        """Whether the colours tell statuses apart, rather than adorn the table."""
        return len(set(self.colours)) > 1


def contents_of(view: View, rows: Iterable[int]) -> dict[int, ColumnContent]:
    """The content of each column in these rows, but for those that are alone in their row."""
    contents: dict[int, ColumnContent] = {}
    for row in rows:
        if view.alone(row):
            continue
        for number in view.columns(row):
            content = contents.setdefault(number, ColumnContent([], []))
            if text := view.text(row, number):
                content.texts.append(text)
            if status := status_of_fill(view.fill(row, number)):
                content.colours.append(status)
    return contents


def kind_of_update(timing: Timing, content: ColumnContent) -> str:
    """Which field a column headed by nothing but a time is for."""
    year = bool(timing.nth_year or (timing.period and timing.period.kind == "year"))
    statuses, states = content.share(STATUSES), content.share(YEAR_STATES)
    if not content.texts and content.colours:
        return "status"
    if year and states >= statuses:
        return "planned"
    if statuses >= MOSTLY:
        return "status"
    return "planned" if year else "commentary"
