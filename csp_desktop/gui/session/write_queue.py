"""The window's queue of writes: one at a time, in order, and each reports how it ended.

Nothing counts as saved before the operation has come back from the disk. A write that failed stays
here, whatever asked for it, until it gets through or a later edit of the same cells replaces it.
It is tried again on request, and before the next write: writes keep their order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from csp_desktop.errors import CspError, Failure, Refusal
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.queued_write import CellName, Heads, Write, having_seen, superseded
from csp_desktop.gui.session.status_letters import Letters
from csp_desktop.gui.session.user_settings import User
from csp_desktop.plan.wording import plural

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome

NAME, SAVING, FILE = "name", "saving", "file"
"""What the notices of this module are about."""

_BACK_AND_FORTH = frozenset({"undo", "redo"})
_NOT_THE_LAST = "What you did last is not saved yet, so it cannot be undone. Try to save it first."


@dataclass(frozen=True, slots=True)
class _Ended:
    outcome: Outcome
    undo: str | None
    redo: str | None
    told: tuple[str, ...] = ()


class Door(QObject):
    """Takes writes of the open plan and does them in order on the plan's thread.

    The first write of a user without a name waits, and `name_needed` asks for one. `asked` says
    who has built on what was to be undone. `committed` carries each outcome and the word for what
    caused it, before the next write begins.
    """

    committed = Signal(object, str)
    saving_changed = Signal()
    undo_changed = Signal()
    name_needed = Signal()
    asked = Signal(str)
    noticed = Signal(object)
    settled = Signal(str)
    unexpected = Signal(object, str)

    def __init__(self, tasks: Tasks, user: User) -> None:
        super().__init__()
        self.next_undo: str | None = None
        self.next_redo: str | None = None
        self.saved_at = ""
        self.closed_because = "No plan is open. Open one first."
        self._tasks = tasks
        self._user = user
        self._waiting: deque[Write] = deque()
        self._running: Write | None = None
        self._failed: list[Write] = []
        self._asked = False
        self.letters = Letters()
        self.letters.changed.connect(self.saving_changed)

    @property
    def busy(self) -> bool:
        """Whether a write is on its way to the disk, or a letter waits to be one."""
        on_its_way = self._running is not None or self.letters.held
        return on_its_way or (bool(self._waiting) and bool(self._user.name))

    @property
    def stuck(self) -> bool:
        """Whether something does not get through: it failed, or it waits for a name."""
        return bool(self.kept) or (bool(self._waiting) and not self._user.name)

    @property
    def kept(self) -> int:
        """How many writes are kept that have not got through: failed, or waiting for a name.

        A write that is shown as not done elsewhere, such as a text in its box, is counted there.
        """
        waiting = () if self._user.name else self._waiting
        failed = sum(write.failed is None for write in self._failed)
        return failed + sum(not write.typed for write in waiting)

    def restart(self, undo: str | None, redo: str | None, closed_because: str) -> None:
        """Begin with another plan; while `closed_because` says why, all writes are refused."""
        self._waiting.clear()
        self._failed.clear()
        # The write that is on its way goes on and is committed. Only its result finds nothing here:
        # it belongs to the former plan, and `Tasks` drops it as well.
        self._running = None
        self._asked = False
        self.saved_at = ""
        self.closed_because = closed_because
        self.next_undo, self.next_redo = undo, redo
        for about in (NAME, SAVING):
            self.settled.emit(about)
        self.saving_changed.emit()
        self.undo_changed.emit()

    def shut(self, because: str) -> None:
        """Refuse all further writes, and say `because`."""
        self.closed_because = because
        self.saving_changed.emit()
        self.undo_changed.emit()

    def ask(self, write: Write) -> None:
        """Do `write` after those already asked for, the ones that failed included."""
        if self.closed_because:
            self._refuse(write)
            return
        # Another person may take the machine over before its turn comes.
        write = replace(write, author=self._user.name)
        # First, or an older text would be tried again before the newer one of the same cell, and
        # the newer one would have to cover a value that its author had replaced already.
        self._failed = superseded(self._failed, write)
        self._take_up()
        self._waiting.append(write)
        self._next()
        self.saving_changed.emit()

    def withdraw(self, write: Write) -> bool:
        """Take back a write that waits its turn; answers with whether it did."""
        # By `work`: `follow` replaces the waiting writes by moved copies, so they are not the same
        # objects.
        kept = deque(each for each in self._waiting if each.work is not write.work)
        if len(kept) == len(self._waiting):
            return False
        self._waiting = kept
        if not kept:
            self.settled.emit(NAME)
        self.saving_changed.emit()
        return True

    def retry(self) -> None:
        """Try again everything that failed; of the jobs that must be restarted, the first."""
        self.settled.emit(SAVING)
        self._take_up()
        if self._failed and (begin := self._failed.pop(0).retry):
            begin()
        self._next()
        self.saving_changed.emit()

    def _take_up(self) -> None:
        """Put what failed before what waits, as it was asked for before that."""
        again = [each for each in self._failed if not each.retry]
        self._failed = [each for each in self._failed if each.retry]
        # `extendleft` turns the order round; turned round before, it stays as it was.
        self._waiting.extendleft(reversed(again))

    def give_name(self, name: str) -> None:
        """Take the user's name, keep it for ever, and go on with what waited for it."""
        self._asked = False
        self._user.sign_as(name)
        self.settled.emit(NAME)
        self._next()
        self.saving_changed.emit()

    def ask_nobody(self) -> None:
        """Write what waits for a name under the computer's own: nobody can be asked any more."""
        self._user.sign_by_login()
        self._asked = True
        self._next()

    def refuse_name(self) -> None:
        """Note that no name was given: what waits for one is kept, and a notice says so."""
        self._asked = False
        self.noticed.emit(
            Notice(
                f"{_counted(self._waiting)} not saved yet: each change is kept under a name.",
                "warning",
                about=NAME,
                action="Give your name",
                act=self._ask_name,
                stays=True,
            )
        )

    def follow(self, moved: Mapping[CellName, tuple[Heads, Heads]]) -> None:
        """Let the writes that wait cover what this window has just written itself."""
        # Failed writes too: they will be tried again, and their author has seen the same.
        if moved:
            self._waiting = deque(having_seen(write, moved) for write in self._waiting)
            self._failed = [having_seen(write, moved) for write in self._failed]

    def _refuse(self, write: Write) -> None:
        error = Failure(self.closed_because)
        if write.failed:
            write.failed(error)
        self.noticed.emit(Notice(self.closed_because, "error", about=SAVING))

    def _ask_name(self) -> None:
        self._asked = True
        self.name_needed.emit()

    def _next(self) -> None:
        # One at a time. The next write's heads are only right once `follow` has heard what this one
        # made.
        if self._running or not self._waiting:
            return
        name = self._waiting[0].author or self._user.name
        # Every change has an author, for ever. So nothing is written under a made-up name: the
        # first write waits, and what follows waits behind it.
        if not name:
            if not self._asked:
                self._ask_name()
            return
        write = self._running = self._waiting.popleft()
        # The undo log does not know of what failed. Undo would take back something earlier than the
        # last thing the person did.
        if write.by in _BACK_AND_FORTH and any(not each.retry for each in self._failed):
            self._did_not_succeed(Refusal(_NOT_THE_LAST))
            return
        self._tasks.run(lambda plan: _do(plan, write, name), self._succeeded, self._did_not_succeed)

    def _succeeded(self, ended: _Ended) -> None:
        write, self._running = self._running, None
        if write is None:
            return
        self.saved_at = write.at if ended.outcome.operation else self.saved_at
        self.next_undo, self.next_redo = ended.undo, ended.redo
        if not self._failed:
            self.settled.emit(SAVING)
        # Before `done` and before the next write: the document on screen and the heads of what
        # waits must be those after this write when either of them looks.
        self.committed.emit(ended.outcome, write.by)
        for sentence in ended.outcome.notices:
            self.noticed.emit(Notice(sentence, passing=True))
        for sentence in ended.told:
            self.noticed.emit(Notice(sentence, "warning", about=FILE))
        write.done(ended.outcome)
        self.undo_changed.emit()
        self._next()
        self.saving_changed.emit()

    def _did_not_succeed(self, error: Exception) -> None:
        write, self._running = self._running, None
        if write is None:
            return
        # A refusal is an answer, and trying again would get the same. A failing disk or a fault is
        # not.
        refused = isinstance(error, CspError) and not isinstance(error, Failure)
        if not refused and (write.typed or write.retry or not write.failed):
            self._keep(write)
        if write.failed:
            write.failed(error)
        self._tell(write, error)
        self._next()
        self.saving_changed.emit()

    def _keep(self, write: Write) -> None:
        """Keep a failed write, without what a later write replaces."""
        kept = [write]
        # A later edit of the cell may wait already. The failed one must not come after it.
        for later in self._waiting:
            kept = superseded(kept, later)
        self._failed += kept

    def _tell(self, write: Write, error: Exception) -> None:
        from csp_desktop.operations.editing.undo import BuiltOn

        if isinstance(error, BuiltOn):
            self.asked.emit(str(error))
        elif not isinstance(error, CspError):
            self.unexpected.emit(error, f"{write.what} could not be saved")
        else:
            kept = bool(self._failed)
            again = ("Try again", self.retry) if kept or isinstance(error, Failure) else ("", None)
            self.noticed.emit(Notice(str(error), "error", SAVING, again[0], again[1], stays=kept))


def _do(plan: OpenPlan, write: Write, author: str) -> _Ended:
    from csp_desktop.operations.editing.undo import next_redo, next_undo
    from csp_desktop.operations.session.stamp import Stamp

    outcome = write.work(plan, write.edits, Stamp(author, write.at))
    return _Ended(outcome, next_undo(plan), next_redo(plan), tuple(plan.to_tell()))


def _counted(waiting: deque[Write]) -> str:
    return f"{len(waiting)} {plural(len(waiting), 'change is', 'changes are')}"
