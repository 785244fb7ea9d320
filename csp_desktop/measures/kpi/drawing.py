"""What a chart draws, as data: bars, points, lines, labels, its words and its table.

Places on the time axis are whole numbers, one a period. Colours and pens belong to `charts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from csp_desktop.measures.kpi.rating import Number
from csp_desktop.measures.kpi.series import FigureProblem

Rows: TypeAlias = tuple[tuple[str, ...], ...]


class MarkRole(StrEnum):
    """What a mark or line means; it decides shape and colour together."""

    COMMON = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL = "neutral"
    FIRST, SECOND, THIRD, FOURTH = "first", "second", "third", "fourth"
    MEAN = "mean"
    LIMIT = "limit"
    TARGET = "target"


SERIES = (MarkRole.FIRST, MarkRole.SECOND, MarkRole.THIRD, MarkRole.FOURTH)


@dataclass(frozen=True, slots=True)
class Mark:
    """One point. `hollow`: the figure may still change; `note` marks it with a flag.

    `tip` is what a pointer over it, or the keyboard on it, reads out; `label` is written beside it.
    """

    x: float
    y: Number
    role: MarkRole
    tip: str
    hollow: bool = False
    note: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """Points in time order; None is a gap, and no line crosses it."""

    name: str
    role: MarkRole
    marks: tuple[Mark | None, ...]
    end_label: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """One bar from `foot` to `y`; `look` is the status that it counts, '' for none."""

    x: float
    y: Number
    label: str
    tip: str
    hollow: bool = False
    foot: Number = 0
    look: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level line from `start` to `end`, labelled at its end; `provisional` ones are fainter."""

    start: float
    end: float
    y: Number
    role: MarkRole
    label: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DrawnText:
    """Words at a place of the time axis where there is nothing to draw."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart. `sentence` says what it shows and is its text alternative.

    `ticks` are the places of the time axis and their labels; `columns` and `rows` the data as a
    table; `key` which roles and marks need explaining. `ends` are words at the right end, each at
    its height.
    """

    title: str
    sentence: str
    unit: str
    width: int
    ticks: tuple[tuple[float, str], ...]
    corner: str = ""
    bars: tuple[DrawnBar, ...] = ()
    tracks: tuple[Track, ...] = ()
    levels: tuple[Level, ...] = ()
    texts: tuple[DrawnText, ...] = ()
    ends: tuple[tuple[float, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: Rows = ()
    key: tuple[tuple[str, str], ...] = ()
    problems: tuple[FigureProblem, ...] = ()
    signed: bool = False

    @property
    def empty(self) -> bool:
        """True if there is nothing to draw."""
        return not (self.bars or any(mark for track in self.tracks for mark in track.marks))

    @property
    def values(self) -> list[float]:
        """Every height that is drawn."""
        marks = [mark.y for track in self.tracks for mark in track.marks if mark]
        heights = [*marks, *(bar.y for bar in self.bars), *(level.y for level in self.levels)]
        return [float(each) for each in heights]


@dataclass(frozen=True, slots=True)
class Chart:
    """All drawings of one indicator or benchmark with what is said above them."""

    id: str
    name: str
    about: str
    sentence: str
    drawings: tuple[Drawing, ...]
    columns: tuple[str, ...] = ()
    rows: Rows = ()
    footnote: str = ""
    problems: tuple[FigureProblem, ...] = ()

    @property
    def empty(self) -> bool:
        """True if nothing has been measured yet."""
        return all(each.empty for each in self.drawings)
