"""How a report looks: what the program ships, and what a council puts in its place."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from csp_desktop.errors import BadValue, Failure
from csp_desktop.look import LIGHT, contrast
from csp_desktop.paths import resources

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_LEAST_CONTRAST = 4.5


Step = Callable[[float], None]
"""Hears how much of a report is made, 0 to 1. What it raises ends the making, and no file is."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unheard(share: float) -> None:
    """What hears nothing."""
    del share


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """Accent, fonts and logo of a report. `template` are the bytes of a Word file, or nothing."""

    accent: str = LIGHT.accent
    word_font: str = "Arial"
    logo: bytes = b""
    css: str = ""
    template: bytes = b""

    @property
    def logo_type(self) -> str:
        """The logo's media type."""
        return "image/png" if self.logo.startswith(_PNG) else "image/jpeg"


def load(folder: Path | None = None) -> ReportStyle:
    """The shipped style, with what `folder` has in its place.

    Raises BadValue where the folder's settings make no sense, Failure where it cannot be read.
    """
    shipped = resources() / "report"
    own = folder or shipped
    if not own.is_dir():
        raise BadValue(f"There is no folder {own} to take the report's style from.")
    try:
        settings = {**_settings(shipped), **_settings(own)}
        css = _first(own, shipped, "report.css").read_text(encoding="utf-8")
        template = own / "template.docx"
        logo = _logo(own, str(settings.get("logo") or ""))
        accent = _accent(str(settings.get("accent") or LIGHT.accent), own)
        return ReportStyle(
            accent,
            str(settings.get("word_font") or "Arial"),
            logo,
            css.replace("@accent@", accent),
            template.read_bytes() if template.exists() else b"",
        )
    except OSError as error:
        raise Failure(f"The style in {own} could not be read ({error.strerror}).") from error


def _first(own: Path, shipped: Path, name: str) -> Path:
    return own / name if (own / name).exists() else shipped / name


def _settings(folder: Path) -> dict[str, object]:
    path = folder / "style.json"
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadValue(f"{path} is not JSON as style.json should be: {error}.") from error
    if not isinstance(found, dict):
        raise BadValue(f"{path} should hold accent, word_font and logo.")
    return found


def _accent(colour: str, folder: Path) -> str:
    if not _COLOUR.fullmatch(colour):
        raise BadValue(f"The accent '{colour}' in {folder} is not a colour such as #5B3E9E.")
    if contrast(colour, "#FFFFFF") < _LEAST_CONTRAST:
        raise BadValue(f"The accent {colour} is too light to be read on white: take a darker one.")
    return colour


def _logo(folder: Path, name: str) -> bytes:
    if not name:
        return b""
    content = (folder / Path(name).name).read_bytes()
    if not content.startswith((_PNG, _JPEG)):
        raise BadValue(f"The logo {name} is neither a PNG nor a JPEG.")
    return content


def clean(text: str) -> str:
    """`text` without the characters that no XML or HTML file may hold."""
    return _NOT_IN_XML.sub("", text)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of the text is written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text
    )


def begins_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    ways = (unicodedata.bidirectional(each) for each in text)
    return next((way != "L" for way in ways if way in ("L", "R", "AL")), False)
