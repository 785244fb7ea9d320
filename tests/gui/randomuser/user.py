"""A random user: draws what to do next from a seed, does it in the window, keeps the account."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from csp_desktop.gui.theme import theme as themes
from csp_desktop.plan.statuses import LETTERS
from tests.gui.randomuser import laws, oracle
from tests.gui.randomuser.laws import hold
from tests.gui.randomuser.oracle import Account, Cell
from tests.gui.randomuser.sitting import BLINK, IDLE, MOMENT, NO_TIME, Sitting

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PAUSES = (NO_TIME, NO_TIME, BLINK, MOMENT, IDLE)
BOXES = ("Commentary", "Corrective action", "Evidence", "Title", "Activity", "Measure")
WORDS = ("garage", "rota", "toad", "bring", "next door")
STATUSES = {letter.lower(): status for status, letter in LETTERS.items()}
SEARCHES = ("bicycles", "1.2", "of", "t", "nothing like it", "Lamps")
QUARTER = re.compile(r"\d{4}/\d\d Q[1-4]")

_LEAVES = 0.4
"""How often a box is left at once, before anything else is done."""

Step = Callable[["Person"], None]
STEPS: dict[str, tuple[Step, int]] = {}


def step(weight: int) -> Callable[[Step], Step]:
    """List a step under its name, to be drawn as often as its weight says."""

    def listed(does: Step) -> Step:
        STEPS[does.__name__] = (does, weight)
        return does

    return listed


class Person:
    """Somebody who works on the plan at `path`, as `seed` draws it."""

    def __init__(self, seed: int, path: Path, files: Sequence[Path], keeper: themes.Themes) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - a life of its own by each seed
        self.files = files
        self.orders: set[tuple[str, str]] = set()
        self.sitting = Sitting(path, keeper)
        self.account = Account(oracle.file_holds(path))
        self.steps: list[str] = []
        self.taken: Counter[str] = Counter()

    def live(self, steps: int, only: Collection[str] = ()) -> None:
        """Do so many steps, of all or `only` of some; the laws are asked after each."""
        names = [name for name in STEPS if name in only or not only]
        weights = [STEPS[name][1] for name in names]
        for name in self.draw.choices(names, weights, k=steps):
            self.steps.append(name)
            STEPS[name][0](self)
            self.look_round()
        self.at_rest()

    def note(self, what: str) -> None:
        """Tell what a step was about, for whoever reads of a breach."""
        self.steps[-1] += f" {what}"
        self.taken[self.steps[-1].split()[0]] += 1

    def look_round(self) -> None:
        """What must hold at any time."""
        laws.nothing_unforeseen(self.sitting)
        if self.sitting.is_open:
            laws.the_list_is_steady(self.sitting.window, self.account)

    def at_rest(self) -> None:
        """What must hold once nothing waits for time to pass."""
        self.sitting.rest()
        laws.nothing_unforeseen(self.sitting)
        laws.the_file_is_as_the_account_says(self.sitting, self.account)
        laws.the_screen_is_true(self.sitting, self.account)
        self.look_round()

    def at_rest_after_looking(self) -> None:
        """What must hold after something that may write nothing at all."""
        self.sitting.rest()
        found = oracle.differences(self.account.cells, oracle.file_holds(self.sitting.path))
        hold(laws.LOOKING, not found, f"wanted and found: {found}")
        self.at_rest()

    def take_the_file_at_its_word(self) -> None:
        """Note what a step did of which only the file can tell."""
        self.sitting.rest()
        found = oracle.differences(self.account.cells, oracle.file_holds(self.sitting.path))
        self.account.do({cell: after for cell, (_, after) in found.items()})
        self.at_rest()

    def go_to(self, pane: str) -> None:
        """Bring a pane to the front by its keys."""
        self.account.leave()
        number = list(self.sitting.window.top.tabs).index(pane) + 1
        self.sitting.key(str(number), CONTROL)
        self.sitting.settle()

    def in_grid(self) -> bool:
        """Be in the grid, at an action; False where it lists none."""
        self.go_to("grid")
        table = self.sitting.window.grid.grid
        if table is None or not oracle.listed(self.sitting.window):
            return False
        table.setFocus(Qt.FocusReason.MouseFocusReason)
        if not oracle.current(self.sitting.window)[0]:
            return click_cell(self)
        return True


def click_cell(person: Person) -> bool:
    """Click on a cell of the grid; False where none is in sight."""
    table = person.sitting.window.grid.grid
    assert table is not None
    spots = [
        table.grid.index(row, column)
        for row in range(table.grid.rowCount())
        for column in range(table.grid.columnCount())
        if table.grid.action_at(row) is not None and not table.isColumnHidden(column)
    ]
    spots = [
        each for each in spots if table.viewport().rect().contains(table.visualRect(each).center())
    ]
    if not spots:
        return False
    at = table.visualRect(person.draw.choice(spots)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    return bool(oracle.current(person.sitting.window)[0])


# Going about


@step(3)
def move_by_keys(person: Person) -> None:
    if not person.in_grid():
        return
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right)
    for _ in range(person.draw.randint(1, 4)):
        person.sitting.key(person.draw.choice(keys))
    person.sitting.pass_time(person.draw.choice(PAUSES))
    person.note(str(oracle.current(person.sitting.window)))


@step(4)
def move_by_clicks(person: Person) -> None:
    if person.in_grid() and click_cell(person):
        person.sitting.pass_time(person.draw.choice(PAUSES))
        person.note(str(oracle.current(person.sitting.window)))


@step(2)
def choose_a_place(person: Person) -> None:
    person.go_to("grid")
    tree = person.sitting.window.places
    indexes = [index for index, line in tree._lines() if line.selection is not None]
    shown = [each for each in indexes if tree.viewport().rect().contains(tree.visualRect(each))]
    if not shown:
        return
    index = person.draw.choice(shown)
    person.account.touched.clear()
    QTest.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center()
    )
    person.sitting.settle()
    person.note(str(index.data()))


@step(3)
def ask_for_no_update(person: Person) -> None:
    person.go_to("grid")
    window = person.sitting.window
    button = person.draw.choice((window.top.owed, window.grid.head.checks["no_update"]))
    if not button.isVisible() or not button.isEnabled():
        return
    person.account.touched.clear()
    person.sitting.click(button)
    person.sitting.settle()
    person.note(f"now {window.selection.no_update}")


@step(1)
def filter_by_menu(person: Person) -> None:
    person.go_to("grid")
    grid = person.sitting.window.grid
    person.sitting.click(grid.head.filter)
    menus = [menu for menu in grid.findChildren(QMenu) if menu.isVisible()]
    actions = [
        each
        for each in (menus[0].actions() if menus else ())
        if each.text() and each.menu() is None
    ]
    if not actions:
        return
    action = person.draw.choice([each for each in actions if each.isEnabled()])
    person.account.touched.clear()
    person.note(action.text())
    action.trigger()
    menus[0].close()
    person.sitting.settle()


@step(2)
def clear_the_filters(person: Person) -> None:
    person.go_to("grid")
    person.account.touched.clear()
    window = person.sitting.window
    if person.sitting.window.selection.text:
        person.sitting.key("f", CONTROL)
        person.sitting.key(Qt.Key.Key_Escape)
    window.grid.clear_filters()
    person.sitting.rest()
    person.note("")


@step(2)
def search(person: Person) -> None:
    person.go_to("grid")
    sitting = person.sitting
    sitting.key("f", CONTROL)
    sitting.key("a", CONTROL)
    person.account.touched.clear()
    text = person.draw.choice(SEARCHES)
    QTest.keyClicks(sitting.focused, text)
    sitting.pass_time(IDLE)
    leaving = person.draw.choice((Qt.Key.Key_Return, Qt.Key.Key_Down, None))
    if leaving is not None:
        sitting.key(leaving)
    sitting.settle()
    person.note(text)


@step(1)
def switch_panes(person: Person) -> None:
    panes = [name for name in person.sitting.window.top.tabs if name != "returns"]
    pane = person.draw.choice(panes)
    person.go_to(pane)
    person.note(pane)


@step(2)
def look_at_another_quarter(person: Person) -> None:
    sitting = person.sitting
    person.account.leave()
    person.account.touched.clear()
    picker = sitting.window.top.quarter
    way = person.draw.choice(("before", "after", "keys before", "keys after"))
    if way.startswith("keys"):
        key = Qt.Key.Key_PageUp if way.endswith("before") else Qt.Key.Key_PageDown
        sitting.key(key, ALT)
    else:
        sitting.click(getattr(picker, way))
    sitting.pass_time(person.draw.choice(PAUSES))
    person.note(f"{way}: {picker.middle.text()}")


# Typing


def boxes(person: Person) -> list[QPlainTextEdit]:
    """The boxes of the side panel in which an action's texts are typed."""
    window = person.sitting.window
    if not window.room.panel_shown or not oracle.subject(window):
        return []
    found = window.panel.findChildren(QPlainTextEdit)
    return [
        each
        for each in found
        if each.isVisible()
        and not each.isReadOnly()
        and each.accessibleName().partition(", ")[0] in BOXES
    ]


@step(8)
def type_in_the_panel(person: Person) -> None:
    sitting, account = person.sitting, person.account
    if sitting.window.pane not in ("grid", "history"):
        person.go_to("grid")
    found = boxes(person)
    if not found:
        return
    box = person.draw.choice(found)
    account.leave()
    if box.accessibleName().startswith("Commentary") and person.draw.random() < 0.5:
        sitting.key("c", CONTROL | SHIFT)
    else:
        box.setFocus(Qt.FocusReason.MouseFocusReason)
    sitting.pass_time(person.draw.choice((NO_TIME, BLINK)))
    if oracle.box(sitting.window):
        write(person)
        if person.draw.random() < _LEAVES:
            person.taken["leave_the_box"] += 1
            leave(person)


@step(5)
def go_on_typing(person: Person) -> None:
    if oracle.box(person.sitting.window).partition(", ")[0] in BOXES:
        write(person)


def write(person: Person) -> None:
    """Type some words at the end of the box in hand, with pauses of any length between letters."""
    sitting = person.sitting
    sitting.key(Qt.Key.Key_End, CONTROL)
    screen = oracle.look(sitting.window)
    person.note(f"in {screen.subject} {screen.box}")
    for character in " " + person.draw.choice(WORDS)[: person.draw.randint(2, 7)]:
        cell = named_cell(person)
        sitting.key(character)
        person.account.type(cell, character)
        sitting.pass_time(person.draw.choice(PAUSES))
        laws.the_subject_stayed(screen, oracle.look(sitting.window))
        laws.the_list_is_steady(sitting.window, person.account)
    shown = " ".join(box_text(person).split())
    wanted = person.account.text(cell)
    hold(laws.TYPED, shown == wanted, f"typed '{wanted}', and the box shows '{shown}'")


def named_cell(person: Person) -> Cell:
    """The cell that the panel's title and the box's label name."""
    screen = oracle.look(person.sitting.window)
    return oracle.cell_of(screen.subject, screen.box)


def box_text(person: Person) -> str:
    focused = person.sitting.focused
    return focused.toPlainText() if isinstance(focused, QPlainTextEdit) else ""


@step(2)
def leave_the_box(person: Person) -> None:
    if oracle.box(person.sitting.window):
        person.note(leave(person))


def leave(person: Person) -> str:
    """Leave the box in hand, by one of the ways of doing so; answers with which."""
    sitting = person.sitting
    way = person.draw.choice(("escape", "tab", "click", "shift tab"))
    if way == "click":
        table = sitting.window.grid.grid
        if sitting.window.pane != "grid" or table is None:
            return "not at all"
        person.account.leave()
        click_cell(person)
    else:
        keys = {"escape": Qt.Key.Key_Escape, "tab": Qt.Key.Key_Tab}
        sitting.key(keys.get(way, Qt.Key.Key_Backtab))
        person.account.leave()
    sitting.pass_time(person.draw.choice(PAUSES))
    return way
