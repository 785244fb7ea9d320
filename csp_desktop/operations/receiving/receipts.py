"""Receipts for the files of a merge: each action with what was taken, and what needs its sender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import Change, Stance
from csp_desktop.changes.conflicts import OpenConflict
from csp_desktop.errors import BadValue, Failure, Refusal
from csp_desktop.operations.merging.merge_report import RECEIPT_ID, FileReport, MergeReport
from csp_desktop.operations.session.lookup import cell_label, label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, name_key, words
from csp_desktop.plan.wording import address, day, plural
from csp_desktop.report.receipts import (
    Receipt,
    ReceiptLine,
    ReceiptSection,
    as_html,
    as_text,
    from_data,
)
from csp_desktop.store.failing import from_os
from csp_desktop.store.keptreceipts import KeptReceipt
from csp_desktop.whole import file_name, untaken, write_whole

_LEAST_PREFIX = 4


def receipt(plan: OpenPlan, document: Document, report: MergeReport, file: FileReport) -> Receipt:
    """The receipt for one file of a merge."""
    cells = {change.cell[1:] for change in file.taken}
    contested = [each for each in report.conflicts if _concerns(each, cells)]
    stands = _standing(document, file.taken)
    sections = (
        ReceiptSection(
            "Needs you: could not be taken",
            tuple(
                ReceiptLine(address(one.sheet, one.cell, " ") or "The file", one.message)
                for one in file.problems
            ),
        ),
        ReceiptSection(
            "With the coordinator: says something else than another return",
            tuple(
                ReceiptLine(
                    _contested_place(plan, each),
                    " / ".join(
                        _said(plan.table.field(each.cell.kind, each.cell.field), side.value)
                        for side in each.sides
                    ),
                )
                for each in contested
            ),
        ),
        ReceiptSection(
            "With the coordinator: waits to be taken",
            tuple(
                ReceiptLine(
                    cell_label(plan.table, held.ref, held.kind, held.field, held.period),
                    _said(plan.table.field(held.kind, held.field), held.value),
                    held.reason,
                )
                for held in file.held
            ),
        ),
        ReceiptSection(
            "Missing from the file (nothing was deleted)",
            tuple(ReceiptLine(ref, "its row is not there") for ref in file.missing),
        ),
        ReceiptSection("Taken", tuple(_taken(plan, document, stands))),
        ReceiptSection(
            "Worth knowing", tuple(ReceiptLine("The file", each) for each in file.notices)
        ),
    )
    count = len(stands)
    repeated = file.already_known
    known = f" {repeated} {plural(repeated, 'was', 'were')} known already." if repeated else ""
    return Receipt(
        title=f"Receipt: {file.path.stem}",
        file=file.path.name,
        marking=document.plan.text("marking") or "OFFICIAL",
        summary=f"{count} {plural(count, 'change was', 'changes were')} taken.{known}",
        sections=sections,
    )


def room_for_receipts(folder: Path) -> None:
    """Make the folder for receipts, before anything is merged; Failure where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"There can be no folder {folder} for receipts ({error.strerror}), so nothing was "
            "merged. Name another one."
        ) from error


def keep_receipts(plan: OpenPlan, document: Document, report: MergeReport, stamp: Stamp) -> None:
    """Keep the receipt of each file that brought something, in the merge's transaction."""
    for file in report.files:
        told = receipt(plan, document, report, file)
        keep(plan, file, told, report.outcome.operation, stamp.author, stamp.at)


def write_receipts(plan: OpenPlan, report: MergeReport, folder: Path) -> list[Path]:
    """Write one HTML receipt for each file into `folder`, and return their paths.

    A file that was merged before and holds nothing new gets the receipt of that time.
    """
    document = plan.document()
    return write_pages(
        [
            (file.path.stem, as_html(kept_for(plan, file) or receipt(plan, document, report, file)))
            for file in report.files
        ],
        folder,
    )


def write_pages(pages: Iterable[tuple[str, str]], folder: Path) -> list[Path]:
    """Write receipts, each by its file's name, into `folder`, over none that is there already."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages:
            path = untaken(folder / file_name(name, " receipt.html"))
            write_whole(path, page.encode())
            written.append(path)
    except OSError as error:
        raise Failure(
            f"The receipts could not be written to {folder} ({error.strerror}). "
            "The merge itself is done: choose another folder."
        ) from error
    return written


def _concerns(conflict: OpenConflict, cells: set[tuple[str, str, str]]) -> bool:
    """True if one of the changed `cells` has a side in a conflict."""
    _, record, name, period = conflict.cell
    if conflict.kind == "edit":
        return (record, name, period) in cells
    if conflict.kind == "ref":
        return any((side.record, name, "") in cells for side in conflict.sides)
    return conflict.kind == "delete" and record in {cell[0] for cell in cells}


def _standing(document: Document, taken: Iterable[Change]) -> list[Change]:
    """The changes taken, without those undone or replaced by the same file, or contested now."""
    by_id = {change.id: change for change in taken}
    replaced = {
        each
        for change in by_id.values()
        for each in change.covers
        if each in by_id and (change.stance is Stance.ASIDE or by_id[each].cell == change.cell)
    }
    return [
        change
        for change in by_id.values()
        if change.id not in replaced
        and change.stance is not Stance.ASIDE
        and not _is_contested(document, change)
    ]


def _is_contested(document: Document, change: Change) -> bool:
    record = document.record(change.cell.kind, change.cell.record)
    return record is not None and record.held(*change.cell[2:]).contested


def _taken(plan: OpenPlan, document: Document, changes: Iterable[Change]) -> list[ReceiptLine]:
    lines = []
    for change in changes:
        kind, record, name, period = change.cell
        if not kind or name == "exists":
            continue
        field = plan.table.field(kind, name)
        ref = label_of(document, plan.table, kind, record)
        value = _said(field, told(document, plan.table, field, change.value)) or "(cleared)"
        lines.append(ReceiptLine(cell_label(plan.table, ref, kind, name, period), value))
    return lines


def _said(field: Field | None, value: Value) -> str:
    """A value in words, a date by its month's name."""
    text = words(value)
    return day(text) or text if field and field.type is Type.DATE else text


def _contested_place(plan: OpenPlan, conflict: OpenConflict) -> str:
    kind, _, name, period = conflict.cell
    if conflict.kind == "ref":
        return f"{conflict.ref} {name} that two have"
    return cell_label(plan.table, conflict.ref, kind, name, period)


@dataclass(frozen=True, slots=True)
class ReceiptAgain:
    """A receipt that was kept, with what it is known by."""

    id: str
    operation: str
    return_id: str
    at: str | None
    author: str
    receipt: Receipt

    @property
    def text(self) -> str:
        """The receipt as plain text, to paste into an e-mail."""
        return as_text(self.receipt)


def keep(
    plan: OpenPlan, file: FileReport, receipt: Receipt, operation: str, by: str, at: str | None
) -> None:
    """Keep the receipt for a file that brought something; call it in the merge's transaction."""
    if not file.fresh or not file.fingerprint:
        return
    kept = KeptReceipt(file.fingerprint, operation, file.return_id, at, by, asdict(receipt))
    plan.file.receipts.keep(kept)


def kept_for(plan: OpenPlan, file: FileReport) -> Receipt | None:
    """The receipt that was made when this very file was merged; None if it holds more now."""
    # A file that holds something new by now, say after an undo, gets a new receipt.
    if file.fresh or not file.fingerprint:
        return None
    kept = plan.file.receipts.of(file.fingerprint)
    return from_data(kept.told) if kept else None


def listed(plan: OpenPlan) -> list[ReceiptAgain]:
    """All receipts that were kept, those of the latest merge first."""
    return [
        ReceiptAgain(
            each.file[:RECEIPT_ID],
            each.operation,
            each.return_id,
            each.at,
            each.author,
            from_data(each.told),
        )
        for each in plan.file.receipts.every()
    ]


def find(plan: OpenPlan, name: str) -> ReceiptAgain:
    """The receipt meant by its id, by the return's id, or by the name of the file.

    Of several files of one name, the one merged last. Raises a Refusal where there is none.
    """
    every, wanted = listed(plan), plain(name)
    for each in every:
        if wanted in (each.id, each.return_id) or (
            len(wanted) >= _LEAST_PREFIX and each.id.startswith(wanted.lower())
        ):
            return each
    for each in every:
        if name_key(wanted) in map(name_key, (each.receipt.file, Path(each.receipt.file).stem)):
            return each
    raise Refusal(
        f"There is no receipt of '{name}' in this copy. 'receipt' without a name lists those there "
        "are."
        if every
        else "No receipt was kept in this copy: nothing was merged into it yet."
    )


def write(receipt: Receipt, out: Path) -> None:
    """Write a receipt as a page (.html) or as text (.txt); whole, or not at all."""
    forms = {".html": as_html, ".txt": as_text}
    form = forms.get(out.suffix.lower())
    if form is None:
        raise BadValue(f"A receipt is written as .html or .txt: give {out.stem}.html, say.")
    try:
        write_whole(out, form(receipt).encode())
    except OSError as error:
        raise from_os(out, error) from error


def as_data(again: ReceiptAgain, *, whole: bool) -> dict[str, Any]:
    """A receipt as `receipt --json` gives it; `whole` with its sections."""
    told = asdict(again.receipt)
    return {
        "id": again.id,
        "file": again.receipt.file,
        "return": again.return_id or None,
        "at": again.at,
        "author": again.author,
        "operation": again.operation,
        "summary": again.receipt.summary,
        **({"sections": [each for each in told["sections"] if each["lines"]]} if whole else {}),
    }


def as_line(again: ReceiptAgain) -> str:
    """A receipt on one line of a list."""
    when = f"{(again.at or '')[:16].replace('T', ' ')}  " if again.at else ""
    return f"{again.id}  {when}{again.receipt.file}  {again.receipt.summary}  {again.author}"
