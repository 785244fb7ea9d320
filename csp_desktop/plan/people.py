"""The people whom a plan names: who they are called, and by which e-mail they are reached.

An owner is a text that names a person (decision 0058), so people are found by their names.
"""

from __future__ import annotations

from functools import lru_cache

from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.spelling import plain


def names(document: Document) -> list[str]:
    """Every name that may be meant where an owner is typed, in the order of the alphabet.

    These are the plan's people, its groups' leads, and the owners named already.
    """
    found: dict[str, str] = {}
    for kind, field in (
        ("person", "name"),
        ("group", "lead"),
        ("action", "lead_officer"),
        ("milestone", "who"),
    ):
        for each in document.of(kind):
            if name := each.text(field).strip():
                found.setdefault(key(name), name)
    return sorted(found.values(), key=str.casefold)


def email(document: Document, name: str) -> str:
    """The e-mail of the person, or of the group whose lead is called so; '' if it is not known."""
    wanted = key(name)
    if not wanted:
        return ""
    for kind, field in (("person", "name"), ("group", "lead")):
        for each in document.of(kind):
            if key(each.text(field)) == wanted and each.text("email"):
                return each.text("email")
    return ""


def person(document: Document, name: str) -> Record | None:
    """The person of the plan who is called so."""
    return next(
        (each for each in document.of("person") if key(each.text("name")) == key(name)), None
    )


def contact(document: Document, group: Record) -> str:
    """Who leads a group, and the e-mail by which it is reached; '' where neither is known."""
    lead = group.text("lead")
    return ", ".join(filter(None, (lead, group.text("email") or email(document, lead))))


def owned(document: Document, name: str) -> set[str]:
    """The ids of the actions that a person leads, or has a milestone of."""
    wanted = key(name)
    led = {each.id for each in document.of("action") if key(each.text("lead_officer")) == wanted}
    return led | {
        each.text("action") for each in document.of("milestone") if key(each.text("who")) == wanted
    }


@lru_cache(maxsize=4096)  # few names, asked for with every action and milestone
def key(name: str) -> str:
    """A name as it is compared."""
    return plain(name).casefold()
