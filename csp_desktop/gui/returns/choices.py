"""The ways in which one thing that waits can be settled, each with what it says and does."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.rows import LEAVE
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.receiving.batch import FileView, Option, Verdict, WaitingItem
from csp_desktop.operations.receiving.verdicts import value_of
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.text_diff import Piece, combination, difference, union
from csp_desktop.plan.values import Value, key, words

Role: TypeAlias = Literal["", "stands", "agreed", "above"]


@dataclass(frozen=True, slots=True)
class WayToSettle:
    """One way to settle it. `file` is the place of the file it comes from, None for the plan's.

    `role` says of what stands in no file which value it is.
    """

    name: str
    source: str
    pieces: tuple[Piece, ...]
    verdict: Verdict
    use: str
    status: str = ""
    file: int | None = None
    role: Role = ""

    @property
    def text(self) -> str:
        """What it says, to type on from."""
        return "".join(piece.text for piece in self.pieces if piece.mark != "removed")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Both sides in one value, each part marked with where it is from."""

    name: str
    how: str
    pieces: tuple[Piece, ...]


def choices_of(
    waiting: WaitingItem,
    files: tuple[FileView, ...],
    now: str,
    above: tuple[WaitingItem, Verdict | None] | None = None,
) -> tuple[WayToSettle, ...]:
    """The choices in the order of their keys, from 1.

    `above` is the conflict over the same cell and what was decided of it, for a proposal that it
    is decided with.
    """
    if waiting.kind == "edit":
        return _of_sides(waiting, files, now)
    if waiting.kind == "ref":
        return tuple(_side(waiting, each, files, now) for each in waiting.options)
    if waiting.field == "exists" and waiting.kind == "held":
        return _of_a_new_row(waiting, files, now)
    if waiting.kind in ("delete", "missing") or waiting.field == "exists":
        return _of_a_record(waiting, files, now)
    stays = _decided_above(*above) if above else _in_the_plan(waiting)
    return (stays, *(_side(waiting, each, files, now) for each in waiting.options))


def _of_sides(
    waiting: WaitingItem, files: tuple[FileView, ...], now: str
) -> tuple[WayToSettle, ...]:
    """What is in the plan now, then each other side by time, then what was last agreed."""
    own = next((each for each in waiting.options if key(each.value) == key(waiting.stands)), None)
    if own is None:
        source = "as it stands" if words(waiting.stands) else "No value yet"
        stands = _plain(waiting, waiting.stands, texts.IN_THE_PLAN, source, "stands")
    else:
        said = _side(waiting, own, files, now)
        source = ", ".join(filter(None, (own.author, said.source)))
        stands = replace(said, name=texts.IN_THE_PLAN, source=source, role="stands")
    stands = replace(stands, use="Keep what is in the plan")
    others = tuple(_side(waiting, each, files, now) for each in waiting.options if each is not own)
    known = {key(each) for each in (waiting.stands, *(one.value for one in waiting.options))}
    if key(waiting.agreed) in known:
        return (stands, *others)
    agreed = _plain(waiting, waiting.agreed, texts.LAST_AGREED, "Before all of them", "agreed")
    return (stands, *others, replace(agreed, use="Use what was last agreed"))


def _plain(waiting: WaitingItem, value: Value, name: str, source: str, role: Role) -> WayToSettle:
    """A value that is no side of its own."""
    return WayToSettle(
        name,
        source,
        (Piece(_said(waiting, value) or "Blank"),),
        Verdict(Decision(value=words(value))),
        name,
        _status(waiting, value),
        role=role,
    )


def _in_the_plan(waiting: WaitingItem) -> WayToSettle:
    """What a cell says if a proposal is left."""
    now = key(waiting.stands) == key(waiting.agreed)
    name = texts.IN_THE_PLAN if now else "After the merge"
    stays = _plain(waiting, waiting.agreed, name, "as it stands" if now else "", "stands")
    return replace(stays, verdict=at_once(LEAVE), use="Leave it")


def _decided_above(over: WaitingItem, verdict: Verdict | None) -> WayToSettle:
    """What was decided of the cell of a proposal, or that it is still to be decided."""
    if verdict is None:
        stays = _plain(over, over.stands, texts.IN_THE_PLAN, "people differ, see above", "above")
    else:
        value = value_of(over, verdict.decision)
        stays = _plain(over, value, "Decided above", texts.decided(over, verdict), "above")
    return replace(stays, verdict=at_once(LEAVE), use="Leave it")


def suggestion_of(waiting: WaitingItem) -> Suggestion | None:
    """What both sides come to together, where that can be told."""
    if waiting.kind != "edit" or waiting.agreed is None:
        return None
    values = [each.value for each in waiting.options]
    if waiting.type is Type.LONG_TEXT and len(values) == 2:
        pieces = combination(*(words(each) for each in (waiting.agreed, *values)))
        if pieces:
            how = f"{_from_whom(waiting)}; check that it still reads true"
            return Suggestion("Suggested combination", how, pieces)
    lists = [each for each in values if isinstance(each, list)]
    if waiting.type is Type.LIST and isinstance(waiting.agreed, list) and len(lists) > 1:
        joined = union(waiting.agreed, lists)
        pieces = tuple(
            Piece(item if item == joined[-1] else f"{item}; ", "" if item in waiting.agreed else
                  "first" if item in lists[0] else "second")
            for item in joined
        )  # fmt: skip
        return Suggestion("All of both lists", _from_whom(waiting), pieces)
    return None


def _from_whom(waiting: WaitingItem) -> str:
    """Whose words are marked how."""
    one, other = (texts.side_name(waiting, each) for each in waiting.options[:2])
    return f"solid underline from {one}, dotted from {other}"


def typed(text: str, reason: str = "") -> Verdict:
    """The verdict that gives it a value in one's own words."""
    return Verdict(Decision(value=text), reason)


def at_once(label: str, reason: str = "") -> Verdict:
    """The verdict that the button with this word gives."""
    return Verdict(Decision(word=label.lower()), reason)


def place_of(choices: Sequence[WayToSettle], verdict: Verdict | None) -> int:
    """Which of the choices a verdict is, -1 where it is none of them."""
    if verdict is None:
        return -1
    return next(
        (n for n, each in enumerate(choices) if each.verdict.decision == verdict.decision), -1
    )


def same_side(waiting: WaitingItem, choice: WayToSettle, file: int) -> Verdict | None:
    """What the like of `choice` is for another one of the same file."""
    decision = choice.verdict.decision
    if decision.word:
        return Verdict(decision, choice.verdict.reason)
    if waiting.kind == "edit" and choice.role:
        return _like(waiting, choice.role)
    mine = next((each for each in waiting.options if each.file == file), None)
    return None if mine is None else Verdict(_take(waiting, mine))


def the_later(waiting: WaitingItem) -> Verdict | None:
    """The verdict that takes the side that was saved last."""
    last = texts.later(waiting)
    return Verdict(_take(waiting, last)) if last else None


def _like(waiting: WaitingItem, role: Role) -> Verdict | None:
    """What the plan says now, or what was last agreed, of another conflict."""
    return next((each.verdict for each in _of_sides(waiting, (), "") if each.role == role), None)


def _side(
    waiting: WaitingItem, option: Option, files: tuple[FileView, ...], now: str
) -> WayToSettle:
    before, after = _said(waiting, waiting.agreed), _said(waiting, option.value)
    status = _status(waiting, option.value)
    others = [each for each in waiting.options if each.n != option.n]
    if status or waiting.kind == "ref":
        pieces: tuple[Piece, ...] = (Piece(after),)
    elif not before and len(others) == 1:
        # Where nothing was agreed all is new; what tells two sides apart is how they differ.
        found = difference(_said(waiting, others[0].value), after)
        pieces = tuple(each for each in found if each.mark != "removed")
    else:
        pieces = difference(before, after)
    return WayToSettle(
        texts.side_name(waiting, option),
        texts.side_source(waiting, option, files, now),
        pieces if after or before else (Piece("Blank"),),
        Verdict(_take(waiting, option)),
        "Take it" if waiting.proposed else texts.use(waiting, option),
        status,
        option.file,
    )


def _take(waiting: WaitingItem, option: Option) -> Decision:
    if waiting.proposed and len(waiting.options) == 1:
        return Decision(word="take")
    return Decision(take=option.n, side=option.side)


def _of_a_record(
    waiting: WaitingItem, files: tuple[FileView, ...], now: str
) -> tuple[WayToSettle, ...]:
    """The two choices where a record as a whole is to stay or go, or to be added."""
    option = waiting.options[-1] if waiting.options else None
    source = texts.side_source(waiting, option, files, now) if option else ""
    title = waiting.title or waiting.ref or "This record"
    if waiting.kind == "delete":
        words_of = (
            ("keep", "Keep it", f"{title} stays, with what was edited."),
            ("delete", "Delete it", f"{title} goes, and with it what was edited."),
        )
    else:
        words_of = (
            ("leave", "Leave it", f"{title} stays as it is."),
            ("delete", "Delete it", f"{title} is deleted. Undo brings it back."),
        )
    return tuple(
        WayToSettle(name, source if n else "", (Piece(told),), Verdict(Decision(word=word)), name)
        for n, (word, name, told) in enumerate(words_of)
    )


def _of_a_new_row(
    waiting: WaitingItem, files: tuple[FileView, ...], now: str
) -> tuple[WayToSettle, ...]:
    """A record to be added: left out, or added with all that one of its rows says."""
    left = WayToSettle(
        "Leave it",
        "",
        (Piece(f"{waiting.ref} is not added."),),
        at_once(LEAVE),
        "Leave it",
    )
    rows = (
        WayToSettle(
            "It is that action's update" if each.same else "Add it",
            texts.side_source(waiting, each, files, now),
            (Piece(_row_said(waiting, each)),),
            Verdict(_take(waiting, each)),
            _row_use(waiting, each),
            "",
            each.file,
        )
        for each in waiting.options
    )
    return (left, *rows)


def _row_use(waiting: WaitingItem, option: Option) -> str:
    if option.same:
        return "It is the same action"
    return "Add it" if len(waiting.options) == 1 else "Add this row"


def _row_said(waiting: WaitingItem, option: Option) -> str:
    if option.value is True:
        return f"{waiting.ref} is added to the plan, with all that it says."
    return words(option.value)


def _said(waiting: WaitingItem, value: Value) -> str:
    return texts.value_text(waiting.field, value)


def _status(waiting: WaitingItem, value: Value) -> str:
    return words(value) if texts.is_status(waiting.field) else ""


# What can be decided alike


def sort_of(waiting: WaitingItem) -> str:
    """Which things can be decided alike."""
    return waiting.kind if waiting.contested or waiting.kind == "missing" else "held"


def numbers_alike(
    waiting: Iterable[WaitingItem], decided: Container[str]
) -> dict[tuple[str, int], int]:
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
) -> dict[str, Verdict]:
    """The verdicts for all that waits, like `like`, from one file and has none yet."""
    return {
        each.id: verdict
        for each in waiting
        if file in each.files
        and sort_of(each) == sort_of(like)
        and (each.id not in decided or each.id == like.id)
        and (verdict := choose(each)) is not None
    }
