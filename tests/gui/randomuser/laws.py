"""The laws of the window. Each is asked when everything is at rest, or of one step."""

from __future__ import annotations

from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.measures.progress import counts_of, standing
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.plan.fields import SHIPPED
from tests.gui.randomuser import oracle
from tests.gui.randomuser.oracle import Account, Doing, Screen, differences
from tests.gui.randomuser.sitting import Sitting

TYPED = "what is typed goes where the screen says"
SUBJECT = "the panel never changes its subject by itself"
LISTED = "the panel's subject is a row of the list beside it"
STAYS = "a row that was touched stays in the list"
KEPT = "nothing typed is discarded"
LOOKING = "looking never writes"
ALIVE = "the window is never alive without its plan, nor dead with it"
UNDO = "undo takes back what was done last, and redo brings it again"
DECIDED = "a decision made is kept until it is taken back"
TRUE = "what a screen says is true"
FORESEEN = "no fault of the program is met"


class Breach(AssertionError):
    """A law was broken."""

    def __init__(self, law: str, how: str) -> None:
        super().__init__(f"{law}: {how}")
        self.law = law


def hold(law: str, holds: object, how: str) -> None:
    """Break off where a law does not hold."""
    if not holds:
        raise Breach(law, how)


def the_file_is_as_the_account_says(sitting: Sitting, account: Account) -> None:
    """Every text stands where it was shown to stand, and nothing else has changed."""
    found = differences(account.cells, oracle.file_holds(sitting.path))
    of_the_plan = {cell: each for cell, each in found.items() if cell[0].startswith("plan ")}
    hold(LOOKING, not of_the_plan, f"wanted and found: {of_the_plan}")
    typed = {cell: each for cell, each in found.items() if cell == account.visit}
    hold(KEPT, not typed, f"wanted and found: {typed}")
    hold(TYPED, not found, f"wanted and found: {found}")


def the_screen_is_true(sitting: Sitting, account: Account) -> None:
    """What the window says of the plan agrees with the file: saved, counts, what undo would do."""
    screen = oracle.look(sitting.window)
    hold(TRUE, screen.saved.startswith("Saved"), f"all is saved, and it says '{screen.saved}'")
    owed = _owed(sitting, screen.quarter)
    said = sitting.window.top.owed.text()
    wanted = f"{owed} to update" if owed else "All updated"
    hold(TRUE, said == wanted, f"of the updates it says '{said}', the file '{wanted}'")
    if screen.pane != "returns":
        _undo_is_named(screen, account)


def _owed(sitting: Sitting, quarter: str) -> int:
    plan = open_plan(sitting.path, SHIPPED, look_closely=False)
    try:
        actions = list(plan.document().of("action"))
    finally:
        plan.close()
    return counts_of(standing(each, quarter) for each in actions).no_update


def _undo_is_named(screen: Screen, account: Account) -> None:
    hold(UNDO, bool(screen.undo) == bool(account.done), f"undo is offered as '{screen.undo}'")
    if not account.done:
        return
    refs = {cell[0] for cell in account.done[-1].before}
    named = any(ref in screen.undo for ref in refs) or account.done[-1].merge
    hold(UNDO, named, f"undo says '{screen.undo}', and {refs} was done last")


def the_list_is_steady(window: MainWindow, account: Account) -> None:
    """What was touched is listed still, and the panel's subject is one of what is listed."""
    if window.pane != "grid" or not window.state.is_open:
        return
    listed, subject = oracle.listed(window), oracle.subject(window)
    gone = sorted(account.touched - set(listed))
    hold(STAYS, not gone, f"{gone} left the list, which holds {listed}")
    shown = window.room.panel_shown
    hold(LISTED, not shown or not subject or subject in listed, f"{subject} of {listed}")


def the_subject_stayed(before: Screen, after: Screen) -> None:
    """While a person types, neither the panel's subject nor the box in hand changes by itself."""
    hold(SUBJECT, before.subject == after.subject, f"{before.subject}, then {after.subject}")
    hold(SUBJECT, before.box == after.box, f"'{before.box}', then '{after.box}'")


def an_undo_took_back_the_last(account: Account, found: dict[oracle.Cell, str]) -> list[Doing]:
    """The doings that were taken back by one undo, the last one first.

    Visits to one box that the person made one after the other may be one doing of the program.
    """
    changed = differences(account.cells, found)
    visible = bool(account.done and account.done[-1].before)
    hold(UNDO, bool(changed) == visible, f"wanted and found: {changed}")
    state = dict(account.cells)
    taken: list[Doing] = []
    for doing in reversed(account.done):
        if taken and (len(doing.before) != 1 or doing.before.keys() != taken[0].before.keys()):
            break
        taken.append(doing)
        state |= doing.before
        if not differences({cell: text for cell, text in state.items() if text}, found):
            return taken
    last = account.done[-1].before if account.done else {}
    hold(UNDO, not account.done, f"last was {last}, and found is {changed}")
    return taken


def nothing_unforeseen(sitting: Sitting) -> None:
    """The program met no fault of its own."""
    hold(FORESEEN, not sitting.faults, str(sitting.faults))
