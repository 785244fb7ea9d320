"""Messages in the window: one strip under the toolbar, one sentence at a time, one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Tone = Literal["information", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the user, and at most one thing to do about it.

    `about` names what it is about: a later notice about the same takes its place, and
    `NoticeStrip.settle` takes it away. `passing` ones leave by themselves after some seconds.
    """

    sentence: str
    tone: Tone = "information"
    about: str = ""
    action: str = ""
    act: Callable[[], None] | None = None
    passing: bool = False


def queued(queue: tuple[Notice, ...], notice: Notice) -> tuple[Notice, ...]:
    """`queue` with `notice` in it, the first to be shown first.

    It takes the place of one that says the same or is about the same. What failed goes first,
    the last failure before the others, and what is only told waits.
    """
    place = next((index for index, each in enumerate(queue) if _alike(each, notice)), None)
    if place is not None:
        return (*queue[:place], notice, *queue[place + 1 :])
    if notice.tone == "error":
        others = [each for each in queue if each.tone != "error"]
        errors = [each for each in queue if each.tone == "error"]
        return (notice, *errors, *others)
    kept = tuple(each for each in queue if not each.passing)
    return (*kept, notice)


def without(queue: tuple[Notice, ...], about: str) -> tuple[Notice, ...]:
    """`queue` without what is about `about`."""
    return tuple(notice for notice in queue if notice.about != about)


def _alike(one: Notice, other: Notice) -> bool:
    return (bool(one.about) and one.about == other.about) or one.sentence == other.sentence
