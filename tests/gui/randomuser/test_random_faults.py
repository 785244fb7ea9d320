"""Faults of the window put back on purpose: within some lives, a law must notice each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from csp_desktop.gui.grid.entering import Target
from csp_desktop.gui.grid.listing import Listing
from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.panel import text_box
from csp_desktop.gui.panel.text_box import TextBox
from csp_desktop.gui.returns import choices
from csp_desktop.gui.returns.choices import WayToSettle
from csp_desktop.gui.returns.keeping import BatchKeeper
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.window.menu_actions import Menus
from csp_desktop.gui.window.side_panels import Sides
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.receiving.batch import FileView, WaitingItem
from csp_desktop.operations.receiving.batch_drafts import BatchDraft
from csp_desktop.plan.document import Record
from tests.gui.randomuser import laws
from tests.gui.randomuser.conftest import Sat
from tests.gui.randomuser.laws import Breach

TRIES, LENGTH = 40, 14
Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    """A fault, how it is put back, the laws that may notice it, the steps in which it shows."""

    name: str
    put_in: Callable[[Patch], None]
    laws: frozenset[str]
    steps: frozenset[str]


FAULTS: list[Fault] = []


def breaks(
    *broken: str, steps: str
) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    def fault(put_in: Callable[[Patch], None]) -> Callable[[Patch], None]:
        named = frozenset(steps.split())
        FAULTS.append(Fault(put_in.__name__, put_in, frozenset(broken), named))
        return put_in

    return fault


@breaks(
    laws.STAYS,
    laws.SUBJECT,
    steps="ask_for_no_update a_letter_in_the_panel go_on_typing move_by_clicks",
)
def a_row_leaves_the_list_on_saving(patch: Patch) -> None:
    def take(self: Listing, found: list[Record], _every: object) -> list[Record]:
        self._listed = self._fitting = {action.id for action in found}
        return found

    patch.setattr(Listing, "take", take)
    patch.setattr(Sides, "in_hand", False)


@breaks(laws.LISTED, steps="choose_a_place ask_for_no_update search type_in_the_panel")
def the_panel_keeps_an_action_that_is_not_listed(patch: Patch) -> None:
    patch.setattr(Sides, "follow_list", lambda _self: None)


@breaks(laws.LOOKING, steps="a_letter_in_the_grid a_word_in_the_grid move_by_clicks")
def a_letter_acts_at_once_and_from_every_cell(patch: Patch) -> None:
    def letter(self: GridTable, make: Callable[[Sequence[Target]], Sequence[Edit]]) -> None:
        self._ask(partial(make, self.quarter_targets()))

    patch.setattr(GridTable, "_letter", letter)


@breaks(laws.TYPED, laws.KEPT, steps="type_in_the_panel leave_the_box")
def escape_drops_what_was_typed(patch: Patch) -> None:
    pressed = text_box._Edit.keyPressEvent

    def press(self: text_box._Edit, event: QKeyEvent) -> None:
        box = self.parent()
        if event.key() == Qt.Key.Key_Escape and isinstance(box, TextBox) and box._spot:
            draft = box._drafts.draft(box._spot.cell)
            if draft is not None and draft.unsaved:
                box._drafts._forget(draft)
        pressed(self, event)

    patch.setattr(text_box._Edit, "keyPressEvent", press)


@breaks(laws.LOOKING, steps="look_at_another_quarter a_letter_in_the_panel")
def a_quarter_looked_at_becomes_the_working_quarter(patch: Patch) -> None:
    looked = PlanState.look_at

    def look_at(self: PlanState, quarter: str) -> None:
        looked(self, quarter)
        held = self.document.plan.held("working_quarter")
        self.put(("plan", self.document.plan_id, "working_quarter", ""), quarter, held.heads)

    patch.setattr(PlanState, "look_at", look_at)


@breaks(laws.DECIDED, steps="drop_files decide quit_and_come_back")
def decisions_are_lost_on_closing(patch: Patch) -> None:
    begun = BatchKeeper.begin

    def begin(self: BatchKeeper) -> BatchDraft:
        begun(self)
        self.clear()
        return self.draft

    patch.setattr(BatchKeeper, "begin", begin)


@breaks(laws.UNDO, laws.DECIDED, steps="drop_files decide a_letter_in_the_panel undo_in_returns")
def undo_in_returns_is_of_the_grid(patch: Patch) -> None:
    patch.setattr(Menus, "_undoing", lambda _self: None)


@breaks(laws.TRUE, steps="drop_files decide")
def a_card_shows_what_was_agreed_in_place_of_what_stands(patch: Patch) -> None:
    shown = choices._of_sides

    def of_sides(
        waiting: WaitingItem, files: tuple[FileView, ...], now: str
    ) -> tuple[WayToSettle, ...]:
        return shown(replace(waiting, stands=waiting.agreed), files, now)

    patch.setattr(choices, "_of_sides", of_sides)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_put_back_breaks_a_law(
    fault: Fault, sat_down: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault.put_in(monkeypatch)
    for seed in range(TRIES):
        try:
            sat_down(seed).live(LENGTH, fault.steps)
        except Breach as breach:
            assert breach.law in fault.laws, str(breach)  # noqa: PT017 - which law it was
            return
    pytest.fail(f"nothing was noticed in {TRIES} lives")
