"""What can go wrong, in words for the person at the desk.

A `Refusal` is a request that cannot be carried out as it is; its text is one sentence that
says what happened and what to do. A `Failure` is the machine letting the person down: a full
disk, a folder that cannot be written. Anything else that is raised is a fault of the program.
"""

from __future__ import annotations


class CspError(Exception):
    """Anything the program tells a person in one sentence instead of a stack of calls."""


class Refusal(CspError):
    """The request cannot be carried out; nothing has changed."""


class Failure(CspError):
    """The environment failed; nothing has changed."""


class NotAPlan(Refusal):
    """The file is not a plan file, or is damaged beyond reading."""


class PlanDamaged(Refusal):
    """The plan file does not hold together: a change or value was altered outside the program.

    `detail` says what was found, without the file's name and what to do.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


class ValuesAstray(PlanDamaged):
    """Only what is worked out from the changes is wrong: working it out again loses nothing."""


class PlanInUse(Refusal):
    """Another window or command holds the plan for writing."""


class BadValue(Refusal):
    """A value does not fit its field."""


class WordUnknown(BadValue):
    """A word stands for a choice, and nobody has said yet for which: the plan can learn it."""

    def __init__(self, sentence: str, kind: str, text: str) -> None:
        super().__init__(sentence)
        self.kind, self.text = kind, text


class WordLeftOut(BadValue):
    """A word of which somebody has said that it means nothing for the plan."""


class PlanGone(Failure):
    """The file at the path is no longer the one that was opened: nothing is written into it."""
