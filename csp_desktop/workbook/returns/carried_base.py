"""The base that a workbook carries, put together from the parts it was written in."""

from __future__ import annotations

from csp_desktop.workbook.export import base
from csp_desktop.workbook.package.guard import FileUnreadable
from csp_desktop.workbook.package.model import (
    Base,
    Book,
)

NO_BASE = (
    "The workbook no longer carries what was exported, so edits cannot be told from what stood "
    "there before. It is compared with the plan, and each difference waits for you."
)
"""What is said where a workbook carries no base."""

_DAMAGED_BASE = (
    "What the workbook carries of its export was altered, so nothing of it is taken by itself. "
    "Each difference waits for you."
)


def carried_text(book: Book) -> str | None:
    """The text of the base that `book` carries, as far as it is there; None where it is gone."""
    joined = _joined(book)
    return joined[0] if joined else None


def _joined(book: Book) -> tuple[str, bool] | None:
    for grid in book.grids:
        texts = (cell.value for cell in grid.cells.values() if isinstance(cell.value, str))
        if joined := base.join(texts):
            return joined
    return None


def carried_base(book: Book) -> tuple[Base | None, str]:
    """The base that a workbook carries, and what is to be said of it where it is not sound."""
    joined = _joined(book)
    if joined is None:
        return None, NO_BASE
    text, sound = joined
    try:
        read = base.unpack(text, sound=sound)
    except base.NewerBase:
        raise FileUnreadable(
            "The workbook was made by a newer version of this program. Update the program, then "
            "merge it again."
        ) from None
    except ValueError:
        return None, _DAMAGED_BASE
    return read, "" if sound else _DAMAGED_BASE
