"""The decisions on a batch: each is a step that is kept at once, taken back and made again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from csp_desktop.changes.change import Cell
from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.choices import numbers_alike, sort_of
from csp_desktop.gui.returns.keeping import BatchKeeper, left_out_of, place_in
from csp_desktop.gui.returns.reading import BatchFile
from csp_desktop.gui.returns.rows import words_asked
from csp_desktop.gui.session.messages import RESUMED, Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.operations.editing.vocabulary import WordAnswer, learn
from csp_desktop.operations.receiving.batch import (
    CellChange,
    FileView,
    Mend,
    Preview,
    PreviewTrouble,
    Verdict,
    WaitingItem,
)
from csp_desktop.operations.receiving.batch_drafts import ChangePlace, MendPlace, Step
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.operations.receiving.verdicts import as_one, place_of, with_left_out
from csp_desktop.plan.vocabulary import word

ABOUT, STEPS = "returns", "a decision"
"""What the notices of this module are about."""


class Decisions(QObject):
    """What is decided on the files of a batch.

    `steps_changed`: Undo and Redo are of something else now. `gone_to` brings what a step taken
    back, or made again, was about.
    """

    decided = Signal()
    steps_changed = Signal()
    gone_to = Signal(str)

    def __init__(self, state: PlanState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.entries: tuple[BatchFile, ...] = ()
        self.preview = Preview()
        self.verdicts: dict[str, Verdict] = {}
        self.keeping = BatchKeeper(state)
        self._alike: dict[tuple[str, int], int] | None = None

    # What a batch knows

    @property
    @abstractmethod
    def merging(self) -> bool:
        """Whether a merge is under way."""

    @property
    @abstractmethod
    def reading(self) -> bool:
        """Whether a file is being read or waits to be."""

    @property
    @abstractmethod
    def fresh(self) -> bool:
        """Whether the preview tells of every file that has been read, and of the plan as it is."""

    @abstractmethod
    def _want_preview(self) -> None: ...

    def _entry(self, path: Path) -> BatchFile | None:
        return next((each for each in self.entries if each.path == path), None)

    @property
    def undecided(self) -> int:
        """How many contradictions nobody has decided yet."""
        return sum(each.contested and each.id not in self.verdicts for each in self.preview.waiting)

    def undecided_like(self, like: WaitingItem, file: int) -> int:
        """How many things like `like` from one file nobody has decided, that one counted in."""
        if self._alike is None:
            self._alike = numbers_alike(self.preview.waiting, self.verdicts)
        return self._alike.get((sort_of(like), file), 0) + (like.id in self.verdicts)

    @property
    def mends(self) -> tuple[Mend, ...]:
        """The values typed in place of ones that could not be understood."""
        return self.keeping.mends(self._arrived())

    @property
    def words(self) -> tuple[WordAnswer, ...]:
        """What words in the files are said to mean."""
        return self.keeping.words(self._arrived())

    # Decisions

    def decide(self, chosen: Mapping[str, Verdict | None]) -> None:
        """Keep these decisions for the merge, unless it is under way; None takes one back."""
        if self.merging or not chosen:
            return
        waiting = self.preview.waiting
        says = texts.deciding(waiting, chosen)
        self._take_step(Step(says, verdicts=as_one(waiting, chosen), left_out=self._lifted(chosen)))

    def mend(self, view: FileView, trouble: PreviewTrouble, value: str) -> None:
        """Put `value` in place of what could not be understood; the problem is none then."""
        if trouble.spot is not None and not self.merging:
            place = MendPlace(
                str(view.path.absolute()), trouble.sheet, trouble.cell, trouble.spot.said
            )
            self._take_step(Step(texts.mending(trouble, value), mends={place: value}))

    def learn(self, trouble: PreviewTrouble, meant: str) -> None:
        """Say what a word means: in every cell of the batch, and for the plan from the merge on.

        Where it stands in a workbook without a base, the plan learns it at once, and that is read
        again: what such a file says is worked out by reading it alone.
        """
        if trouble.word is not None and not self.merging:
            asked = word(*trouble.word)
            if any(
                each.spot is None and each.word and word(*each.word) == asked
                for view in self.preview.files
                for each in view.troubles
            ):
                said = f"What '{asked.text}' means"
                work = doing(learn, [WordAnswer(*asked, meant)], STAMP)
                self._state.write(said, work, by="words")
                return
            self._take_step(Step(texts.meaning(asked, meant), words={asked: meant}))

    def cells_saying(self, trouble: PreviewTrouble) -> int:
        """In how many cells of the batch the word of a problem stands; 0 where it is none."""
        return words_asked(self.preview)[word(*trouble.word)] if trouble.word else 0

    def merge_anyway(self, view: FileView) -> None:
        """Merge a file although it takes out more than it brings."""
        entry = self._entry(view.path)
        if entry is not None and entry.arrived is not None and not self.merging:
            says = f"merge {view.path.name} anyway"
            self._take_step(Step(says, anyway=entry.arrived.brought.fingerprint))

    def leave_out(self, view: FileView, change: CellChange, reason: str = "") -> None:
        """Do not take what a file says in a cell; all of it where it would add a record.

        What another file says with the very same change is not taken either.
        """
        entry = self._entry(view.path)
        if entry is None or entry.arrived is None or self.merging:
            return
        whole = change.mark == "new"
        spot = ("exists", "") if whole else (change.field, change.period)
        cell = Cell(change.kind, change.record, *spot)
        same = _said(entry.arrived, cell)
        left = {
            place_in(each.arrived, cell): reason
            for each in self.entries
            if each.arrived is not None and (each is entry or same & _said(each.arrived, cell))
        }
        self._take_step(Step(texts.leaving_out(change), left_out=left))

    def _lifted(self, chosen: Mapping[str, Verdict | None]) -> dict[ChangePlace, str | None]:
        """What had been left out and is to be decided later: it is a change like others again."""
        cells = {place_of(each) for each in self.preview.waiting if chosen.get(each.id, 0) is None}
        return {each: None for each in self.keeping.draft.left_out if each.cell in cells}

    # Steps, back and forth

    @property
    def next_undo(self) -> str | None:
        """What would be taken back, in words."""
        step = self.keeping.draft.last
        return step.says if step and not self.merging else None

    @property
    def next_redo(self) -> str | None:
        """What would be done again, in words."""
        step = self.keeping.draft.next
        return step.says if step and not self.merging else None

    def undo(self) -> None:
        """Take the last decision back, and say which."""
        if self.next_undo is not None:
            self._tell_step(self.keeping.back(), "Taken back", "Redo", self.redo)

    def redo(self) -> None:
        """Decide again what was taken back last, and say so."""
        if self.next_redo is not None:
            self._tell_step(self.keeping.forth(), "Decided again", "Undo", self.undo)

    def _tell_step(self, step: Step | None, how: str, action: str, act: Callable[[], None]) -> None:
        if step is not None:
            self._follow_step(step)
            self._state.settled.emit(RESUMED)
            self._state.noticed.emit(
                Notice(f"{how}: {step.says}.", about=STEPS, action=action, act=act)
            )
            self.gone_to.emit(next(iter(step.verdicts), ""))

    def _take_step(self, step: Step) -> None:
        self.keeping.take(step)
        for about in (STEPS, RESUMED):
            self._state.settled.emit(about)
        self._follow_step(step)

    def _follow_step(self, step: Step) -> None:
        self._decide_anew()
        self._count()
        self.decided.emit()
        self.steps_changed.emit()
        if step.mends or step.anyway or step.left_out or step.words:
            self._want_preview()

    def _decide_anew(self) -> None:
        """What is decided of what waits now."""
        left = left_out_of(self._arrived())
        self._alike = None
        self.verdicts = with_left_out(self.preview, self.keeping.verdicts(self.preview), left)

    def _count(self, told: Iterable[str] = ()) -> None:
        if self.fresh and not self.reading:
            contested = sum(each.contested for each in self.preview.waiting)
            self.keeping.count(contested, contested - self.undecided, told)

    def _arrived(self) -> list[Arrived]:
        return self.keeping.arrived(self.entries)

    # What has changed meanwhile

    def _tell_stale(self) -> None:
        """Tell of decisions whose matter is another by now; they wait, should it come back."""
        if not self.fresh or self.reading:
            return
        known = {each.id for each in self.preview.waiting}
        draft = self.keeping.draft
        locked = any(each.locked for each in self.preview.files)
        stale = set() if locked else draft.verdicts.keys() - known - draft.told
        if stale:
            count = "One decision was" if len(stale) == 1 else f"{len(stale)} decisions were"
            self._state.noticed.emit(
                Notice(
                    f"{count} about something that has changed since you looked. Decide again.",
                    "warning",
                    about=ABOUT,
                )
            )
        self._count(stale)


def _said(arrived: Arrived, cell: Cell) -> set[str]:
    """The changes by which a file says something in a cell."""
    return {change.id for change, _ in arrived.brought.made if change.cell == cell}
