"""What is asked before a record is added, and before one is removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from csp_desktop.gui.widgets.form_dialog import Question
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import Field, Kind
from csp_desktop.plan.references import Reference
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import joined, within

_ASKED = frozenset({"number", "label", "name", "title", "section", "role", "strategic_priority"})
"""What is asked of a new record besides what it needs; all else is filled in where it stands."""
_NONE = ""


class NewRecord(Question):
    """Asks what a new record is called. `asked` brings its first values by field."""

    asked = Signal(dict)

    def __init__(
        self,
        kind: Kind,
        given: Mapping[str, str],
        offered: Callable[[str], Sequence[tuple[str, str]]],
        refuse: Callable[[dict[str, str]], str],
        parent: QWidget,
    ) -> None:
        """`offered` gives the (id, words) of the records of a kind that may be linked to.

        `given` are values to begin with; `refuse` says why some will not do, or ''.
        """
        super().__init__(f"Add a {within(kind.label)}", "", "Add", parent)
        self._refuse, self._given, self._offered = refuse, dict(given), offered
        self._boxes: dict[str, QLineEdit | QComboBox] = {}
        for field in kind.fields:
            if field.required or field.name in _ASKED:
                self._boxes[field.name] = self._box(field, given.get(field.name, ""))
        blank = (
            box for box in self._boxes.values() if isinstance(box, QLineEdit) and not box.text()
        )
        next(blank, next(iter(self._boxes.values()))).setFocus()
        self.accepted.connect(lambda: self.asked.emit(self.values()))

    def _box(self, field: Field, text: str) -> QLineEdit | QComboBox:
        if field.links_to:
            offered = [("", "None yet"), *self._offered(field.links_to)]
            return self.choice(field.label, offered, text)
        if field.choices:
            return self.choice(field.label, [("", "Nothing yet"), *((c, c) for c in field.choices)])
        return self.line(field.label, text)

    def values(self) -> dict[str, str]:
        """What is typed and chosen, and what was given, by field; blank ones left out."""
        typed = {
            name: box.text().strip() if isinstance(box, QLineEdit) else str(box.currentData() or "")
            for name, box in self._boxes.items()
        }
        return {name: text for name, text in {**self._given, **typed}.items() if text}

    def why_not(self) -> str:
        return self._refuse(self.values())


class Removal(Question):
    """Asks whether a record goes, and what becomes of those that point to it.

    `asked` brings the id of what takes its place, '' for nothing.
    """

    asked = Signal(str)

    def __init__(
        self,
        name: str,
        kind: Kind,
        references: Sequence[Reference],
        others: Sequence[tuple[str, str]],
        parent: QWidget,
    ) -> None:
        """`others` are the (id, words) of what may take its place."""
        super().__init__(f"Remove {name}?", _sentence(references), "Remove", parent)
        linked = [each for each in references if each.linked]
        self.to = None
        if linked:
            nothing = f"Leave them without a {within(kind.label)}"
            offered = [(_NONE, nothing), *((each, f"Move to {name}") for each, name in others)]
            self.to = self.choice("What becomes of them", offered)
        self.accepted.connect(lambda: self.asked.emit(self.to.currentData() if self.to else _NONE))
        self.no.setFocus()


def _sentence(references: Sequence[Reference]) -> str:
    """How many point to a record, and that its history is kept."""
    kept = "Its history is kept, and Undo brings it back."
    said = [each.words for each in references if each.linked]
    named = [each.words for each in references if not each.linked]
    parts = [f"Linked to it are {joined(said)}."] if said else []
    parts += [f"Its name stays in {joined(named)}."] if named else []
    return " ".join((*parts, kept))


def named(document: Document, kind: Kind, without: str = "") -> list[tuple[str, str]]:
    """The records of a kind by id, with their words, to choose one of; but for `without`."""
    return [
        (each.id, f"{words(each.get(kind.key))} {each.text('short_title')}".strip())
        for each in document.in_order(kind)
        if each.id != without
    ]


def given_to(document: Document, kind: Kind, beside: Record | None) -> dict[str, str]:
    """The values with which a new record begins: the next number or label, its priority."""
    given: dict[str, str] = {}
    like = document.in_order(kind)
    if kind.field("strategic_priority") and beside is not None and kind.name == "delivery_priority":
        above = (
            beside.id if beside.kind == "strategic_priority" else beside.text("strategic_priority")
        )
        given["strategic_priority"] = above
        like = [each for each in like if each.get("strategic_priority") == above]
    numbers = [number for each in like if isinstance(number := each.get("number"), (int, float))]
    if kind.field("number"):
        given["number"] = f"{max(map(int, numbers), default=0) + 1}"
    if kind.field("label"):
        over = document.record("strategic_priority", given.get("strategic_priority", ""))
        given["label"] = f"{words(over.get('number')) if over else ''}.DP{given['number']}".lstrip(
            "."
        )
    if kind.field("section") and beside is not None and beside.kind == kind.name:
        given["section"] = beside.text("section")
    return given
