"""An export into a workbook on the disk: the whole file or, should anything fail, none of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from csp_desktop.workbook.export import base
from csp_desktop.workbook.export.cell_writer import FONT, LINE, CellWriter, add_styles
from csp_desktop.workbook.export.cover import heading, write_cover
from csp_desktop.workbook.export.own_words import own_marks
from csp_desktop.workbook.export.packing import packed
from csp_desktop.workbook.export.tables import ChoiceLists, write_table
from csp_desktop.workbook.package.markers import CARRIER, COVER, HEADER_ROW, LISTS, NOTES_BY
from csp_desktop.workbook.package.model import Export
from csp_desktop.workbook.package.replace_file import replace_file

_A4 = "9"
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip knows no time zones

_PAGE_END = b"</headerFooter>"

_NO_MISTAKE = b'<ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1"/></ignoredErrors>'


def write(export: Export, path: Path) -> None:
    """Write `export` to `path`, replacing what is there, on the disk when this returns.

    The same export gives the same bytes. A process that dies on the way leaves the old file.
    Raises a Refusal where the file is open in another program, a Failure where the disk fails.
    """
    replace_file(path, to_bytes(export))


def to_bytes(export: Export) -> bytes:
    """The workbook of `export`, as its file holds it."""
    book = _build(export)
    tables = {
        f"xl/worksheets/sheet{number}.xml": "".join(table.ref for table in sheet.tables.values())
        for number, sheet in enumerate(book.worksheets, 1)
    }
    return packed(
        book,
        _moment(export.made_at),
        lambda name, part: _without_mistakes(part, tables.get(name, "")),
    )


def _without_mistakes(part: bytes, area: str) -> bytes:
    """A sheet in whose table a ref is no mistake: Excel would offer to make `1.10` a number."""
    # openpyxl's writer leaves this out. Its place in a sheet is prescribed: behind the header and
    # footer, before drawings. Excel calls the file damaged where the order is another.
    return part.replace(_PAGE_END, _PAGE_END + _NO_MISTAKE % area.encode(), 1) if area else part


def _build(export: Export) -> Workbook:
    book = Workbook()
    add_styles(book)
    _describe(book, export)
    cover = book.worksheets[0]
    cover.title = COVER
    write_cover(cover, export)
    tables = [book.create_sheet(each.name) for each in export.sheets]
    lists = book.create_sheet(LISTS)
    choices = ChoiceLists(lists)
    for sheet, table in zip(tables, export.sheets, strict=True):
        write_table(sheet, table, export, choices)
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    lists.sheet_state = "hidden"
    hidden = book.create_sheet(base.SHEET)
    # 'veryHidden' is not offered under Unhide, so nobody edits the base out of curiosity. The lists
    # are merely hidden: people may want to see what they can choose from.
    hidden.sheet_state = "veryHidden"
    pen = CellWriter(hidden)
    for row, piece in enumerate(base.pieces(base.pack(export, own_marks(export))), 1):
        pen.text(row, 1, piece, LINE)
    for sheet in book.worksheets:
        _set_up_page(sheet, export)
    return book


def _describe(book: Workbook, export: Export) -> None:
    about = book.properties
    about.title = heading(export)
    about.creator = export.made_by or NOTES_BY
    # Excel puts the name of the person who saves it next here; until then nobody has filled in
    # anything.
    about.lastModifiedBy = None
    about.created = about.modified = _moment(export.made_at)
    about.language = "en-GB"
    # The id goes out as a property and as a name besides the base: what one program drops on
    # saving, another keeps.
    carried = StringProperty(name=CARRIER, value=export.export_id)
    book.custom_doc_props.append(carried)  # type: ignore[attr-defined]
    book.defined_names[CARRIER] = DefinedName(CARRIER, attr_text=f'"{export.export_id}"')


def _set_up_page(sheet: Worksheet, export: Export) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if sheet.title == COVER else 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    for line in (sheet.oddHeader, sheet.oddFooter):
        if line is not None:
            line.center.text = _literal(export.marking)
            line.center.font = f"{FONT},Bold"
            line.center.size = 11
    foot = sheet.oddFooter
    if foot is not None:
        foot.left.text, foot.left.size = _literal(heading(export)), 9
        foot.right.text, foot.right.size = "Page &P of &N", 9


def _literal(text: str) -> str:
    """`text` in a header or footer, where an ampersand begins a code; at most 80 characters."""
    return text[:80].replace("&", "&&")


def _moment(iso: str) -> datetime:
    try:
        read = datetime.fromisoformat(iso)
    except ValueError:
        return _EPOCH
    if read.tzinfo:
        read = read.astimezone(UTC).replace(tzinfo=None)
    return read.replace(microsecond=0)
