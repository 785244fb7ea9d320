"""Which things that wait can be decided alike, and the verdicts that do so."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from csp_desktop.operations.receiving.batch import Verdict, WaitingItem


def sort_of(waiting: WaitingItem) -> str:
    """Which things can be decided alike."""
    return waiting.kind if waiting.contested or waiting.kind == "missing" else "held"


def counted(waiting: Iterable[WaitingItem], decided: Container[str]) -> dict[tuple[str, int], int]:
    """How many things of a sort, from a file, nobody has decided yet."""
    found: dict[tuple[str, int], int] = {}
    for each in waiting:
        if each.id not in decided:
            for number in each.files:
                key = (sort_of(each), number)
                found[key] = found.get(key, 0) + 1
    return found


def same_for_all(
    waiting: Iterable[WaitingItem],
    decided: Container[str],
    like: WaitingItem,
    choose: Callable[[WaitingItem], Verdict | None],
    file: int,
) -> dict[str, Verdict | None]:
    """The verdicts for all that waits, like `like`, from one file and has none yet."""
    found: dict[str, Verdict | None] = {}
    for each in waiting:
        undecided = each.id not in decided or each.id == like.id
        if sort_of(each) == sort_of(like) and file in each.files and undecided:
            verdict = choose(each)
            if verdict is not None:
                found[each.id] = verdict
    return found
