"""Texts that need more than the field table's own reading: statuses in passing, leads, refs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csp_desktop.plan.renumbering import why_not_a_ref
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.statuses import EXCEPTIONS, WORST_OF_SEVERAL
from csp_desktop.plan.vocabulary import LEFT_OUT, NO_WORDS, Vocabulary, may_be_word

_DELEGATED = re.compile(r"(?:delivery|delivered|delivering)\s+through\b|see\b", re.IGNORECASE)
_BREAK = re.compile(
    r"\s*[\n:;,(.|)\[\]]\s*|\s+[-–—]+\s*|[–—]|\s*/\s*|"
    r"\s+(?:but|to|and|though|although|however|now|with)\s+|(?<=[^\w\s'’&])\s+(?=\w)",
    re.IGNORECASE,
)
# What puts a status in doubt that says that all is well, unless it is denied.
_WORRY = re.compile(
    r"\b(?:delay\w*|behind|(?:at )?risks?|slip\w*|late|issues?|concerns?|problems?|overdue|"
    r"stall\w*|blocked|gaps?|vacanc\w+|difficult\w*|challeng\w+|paused|on hold|shortfall)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|nil|without|low|few)\b", re.IGNORECASE)
_HEARD = 80
_FEW = 3
_TWO = 2

# An ampersand joins two partners in 'Police & Probation'; in these it belongs to a name.
_NAMES_WITH_AND = re.compile(
    r"\bpolice\s*&\s*crime\b|"
    r"\b(?:health|drugs?|alcohol|crime|child(?:ren)?(?:['’]s)?|young people|adults?|families|"
    r"education|parks?|equalit(?:y|ies)|policy|strategy|performance|highways?|streets?|waste|"
    r"planning|regeneration|licensing|trading|arts|culture|leisure|sports?|safety|social|"
    r"housing|youth|domestic|violence|enforcement|environment|research|intelligence|learning|"
    r"skills|employment|communit(?:y|ies)|neighbourhoods?|substance|mental|public|fire|search|"
    r"prevention|gangs?|women|girls|asylum|community safety)\s*&\s*(?:\w+\s+)?"
    r"(?:wellbeing|well-being|social|safety|disorder|young|families|learning|skills|diversity|"
    r"inclusion|performance|partnerships?|open spaces?|leisure|culture|sport|community|"
    r"communities|alcohol|drugs?|sexual|exploitation|rescue|regeneration|environment|waste|"
    r"transport|standards|enforcement|girls|care|public|improvement|development|planning|"
    r"customer|housing|neighbourhoods?|transformation|strategy|intelligence|analysis|crime)\b",
    re.IGNORECASE,
)
# Control characters stand in for an '&' or '/' that must not part a text; no cell holds them.
_KEPT = "\x00"
_PARTING = re.compile(r"\s*[;\n]\s*|\s*,\s*|\s*(?<!\d)/(?!\d)\s*|\s+&\s+|\s+\+\s+")
_SLASHED = re.compile(r"\b(?:n/a|c/o|w/c|a/c)\b", re.IGNORECASE)

_REF_PREFIX = re.compile(
    r"(?:action|ref(?:erence)?|no|number|item)\b\.?\s*(?:no\.?\s*)?", re.IGNORECASE
)
_LETTERS_APART = re.compile(r"([A-Za-z]{1,6})[\s\-./]+(\d.*)")
_LEADING_REF = re.compile(
    r"\(?([A-Z]{0,4}\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)(?:[.):]|\s*[-–—])?\s+(\S.*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class FuzzyChoice:
    """A choice as read: whether it was `sure`, and whether the text says `more` than the choice."""

    choice: str
    sure: bool
    more: bool


def read_choice(
    text: str, choices: tuple[str, ...], kind: str = "", words: Vocabulary = NO_WORDS
) -> FuzzyChoice | None:
    """The choice that a cell's text means or begins with, or None; of several the worst.

    `words` are those of the plan and the map, of which those of `kind` count.
    """
    # From the surest to the least sure, and the answer says which it was: what is guessed is
    # confirmed by a person.
    meant = words.read_as(kind, choices, text)
    if meant:
        return FuzzyChoice(meant.choice, sure=meant.sure, more=False)
    if "delegated" in choices and _DELEGATED.match(text):
        return FuzzyChoice("delegated", sure=False, more=True)
    # One letter before a break is as likely the beginning of a list.
    parts = [
        part
        for part in _BREAK.split(text.strip())
        if part and (len(part) > 1 or not part.isalnum())
    ]
    read = [meant for part in parts if (meant := words.read_as(kind, choices, part))]
    read = [meant for meant in read if meant.choice != LEFT_OUT]
    # A remark is a status by how it begins; a few words may say it anywhere.
    begins = bool(parts) and text.lstrip().startswith(parts[0])
    begins = begins and words.read_as(kind, choices, parts[0]) is not None
    if not read or not (begins or (len(parts) <= _FEW and may_be_word(text))):
        return None
    said = {meant.choice for meant in read}
    if len(read) == len(parts) and len(said) == 1:
        # The same in two languages.
        return FuzzyChoice(read[0].choice, all(meant.sure for meant in read), more=False)
    return FuzzyChoice(_worst(read[0].choice, said, text, choices), sure=False, more=True)


def _worst(first: str, said: set[str], text: str, choices: tuple[str, ...]) -> str:
    """Of several statuses in one text the worst, and never on track where a worry is added."""
    worst = next((each for each in WORST_OF_SEVERAL if each in said), first)
    found = worst if worst in EXCEPTIONS or first in WORST_OF_SEVERAL else first
    worry = _WORRY.search(text, 0, _HEARD)
    if found == "on track" and worry and not _DENIED.search(text[: worry.start()]):
        return "at risk" if "at risk" in choices else found
    return found


def in_two(text: str) -> list[str]:
    """A text parted at its only slash, else whole: 'Police / Ch. Insp. Lowe'."""
    parts = [part for part in re.split(r"\s+[/|]\s+|\n", text.strip()) if part]
    return parts if len(parts) == _TWO else [text]


def _paired(text: str) -> list[str]:
    """The lead partners of a cell that names each of them in two languages."""
    one, *other = (split_leads(part)[0] for part in in_two(text))
    if not other:
        return one
    if len(one) == len(other[0]):
        return [f"{first} / {second}" for first, second in zip(one, other[0], strict=True)]
    return [text]


_NOBODY = frozenset({"unassigned", "not assigned", "none", "nobody", "no one", "vacant", "-", "–"})


def names_nobody(text: str) -> bool:
    """Whether a cell for a lead says that there is none."""
    return plain(text).casefold().strip(" .") in _NOBODY


def split_leads(text: str, *, in_two_languages: bool = False) -> tuple[list[str], bool]:
    """The lead partners in a cell's text, and whether the parting is sure.

    They are parted at / , ; + new lines and &, but not inside names such as 'Health & Wellbeing
    Board'; an ampersand may belong to a name that is not known here, so such a parting is not sure,
    and nor are leads with figures in them.
    """
    if in_two_languages:
        return _paired(text), True
    kept = _NAMES_WITH_AND.sub(lambda found: found[0].replace("&", _KEPT), text)
    kept = _SLASHED.sub(lambda found: found[0].replace("/", "\x01"), kept)
    parts = [
        " ".join(part.replace(_KEPT, "&").replace("\x01", "/").split()).strip("•*·- ")
        for part in _PARTING.split(kept)
    ]
    found = list(dict.fromkeys(part for part in parts if part))
    return found, not re.search(r"\s&\s", kept) and not any(map(_has_figures, found))


def _has_figures(text: str) -> bool:
    return any(each.isdigit() for each in text)


def read_ref(text: str) -> tuple[str, str]:
    """A ref as a plan writes it, and a sentence where it was written otherwise or is none.

    '1.1.' and 'Action 3' are plainly refs; 'CS - 01' becomes CS01; of '12/04/2016' nothing is made.
    """
    tidied = plain(_REF_PREFIX.sub("", plain(text), count=1)).strip(" .):(#")
    reason = why_not_a_ref(tidied)
    if not reason:
        return tidied, ""
    apart = _LETTERS_APART.fullmatch(tidied)
    if apart and "reads as a date" not in reason:
        joined = apart[1] + apart[2].replace(" ", "")
        if not why_not_a_ref(joined):
            return joined, f"The ref '{text}' is written {joined} in the plan."
    return "", why_not_a_ref(text) or reason


def ref_in_title(text: str) -> tuple[str, str]:
    """The ref with which a title begins ('1.2 Weapons sweeps'), and the title without it."""
    found = _LEADING_REF.fullmatch(text.strip())
    return (found[1], found[2]) if found else ("", text)
