"""What is done with snapshots: taken, renamed, withdrawn, each once a person has been asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.session.long_job import LongJob, said_of
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.snapshots.lines import name_of, open_words, taken_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.form_dialog import WIDE, Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots.preview import Foreseen, foresee
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.periods import quarters_of
from csp_desktop.plan.wording import counted, joined, short_day

_NOT_TAKEN = "The snapshot could not be taken"
ABOUT = "snapshots"
NEEDS_NAME = "A snapshot needs a name, such as Q1 as reported."


class SnapshotActions(QObject):
    """Asks, and has it written through the state."""

    def __init__(self, state: PlanState, over: QWidget) -> None:
        """`over` is the widget over whose window questions open."""
        super().__init__(over)
        self._state = state
        self._over = over

    # Taking

    def take(self, quarter: str) -> None:
        """Say what freezing a quarter would keep, and freeze it when told to."""
        state = self._state
        if not state.is_open or not self._may_write():
            return
        state.flush()
        state.ask(lambda plan: foresee(plan, quarter), self._ask_take, _NOT_TAKEN)

    def _ask_take(self, foreseen: Foreseen) -> None:
        quarters, now = quarters_of(self._state.document.years()), self._state.now()
        question = TakeSnapshot(quarters, foreseen, now, self._over.window())
        self._follow_quarter(question)
        question.asked.connect(self.take_as)
        question.open()

    def _follow_quarter(self, question: TakeSnapshot) -> None:
        """Say in the question what freezing another quarter would keep, while it is open."""
        looking = LongJob(self._state, question)

        def failed(error: Exception) -> None:
            question.refuse(said_of(error, _NOT_TAKEN))

        def look(quarter: str) -> None:
            show = question.show_foreseen
            looking.read(lambda plan: foresee(plan, quarter), show, _NOT_TAKEN, failed)

        question.quarter_chosen.connect(look)

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


class TakeSnapshot(Question):
    """Asks which quarter to freeze and under which name, and says what that will keep.

    `asked` brings the quarter and the name; `quarter_chosen` another quarter to be foreseen.
    """

    asked = Signal(str, str)
    quarter_chosen = Signal(str)

    def __init__(
        self, quarters: Sequence[str], foreseen: Foreseen, now: str, parent: QWidget
    ) -> None:
        super().__init__(
            "Take a snapshot",
            "Later edits never alter it. It travels with copies of the plan, and can be withdrawn "
            "but not deleted.",
            "Take snapshot",
            parent,
        )
        self._now = now
        self._foreseen = foreseen
        self.quarter = self.choice("Quarter", [(each, each) for each in quarters], foreseen.quarter)
        self.name = self.line("Name", foreseen.name)
        self.keeps = self._said("text")
        self.twins = self._said("text2")
        self.show_foreseen(foreseen)
        self.quarter.currentIndexChanged.connect(
            lambda _: self.quarter_chosen.emit(str(self.quarter.currentData()))
        )
        self.name.selectAll()
        self.name.setFocus()
        self.accepted.connect(
            lambda: self.asked.emit(
                str(self.quarter.currentData()), " ".join(self.name.text().split())
            )
        )

    def _said(self, role: str) -> Words:
        words = Words("", "body", role, wrap=True)
        words.setFixedWidth(themes.current().px(WIDE - 40))
        self.column.addWidget(words)
        return words

    def show_foreseen(self, foreseen: Foreseen) -> None:
        """Say what freezing the chosen quarter would keep; a name that was typed stays."""
        if self.name.text() == self._foreseen.name:
            self.name.setText(foreseen.name)
        self._foreseen = foreseen
        self.keeps.setText(foreseen_words(foreseen))
        twins = twins_words(foreseen.twins, self._now)
        self.twins.setText(twins)
        self.twins.setVisible(bool(twins))
        self.adjustSize()

    def refuse(self, sentence: str) -> None:
        """Say why the chosen quarter cannot be frozen."""
        self.keeps.setText(sentence)
        self.twins.hide()

    def why_not(self) -> str:
        chosen = str(self.quarter.currentData())
        if chosen != self._foreseen.quarter and self.name.text() == self._foreseen.name:
            return f"This is the name for {self._foreseen.quarter}: give {chosen} one of its own."
        return "" if self.name.text().strip() else NEEDS_NAME


class RenameSnapshot(Question):
    """Asks what else to call a snapshot; `asked` brings the name."""

    asked = Signal(str)

    def __init__(self, snapshot: Snapshot, parent: QWidget) -> None:
        super().__init__("Rename the snapshot", "What it froze stays as it is.", "Rename", parent)
        self._before = name_of(snapshot)
        self.name = self.line("Name", self._before)
        self.name.selectAll()
        self.name.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self._name()))

    def _name(self) -> str:
        return " ".join(self.name.text().split())

    def why_not(self) -> str:
        if not self._name():
            return NEEDS_NAME
        return "This is the name it has." if self._name() == self._before else ""


class WithdrawSnapshot(Question):
    """Asks whether a snapshot shall count no longer."""

    def __init__(self, snapshot: Snapshot, now: str, parent: QWidget) -> None:
        super().__init__(
            f"Withdraw {name_of(snapshot)}?",
            f"It was {taken_words(snapshot, now)}. Withdrawn, it no longer counts as the report "
            f"of {snapshot.quarter}, in this copy and in all that are merged with it. It is not "
            "deleted: it stays in the list, and can still be opened and compared. This cannot be "
            "undone.",
            "Withdraw",
            parent,
        )
        self.no.setFocus()


def foreseen_words(foreseen: Foreseen) -> str:
    """What taking the snapshot will freeze, in a sentence or two."""
    whole = (
        f"It freezes {counted(foreseen.actions, 'action')} and "
        f"{counted(foreseen.indicators, 'indicator')} as they stand now"
    )
    still = open_words(foreseen.conflicts, foreseen.proposed, len(foreseen.outstanding))
    if foreseen.owed:
        still.append(f"{counted(foreseen.owed, 'action')} without an update")
    return f"{whole}, with {joined(still)}." if still else f"{whole}: nothing is open."


def twins_words(twins: Sequence[Snapshot], now: str) -> str:
    """Who has frozen the quarter already, in a sentence; '' where nobody has."""
    if not twins:
        return ""
    named = joined(
        [f"{each.by} on {short_day(each.taken_at, now)} ({name_of(each)})" for each in twins]
    )
    both = "Both are" if len(twins) == 1 else "All are"
    return f"{twins[0].quarter} was frozen by {named}. {both} kept."
