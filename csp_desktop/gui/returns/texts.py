"""What the returns pane says: dates, senders, values and what is to be decided, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from csp_desktop import look
from csp_desktop.operations.receiving.batch import (
    CellChange,
    FileView,
    Option,
    PreviewTrouble,
    Verdict,
    WaitingItem,
)
from csp_desktop.operations.receiving.verdicts import taken_of, value_of
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.text_diff import Piece, difference
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.vocabulary import LEFT_OUT, Word
from csp_desktop.plan.wording import (
    address,
    counted,
    day,
    instant,
    possessive,
    short_day,
    short_period,
    within,
)

IN_THE_PLAN, LAST_AGREED = "In the plan now", "Last agreed"
_SHORT = 40
_STATED = frozenset({"status", "state"})
_DATES = frozenset(
    field.name for kind in SHIPPED.kinds for field in kind.fields if field.type is Type.DATE
)
_LONGEST_REF = 6
_MOST_COMPARED = 1_500
_LED_IN = 40
"""How many letters are shown before what differs first."""


def moment(at: str, now: str) -> str:
    """'3 Oct 14:05': the day with the hour and minute where it has them, by the clock of `now`."""
    with suppress(ValueError):
        zone, said = datetime.fromisoformat(now).tzinfo, datetime.fromisoformat(at)
        if zone is not None and said.tzinfo is not None:
            at = said.astimezone(zone).isoformat()
    shown, time = short_day(at, now), at[11:16]
    return f"{shown} {time}" if shown != at and ":" in time else shown


def short_ref(ref: str) -> str:
    """A ref as it is, a milestone's action's; of an indicator's long name nothing: no room."""
    ref = ref.partition(" / ")[0]
    return ref if len(ref) <= _LONGEST_REF else ""


def whole_ref(ref: str) -> str:
    """A ref of which the short one does not say all; else ''."""
    return "" if short_ref(ref) == ref else ref


def place(label: str, period: str) -> str:
    """'Q2 commentary', 'Actual 2015/16', 'Lead partners'."""
    short = short_period(period)
    if not short:
        return label
    if short != period:
        return f"{short} {within(label)}"
    return f"{label} {short}"


def full_place(label: str, period: str) -> str:
    """'2016/17 Q2 commentary', 'Lead partners'."""
    return f"{period} {within(label)}" if " Q" in period else place(label, period)


def is_status(field: str) -> bool:
    """Whether a field's values have shapes."""
    return field in _STATED


def value_text(field: str, value: Value) -> str:
    """A value as people read it; '' for none."""
    text = words(value)
    if field in _DATES:
        return day(text) or text
    return look.word(text) if text and is_status(field) else text


SOMEBODY = "Somebody"
"""Who stands behind a side of which it is not known."""


def side_name(waiting: WaitingItem, option: Option) -> str:
    """Who says it: 'R. Adeyemi', or what taking a side of another kind of conflict means."""
    if waiting.kind == "delete":
        return "Keep it" if option.n == 1 else "Delete it"
    if waiting.kind == "ref":
        return f"{waiting.ref} stays with this one"
    return option.author or SOMEBODY


def later(waiting: WaitingItem) -> Option | None:
    """The side that was saved after all others; None where two were saved at one time."""
    if waiting.kind != "edit":
        return None
    found = sorted(waiting.options, key=lambda each: instant(each.at))
    before, last = found[-2:] if len(found) > 1 else (None, None)
    return last if last and before and instant(last.at) > instant(before.at) else None


def side_source(waiting: WaitingItem, option: Option, files: tuple[FileView, ...], now: str) -> str:
    """Where a side comes from, and when: 'Integrated Gangs Unit return, 7 Oct 14:05'."""
    when = moment(option.at, now)
    if waiting.kind == "ref":
        return ", ".join(filter(None, (option.author, when)))
    if option.file is not None and option.file < len(files):
        view = files[option.file]
        of = view.group or "Whole plan"
        where = "Copy of the plan" if view.kind == "copy" else f"{of} return"
    else:
        where = option.source or "In the plan"
    # Where there is little room, what is said first is seen.
    mark = "saved later" if later(waiting) is option else ""
    return ", ".join(filter(None, (mark, where, when)))


def use(waiting: WaitingItem, option: Option) -> str:
    """What the button says that takes a side."""
    if waiting.kind == "delete":
        return "Keep it" if option.n == 1 else "Delete it"
    if waiting.kind == "ref":
        return f"Leave {waiting.ref} with {_one(waiting)} {option.n}"
    return f"Use {possessive(side_name(waiting, option))}"


def _one(waiting: WaitingItem) -> str:
    kind = SHIPPED.kind(waiting.record_kind)
    return kind.label.lower() if kind else "action"


def _is_part(waiting: WaitingItem) -> bool:
    """Whether what is in question goes and comes with an action that is gone."""
    kind = SHIPPED.kind(waiting.record_kind)
    return bool(kind and kind.part_of)


def _bearers(waiting: WaitingItem) -> str:
    """'2 actions', '3 groups'."""
    kind = SHIPPED.kind(waiting.record_kind)
    return counted(len(waiting.options), _one(waiting), kind.plural.lower() if kind else "")


def what(waiting: WaitingItem) -> str:
    """What a row of the list says of it: the field, or in plain words what happened."""
    if waiting.kind == "delete":
        return "Deleted by one, edited by another"
    if waiting.kind == "ref":
        return f"{_bearers(waiting)} bear this {waiting.label.lower()}"
    if waiting.kind == "missing":
        return "Its row is missing"
    if waiting.field == "exists":
        deleted = waiting.options and waiting.options[0].value is False
        one = _one(waiting)
        return f"Delete the {one}" if deleted else f"Add {'an' if one[0] in 'aeiou' else 'a'} {one}"
    return place(waiting.label, waiting.period)


_DELETED = "One person deleted this {} and another edited it without having seen that."
_BACK = " Kept, it brings back its action, if that is gone."
_UNMADE = "What made this was undone, and somebody has built on it. Kept, it is shown again, whole."


def explained(waiting: WaitingItem) -> str:
    """A sentence on what there is to decide, '' where the values say it."""
    if waiting.kind == "delete":
        deleted = _DELETED.format(_one(waiting)) + (_BACK if _is_part(waiting) else "")
        return _UNMADE if waiting.agreed is False else deleted
    if waiting.kind == "ref":
        return (
            f"{_bearers(waiting)} have the {waiting.label.lower()} {waiting.ref}. Say which one "
            f"keeps it; the others get the next free {waiting.label.lower()}, and nothing else of "
            "them changes."
        )
    if waiting.kind == "missing":
        return (
            f"The return has no row for this {_one(waiting)} any more. A row may be filtered out "
            "or deleted by mistake, so nothing is deleted unless you say so."
        )
    if waiting.kind == "compare":
        return "Told by comparison with the plan: the workbook no longer says what it was made of."
    if waiting.kind == "held":
        return f"Held: {waiting.reason or 'outside what its sender was asked for'}."
    return ""


_WORDS = {"leave": "Left", "take": "Taken", "keep": "Keep", "delete": "Delete"}


def decided(waiting: WaitingItem, verdict: Verdict) -> str:
    """What was decided, for the list: 'Off track', 'Combined', 'Left'."""
    decision = verdict.decision
    if decision.word:
        return _WORDS[decision.word]
    chosen = taken_of(waiting, decision)
    value = decision.value if chosen is None else chosen.value
    if is_status(waiting.field):
        return value_text(waiting.field, value) or "Blank"
    if chosen is None:
        if words(waiting.stands) == value:
            return IN_THE_PLAN
        return LAST_AGREED if words(waiting.agreed) == value else "Own wording"
    if waiting.kind == "ref":
        return f"{_one(waiting).capitalize()} {chosen.n} keeps it"
    return side_name(waiting, chosen)


def decided_above(over: WaitingItem, verdict: Verdict) -> str:
    """What a cell will say, where another row decides it."""
    value = value_text(over.field, value_of(over, verdict.decision)) or "Blank"
    short = value if len(value) <= _SHORT else f"{value[:_SHORT].rstrip()}…"
    return f"Decided above: {short}"


# What differs


def empty_words(field: str) -> str:
    """What is said where the plan has no value."""
    return look.NO_UPDATE if is_status(field) else "Empty"


@lru_cache(maxsize=2_000)
def pieces_of(field: str, old: str, new: str) -> tuple[Piece, ...]:
    """A new value with what differs marked; of the longest texts only the beginning."""
    if is_status(field):
        return (Piece(new),)
    return difference(old[:_MOST_COMPARED], new[:_MOST_COMPARED])


@lru_cache(maxsize=2_000)
def from_first_difference(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces of a long text from a few words before what differs: a cell has no room for more."""
    if len(pieces) < 2 or pieces[0].mark or len(pieces[0].text) <= _LED_IN:
        return pieces
    words = pieces[0].text[-_LED_IN:].partition(" ")[2]
    return (Piece(f"… {words}"), *pieces[1:])


# Steps, for Undo and Redo


def deciding(waiting: Iterable[WaitingItem], chosen: Mapping[str, Verdict | None]) -> str:
    """What was decided in a step: '1.4 Q1 commentary: R. Adeyemi', '12 decisions'."""
    if len(chosen) > 1:
        return counted(len(chosen), "decision")
    ((id_, verdict),) = chosen.items()
    found = next((each for each in waiting if each.id == id_), None)
    if found is None:
        return "a decision"
    name = " ".join(filter(None, (found.ref or found.title, what(found))))
    return f"{name}: {decided(found, verdict) if verdict else 'to be decided later'}"


def mending(trouble: PreviewTrouble, value: str) -> str:
    """What was put in place of what could not be understood."""
    return f"'{value}' in {address(trouble.sheet, trouble.cell)}"


def meaning(word: Word, meant: str) -> str:
    """What a word was said to mean."""
    said = "left out" if meant == LEFT_OUT else f"means {look.word(meant)}"
    return f"'{word.text}' {said}"


def leaving_out(change: CellChange) -> str:
    """Which change was left out."""
    name = change.title if change.mark == "new" else place(change.label, change.period)
    return f"{change.ref} {name} left out".strip()
