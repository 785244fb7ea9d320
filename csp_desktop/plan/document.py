"""A plan at one moment: frozen records by id, and what people ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.periods import Period, read_period
from csp_desktop.plan.renumbering import next_free_ref, ref_order
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.vocabulary import Vocabulary, of_words

Place: TypeAlias = tuple[str, str]
"""A field's name and a period ('' if the field has none)."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds now.

    `heads` are its changes in force: an edit made from here covers these, because they are what
    its author saw. `contested`: several heads differ and `value` is the last agreed one.
    `proposals` are changes that were proposed and are not answered yet; `proposed`: one of them
    waits for a person to take or leave it, because it says something that the cell does not.
    """

    value: Value
    heads: tuple[str, ...] = ()
    unconfirmed: bool = False
    contested: bool = False
    proposals: tuple[str, ...] = ()
    proposed: bool = False


NOTHING = Held(None)
EXISTS: Place = ("exists", "")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its kind, its permanent id and its cells by (field, period)."""

    kind: str
    id: str
    cells: Mapping[Place, Held]
    contested: bool = False

    def held(self, name: str, period: str = "") -> Held:
        """What the cell holds, with its heads and marks."""
        return self.cells.get((name, period), NOTHING)

    def get(self, name: str, period: str = "") -> Value:
        """The value of a cell, or None if nothing is known."""
        return self.cells.get((name, period), NOTHING).value

    def text(self, name: str, period: str = "") -> str:
        """The value of a text cell, '' if nothing is known."""
        value = self.get(name, period)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def items(self, name: str) -> tuple[str, ...]:
        """The items of a list cell, () where nothing is known."""
        value = self.get(name)
        return tuple(value) if isinstance(value, list) else ()

    def periods(self, *names: str) -> list[str]:
        """The periods in which any of the fields `names` holds a value, in time order."""
        found = {
            period
            for (name, period), held in self.cells.items()
            if name in names and period and held.value is not None
        }
        return sorted(found, key=period_order)

    def marked(self, mark: str) -> list[str]:
        """The cells with `mark` ('unconfirmed' or 'contested'), as field or field@period."""
        return [
            f"{name}@{period}" if period else name
            for (name, period), held in self.cells.items()
            if getattr(held, mark)
        ]


def period_order(text: str) -> tuple[Period, str]:
    """A sort key for written periods; a text that is no period comes last."""
    return (read_period(text) or Period(9999), text)


@dataclass(frozen=True, slots=True)
class Document:
    """All live records of a plan by kind and id. Frozen: `with_records` gives the next one."""

    plan_id: str
    kinds: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Record]:
        """The records of one kind, in no promised order."""
        return iter(self.kinds.get(kind, {}).values())

    def record(self, kind: str, record_id: str) -> Record | None:
        """The live record with this id, or None."""
        return self.kinds.get(kind, {}).get(record_id)

    @property
    def plan(self) -> Record:
        """The plan's own record: title, working quarter and the other settings."""
        return self.record("plan", self.plan_id) or Record("plan", self.plan_id, {})

    @property
    def vocabulary(self) -> Vocabulary:
        """What this plan's people mean by their words."""
        return of_words(
            (each.text("kind"), each.text("text"), each.text("meaning")) for each in self.of("word")
        )

    def years(self) -> list[str]:
        """The plan's financial years, first to last."""
        return sorted((record.id for record in self.of("year")), key=period_order)

    def actions(self) -> list[Record]:
        """All actions in the order people read their refs."""
        return sorted(self.of("action"), key=lambda action: (order_of(action), action.id))

    def strategic_priorities(self) -> list[Record]:
        """The strategic priorities by number."""
        return sorted(self.of("strategic_priority"), key=number_of)

    def delivery_priorities(self) -> list[Record]:
        """The delivery priorities in the order of their labels."""
        return sorted(self.of("delivery_priority"), key=lambda each: ref_order(each.text("label")))

    def priority_of(self, record: Record) -> Record | None:
        """The strategic priority of a record: by its delivery priority if it has one."""
        delivery = self.record("delivery_priority", record.text("delivery_priority"))
        link = (delivery or record).text("strategic_priority")
        return self.record("strategic_priority", link)

    def name_of(self, kind: Kind, record_id: str) -> str:
        """What people call a record: what its key field holds, else its id."""
        record = self.record(kind.name, record_id)
        return (record.text(kind.key) if record else "") or record_id

    def in_order(self, kind: Kind) -> list[Record]:
        """The records of `kind` as people read them: by ref or label, number, page, or name."""
        return sorted(self.of(kind.name), key=lambda record: place_in(kind, record))

    def beside(self, kind: Kind, record: Record, step: int) -> Record | None:
        """The record before (-1) or after (1) one, of its kind and priority; None at the end."""
        above = record.get("strategic_priority")
        like = [each for each in self.of(kind.name) if each.get("strategic_priority") == above]
        like.sort(key=lambda each: place_in(kind, each))
        at = next((place for place, each in enumerate(like) if each.id == record.id), None)
        there = at is not None and 0 <= at + step < len(like)
        return like[(at or 0) + step] if there else None

    def with_ref(self, ref: str) -> list[Record]:
        """The live actions with `ref`; more than one is a collision for a person to settle."""
        wanted = plain(ref)
        return [each for each in self.of("action") if plain(each.text("ref")) == wanted]

    def with_records(self, changed: Iterable[tuple[str, str, Record | None]]) -> Document:
        """The next document, with each (kind, id) set to the given record, or removed if None."""
        # The mappings are copied and the records shared: a thread that still reads the old
        # document, for a report or a search, sees one state to its end.
        kinds = {kind: dict(records) for kind, records in self.kinds.items()}
        for kind, record_id, record in changed:
            if record is None:
                kinds.setdefault(kind, {}).pop(record_id, None)
            else:
                kinds.setdefault(kind, {})[record_id] = record
        return replace(
            self, kinds={kind: MappingProxyType(records) for kind, records in kinds.items()}
        )


def place_in(kind: Kind, record: Record) -> tuple[object, ...]:
    """The sort key of a record among those of its kind."""
    label = record.text("label") or record.text("ref")
    numbers = number_of(record), number_of(record, "page")
    return ref_order(label), *numbers, record.text(kind.key).casefold(), record.id


def called(kind: Kind, record: Record) -> str:
    """What people call a record where others are named beside it: 'Strategic priority 3'.

    A number or a label says little by itself; a ref and a name do.
    """
    if kind.name == "plan":
        return kind.label
    key = words(record.get(kind.key))
    return f"{kind.label} {key}" if key and kind.key in ("number", "label") else key or record.id


def order_of(action: Record) -> tuple[tuple[int, int, str], ...]:
    """The sort key of an action: the order of its ref."""
    return ref_order(action.text("ref"))


def number_of(record: Record, name: str = "number") -> float:
    """The number of a priority or a page for sorting; one without a number comes last."""
    number = record.get(name)
    return float(number) if isinstance(number, (int, float)) else float("inf")


def next_ref(document: Document, delivery_id: str) -> str:
    """The next free ref for an action of a delivery priority: after its last one there.

    Where it has none, after the last of its strategic priority, or else of the plan.
    """
    actions = document.actions()
    delivery = document.record("delivery_priority", delivery_id)
    above = document.priority_of(delivery) if delivery else None
    within = [each for each in actions if each.get("delivery_priority") == delivery_id]
    if not within and above:
        within = [each for each in actions if document.priority_of(each) == above]
    if not within and above and isinstance(above.get("number"), int):
        return next_free_ref(f"{above.get('number')}.0", map(_ref, actions))
    last = (within or actions)[-1:]
    return next_free_ref(_ref(last[0]), map(_ref, actions)) if last else "1.1"


def _ref(action: Record) -> str:
    return action.text("ref")


def told(document: Document, table: FieldTable, field: Field | None, value: Value) -> Value:
    """`value` as people read it: ids of linked records turned into their names."""
    if field is None or field.type not in (Type.LINK, Type.LINKS) or value is None:
        return value
    kind = table.kind(field.links_to)
    if kind is None:
        return value
    if isinstance(value, list):
        return [document.name_of(kind, each) for each in value]
    return document.name_of(kind, str(value))
