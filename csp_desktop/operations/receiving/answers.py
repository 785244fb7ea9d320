"""What goes back to each sender after a merge: the receipt, with what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from csp_desktop.operations.merging.merge_report import FileReport, MergeReport
from csp_desktop.operations.receiving.batch import Merged, SettledDecision, WaitingItem
from csp_desktop.operations.receiving.receipts import keep, kept_for, receipt, write_pages
from csp_desktop.operations.receiving.verdicts import value_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.values import Value, words
from csp_desktop.report.receipts import Receipt, ReceiptLine, ReceiptSection, as_html, as_text


@dataclass(frozen=True, slots=True)
class Answer:
    """The receipt for one file, as a page and as text for an e-mail."""

    file: str
    sender: str
    page: str
    text: str


def answers(plan: OpenPlan, merged: Merged) -> tuple[Answer, ...]:
    """One answer a file, in the order of the batch.

    A file that was merged before and holds nothing new gets the answer of that time.
    """
    report, made = _undecided(merged), []
    for number, (file, view) in enumerate(
        zip(merged.report.files, merged.preview.files, strict=True)
    ):
        settled = [each for each in merged.settled if number in each.waiting.files]
        told = None if settled else kept_for(plan, file)
        told = told or _receipt(plan, merged, report, file, settled)
        made.append(Answer(file.path.name, view.sender, as_html(told), as_text(told)))
    return tuple(made)


def keep_answers(plan: OpenPlan, merged: Merged, stamp: Stamp) -> None:
    """Keep the receipt of each file that brought something, in the merge's transaction."""
    report = _undecided(merged)
    for number, file in enumerate(merged.report.files):
        settled = [each for each in merged.settled if number in each.waiting.files]
        told = _receipt(plan, merged, report, file, settled)
        keep(plan, file, told, report.outcome.operation, stamp.author, stamp.at)


def _undecided(merged: Merged) -> MergeReport:
    """The report with the conflicts that are left."""
    remaining = {each.id for each in merged.remaining}
    left = [each for each in merged.report.conflicts if each.id in remaining]
    return replace(merged.report, conflicts=left)


def _receipt(
    plan: OpenPlan,
    merged: Merged,
    report: MergeReport,
    file: FileReport,
    settled: list[SettledDecision],
) -> Receipt:
    told = receipt(plan, merged.document, report, _without_decided(file, settled))
    return _with_decisions(told, settled)


def save_answers(made: tuple[Answer, ...], folder: Path) -> list[Path]:
    """Write each receipt as a page into `folder`, over none that is there already."""
    return write_pages([(Path(each.file).stem, each.page) for each in made], folder)


def _without_decided(file: FileReport, settled: list[SettledDecision]) -> FileReport:
    done = {_spot(each.waiting) for each in settled}
    cells = {(each.waiting.record, *_spot(each.waiting)[1:]) for each in settled}
    return replace(
        file,
        taken=[
            each
            for each in file.taken
            if (each.cell.record, each.cell.field, each.cell.period) not in cells
        ],
        held=[each for each in file.held if (each.ref, each.field, each.period) not in done],
        missing=[each for each in file.missing if (each, "exists", "") not in done],
    )


def _spot(waiting: WaitingItem) -> tuple[str, str, str]:
    return (waiting.ref, waiting.field, waiting.period)


def _with_decisions(told: Receipt, settled: list[SettledDecision]) -> Receipt:
    lines = tuple(
        ReceiptLine(_called(each.waiting), _outcome(each), each.verdict.reason) for each in settled
    )
    section = ReceiptSection("Decided by the coordinator", lines)
    return replace(told, sections=(*told.sections[:1], section, *told.sections[1:]))


def _called(waiting: WaitingItem) -> str:
    period = f", {waiting.period}" if waiting.period else ""
    return f"{waiting.ref} {waiting.label}{period}"


def _outcome(settled: SettledDecision) -> str:
    waiting, decision = settled.waiting, settled.verdict.decision
    if waiting.kind == "missing":
        stays = decision.word == "leave"
        return "its row was missing; the action stays" if stays else "deleted, as its row is gone"
    if waiting.kind == "delete":
        return "deleted" if decision.word == "delete" else "kept"
    if waiting.kind == "ref":
        kept = _taken(settled)
        return f"'{words(kept)}' keeps the {waiting.label.lower()}; the other was given a free one"
    if decision.word == "leave":
        return f"not taken: {_text(waiting.options[0].value)}"
    return f"now says: {_text(_taken(settled))}"


def _taken(settled: SettledDecision) -> Value:
    return value_of(settled.waiting, settled.verdict.decision)


def _text(value: Value) -> str:
    return words(value) or "(cleared)"
