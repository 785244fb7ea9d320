"""What the screen names, what the file holds, and an account of what was typed where."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import words

Cell = tuple[str, str, str]
"""What people call a cell: the action's ref (or a kind and name), the field, the period."""

FIELDS = {
    each.label: each.name for kind in SHIPPED.kinds for each in kind.fields if kind.name == "action"
}
UNNAMED = ""
_ACROSS = Qt.Orientation.Horizontal
_BOOKKEEPING = frozenset({"return_request", "return_received"})


# What the screen names


@dataclass(frozen=True)
class Screen:
    """What a person reads in the window at one moment."""

    pane: str
    quarter: str
    subject: str
    box: str
    listed: tuple[str, ...]
    current: str
    header: str
    saved: str
    undo: str
    redo: str


def look(window: MainWindow) -> Screen:
    """Read the window: the panel's ref, the box in hand, the grid's rows and current cell."""
    ref, header = current(window)
    return Screen(
        window.pane,
        window.top.quarter.middle.text(),
        subject(window),
        box(window),
        listed(window),
        ref,
        header,
        window.top.saved.words,
        window.top.undo.accessibleName() if window.top.undo.isEnabled() else "",
        window.top.redo.accessibleName() if window.top.redo.isEnabled() else "",
    )


def subject(window: MainWindow) -> str:
    """The ref that heads the side panel, '' where it shows no action."""
    panel = window.panel if window.room.made else None
    if panel is None or not panel.action_id or not hasattr(panel, "_head"):
        return UNNAMED
    shown = panel._stack.currentWidget() is panel._scroll
    return panel._head._ref.text() if shown else UNNAMED


def box(window: MainWindow) -> str:
    """The accessible name of the panel's box that has the focus, '' where none has."""
    focused = QApplication.focusWidget()
    if not isinstance(focused, QPlainTextEdit) or not window.room.made:
        return UNNAMED
    return focused.accessibleName() if window.panel.isAncestorOf(focused) else UNNAMED


def listed(window: MainWindow) -> tuple[str, ...]:
    """The refs of the grid's rows."""
    table = window.grid.grid
    if table is None:
        return ()
    rows = (table.grid.action_at(row) for row in range(table.grid.rowCount()))
    return tuple(row.action.text("ref") for row in rows if row is not None)


def current(window: MainWindow) -> tuple[str, str]:
    """The ref and the header of the grid's current cell."""
    table = window.grid.grid
    index = table.currentIndex() if table else None
    if table is None or index is None or not index.isValid():
        return UNNAMED, UNNAMED
    row = table.action(index)
    header = str(table.grid.headerData(index.column(), _ACROSS) or "")
    return (row.action.text("ref") if row else UNNAMED), header


def cell_of(ref: str, label: str) -> Cell:
    """The cell that a ref and a label name: 'Commentary, 2016/17 Q2' of 1.2."""
    name, _, period = label.partition(", ")
    return ref, FIELDS[name], period


# What the file holds


def file_holds(path: Path) -> dict[Cell, str]:
    """Every value of the plan file, read by a second opening that writes nothing."""
    plan = open_plan(path, SHIPPED, look_closely=False)
    try:
        return values_of(plan.document())
    finally:
        plan.close()


def values_of(document: Document) -> dict[Cell, str]:
    """Every value of a plan, in words, by what people call its cell."""
    found: dict[Cell, str] = {}
    for kind, records in document.kinds.items():
        for record in records.values() if kind not in _BOOKKEEPING else ():
            name = record.text("ref") if kind == "action" else f"{kind} {record.id}"
            for (named, period), held in record.cells.items():
                text = " ".join(words(held.value).split())
                if text:
                    found[name, named, period] = text
    return found


# The account


@dataclass
class Doing:
    """One thing that a person did: the cells it changed, and what they said before and after."""

    before: dict[Cell, str]
    after: dict[Cell, str] = field(default_factory=dict)
    merge: bool = False
    undone: tuple[list[Doing], ...] = ()
    """What could be done again before it, and cannot any more."""


@dataclass(frozen=True)
class Decided:
    """A decision as the list tells it, and the text that was on the card that was taken."""

    row: str
    cell: Cell
    text: str


@dataclass
class Account:
    """What the plan must hold, by what was done to what was named on screen."""

    cells: dict[Cell, str]
    done: list[Doing] = field(default_factory=list)
    undone: list[list[Doing]] = field(default_factory=list)
    visit: Cell | None = None
    typed: list[str] = field(default_factory=list)
    """What the visited cell has said, a keystroke at a time."""
    touched: set[str] = field(default_factory=set)
    """The refs of what was changed since the filter, the search or the place was used."""

    decisions: dict[str, Decided] = field(default_factory=dict)
    steps: list[dict[str, Decided]] = field(default_factory=list)
    steps_back: list[dict[str, Decided]] = field(default_factory=list)
    """What was decided before each step in Returns, and what was before it was taken back."""

    def decide(self, told: dict[str, Decided]) -> None:
        """Note what was decided in one step."""
        self.steps.append(dict(self.decisions))
        self.steps_back.clear()
        self.decisions |= told

    def go_back(self, *, again: bool) -> None:
        """Note that one step in Returns was taken back, or made again."""
        here, there = (self.steps_back, self.steps) if again else (self.steps, self.steps_back)
        if here:
            there.append(dict(self.decisions))
            self.decisions = here.pop()

    def merge(self, before: dict[Cell, str], after: dict[Cell, str]) -> None:
        """Note what a merge changed, as one doing."""
        self.visit = None
        self._note(Doing(before, {cell: after.get(cell, "") for cell in before}, merge=True))
        self.cells = after

    def text(self, cell: Cell) -> str:
        return self.cells.get(cell, "")

    def put(self, cell: Cell, text: str) -> None:
        text = " ".join(text.split())
        if text:
            self.cells[cell] = text
        else:
            self.cells.pop(cell, None)

    def do(self, changes: dict[Cell, str]) -> None:
        """Note that these cells were given these values, as one doing; equal ones are none."""
        self.visit = None
        told = {cell: text for cell, text in changes.items() if text != self.text(cell)}
        if told:
            self._note(Doing({cell: self.text(cell) for cell in told}, dict(told)))
            for cell, text in told.items():
                self.put(cell, text)

    def type(self, cell: Cell, character: str) -> None:
        """Note one character typed at the end of a cell's text."""
        if self.visit != cell:
            self._note(Doing({cell: self.text(cell)}))
            self.visit, self.typed = cell, [self.text(cell)]
        # A space at the end is no part of the value, until something follows it.
        self.typed.append((self.typed[-1] + character) if self.typed else character)
        self.put(cell, self.typed[-1])
        self.done[-1].after[cell] = self.text(cell)

    def leave(self) -> None:
        """Note that the box is left."""
        self.visit = None

    def forget(self) -> None:
        """Take it that what was done last never was."""
        self.undone = list(self.done.pop().undone)

    def _note(self, doing: Doing) -> None:
        doing.undone = tuple(self.undone)
        self.done.append(doing)
        self.undone.clear()
        self.touched |= set() if doing.merge else {cell[0] for cell in doing.before}


def differences(one: dict[Cell, str], other: dict[Cell, str]) -> dict[Cell, tuple[str, str]]:
    """The cells in which two states differ, and what each says."""
    return {
        cell: (one.get(cell, ""), other.get(cell, ""))
        for cell in one.keys() | other.keys()
        if one.get(cell, "") != other.get(cell, "")
    }
