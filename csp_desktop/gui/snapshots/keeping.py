"""What is done with snapshots: taken, renamed, withdrawn, each once a person has been asked."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from csp_desktop.errors import CspError
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.snapshots.lines import name_of
from csp_desktop.gui.snapshots.questions import RenameSnapshot, TakeSnapshot, WithdrawSnapshot
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots.preview import Foreseen, foresee
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.periods import read_period

ABOUT = "snapshots"


class SnapshotActions(QObject):
    """Asks, and has it written through the state."""

    def __init__(self, state: PlanState, over: QWidget) -> None:
        """`over` is the widget over whose window questions open."""
        super().__init__(over)
        self._state = state
        self._over = over
        self._asking: TakeSnapshot | None = None

    def quarters(self) -> list[str]:
        """The quarters of the plan's years."""
        periods = [read_period(year) for year in self._state.document.years()]
        return [str(quarter) for period in periods if period for quarter in period.quarters()]

    # Taking

    def take(self, quarter: str) -> None:
        """Say what freezing a quarter would keep, and freeze it when told to."""
        state = self._state
        if not state.is_open or not self._may_write():
            return
        state.flush()
        state.ask(
            lambda plan: foresee(plan, quarter), self._ask_take, "The snapshot could not be taken"
        )

    def _ask_take(self, foreseen: Foreseen) -> None:
        state = self._state
        question = TakeSnapshot(self.quarters(), foreseen, state.now(), self._over.window())

        self._asking = question

        def found(foreseen: Foreseen) -> None:
            if self._asking is question:
                question.show_foreseen(foreseen)

        def failed(error: Exception) -> None:
            if isinstance(error, CspError) and self._asking is question:
                question.refuse(str(error))
            else:
                state.tell(error, "The snapshot could not be taken")

        def chosen(quarter: str) -> None:
            state.tasks.run(lambda plan: foresee(plan, quarter), found, failed)

        def ended(_: int) -> None:
            self._asking = None

        question.finished.connect(ended)
        question.quarter_chosen.connect(chosen)
        question.asked.connect(self.take_as)
        question.open()

    def take_as(self, quarter: str, label: str) -> None:
        """Freeze a quarter under a name."""
        state = self._state
        state.flush()

        def work(plan: OpenPlan, _: tuple[Edit, ...], stamp: Stamp) -> Outcome:
            from csp_desktop.operations.snapshots.snapshots import take

            return take(plan, quarter, stamp, label=label)[1]

        def done(outcome: Outcome) -> None:
            if not outcome.notices:
                said = f"{quarter} is frozen as {label}. Later edits do not alter it."
                state.noticed.emit(Notice(said, about=ABOUT, passing=True))

        state.write("The snapshot", work, by="snapshot", done=done)

    def _may_write(self) -> bool:
        """Whether the plan may be changed; where not, say why."""
        state = self._state
        if not state.writable:
            self._warn(state.door.closed_because)
        return state.writable

    def _warn(self, sentence: str) -> None:
        self._state.noticed.emit(Notice(sentence, "warning", about=ABOUT))

    # Naming and withdrawing

    def rename(self, snapshot: Snapshot) -> None:
        """Ask for another name, and give it."""
        if not self._may_write():
            return
        question = RenameSnapshot(snapshot, self._over.window())

        def work(label: str, plan: OpenPlan, stamp: Stamp) -> Outcome:
            from csp_desktop.operations.snapshots.snapshots import rename

            return rename(plan, snapshot.id, label, stamp)[1]

        question.asked.connect(
            lambda label: self._state.write(
                f"The name of {name_of(snapshot)}",
                lambda plan, _, stamp: work(label, plan, stamp),
                by="snapshot",
            )
        )
        question.open()

    def withdraw(self, snapshot: Snapshot) -> None:
        """Ask whether it shall count no longer, and withdraw it."""
        if snapshot.withdrawn:
            self._warn(f"{name_of(snapshot)} is withdrawn already.")
            return
        if not self._may_write():
            return
        question = WithdrawSnapshot(snapshot, self._state.now(), self._over.window())

        def work(plan: OpenPlan, _: tuple[Edit, ...], stamp: Stamp) -> Outcome:
            from csp_desktop.operations.snapshots.snapshots import withdraw

            return withdraw(plan, snapshot.id, stamp)[1]

        question.accepted.connect(
            lambda: self._state.write(f"Withdrawing {name_of(snapshot)}", work, by="snapshot")
        )
        question.open()
