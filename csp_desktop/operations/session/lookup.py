"""From the names that people use (refs, titles, labels) to records, and back to words."""

from __future__ import annotations

from collections.abc import Mapping

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, name_key, words
from csp_desktop.plan.wording import joined

_NAMED_KINDS = ("action", "indicator")
_LABELS = ("name", "short_name", "abbreviation", "title")


def find(document: Document, table: FieldTable, name: str) -> Record:
    """The one record that `name` means: an action's ref or id, or an indicator's name or id.

    A milestone is found by its id, or as 'ref / title'. Any other record is found by its name,
    where a short name or abbreviation does as it does for a link, or as 'kind:name' where others
    are called so too; the plan's own settings by 'plan'. Raises Refusal where none or several
    answer to it.
    """
    name = plain(name)
    if name == "plan":
        return document.plan
    before, _, rest = name.partition(":")
    kind = table.kind(before)
    if kind and rest:
        return _find_of(document, kind, rest.strip())
    return _find_among(document, table, _NAMED_KINDS, name)


def _find_of(document: Document, kind: Kind, name: str) -> Record:
    # Ids first: they are unique, and what a program wrote down must always find the same record.
    by_id = document.record(kind.name, name)
    if by_id:
        return by_id
    found = _called(labels_of(document, kind), name)
    if not found:
        raise Refusal(
            f"There is no {kind.label.lower()} called '{name}' in this plan. "
            f"Give its {kind.key} or its id; 'show' lists them."
        )
    if len(found) > 1:
        raise _several(name, [each for each in document.of(kind.name) if each.id in found])
    return next(each for each in document.of(kind.name) if each.id == found[0])


def _several(name: str, found: list[Record]) -> Refusal:
    ids, kinds = joined(sorted(each.id for each in found)), sorted({each.kind for each in found})
    or_kind = f", or as {kinds[0]}:{name}" if len(kinds) == len(found) else ""
    said = f"'{name}' is the name of {len(found)} records: say which by its id, {ids}{or_kind}."
    return Refusal(said)


def _find_among(document: Document, table: FieldTable, kinds: tuple[str, ...], name: str) -> Record:
    found = []
    for kind_name in kinds:
        by_id = document.record(kind_name, name)
        if by_id:
            return by_id
        kind = table.kind(kind_name)
        if kind:
            found += [
                record
                for record in document.of(kind_name)
                if name_key(words(record.get(kind.key))) == name_key(name)
            ]
    found = found or _parts_called(document, table, name) or _others_called(document, table, name)
    if not found:
        raise Refusal(
            f"Nothing in this plan is called '{name}'. "
            "Give an action's ref, an indicator's or another name, or an id; 'show' lists them."
        )
    if len(found) > 1:
        raise _several(name, found)
    return found[0]


def _parts_called(document: Document, table: FieldTable, name: str) -> list[Record]:
    """The records with this id, or called so, of the kinds that are a part of another record."""
    return [
        record
        for kind in table.kinds
        if kind.part_of
        for record in document.of(kind.name)
        if record.id == name
        or name_key(label_of(document, table, kind.name, record.id)) == name_key(name)
    ]


def _others_called(document: Document, table: FieldTable, name: str) -> list[Record]:
    """The records with this id, or called so, of the kinds that a name alone is not first for."""
    found = []
    for kind in table.kinds:
        if kind.single or kind.part_of or kind.key_is_id or kind.name in _NAMED_KINDS:
            continue
        by_id = document.record(kind.name, name)
        # A number alone is a ref with a slip in it, and no strategic priority to be deleted.
        looked_up = not (kind.shared or name.isdecimal())
        ids = _called(labels_of(document, kind), name) if looked_up and not by_id else []
        found += [by_id] if by_id else [each for each in document.of(kind.name) if each.id in ids]
    return found


def parts_of(document: Document, table: FieldTable, kind: str, record_id: str) -> list[Record]:
    """The records that are a part of this one, in a fixed order."""
    return [
        record
        for each in table.kinds
        if each.whole == kind
        for record in sorted(document.of(each.name), key=lambda record: record.id)
        if record.text(each.part_of) == record_id
    ]


def by_name(document: Document, kind: Kind) -> dict[str, list[Record]]:
    """The records of `kind` by the name they are looked up by, in their order.

    A record whose name is contested has none yet; a name in brackets, '(not named)', says that
    there is none. Empty for kinds in which several records may have one name.
    """
    found: dict[str, list[Record]] = {}
    if kind.shared or kind.key_is_id:
        return found
    in_order = sorted(document.of(kind.name), key=lambda record: record.id)
    for record in document.actions() if kind.name == "action" else in_order:
        name = words(record.get(kind.key))
        if name and not record.held(kind.key).contested and not name.startswith("("):
            found.setdefault(name_key(name), []).append(record)
    return found


def refuse_name_taken(
    document: Document, kind: Kind, field: str, value: Value, record_id: str = ""
) -> None:
    """Raise BadValue where `value`, put in `field`, is what another record is found by already."""
    if field != kind.key or value is None:
        return
    named = by_name(document, kind).get(name_key(words(value)), [])
    other = next((each for each in named if each.id != record_id), None)
    if other is None:
        return
    if kind.name == "action":
        raise BadValue(
            f"{words(value)} is the ref of '{other.text('title')}' already. Choose a free ref"
            + (", or exchange the two (renumber)." if record_id else ".")
        )
    raise BadValue(
        f"There is a {kind.label.lower()} called '{words(other.get(kind.key))}' already "
        f"({other.id}). Choose another {kind.key}, or give that one another first."
    )


def linked(document: Document, table: FieldTable, field: Field, value: Value) -> Value:
    """The ids that a link field's `value`, typed as names or ids, points to.

    Raises BadValue where a name is not known or not one record's.
    """
    if value is None or field.type not in (Type.LINK, Type.LINKS):
        return value
    if field.type is Type.LINK:
        return _link(document, table, field, str(value))
    names = value if isinstance(value, list) else [str(value)]
    return list(dict.fromkeys(_link(document, table, field, name) for name in names))


def _link(document: Document, table: FieldTable, field: Field, name: str) -> str:
    target = table.kind(field.links_to)
    if document.record(field.links_to, name) or target is None:
        return name
    found = _called(labels_of(document, target), name)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadValue(
            f"'{name}' is the {target.label.lower()} of more than one record: "
            f"give its id, {' or '.join(sorted(found))}."
        )
    raise BadValue(f"There is no {target.label.lower()} called '{name}' in this plan.")


def labels_of(document: Document, kind: Kind) -> dict[str, tuple[str, ...]]:
    """By id, what each record of `kind` answers to when a link names it; the best label first."""
    return {
        record.id: tuple(name_key(words(record.get(label))) for label in (kind.key, *_LABELS))
        for record in document.of(kind.name)
    }


def linked_by(labels: Mapping[str, tuple[str, ...]], field: Field, value: Value) -> Value:
    """As `linked`, by `labels` instead of a plan; None where a name is not one record's there."""
    if value is None or field.type not in (Type.LINK, Type.LINKS):
        return None
    found: list[str] = []
    for name in value if isinstance(value, list) else [str(value)]:
        ids = [name] if name in labels else _called(labels, name)
        if len(ids) != 1:
            return None
        found += ids
    return list(dict.fromkeys(found)) if field.type is Type.LINKS else found[0]


def _called(labels: Mapping[str, tuple[str, ...]], name: str) -> list[str]:
    """The ids of the records that answer to `name`, by the first label by which any does."""
    wanted = name_key(name)
    # Label by label, and not all at once: a group's full name goes before another one's
    # abbreviation that happens to read the same.
    for at in range(max(map(len, labels.values()), default=0)):
        found = [each for each, texts in labels.items() if wanted and texts[at] == wanted]
        if found:
            return found
    return []


def label_of(document: Document, table: FieldTable, kind: str, record_id: str) -> str:
    """What people call a record: an action's ref, an indicator's name, '1.1 / Title' of a part."""
    known = table.kind(kind)
    if known is None:
        return record_id
    name = document.name_of(known, record_id)
    record = document.record(kind, record_id) if known.part_of else None
    if record is None:
        return name
    return f"{label_of(document, table, known.whole, record.text(known.part_of))} / {name}"


def label_by(document: Document, table: FieldTable, kind: Kind, said: Mapping[str, Value]) -> str:
    """As `label_of`, by what is `said` of a record that is in no plan yet; '' for no name."""
    name, whole = words(said.get(kind.key)), said.get(kind.part_of)
    return f"{label_of(document, table, kind.whole, str(whole))} / {name}" if whole else name


def spoken_of(table: FieldTable, kind: str, label: str) -> str:
    """A record that is called `label`, in a text about more than actions and indicators."""
    known = table.kind(kind)
    if known is None or kind in _NAMED_KINDS:
        return label
    return known.label if known.single else f"{known.label} {label}"


def cell_label(table: FieldTable, label: str, kind: str, name: str, period: str = "") -> str:
    """A cell of the record called `label`: '1.2 Status, 2016/17 Q1'."""
    field = table.field(kind, name)
    said = field.label if field else "New" if name == "exists" else name
    # A name of several words has to be told from the field.
    between = " " if kind in _NAMED_KINDS else " · "
    when = f", {period}" if period else ""
    return f"{spoken_of(table, kind, label)}{between}{said}{when}"
