"""Steps of the random user in Returns: files dropped, decided on, merged, taken back."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.returns.drop import DropArea
from csp_desktop.gui.returns.pane import ReturnsPane
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.returns.texts import IN_THE_PLAN
from csp_desktop.gui.widgets.diff_cards import Card
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.values import words
from tests.gui.conftest import returns_of
from tests.gui.randomuser import laws, oracle
from tests.gui.randomuser.doing import was_taken_back
from tests.gui.randomuser.laws import hold
from tests.gui.randomuser.oracle import Cell, Decided, differences
from tests.gui.randomuser.sitting import IDLE
from tests.gui.randomuser.user import CONTROL, Person, step

_READ: dict[Path, Arrived] = {}


class Remembering(Intake):
    """Reads a file once for all lives: reading it takes a process of its own."""

    def read(
        self, plan: OpenPlan, path: Path, at: str | None, password: str | None = None
    ) -> Arrived:
        if path not in _READ:
            _READ[path] = super().read(plan, path, at, password)
        return _READ[path]


def pane(person: Person) -> ReturnsPane:
    return returns_of(person.sitting.window)


def settled(person: Person) -> None:
    """Wait until everything is read, previewed and merged."""
    sitting, batch = person.sitting, pane(person).batch

    def at_rest() -> bool:
        sitting.pass_time(IDLE)
        return not batch.reading and batch.fresh and not batch.merging

    sitting.wait(at_rest)
    sitting.rest()


def in_returns(person: Person) -> None:
    person.go_to("returns")
    settled(person)
    look_at_decisions(person)


def to_decide(person: Person) -> list[WaitingRow]:
    """The rows of what there is to decide by cards."""
    rows = pane(person).deciding.list.waiting.rows
    found = [each for each in rows if each.waiting is not None and not each.is_head]
    return [each for each in found if each.waiting and each.waiting.kind in ("edit", "held")]


def decided(person: Person) -> dict[str, str]:
    """What the list says was decided, by what it is about."""
    return {
        row.waiting.id: row.right
        for row in to_decide(person)
        if row.waiting and row.done and not row.right.startswith("Decided above")
    }


def look_at_decisions(person: Person) -> None:
    """Every decision of what is listed still is as it was made, and there is no other."""
    kept = person.account.decisions
    listed = {row.waiting.id for row in to_decide(person) if row.waiting}
    wanted = {each: said.row for each, said in kept.items() if each in listed}
    found = decided(person)
    hold(laws.DECIDED, wanted == found, f"wanted {wanted}, and the list says {found}")


# Steps


@step(3)
def drop_files(person: Person) -> None:
    person.note(drop(person))
    look_at_decisions(person)
    person.at_rest_after_looking()


def drop(person: Person) -> str:
    """Drag files over the window and let them go; answers with which."""
    files = person.draw.sample(person.files, person.draw.randint(1, 3))
    person.account.leave()
    window = person.sitting.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 300), action, data, button, none))
    area = window.findChild(DropArea)
    assert area is not None
    QApplication.sendEvent(area, QDropEvent(QPointF(400, 300), action, data, button, none))
    settled(person)
    return ", ".join(each.stem for each in files)


@step(5)
def decide(person: Person) -> None:
    in_returns(person)
    if not to_decide(person):
        drop(person)
    rows, deciding = to_decide(person), pane(person).deciding
    if not rows or not deciding.isVisible():
        return
    row = person.draw.choice(rows)
    if not deciding.list.show_row(row.id) or deciding.grid_shown:
        return
    deciding.list.setFocus(Qt.FocusReason.OtherFocusReason)
    shown = [card for card in deciding.detail.cards if not card.isHidden()]
    look_at_cards(person, row, shown)
    person.sitting.key(str(person.draw.randint(1, max(len(shown), 1))))
    chosen = [card for card in shown if card.on]
    if not chosen or row.waiting is None or not deciding.detail.use.isEnabled():
        return
    said = chosen[0].accessibleName().partition(": ")[2]
    person.note(f"{row.left} {row.text}: {chosen[0].accessibleName()}")
    before, waiting = decided(person), row.waiting
    person.sitting.key(Qt.Key.Key_Return)
    settled(person)
    after = decided(person)
    cell = (waiting.ref, waiting.field, waiting.period)
    hold(laws.DECIDED, waiting.id in after, f"{row.left} {row.text} is not decided")
    hold(
        laws.DECIDED,
        before.items() - after.items() <= {(waiting.id, before.get(waiting.id))},
        f"before {before}, after {after}",
    )
    text = "" if said in ("Blank", "Empty") else said
    person.account.decide({waiting.id: Decided(after[waiting.id], cell, text)})
    person.at_rest_after_looking()


@step(3)
def undo_in_returns(person: Person) -> None:
    """Undo, and now and then Redo: of decisions, never of what stands in the grid."""
    in_returns(person)
    account, sitting = person.account, person.sitting
    again = person.draw.random() < 0.3
    screen = oracle.look(sitting.window)
    person.note(screen.redo if again else screen.undo)
    pane(person).setFocus()
    sitting.key("y" if again else "z", CONTROL)
    settled(person)
    steps = account.steps_back if again else account.steps
    if not steps and (screen.redo if again else screen.undo).endswith(" merge"):
        was_taken_back(person, again=again)
        return
    found = differences(account.cells, oracle.file_holds(sitting.path))
    hold(laws.UNDO, not found, f"in Returns, the plan: wanted and found: {found}")
    account.go_back(again=again)
    look_at_decisions(person)
    person.at_rest_after_looking()


@step(2)
def merge(person: Person) -> None:
    in_returns(person)
    sitting, account, here = person.sitting, person.account, pane(person)
    if not here.merge.isVisible() or not here.merge.isEnabled():
        drop(person)
    if not here.merge.isVisible() or not here.merge.isEnabled():
        return
    person.note(here.merge.text())
    wanted = account.cells | foreseen(person) | undecided(person) | decided_on(person)
    sitting.click(here.merge)
    settled(person)
    found = oracle.file_holds(sitting.path)
    wrong = differences({cell: text for cell, text in wanted.items() if text}, found)
    hold(laws.DECIDED, not wrong, f"of the merge wanted and found: {wrong}")
    changed = differences(account.cells, found)
    if here.next_undo == "merge":
        account.merge({cell: was for cell, (was, _) in changed.items()}, found)
    account.decisions.clear()
    account.steps.clear()
    account.steps_back.clear()
    person.at_rest()


def look_at_cards(person: Person, row: WaitingRow, shown: list[Card]) -> None:
    """The first card says what stands in the plan now; the others name people in one order."""
    waiting = row.waiting
    if waiting is None or waiting.kind != "edit" or not shown:
        return
    said = {card.accessibleName().partition(", ")[0]: card.accessibleName() for card in shown}
    text = said.get(IN_THE_PLAN, "").partition(": ")[2]
    cell = (waiting.ref, waiting.field, waiting.period)
    wanted = person.account.text(cell) or "blank"
    hold(laws.TRUE, text.lower() == wanted.lower(), f"{cell} is '{wanted}', the card '{text}'")
    names = [each for each in said if each != IN_THE_PLAN]
    for pair in itertools.combinations(names, 2):
        hold(laws.TRUE, pair[::-1] not in person.orders, f"{pair} stood the other way round")
        person.orders.add(pair)


def foreseen(person: Person) -> dict[Cell, str]:
    """What the previews of the files say will stand in the plan."""
    found: dict[Cell, str] = {}
    for view in pane(person).batch.preview.files:
        for change in view.changes:
            if change.kind == "action" and change.mark != "contested":
                text = " ".join(words(change.new).split())
                found[change.ref, change.field, change.period] = text
    return found


def undecided(person: Person) -> dict[Cell, str]:
    """What contested cells say until somebody decides: what was agreed last."""
    return {
        (each.ref, each.field, each.period): " ".join(words(each.agreed).split())
        for row in to_decide(person)
        if (each := row.waiting) is not None and each.kind == "edit"
    }


def decided_on(person: Person) -> dict[Cell, str]:
    """What was decided of what waits now."""
    listed = {row.waiting.id for row in to_decide(person) if row.waiting}
    said: Mapping[str, Decided] = person.account.decisions
    return {
        each.cell: each.text.lower() if each.cell[1] == "status" else each.text
        for id_, each in said.items()
        if id_ in listed
    }
