"""What a person did to a batch, in words: for Undo and Redo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csp_desktop.gui.returns import texts
from csp_desktop.operations.receiving.batch import CellChange, PreviewTrouble, Verdict, WaitingItem
from csp_desktop.plan.wording import address, counted


def decided(waiting: Iterable[WaitingItem], chosen: Mapping[str, Verdict | None]) -> str:
    """What was decided: '1.4 Q1 commentary: R. Adeyemi', '12 decisions'."""
    if len(chosen) > 1:
        return counted(len(chosen), "decision")
    ((id_, verdict),) = chosen.items()
    found = next((each for each in waiting if each.id == id_), None)
    if found is None:
        return "a decision"
    name = " ".join(filter(None, (found.ref or found.title, texts.what(found))))
    said = texts.decided(found, verdict) if verdict else "to be decided later"
    return f"{name}: {said}"


def mended(trouble: PreviewTrouble, value: str) -> str:
    """What was put in place of what could not be understood."""
    return f"'{value}' in {address(trouble.sheet, trouble.cell)}"


def left_out(change: CellChange) -> str:
    """Which change was left out."""
    what = change.title if change.mark == "new" else texts.place(change.label, change.period)
    return f"{change.ref} {what} left out".strip()
