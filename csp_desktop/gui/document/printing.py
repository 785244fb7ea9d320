"""The plan on paper: its sections in order, as texts and as tables."""

from __future__ import annotations

from csp_desktop.gui.document.pages import RecordsModel
from csp_desktop.gui.document.sections import Section, fields_of, records_of, sections_of
from csp_desktop.gui.widgets.printing import Paper, PaperCell, PaperColumn, PaperRow, PaperTable
from csp_desktop.plan.document import Document, Record, called, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.values import words

_WIDE = {Type.LIST: 2.0, Type.LONG_TEXT: 3.0, Type.NUMBER: 0.5}
_SAID = "The plan itself"


def plan_on_paper(document: Document, table: FieldTable) -> Paper:
    """The whole plan but for its actions and indicators; what may tell of people is left out."""
    parts = [
        _as_table(document, table, section, records)
        if section.in_table
        else _as_text(document, table, records)
        for section in sections_of(document, table)
        if (records := records_of(document, table, section))
    ]
    return Paper(document, _SAID, tuple(parts))


def _as_text(document: Document, table: FieldTable, records: list[Record]) -> PaperTable:
    rows: list[PaperRow] = []
    for record in records:
        kind = table.kind(record.kind)
        if kind is not None:
            rows.append(called(kind, record))
            said = ((field, _text(document, table, record, field)) for field in fields_of(kind))
            rows += [
                (PaperCell(field.label, quiet=True), PaperCell(text))
                for field, text in said
                if text
            ]
    return PaperTable((PaperColumn("", 1.0), PaperColumn("", 5.0)), tuple(rows))


def _as_table(
    document: Document, table: FieldTable, section: Section, records: list[Record]
) -> PaperTable:
    fields = RecordsModel(section.kind, "").fields
    columns = tuple(
        PaperColumn(
            field.label,
            3.0 if not place else _WIDE.get(field.type, 1.0),
            numbers=field.type is Type.NUMBER,
        )
        for place, field in enumerate(fields)
    )
    rows: list[PaperRow] = [section.title]
    rows += [
        tuple(PaperCell(_text(document, table, record, field)) for field in fields)
        for record in records
    ]
    return PaperTable(columns, tuple(rows))


def _text(document: Document, table: FieldTable, record: Record, field: Field) -> str:
    value = told(document, table, field, record.get(field.name))
    if field.personal:
        return ""
    return "\n".join(value) if field.sentences and isinstance(value, list) else words(value)
