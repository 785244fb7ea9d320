"""The list of what there is to decide, as frozen rows: conflicts, held edits, problems, others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from csp_desktop import look
from csp_desktop.changes.change import Cell
from csp_desktop.gui.returns import texts
from csp_desktop.operations.receiving.batch import (
    CellChange,
    FileView,
    Preview,
    PreviewTrouble,
    Verdict,
    WaitingItem,
)
from csp_desktop.operations.receiving.verdicts import above, contested_at
from csp_desktop.plan.wording import address, counted

ALL, CONFLICTS, HELD, PROBLEMS, OTHER = "All", "Conflicts", "Held", "Problems", "Other"
FILTERS: Final = (ALL, CONFLICTS, HELD, PROBLEMS, OTHER)

TAKE, LEAVE, DELETE, MEND = "Take", "Leave", "Delete", "Mend"
ANYWAY, LEAVE_OUT = "Merge anyway", "Leave out"

_MOST_NOTED = 200


class WaitingRow(NamedTuple):
    """One row of the list. `id` is the same for the same thing after the list is made anew.

    A head has a section and nothing to decide. `right` stands at the right, after the shapes of
    `statuses`; `buttons` after it. `second` is a second line. `done`: it has been decided.
    """

    id: str
    section: str
    left: str
    text: str
    right: str = ""
    second: str = ""
    statuses: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    done: bool = False
    is_head: bool = False
    waiting: WaitingItem | None = None
    trouble: PreviewTrouble | None = None
    change: CellChange | None = None
    file: int | None = None

    @property
    def asks(self) -> bool:
        """Whether there is something left to do about it here."""
        mendable = self.trouble is not None and self.trouble.spot is not None
        return mendable or (self.waiting is not None and not self.done)


class PreparedRows(NamedTuple):
    """What of the list does not hang on what is decided: made once for a preview.

    `waiting` are the rows of all that waits, undecided, by its id.
    """

    waiting: Mapping[str, WaitingRow]
    problems: tuple[WaitingRow, ...]
    noted: tuple[WaitingRow, ...]
    counts: Mapping[str, int]


def prepared(preview: Preview) -> PreparedRows:
    """What can be made beforehand and away from the window, where there are thousands of rows."""
    noted = tuple(row for number, view in enumerate(preview.files) for row in _noted(number, view))
    return PreparedRows(
        {each.id: row_of(each, None) for each in preview.waiting},
        tuple(_problems(preview)),
        noted,
        _counts(preview, len(noted)),
    )


def rows_of(
    preview: Preview,
    verdicts: Mapping[str, Verdict],
    shown: str = ALL,
    folded: Collection[str] = (),
    ready: PreparedRows | None = None,
) -> tuple[WaitingRow, ...]:
    """The rows that a filter shows; of a folded section only its head."""
    ready = ready or prepared(preview)
    sections = {
        CONFLICTS: _conflicts(preview, verdicts, ready),
        HELD: _held(preview, verdicts),
        PROBLEMS: list(ready.problems),
        OTHER: [*_missing(preview, verdicts), *ready.noted],
    }
    found: list[WaitingRow] = []
    for name, rows in sections.items():
        if not rows or shown not in (ALL, name):
            continue
        found.append(_head(name, rows, preview))
        if name not in folded:
            found += rows
    return tuple(found)


def counts(preview: Preview) -> Mapping[str, int]:
    """How many things each filter shows."""
    return prepared(preview).counts


def _counts(preview: Preview, noted: int) -> dict[str, int]:
    numbers = {
        CONFLICTS: sum(each.contested for each in preview.waiting),
        HELD: sum(each.kind in ("held", "compare") for each in preview.waiting),
        PROBLEMS: sum(
            len(view.troubles) + bool(view.refused and not view.locked) for view in preview.files
        ),
        OTHER: sum(each.kind == "missing" for each in preview.waiting) + noted,
    }
    return {ALL: sum(numbers.values()), **numbers}


def row_of(waiting: WaitingItem, verdict: Verdict | None, above: str = "") -> WaitingRow:
    """One proposal's row, or one conflict's as long as nobody has decided it.

    `above` says of a proposal what was decided of the conflict over its cell.
    """
    if waiting.contested:
        return _conflict(waiting)
    missing = waiting.kind == "missing"
    offered = (LEAVE, DELETE) if missing else (TAKE, LEAVE)
    return WaitingRow(
        waiting.id,
        OTHER if missing else HELD,
        texts.short_ref(waiting.ref),
        texts.what(waiting) if missing else _held_words(waiting),
        right=above or (texts.decided(waiting, verdict) if verdict else ""),
        buttons=() if verdict or above else offered,
        done=verdict is not None or bool(above),
        waiting=waiting,
        file=waiting.files[0] if waiting.files else None,
    )


def _head(name: str, rows: list[WaitingRow], preview: Preview) -> WaitingRow:
    done = sum(each.done for each in rows)
    told = {
        CONFLICTS: f"{done} of {len(rows)} decided",
        HELD: "wait to be taken" + (f", {done} of {len(rows)} decided" if done else ""),
        PROBLEMS: "mend here, or they go on the receipt",
        OTHER: _others_told(rows, preview),
    }
    return WaitingRow(f"head-{name}", name, "", name, right=told[name], is_head=True)


def _conflicts(
    preview: Preview, verdicts: Mapping[str, Verdict], ready: PreparedRows
) -> list[WaitingRow]:
    found = []
    for each in preview.waiting:
        if each.contested:
            row, verdict = ready.waiting.get(each.id), verdicts.get(each.id)
            if row is None:
                row = _conflict(each)
            if verdict is not None:
                said = f"Decided: {texts.decided(each, verdict)}"
                # Of thousands decided at once, `_replace` would take most of the time.
                row = WaitingRow(
                    row.id, row.section, row.left, row.text, said, row.second, (), row.buttons,
                    done=True, waiting=each, file=row.file,
                )  # fmt: skip
            found.append(row)
    # What this batch brings comes first; what waited before it, after.
    return sorted(found, key=lambda row: row.file is None)


def _conflict(waiting: WaitingItem) -> WaitingRow:
    right = ""
    statuses: tuple[str, ...] = ()
    if texts.is_status(waiting.field):
        values = [str(each.value or "") for each in waiting.options[:2]]
        statuses = tuple(values)
        right = " or ".join(look.word(each) if each else "blank" for each in values)
    elif waiting.kind == "edit":
        right = f"{len(waiting.options)} copies differ"
    return WaitingRow(
        waiting.id,
        CONFLICTS,
        texts.short_ref(waiting.ref),
        texts.what(waiting),
        right=right,
        statuses=statuses,
        waiting=waiting,
        file=waiting.files[0] if waiting.files else None,
    )


def _held(preview: Preview, verdicts: Mapping[str, Verdict]) -> list[WaitingRow]:
    contested = contested_at(preview.waiting)
    return [
        row_of(each, verdicts.get(each.id), _above(each, contested, verdicts))
        for each in preview.waiting
        if each.kind in ("held", "compare")
    ]


def _above(
    waiting: WaitingItem, contested: Mapping[Cell, WaitingItem], verdicts: Mapping[str, Verdict]
) -> str:
    """What was decided of the conflict over the cell of a proposal, '' for nothing."""
    over = above(waiting, contested)
    decided = verdicts.get(over.id) if over else None
    return texts.decided_above(over, decided) if over and decided else ""


def _held_words(waiting: WaitingItem) -> str:
    name = texts.what(waiting)
    value = texts.value_text(waiting.field, waiting.options[0].value) if waiting.options else ""
    return name if waiting.field == "exists" else f"{name}: {value or 'cleared'}"


def _problems(preview: Preview) -> list[WaitingRow]:
    found = []
    for number, view in enumerate(preview.files):
        if view.refused and not view.locked:
            found.append(
                WaitingRow(
                    f"refused-{view.path}",
                    PROBLEMS,
                    "",
                    view.refused,
                    second=view.path.name,
                    file=number,
                )
            )
        for trouble in view.troubles:
            where = address(trouble.sheet, trouble.cell)
            found.append(
                WaitingRow(
                    f"problem-{view.path}-{trouble.sheet}-{trouble.cell}-{trouble.message}",
                    PROBLEMS,
                    "",
                    trouble.message,
                    second=", ".join(filter(None, (where, view.group or view.path.name))),
                    buttons=_answers_to(trouble),
                    trouble=trouble,
                    file=number,
                )
            )
    return found


def _answers_to(trouble: PreviewTrouble) -> tuple[str, ...]:
    if trouble.takes_out:
        return (ANYWAY,)
    return (_mend_word(trouble),) if trouble.spot else ()


def _mend_word(trouble: PreviewTrouble) -> str:
    if not trouble.choices or not trouble.spot:
        return "Put right…"
    suggested = trouble.spot.suggested
    return f"Take '{look.word(suggested)}'" if suggested else "Choose…"


def _missing(preview: Preview, verdicts: Mapping[str, Verdict]) -> list[WaitingRow]:
    return [
        row_of(each, verdicts.get(each.id)) for each in preview.waiting if each.kind == "missing"
    ]


def _noted(number: int, view: FileView) -> list[WaitingRow]:
    """What a person should know of: cleared cells, new rows, changes that wait, notices."""
    found: list[WaitingRow] = []
    added: set[str] = set()
    for each in view.changes:
        if len(found) >= _MOST_NOTED:
            break
        name = f"{view.path}-{each.record}-{each.field}-{each.period}"
        ref = texts.short_ref(each.ref)
        if each.mark == "cleared":
            text = f"{texts.place(each.label, each.period)} cleared"
            was = f"was {texts.value_text(each.field, each.old)}"
            found.append(
                WaitingRow(f"cleared-{name}", OTHER, ref, text, was, change=each, file=number)
            )
        elif each.mark == "new" and each.record not in added:
            added.add(each.record)
            found.append(
                WaitingRow(
                    f"new-{name}",
                    OTHER,
                    ref,
                    f"New: {each.title or 'no title yet'}",
                    change=each,
                    file=number,
                )
            )
        elif each.mark == "gone":
            text = f"Deleted: {each.title}"
            found.append(WaitingRow(f"gone-{name}", OTHER, ref, text, change=each, file=number))
    if view.waiting:
        text = f"{counted(view.waiting, 'change')} made from another copy: merge that one first"
        found.append(
            WaitingRow(f"waits-{view.path}", OTHER, "", text, second=view.path.name, file=number)
        )
    found += [
        WaitingRow(
            f"notice-{view.path}-{place}", OTHER, "", said, second=view.path.name, file=number
        )
        for place, said in enumerate(view.notices)
    ]
    return found


def _others_told(rows: list[WaitingRow], preview: Preview) -> str:
    cleared = sum(row.id.startswith("cleared-") for row in rows)
    new = sum(row.id.startswith("new-") for row in rows)
    missing = sum(each.kind == "missing" for each in preview.waiting)
    notices = len(rows) - cleared - new - missing
    told = [
        counted(number, *words)
        for number, words in (
            (cleared, ("cleared cell",)),
            (new, ("new row",)),
            (missing, ("missing row",)),
            (notices, ("notice",)),
        )
        if number
    ]
    return ", ".join(told)
