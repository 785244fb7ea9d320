"""The numbers that Word writes before paragraphs by itself: 'Priority 2', '3.10', 'a)'.

They are in no text of a document, and refs in tables are often such numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from csp_desktop.workbook.package.parts import Budget, Package, local, plainly, walk

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST = 4_000


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class NumberedStyle:
    """What a style says of the numbers of its paragraphs; '' where it says nothing."""

    based_on: str = ""
    number: str = ""
    level: str = ""


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each is counted."""

    styles: dict[str, NumberedStyle] = field(default_factory=dict)
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def before(self, style: str, number: str, level: str) -> str:
        """What stands before the next paragraph of a style, or of a list and level of its own."""
        for _ in range(10):  # styles may be based on each other in a ring
            based = self.styles.get(style)
            if based is None:
                break
            number, level, style = number or based.number, level or based.level, based.based_on
        kept = self._lists.get(number, "")
        levels = self._levels.get(kept, {})
        at = int(level) if level.isdigit() else 0
        if at not in levels:
            return ""
        counts = self._counts.setdefault(kept, {})
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [each for each in counts if each > at]:
            del counts[deeper]
        if levels[at].format in {"bullet", "none"}:
            return ""
        said = levels[at].text
        for each in range(at + 1):
            shown = levels.get(each, _Level())
            count = counts.get(each, shown.start)
            said = said.replace(f"%{each + 1}", _written(count, shown.format))
        return said

    def read_lists(self, package: Package, budget: Budget) -> None:
        """Read the lists that the document defines."""
        within, level, number = "", -1, ""

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal within, level, number
            said = plainly(given)
            match local(name):
                case "abstractNum":
                    within = said.get("abstractNumId", "")
                case "lvl" if within:
                    level = _whole(said.get("ilvl", ""), -1)
                    self._levels.setdefault(within, {})[level] = _Level()
                case "num":
                    within, number = "", said.get("numId", "")
                case "abstractNumId" if number:
                    self._lists[number] = said.get("val", "")
                case _:
                    of = self._levels.get(within, {}).get(level)
                    if of is not None:
                        _say(of, local(name), said.get("val", ""))

        if package.has("word/numbering.xml"):
            walk(package.read("word/numbering.xml"), budget, start)

    def read_styles(self, package: Package, budget: Budget) -> None:
        """Read which styles number their paragraphs."""
        style = NumberedStyle()

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal style
            said = plainly(given)
            match local(name):
                case "style":
                    style = self.styles.setdefault(said.get("styleId", ""), NumberedStyle())
                case "basedOn":
                    style.based_on = said.get("val", "")
                case "numId":
                    style.number = said.get("val", "")
                case "ilvl":
                    style.level = said.get("val", "")
                case _:
                    pass

        if package.has("word/styles.xml"):
            walk(package.read("word/styles.xml"), budget, start)


def _say(level: _Level, what: str, value: str) -> None:
    match what:
        case "start":
            level.start = _whole(value, 1)
        case "numFmt":
            level.format = value
        case "lvlText":
            level.text = value[:100]
        case _:
            pass


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else otherwise


def _written(count: int, form: str) -> str:
    match form:
        case "lowerLetter" | "upperLetter" if count > 0:
            letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 9)
            return letter.upper() if form == "upperLetter" else letter
        case "lowerRoman" | "upperRoman" if 0 < count < _LARGEST:
            roman = _roman(count)
            return roman.upper() if form == "upperRoman" else roman
        case "decimalZero":
            return f"{count:02}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (count // worth)
        count %= worth
    return written
