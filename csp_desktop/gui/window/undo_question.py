"""Asks before what others have built on is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.widgets.form_dialog import Question

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp


class UndoQuestion(Question):
    """Tells who built on what is to be undone: it is undone anyway, or left and passed over."""

    def __init__(self, sentence: str, state: PlanState, parent: QWidget) -> None:
        super().__init__(
            "Undo it anyway?",
            f"{sentence} If you undo it anyway, it goes from the plan, and whether it stays is "
            "decided under Returns. If you leave it, Undo goes on with what was done before.",
            "Undo anyway",
            parent,
        )
        self.no.setText("Leave it")
        self.accepted.connect(lambda: state.write("The undoing", _undo, by="undo"))
        # To leave it is a step as well: without it, Undo would ask the same again each time.
        self.rejected.connect(lambda: state.write("Leaving it", _pass_over, by="undo"))


def _undo(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
    from csp_desktop.operations.editing.undo import undo

    return undo(plan, stamp, anyway=True)


def _pass_over(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
    from csp_desktop.operations.editing.undo import pass_over

    return pass_over(plan, stamp)
