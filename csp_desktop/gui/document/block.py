"""One record of the plan as a part of a document: its fields, and what points to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from csp_desktop.gui.document.sections import DELIVERY, fields_of, is_short
from csp_desktop.gui.panel.fields import QUIET_INSET, CellRow
from csp_desktop.gui.panel.spot import spot_of
from csp_desktop.gui.panel.text_box import TextBox
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.gui.widgets.flow_layout import Flow, empty_out
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.plan.document import Document, Record, called
from csp_desktop.plan.fields import Field, FieldTable, Kind
from csp_desktop.plan.references import Reference
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import within

_FOLLOWED = (DELIVERY, "improvement_actions")
_ACROSS = 3
"""How many short fields stand side by side where there is room."""
_NAMED = 8
"""How many of what points to a record are named one by one."""
_LONGEST_ITEM = 90
_SHORT = frozenset({"ref", "label", "number"})
"""Keys that say little by themselves, and are short enough to be listed."""


@dataclass(frozen=True, slots=True)
class Doings:
    """What is done with a whole record where its block asks for it."""

    move: Callable[[Record, int], None]
    remove: Callable[[Record], None]
    follow: Callable[[Record, str], None]
    go_to: Callable[[Reference], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A record with all that its block tells of it."""

    record: Record
    references: Sequence[Reference]
    moves: frozenset[int] = frozenset()
    """The ways in which it can change places: -1 and 1."""


class RecordBlock(QWidget):
    """Shows and edits one record: a heading, its fields by the field table, and its references.

    Short fields stand side by side, if it is `wide`.
    """

    def __init__(self, kind: Kind, ways: Ways, doings: Doings, *, wide: bool) -> None:
        super().__init__()
        self._kind, self._ways, self._doings = kind, ways, doings
        self._record: Record | None = None
        self._told: set[str] = set()
        self.rows: dict[str, CellRow] = {}
        self._covers: dict[str, QWidget] = {}
        self._heading = ElidedLabel("body", "text", strong=True)
        self._heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name = within(kind.label)
        self.up = IconButton("chevron-up", f"Move this {name} up", side=24)
        self.down = IconButton("chevron-down", f"Move this {name} down", side=24)
        self.gone = IconButton("delete", f"Remove this {name}…", side=24)
        self.up.clicked.connect(lambda: self._ask(lambda record: doings.move(record, -1)))
        self.down.clicked.connect(lambda: self._ask(lambda record: doings.move(record, 1)))
        self.gone.clicked.connect(lambda: self._ask(doings.remove))
        head = row((self._heading, 1), self.up, self.down, self.gone, spacing=2)
        head.setContentsMargins(themes.current().px(QUIET_INSET), 0, 0, 0)
        parts = column(head, spacing=6, over=self)
        for line in _lines(fields_of(kind), _ACROSS if wide else 1):
            across = row(spacing=12)
            for field in line:
                across.addWidget(self._field(field), 1, Qt.AlignmentFlag.AlignTop)
            parts.addLayout(across)
        self._references = Flow(spacing=themes.current().px(10), packed=True)
        self._references.setContentsMargins(themes.current().px(QUIET_INSET), 0, 0, 0)
        parts.addLayout(self._references)
        self._pointing: tuple[str, ...] = ()

    @property
    def record(self) -> Record | None:
        """The record shown."""
        return self._record

    def show_record(
        self, shown: Shown, document: Document, table: FieldTable, *, writable: bool
    ) -> None:
        """Show what the plan holds of a record; what is typed for the one before is saved."""
        record = shown.record
        if self._record is None or self._record.id != record.id:
            self._told.clear()
        self._record = record
        name = called(self._kind, record)
        self._heading.setText(name)
        self.setAccessibleName(name)
        for button, says in ((self.up, "up"), (self.down, "down")):
            button.setAccessibleName(f"Move {name} {says}")
        self.gone.setAccessibleName(f"Remove {name}")
        for field in fields_of(self._kind):
            spot = spot_of(record, field, of=name)
            cell = self.rows[field.name]
            cell.show_spot(spot, document, table, writable=writable)
            if field.personal:
                self._cover(field, covered=bool(spot.held.value) and field.name not in self._told)
        for step, button in ((-1, self.up), (1, self.down)):
            button.setVisible(bool(shown.moves))
            button.setEnabled(writable and step in shown.moves)
        self.gone.setVisible(self._kind.name != "plan")
        self.gone.setEnabled(writable)
        if self._kind.name == _FOLLOWED[0]:
            self.follow.setAccessibleName(f"Follow an improvement action of {name} as an action")
            self.follow.setVisible(writable and bool(record.items(_FOLLOWED[1])))
        self._point(shown.references)

    def stops(self) -> Iterator[QWidget]:
        """What the tab key goes through, in its order."""
        yield from (self.up, self.down, self.gone)
        for name, cell in self.rows.items():
            yield cell.editor
            if (self._kind.name, name) == _FOLLOWED:
                yield self.follow

    def leave_boxes(self) -> None:
        """End the visits to all boxes: what is typed in them is saved."""
        for box in self.findChildren(TextBox):
            box.leave()

    def focus_field(self, name: str, typed: str = "") -> None:
        """Give the focus to a field, or to the first; what is `typed` replaces its text."""
        self.uncover(name)
        found = self.rows.get(name) or next(iter(self.rows.values()))
        found.setFocus(Qt.FocusReason.OtherFocusReason)
        editor: QWidget = found.editor
        box = editor if isinstance(editor, TextBox) else editor.findChild(TextBox)
        if typed and isinstance(box, TextBox) and not box.edit.isReadOnly():
            box.edit.selectAll()
            box.edit.insertPlainText(typed)

    # Its parts

    def _field(self, field: Field) -> QWidget:
        made = self.rows[field.name] = CellRow(field, "", self._ways)
        if field.personal:
            return self._covered(field, made)
        if (self._kind.name, field.name) != _FOLLOWED:
            return made
        self.follow = LinkButton("Follow one as an action…")
        self.follow.setToolTip("It gets the next free ref, and goes from this list")
        self.follow.clicked.connect(self._offer_items)
        around, beside = QWidget(), row(self.follow, ...)
        beside.setContentsMargins(themes.current().px(QUIET_INSET), 0, 0, 0)
        column(made, beside, spacing=2, over=around)
        return around

    def _covered(self, field: Field, made: CellRow) -> QWidget:
        """What may tell of people, behind a button that shows it."""
        cover, around = QWidget(), QWidget()
        show = LinkButton(f"Show the {within(field.label)}")
        show.clicked.connect(lambda: self.uncover(field.name))
        label = Words(field.label, "small", "text2")
        why = Words("Not shown, because it may tell of people.", "body", "text3")
        inside = column(label, row(why, show, ..., spacing=8), over=cover)
        inside.setContentsMargins(themes.current().px(QUIET_INSET), 0, 0, 0)
        self._covers[field.name] = cover
        column(made, cover, over=around)
        return around

    def uncover(self, name: str) -> None:
        """Show a text that may tell of people, for as long as its record is shown."""
        if name in self._covers:
            self._told.add(name)
            self._covers[name].hide()
            self.rows[name].show()
            self.rows[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _cover(self, field: Field, *, covered: bool) -> None:
        # An empty box in which somebody begins to type is not taken from under the hand.
        if not covered:
            self._told.add(field.name)
        self._covers[field.name].setVisible(covered)
        self.rows[field.name].setVisible(not covered)

    def _point(self, references: Sequence[Reference]) -> None:
        kinds = Counter(each.kind.name for each in references)
        told = tuple(_told(each, alone=kinds[each.kind.name] == 1) for each in references)
        # Made again only if they differ, or the one that has the focus would be gone.
        if told == self._pointing:
            return
        self._pointing = told
        empty_out(self._references)
        for text, reference in zip(told, references, strict=True):
            link = LinkButton(text)
            link.setAccessibleName(f"Show {text}")
            link.clicked.connect(lambda _=False, each=reference: self._doings.go_to(each))
            self._references.addWidget(link)

    # What the user does

    def _ask(self, does: Callable[[Record], None]) -> None:
        if self._record is not None:
            does(self._record)

    def _offer_items(self) -> None:
        record = self._record
        if record is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in record.items(_FOLLOWED[1]):
            said = item if len(item) <= _LONGEST_ITEM else f"{item[: _LONGEST_ITEM - 1]}…"
            action = menu.addAction(said.replace("&", "&&"))
            action.triggered.connect(partial(self._doings.follow, record, item))
        menu.popup(self.follow.mapToGlobal(QPoint(0, self.follow.height())))


def _lines(fields: Sequence[Field], most: int) -> list[list[Field]]:
    """The fields in lines: short ones that follow each other share one."""
    made: list[list[Field]] = []
    for field in fields:
        last = made[-1] if made else []
        if is_short(field) and last and is_short(last[0]) and len(last) < most:
            last.append(field)
        else:
            made.append([field])
    return made


def _told(reference: Reference, *, alone: bool) -> str:
    """'3 actions: 1.1, 1.4, 2.9', or only how many where there are more.

    Where its kind points to the record in other ways, too, it says in which.
    """
    kind, records = reference.kind, reference.records
    said = reference.words if alone else f"{reference.words} as {within(reference.field.label)}"
    if len(records) > _NAMED or kind.key not in _SHORT:
        return said
    names = ", ".join(words(each.get(kind.key)) or each.id for each in records)
    return f"{said}: {names}"
