"""Rolling forward from the menu: a year added, the plan refreshed, a new plan period started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.session.long_job import LongJob
from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.gui.window.file_actions import Filing
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.operations.editing.history import Moved
    from csp_desktop.operations.rolling.new_period import NewPeriod
    from csp_desktop.operations.rolling.refresh import Refresh
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome

_FORMER_REF = "former ref"


class Rolling:
    """Does what the menu lists about rolling a plan forward."""

    def __init__(self, window: WindowFrame, filing: Filing) -> None:
        self._window = window
        self._filing = filing
        self._state = window.state
        self.former = FormerRefs(window)

    def add_year(self) -> None:
        """Ask for the plan's next year, and add it."""
        from csp_desktop.gui.rolling.year_question import YearQuestion

        def ask() -> None:
            # Over the settings, where it was asked for there.
            over: QWidget | None = QApplication.activeModalWidget()
            question = YearQuestion(self._state.document, over or self._window)
            question.asked.connect(self._add_year)
            question.open()

        self._in_the_main_copy("A year is added", ask)

    def _add_year(self, year: str, carry: bool) -> None:
        from csp_desktop.operations.rolling.add_year import add_year

        def done(outcome: Outcome) -> None:
            carried = " ".join(outcome.notices)
            self._tell(f"{year} is in the plan. {carried}".strip())

        work = doing(add_year, year, STAMP, carry=carry)
        self._state.write(f"The year {year}", work, by="add", done=done)

    def refresh(self) -> None:
        """Ask what becomes of each action, and do it."""
        from csp_desktop.gui.rolling.refreshing import RefreshDialog

        def ask() -> None:
            window = self._window
            at = window.panel.action_id if window.room.made else ""
            dialog = RefreshDialog(self._state.document, self._state.quarter, window, at)
            dialog.asked.connect(self._refresh)
            dialog.open()

        self._in_the_main_copy("A plan is refreshed", ask)

    def _refresh(self, asked: Refresh) -> None:
        from csp_desktop.operations.rolling.refresh import refresh

        def done(outcome: Outcome) -> None:
            count = len(outcome.changed)
            actions = counted(count, "action is", "actions are")
            said = f"The plan is refreshed: {actions} other than before."
            self._tell(said, undo=bool(outcome.operation))

        work = doing(refresh, asked, STAMP)
        self._state.write("The refresh of the plan", work, by="refresh", done=done)

    def start_period(self) -> None:
        """Ask for a new plan period and where to keep it, make it there, and open it."""
        from csp_desktop.gui.rolling.starting import PeriodDialog

        def ask() -> None:
            dialog = PeriodDialog(self._state.document, self._state.quarter, self._window)
            dialog.asked.connect(self._choose_where)
            dialog.open()

        self._in_the_main_copy("A new plan period is started", ask)

    def _choose_where(self, asked: NewPeriod) -> None:
        self._filing.choose_new(
            "Start a new plan period", asked.title, lambda path: self._start(path, asked)
        )

    def _start(self, path: Path, asked: NewPeriod) -> None:
        stamp = self._state.stamp()

        def work(plan: OpenPlan) -> tuple[str, ...]:
            from csp_desktop.operations.rolling.new_period import left_behind, start_period

            start_period(path, plan, asked, stamp).close()
            return left_behind(plan, asked)

        def done(notices: tuple[str, ...]) -> None:
            def tell() -> None:
                for sentence in notices if self._state.path == path else ():
                    self._window.strip.tell(Notice(sentence, "warning"))

            # Opening takes away what is said of the old plan.
            self._state.opened.connect(tell, Qt.ConnectionType.SingleShotConnection)
            self._filing.open_plan(path)

        self._state.ask(work, done, f"{path.name} could not be made")

    def _in_the_main_copy(self, what: str, ask: Callable[[], None]) -> None:
        """Call `ask` once all that was typed is written; a copy for one group is refused at once.

        The question waits for its turn, so that it is about what was written before.
        """
        self._state.flush()

        def work(plan: OpenPlan) -> None:
            from csp_desktop.operations.rolling.refresh import refuse_in_part

            refuse_in_part(plan, what)

        self._state.ask(work, lambda _: ask(), f"{what} elsewhere")

    def _tell(self, sentence: str, *, undo: bool = False) -> None:
        act: Callable[[], None] | None = self._state.undo if undo else None
        action = "Undo" if undo else ""
        notice = Notice(sentence, about=DONE, action=action, act=act, passing=True)
        self._window.strip.tell(notice)


class FormerRefs:
    """Tells where a former ref went when it is searched for: old papers still have the old refs."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._looking = LongJob(window.state, window)
        window.top.search.searched.connect(self.look_for)

    def look_for(self, text: str) -> None:
        """Check if `text` is a ref that another action once had."""
        self._looking.drop()
        self._window.strip.settle(_FORMER_REF)
        if not text or why_not_a_ref(text) or not self._window.state.is_open:
            return

        document = self._window.state.document

        def work(plan: OpenPlan) -> list[Moved]:
            from csp_desktop.operations.editing.history import where_it_went

            return where_it_went(plan, document, text)

        self._looking.read(work, self._tell, "The search failed")

    def _tell(self, moved: list[Moved]) -> None:
        if not moved:
            return
        first = moved[0]
        more = f" {len(moved) - 1} more bore it once." if len(moved) > 1 else ""
        self._window.strip.tell(
            Notice(
                first.sentence() + more,
                about=_FORMER_REF,
                action=f"Show {first.ref}",
                act=lambda: self._window.reveal("action", first.id),
            )
        )
