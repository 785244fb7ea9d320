"""Receipts tell the sender of a return what was taken, and what they still have to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One thing on a receipt: its place in the file, its text, and a remark ('' for none)."""

    place: str
    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptSection:
    """A heading with its lines."""

    heading: str
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. `summary` is a sentence; empty sections are left out."""

    title: str
    file: str
    marking: str
    summary: str
    sections: tuple[ReceiptSection, ...]


def from_data(told: Mapping[str, Any]) -> Receipt:
    """The receipt whose plain data `dataclasses.asdict` made."""
    sections = tuple(
        ReceiptSection(each["heading"], tuple(ReceiptLine(**line) for line in each["lines"]))
        for each in told["sections"]
    )
    return Receipt(**{**told, "sections": sections})


# In the page itself: a mail program loads nothing from elsewhere.
_STYLE = """
body { font: 16px/1.45 system-ui, "Segoe UI", sans-serif; color: #1c1f24; background: #fff;
  max-width: 50rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: .5rem 0; } h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
.marking { text-align: center; font-weight: 600; letter-spacing: .04em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid #dfe2e6; overflow-wrap: anywhere; white-space: pre-line; }
th { width: 30%; font-weight: 600; } .remark { color: #525964; }
@media print { body { padding: 0; } tr { break-inside: avoid; } }
"""


def as_html(receipt: Receipt) -> str:
    """The receipt as one HTML page that needs nothing else, to attach to an e-mail or to print."""
    marking = f'<p class="marking">{escape(receipt.marking)}</p>'
    sections = "".join(_section(each) for each in receipt.sections if each.lines)
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(receipt.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>{marking}</header>\n<main>\n<h1>{escape(receipt.title)}</h1>\n"
        f"<p>File: {escape(receipt.file)}</p>\n<p>{escape(receipt.summary)}</p>\n"
        f"{sections}</main>\n<footer>{marking}</footer>\n</body>\n</html>\n"
    )


def as_text(receipt: Receipt) -> str:
    """The receipt as plain text, to paste into an e-mail."""
    lines = [receipt.marking, "", receipt.title, f"File: {receipt.file}", receipt.summary]
    for section in receipt.sections:
        if section.lines:
            lines += ["", section.heading]
            for each in section.lines:
                remark = f" ({each.remark})" if each.remark else ""
                lines.append(f"- {each.place}: {each.text}{remark}")
    return "\n".join([*lines, "", receipt.marking, ""])


def _section(section: ReceiptSection) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line.place)}</th><td>{escape(line.text)}'
        + (f'<div class="remark">{escape(line.remark)}</div>' if line.remark else "")
        + "</td></tr>\n"
        for line in section.lines
    )
    return f"<h2>{escape(section.heading)}</h2>\n<table>\n{rows}</table>\n"
