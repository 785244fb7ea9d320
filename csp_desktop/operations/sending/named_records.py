"""Which records bear a ref or a name that somebody typed into a row of a return.

The workbook carries it as it was when it went out, so that a row is one record's in every copy.
It carries fingerprints: nobody reads in it what the actions of others are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.values import Value, tidy, words
from csp_desktop.workbook.export.own_words import fingerprint
from csp_desktop.workbook.package.model import Base


class Likeness(StrEnum):
    """How far a row names a record that is there."""

    NONE = ""
    NAME = "its ref alone"
    WHOLE = "its ref and its title"


def bearers_of(document: Document, kind: Kind) -> dict[str, tuple[str, str]]:
    """By id, the fingerprint of what each record of a kind is known by, and that with its title."""
    return {
        each.id: (_mark(each.get(kind.key)), _mark(each.get(kind.key), each.get("title")))
        for each in document.of(kind.name)
    }


def _bearers_in(base: Base, kind: str) -> Mapping[str, tuple[str, str]]:
    """What the workbook carries; of an export of before, as far as its own rows tell it."""
    if base.bearers:
        return base.bearers.get(kind, {})
    found: dict[str, tuple[str, str]] = {}
    for sheet in base.sheets:
        fields = {each.field for each in sheet.columns}
        name = next((each for each in ("ref", "name", "title") if each in fields), "")
        for each in sheet.records if sheet.kind == kind else ():
            named = base.cells.get((each, name, ""))
            title = base.cells.get((each, "title", ""))
            if named:
                found[each] = (
                    _mark(named.value),
                    _mark(named.value, title.value if title else None),
                )
    return found


def borne_by(base: Base, kind: str, label: str, title: Value) -> tuple[str, Likeness]:
    """The one record whose name, or ref and title, a row says, and how far; '' for none.

    A row that says no title does not say another one. A ref that several bear is none's.
    """
    bearers = _bearers_in(base, kind)
    wanted = _mark(label, title)
    whole = [each for each, (_, mark) in bearers.items() if mark == wanted]
    if len(whole) == 1:
        return whole[0], Likeness.WHOLE
    named = [each for each, (mark, _) in bearers.items() if mark == _mark(label)]
    if len(named) != 1:
        return "", Likeness.NONE
    titled = kind == "action" and title is not None
    return named[0], Likeness.NAME if titled else Likeness.WHOLE


def _mark(*named: Value) -> str:
    return fingerprint(
        "\n".join(tidy(words(each)).casefold() for each in named if each is not None)
    )
