"""Where snapshots stand on the timeline: by the quarter that they froze, none over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot
from csp_desktop.plan.periods import Period, read_period


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of the timeline: a snapshot, or the plan as it stands now where that is None."""

    quarter: str
    snapshot: Snapshot | None = None

    @property
    def id(self) -> str:
        """The snapshot's id, or 'now'."""
        return self.snapshot.id if self.snapshot else NOW


def stops_of(snapshots: Sequence[Snapshot], quarter: str) -> tuple[Stop, ...]:
    """The points in their order: by quarter, within one as they were taken, 'now' at its end.

    `snapshots` come as they are listed, the one taken last first; `quarter` is the working one.
    """
    taken = [Stop(each.quarter, each) for each in reversed(snapshots)]
    every = [*taken, Stop(quarter)]
    return tuple(sorted(every, key=lambda each: each.quarter))


def quarters_of(years: Sequence[str], stops: Sequence[Stop]) -> tuple[Period, ...]:
    """The quarters of the timeline: those of the plan's years, and of every point outside them."""
    known = [period.year for each in years if (period := read_period(each))]
    known += [period.year for stop in stops if (period := read_period(stop.quarter))]
    if not known:
        return ()
    return tuple(
        quarter for year in range(min(known), max(known) + 1) for quarter in Period(year).quarters()
    )


def places(
    stops: Sequence[Stop], quarters: Sequence[Period], width: float, apart: float
) -> list[float]:
    """How far along a line of `width` each point stands: at the end of its quarter.

    Points of one quarter stand side by side about that end, `apart` or as much as there is room
    for; all stay on the line and in their order.
    """
    if not quarters:
        return [width for _ in stops]
    each = width / len(quarters)
    numbers = {str(quarter): number for number, quarter in enumerate(quarters)}
    found = []
    for index, stop in enumerate(stops):
        together = [other for other in stops if other.quarter == stop.quarter]
        turn = index - next(n for n, other in enumerate(stops) if other.quarter == stop.quarter)
        number = numbers.get(stop.quarter, len(quarters) - 1)
        # At the end of the line all of them stand before it, where those of the quarter before are.
        room = each / 2 if number == len(quarters) - 1 else each
        step = min(apart, room / len(together))
        end = (number + 1) * each
        x = end + (turn - (len(together) - 1) / 2) * step
        most = width - (len(together) - 1 - turn) * step
        found.append(min(max(x, turn * step), most))
    return found


def rows_of_labels(
    spans: Sequence[tuple[float, float]], order: Sequence[int], rows: int, gap: float
) -> list[int]:
    """In which row each label fits, -1 where in none; those first in `order` choose first.

    `spans` are where each label begins and ends.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    found = [-1] * len(spans)
    for index in order:
        left, right = spans[index]
        for row, others in enumerate(taken):
            if all(right + gap <= begin or end + gap <= left for begin, end in others):
                others.append((left, right))
                found[index] = row
                break
    return found
