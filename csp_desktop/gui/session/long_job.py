"""Long work off the window's thread: how far it is, cancelling it, and how it ended.

Whatever takes longer than a blink is a job of a `LongJob`: a merge that writes, a file or a report
that is read or made step by step, an answer that only the newest question gets. The laws are the
same for all, and stand here alone:

- A job has one end: done, failed or cancelled.
- What is cancelled is never done, unless it was kept on the disk by then; the person is told so.
- Of the jobs of a plan that has been left, nothing more is heard.
- One at a time. Another either takes the place of the one before, or is refused aloud.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from csp_desktop.errors import CspError
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Write, ignore

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

T = TypeVar("T")

WHOLE = 100
STILL_BUSY = "{}: this is not done yet. Ask again once it is, or cancel it first."


class Cancelled(Exception):
    """The person has cancelled the job: what it has written is rolled back."""


class Progress:
    """One job while it lasts: reports how far it is, and ends it by Cancelled when cancelled.

    It is called on the plan's thread, and on the window's between two steps.
    """

    def __init__(self, tell: Callable[[Progress, str, int], None], era: int) -> None:
        self._tell = tell
        self._said = ("", -1)
        # Set on the window's thread, asked on the plan's. Raising in the job is the only way to end
        # it: a thread cannot be stopped from outside while it holds a transaction.
        self._off = threading.Event()
        self.era = era
        self.writes = False
        """Whether it is a write, which goes on when its plan is left."""
        self.kept = False
        """Whether it is on the disk, so that it cannot be cancelled any more."""
        self.stop: Callable[[], bool | None] = bool
        """Called when it is cancelled; True says that nothing will come back."""

    def __call__(self, what: str, share: float) -> None:
        """Report what is being done, and the share of all that is done."""
        self.check()
        # Much too small to be seen, and enough that a share of 29 hundredths is not 28.
        said = (what, min(int(share * WHOLE + 1e-9), WHOLE))
        # A job may report thousands of times a second, and each report is an event in the window's
        # queue. Whole hundredths are all that a progress bar can show.
        if said != self._said:
            self._said = said
            self._tell(self, *said)

    def keep(self, what: str, share: float) -> None:
        """Report that all is on the disk, and what is done after that."""
        # From here Cancel is refused: what has been committed cannot be rolled back by an
        # exception.
        self.kept = True
        self(what, share)

    def check(self) -> None:
        """Raise Cancelled if it is to end, and has kept nothing."""
        if self._off.is_set() and not self.kept:
            raise Cancelled

    def cancel(self) -> bool:
        """End it at the next word; answers with whether it is over at once."""
        self._off.set()
        return bool(self.stop())


Done: TypeAlias = Callable[[T], None]
Failed: TypeAlias = Callable[[Exception], None]

Step: TypeAlias = Callable[[Progress, Done[Any], Failed], None]
"""Begins a part of a job; the window's thread then hears of its result, or of its error, once."""

Steps: TypeAlias = Generator[Step, Any, T]
"""A job: it yields steps one after another, is sent the result of each, and returns its own."""


def one(step: Step) -> Callable[[Progress], Steps[Any]]:
    """A job of one step."""

    def steps(_: Progress) -> Steps[Any]:
        return (yield step)

    return steps


@dataclass(frozen=True, slots=True, eq=False)
class Job(Generic[T]):
    """What is to be done, and who hears of it.

    `done` gets the result. Where it failed, `failed` gets the error, and the person is told of it
    with `what`, unless it is a sentence that `failed` says; '' where it is told elsewhere. `ended`
    hears in any case that it is over. Of what a person can watch, `title` is the name and `promise`
    says what Cancel would do; `off` is the sentence once it was cancelled, and `late` the one where
    it was kept by then.
    """

    steps: Callable[[Progress], Steps[T]]
    done: Done[T]
    what: str = ""
    failed: Failed = ignore
    cancelled: Callable[[], None] = lambda: None
    ended: Callable[[], None] = lambda: None
    title: str = ""
    promise: str = ""
    off: str = ""
    late: str = ""


def said_of(error: Exception, what: str) -> str:
    """The sentence of an error; `what` is it where the program is at fault."""
    return str(error) if isinstance(error, CspError) else f"{what}."


class LongJob(QObject):
    """Does one job at a time. `changed` tells when one begins, how far it is, and when it ends.

    Where `of_plan` is False, a job has nothing to do with the plan that is open, and goes on when
    another is opened.
    """

    changed = Signal()
    _heard = Signal(object, str, int)

    def __init__(
        self, state: PlanState, parent: QObject | None = None, *, of_plan: bool = True
    ) -> None:
        super().__init__(parent)
        self._state, self._of_plan = state, of_plan
        self._progress: Progress | None = None
        self._steps: Steps[Any] | None = None
        self.job: Job[Any] | None = None
        self.what, self.percent, self.cancelling = "", 0, False
        # A signal that is emitted on the plan's thread is queued for this object's thread, the
        # window's. So nothing below needs a lock.
        self._heard.connect(self._hear)
        state.opened.connect(self._leave)
        state.closed.connect(self._leave)

    @property
    def running(self) -> bool:
        """Whether something is being done, or waits its turn."""
        return self.job is not None

    @property
    def kept(self) -> bool:
        """Whether it is too late to cancel it."""
        return self._progress is not None and self._progress.kept

    # Beginning

    def begin(self, job: Job[Any], *, instead: bool = False) -> None:
        """Do `job`, unless another is under way, which is told; `instead` of that if so asked."""
        if self.job is not None and not instead:
            said = STILL_BUSY.format(self.job.title)
            self._state.noticed.emit(Notice(said, "warning", about=self.job.title))
            return
        self._let_go()
        self.job, self.what, self.percent = job, "", 0
        self._progress = progress = Progress(self._heard.emit, self._state.tasks.era)
        self._steps = job.steps(progress)
        self.changed.emit()
        self._go_on(progress)

    def read(
        self, work: Callable[[OpenPlan], T], done: Done[T], what: str = "", failed: Failed = ignore
    ) -> None:
        """Ask the plan something, in place of what was asked before."""
        self.begin(Job(one(self.reading(work)), done, what, failed), instead=True)

    def work_out(
        self, work: Callable[[], T], done: Done[T], what: str = "", failed: Failed = ignore
    ) -> None:
        """Work something out without the plan, in place of what was asked before."""
        self.begin(Job(one(self.apart(work)), done, what, failed), instead=True)

    # Steps

    def reading(self, work: Callable[[OpenPlan], Any]) -> Step:
        """A step that reads the open plan, on its thread."""
        return partial(_ask, self._state.tasks.run, work)

    def apart(self, work: Callable[[], Any]) -> Step:
        """A step that needs no open plan, on the same thread."""
        return partial(_ask, self._state.tasks.apart, work)

    def turn(self) -> Step:
        """A step that lets the window do what waits there, before more is done on its thread."""

        def step(progress: Progress, done: Done[Any], _: Failed) -> None:
            progress.stop = lambda: True
            QTimer.singleShot(0, self, lambda: done(None))

        return step

    def writing(
        self,
        what: str,
        work: Callable[[OpenPlan, Stamp, Progress], tuple[Outcome, Any]],
        by: str,
        retry: Callable[[], None],
    ) -> Step:
        """A step that writes, in the queue of writes; `what`, `by` and `retry` as of a Write.

        What `work` returns beside the outcome is the step's result.
        """
        state, result = self._state, list[Any]([None])

        def step(progress: Progress, done: Done[Any], failed: Failed) -> None:
            def write(plan: OpenPlan, _: object, stamp: Stamp) -> Outcome:
                try:
                    progress.check()
                    outcome, found = work(plan, stamp, progress)
                except Cancelled:
                    from csp_desktop.operations.session.open_plan import Outcome

                    return Outcome("", by, stamp.author)
                progress.kept = True
                result[0] = found
                return outcome

            # What is typed goes first, so that the job works on what the person sees.
            state.flush()
            at, end = state.now(), lambda _: done(result[0])
            asked = Write(what, write, at, by, (), end, failed, retry)
            progress.writes = True
            progress.stop = partial(state.door.withdraw, asked)
            state.door.ask(asked)

        return step

    # Ending

    def cancel(self) -> None:
        """Cancel what is under way; what it has written so far is taken back."""
        progress = self._progress
        if progress is None or self.cancelling or self.kept:
            return
        self.cancelling = True
        # Where it had not begun yet, no result will come back: the end is told here.
        if progress.cancel():
            self._go_on(progress)
        else:
            self.changed.emit()

    def drop(self) -> None:
        """Let go of what is under way: of that nothing more is heard."""
        if self.running:
            self._let_go()
            self.changed.emit()

    def _let_go(self) -> None:
        progress = self._progress
        self._forget()
        if progress is not None and not progress.writes:
            progress.cancel()

    def _leave(self) -> None:
        # Asked by its era: whoever hears of the new plan first may have begun something of that.
        if self._progress is not None and not self._is_heard(self._progress):
            self.drop()

    def _is_heard(self, progress: Progress) -> bool:
        """Whether `progress` is of the job under way, and of the plan that is open."""
        if not isValid(self) or progress is not self._progress:
            return False
        return not self._of_plan or progress.era == self._state.tasks.era

    def _go_on(
        self, progress: Progress, result: object = None, error: Exception | None = None
    ) -> None:
        """Do the next step with the result of the one before, or end."""
        job, steps = self.job, self._steps
        if job is None or steps is None or not self._is_heard(progress):
            return
        progress.stop = bool
        try:
            if error is not None:
                step = steps.throw(error)
            else:
                # A step may have come to its end without a word in between.
                progress.check()
                step = steps.send(result)
        except StopIteration as end:
            self._end(progress, partial(job.done, end.value))
        except Cancelled:
            self._end(progress, job.cancelled, job.off)
        except Exception as raised:  # noqa: BLE001 - told to the window, whatever it is
            self._end(progress, partial(self._fail, job, raised))
        else:
            go_on = partial(self._go_on, progress)
            step(progress, go_on, lambda error: go_on(error=error))

    def _fail(self, job: Job[Any], error: Exception) -> None:
        job.failed(error)
        # A sentence goes to whoever wants to say it; a fault of the program is told in any case.
        if job.what and (job.failed is ignore or not isinstance(error, CspError)):
            self._state.tell(error, job.what)

    def _end(self, progress: Progress, tell: Callable[[], None], said: str = "") -> None:
        job = self.job
        # What a step does on the window's thread may have begun another in the place of this.
        if job is None or progress is not self._progress:
            return
        if self.cancelling and self.kept:
            said = job.late
        # First, so that nobody who hears of the end takes it for busy, and may begin the next.
        self._forget()
        try:
            tell()
            job.ended()
        finally:
            self.changed.emit()
        if said:
            self._state.noticed.emit(Notice(said, passing=True))

    def _forget(self) -> None:
        self.job, self._progress, self._steps, self.cancelling = None, None, None, False

    def _hear(self, progress: Progress, what: str, percent: int) -> None:
        # Reports of a job that is over may still be in the queue.
        if self._is_heard(progress):
            self.what, self.percent = what, percent
            self.changed.emit()


def _ask(
    ask: Callable[..., None], work: Callable[..., Any],
    progress: Progress, done: Done[Any], failed: Failed,
) -> None:  # fmt: skip
    def unless_cancelled(*plan: OpenPlan) -> object:
        # What was cancelled or overtaken while it waited its turn is not begun at all.
        progress.check()
        return work(*plan)

    ask(unless_cancelled, done, failed)
