"""The draft of a batch on the disk: each file, step and typed text is kept there as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit

from csp_desktop.gui.returns.reading import BatchFile
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.widgets.diff_cards import Combination
from csp_desktop.operations.editing.vocabulary import WordAnswer
from csp_desktop.operations.receiving import batch_drafts
from csp_desktop.operations.receiving.batch import Mend, Preview, Verdict
from csp_desktop.operations.receiving.batch_drafts import (
    BatchDraft,
    ChangePlace,
    KeptFile,
    MendPlace,
    Step,
)
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.operations.receiving.verdicts import LeftOut
from csp_desktop.plan.vocabulary import word

KEPT = "kept decisions"
"""What the notice is about that says that the disk did not take them."""

_PAUSE_MILLISECONDS = 400
"""After that long without a key, what is typed is written to the disk."""


class BatchKeeper:
    """Holds the draft of the open plan's batch, and writes it at every change."""

    def __init__(self, state: PlanState) -> None:
        self._state = state
        self._kept_for: tuple[str, Path] | None = None
        self.draft = BatchDraft()
        self.unkept = False

    def begin(self) -> BatchDraft:
        """Take up what was kept for the plan that is open now."""
        state = self._state
        self._kept_for = None
        self.draft = BatchDraft()
        if state.writable and state.path is not None:
            self._kept_for = (state.document.plan_id, state.path)
            self.draft = batch_drafts.load(*self._kept_for)
        return self.draft

    def end(self) -> None:
        """Let go of the draft: the plan is closed. What is kept stays on the disk."""
        self._kept_for, self.draft, self.unkept = None, BatchDraft(), False

    def take(self, step: Step) -> None:
        """Keep one more step."""
        self._put(self.draft.after(step))

    def back(self) -> Step | None:
        """Take the last step back; answers with it."""
        step = self.draft.last
        self._put(self.draft.back())
        return step

    def forth(self) -> Step | None:
        """Do again what was taken back last; answers with it."""
        step = self.draft.next
        self._put(self.draft.forth())
        return step

    def type(self, key: str, text: str) -> None:
        """Keep a text that is typed and not used yet; '' for none."""
        typed = {each: said for each, said in self.draft.typed.items() if each != key}
        self._put(replace(self.draft, typed={**typed, key: text} if text else typed))

    def follow(self, entries: Iterable[BatchFile]) -> None:
        """Keep which files there are, each with the fingerprint of what was read."""
        before = {each.path: each for each in self.draft.files}
        files = tuple(_kept(each, before.get(str(each.path.absolute()))) for each in entries)
        self._put(replace(self.draft, files=files))

    def count(self, conflicts: int, decided: int, told: Iterable[str]) -> None:
        """Keep how far it is."""
        told = self.draft.told | frozenset(told)
        self._put(replace(self.draft, conflicts=conflicts, decided=decided, told=told))

    def merged(self) -> None:
        """Let go of all steps: what they decided is in the plan."""
        self._put(BatchDraft(self.draft.files))

    def clear(self) -> None:
        """Let go of all of it."""
        self._put(BatchDraft())

    def again(self) -> None:
        """Write what the disk did not take."""
        if self._kept_for is None:
            return
        try:
            batch_drafts.save(*self._kept_for, self.draft)
        except OSError as error:
            self.unkept = True
            self._state.noticed.emit(
                Notice(
                    f"Your decisions could not be kept on the disk ({error.strerror}). They are "
                    "here as long as this window is open: make room, then try again.",
                    "error",
                    about=KEPT,
                    action="Try again",
                    act=self.again,
                )
            )
        else:
            if self.unkept:
                self._state.settled.emit(KEPT)
            self.unkept = False

    def _put(self, draft: BatchDraft) -> None:
        if draft != self.draft:
            self.draft = draft
            self.again()

    # What it comes to for the files that have been read

    def verdicts(self, preview: Preview) -> dict[str, Verdict]:
        """The decisions about what waits now."""
        known = {each.id for each in preview.waiting}
        return {each: said for each, said in self.draft.verdicts.items() if each in known}

    def mends(self, arrived: Iterable[Arrived]) -> tuple[Mend, ...]:
        """The values in place of what still stands in the files and is not understood."""
        wanted = self.draft.mends
        return tuple(
            Mend(each.path, spot, wanted[place])
            for each in (arrived if wanted else ())
            for problem, spot in zip(each.brought.problems, each.spots, strict=True)
            if spot is not None
            and (
                place := MendPlace(
                    str(each.path.absolute()), problem.sheet, problem.cell, spot.said
                )
            )
            in wanted
        )

    def words(self, arrived: Iterable[Arrived]) -> tuple[WordAnswer, ...]:
        """What words that stand in the files are said to mean."""
        met = {
            word(*problem.word)
            for each in arrived
            for problem in each.brought.problems
            if problem.word
        }
        said = self.draft.words
        return tuple(WordAnswer(*each, said[each]) for each in said if each in met)

    def arrived(self, entries: Sequence[BatchFile]) -> list[Arrived]:
        """The files that have been read, with what is left out of them."""
        anyway, left_out = self.draft.anyway, self.draft.left_out
        found = []
        for each in (entry.arrived for entry in entries if entry.arrived):
            mine = {
                place.cell: why
                for place, why in left_out.items()
                if place.file == each.brought.fingerprint
            }
            brought = each.brought
            if brought.fingerprint and brought.fingerprint in anyway:
                brought = replace(brought, anyway=True)
            found.append(replace(each, brought=brought, left_out=mine))
        return found


def left_out_of(arrived: Iterable[Arrived]) -> LeftOut:
    """What is left out of files, with the reasons."""
    return {(each.path, cell): why for each in arrived for cell, why in each.left_out.items()}


def place_in(arrived: Arrived, change: tuple[str, str, str, str]) -> ChangePlace:
    """The place of a change of a file."""
    return ChangePlace(arrived.brought.fingerprint, *change)


def _kept(entry: BatchFile, before: KeptFile | None) -> KeptFile:
    read = entry.arrived.brought.fingerprint if entry.arrived else ""
    return KeptFile(str(entry.path.absolute()), read or (before.fingerprint if before else ""))


class Typing(QObject):
    """Notes every text at once, and has it kept after a pause and when the box is left."""

    def __init__(
        self,
        keeper: BatchKeeper,
        words: Combination | None,
        lines: tuple[QLineEdit, ...],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._words, self._lines = keeper, words, lines
        self._row = ""
        self._noted: dict[str, str] = {}
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.keep)
        if words is not None:
            words.edit.textChanged.connect(self._note_words)
            words.edit.installEventFilter(self)
        for line in lines:
            line.installEventFilter(self)
        for place, line in enumerate(lines):
            line.textEdited.connect(lambda text, place=place: self._note(f" {place}", text))

    def go_to(self, row: str) -> None:
        """What is typed from now on is for another row, '' for none."""
        self.keep()
        self._row = row

    def show_lines(self) -> None:
        """Show in the lines what was typed in them for this row."""
        for place, line in enumerate(self._lines):
            text = self._said(f" {place}")
            if text:
                line.setText(text)

    @property
    def words(self) -> str:
        """The value typed for this row and not used yet."""
        return self._said("")

    def used(self) -> None:
        """Forget what was typed for this row: it is in the decision now."""
        for what in ("", *(f" {place}" for place in range(len(self._lines)))):
            self._noted.pop(self._row + what, None)
            self._keeper.type(self._row + what, "")

    def keep(self) -> None:
        """Have what was noted kept on the disk."""
        self._pause.stop()
        noted, self._noted = self._noted, {}
        for key, text in noted.items():
            self._keeper.type(key, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving a box keeps what was typed in it: the window may close next."""
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _said(self, what: str) -> str:
        key = self._row + what
        return self._noted.get(key) or self._keeper.draft.typed.get(key, "")

    def _note_words(self) -> None:
        words = self._words
        if words is not None and words.editing and words.edit.hasFocus():
            self._note("", words.edit.toPlainText())

    def _note(self, what: str, text: str) -> None:
        if self._row:
            self._noted[self._row + what] = text
            self._pause.start()
