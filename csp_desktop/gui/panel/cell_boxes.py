"""Boxes for the cells of one record in a dialog, which asks for all changes at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.document import Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.values import same, understand, words
from csp_desktop.plan.wording import capital

CONTESTED = "Contested: settle the conflict first."


class OwnBox(QWidget):
    """A box that a dialog makes itself, for a field that is filled in its own way."""

    def text(self) -> str:
        """What the field is to hold."""
        raise NotImplementedError


Box: TypeAlias = QComboBox | QPlainTextEdit | QLineEdit | OwnBox


class CellBoxes:
    """The boxes made for cells of a record, as it was when they were made."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._made: list[tuple[Field, str, Box, str]] = []
        self.by_cell: dict[tuple[str, str], Box] = {}

    def make(
        self,
        field: Field,
        period: str = "",
        hint: str = "",
        offered: Sequence[tuple[str, str]] = (),
        own: OwnBox | None = None,
    ) -> Box:
        """A box that holds what the cell does; a contested cell's is off.

        `hint` says what a blank cell means. `offered` are the values, with their words, of a field
        that has no choices; `own` is a box that is made already.
        """
        held = self._record.held(field.name, period)
        said = words(held.value).replace("\u2212", "-")
        choices = [*offered, *((each, capital(each)) for each in field.choices)]
        box: Box
        if own is not None:
            box = own
        elif choices:
            # A value that is no choice any more, or of a newer version, would else be taken out.
            if said and said not in dict(choices):
                choices.append((said, said))
            box = choice_box(field.label, [("", hint or "Not set"), *choices], said)
        elif field.type is Type.LONG_TEXT:
            box = QPlainTextEdit(said)
            box.setTabChangesFocus(True)
            box.setFixedHeight(themes.current().px(58))
        else:
            box = QLineEdit(said)
            box.setPlaceholderText(hint)
        box.setAccessibleName(f"{field.label}, {period}" if period else field.label)
        if held.contested:
            box.setEnabled(False)
            box.setToolTip(CONTESTED)
        self._made.append((field, period, box, text_in(box)))
        self.by_cell[field.name, period] = box
        return box

    @property
    def changed(self) -> bool:
        """Whether any box holds something else than it was made with."""
        return any(text_in(box) != first for _, _, box, first in self._made)

    def edits(self) -> list[Edit]:
        """What is to be changed; BadValue where something does not fit its field."""
        found = []
        for field, period, box, first in self._made:
            held, text = self._record.held(field.name, period), text_in(box)
            if text != first and not same(understand(field, text), held.value):
                cell = (self._record.kind, self._record.id, field.name, period)
                found.append(Edit(*cell, text or None, held.heads))
        return found


def text_in(box: Box) -> str:
    """What is typed or chosen in a box."""
    if isinstance(box, QComboBox):
        return str(box.currentData() or "")
    return (box.toPlainText() if isinstance(box, QPlainTextEdit) else box.text()).strip()
