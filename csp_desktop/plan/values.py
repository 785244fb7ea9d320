"""Values of cells: how they are understood as people type them, compared and written out."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from csp_desktop.errors import BadValue, WordLeftOut, WordUnknown
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field
from csp_desktop.plan.periods import in_doubt, read_period
from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.spelling import composed, plain, seen
from csp_desktop.plan.statuses import read_choice_word
from csp_desktop.plan.vocabulary import LEFT_OUT, NO_WORDS, Meaning, Vocabulary, may_be_word
from csp_desktop.plan.wording import within

Value: TypeAlias = str | int | float | bool | list[str] | None
"""What a cell may hold: text, a number, a list of texts, or nothing."""

VAST = 1e15
"""Numbers from here on, which no spreadsheet keeps to the unit, are no figures of a plan."""

LONGEST_TEXT = 32_767
"""The most that one cell of a workbook can hold, so the most that a field may (`cell_length`)."""

_VAST = 1e300  # short of where a whole number no longer fits a float
_QUOTES = str.maketrans("\u2018\u2019\u201a\u201c\u201d\u201e", "'''\"\"\"")
_SPACES = str.maketrans("\u00a0\u2007\u202f", "   ")
_SPACE_RUNS = re.compile(r"[ \t]+")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)\s*(%?)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]+([A-Za-z]{3,9}[ \-]+\d{4})")


_SHORT = 200

COMPARED = "2"
"""The version of `key`. Raise it whenever `key` finds other values equal than before.

A plan keeps which cells are contested, which follows from `key`; one that was written under another
version is settled when it is opened for writing.
"""


def cell_length(text: str) -> int:
    """How much of a cell a text takes: Excel counts a character beyond U+FFFF as two."""
    return len(text) if text.isascii() else len(_in_halves(text)) // 2


def cut_to_cell(text: str) -> str:
    """As much of a text as one cell holds, in whole characters."""
    if cell_length(text) <= LONGEST_TEXT:
        return text
    return _in_halves(text)[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")


def _in_halves(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def tidy(text: str) -> str:
    """`text` as it is kept: one kind of line end and space, composed letters, no trailing space.

    Joiners and other format characters within it stay, since they shape what is seen; a text of
    nothing else is blank.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    text = composed(_UNSEEN.sub("", text))
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return text if text.isascii() or seen(text).strip() else ""


def key(value: Value) -> str:
    """A text that is equal for two values exactly when they mean the same.

    White space, line ends, curly quotes, number formats, the way in which accents are coded and
    characters that are not seen make no difference.
    """
    # This decides whether an edit happened and whether two sides differ, so each case is one where
    # a program (a spreadsheet, a phone, another system's clipboard) alters what nobody typed.
    if value is None or value in ("", []):
        return ""
    # The letter in front keeps 1, '1' and true apart.
    if isinstance(value, bool):
        return f"b{value}"
    # 15 figures are what spreadsheets keep. Adding 0.0 makes one nought of 0 and -0.0.
    if isinstance(value, (int, float)):
        return f"n{value + 0.0:.15g}" if abs(value) < _VAST else f"n{value}"
    if isinstance(value, list):
        return "l" + json.dumps([_folded(item) for item in value], ensure_ascii=False)
    folded = _folded(value)
    return f"t{folded}" if folded else ""


def _folded(text: str) -> str:
    return _folded_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    return _SPACE_RUNS.sub(" ", tidy(seen(text))).translate(_QUOTES)


# The same few names and words are compared over and over; long texts would only fill the memory.
_folded_short = lru_cache(maxsize=4096)(_fold)


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """A name as it is looked up: equal for two texts that read alike, whatever their case."""
    return key(plain(text)).casefold()


def same(one: Value, other: Value) -> bool:
    """True if two values mean the same (see `key`)."""
    return key(one) == key(other)


def understand(field: Field, raw: Value, vocabulary: Vocabulary = NO_WORDS) -> Value:
    """`raw`, typed or pasted by a person, as a value of `field`; blank gives None.

    `vocabulary` are the words of the plan that it is for. Links are left as given: names are turned
    into ids where the records are known. Raises BadValue with a sentence on what the field takes;
    WordUnknown, one of these, where a word may be learned.
    """
    if isinstance(raw, str):
        raw = tidy(raw)
    if raw in (None, "", []):
        if field.required:
            raise BadValue(f"{field.label} cannot be blank.")
        return None
    if field.type is Type.CHOICE:
        return read_choice(field, str(raw), vocabulary).choice
    reader = _READERS[field.type]
    return reader(field, raw)


def read_choice(field: Field, text: str, vocabulary: Vocabulary) -> Meaning:
    """What a text means for a field, and whether that is sure.

    Raises WordUnknown where nobody has said yet what it means, WordLeftOut where it means nothing.
    """
    found = vocabulary.read(field, text)
    if found is None:
        told = f"'{text}' is not one of the choices for {field.label}: {', '.join(field.choices)}."
        raise WordUnknown(told, field.word_kind, text) if may_be_word(text) else BadValue(told)
    if found.choice == LEFT_OUT:
        raise WordLeftOut(why_left_out(text))
    return found


def why_left_out(text: str) -> str:
    """What is told of a word that says nothing for the plan."""
    return f"'{text}' is left out, as the words of this plan say."


def _read_text(field: Field, raw: Value) -> Value:
    text = tidy("; ".join(raw) if isinstance(raw, list) else str(raw))
    length = cell_length(text)
    if length > LONGEST_TEXT:
        raise BadValue(
            f"{field.label} has {length:,} characters; a cell holds {LONGEST_TEXT:,}. "
            "Shorten it or put the rest in a document."
        )
    if field.name == "ref":
        text = plain(text)
        reason = why_not_a_ref(text)
        if reason:
            raise BadValue(reason)
    elif field.name == "baseline_period" and in_doubt(text):
        text = str(read_period(text, "year"))  # a baseline is that of a year's target
    elif field.type is Type.TEXT:
        text = " ".join(text.split())
    return text or None


def _read_list(field: Field, raw: Value) -> Value:
    parts = raw if isinstance(raw, list) else re.split(r"[;\n]", str(raw))
    items = [" ".join(tidy(part).split()) for part in parts]
    items = [item for item in items if item]
    if sum(map(len, items)) > LONGEST_TEXT:
        raise BadValue(
            f"{field.label} is longer than the {LONGEST_TEXT:,} characters a cell holds."
        )
    return items or None


def _within(field: Field) -> str:
    """A field's label within a sentence: without its capital, but for an abbreviation."""
    label = field.label
    return label if label[1:2].isupper() else within(label)


def _read_number(field: Field, raw: Value) -> Value:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _plain_number(field, float(raw))
    # Plans put a dash for a minus, a star for a footnote, and 'Target of' before a target.
    text = plain(str(raw)).replace("\u2212", "-").replace("\u2013", "-").rstrip("*").strip()
    found = _NUMBER.fullmatch(text.removeprefix("Target of ").removeprefix("target of "))
    if not found:
        raise BadValue(f"'{raw}' is not a number, which {_within(field)} takes.")
    number = float(found[2].replace(",", ""))
    return _plain_number(field, -number if found[1] == "-" else number)


def _plain_number(field: Field, number: float) -> int | float:
    if not -VAST < number < VAST:  # as NaN is not, either
        raise BadValue(f"{field.label} takes an ordinary number.")
    number = float(f"{number:.15g}")  # a workbook's 0.30000000000000004 is 0.3
    return int(number) if number.is_integer() else number


def _read_target(field: Field, raw: Value) -> Value:
    if isinstance(raw, str) and read_choice_word(raw, ("tbc",)):
        return "tbc"
    try:
        return _read_number(field, raw)
    except BadValue:
        raise BadValue(f"'{raw}' is not a number or tbc, which {_within(field)} takes.") from None


def _read_date(field: Field, raw: Value) -> Value:
    text = plain(str(raw))
    iso, british = _ISO_DATE.fullmatch(text), _DAY_FIRST.fullmatch(text)
    in_words = _DAY_AND_MONTH.fullmatch(text)
    month = read_period(in_words[2]) if in_words else None
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if british:
            year = int(british[3]) + (2000 if len(british[3]) == 2 else 0)
            return date(year, int(british[2]), int(british[1])).isoformat()
        if in_words and month:
            year = month.year + (month.month < 4)  # from the financial to the calendar year
            return date(year, month.month, int(in_words[1])).isoformat()
    except ValueError:
        pass
    raise BadValue(
        f"'{raw}' is not a date, which {_within(field)} takes: type it day first, as 31/10/2016."
    )


def _read_quarter(field: Field, raw: Value) -> Value:
    period = read_period(str(raw))
    if period is None or period.kind != "quarter":
        raise BadValue(f"'{raw}' is not a quarter, which {_within(field)} takes: type 2016/17 Q2.")
    return str(period)


def _read_year(field: Field, raw: Value) -> Value:
    period = read_period(str(raw), "year")
    if period is None or period.kind != "year":
        wanted = f"a financial year, which {_within(field)} takes: type 2016/17."
        raise BadValue(f"'{raw}' is not {wanted}")
    return str(period)


_READERS = {
    Type.TEXT: _read_text,
    Type.LONG_TEXT: _read_text,
    Type.LIST: _read_list,
    Type.NUMBER: _read_number,
    Type.TARGET: _read_target,
    Type.DATE: _read_date,
    Type.QUARTER: _read_quarter,
    Type.YEAR: _read_year,
    Type.LINK: _read_text,
    Type.LINKS: _read_list,
}


def typed(field: Field | None, text: str) -> Value:
    """What is typed in a text box, where a list has one item a line, as it is to be understood.

    A list of names may be typed with semicolons, too; in sentences these are part of an item.
    """
    return text.split("\n") if field is not None and field.sentences else text


def understand_period(field: Field, text: str) -> str:
    """`text` as the period of a cell of `field`, written as every file writes it.

    Raises BadValue if the field takes none, needs one, or takes another kind.
    """
    text = plain(text)
    if field.per is Per.NONE:
        if text:
            raise BadValue(f"{field.label} is not filled in by period: leave '{text}' out.")
        return ""
    example = {Per.YEAR: "2016/17", Per.QUARTER: "2016/17 Q2", Per.ANY: "2016/17 Q2 or 2016-04"}
    if not text:
        raise BadValue(
            f"{field.label} is filled in by period: say which, such as {example[field.per]}."
        )
    period = read_period(text, field.per.value)
    if period is None or (field.per is not Per.ANY and period.kind != field.per.value):
        raise BadValue(f"'{text}' is not a {field.per.value} such as {example[field.per]}.")
    return str(period)


def words(value: Value) -> str:
    """`value` as a person reads it: a list with semicolons, a true minus sign, '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.15g}".replace("-", "\u2212")
    return "; ".join(value) if isinstance(value, list) else value
