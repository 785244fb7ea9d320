"""A batch of returns: previewing its merge, and merging it with what a person decided.

A preview is a merge that is not kept. Decisions are stored by the ids of their conflicts. An id is
the hash of what the conflict holds, so a decision on a state that has changed since is reported
as stale and never applied to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from csp_desktop.changes.change import Cell, Change
from csp_desktop.changes.conflicts import Conflict
from csp_desktop.errors import CspError
from csp_desktop.operations.deciding.conflicts import CONTESTED, conflicts
from csp_desktop.operations.deciding.resolve import settling
from csp_desktop.operations.editing.vocabulary import WordAnswer, learning
from csp_desktop.operations.merging.incoming import Brought, Within, quietly
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.intake import Arrived
from csp_desktop.operations.receiving.mending import Mend, mended
from csp_desktop.operations.receiving.preview import (
    CellChange,
    FileView,
    Mark,
    Option,
    Preview,
    PreviewTrouble,
    Viewing,
    WaitingItem,
)
from csp_desktop.operations.receiving.verdicts import (
    LEFT_OUT,
    Back,
    LeftOut,
    Verdict,
    clearing,
    held_back,
    may_clear,
    one_a_cell,
    with_left_out,
)
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.values import key

__all__ = [
    "CONTESTED",
    "CellChange",
    "FileView",
    "Mark",
    "Mend",
    "Merged",
    "Option",
    "Preview",
    "PreviewTrouble",
    "SettledDecision",
    "Tellers",
    "Verdict",
    "WaitingItem",
    "merge_decided",
    "preview",
]


@dataclass(frozen=True, slots=True)
class SettledDecision:
    """One decision that was carried out."""

    waiting: WaitingItem
    verdict: Verdict


@dataclass(slots=True)
class Merged:
    """What a merge with decisions did. `stale` and `refused` are sentences on decisions not made.

    `remaining` waits still, of the batch or from before. `words` are what the plan learned with it.
    """

    report: MergeReport
    preview: Preview
    document: Document
    settled: list[SettledDecision] = field(default_factory=list)
    remaining: tuple[WaitingItem, ...] = ()
    stale: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    words: list[WordAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tellers:
    """Hear how far a merge is; whatever one of them raises leaves the plan as it was.

    `files` hears how many files are taken, `within` how far the one being taken is, `decisions` how
    many of how many decisions are carried out.
    """

    files: Callable[[int], None] | None = None
    within: Within = quietly
    decisions: Within = quietly


NOBODY = Tellers()


def preview(
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    mends: Iterable[Mend],
    stamp: Stamp,
    words: Sequence[WordAnswer] = (),
) -> Preview:
    """What merging these files would do to the plan now; nothing is kept.

    The merge is carried out and rolled back, so a preview cannot differ from the merge. `words` are
    what a person says that words in the files mean.
    """
    brought = mended(plan, arrived, mends, stamp, words)
    try:
        with plan.file.transaction():
            # Raised so that the transaction is taken back. The preview is frozen data and outlives
            # it.
            raise _Looked(_merge(plan, arrived, brought, stamp, NOBODY)[1])
    except _Looked as looked:
        return looked.preview


class _Looked(Exception):
    """Not an error: the way out of a transaction whose end has been looked at."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


def merge_decided(  # noqa: PLR0913 - what a person said, each by its kind
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    mends: Iterable[Mend],
    verdicts: Mapping[str, Verdict],
    stamp: Stamp,
    tell: Tellers = NOBODY,
    also: Callable[[Merged], None] | None = None,
    *,
    words: Sequence[WordAnswer] = (),
) -> tuple[Outcome, Merged]:
    """Merge the files and carry the decisions out: one transaction, and one undo takes back both.

    What nobody decided on stays undecided, a missing row too. A decision that cannot be carried
    out is reported, and its conflict stays. Whatever `tell` raises cancels all of it. `also` writes
    in the same transaction. What is left out of a file is not taken, and its receipt gives the
    reason. What would clear a filled cell waits until a verdict takes it. The plan learns `words`
    in the same step.
    """
    brought = mended(plan, arrived, mends, stamp, words)
    try:
        with plan.file.transaction():
            outcome, merged = _merge_decided(plan, arrived, brought, verdicts, stamp, tell, words)
            # Nothing came, was decided or was noted: the transaction is taken back, so that the
            # file's bytes and its count of writes stay as they are.
            came = plan.file.log.brought_by(merged.report.outcome.operation)
            if not (came or merged.settled or merged.report.told or merged.words):
                raise _NothingWritten(outcome, merged)
            if also:
                also(merged)
    except _NothingWritten as nothing:
        return nothing.outcome, nothing.merged
    return outcome, merged


class _NothingWritten(Exception):
    """Not an error: the way out of a transaction in which nothing is to be kept."""

    def __init__(self, outcome: Outcome, merged: Merged) -> None:
        super().__init__()
        self.outcome, self.merged = outcome, merged


def _merge_decided(
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    brought: Sequence[Brought],
    verdicts: Mapping[str, Verdict],
    stamp: Stamp,
    tell: Tellers,
    words: Sequence[WordAnswer],
) -> tuple[Outcome, Merged]:
    report, viewed = _merge(plan, arrived, brought, stamp, tell)
    merged = Merged(report, viewed, plan.document())
    changed = {each[:2]: each for each in report.outcome.changed}
    # After the merge: which conflicts there are is known only now. A verdict holds for a conflict's
    # id, so none is carried out on something that looks different by now.
    wanted, told = one_a_cell(viewed.waiting, with_left_out(viewed, verdicts, _left_out(arrived)))
    merged.refused += told
    _carry_out(plan, merged, wanted, changed, stamp, tell.decisions)
    learned = learning(plan, plan.document(), words, stamp)
    if learned:
        _write(plan, merged, learned, changed, stamp)
        merged.words += words
    known = {each.id for each in viewed.waiting}
    merged.stale += [
        "One decision was about something that has changed since you looked: look at it again."
        for each in verdicts
        if each not in known
    ]
    merged.document = plan.document()
    settled = {each.waiting.id for each in merged.settled}
    merged.remaining = tuple(each for each in viewed.waiting if each.id not in settled)
    outcome = report.outcome
    label = "merge" if any(not each.refused for each in brought) else "decide"
    return Outcome(outcome.operation, label, outcome.author, tuple(changed.values())), merged


def _merge(
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    brought: Sequence[Brought],
    stamp: Stamp,
    tell: Tellers,
) -> tuple[MergeReport, Preview]:
    """Merge what is brought, holding back what is left out and what would clear a filled cell."""
    before = plan.document()
    back: dict[tuple[Path, Cell], str] = dict.fromkeys(_left_out(arrived), LEFT_OUT)
    # Held back before merging, not taken back afterwards: the proposal then has the same id in
    # every copy, no matter who merges the file and how often.
    files = [held_back(plan.plan_id, each, back) for each in brought]
    # Whether a blank really clears something shows only when all files are merged: another file may
    # fill the cell, or contest it. Trying costs a second merge, so it is done only where some blank
    # meets a filled cell.
    if may_clear(before, files):
        back |= _clearing(plan, before, files, stamp, tell)
        files = [held_back(plan.plan_id, each, back) for each in brought]
    report = merge(plan, files, stamp, progress=tell.files, within=tell.within)
    return report, Viewing(plan, before, report, files, arrived).view()


def _left_out(arrived: Sequence[Arrived]) -> LeftOut:
    return {(each.path, cell): why for each in arrived for cell, why in each.left_out.items()}


def _clearing(
    plan: OpenPlan, before: Document, files: Sequence[Brought], stamp: Stamp, tell: Tellers
) -> Back:
    """What merging would clear that is filled in: found by merging, and taking that back."""
    # Copies, since merging adds to these lists.
    tried = [replace(each, made=list(each.made), reasons=dict(each.reasons)) for each in files]
    report = merge(plan, tried, stamp, dry_run=True, within=tell.within)
    return clearing(before, before.with_records(report.outcome.changed), report, tried)


def _carry_out(
    plan: OpenPlan,
    merged: Merged,
    verdicts: Mapping[str, Verdict],
    changed: dict[tuple[str, str], tuple[str, str, Record | None]],
    stamp: Stamp,
    tell: Within,
) -> None:
    """Settle contested cells first, then deletions, refs and proposals, which may lie over them.

    What one decision alters of another's ground is carried over where the choices are the same.
    """
    views = {each.id: each for each in merged.preview.waiting}
    wanted = {each: verdicts[each] for each in verdicts if each in views}
    if wanted:
        tell(0, len(wanted))
    begun = conflicts(plan, plan.document()) if wanted else []
    # An earlier kind of decision may alter the heads of a later conflict, and with them its id. It
    # is found again by its cell and choices, and only where those are all as they were.
    places = {_choices_of(each): each.id for each in begun if each.id in wanted}
    # The order matters: a deletion is refused while people differ over something in the record, and
    # a proposal while its cell is contested.
    for kinds in (("edit",), ("delete",), ("ref",), ("held", "compare"), ("missing",)):
        if not any(views[each].kind in kinds for each in wanted):
            continue
        document = plan.document()
        changes: list[Change] = []
        for conflict in conflicts(plan, document):
            ours = conflict.id if conflict.id in wanted else places.get(_choices_of(conflict), "")
            if conflict.kind not in kinds or not ours:
                continue
            verdict = wanted[ours]
            try:
                made = settling(plan, document, conflict, verdict.decision, stamp)
            except CspError as error:
                merged.refused.append(f"{views[ours].ref}: {error}")
                continue
            merged.settled.append(SettledDecision(views[ours], verdict))
            tell(len(merged.settled), len(wanted))
            changes += made
            # Written one by one: the next free ref for the second must not be the one that the
            # first has just been given.
            if conflict.kind == "ref":
                _write(plan, merged, changes, changed, stamp)
                changes, document = [], plan.document()
        _write(plan, merged, changes, changed, stamp)


def _choices_of(conflict: Conflict) -> tuple[object, ...]:
    said = tuple((each.record, key(each.value)) for each in conflict.choices)
    return (conflict.kind, *conflict.cell, said)


def _write(
    plan: OpenPlan,
    merged: Merged,
    changes: list[Change],
    changed: dict[tuple[str, str], tuple[str, str, Record | None]],
    stamp: Stamp,
) -> None:
    """Keep decisions as part of what the merge brought, where it brought anything."""
    if not changes:
        return
    merge_id = merged.report.outcome.operation
    joined = bool(plan.file.log.brought_by(merge_id))
    ids = [change.id for change in changes]
    # Noted as part of what the merge brought, one undo takes back both. Where the merge brought
    # nothing there is no such step, and the decision is a step of its own.
    outcome = plan.write(
        "decide",
        changes,
        stamp,
        undoable=not joined,
        also=(lambda log: log.note_brought(merge_id, ids)) if joined else None,
    )
    changed.update({each[:2]: each for each in outcome.changed})
