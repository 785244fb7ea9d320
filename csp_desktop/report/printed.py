"""The report as a tagged PDF for paper, laid out by typst from a template that is data's alone.

Texts reach the template as values in a JSON file, never as part of its source.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from csp_desktop.look import LIGHT, SHAPES, STRONG
from csp_desktop.measures.report.model import (
    BarPart,
    ChartPicture,
    Report,
    ReportCell,
    ReportSection,
    Table,
)
from csp_desktop.paths import resources
from csp_desktop.plan.statuses import COLOURED
from csp_desktop.report.lettering import Lettering, Said, telling, width_of
from csp_desktop.report.shapes import inks_of, steps_of
from csp_desktop.report.style import ReportStyle, Step, clean, unheard

_WIDTH, _WIDE = 493.28, 739.89
"""Points between the margins of an upright page, and of one that lies on its side."""
_TEXT, _CELL, _UNDER, _TITLE, _SUBTITLE = 10.0, 8.5, 8.0, 20.0, 10.5
_HEADINGS: Final = {1: 13.0, 2: 10.5}
_GAP: Final = 8.0
_BESIDE: Final = 13.0
"""How far a shape moves the text beside it."""
_LONG: Final = 300.0
"""Points of height from which a row is broken; a shorter one moves to the next page whole."""
_BLOCK, _BETWEEN = 17.0, 2.0
_LOGO: Final = (160.0, 40.0)


def as_pdf(
    report: Report, style: ReportStyle, charts: Mapping[str, bytes], step: Step = unheard
) -> bytes:
    """The report as a PDF/UA-1; `charts` are PNG by the id of their picture."""
    page = _Paper(report, style, charts)
    count = len(report.sections)
    sections = []
    for number, each in enumerate(report.sections):
        if number:
            step((number - 1) / count)
        sections.append((each.wide, page.section(each)))
    made = page.made(sections)
    step((count - 1) / count)
    return made


class _Paper:
    """Puts a report into the words of the template, and keeps the files that go with it."""

    def __init__(self, report: Report, style: ReportStyle, charts: Mapping[str, bytes]) -> None:
        self._report, self._style, self._charts = report, style, charts
        self._letters = Lettering()
        self._files: dict[str, bytes] = {}

    def made(self, sections: Iterable[tuple[bool, dict[str, Any]]]) -> bytes:
        """The file, of sections that were made before."""
        sheets = [
            {"wide": wide, "sections": [each for _, each in some]}
            for wide, some in groupby(sections, lambda each: each[0])
        ]
        data = {**self._cover(), "sheets": sheets or [{"wide": False, "sections": []}]}
        self._files["data.json"] = json.dumps(data).encode()
        if self._letters.words:
            font = (resources() / "print" / "told.ttf").read_bytes()
            self._files["told.ttf"] = telling(font, self._letters.words)
        return compiled("report.typ", self._files)

    def _said(self, text: str, size: float = _TEXT, width: float = _WIDTH, **how: bool) -> Said:
        return self._letters.said(text, size, width, **how)

    def _cover(self) -> dict[str, Any]:
        report, logo = self._report, self._style.logo
        name = f"logo.{self._style.logo_type.partition('/')[2]}"
        if logo:
            self._files[name] = logo
        left = _WIDTH * 0.64
        return {
            "name": clean(f"{report.title}: {report.subtitle}"),
            "author": clean(report.organisation),
            "about": clean(report.subtitle),
            "accent": self._style.accent,
            "inks": {ink: getattr(LIGHT, ink) for ink in ("text", "text2", "line", "edge")},
            "shapes": _shapes(),
            "marking": self._said(report.marking, _CELL, _WIDTH, strong=True),
            "made": self._said(report.made, _UNDER),
            "logo": name if logo else "",
            "logo-high": _height_of(logo) if logo else 0,
            "title": self._said(report.title, _TITLE, left, strong=True),
            "under": [
                self._said(each, _SUBTITLE, left)
                for each in (report.subtitle, report.organisation)
                if each
            ],
            "facts": [
                (self._said(each, _UNDER, 52.0), self._said(said, _CELL, _WIDTH - left - 72.0))
                for each, said in report.facts
            ],
        }

    def section(self, section: ReportSection) -> dict[str, Any]:
        """A section as the template knows it."""
        width = _WIDE if section.wide else _WIDTH
        paragraphs = list(section.paragraphs)
        table = section.table
        if table and not table.rows:
            paragraphs.append(table.empty)
        return {
            "title": self._said(section.title, _HEADINGS[section.level], width, strong=True),
            "level": section.level,
            "long": section.long,
            "paragraphs": [self._said(each, _TEXT, width) for each in paragraphs],
            "tiles": [
                {"shape": each.look, "count": str(each.count), "word": self._said(each.word, _CELL)}
                for each in section.tiles
            ],
            "table": self._table(table, width) if table and table.rows else None,
            "notes": [self._said(each, _CELL, width) for each in section.notes],
            "pictures": [
                self._picture(each, self._charts[each.id])
                for each in section.pictures
                if each.id in self._charts
            ],
        }

    def _picture(self, picture: ChartPicture, content: bytes) -> dict[str, Any]:
        name = f"chart-{len(self._files)}.png"
        self._files[name] = content
        return {
            "file": name,
            "alt": clean(picture.words),
            "title": self._said(picture.title, strong=True),
            "caption": self._said(picture.caption, _CELL),
        }

    def _table(self, table: Table, width: float) -> dict[str, Any]:
        whole = sum(each.share for each in table.columns)
        widths = [width * each.share / whole for each in table.columns]
        return {
            "widths": widths,
            "numbers": [each.numbers for each in table.columns],
            "heads": [
                self._said(each.title, _CELL, wide - _GAP, strong=True)
                for each, wide in zip(table.columns, widths, strict=True)
            ],
            "cells": [
                made
                for row in table.rows
                for made in self._row(row, [each - _GAP for each in widths])
            ],
        }

    def _row(self, row: Sequence[ReportCell], widths: Sequence[float]) -> Iterator[Any]:
        long = any(map(_is_long, row, widths))
        for cell, width in zip(row, widths, strict=True):
            if cell.look or cell.under or cell.parts or long:
                yield self._cell(cell, width) | {"long": long}
            else:
                yield self._said(cell.text, _CELL, width)

    def _cell(self, cell: ReportCell, width: float) -> dict[str, Any]:
        shaped = cell.look in SHAPES
        strong = cell.look in STRONG
        made: dict[str, Any] = {
            "shape": cell.look if shaped else "",
            "strong": strong,
            "under": self._said(cell.under, _UNDER, width) if cell.under else "",
        }
        if cell.parts:
            bar = {"alt": clean(cell.text), "parts": _bar(cell.parts, width)}
            return made | bar | {"text": "", "hangs": True}
        room = width - _BESIDE if shaped else width
        wraps = "\n" in cell.text or width_of(cell.text, strong=strong) * _CELL > room
        return made | {
            "text": self._said(cell.text, _CELL, room, strong=strong),
            "hangs": shaped and wraps,
        }


def _is_long(cell: ReportCell, width: float) -> bool:
    """Whether a cell is about as high as a row that is broken between pages, or higher."""
    lines = cell.text.count("\n") + len(cell.text) * _CELL * 0.5 / width
    lines += cell.under.count("\n") + len(cell.under) * _UNDER * 0.5 / width
    return lines * _CELL * 1.4 > _LONG


def _bar(parts: Sequence[BarPart], width: float) -> list[dict[str, Any]]:
    """One block for each action, smaller ones where there is little room."""
    blocks = sum(each.count for each in parts)
    block = min(_BLOCK, (width - _BETWEEN * len(parts)) / max(blocks, 1))
    return [_part(each, block * each.count) for each in parts]


def _part(part: BarPart, wide: float) -> dict[str, Any]:
    shaped, filled = part.status in SHAPES, part.status in COLOURED
    colour = LIGHT.status(part.status)
    count = str(part.count) if part.count > 1 or not shaped else ""
    written = width_of(count, strong=True) * _CELL
    shape = min(8.0, wide - 2) if shaped else 0.0
    if shape + written + 3 > wide and count and written + 3 > wide / 2:
        shape = 0.0
    return {
        "wide": wide,
        "ground": colour if filled else LIGHT.base,
        "edge": colour if filled else LIGHT.neutral,
        "ink": LIGHT.on_status if filled else LIGHT.text,
        "dashed": not shaped,
        "count": count,
        "shape": f"{part.status}{' on colour' * filled}" if shape > 3 else "",
        "size": shape,
    }


def _shapes() -> dict[str, Any]:
    """Every shape by its name, and those on a ground of their colour."""
    plain = {name: _strokes(name, on_colour=False) for name in SHAPES}
    return plain | {f"{name} on colour": _strokes(name, on_colour=True) for name in COLOURED}


def _strokes(name: str, *, on_colour: bool) -> list[dict[str, Any]]:
    """A shape's strokes; those of one ink are drawn as one."""
    inks = inks_of(name, on_colour=on_colour)
    return [
        {
            "steps": [step for each in some for step in steps_of(each.path)],
            "fill": inks.get(fill, ""),
            "pen": inks.get(pen, ""),
            "width": width,
        }
        for (fill, pen, width), some in groupby(
            SHAPES[name], lambda each: (each.fill, each.pen, each.width)
        )
    ]


def _height_of(logo: bytes) -> float:
    """How high a logo is drawn, in points."""
    wide, high = size_of(logo)
    return high * min(_LOGO[0] / wide, _LOGO[1] / high)


def size_of(picture: bytes) -> tuple[int, int]:
    """The width and height of a PNG or a JPEG in dots."""
    if picture.startswith(b"\x89PNG"):
        wide, high = struct.unpack_from(">LL", picture, 16)
        return wide, high
    at = 2
    while picture[at + 1] not in _FRAMES:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    high, wide = struct.unpack_from(">HH", picture, at + 5)
    return wide, high


_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The marks of a JPEG's parts that say how large it is."""


def compiled(template: str, files: Mapping[str, bytes]) -> bytes:
    """A template's PDF/UA-1 with the files that it reads, the same bytes each time."""
    import typst

    with TemporaryDirectory(prefix="csp-print-") as name:
        folder = Path(name)
        source = folder / template
        source.write_bytes((resources() / "print" / template).read_bytes())
        for file, content in files.items():
            (folder / file).write_bytes(content)
        # Nothing of this machine: its fonts would make other bytes, and other pages.
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[resources() / "print" / "fonts", folder],
        )
        return typst.compile(
            source, root=folder, font_paths=fonts, ignore_system_fonts=True,
            format="pdf", pdf_standards=["ua-1"],
        )  # fmt: skip
