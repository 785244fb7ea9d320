"""What a cell of the grid shows and says, worked out from a record and a column."""

from __future__ import annotations

import re
from typing import NamedTuple

from csp_desktop import look
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.rows import STILL_SHOWN, ActionRow, MilestoneRow, RecordRow
from csp_desktop.measures.due import MARKS as MARKS_OF_DATES
from csp_desktop.measures.progress import as_at, closed_as, ended_as
from csp_desktop.plan.document import Document, Held, Record
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.statuses import ELSEWHERE
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import capital, counted, short_day

_THROUGH = re.compile(r"\b(?:delivery|delivered) through (?:the )?", re.IGNORECASE)
_BULLET = re.compile(r"^[•\-–]\s*", re.MULTILINE)


class PaintedCell(NamedTuple):
    """What is painted in one cell.

    `status` names the shape, with `word` beside it; `text` is what else there is, on the line
    below where there is a word, else wrapped over two. `quiet`: in the fainter text, as what was
    said in an earlier quarter. The marks are those of all fields of the column: a contested
    commentary shows at its quarter.
    """

    text: str = ""
    status: str = ""
    word: str = ""
    quiet: bool = False
    number: bool = False
    unconfirmed: bool = False
    contested: bool = False
    proposed: bool = False


BLANK = PaintedCell()
DUE = frozenset({"due_date", "due"})
MARKS = ("unconfirmed", "contested", "proposed")
"""The marks of a cell, by the names that Cell has for them."""


def cell(row: RecordRow, column: GridColumn, quarter: str, document: Document) -> PaintedCell:
    """The content of `column` in a row while `quarter` is the working quarter."""
    if column.shows is ColumnShows.FIELD:
        said = _field_cell(row, column, document)
    elif isinstance(row, ActionRow) and column.shows is ColumnShows.QUARTER:
        said = _quarter_cell(row, column, quarter)
    else:
        said = _year_cell(row.record, column)
    marks = {
        mark
        for field in column.bears
        if (found := row.record.cells.get((field.name, column.period)))
        for mark in marks_of(found)
    }
    if not marks:
        return said
    return said._replace(
        unconfirmed="unconfirmed" in marks,
        contested="contested" in marks,
        proposed="proposed" in marks,
    )


def marks_of(held: Held) -> list[str]:
    """The marks of a cell of the plan: 'unconfirmed', 'contested', 'proposed'."""
    borne = (held.unconfirmed, held.contested, held.proposed)
    return [mark for mark, there in zip(MARKS, borne, strict=True) if there]


def held(action: Record, column: GridColumn) -> Held:
    """The cell of the plan that an editor opened in `column` edits."""
    return action.held(column.field.name, column.period)


def marked_places(action: Record, column: GridColumn) -> list[tuple[str, str]]:
    """The (field, period) cells behind a cell of the grid that are marked 'unconfirmed'."""
    period = column.period
    return [
        (each.name, period) for each in column.bears if action.held(each.name, period).unconfirmed
    ]


def plain(action: Record, column: GridColumn, document: Document) -> str:
    """The cell's value as text, whole: what is copied, read out and searched by typing."""
    value = held(action, column).value
    if column.shows is ColumnShows.QUARTER:
        return look.word(str(value)) if value else ""
    if column.shows is not ColumnShows.FIELD and not value:
        state = action.text("state", column.period)
        return look.word(state) if state else ""
    return _named(value, column, document)


def sort_value(action: Record, column: GridColumn, document: Document) -> object:
    """A native value by which a column sorts; refs in reading order, statuses in BRAG order."""
    value = held(action, column).value
    if column.field.name == "ref":
        return ref_order(str(value or ""))
    if column.field.type is Type.CHOICE and value in column.field.choices:
        return column.field.choices.index(str(value))
    if isinstance(value, (int, float)):
        return value
    if column.field.type is Type.DATE:
        return str(value or "")
    return _named(value, column, document).casefold()


def _quarter_cell(row: ActionRow, column: GridColumn, quarter: str) -> PaintedCell:
    now = held(row.action, column)
    if now.value is not None or now.contested:
        status = str(now.value or "")
        return PaintedCell(
            status=status,
            word=look.word(status) if status else look.NO_UPDATE,
            quiet=not status,
        )
    if column.future:
        return BLANK
    if closed := closed_as(row.action, column.period):
        ended = ended_as(closed)
        word = look.short_word(ended)
        return PaintedCell(text="closed", status=ended, word=word, quiet=True)
    last = row.standing.last if column.now else None
    if last is None:
        if row.standing.owed or not column.now:
            return PaintedCell(word=look.NO_UPDATE, quiet=True)
        return PaintedCell(
            status="not applicable", word=look.short_word("not applicable"), quiet=True
        )
    when = as_at(row.standing.last_quarter, quarter)
    return PaintedCell(text=when, status=last, word=look.word(last), quiet=True)


def _year_cell(action: Record, column: GridColumn) -> PaintedCell:
    text = words(held(action, column).value)
    name = action.text("state", column.period)
    if name not in look.SHAPES:
        return PaintedCell(_one_line(text or look.word(name)))
    return PaintedCell(
        text=_rest(text, name),
        status=name,
        word=look.short_word(name),
    )


def _rest(planned: str, state: str) -> str:
    """What `planned` says beyond its state and the words 'Delivery through'."""
    text = _THROUGH.sub("", planned.strip(), count=1) if state in ELSEWHERE else planned
    for start in filter(None, (look.SHORT_WORDS.get(state), look.word(state))):
        if text.lower().startswith(start.lower()):
            text = text[len(start) :].lstrip(" -–:;,&\n")
            break
    return _one_line(capital(text))


def _field_cell(row: RecordRow, column: GridColumn, document: Document) -> PaintedCell:
    now = held(row.record, column)
    text = _named(now.value, column, document)
    if column.field.type is Type.LIST:
        text = text.replace("; ", ", ")
    mark, word = _due_mark(row) if column.field.name in DUE else ("", "")
    if column.labelled and not mark:
        return PaintedCell(text, word=column.label, quiet=True)
    return PaintedCell(
        _one_line(text),
        mark,
        word,
        number=isinstance(now.value, (int, float)) and not isinstance(now.value, bool),
    )


def _due_mark(row: RecordRow) -> tuple[str, str]:
    """The weightiest mark of a row's dates and its words; that of milestones says how many."""
    for mark in MARKS_OF_DATES:
        if getattr(row.timing, mark):
            return mark, look.word(mark)
    under = () if isinstance(row, MilestoneRow) or not row.marks else row.milestones
    for mark in MARKS_OF_DATES if under else ():
        if found := sum(getattr(each.timing, mark) for each in under):
            return mark, f"{found} {look.word(mark).lower()}"
    return "", ""


def _named(value: Value, column: GridColumn, document: Document) -> str:
    """The value in words, with links by the names that people give the records."""
    if column.field.type is Type.DATE:
        return short_day(words(value))
    if column.field.type not in {Type.LINK, Type.LINKS} or value is None:
        return words(value)
    ids = value if isinstance(value, list) else [str(value)]
    return "; ".join(name_of(document, column.field.links_to, record_id) for record_id in ids)


def name_of(document: Document, kind: str, record_id: str) -> str:
    """What people call a record that a link names: its ref, label, number or name."""
    record = document.record(kind, record_id)
    if record is None:
        return record_id
    keys = {"action": "ref", "delivery_priority": "label", "strategic_priority": "number"}
    return words(record.get(keys.get(kind, "name"))) or record_id


def _one_line(text: str) -> str:
    return " ".join(_BULLET.sub("", text).split())


def spoken(cell: PaintedCell, besides: str = "") -> str:
    """A cell as it is read out: its words and marks, and what is said `besides`."""
    marks = [look.word(mark).lower() for mark in MARKS if getattr(cell, mark)]
    return ", ".join(part for part in (cell.word, cell.text, *marks, besides) if part)


def besides(row: RecordRow, column: GridColumn) -> str:
    """What is read out of a row at its title, beside the title."""
    if isinstance(row, MilestoneRow):
        return "milestone" if column.field.name == "title" else ""
    parts = [STILL_SHOWN] if row.lingers else []
    if row.milestones and column.field.name == "title":
        said = counted(len(row.milestones), "milestone")
        parts.append(f"{said}, {'shown below' if row.open else 'closed'}")
    return ", ".join(parts)
