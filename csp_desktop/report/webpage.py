"""The report as one HTML file, for a phone, a screen reader and a printer."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape as escaped

from csp_desktop.look import LIGHT, NO_UPDATE, SHAPES, STRONG, word
from csp_desktop.measures.report.model import (
    BarPart,
    ChartPicture,
    Report,
    ReportCell,
    ReportColumn,
    ReportSection,
    Table,
)
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.report.shapes import svg_of
from csp_desktop.report.style import ReportStyle, Step, clean, has_right_to_left, unheard

_BLOCK_REM = 1.5
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def as_html(
    report: Report, style: ReportStyle, charts: Mapping[str, bytes], step: Step = unheard
) -> str:
    """The report as a page; `charts` are PNG by the id of their picture."""
    marking = f'<p class="marking">{escape(report.marking)}</p>'
    listed = "".join(
        f'<li><a href="#{_anchor(each.title)}">{escape(each.title)}</a></li>'
        for each in report.sections
        if each.level == 1
    )
    parts: list[str] = []
    wide = False
    for number, each in enumerate(report.sections):
        step(number / len(report.sections))
        if each.wide != wide:
            wide = each.wide
            parts.append('<div class="wide">\n' if wide else "</div>\n")
        parts.append(_section(each, charts))
    sections = "".join(parts) + ("</div>\n" if wide else "")
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}: {escape(report.subtitle)}</title>\n"
        f"<style>\n{style.css}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#report">Skip to the report</a>\n'
        f"<header>{marking}{_cover(report, style)}</header>\n"
        f'<nav aria-label="Contents"><ol>{listed}</ol></nav>\n'
        f'<main id="report">\n{sections}</main>\n'
        f'<footer><p class="made">{escape(report.made)}</p>{marking}</footer>\n</body>\n</html>\n'
    )


def _cover(report: Report, style: ReportStyle) -> str:
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in report.facts
    )
    logo = ""
    if style.logo:
        alt = escape(report.organisation or "Logo", quote=True)
        logo = f'<img src="{_inline(style.logo, style.logo_type)}" alt="{alt}">'
    return (
        f'<div class="cover"><div class="named">{logo}<h1>{escape(report.title)}</h1>'
        f'<p class="subtitle">{escape(report.subtitle)}<br>{escape(report.organisation)}</p></div>'
        f"<dl>{facts}</dl></div>"
    )


def _section(section: ReportSection, charts: Mapping[str, bytes]) -> str:
    head = f"h{section.level + 1}"
    long = ' class="long"' if section.long else ""
    return (
        f'<{head} id="{_anchor(section.title)}"{long}>{escape(section.title)}</{head}>\n'
        + "".join(f"<p>{_lines(each)}</p>\n" for each in section.paragraphs)
        + _tiles(section)
        + (_table(section.table) if section.table else "")
        + "".join(f'<p class="note">{_lines(each)}</p>\n' for each in section.notes)
        + "".join(_figure(each, charts[each.id]) for each in section.pictures if each.id in charts)
    )


def _tiles(section: ReportSection) -> str:
    if not section.tiles:
        return ""
    tiles = "".join(
        f"<li>{svg_of(each.look)}<b>{each.count}</b><span>{escape(each.word)}</span></li>"
        for each in section.tiles
    )
    return f'<ul class="tiles">{tiles}</ul>\n'


def _table(table: Table) -> str:
    if not table.rows:
        return f"<p>{escape(table.empty)}</p>\n"
    heads = "".join(
        f'<th scope="col" role="columnheader"{_number(each)}>{escape(each.title)}</th>'
        for each in table.columns
    )
    rows = "".join(
        '<tr role="row">'
        + "".join(
            _cell(cell, column, is_name=place == table.named_by)
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        )
        + "</tr>\n"
        for row in table.rows
    )
    name = escape(table.name, quote=True)
    whole = sum(each.share for each in table.columns)
    widths = "".join(f'<col style="width:{each.share / whole:.1%}">' for each in table.columns)
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">'
        f'<table class="narrow" role="table"><caption class="hidden">{name}</caption>'
        f"<colgroup>{widths}</colgroup>"
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody></table></div>\n'
    )


def _cell(cell: ReportCell, column: ReportColumn, *, is_name: bool) -> str:
    under = ""
    if cell.under:
        under = f'<span class="under"{_way(cell.under)}>{escape(cell.under)}</span>'
    way = _way(cell.text)
    text = escape(cell.text)
    text = f"<strong>{text}</strong>" if cell.look in STRONG else text
    inside = _bar(cell) if cell.parts else svg_of(cell.look) + text
    if is_name:
        return f'<th scope="row" role="rowheader"{way}>{inside}{under}</th>'
    head = escape(column.title, quote=True)
    return f'<td role="cell" data-head="{head}"{_number(column)}{way}>{inside}{under}</td>'


def _way(text: str) -> str:
    """Lets what is written from right to left be read so."""
    return ' dir="auto"' if has_right_to_left(text) else ""


def _number(column: ReportColumn) -> str:
    return ' class="number"' if column.numbers else ""


def _bar(cell: ReportCell) -> str:
    parts = "".join(_part(each) for each in cell.parts)
    return (
        f'<span class="bar" aria-hidden="true">{parts}</span>'
        f'<span class="hidden">{escape(cell.text)}</span>'
    )


def _part(part: BarPart) -> str:
    width = _BLOCK_REM * part.count
    filled = part.status in COLOURED
    kind = "" if filled else " plain" if part.status in SHAPES else " none"
    ground = f"background:{LIGHT.status(part.status)};" if filled else ""
    count = str(part.count) if part.count > 1 or part.status not in SHAPES else ""
    said = escape(NO_UPDATE if part.status not in SHAPES else word(part.status), quote=True)
    return (
        f'<span class="part{kind}" style="{ground}width:{width}rem" title="{part.count} {said}">'
        f"{svg_of(part.status, on_colour=filled)}{count}</span>"
    )


def _figure(picture: ChartPicture, content: bytes) -> str:
    alt = escape(picture.words, quote=True)
    return (
        f"<figure><figcaption><strong>{escape(picture.title)}</strong>"
        f"<br>{escape(picture.caption)}</figcaption>"
        f'<img src="{_inline(content, "image/png")}" alt="{alt}"></figure>\n'
    )


def _inline(content: bytes, media: str) -> str:
    return f"data:{media};base64,{b64encode(content).decode()}"


def escape(text: str, *, quote: bool = False) -> str:
    """A text as the page has it: text and no more."""
    return escaped(clean(text), quote=quote)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _anchor(title: str) -> str:
    return _NOT_IN_NAMES.sub("-", title.lower()).strip("-")
