"""Something long that is done to the plan: how far it is, and calling it off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Write
from csp_desktop.operations.session.open_plan import Outcome

if TYPE_CHECKING:
    from csp_desktop.operations.editing.edits import Edit
    from csp_desktop.operations.session.open_plan import OpenPlan
    from csp_desktop.operations.session.stamp import Stamp

WHOLE = 100


class CalledOff(Exception):
    """The person has cancelled the job: what it has written is rolled back."""


class Hear:
    """Reports a job's progress from the plan's thread, and ends it by CalledOff when cancelled."""

    def __init__(self, tell: Callable[[Hear, str, int], None]) -> None:
        self._tell = tell
        self._said = ("", -1)
        # Set on the window's thread, asked on the plan's. Raising in the job is the only way to end
        # it: a thread cannot be stopped from outside while it holds a transaction.
        self._off = threading.Event()
        self.kept = False
        """Whether it is on the disk, so that it cannot be called off any more."""

    def __call__(self, what: str, share: float) -> None:
        """Report what is being done, and the share of all that is done."""
        if self._off.is_set():
            raise CalledOff
        self._say(what, share)

    def keep(self, what: str, share: float) -> None:
        """Report that all is on the disk, and what is done after that."""
        # From here Cancel is refused: what has been committed cannot be rolled back by an
        # exception.
        self.kept = True
        self._say(what, share)

    def call_off(self) -> None:
        """End it at the next word; may come from any thread."""
        self._off.set()

    def _say(self, what: str, share: float) -> None:
        said = (what, min(int(share * WHOLE), WHOLE))
        # A job may report thousands of times a second, and each report is an event in the window's
        # queue. Whole hundredths are all that a progress bar can show.
        if said != self._said:
            self._said = said
            self._tell(self, *said)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What is to be done: `work` tells `Hear` how far it is, and when what it did is kept.

    `title` is what it is called while it lasts, and `promise` says what Cancel would do; `off` is
    the sentence once it was called off, `late` the one where it was done by then. `what`, `by` and
    `retry` are as a Write has them. `done` gets the outcome unless it was called off; `ended` hears
    in any case that it is over.
    """

    title: str
    work: Callable[[OpenPlan, Stamp, Hear], Outcome]
    what: str
    by: str
    promise: str
    off: str
    late: str
    done: Callable[[Outcome], None]
    retry: Callable[[], None]
    ended: Callable[[], None] = lambda: None


class Errand(QObject):
    """Does one long job at a time through the write queue. `changed` tells how far it is."""

    changed = Signal()
    _heard = Signal(object, str, int)

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._hear: Hear | None = None
        self._write: Write | None = None
        self.job: Job | None = None
        self.what = ""
        self.progress = 0
        self.cancelling = False
        # A signal that is emitted on the plan's thread is queued for this object's thread, the
        # window's. So nothing below needs a lock.
        self._heard.connect(self._take)
        # Another plan has nothing to do with it.
        state.opened.connect(self.end)
        state.closed.connect(self.end)

    @property
    def running(self) -> bool:
        """Whether something is being done, or waits its turn."""
        return self.job is not None

    @property
    def kept(self) -> bool:
        """Whether it is too late to call it off."""
        return self._hear is not None and self._hear.kept

    def begin(self, job: Job) -> None:
        """Do `job`, after what was asked for before and what is typed; one at a time."""
        if self.running:
            return
        hear = Hear(self._heard.emit)
        self.job, self._hear = job, hear
        self.what, self.progress, self.cancelling = "", 0, False

        def work(plan: OpenPlan, _: tuple[Edit, ...], stamp: Stamp) -> Outcome:
            try:
                return job.work(plan, stamp, hear)
            except CalledOff:
                return Outcome("", job.by, stamp.author, notices=(job.off,))

        def done(outcome: Outcome) -> None:
            late = self.cancelling and hear.kept
            self.end()
            if hear.kept:
                job.done(outcome)
            job.ended()
            if late:
                self._state.noticed.emit(Notice(job.late, passing=True))

        def failed(_: Exception) -> None:
            self.end()
            job.ended()

        # What is typed goes first, so that the job works on what the person sees.
        self._state.flush()
        self._write = Write(
            job.what, work, self._state.now(), job.by, done=done, failed=failed, retry=job.retry
        )
        self.changed.emit()
        self._state.door.ask(self._write)

    def cancel(self) -> None:
        """Call it off: what it has written so far is taken back."""
        job, write = self.job, self._write
        if job is None or write is None or self._hear is None or self.cancelling or self.kept:
            return
        self.cancelling = True
        self._hear.call_off()
        # Where it had not begun yet, no result will come back: the end is told here.
        if self._state.door.withdraw(write):
            self.end()
            job.ended()
            self._state.noticed.emit(Notice(job.off, passing=True))
        else:
            self.changed.emit()

    def end(self) -> None:
        """Nothing is being done any more, and of what was nothing more is heard."""
        self.job, self._write, self._hear, self.cancelling = None, None, None, False
        self.changed.emit()

    def _take(self, hear: Hear, what: str, progress: int) -> None:
        # Reports of a job that is over may still be in the queue.
        if hear is self._hear:
            self.what, self.progress = what, progress
            self.changed.emit()
