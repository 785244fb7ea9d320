"""What the table of fields says of a field, each from a short list."""

from __future__ import annotations

from enum import StrEnum


class Type(StrEnum):
    """What a field holds; it decides how a value is understood, edited and compared."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    LIST = "list"
    NUMBER = "number"
    TARGET = "number or tbc"
    DATE = "date"
    YEAR = "financial year"
    QUARTER = "quarter"
    LINK = "link"
    LINKS = "links"


class Per(StrEnum):
    """How often a field is filled in; all but NONE need a period to name a cell."""

    NONE = ""
    YEAR = "year"
    QUARTER = "quarter"
    ANY = "period"


class InReport(StrEnum):
    """Whether the appendices of a report show a field of an action."""

    SHOWN = "shown"
    INTERNAL = "internal"
    BUILT_IN = "built in"
    LEFT_OUT = "left out"


class PanelGroup(StrEnum):
    """Where the side panel edits a field of an action."""

    QUARTER = "quarter"
    DELIVERY = "delivery"
    ALL_FIELDS = "all fields"


class GridPlace(StrEnum):
    """Where the status grid shows a field."""

    SHOWN = "shown"
    OFFERED = "offered"
    BUILT_IN = "built in"
