"""Receipts that were kept when files were merged, and can be had again with their reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.merging.merge_report import RECEIPT_ID, FileReport
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import name_key
from csp_desktop.report.receipts import Receipt, as_html, as_text, from_data
from csp_desktop.store.failing import from_os
from csp_desktop.store.keptreceipts import KeptReceipt
from csp_desktop.whole import write_whole

_LEAST_PREFIX = 4


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
