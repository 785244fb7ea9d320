"""The grid on paper: the actions that are shown, each cell with its whole text."""

from __future__ import annotations

from collections.abc import Iterator

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow, GroupRow, RecordRow, Row
from csp_desktop.gui.widgets.printing import Paper, PaperCell, PaperColumn, PaperRow, PaperTable
from csp_desktop.plan.fields import Field
from csp_desktop.plan.wording import counted

_WIDTHS = {"ref": 26.0, "title": 96.0, "lead_partners": 74.0}


def grid_on_paper(model: GridModel) -> Paper:
    """The actions that are shown, in the columns that are shown."""
    columns = tuple(_paper_columns(model))
    table = PaperTable(
        tuple(PaperColumn(_heading(each), _asked(each)) for each in columns),
        tuple(_row(model, each, columns) for each in model.rows),
    )
    said = f"Status grid, {model.quarter}. {counted(model.counts.total, 'action')}."
    return Paper(model.document, said, (table,))


def _row(model: GridModel, row: Row, columns: tuple[GridColumn, ...]) -> PaperRow:
    if isinstance(row, GroupRow):
        return "  ".join(part for part in (row.label, row.title, row.note) if part)
    return tuple(_cell(model, row, each) for each in columns)


def _cell(model: GridModel, row: RecordRow, column: GridColumn) -> PaperCell:
    """What the grid shows, with the whole text where it shows the beginning."""
    shown = model.shown_in(row, column)
    if shown is None:
        return PaperCell("")
    column = shown
    if column.shows is ColumnShows.QUARTER:
        cell = model.cell(row, column)
        return PaperCell(_joined(cell.word, cell.text), cell.status, cell.quiet)
    text = cells.plain(row.record, column, model.document)
    if column.shows is ColumnShows.FIELD:
        cell = model.cell(row, column)
        return PaperCell(_joined(cell.word, text), cell.status)
    state = row.record.text("state", column.period)
    if state not in look.SHAPES:
        return PaperCell(text)
    opening, _, others = text.partition("\n")
    text = others if opening.strip().lower() == state else text
    return PaperCell(_joined(look.word(state), text if model.cell(row, column).text else ""), state)


def _joined(word: str, rest: str) -> str:
    return "\n".join(part for part in (word, rest) if part)


def _heading(column: GridColumn) -> str:
    return f"{column.year} {column.label}" if column.open and not column.future else column.label


def _paper_columns(model: GridModel) -> Iterator[GridColumn]:
    """The columns that are shown, and what was said about the quarter where anything was."""
    for column in model.columns:
        yield column
        if not column.now:
            continue
        for name in ("commentary", "corrective_action"):
            field = model.table.field("action", name)
            if field and _said(model, field):
                yield column._replace(
                    shows=ColumnShows.FIELD, field=field, label=field.label, open=False, now=False
                )


def _said(model: GridModel, field: Field) -> bool:
    rows = (row for row in model.rows if isinstance(row, ActionRow))
    return any(row.action.get(field.name, model.quarter) for row in rows)


def _asked(column: GridColumn) -> float:
    if column.shows is ColumnShows.QUARTER:
        return 30.0 if column.future else 62.0
    if column.shows is ColumnShows.FIELD:
        wide = column.field.name in {"commentary", "corrective_action"}
        return _WIDTHS.get(column.field.name, 130.0 if wide else column.field.width * 0.75)
    return 92.0
