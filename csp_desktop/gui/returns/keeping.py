"""The draft of a batch on the disk: every file and every step is kept there as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from csp_desktop.gui.returns.entries import BatchFile
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
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

KEPT = "kept decisions"
"""What the notice is about that says that the disk did not take them."""


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
