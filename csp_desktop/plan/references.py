"""Which records of a plan point to which: by a link, or by a name that they write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

from csp_desktop.plan.document import Document, Record, place_in
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import name_key
from csp_desktop.plan.wording import counted, within

_NAMES: Final = {
    ("action", "lead_partners"): "partner",
    ("action", "supporting_partners"): "partner",
    ("action", "themes"): "theme",
    ("action", "linked_strategies"): "strategy",
    ("strategic_priority", "linked_strategies"): "strategy",
    ("person", "organisation"): "partner",
}
"""The fields in which people write the name of a record, by its kind; of a person, others do."""
NAMED: Final = frozenset({*_NAMES.values(), "person"})
"""The kinds whose records are named so."""
_CALLED: Final = ("name", "short_name", "abbreviation")


class Reference(NamedTuple):
    """Records of one kind that point to a record by one field: by a link, or by its name."""

    kind: Kind
    field: Field
    linked: bool
    records: tuple[Record, ...]

    @property
    def words(self) -> str:
        """How many of what: '3 actions'."""
        return counted(len(self.records), within(self.kind.label), within(self.kind.plural))


class References:
    """What points to the records of a plan at one moment, looked through once for each kind."""

    def __init__(self, document: Document, table: FieldTable) -> None:
        self._document, self._table = document, table
        self._found: dict[str, list[_Pointing]] = {}

    def to(self, record: Record) -> list[Reference]:
        """What points to a record: what is linked to it first, then what writes its name."""
        return [
            *self._pointing_to(record.kind, (record.id,), linked=True),
            *self.writing(record.kind, _names(record)),
        ]

    def writing(self, kind: str, names: Iterable[str]) -> list[Reference]:
        """What writes one of these names where records of `kind` are named."""
        return self._pointing_to(kind, dict.fromkeys(map(name_key, names)), linked=False)

    def renamed(self, after: Document) -> Iterator[tuple[Record, str]]:
        """The records that have another name in `after`, each with the one that is written still.

        Where the name still means one of the kind, such as by an alias, nothing is out of date.
        """
        for kind in NAMED:
            meant = {name_key(name) for each in after.of(kind) for name in _names(each)}
            for now in after.of(kind):
                before = self._document.record(kind, now.id)
                old = before.text("name") if before else ""
                if old and name_key(old) not in meant:
                    yield now, old

    def _pointing_to(self, kind: str, targets: Iterable[str], *, linked: bool) -> list[Reference]:
        wanted, made = list(targets), []
        for each in self._pointing(kind):
            those = {other.id: other for target in wanted for other in each.by.get(target, ())}
            if those and each.linked is linked:
                found = sorted(those.values(), key=partial(place_in, each.kind))
                made.append(Reference(each.kind, each.field, linked, tuple(found)))
        return made

    def _pointing(self, kind: str) -> list[_Pointing]:
        if kind not in self._found:
            found = [
                _Pointing(each, field, linked, self._targets(each, field, linked=linked))
                for each in self._table.kinds
                for field in each.fields
                for linked in (True, False)
                if (field.links_to if linked else _named(each, field)) == kind
            ]
            self._found[kind] = found
        return self._found[kind]

    def _targets(self, kind: Kind, field: Field, *, linked: bool) -> dict[str, list[Record]]:
        """The records of a kind by what they point to with a field: ids, or names as compared."""
        found: dict[str, list[Record]] = {}
        through = field.name == "strategic_priority" and kind.field("delivery_priority")
        for record in self._document.of(kind.name):
            value = record.get(field.name)
            if through:  # what stands under a delivery priority is where that one is
                above = self._document.priority_of(record)
                value = above.id if above else None
            said = value if isinstance(value, list) else [value] if isinstance(value, str) else []
            for each in said:
                found.setdefault(each if linked else name_key(each), []).append(record)
        return found


class _Pointing(NamedTuple):
    """The records of one kind that point somewhere with one field, by what they point to."""

    kind: Kind
    field: Field
    linked: bool
    by: dict[str, list[Record]]


def _named(kind: Kind, field: Field) -> str:
    """The kind whose records a field names, '' for none."""
    return "person" if field.names_person else _NAMES.get((kind.name, field.name), "")


def _names(record: Record) -> list[str]:
    said = (*(record.text(each) for each in _CALLED), *record.items("aliases"))
    return [each for each in said if each]
