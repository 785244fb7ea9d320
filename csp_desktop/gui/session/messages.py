"""Messages in the window: one strip under the toolbar, one sentence at a time, one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["information", "warning", "error"]
_WEIGHTS: Final[dict[Tone, int]] = {"error": 0, "warning": 1, "information": 2}

READING = "reading"
"""What the notice is about that says why a plan may only be read."""

DONE = "done last"
"""What the notice is about that says what was done last; it goes with the next thing done."""

QUARTER = "quarter"
"""What the notice is about that says that another quarter is looked at than is worked on."""

RESUMED = "a batch taken up again"
"""What the notice is about that says that a batch of returns was being decided."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the user, and at most one thing to do about it.

    `about` names what it is about: a later notice about the same takes its place, and
    `NoticeStrip.settle` takes it away. `passing` ones leave by themselves after some seconds.
    Ones that `stay` cannot be closed, only put behind others, until they are settled: what they
    offer is the one way on.
    """

    sentence: str
    tone: Tone = "information"
    about: str = ""
    action: str = ""
    act: Callable[[], None] | None = None
    passing: bool = False
    stays: bool = False


def queued(queue: tuple[Notice, ...], notice: Notice) -> tuple[Notice, ...]:
    """`queue` with `notice` in it, the first to be shown first.

    It takes the place of one that says the same or is about the same. What failed goes before what
    is warned of, and that before what is only told; of each, the last before the others.
    """
    # A passing notice gives way to whatever comes next: it was only worth a glance.
    kept = [each for each in queue if not each.passing and not _alike(each, notice)]
    place = sum(_WEIGHTS[each.tone] < _WEIGHTS[notice.tone] for each in kept)
    return (*kept[:place], notice, *kept[place:])


def without(queue: tuple[Notice, ...], about: str) -> tuple[Notice, ...]:
    """`queue` without what is about `about`."""
    return tuple(notice for notice in queue if notice.about != about)


def _alike(one: Notice, other: Notice) -> bool:
    return (bool(one.about) and one.about == other.about) or one.sentence == other.sentence
