"""Values in place of what was not understood: typed by a person, or words learned since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from csp_desktop.changes.change import Change
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.operations.editing.edits import stance_for
from csp_desktop.operations.editing.vocabulary import WordAnswer
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.receiving.intake import Arrived, MendableCell
from csp_desktop.operations.receiving.receive import notice_twins
from csp_desktop.operations.session.lookup import linked
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value, understand, why_left_out
from csp_desktop.plan.vocabulary import LEFT_OUT, Vocabulary, of_words
from csp_desktop.store.operation import Operation


@dataclass(frozen=True, slots=True)
class Mend:
    """A value in place of one that could not be understood, in the file at `file`."""

    file: Path
    spot: MendableCell
    value: str


def mended(
    plan: OpenPlan,
    arrived: Sequence[Arrived],
    mends: Iterable[Mend],
    stamp: Stamp,
    words: Sequence[WordAnswer],
) -> list[Brought]:
    """The files' changes, with the mends among them, and a notice where two files differ."""
    document = plan.document()
    vocabulary = of_words(words).over(document.vocabulary)
    brought = []
    by_file: dict[Path, list[Mend]] = {}
    for mend in mends:
        by_file.setdefault(mend.file, []).append(mend)
    for each in arrived:
        mine = by_file.get(each.path, [])
        typed = {mend.spot.cell for mend in mine}
        # What was not understood when the file was read, and is now that its words are known.
        by_now = {
            spot.cell: (spot, meant)
            for spot in filter(None, each.spots)
            if spot.cell not in typed and (meant := _meant(plan, spot, vocabulary))
        }
        mine += [
            Mend(each.path, spot, meant) for spot, meant in by_now.values() if meant != LEFT_OUT
        ]
        made = [_mend(plan, document, mend, stamp) for mend in mine]
        problems, silent = [], []
        for problem, spot in zip(each.brought.problems, each.spots, strict=True):
            if spot is None or spot.cell not in typed | by_now.keys():
                problems.append(problem)
            elif by_now.get(spot.cell, (spot, ""))[1] == LEFT_OUT:
                silent.append(f"{problem.sheet} {problem.cell}: {why_left_out(spot.said)}")
        brought.append(
            replace(
                each.brought, made=[*each.brought.made, *made], problems=problems, notices=silent
            )
        )
    # Each file was read by itself and compared with earlier returns then. Here only the files of
    # the batch are compared, with each other.
    notice_twins(Document(""), brought)
    for one, each in zip(brought, arrived, strict=True):
        one.notices[:0] = each.brought.notices
    return brought


def _meant(plan: OpenPlan, spot: MendableCell, vocabulary: Vocabulary) -> str:
    """What the word in a cell means by now, '' where it is unknown or no word for a choice."""
    of = plan.table.field(spot.cell.kind, spot.cell.field)
    meant = vocabulary.read(of, spot.said) if of and of.choices else None
    return meant.choice if meant else ""


def _mend(
    plan: OpenPlan, document: Document, mend: Mend, stamp: Stamp
) -> tuple[Change, list[Operation]]:
    cell = mend.spot.cell
    known = plan.table.field(cell.kind, cell.field)
    value: Value = mend.value
    if known is not None:
        value = linked(document, plan.table, known, understand(known, mend.value))
    record = document.record(cell.kind, cell.record)
    stance = stance_for(plan, record, plan.group)
    # Over the base's heads and with the export's nonce, just as if the file had said it: a
    # corrected file that comes later makes the same change.
    change = make_edit(plan.plan_id, cell, value, mend.spot.covers, mend.spot.nonce, stance)
    # The id follows from the change, so the same mend made in two copies is one operation.
    operation = Operation(f"mend-{change.id}"[:16], "mend", stamp.author, stamp.at, mend.file.name)
    return change, [operation]
