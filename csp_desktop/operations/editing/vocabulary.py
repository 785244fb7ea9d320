"""The words of a plan: learned, corrected and forgotten. What is in the plan stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from csp_desktop.changes.change import Cell, Change, add_record
from csp_desktop.errors import BadValue
from csp_desktop.operations.editing.edits import change_of, stance_for
from csp_desktop.operations.editing.records import brought_back, deletion_of, fixed_id
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value
from csp_desktop.plan.vocabulary import (
    LEFT_OUT,
    UnknownWord,
    meaning_of,
    spelt,
    word,
    word_kinds,
)
from csp_desktop.plan.wording import counted, joined

_KIND = "word"


class WordAnswer(NamedTuple):
    """What somebody says that a word means: a choice of its kind, LEFT_OUT, or '' to forget it."""

    kind: str
    text: str
    meaning: str


def answered(table: FieldTable, kind: str, text: str, meaning: str) -> WordAnswer:
    """An answer as a person gives it; without a `kind`, the first that has such a meaning.

    Raises BadValue where there is no such kind or meaning, or where the word is a choice itself.
    """
    kinds = word_kinds(table)
    _check_kind(table, kind)
    asked = {kind: kinds[kind]} if kind else kinds
    for name, choices in asked.items():
        found = meaning_of(choices, meaning)
        if not found:
            continue
        if not spelt(text):
            raise BadValue("Name the word: WORD=MEANING, such as 'In progress=on track'.")
        own = next((each for each in choices if spelt(each) == spelt(text)), None)
        if own:
            raise BadValue(f"'{own}' is itself a choice, so it always means that.")
        return WordAnswer(name, spelt(text), found)
    offered = ", ".join(asked[kind or next(iter(asked))])
    raise BadValue(
        f"'{meaning}' is no meaning that a word can have. It can mean {offered}, or '{LEFT_OUT}'."
    )


def _check_kind(table: FieldTable, kind: str) -> None:
    kinds = word_kinds(table)
    if kind and kind not in kinds:
        raise BadValue(f"There are no words for '{kind}'. There are for {joined(list(kinds))}.")


def forgetting(document: Document, kind: str, text: str) -> WordAnswer:
    """The answer that forgets a word; BadValue where it is not learned, or is in several kinds."""
    found = [
        each for each in learned(document) if each.text == spelt(text) and kind in ("", each.kind)
    ]
    if not found:
        raise BadValue(f"'{text}' is not among the words of this plan.")
    if len(found) > 1:
        kinds = joined([each.kind for each in found])
        raise BadValue(f"'{text}' is a word for {kinds}: say for which (--kind).")
    return WordAnswer(found[0].kind, found[0].text, "")


def learned(document: Document) -> list[WordAnswer]:
    """The words that a plan has learned, by kind and in the order of the alphabet."""
    found = [
        WordAnswer(each.text("kind"), each.text("text"), each.text("meaning"))
        for each in document.of(_KIND)
    ]
    return sorted(found, key=lambda each: (each.kind, each.text.casefold()))


def of_kind(plan: OpenPlan, kind: str) -> list[WordAnswer]:
    """The words that a plan has learned, of one kind or of all; BadValue for no such kind."""
    _check_kind(plan.table, kind)
    return [each for each in learned(plan.document()) if kind in ("", each.kind)]


def learn(plan: OpenPlan, answers: Sequence[WordAnswer], stamp: Stamp) -> Outcome:
    """Learn and forget words, as one operation that is undone as one."""
    changes = learning(plan, plan.document(), answers, stamp)
    if not changes:
        return Outcome("", "words", stamp.author)
    return plan.write("words", changes, stamp)


def learning(
    plan: OpenPlan, document: Document, answers: Iterable[WordAnswer], stamp: Stamp
) -> list[Change]:
    """The changes by which a plan learns and forgets; none where it knows that already."""
    changes: list[Change] = []
    known = {word(each.text("kind"), each.text("text")): each for each in document.of(_KIND)}
    for each in answers:
        values = _values(each)
        record = known.get(word(each.kind, each.text))
        record_id = record.id if record else _id(plan.table, values)
        if record is None:
            changes += _anew(plan, record_id, values, stamp) if each.meaning else []
        elif not each.meaning:
            changes.append(deletion_of(plan, record, stamp))
        else:
            cell = Cell(_KIND, record_id, "meaning")
            change = change_of(plan, record, cell, each.meaning, stamp)
            changes += [change] if change else []
    return changes


def _anew(
    plan: OpenPlan, record_id: str, values: Mapping[tuple[str, str], Value], stamp: Stamp
) -> list[Change]:
    if plan.file.values.held(_KIND, record_id, *EXISTS).heads:
        return brought_back(plan, _KIND, record_id, values, stamp)
    stance = stance_for(plan, None, "")
    return add_record(plan.plan_id, _KIND, record_id, values, stamp.new_id, stance=stance)


def first_words(
    plan_id: str, table: FieldTable, known: Iterable[tuple[str, str, str]], stamp: Stamp
) -> Iterator[Change]:
    """The changes that give a new plan its words."""
    for each in known:
        values = _values(WordAnswer(*each))
        yield from add_record(plan_id, _KIND, _id(table, values), values, stamp.new_id)


def as_data(answers: Iterable[WordAnswer]) -> list[dict[str, Any]]:
    """Words as JSON takes them."""
    return [{"kind": each.kind, "text": each.text, "meaning": each.meaning} for each in answers]


def asked_as_data(words: Iterable[UnknownWord]) -> list[dict[str, Any]]:
    """Words that a person is asked about, as JSON takes them."""
    return [
        {
            "kind": each.kind,
            "text": each.text,
            "count": len(each.places),
            "places": list(each.places),
        }
        for each in words
    ]


def asked_in_words(words: Sequence[UnknownWord], how: str) -> list[str]:
    """Lines that ask for the meanings; `how` says what to do."""
    lines = [
        f"  {each.kind} '{each.text}' ({counted(len(each.places), 'cell')}, first {each.places[0]})"
        for each in words
    ]
    return ["What do these words mean?", *lines, how] if lines else []


def _values(each: WordAnswer) -> dict[tuple[str, str], Value]:
    return {("text", ""): each.text, ("kind", ""): each.kind, ("meaning", ""): each.meaning}


def _id(table: FieldTable, values: dict[tuple[str, str], Value]) -> str:
    kind = table.kind(_KIND)
    assert kind  # noqa: S101 - every table has words
    return fixed_id(kind, values)
