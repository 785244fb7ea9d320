"""The course of a plan: how many actions had which status, quarter by quarter, and what moved.

A quarter that was frozen is counted as it was reported, any other as it is known now. What is
counted keeps no record: a quarter of 10,000 actions is some hundred numbers, from which the course
of each priority and sub-group is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

from csp_desktop.measures.progress import Counts, counts_of_names, standings
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.periods import read_period
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import APART, IN_BAR, ON_SCALE, SETTLED, movement, said
from csp_desktop.plan.wording import counted, joined

MOST: Final = 8
"""How many quarters a course has at most: two years, up to the quarter that is looked at."""

REPORTED, KNOWN, KNOWN_THEN = "as reported", "as known now", "as known then"
"""What a quarter's numbers rest on; the last where a report is of an earlier state of the plan."""

COMPLETE: Final = ON_SCALE[-1]
_IN_PROGRESS: Final = tuple(each for each in reversed(ON_SCALE) if each not in SETTLED)


_Went: TypeAlias = tuple[str, str, str, tuple[tuple[str, str, bool], ...]]
"""Where an action is, and for each quarter what it counts under, its movement, whether updated."""


class Place(NamedTuple):
    """Where in a plan an action is, how it goes in a quarter, and how it moved to there."""

    strategic: str
    delivery: str
    group: str
    status: str
    moved: str

    def within(self, place: Selection) -> bool:
        """True if it belongs to the part of the plan that `place` names."""
        return all(
            not asked or asked == own
            for asked, own in (
                (place.strategic_priority, self.strategic),
                (place.delivery_priority, self.delivery),
                (place.group, self.group),
            )
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """The actions of a quarter, counted; `updated` is how many had a status for it.

    `basis` is what the numbers rest on, `snapshot` the id of what was frozen, '' for nothing.
    """

    quarter: str
    numbers: Mapping[Place, int]
    updated: int
    basis: str = KNOWN
    snapshot: str = ""


@dataclass(frozen=True, slots=True)
class CourseQuarter:
    """One quarter of the course, in the whole plan or a part of it."""

    quarter: str
    counts: Counts
    improved: int
    same: int
    worse: int
    basis: str = KNOWN
    snapshot: str = ""

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What its bar is made of, the worst first; '' counts those that owe an update."""
        by_status = self.counts.by_status
        found = [(each, by_status[each]) for each in IN_BAR if each in by_status]
        return (*found, *((("", self.counts.no_update),) if self.counts.no_update else ()))

    @property
    def complete(self) -> int:
        """How many are complete."""
        return self.counts.by_status.get(COMPLETE, 0)

    @property
    def done(self) -> str:
        """'64 of 114, 56%'."""
        total = self.counts.total
        return f"{self.complete:,} of {total:,}, {share(self.complete, total)}"

    @property
    def moves(self) -> str:
        """What moved since the quarter before: '3 improved, 20 same, 1 worse', '' for nothing."""
        kinds = ((self.improved, "improved"), (self.same, "same"), (self.worse, "worse"))
        return ", ".join(f"{number:,} {word}" for number, word in kinds if number)


class Tallier:
    """Counts quarters; an action is looked at once, and again only where it has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Record, tuple[str, ...], _Went]] = {}

    def tallies(self, document: Document, quarters: Sequence[str]) -> dict[str, Tally]:
        """Each of `quarters`, which follow one another, as the document has it.

        Those before the first that anything was said of are left out.
        """
        # Most quarters that a course may have are of a time before the plan.
        first = min((said for each in document.of("action") if (said := _first(each))), default="~")
        wanted = tuple(each for each in quarters if each >= first)
        period = read_period(wanted[0]) if wanted else None
        before = str(period.shifted(-1)) if period else ""
        whole: Counter[_Went] = Counter()
        for action in document.of("action"):
            known = self._known.get(action.id)
            if known is None or known[0] is not action or known[1] != wanted:
                known = self._known[action.id] = (action, wanted, _went(action, wanted, before))
            whole[known[2]] += 1
        numbers: list[Counter[Place]] = [Counter() for _ in wanted]
        updated = [0] * len(wanted)
        # Thousands of actions have gone some hundred ways, each of which is taken apart once.
        for (own, delivery, group, ways), number in whole.items():
            record = document.record("delivery_priority", delivery)
            strategic = record.text("strategic_priority") if record else own
            for at, (status, moved, fresh) in enumerate(ways):
                numbers[at][Place(strategic, delivery, group, status, moved)] += number
                updated[at] += number * fresh
        return {
            quarter: Tally(quarter, numbers[at], updated[at]) for at, quarter in enumerate(wanted)
        }


def _first(action: Record) -> str:
    """The first quarter that a status was given for, '' where none was."""
    quarters = [
        period
        for (name, period), held in action.cells.items()
        if name == "status" and held.value is not None
    ]
    return min(quarters, default="")


def _went(action: Record, quarters: Sequence[str], before: str) -> _Went:
    """Where an action is, and how it went in each quarter; `before` is the one before the first."""
    held = action.get("status", before) if before else None
    was = None if held is None else str(held)
    ways = []
    for each in standings(action, quarters):
        ways.append((each.counted, movement(was, each.status) or "", each.status is not None))
        was = each.status
    place = (action.text(name) for name in ("strategic_priority", "delivery_priority", "group"))
    strategic, delivery, group = place
    return strategic, delivery, group, tuple(ways)


def frozen_tally(document: Document, quarter: str, snapshot: str) -> Tally:
    """A quarter as a snapshot froze it."""
    made = Tallier().tallies(document, [quarter]).get(quarter) or Tally(quarter, {}, 0)
    return replace(made, basis=REPORTED, snapshot=snapshot)


def quarters_to(quarter: str) -> list[str]:
    """The quarters that a course to `quarter` may have, the first of them first."""
    last = read_period(quarter)
    if last is None or not last.quarter:
        return []
    return [str(last.shifted(-before)) for before in reversed(range(MOST))]


def course(
    known: Mapping[str, Tally], frozen: Mapping[str, Tally], place: Selection | None = None
) -> tuple[CourseQuarter, ...]:
    """The course in a place of the plan, from what is known now and what was frozen by quarter.

    It begins with the first quarter that anything was said of, and leaves none out from there on.
    """
    every = [frozen.get(each) or known[each] for each in sorted({*known, *frozen})]
    first = next((at for at, each in enumerate(every) if each.updated), len(every))
    return tuple(in_place(each, place or Selection()) for each in every[first:])


def in_place(tally: Tally, place: Selection) -> CourseQuarter:
    """A quarter in a place of the plan."""
    statuses: Counter[str] = Counter()
    moves: Counter[str] = Counter()
    for each, number in tally.numbers.items():
        if each.within(place):
            statuses[each.status] += number
            moves[each.moved] += number
    return CourseQuarter(
        tally.quarter,
        counts_of_names(statuses),
        moves["improved"],
        moves["same"],
        moves["worse"],
        tally.basis,
        tally.snapshot,
    )


# In words


def share(part: int, whole: int) -> str:
    """A part in whole percent: '56%'. Only none is 0%, and only all are 100%."""
    if not whole:
        return "0%"
    half_up = (200 * part + whole) // (2 * whole)
    return f"{min(max(half_up, 1), 99) if 0 < part < whole else half_up}%"


def done_of(of: CourseQuarter) -> str:
    """'64 of 114 complete, 56%'."""
    total = of.counts.total
    return f"{of.complete:,} of {total:,} {COMPLETE}, {share(of.complete, total)}"


def told(of: CourseQuarter) -> str:
    """A quarter as members are told it.

    '64 of 114 complete, 56%; 40 in progress, of those 20 on track, 12 at risk and 8 off track; 10
    not started.'
    """
    by_status = of.counts.by_status
    going = [(by_status[each], said(each)) for each in _IN_PROGRESS if each in by_status]
    parts = [done_of(of)]
    if going:
        number = sum(count for count, _ in going)
        how = joined([f"{count:,} {word}" for count, word in going])
        parts.append(f"{number:,} in progress, of those {how}")
    rest = [each for each in (*IN_BAR, *APART) if each not in ON_SCALE and each in by_status]
    parts += [f"{by_status[each]:,} {said(each)}" for each in rest]
    if of.counts.no_update:
        parts.append(f"{of.counts.no_update:,} without an update")
    return "; ".join(parts) + "."


def told_of_all(quarters: Iterable[CourseQuarter]) -> str:
    """What the bars of a course show, for who does not see them."""
    found = list(quarters)
    if not found:
        return "No quarter has an update yet."
    last, first = found[-1], found[0]
    words = f"{last.quarter}, {last.basis}: {told(last)}"
    if last.moves:
        words += f" Since the quarter before: {last.moves}."
    if len(found) > 1:
        words += f" In {first.quarter}, {first.basis}, it was {done_of(first)}."
    return words


def as_data(of: CourseQuarter) -> dict[str, object]:
    """A quarter for scripts."""
    return {
        "quarter": of.quarter,
        "basis": of.basis,
        "snapshot": of.snapshot or None,
        "actions": of.counts.total,
        "statuses": dict(of.counts.by_status),
        "no_update": of.counts.no_update,
        "improved": of.improved,
        "same": of.same,
        "worse": of.worse,
        "said": f"{counted(of.counts.total, 'action')}: {told(of)}",
    }
