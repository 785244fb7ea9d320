"""The open plan as the window knows it: its document, the quarter looked at, what is being typed.

The document is frozen. Every change goes through the write queue: one operation does it on the
plan's own thread, and it is on screen once it is on the disk. Signals then say which records
changed, and by what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from csp_desktop.errors import CspError, PlanDamaged
from csp_desktop.gui.session import open_plan, queued_write
from csp_desktop.gui.session.autosave import IDLE_MILLISECONDS, Drafts, TextDraft
from csp_desktop.gui.session.messages import DONE, QUARTER, READING, Notice
from csp_desktop.gui.session.navigator import Navigator
from csp_desktop.gui.session.open_plan import (
    Opened,
    PlanOpener,
    quarter_to_look_at,
    working_quarter,
)
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.queued_write import CellName, Heads, Write, ignore, moved_heads
from csp_desktop.gui.session.saving import Saving
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.session.write_queue import FILE, Door
from csp_desktop.plan.document import NOTHING, Document, Held, called
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value, typed

if TYPE_CHECKING:
    from csp_desktop.operations.editing.edits import Edit
    from csp_desktop.operations.editing.history import HistoryEntry
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

T = TypeVar("T")

EMPTY = Document("")
NOTHING_OPEN = "No plan is open. Open one first."
_WORKING = "{} is now the plan's working quarter."
_PROPOSED = "{} is proposed as the working quarter. The coordinator decides on it."


class PlanState(QObject):
    """The open plan, the quarter looked at, and every way to change the plan.

    `document_changed` carries the changed records as (kind, id, record or None) and the word for
    what changed them: edit, undo, redo. `failed_to_open` carries the path and the error; a plan
    that was open before stays open then.
    """

    opened = Signal()
    closed = Signal()
    failed_to_open = Signal(object, object)
    damaged = Signal(object)
    document_changed = Signal(object, str)
    quarter_changed = Signal(str)
    saving_changed = Signal()
    flushed = Signal()
    """What is typed and held elsewhere than among the drafts is to be asked for now."""
    noticed = Signal(object)
    settled = Signal(str)
    unexpected = Signal(object, str)

    def __init__(
        self,
        tasks: Tasks,
        user: User,
        table: FieldTable,
        clock: Callable[[], str],
        new_id: Callable[[], str],
        idle: int = IDLE_MILLISECONDS,
    ) -> None:
        super().__init__()
        self.tasks = tasks
        self.user = user
        self.table = table
        self.document = EMPTY
        self.path: Path | None = None
        self.held_elsewhere = False
        self.group = ""
        self.quarter = ""
        self.leave_then: Callable[[Callable[[], None]], None] = lambda go_on: go_on()
        """Goes on once nothing would be lost by leaving; the window sets it."""
        self.go = Navigator()
        """The ways to what is elsewhere; the window sets them."""
        self._awaited = False
        self._clock = clock
        self.door = Door(tasks, user)
        self.drafts = Drafts(self._save_draft, new_id, idle)
        self.door.committed.connect(self._committed)
        self.door.saving_changed.connect(self.saving_changed)
        self.drafts.changed.connect(self.saving_changed)
        for ours, theirs in (
            (self.noticed, self.door.noticed),
            (self.settled, self.door.settled),
            (self.unexpected, self.door.unexpected),
        ):
            theirs.connect(ours)

    # Opening and closing

    def open(self, path: Path) -> None:
        """Open the plan at `path` in place of the one that is open, once that has been left.

        Where another window or a command holds it, or its folder cannot be written, it is opened
        for reading, and a notice says why. What cannot be read leaves the open plan as it is.
        """
        if not (self.is_open or self._awaited):
            self.open_outright(path)
            return
        self.tasks.apart(
            PlanOpener(path, self.table, self.user.author).try_reading,
            lambda _: self.leave_then(lambda: self.open_outright(path)),
            lambda error: self._not_opened(path, error),
        )

    def open_outright(self, path: Path) -> None:
        """Open the plan at `path`; where it does not open, no plan is open then."""
        self.leave()
        self._awaited = True
        opener = PlanOpener(path, self.table, self.user.author)
        self.tasks.open(
            opener.open, opener.read, self._take, lambda error: self._none_opened(path, error)
        )

    def look_closely(self) -> None:
        """Compare the plan's values with the changes behind them, which opening did not wait for.

        If they do not agree, nothing more is written, and `damaged` carries the error.
        """
        path, table = self.path, self.table
        if path is not None:
            self.tasks.run(
                lambda _: open_plan.look_closely(path, table), lambda _: None, self._found_damaged
            )

    def _found_damaged(self, error: Exception) -> None:
        if isinstance(error, PlanDamaged):
            self.door.shut(str(error))
            self.damaged.emit(error)
        else:
            self.tell(error, "The plan could not be looked at closely")

    def close(self) -> None:
        """Close the plan; no plan is open then."""
        self.leave()
        self.tasks.close()
        self.closed.emit()

    def leave(self) -> None:
        """Put the plan away from the screen; what was asked for before is still written."""
        self.drafts.clear()
        self.document, self.path, self.group = EMPTY, None, ""
        self._awaited = False
        self.door.restart(None, None, NOTHING_OPEN)

    @property
    def is_open(self) -> bool:
        """Whether a plan is on screen."""
        return self.path is not None

    @property
    def writable(self) -> bool:
        """Whether the plan on screen may be changed."""
        return self.is_open and not self.door.closed_because

    def _take(self, opened: Opened) -> None:
        self.document, self.path, self.group = opened.document, opened.path, opened.group
        self._awaited, self.held_elsewhere = False, opened.held
        self.quarter = quarter_to_look_at(self.document, self.user.settings.quarters)
        self.door.restart(opened.undo, opened.redo, opened.why_reading)
        self.opened.emit()
        for sentence in opened.told:
            self.noticed.emit(Notice(sentence, "warning", about=FILE))
        if opened.why_reading:
            self.noticed.emit(Notice(opened.why_reading, "warning", about=READING))
        elif opened.where:
            self.noticed.emit(Notice(opened.where, "warning", about="where"))

    def _none_opened(self, path: Path, error: Exception) -> None:
        self._awaited = False
        self.closed.emit()
        self._not_opened(path, error)

    def _not_opened(self, path: Path, error: Exception) -> None:
        self.failed_to_open.emit(path, error)
        if not isinstance(error, CspError):
            self.unexpected.emit(error, f"{path.name} could not be opened")

    def now(self) -> str:
        """The time by the clock that was handed in."""
        return self._clock()

    def stamp(self) -> Stamp:
        """Who does something now, for what is done apart from the open plan."""
        from csp_desktop.operations.session.stamp import Stamp

        return Stamp(self.user.author, self._clock())

    # Asking the plan

    def ask(self, work: Callable[[OpenPlan], T], done: Callable[[T], None], what: str) -> None:
        """Do `work`, which changes nothing, on the plan's thread; an error becomes a notice."""
        self.tasks.run(work, done, lambda error: self.tell(error, what))

    def history(
        self,
        kind: str,
        record: str,
        done: Callable[[list[HistoryEntry]], None],
        limit: int | None = None,
    ) -> None:
        """Fetch the history of one record, or of the whole plan where none is named."""

        def work(plan: OpenPlan) -> list[HistoryEntry]:
            from csp_desktop.operations.editing.history import history

            return history(plan, kind, record, limit)

        self.ask(work, done, "The history could not be read")

    def tell(self, error: Exception, what: str) -> None:
        """Tell the user of an error: in its own sentence, or plainly where it is a fault."""
        if isinstance(error, CspError):
            self.noticed.emit(Notice(str(error), "error"))
        else:
            self.unexpected.emit(error, what)

    # Changing the plan

    def submit(
        self,
        edits: Sequence[Edit],
        what: str = "The change",
        done: Callable[[Outcome], None] = ignore,
    ) -> None:
        """Put values into cells as one operation; `done` is called once they are on the disk."""
        if edits:
            self.write(what, queued_write.edit_cells, edits=tuple(edits), done=done)

    def put(self, cell: CellName, value: Value, seen: Heads) -> None:
        """Put one value into one cell, over the heads that were on screen."""
        from csp_desktop.operations.editing.edits import Edit

        self.submit([Edit(*cell, value, seen)], self.name_of(cell))

    def confirm(self, cells: Iterable[CellName]) -> None:
        """Confirm values marked unconfirmed, without changing them."""
        from csp_desktop.operations.editing.edits import confirm

        seen = {cell: self._held(cell).heads for cell in cells}
        work = queued_write.doing(confirm, tuple(seen), queued_write.STAMP, seen)
        self.write("The confirmation", work)

    def _held(self, cell: CellName) -> Held:
        kind, record_id, *place = cell
        record = self.document.record(kind, record_id)
        return record.held(*place) if record else NOTHING

    def undo(self) -> None:
        """Undo what was done last in this copy, texts still being typed included, and say what."""
        self._go("The undoing", queued_write.undo_last, "undo")

    def redo(self) -> None:
        """Do again what was undone last, and say what."""
        self._go("The redoing", queued_write.redo_last, "redo")

    def _go(self, what: str, work: queued_write.Work, by: str) -> None:
        self.flush()
        self.drafts.part()
        self.write(what, work, by=by, done=lambda outcome: self._tell_step(outcome, by))

    def _tell_step(self, outcome: Outcome, by: str) -> None:
        """Say what was undone or done again, unless more than that is to be told of it."""
        if not outcome.notices:
            undone = f"Undone: {self.door.next_redo}.", "Redo", self.redo
            again = f"Done again: {self.door.next_undo}.", "Undo", self.undo
            said, action, act = undone if by == "undo" else again
            self.noticed.emit(Notice(said, about=DONE, action=action, act=act, passing=True))

    def write(
        self,
        what: str,
        work: queued_write.Work,
        *,
        by: str = "edit",
        edits: tuple[Edit, ...] = (),
        done: Callable[[Outcome], None] = ignore,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do any operation that writes, in its turn; `what` is lost if it fails (see `Write`)."""
        self.door.ask(Write(what, work, self._clock(), by, edits, done, failed))

    def flush(self) -> None:
        """Ask now for everything that is typed and waits for a pause."""
        self.door.letters.settle()
        self.flushed.emit()
        self.drafts.flush()

    @property
    def unsaved(self) -> int:
        """How many changes would be lost if the plan were left now."""
        return len(self.drafts.unsaved) + self.door.kept

    @property
    def saving(self) -> Saving:
        """Whether what the user did is on the disk."""
        if self.drafts.failed or self.door.stuck:
            return Saving.NOT_SAVED
        if self.door.busy:
            return Saving.SAVING
        if self.drafts.unsaved:
            return Saving.TYPING
        return Saving.READING if self.is_open and not self.writable else Saving.SAVED

    @property
    def saved_at(self) -> str:
        """The hour and minute of the last change kept on the disk, '' where none was made."""
        return self.door.saved_at[11:16]

    def _save_draft(
        self, draft: TextDraft, done: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        from csp_desktop.operations.editing.edits import Edit

        value = typed(self.table.field(draft.cell[0], draft.cell[2]), draft.text)
        self.door.ask(
            Write(
                f"What you typed in {self.name_of(draft.cell)}",
                partial(queued_write.edit_cells, visit=draft.visit),
                self._clock(),
                edits=(Edit(*draft.cell, value, draft.seen),),
                done=lambda _: done(),
                failed=failed,
                typed=True,
            )
        )

    def name_of(self, cell: CellName) -> str:
        """What people call a cell: 'Commentary of 1.7', 'Narrative of Strategic priority 3'."""
        kind, record_id, name, _ = cell
        field, known = self.table.field(kind, name), self.table.kind(kind)
        label = field.label if field else name
        record = self.document.record(kind, record_id)
        of = called(known, record) if known and record else record_id
        return f"{label} of {of}" if known else label

    def _committed(self, outcome: Outcome, by: str) -> None:
        moved = moved_heads(self.document, outcome.changed)
        self.door.follow(moved)
        self.drafts.follow(moved)
        if not outcome.changed:
            return
        self.document = self.document.with_records(outcome.changed)
        if any(kind == "plan" for kind, _, _ in outcome.changed):
            self._remember_quarter()
        self.document_changed.emit(outcome.changed, by)

    # The quarter looked at, and the one worked on

    @property
    def working(self) -> str:
        """The plan's working quarter, which `quarter` may be another than."""
        return working_quarter(self.document)

    def look_at(self, quarter: str) -> None:
        """Look at another quarter. It is remembered for this user, and not written to the plan."""
        if quarter == self.quarter or not self.is_open:
            return
        self.flush()
        self.quarter = quarter
        self._remember_quarter()
        self.quarter_changed.emit(quarter)

    def make_working(self) -> None:
        """Make the quarter looked at the plan's working quarter; for a group, propose that."""
        from csp_desktop.operations.editing.edits import Edit

        quarter, held = self.quarter, self.document.plan.held("working_quarter")
        cell = ("plan", self.document.plan_id, "working_quarter", "")
        edits = (Edit(*cell, quarter, held.heads),)

        def done(outcome: Outcome) -> None:
            said = _PROPOSED if self.group else _WORKING
            if outcome.operation:
                self.noticed.emit(Notice(said.format(quarter), about=QUARTER, passing=True))

        self.write("The working quarter", queued_write.edit_cells, edits=edits, done=done)

    def _remember_quarter(self) -> None:
        apart = self.quarter if self.quarter != self.working else ""
        self.user.keep(self.user.settings.looking_at(self.document.plan_id, apart))
