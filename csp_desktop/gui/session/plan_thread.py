"""Work off the window's thread: every use of the open plan happens on one thread of its own.

A task is a function of the open plan. It ends in exactly one result or one error, delivered on
the thread of the window in the order in which the tasks were asked for. When another plan is
opened, or the plan is closed, results that are still on their way from the former one are dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from csp_desktop.errors import CspError, Refusal

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan

T = TypeVar("T")

_log = logging.getLogger(__name__)


class NoPlanOpen(Refusal):
    """A task was asked for while no plan is open."""


@dataclass(frozen=True, slots=True, eq=False)
class _Task(Generic[T]):
    """What to do with the open plan, and what to do with how it ended.

    `lasting` tasks are delivered even when their plan has been closed meanwhile.
    """

    work: Callable[[OpenPlan | None], T]
    done: Callable[[T], None]
    failed: Callable[[Exception], None]
    era: int
    lasting: bool = False


class _Ends(QObject):
    """Carries how tasks ended from the plan's thread to the window's."""

    # A QObject of its own, because a Python thread is none and cannot have signals.
    ended = Signal(object, object, object)


class _PlanThread(threading.Thread):
    """The thread that owns the open plan. It does tasks one after another until it gets None."""

    def __init__(self, ends: _Ends) -> None:
        # A plain Python thread: SQLite's connection and the plan belong to it alone, and no Qt
        # event loop is wanted there. Daemon, so that a crash of the window does not leave the
        # process hanging; an orderly end goes by `finish`.
        super().__init__(name="plan", daemon=True)
        self.tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self.plan: OpenPlan | None = None
        self._ends = ends

    def run(self) -> None:
        """Do tasks until the one that is None; then close the plan."""
        while (task := self.tasks.get()) is not None:
            result, error = None, None
            try:
                result = task.work(self.plan)
            # The thread must outlive whatever a task raises, or every later task would wait for
            # ever.
            except Exception as raised:  # noqa: BLE001 - told to the window, whatever it is
                error = raised
            self._ends.ended.emit(task, result, error)
            # Else these names hold the last result, perhaps a whole document, while the thread
            # waits, and it would be destroyed on this thread later.
            del task, result, error
        self.close_plan()

    def close_plan(self) -> None:
        plan, self.plan = self.plan, None
        if plan is not None:
            try:
                plan.close()
            # Nobody waits for the answer by then, and the file is whole: each write was committed
            # by itself.
            except (CspError, OSError):
                _log.exception("a plan did not close cleanly")


class Tasks(QObject):
    """The window's side of the plan's thread.

    Callbacks run on the thread that made this object. `finish` must be called before the end.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.era = 0
        """Another number whenever a plan has been opened or closed."""
        self._finished = False
        self._ends = _Ends()
        # Queued, explicitly: Qt would choose the same for a foreign thread, but the callbacks touch
        # widgets and must never depend on that.
        self._ends.ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = _PlanThread(self._ends)

    def open(
        self,
        opener: Callable[[], OpenPlan],
        read: Callable[[OpenPlan], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Close the plan that is open, after the tasks already asked for, and open another.

        `done` gets what `read` took from it. When it does not open, no plan is open.
        """
        # Raised on the window's thread as the request is made: whatever the former plan's tasks
        # return from now on is of another era and dropped, even if it is in Qt's queue already.
        self.era += 1
        thread = self._thread

        def work(_: OpenPlan | None) -> T:
            thread.close_plan()
            plan = opener()
            thread.plan = plan
            try:
                with plan.kindly():
                    return read(plan)
            # A plan that opened but could not be read is closed at once; it would hold the lock
            # otherwise.
            except BaseException:
                thread.close_plan()
                raise

        self._ask(_Task(work, done, failed, self.era))

    def run(
        self,
        work: Callable[[OpenPlan], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do `work` with the open plan after all that was asked for before."""

        def with_plan(plan: OpenPlan | None) -> T:
            if plan is None:
                raise NoPlanOpen("No plan is open. Open one first.")
            # Turns errors of the disk and of SQLite into sentences, in the one place that all work
            # passes.
            with plan.kindly():
                return work(plan)

        self._ask(_Task(with_plan, done, failed, self.era))

    def apart(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do `work`, which needs no open plan, in its turn; its end is delivered in any case."""
        self._ask(_Task(lambda _: work(), done, failed, self.era, lasting=True))

    def close(self, done: Callable[[], None] = lambda: None) -> None:
        """Close the plan after the tasks already asked for; what they return is dropped."""
        self.era += 1
        self._ask(
            _Task(
                lambda _: self._thread.close_plan(),
                lambda _: done(),
                lambda error: _log.error("%s", error),
                self.era,
            )
        )

    def settle(self) -> None:
        """Wait until every task asked for has been done, and deliver how each ended."""
        done = threading.Event()
        self._ask(_Task(lambda _: done.set(), lambda _: None, lambda _: None, self.era))
        # Blocks the window, which only tests and the end of the program want. The posted events are
        # the queued results of the tasks before.
        done.wait()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def finish(self) -> None:
        """Wait until every task asked for has been done, close the plan and end the thread."""
        self._finished = True
        self.era += 1
        if self._thread.is_alive():
            # Behind everything that was asked for: no write is lost because the window closes.
            self._thread.tasks.put(None)
            self._thread.join()

    def _ask(self, task: _Task[Any]) -> None:
        if self._finished:
            return
        self._thread.tasks.put(task)
        # Started by the first task: a window may never open a plan.
        if not self._thread.is_alive():
            self._thread.start()

    @Slot(object, object, object)
    def _deliver(self, task: _Task[Any], result: object, error: Exception | None) -> None:
        if task.era != self.era and not (task.lasting and not self._finished):
            if error is not None:
                _log.info("after its plan was closed: %s", error)
            return
        if error is None:
            task.done(result)
        else:
            task.failed(error)
