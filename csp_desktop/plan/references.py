"""Which records of a plan point to which: by a link, or by a name that they write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.values import name_key
from csp_desktop.plan.wording import counted, within

_NAMES: Final = {
    ("action", "lead_partners"): "partner",
    ("action", "supporting_partners"): "partner",
    ("action", "lead_officer"): "person",
    ("action", "themes"): "theme",
    ("action", "linked_strategies"): "strategy",
    ("strategic_priority", "linked_strategies"): "strategy",
    ("milestone", "who"): "person",
    ("group", "lead"): "person",
    ("person", "organisation"): "partner",
}
"""The fields in which people write the name of a record, by its kind."""
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


def referring(document: Document, table: FieldTable, kind: str, record_id: str) -> list[Reference]:
    """What points to a record, links first; nothing of what does not exist any more."""
    record = document.record(kind, record_id)
    names = _names(record) if record else frozenset()
    found = [
        Reference(each, field, linked, records)
        for each, field, linked in _fields(table, kind)
        if (
            records := tuple(
                other
                for other in document.of(each.name)
                if (_links(other, field, record_id) if linked else _says(other, field, names))
            )
        )
    ]
    return sorted(found, key=lambda each: not each.linked)


def _fields(table: FieldTable, kind: str) -> Iterator[tuple[Kind, Field, bool]]:
    for each in table.kinds:
        for field in each.fields:
            linked = field.links_to == kind
            if linked or _NAMES.get((each.name, field.name)) == kind:
                yield each, field, linked


def _links(record: Record, field: Field, record_id: str) -> bool:
    value = record.get(field.name)
    return (
        record_id in value
        if field.type is Type.LINKS and isinstance(value, list)
        else (value == record_id)
    )


def _says(record: Record, field: Field, names: frozenset[str]) -> bool:
    value = record.get(field.name)
    said = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return any(name_key(each) in names for each in said)


def _names(record: Record) -> frozenset[str]:
    said = (*(record.text(each) for each in _CALLED), *record.items("aliases"))
    return frozenset(name_key(each) for each in said if each)
