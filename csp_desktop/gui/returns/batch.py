"""The files that came back, as the window knows them: read one by one, previewed, decided, merged.

Reading and previewing happen on the plan's own thread; nothing is applied before `merge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from csp_desktop.errors import CspError
from csp_desktop.gui.returns.decisions import ABOUT, Decisions
from csp_desktop.gui.returns.merging import CANCELLED, PROMISE, TOO_LATE, merging, title
from csp_desktop.gui.returns.reading import BatchFile, Done, FileReading, Stage, files_in
from csp_desktop.gui.returns.rows import PreparedRows, prepared
from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.long_job import Job, LongJob, one
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import Changed
from csp_desktop.operations.receiving.batch import FileView, Preview, preview
from csp_desktop.operations.receiving.intake import Arrived

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan

_PAUSE_MILLISECONDS = 120


class Batch(Decisions):
    """The batch of returns. Every change of it is told; it draws nothing.

    `tried` brings a file that was read with a password, and why that was not the right one.
    """

    tried = Signal(object, str)
    files_changed = Signal()
    progressed = Signal(int)
    previewed = Signal()
    busy_changed = Signal()
    done_changed = Signal()

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self.done: Done | None = None
        self._resumed: dict[Path, str] = {}
        self._reading = FileReading(state, self)
        self.merge_job = LongJob(state, self)
        self._previewing = LongJob(state, self)
        self._views: dict[Path, FileView] = {}
        self.ready: PreparedRows = prepared(Preview())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look)
        self._reading.changed.connect(self._hear)
        state.document_changed.connect(self._plan_changed)
        state.opened.connect(self._begin)
        state.closed.connect(self._put_away)
        if state.is_open:
            self._begin()

    # What it holds

    @property
    def reading(self) -> bool:
        """Whether a file is being read or waits to be."""
        return any(each.stage in (Stage.WAITS, Stage.READING) for each in self.entries)

    @property
    def fresh(self) -> bool:
        """Whether the preview tells of every file that has been read, and of the plan as it is."""
        return not self._previewing.running and not self._pause.isActive()

    def view(self, path: Path) -> FileView | None:
        """What a file would bring, None until that is known."""
        return self._views.get(path)

    @property
    def read_count(self) -> int:
        """How many files have been read."""
        return sum(each.stage is Stage.READ for each in self.entries)

    # Files

    def add(self, paths: Iterable[Path]) -> int:
        """Read these files after those already there; answers with how many were taken up.

        A file that is there already is read again. Of a folder, the workbooks and plans in it.
        """
        found = files_in(paths)
        entries = {each.path: each for each in self.entries}
        for path in found:
            known = entries.get(path)
            if known is None or known.stage in (Stage.READ, Stage.CANCELLED):
                entries[path] = BatchFile(path)
        if found:
            self.done = None
            self.done_changed.emit()
            self._set(entries.values())
            self._next()
        return len(found)

    def cancel(self, path: Path) -> None:
        """Stop reading a file, or take it out of those that wait."""
        entry = self._entry(path)
        if entry is None or entry.stage not in (Stage.WAITS, Stage.READING):
            return
        if entry.stage is Stage.READING:
            self._reading.drop()
        self._put(replace(entry, stage=Stage.CANCELLED, progress=0))
        self._next()

    def cancel_all(self) -> None:
        """Stop reading whatever is read or waits."""
        for entry in reversed(self.entries):
            self.cancel(entry.path)

    def remove(self, path: Path) -> None:
        """Take a file out of the batch, unless it is being merged."""
        if self.merging:
            return
        self.cancel(path)
        self._set(each for each in self.entries if each.path != path)
        self._want_preview()

    def give_password(self, path: Path, password: str) -> None:
        """Read a protected file again with a password."""
        self._state.settled.emit(_about(path))
        self._put(BatchFile(path, password=password))
        self._next()

    def read_again(self, path: Path) -> None:
        """Read a file again that was cancelled or could not be read."""
        self._put(BatchFile(path))
        self._next()

    def clear(self) -> None:
        """Let go of every file and decision."""
        self._put_away()
        self.keeping.begin()
        self.keeping.clear()
        if self._state.is_open:
            self._want_preview()

    def _put_away(self) -> None:
        """Let go of what is on screen; what is kept on the disk stays."""
        self.keeping.end()
        self._reading.drop()
        self._previewing.drop()
        self._pause.stop()
        self.preview, self.done = Preview(), None
        self.ready = prepared(self.preview)
        self.verdicts, self._views, self._alike = {}, {}, None
        self._set(())
        for signal in (self.previewed, self.done_changed, self.busy_changed, self.steps_changed):
            signal.emit()

    def _begin(self) -> None:
        """Go on with what was kept for the plan that is open: its files are read again."""
        self._put_away()
        draft = self.keeping.begin()
        self._resumed = {Path(each.path): each.fingerprint for each in draft.files}
        self.steps_changed.emit()
        if self._resumed:
            self._set(BatchFile(path) for path in self._resumed)
            self._next()
        else:
            self._want_preview()

    def leave(self) -> None:
        """Stop what is being read: the window closes."""
        if self.keeping.unkept:
            self.keeping.again()
        self._reading.drop()

    # Merging

    @property
    def merging(self) -> bool:
        """Whether a merge is under way."""
        return self.merge_job.running

    def merge(self) -> None:
        """Merge what was read, with what was decided, as one step of undo."""
        if self.merging or self.reading or not self._state.writable:
            return
        entries = self.entries
        arrived = self._arrived()
        when = (self._state.quarter, self._state.now()[:10])
        work = merging(arrived, self.mends, dict(self.verdicts), when, self.words)
        self.merge_job.begin(
            Job(
                one(self.merge_job.writing("The merge", work, "merge", retry=self.merge)),
                done=partial(self._merged, entries),
                ended=self._merge_ended,
                title=title(self.preview, len(self.verdicts)),
                promise=PROMISE,
                off=CANCELLED,
                late=TOO_LATE,
            )
        )
        self.busy_changed.emit()

    def _merged(self, entries: Sequence[BatchFile], done: Done) -> None:
        self.done = done
        self.verdicts, self._views, self._alike = {}, {}, None
        self.preview = Preview()
        self.ready = prepared(self.preview)
        self.keeping.merged()
        # What was dropped meanwhile is read after the merge.
        merged = {id(each) for each in entries}
        self._set(each for each in self.entries if id(each) not in merged)
        for sentence in dict.fromkeys((*done.merged.stale, *done.merged.refused)):
            self._state.noticed.emit(Notice(sentence, "warning", about=ABOUT))
        self.done_changed.emit()
        self.steps_changed.emit()

    def _merge_ended(self) -> None:
        self.busy_changed.emit()
        self._want_preview()

    # Reading

    def _next(self) -> None:
        if self._reading.running:
            return
        entry = next((each for each in self.entries if each.stage is Stage.WAITS), None)
        if entry is None:
            self._reading.rest()
            self._want_preview()
            return
        self._put(replace(entry, stage=Stage.READING))
        failed = partial(self._not_read, entry.path)
        self._reading.read_file(entry.path, entry.password, self._take, failed)

    def _hear(self) -> None:
        path, progress = self._reading.path, self._reading.percent
        row = next((row for row, each in enumerate(self.entries) if each.path == path), -1)
        if self._reading.running and row >= 0 and self.entries[row].progress != progress:
            entries = list(self.entries)
            entries[row] = replace(entries[row], progress=progress)
            self.entries = tuple(entries)
            self.progressed.emit(row)

    def _take(self, arrived: Arrived) -> None:
        entry = self._entry(arrived.path)
        if entry is not None:
            self._put(replace(entry, stage=Stage.READ, progress=100, arrived=arrived))
            self._compare(arrived)
            if entry.password is not None:
                self._tell_tried(arrived)
        self._next()

    def _tell_tried(self, arrived: Arrived) -> None:
        """Say where a password was wrong; the file stays, to be tried with another."""
        why_not = arrived.brought.refused if arrived.locked else ""
        if why_not:
            about = _about(arrived.path)
            self._state.noticed.emit(Notice(f"{why_not} Try again.", "error", about=about))
        self.tried.emit(arrived.path, why_not)

    def _compare(self, arrived: Arrived) -> None:
        """Tell where a file is not there any more, or not what was decided about."""
        before = self._resumed.pop(arrived.path, "")
        name = arrived.path.name
        if before and not arrived.path.exists():
            said = f"{name} is not where it was any more: put it back, or take it out with Delete."
        elif before and arrived.brought.fingerprint not in ("", before):
            said = f"{name} has been changed since you decided about it: look at it again."
        else:
            return
        self._state.noticed.emit(Notice(said, "warning", about=_about(arrived.path)))

    def _not_read(self, path: Path, error: Exception) -> None:
        entry = self._entry(path)
        if entry is not None:
            self._put(replace(entry, stage=Stage.CANCELLED))
        self.tried.emit(path, "")
        if isinstance(error, CspError):
            self._state.noticed.emit(Notice(f"{path.name}: {error}", "error", about=ABOUT))
        self._next()

    # Previewing

    def _plan_changed(self, changed: Changed, _by: str) -> None:
        if self.merging:
            return
        self._want_preview()
        if any(kind == "word" for kind, _, _ in changed):
            self._read_again()

    def _read_again(self) -> None:
        """Read the workbooks again: what their words mean may be other by now."""
        waits = partial(replace, stage=Stage.WAITS, progress=0)
        self._set(
            waits(each)
            if each.stage is Stage.READ and each.arrived and each.arrived.brought.kind == "workbook"
            else each
            for each in self.entries
        )
        self._next()

    def _want_preview(self) -> None:
        if self._state.writable:
            self._pause.start()

    def _look(self) -> None:
        if self._previewing.running or self.merging:
            self._pause.start()
            return
        arrived = self._arrived()
        mends, words, stamp = self.mends, self.words, self._state.stamp()

        def work(plan: OpenPlan) -> tuple[Preview, PreparedRows]:
            with unhurried():
                found = preview(plan, arrived, mends, stamp, words)
                return found, prepared(found)

        what = "What the returns would change could not be worked out"
        self._previewing.read(work, self._show, what)

    def _show(self, looked: tuple[Preview, PreparedRows]) -> None:
        if self.merging:
            return
        found, self.ready = looked
        self.preview = found
        self._views = {each.path: each for each in found.files}
        self._decide_anew()
        self._tell_stale()
        self.previewed.emit()

    # Keeping

    def _put(self, entry: BatchFile) -> None:
        self._set(entry if each.path == entry.path else each for each in self.entries)

    def _set(self, entries: Iterable[BatchFile]) -> None:
        self.entries = tuple(entries)
        self.keeping.follow(self.entries)
        self.files_changed.emit()


def _about(path: Path) -> str:
    """What a notice on one file is about."""
    return f"{ABOUT} {path.name}"
