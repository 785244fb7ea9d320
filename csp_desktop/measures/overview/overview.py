"""The quarter at a glance: what a coordinator looks at first, each figure with what it counts.

Every figure has the selection that shows just what it counted, so that the grid, or the
scorecard, can be opened on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from csp_desktop.measures.course import COMPLETE, CourseQuarter
from csp_desktop.measures.snapshot.compare import Movement
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import IN_BAR as STATUSES_IN_BAR

NO_UPDATE: Final = ""
"""The status of a figure that counts what is still owed an update."""

NO_STATUS: Final = "no_status"
"""What counts the actions past a date that have no status."""

IN_BAR: Final = (*STATUSES_IN_BAR, NO_UPDATE)
"""The parts of a bar from its left: the worst first."""


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """How many actions there are of something, and the selection that shows just these.

    `status` is the one that all of them count under, '' if they owe an update or are mixed.
    """

    count: int
    selection: Selection
    status: str = ""


@dataclass(frozen=True, slots=True)
class PriorityBar:
    """The actions of a priority by status.

    `before` is its number or label. `parts` are in the bar and `apart` beside it; only statuses
    that occur are among them. `elsewhere` says where a priority without actions is delivered.
    """

    id: str
    before: str
    name: str
    whole: CountedFigure
    parts: tuple[CountedFigure, ...]
    apart: tuple[CountedFigure, ...]
    elsewhere: str = ""

    @property
    def called(self) -> str:
        """What people call the priority."""
        return f"{self.before} {self.name}".strip()

    @property
    def complete(self) -> int:
        """How many of them are complete."""
        return sum(each.count for each in self.parts if each.status == COMPLETE)

    def beside(self, status: str) -> CountedFigure | None:
        """The actions that are counted apart under `status`, None if there are not any."""
        return next((each for each in self.apart if each.status == status), None)


@dataclass(frozen=True, slots=True)
class OffTrack:
    """An action that is off track: why, what is done about it, and the status that it had before.

    `new`: the state before did not have the action at all.
    """

    id: str
    ref: str
    title: str
    why: str
    corrective: str
    was: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class StatusMove:
    """An action whose status in force has changed; `was` and `now` are '' for no status."""

    id: str
    ref: str
    title: str
    was: str
    now: str
    movement: Movement
    started: bool


@dataclass(frozen=True, slots=True)
class Since:
    """What has moved since a quarter was frozen; `named` is what people call that snapshot.

    `otherwise` moved without getting better or worse, such as to Delegated. `dropped` counts the
    actions that were there then and are gone.
    """

    named: str
    down: CountedFigure
    up: CountedFigure
    started: CountedFigure
    otherwise: CountedFigure
    added: CountedFigure
    dropped: int
    moves: tuple[StatusMove, ...]

    @property
    def figures(self) -> tuple[tuple[str, str, CountedFigure], ...]:
        """Those that are not zero, each with its trend's shape and in words."""
        every = (
            ("worse", "moved down", self.down),
            ("better", "moved up", self.up),
            ("", "started", self.started),
            ("", "changed", self.otherwise),
            ("", "added", self.added),
        )
        return tuple(each for each in every if each[2].count)


@dataclass(frozen=True, slots=True)
class Indicators:
    """Which indicators are meant: those of a place with a rating ('' for any).

    `owed`: those of the whole plan whose targets are still to be set. `unnamed`: those of the
    place that are to be named.
    """

    place: Selection
    rating: str = ""
    owed: bool = False
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """How many indicators have a rating, by the name that `look` knows it by."""

    rating: str
    count: int
    indicators: Indicators


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress of a quarter, in the whole plan or in a place of it.

    `updated` have a status for the quarter; those among `total` that neither have one nor owe one
    are settled since earlier. `totals` and `apart` add up the bars. `by_delivery`: the bars are of
    delivery priorities. `targets` counts the indicators of the whole plan whose targets are still
    to be set, `unnamed` those of the place that are to be named. `groups` are the ids of those
    that have actions in the place. `dated` are those that are overdue, due soon or slipping, and
    those past a date that have no status; only what occurs. `course` is how the place came to
    this quarter.
    """

    quarter: str
    place: Selection
    named: str
    total: CountedFigure
    updated: CountedFigure
    owed: CountedFigure
    by_delivery: bool
    bars: tuple[PriorityBar, ...]
    totals: tuple[CountedFigure, ...]
    apart: tuple[CountedFigure, ...]
    red: CountedFigure
    off_track: tuple[OffTrack, ...]
    indicators: int
    ratings: tuple[Rated, ...]
    targets: int
    groups: frozenset[str]
    unnamed: int = 0
    since: Since | None = None
    dated: Mapping[str, CountedFigure] = field(default_factory=dict)
    course: tuple[CourseQuarter, ...] = ()

    @property
    def settled(self) -> int:
        """How many need no update: complete or not applicable since an earlier quarter."""
        return self.total.count - self.updated.count - self.owed.count

    def figures(self) -> list[CountedFigure]:
        """Every figure of actions in it."""
        found = [self.total, self.updated, self.owed, self.red, *self.totals, *self.apart]
        found += self.dated.values()
        for bar in self.bars:
            found += [bar.whole, *bar.parts, *bar.apart]
        if self.since:
            found += [each for _, _, each in self.since.figures]
        return found
