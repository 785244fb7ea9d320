"""More steps of the random user: letters and pasting in the grid, undo and redo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from csp_desktop.gui.grid.table import GridTable
from tests.gui.randomuser import laws, oracle
from tests.gui.randomuser.laws import hold
from tests.gui.randomuser.oracle import Cell, differences
from tests.gui.randomuser.sitting import BLINK, IDLE, MOMENT, NO_TIME
from tests.gui.randomuser.user import (
    CONTROL,
    QUARTER,
    SHIFT,
    STATUSES,
    WORDS,
    Person,
    boxes,
    step,
)

PASTED = ("on track", "at risk", "Off track", "On track\nComplete", "at risk\nno such status")
_TELLING = (oracle.UNNAMED, None)


# In the grid


def selected(person: Person) -> list[tuple[str, str]]:
    """The ref and the header of every selected cell of an action; '' where it is contested."""
    table = person.sitting.window.grid.grid
    assert table is not None
    return [
        (
            row.action.text("ref"),
            str(table.grid.headerData(number, Qt.Orientation.Horizontal))
            if "contested" not in spoken(table, row.key, number)
            else "",
        )
        for row, column in table.targets()
        for number in [table.grid.columns.index(column)]
    ]


def spoken(table: GridTable, action: str, column: int) -> str:
    """What is read out of a cell."""
    index = table.grid.index(table.grid.row_of(action), column)
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")


def may_fill_in(person: Person, header: str) -> bool:
    """Whether a column is that of a quarter that has come."""
    shown = oracle.look(person.sitting.window).quarter
    return bool(QUARTER.fullmatch(header)) and header <= shown


def given(person: Person, status: str) -> dict[Cell, str]:
    """What a letter does to the selected cells: nothing but in the quarter looked at."""
    cells = selected(person)
    shown = oracle.look(person.sitting.window).quarter
    if not all(header == shown for _, header in cells):
        return {}
    return {(ref, "status", header): status for ref, header in cells}


@step(6)
def a_letter_in_the_grid(person: Person) -> None:
    if not person.in_grid():
        return
    if person.draw.random() < 0.2:
        person.sitting.key(Qt.Key.Key_Down, SHIFT)
    letter = person.draw.choice(list(STATUSES))
    person.sitting.rest()
    person.note(f"'{letter}' at {selected(person)}")
    told = given(person, STATUSES[letter])
    person.sitting.key(letter)
    person.account.do(told)
    if told:
        person.at_rest()
    else:
        person.at_rest_after_looking()


@step(4)
def a_word_in_the_grid(person: Person) -> None:
    if not person.in_grid():
        return
    word = person.draw.choice(WORDS[:4])
    person.sitting.rest()
    person.note(f"'{word}' at {selected(person)}")
    for letter in word:
        person.sitting.key(letter)
        person.sitting.pass_time(person.draw.choice((NO_TIME, BLINK)))
    person.at_rest_after_looking()


@step(3)
def a_letter_in_the_panel(person: Person) -> None:
    window = person.sitting.window
    if not boxes(person) or window.pane not in ("grid", "history"):
        return
    person.account.leave()
    window.panel.focus_status()
    focused = person.sitting.focused
    if not focused.accessibleName().endswith(")"):
        return
    letter = person.draw.choice(list(STATUSES))
    screen = oracle.look(window)
    person.note(f"'{letter}' at {screen.subject}")
    person.sitting.key(letter)
    cell = (screen.subject, "status", screen.quarter)
    person.account.do({cell: STATUSES[letter]})
    person.sitting.pass_time(person.draw.choice((MOMENT, IDLE)))
    person.sitting.settle()
    laws.the_subject_stayed(screen, oracle.look(window))


@step(3)
def paste_in_the_grid(person: Person) -> None:
    if not person.in_grid():
        return
    person.sitting.rest()
    cells, text = selected(person), person.draw.choice(PASTED)
    person.note(f"{text!r} at {cells}")
    person.sitting.copy(text)
    person.sitting.key("v", CONTROL)
    lines = text.split("\n")
    at = oracle.listed(person.sitting.window).index(cells[0][0]) if cells else 0
    refs = oracle.listed(person.sitting.window)[at : at + len(lines)]
    chosen = [(ref, cells[0][1]) for ref in refs] if cells else []
    # One chosen cell is where a block begins; several have to be just as many as it brings.
    fits = len(refs) == len(lines) and (len(cells) == 1 or sorted(cells) == sorted(chosen))
    fits = fits and may_fill_in(person, cells[0][1])
    if fits and "no such" not in text:
        pairs = zip(refs, lines, strict=True)
        person.account.do({(ref, "status", cells[0][1]): line.lower() for ref, line in pairs})
        person.at_rest()
    elif all(QUARTER.fullmatch(header) for _, header in cells):
        person.at_rest_after_looking()
    else:
        person.take_the_file_at_its_word()


# Taking back


@step(5)
def undo(person: Person) -> None:
    _take_back(person, again=False)


@step(3)
def redo(person: Person) -> None:
    _take_back(person, again=True)


def _take_back(person: Person, *, again: bool) -> None:
    sitting, account = person.sitting, person.account
    window = sitting.window
    if window.pane == "returns":
        return
    person.at_rest()
    account.leave()
    button = window.top.redo if again else window.top.undo
    person.note(button.accessibleName() if button.isEnabled() else "nothing")
    if isinstance(sitting.focused, QPlainTextEdit | QLineEdit):
        if button.isVisible():
            sitting.click(button)
        else:
            window.menus.do("redo" if again else "undo")
    elif person.draw.random() < 0.4:
        window.menus.do("redo" if again else "undo")
    else:
        sitting.key("y" if again else "z", CONTROL)
    was_taken_back(person, again=again)


def was_taken_back(person: Person, *, again: bool) -> None:
    """Hold what an undo, or a redo, has just done against the account."""
    account = person.account
    person.sitting.rest()
    found = oracle.file_holds(person.sitting.path)
    account.touched.clear()
    if again:
        _was_brought_again(person, found)
    else:
        taken = laws.an_undo_took_back_the_last(account, found)
        if taken:
            del account.done[-len(taken) :]
            account.undone.append(taken)
    account.cells = found
    person.at_rest()


def _was_brought_again(person: Person, found: dict[Cell, str]) -> None:
    account = person.account
    wanted = dict(account.cells)
    if account.undone:
        doings = account.undone.pop()
        for doing in reversed(doings):
            wanted |= doing.after
            account.done.append(doing)
    wrong = differences({cell: text for cell, text in wanted.items() if text}, found)
    hold(laws.UNDO, not wrong, f"redo wanted and found: {wrong}")
