"""Steps of the random user: closing by each way, being cut off, and coming back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from csp_desktop.errors import CspError
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.gui.randomuser import laws, oracle
from tests.gui.randomuser.laws import hold
from tests.gui.randomuser.oracle import differences
from tests.gui.randomuser.returning import decided, settled
from tests.gui.randomuser.user import CONTROL, Person, step


def _by_title_bar(person: Person) -> None:
    handle = person.sitting.window.windowHandle()
    QApplication.sendEvent(handle, QCloseEvent())


def _by_menu(person: Person) -> None:
    person.sitting.window.menus.do("quit")


def _by_keys(person: Person) -> None:
    person.sitting.key("q", CONTROL)


WAYS: dict[str, Callable[[Person], None]] = {
    "title bar": _by_title_bar,
    "menu": _by_menu,
    "Ctrl+Q": _by_keys,
}


@step(2)
def quit_and_come_back(person: Person) -> None:
    sitting = person.sitting
    way = person.draw.choice(list(WAYS))
    person.note(way)
    kept = decisions(person)
    person.account.leave()
    window = sitting.window
    WAYS[way](person)
    for _ in range(20):
        if not window.isVisible():
            break
        sitting.turn()
    hold(laws.ALIVE, not window.isVisible(), f"after {way} the window is there")
    hold(laws.ALIVE, _can_be_taken(person), f"after {way} nobody else can open the plan")
    sitting.reopen()
    decisions_are_kept(person, kept)
    person.account.touched.clear()
    person.at_rest()


def decisions(person: Person) -> dict[str, str]:
    """What is decided in Returns now, as the list there says it."""
    if not person.account.decisions:
        return {}
    settled(person)
    return decided(person)


def decisions_are_kept(person: Person, kept: dict[str, str]) -> None:
    """What was decided before the window went is decided in the one that came."""
    if kept:
        settled(person)
        found = decided(person)
        hold(laws.DECIDED, found == kept, f"it was {kept}, and now the list says {found}")


def _can_be_taken(person: Person) -> bool:
    try:
        open_plan(person.sitting.path, SHIPPED, write=True, look_closely=False).close()
    except CspError:
        return False
    return True


@step(1)
def close_the_plan_and_open_it(person: Person) -> None:
    sitting = person.sitting
    person.account.leave()
    person.note("Ctrl+W")
    kept = decisions(person)
    sitting.key("w", CONTROL)
    sitting.wait(lambda: not sitting.is_open)
    wrong = differences(person.account.cells, oracle.file_holds(sitting.path))
    hold(laws.KEPT, not wrong, f"after Ctrl+W wanted and found: {wrong}")
    sitting.open()
    decisions_are_kept(person, kept)
    person.account.touched.clear()
    person.at_rest()


@step(1)
def be_cut_off(person: Person) -> None:
    """The power goes: what was typed since the last pause may be lost, and nothing else."""
    sitting, account = person.sitting, person.account
    sitting.settle()
    person.note(oracle.box(sitting.window))
    pending, typed = account.visit, set(account.typed)
    kept = decisions(person)
    sitting.kill()
    decisions_are_kept(person, kept)
    account.leave()
    account.touched.clear()
    found = oracle.file_holds(sitting.path)
    wrong = differences(account.cells, found)
    if pending is not None and wrong.keys() == {pending}:
        said = {" ".join(text.split()) for text in typed}
        hold(laws.KEPT, found.get(pending, "") in said, f"wanted and found: {wrong}")
        account.put(pending, found.get(pending, ""))
        account.done[-1].after[pending] = account.text(pending)
        if account.text(pending) == account.done[-1].before[pending]:
            account.forget()
    person.at_rest()
