"""Which actions a filter and a search show."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from csp_desktop.plan.document import Document, Record, order_of
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.milestones import Milestones
from csp_desktop.plan.people import owned
from csp_desktop.plan.spelling import seen

_SEARCHED = frozenset({Type.TEXT, Type.LONG_TEXT, Type.LIST})
_LIKE_A_REF = re.compile(r"[a-z]{0,3}\d+(\.\w*)*")


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person has asked to see; a blank part asks for nothing.

    Priorities and the group are record ids. `person` is the name of who leads actions or has
    milestones of them, and `lead` a partner's name as any lead or partner record writes it.
    `statuses` are those in force in the working quarter. `among` are ids of actions that were
    picked out, None if none were, and `why` says what they have in common. `overdue`, `due_soon`
    and `slipping` ask for actions with that mark, on their own dates or a milestone's;
    `needs_home` for those that are in no return. All parts must hold.
    """

    strategic_priority: str = ""
    delivery_priority: str = ""
    group: str = ""
    person: str = ""
    lead: str = ""
    statuses: frozenset[str] = frozenset()
    no_update: bool = False
    overdue: bool = False
    due_soon: bool = False
    slipping: bool = False
    needs_home: bool = False
    unconfirmed: bool = False
    tbc: bool = False
    contested: bool = False
    text: str = ""
    among: frozenset[str] | None = None
    why: str = ""

    @property
    def filtered(self) -> bool:
        """True if anything but a place in the plan (a priority, a group, a person's) is asked."""
        return self != self.cleared()

    def asking(self, part: str, *, on: bool) -> Selection:
        """The selection with one of its yes-or-no parts, such as 'no_update', on or off."""
        changed: dict[str, Any] = {part: on}
        return replace(self, **changed)

    def cleared(self) -> Selection:
        """The same place in the plan, with every filter and the search taken off."""
        place = (self.strategic_priority, self.delivery_priority, self.group, self.person)
        return Selection(*place)

    def picking(self, ids: Iterable[str], why: str) -> Selection:
        """The selection with only these actions left in it; `why` is what they have in common."""
        return replace(self, among=frozenset(ids), why=why)

    def as_texts(self) -> dict[str, str]:
        """The selection as texts to keep; what was picked out is no part of it."""
        flags = {name: "yes" for name in _FLAGS if getattr(self, name)}
        texts = {name: text for name in _TEXTS if (text := getattr(self, name))}
        statuses = {"statuses": "\n".join(sorted(self.statuses))} if self.statuses else {}
        return {**texts, **flags, **statuses}

    @classmethod
    def from_texts(cls, kept: Mapping[str, str], document: Document) -> Selection:
        """The selection that `as_texts` kept, without places that `document` no longer has."""
        texts = {name: kept[name] for name in _TEXTS if kept.get(name)}
        for kind in _PLACES:
            if kind in texts and document.record(kind, texts[kind]) is None:
                del texts[kind]
        flags = {name: True for name in _FLAGS if kept.get(name)}
        statuses = frozenset(filter(None, kept.get("statuses", "").split("\n")))
        asked: dict[str, Any] = {**texts, **flags}
        return cls(**asked, statuses=statuses)


_PLACES = ("strategic_priority", "delivery_priority", "group")
_TEXTS = (*_PLACES, "person", "lead", "text")
_MARKED_DUE = ("overdue", "due_soon", "slipping")
_MARKS = ("unconfirmed", "tbc", "contested")
_FLAGS = ("no_update", *_MARKED_DUE, "needs_home", *_MARKS)


def indicators_in(document: Document, place: Selection) -> Callable[[Record], bool]:
    """A test: True if an indicator belongs to the place. Filters and search play no part.

    A sub-group's and a person's are those of the delivery priorities where they have actions.
    """
    tests: list[Callable[[Record], bool]] = []
    if place.delivery_priority:
        tests.append(lambda each: each.get("delivery_priority") == place.delivery_priority)
    if place.strategic_priority:
        tests.append(lambda each: priority_id(document, each) == place.strategic_priority)
    if place.group:
        mine = [each for each in document.of("action") if each.get("group") == place.group]
        under = {each.get("delivery_priority") for each in mine} - {None, ""}
        tests.append(lambda each: each.get("delivery_priority") in under)
    if place.person:
        own = [document.record("action", each) for each in owned(document, place.person)]
        theirs = {each.get("delivery_priority") for each in own if each} - {None, ""}
        tests.append(lambda each: each.get("delivery_priority") in theirs)
    return lambda each: all(test(each) for test in tests)


def priority_id(document: Document, record: Record) -> str:
    """The id of the strategic priority of a record: by its delivery priority if it has one."""
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    return (delivery or record).text("strategic_priority")


def needs_home(document: Document, action: Record) -> bool:
    """Whether an action is in no return: it has no sub-group, or no priority that is there."""
    return bool(home_lacks(document, action))


def home_lacks(document: Document, action: Record) -> tuple[str, ...]:
    """The fields by which an action would be in a return, of those that it lacks."""
    group = document.record("group", action.text("group"))
    placed = document.record(
        "delivery_priority", action.text("delivery_priority")
    ) or document.record("strategic_priority", action.text("strategic_priority"))
    wanted = (("group", group), ("delivery_priority", placed))
    return tuple(name for name, found in wanted if found is None)


def fold(text: str) -> str:
    """`text` as searches compare it: without case, accents and doubled white space."""
    text = seen(text).casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(text.split())


class _Entry:
    """An action with its search data, worked out once."""

    __slots__ = ("action", "leads", "marks", "order", "ref", "text")

    def __init__(self, action: Record, leads: frozenset[str]) -> None:
        self.action, self.leads = action, leads
        self.order = (order_of(action), action.id)
        self.ref = fold(action.text("ref"))
        self.text = ""
        self.marks: frozenset[str] | None = None


class Finder:
    """Finds a plan's actions; it holds their search texts, and follows the plan as it changes."""

    def __init__(self, document: Document, table: FieldTable) -> None:
        kind = table.kind("action")
        self._fields = frozenset(f.name for f in kind.fields if f.type in _SEARCHED) if kind else ()
        self._document = document
        self._partners = _partners(document)
        self.milestones = Milestones(document)
        """The milestones of each action."""
        self._said: dict[str, str] = {}
        self._entries = {action.id: self._entry(action) for action in document.of("action")}
        self._sorted: list[_Entry] | None = None

    def follow(
        self, document: Document, changed: Collection[tuple[str, str, Record | None]]
    ) -> set[str]:
        """Take in the next document, of which only `changed` differs from the last.

        Returns the ids of the actions whose milestones are others than before.
        """
        touched = self.milestones.follow(changed)
        for action_id in touched:
            if action_id in self._entries:
                self._entries[action_id].text = ""
        # Search texts cost most and are kept for actions that did not change. A partner's new alias
        # changes no action, but who the leads of any action are.
        self._document = document
        for kind, record_id, record in changed:
            self._said.pop(record_id, None)
            if kind == "partner":
                self._partners = _partners(document)
                for entry in self._entries.values():
                    entry.leads = self._leads(entry.action)
            if kind != "action":
                continue
            if record is None:
                self._entries.pop(record_id, None)
            else:
                self._entries[record_id] = self._entry(record)
            self._sorted = None
        return touched

    def find(
        self,
        selection: Selection,
        counted: Callable[[Record], str],
        due: Callable[[Record], Collection[str]] = lambda _: (),
    ) -> list[Record]:
        """The actions that `selection` asks for, in the order of their refs.

        `counted` gives the status under which an action counts in the working quarter, '' where
        an update is owed (see measures.progress), `due` its marks 'overdue', 'due_soon' and
        'slipping' at the end of that quarter (see measures.due).
        """
        found: Iterable[_Entry] = self._in_order()
        for test in self._tests(selection, counted, due):
            found = filter(test, found)
        return [entry.action for entry in found]

    def best(self, text: str) -> str:
        """The id of the action whose ref is exactly `text`; '' if no action has it."""
        ref = fold(text)
        return next((entry.action.id for entry in self._in_order() if entry.ref == ref), "")

    def said_in_milestones(self, actions: Iterable[Record], text: str, most: int) -> set[str]:
        """The ids of `actions` of which a milestone says all words of a search.

        None where they are more than `most`: then the search does not point to any of them.
        """
        words, said = fold(text).split(), set[str]()
        for action in actions if words else ():
            under = map(self._milestone_text, self.milestones.of(action.id))
            if any(all(word in each for word in words) for each in under):
                said.add(action.id)
                if len(said) > most:
                    return set()
        return said

    def warm(self, most: int) -> bool:
        """Lay out up to `most` search texts ahead of the first search; True once all are there."""
        cold = [entry for entry in self._entries.values() if not entry.text]
        for entry in cold[:most]:
            self._text(entry)
            _marks(entry)
        return len(cold) <= most

    def leads(self) -> dict[str, int]:
        """Every lead partner by the name its partner record gives, with how many actions it has."""
        counts = Counter(lead for entry in self._entries.values() for lead in entry.leads)
        names = {}
        for entry in self._entries.values():
            for written in entry.action.items("lead_partners"):
                for lead in self._partners.get(fold(written), (fold(written),)):
                    partner = self._document.record("partner", lead)
                    names[lead] = partner.text("name") if partner else written
        return {
            names[lead]: counts[lead] for lead in sorted(names, key=lambda key: fold(names[key]))
        }

    def _tests(
        self,
        asked: Selection,
        counted: Callable[[Record], str],
        due: Callable[[Record], Collection[str]],
    ) -> Iterator[Callable[[_Entry], bool]]:
        yield from self._place_tests(asked)
        if asked.among is not None:
            picked = asked.among
            yield lambda entry: entry.action.id in picked
        if asked.lead:
            keys = self._keys(asked.lead)
            yield lambda entry: not keys.isdisjoint(entry.leads)
        for word in fold(asked.text).split():
            yield self._text_test(word)
        marks = {mark for mark in _MARKS if getattr(asked, mark)}
        if marks:
            yield lambda entry: marks <= _marks(entry)
        timed = {mark for mark in _MARKED_DUE if getattr(asked, mark)}
        if timed:
            yield lambda entry: timed.issubset(due(entry.action))
        if asked.needs_home:
            yield lambda entry: needs_home(self._document, entry.action)
        if asked.statuses or asked.no_update:
            wanted = asked.statuses | {""} if asked.no_update else asked.statuses
            yield lambda entry: counted(entry.action) in wanted

    def _place_tests(self, asked: Selection) -> Iterator[Callable[[_Entry], bool]]:
        if asked.strategic_priority:
            yield lambda entry: self._priority(entry.action) == asked.strategic_priority
        if asked.delivery_priority:
            yield lambda entry: entry.action.get("delivery_priority") == asked.delivery_priority
        if asked.group:
            yield lambda entry: entry.action.get("group") == asked.group
        if asked.person:
            theirs = owned(self._document, asked.person)
            yield lambda entry: entry.action.id in theirs

    def _text_test(self, word: str) -> Callable[[_Entry], bool]:
        # '1.1' must not find 11.1, so what looks like a ref is found at the start of a word only.
        if _LIKE_A_REF.fullmatch(word):
            start = " " + word
            return lambda entry: entry.ref.startswith(word) or start in self._text(entry)
        return lambda entry: word in self._text(entry)

    def _text(self, entry: _Entry) -> str:
        if not entry.text:
            texts = [" " + entry.ref]
            for (name, _), held in entry.action.cells.items():
                value = held.value
                if name not in self._fields or not value:
                    continue
                texts.append(" ".join(value) if isinstance(value, list) else str(value))
            texts += map(self._milestone_text, self.milestones.of(entry.action.id))
            entry.text = " " + fold(" ".join(texts))
        return entry.text

    def _milestone_text(self, milestone: Record) -> str:
        said = self._said.get(milestone.id)
        if said is None:
            said = fold(f"{milestone.text('title')} {milestone.text('who')}")
            self._said[milestone.id] = said
        return said

    def _entry(self, action: Record) -> _Entry:
        return _Entry(action, self._leads(action))

    def _in_order(self) -> list[_Entry]:
        if self._sorted is None:
            self._sorted = sorted(self._entries.values(), key=lambda entry: entry.order)
        return self._sorted

    def _priority(self, action: Record) -> str:
        return priority_id(self._document, action)

    def _leads(self, action: Record) -> frozenset[str]:
        leads = action.items("lead_partners")
        return self._keys(*leads) if leads else frozenset()

    def _keys(self, *names: str) -> frozenset[str]:
        folded = map(fold, names)
        return frozenset(key for name in folded for key in self._partners.get(name, (name,)))


def _marks(entry: _Entry) -> frozenset[str]:
    """The marks that any cell of an action has: 'unconfirmed', 'contested', 'tbc'."""
    if entry.marks is None:
        marks = {"contested"} if entry.action.contested else set()
        for (name, _), held in entry.action.cells.items():
            if held.unconfirmed:
                marks.add("unconfirmed")
            if held.contested:
                marks.add("contested")
            if held.value == "tbc" and name in {"status", "state"}:
                marks.add("tbc")
        entry.marks = frozenset(marks)
    return entry.marks


def _partners(document: Document) -> Mapping[str, frozenset[str]]:
    """The ids of the partners that go by a name, by each name folded."""
    found: dict[str, set[str]] = {}
    for partner in document.of("partner"):
        for name in (
            partner.text("name"),
            partner.text("abbreviation"),
            *partner.items("aliases"),
        ):
            if name:
                found.setdefault(fold(name), set()).add(partner.id)
    return {name: frozenset(ids) for name, ids in found.items()}
