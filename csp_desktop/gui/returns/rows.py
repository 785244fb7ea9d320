"""The list of what there is to decide, as frozen rows: conflicts, held edits, problems, others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
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
from csp_desktop.plan.vocabulary import Word, word
from csp_desktop.plan.wording import address, counted

ALL, CONFLICTS, HELD, PROBLEMS, OTHER = "All", "Conflicts", "Held", "Problems", "Other"
FILTERS: Final = (ALL, CONFLICTS, HELD, PROBLEMS, OTHER)

TAKE, LEAVE, DELETE, MEND = "Take", "Leave", "Delete", "Mend"
ANYWAY, LEAVE_OUT = "Merge anyway", "Leave out"
"""The words of the buttons that decide something at once."""

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
        mendable = self.trouble is not None and self.trouble.mendable
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
    missing = [each for each in preview.waiting if each.kind == "missing"]
    sections = {
        CONFLICTS: _conflicts(preview, verdicts, ready),
        HELD: _held(preview, verdicts),
        PROBLEMS: list(ready.problems),
        OTHER: [*(row_of(each, verdicts.get(each.id)) for each in missing), *ready.noted],
    }
    found: list[WaitingRow] = []
    for name, rows in sections.items():
        if not rows or shown not in (ALL, name):
            continue
        found.append(_head(name, rows, len(missing)))
        if name not in folded:
            found += rows
    return tuple(found)


def _counts(preview: Preview, noted: int) -> dict[str, int]:
    waiting = preview.waiting
    numbers = {
        CONFLICTS: sum(each.contested for each in waiting),
        HELD: sum(each.proposed for each in waiting),
        # A word that stands in several cells is one question, and one row.
        PROBLEMS: sum(1 for _ in _problems(preview)),
        OTHER: sum(each.kind == "missing" for each in waiting) + noted,
    }
    return {ALL: sum(numbers.values()), **numbers}


def _head(name: str, rows: list[WaitingRow], missing: int) -> WaitingRow:
    done = sum(each.done for each in rows)
    told = {
        CONFLICTS: f"{done} of {len(rows)} decided",
        HELD: "wait to be taken" + (f", {done} of {len(rows)} decided" if done else ""),
        PROBLEMS: "mend here, or they go on the receipt",
        OTHER: _others_told(rows, missing),
    }
    return WaitingRow(f"head-{name}", name, "", name, right=told[name], is_head=True)


# What waits


def offered(waiting: WaitingItem) -> tuple[str, ...]:
    """What can be done at once with something that contradicts nobody."""
    return (LEAVE, DELETE) if waiting.kind == "missing" else (TAKE, LEAVE)


def row_of(waiting: WaitingItem, verdict: Verdict | None, above: str = "") -> WaitingRow:
    """One proposal's row, or one conflict's as long as nobody has decided it.

    `above` says of a proposal what was decided of the conflict over its cell.
    """
    section, text, right = CONFLICTS, texts.what(waiting), ""
    statuses: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    done = not waiting.contested and (verdict is not None or bool(above))
    if not waiting.contested:
        section = HELD if waiting.proposed else OTHER
        right = above or (texts.decided(waiting, verdict) if verdict else "")
        buttons = () if done else offered(waiting)
        if waiting.proposed and waiting.field != "exists":
            value = waiting.options[0].value if waiting.options else None
            text = f"{text}: {texts.value_text(waiting.field, value) or 'cleared'}"
    elif texts.is_status(waiting.field):
        statuses = tuple(str(each.value or "") for each in waiting.options[:2])
        right = " or ".join(look.word(each) if each else "blank" for each in statuses)
    elif waiting.kind == "edit":
        right = f"{len(waiting.options)} copies differ"
    ref, second = texts.short_ref(waiting.ref), texts.whole_ref(waiting.ref)
    return WaitingRow(
        waiting.id, section, ref, text, right, second, statuses, buttons,
        done=done, waiting=waiting, file=waiting.files[0] if waiting.files else None,
    )  # fmt: skip


def _conflicts(
    preview: Preview, verdicts: Mapping[str, Verdict], ready: PreparedRows
) -> list[WaitingRow]:
    found = []
    for each in preview.waiting:
        if each.contested:
            row, verdict = ready.waiting.get(each.id), verdicts.get(each.id)
            if row is None:
                row = row_of(each, None)
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


def _held(preview: Preview, verdicts: Mapping[str, Verdict]) -> list[WaitingRow]:
    contested = contested_at(preview.waiting)
    return [
        row_of(each, verdicts.get(each.id), _above(each, contested, verdicts))
        for each in preview.waiting
        if each.proposed
    ]


def _above(
    waiting: WaitingItem, contested: Mapping[Cell, WaitingItem], verdicts: Mapping[str, Verdict]
) -> str:
    """What was decided of the conflict over the cell of a proposal, '' for nothing."""
    over = above(waiting, contested)
    decided = verdicts.get(over.id) if over else None
    return texts.decided_above(over, decided) if over and decided else ""


# Problems, and what is only to be known


def _is_refused(view: FileView) -> bool:
    return bool(view.refused) and not view.locked


def _problems(preview: Preview) -> Iterator[WaitingRow]:
    words = words_asked(preview)
    told: set[Word] = set()
    for number, view in enumerate(preview.files):
        path = view.path
        if _is_refused(view):
            name = f"refused-{path}"
            yield WaitingRow(name, PROBLEMS, "", view.refused, second=path.name, file=number)
        for each in view.troubles:
            where = address(each.sheet, each.cell)
            if each.word:
                # One question for all cells with the word: the first of them asks it.
                asked = word(*each.word)
                if asked in told:
                    continue
                told.add(asked)
                more = words[asked] - 1
                where += f" and {counted(more, 'more cell')}" if more else ""
            yield WaitingRow(
                f"problem-{path}-{each.sheet}-{each.cell}-{each.message}",
                PROBLEMS,
                "",
                each.message,
                second=", ".join(filter(None, (where, view.group or path.name))),
                buttons=_answers_to(each),
                trouble=each,
                file=number,
            )


def words_asked(preview: Preview) -> Counter[Word]:
    """In how many cells of the batch each unknown word stands."""
    return Counter(
        word(*each.word) for view in preview.files for each in view.troubles if each.word
    )


def _answers_to(trouble: PreviewTrouble) -> tuple[str, ...]:
    if trouble.takes_out:
        return (ANYWAY,)
    if not trouble.mendable:
        return ()
    if not trouble.choices:
        return ("Put right…",)
    suggested = trouble.spot.suggested if trouble.spot else ""
    return (mend_word(suggested) if suggested else "Choose…",)


def mend_word(suggested: str) -> str:
    """What the button says that puts a suggested value in place of one not understood."""
    return f"Take '{look.word(suggested)}'"


def _noted(number: int, view: FileView) -> list[WaitingRow]:
    """What a person should know of: cleared cells, new rows, changes that wait, notices."""
    found: list[WaitingRow] = []

    def note(name: str, text: str, second: str = "") -> None:
        found.append(WaitingRow(name, OTHER, "", text, second=second, file=number))

    added: set[str] = set()
    for each in view.changes:
        if len(found) >= _MOST_NOTED:
            break
        text = was = ""
        if each.mark == "cleared":
            whole = texts.whole_ref(each.ref)
            text = f"{whole}{': ' if whole else ''}{texts.place(each.label, each.period)} cleared"
            was = f"was {texts.value_text(each.field, each.old)}"
        elif each.mark == "new" and each.record not in added:
            added.add(each.record)
            text = f"New: {each.title or 'no title yet'}"
        elif each.mark == "gone":
            text = f"Deleted: {each.title}"
        if text:
            name = f"{each.mark}-{view.path}-{each.record}-{each.field}-{each.period}"
            ref = texts.short_ref(each.ref)
            found.append(WaitingRow(name, OTHER, ref, text, was, change=each, file=number))
    if view.waiting:
        changes = counted(view.waiting, "change")
        text = f"{changes} made from another copy: merge that one first"
        note(f"waits-{view.path}", text, view.path.name)
    for place, said in enumerate(view.notices):
        note(f"notice-{view.path}-{place}", said, view.path.name)
    return found


def _others_told(rows: list[WaitingRow], missing: int) -> str:
    cleared = sum(row.id.startswith("cleared-") for row in rows)
    new = sum(row.id.startswith("new-") for row in rows)
    numbers = (
        (cleared, "cleared cell"),
        (new, "new row"),
        (missing, "missing row"),
        (len(rows) - cleared - new - missing, "notice"),
    )
    return ", ".join(counted(number, what) for number, what in numbers if number)
