"""The merge as it is done on the plan's thread, told step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from csp_desktop.gui.returns.reading import Done
from csp_desktop.gui.session.gc_paused import unhurried
from csp_desktop.gui.session.long_job import Progress
from csp_desktop.operations.editing.vocabulary import WordAnswer
from csp_desktop.operations.receiving.batch import Mend, Preview, Tellers, Verdict, merge_decided
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.operations.sending.outstanding import outstanding
from csp_desktop.plan.wording import counted

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
    from csp_desktop.operations.session.stamp import Stamp

PROMISE = "Until it is done, Cancel leaves the plan as it was."
CANCELLED = "Cancelled: nothing was merged, and the plan is as it was."
TOO_LATE = "The merge was done by the time it was to be cancelled. Undo takes it back."

_BACKED_UP, _TAKEN, _COMPARED, _DECIDED = 0.05, 0.45, 0.65, 0.95
"""What share of all is done after each step, as long batches take it."""


def title(preview: Preview, decisions: int) -> str:
    """What the merge is called while it lasts."""
    files = sum(not each.refused for each in preview.files)
    if not files:
        return f"Saving {counted(decisions, 'decision')}"
    changes = counted(preview.applied, "change")
    return f"Merging {changes} from {counted(files, 'file')}"


def merging(
    arrived: Sequence[Arrived],
    mends: Sequence[Mend],
    verdicts: Mapping[str, Verdict],
    when: tuple[str, str],
    words: Sequence[WordAnswer] = (),
) -> Callable[[OpenPlan, Stamp, Progress], tuple[Outcome, Done]]:
    """What merges these files; `when` are the quarter and the day, `words` what is learned."""

    def work(plan: OpenPlan, stamp: Stamp, progress: Progress) -> tuple[Outcome, Done]:
        from csp_desktop.operations.merging.merge import brings_something
        from csp_desktop.operations.receiving.answers import answers, keep_answers
        from csp_desktop.operations.session.backups import back_up_before_merge

        steps = _Steps(progress, arrived)
        with unhurried():
            if (
                mends
                or verdicts
                or words
                or brings_something(plan, [each.brought for each in arrived])
            ):
                progress("Keeping a backup of the plan", 0)
                back_up_before_merge(plan)
            tell = Tellers(steps.files, steps.within, steps.decisions)
            outcome, merged = merge_decided(
                plan,
                arrived,
                mends,
                verdicts,
                stamp,
                tell,
                lambda merged: keep_answers(plan, merged, stamp),
                words=words,
            )
            progress.keep("Writing the receipts", _DECIDED)
            waited = outstanding(merged.document, *when)
            return outcome, Done(merged, answers(plan, merged), tuple(waited))

    return work


class _Steps:
    """Turns what the merge tells into words, and into a share of all."""

    def __init__(self, progress: Progress, arrived: Sequence[Arrived]) -> None:
        self._progress, self._arrived = progress, arrived
        self._taken = 0

    def files(self, taken: int) -> None:
        self._taken = taken
        if taken >= len(self._arrived):
            self._progress("Looking for what contradicts each other", _TAKEN)

    def within(self, done: int, of: int) -> None:
        """Only what could be read is spoken of: nothing is taken of the rest."""
        readable = [not each.brought.refused for each in self._arrived]
        count, number = sum(readable), sum(readable[: self._taken + 1])
        name = self._arrived[self._taken].path.name
        which = f"file {number:,} of {count:,}, " if count > 1 else ""
        share = (self._taken + done / of) / len(self._arrived)
        self._progress(f"Merging {which}{name}", _BACKED_UP + (_TAKEN - _BACKED_UP) * share)

    def decisions(self, done: int, of: int) -> None:
        said = f"Carrying out {counted(of, 'decision')}"
        self._progress(said, _COMPARED + (_DECIDED - _COMPARED) * done / of)
