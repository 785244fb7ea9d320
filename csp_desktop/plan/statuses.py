"""The words a plan uses for how its actions go, each described once, and how people type them.

To add a status is to add an entry to TABLE, and a drawing to `look` where none there fits it.
Pickers, filters, bars, the workbook's colours and the report read the table; no other module lists
statuses (tests/test_tables.py sees to that).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csp_desktop.plan.spelling import plain


@dataclass(frozen=True, slots=True)
class Status:
    """A status of a quarter, a state of a year, or both, and all that follows from it.

    How it reads: `word`, `short` where a cell is too narrow for the word, `said` within a sentence,
    `counted_as` where a report counts it, `meaning` on the cover of a workbook.
    How it is typed: `letter` is the key that sets it, '' for what only a year can be; `synonyms`
    mean it; `guesses` probably mean it, which a person confirms.
    How it looks: `shape` is a drawing in `look`, `character` the nearest to that in plain text.
    `colour` is a role of the palette: with one, it is filled, and a cell's fill can mean it where
    `hues` hold the fill's, in degrees. `strong` sets its word in the heavier weight.
    Where it belongs: `year` is its place among the states of a year, 0 if it is none; `scale`
    its rank on the BRAG scale, None beside it.
    What follows: `exception` tints it and lists it among a report's exceptions; `corrective` asks
    for a corrective action; `apart` keeps it out of the bars; `settled` means that no further
    update is owed; `begun` that work is under way or done; `elsewhere` that others deliver it.
    """

    name: str
    letter: str = ""
    shape: str = ""
    character: str = ""
    colour: str = ""
    year: int = 0
    scale: int | None = None
    short: str = ""
    said: str = ""
    counted_as: str = ""
    meaning: str = ""
    synonyms: str = ""
    guesses: str = ""
    hues: tuple[tuple[int, int], ...] = ()
    strong: bool = False
    exception: bool = False
    corrective: bool = False
    apart: bool = False
    settled: bool = False
    begun: bool = False
    elsewhere: bool = False

    @property
    def word(self) -> str:
        """What people read for it."""
        return self.name[:1].upper() + self.name[1:]


TABLE: Final = (
    Status(
        "complete", "B", "ticked square", "■", "blue", year=7, scale=3, settled=True, begun=True,
        hues=((185, 252),),
        meaning="done: nothing is left to do",
        synonyms="completed|done|blue|b|finished|closed|🔵|🟦|wedi'i gwblhau|wedi cwblhau|"
                 "wedi ei gwblhau|cwblhawyd|cyflawn",
        guesses="achieved|delivered|met|fully achieved|✓|✔|☑|✅|yes|fully complete|discharged|"
                "ended",
    ),
    Status(
        "on track", "G", "disc", "●", "green", scale=2, begun=True,
        hues=((66, 170),),
        meaning="it will be done as planned",
        synonyms="ontrack|green|g|on target|🟢|🟩|ar y trywydd iawn|ar y trywydd|gwyrdd",
        guesses="in progress|progressing|under way|underway|started|good progress|on schedule|"
                "on course|progress is good|commenced|ar y gweill",
    ),
    Status(
        "at risk", "A", "triangle", "▲", "amber", scale=1, begun=True, exception=True,
        hues=((17, 66),),
        meaning="it may be late or fall short; say why in the commentary",
        synonyms="atrisk|amber|a|yellow|🟠|🟡|🟧|🟨|mewn perygl|oren|ambr",
        guesses="amber green|green amber|a g|g a|slippage|some slippage|slipping|"
                "minor delay|some delay|slight delay|minor issues|some concerns|behind schedule|"
                "partially complete|partly on track|"
                "on hold|deferred|paused|blocked|awaiting funding|⚠",
    ),
    Status(
        "off track", "R", "diamond", "◆", "red", scale=0, begun=True, exception=True,
        corrective=True, strong=True,
        hues=((0, 17), (340, 361)),
        meaning="it will not be done as planned; say under corrective action what you will do",
        synonyms="offtrack|red|r|delayed|behind|off target|🔴|🟥|"
                 "oddi ar y trywydd|coch",
        guesses="amber red|red amber|r a|a r|❌|overdue|not achieved|not met|"
                "not delivered|major delay|significant delay|"
                "major issues|failed|stalled|missed|significantly delayed|not on track|"
                "not on target",
    ),
    Status(
        "not started", "N", "ring", "○",
        meaning="nothing has been due yet",
        synonyms="notstarted|n|not yet started|heb ddechrau|heb gychwyn",
        guesses="yet to start|no progress|not due|not yet due|not commenced|to start|pending|"
                "future action|not due to start|not due to start yet|not started yet|due to start|"
                "unassigned|⚪|⬜",
    ),
    Status(
        "ongoing", "O", "round arrow", "↻", year=1, begun=True, elsewhere=True,
        meaning="business as usual, without an end date",
        synonyms="on going|o|bau|business as usual|continuing|yn parhau|parhaus",
        guesses="rolling|continuous|recurring",
    ),
    Status(
        "delegated", "D", "arrow out", "↗", year=2, apart=True, elsewhere=True,
        counted_as="delegated to another plan",
        meaning="delivered through another plan, board or strategy",
        synonyms="d|delivered elsewhere",
    ),
    Status(
        "not applicable", "X", "dash", "–", year=4, apart=True, settled=True, short="N/A",
        meaning="nothing is planned for this year",
        synonyms="na|n a|x|not relevant",
        guesses="cancelled|withdrawn|no longer required|no longer relevant|"
                "superseded|removed|deleted",
    ),
    Status(
        "tbc", "T", "dots", "…", year=5, apart=True, said="Tbc",
        meaning="still to be confirmed",
        synonyms="t|to be confirmed|to be determined|tbd",
    ),
    Status("planned", year=3, synonyms="p"),
    Status("in development", year=6, synonyms="under development|developing"),
)  # fmt: skip
"""Statuses in the order in which pickers and legends list them (BRAG, then the rest)."""

_OF_A_QUARTER: Final = tuple(each for each in TABLE if each.letter)
_WORST_FIRST: Final = sorted(
    (each for each in _OF_A_QUARTER if each.scale is not None), key=lambda each: each.scale or 0
)

BY_NAME: Final = {each.name: each for each in TABLE}

STATUSES: Final = tuple(each.name for each in _OF_A_QUARTER)
"""A quarter's status, in the order of pickers and legends."""

YEAR_STATES: Final = tuple(
    each.name for each in sorted(TABLE, key=lambda each: each.year) if each.year
)
"""The states of a year, read from the words of the plan."""

LETTERS: Final = {each.name: each.letter for each in _OF_A_QUARTER}
"""The key that sets each status; B G A R are the colours of the BRAG scheme."""

ON_SCALE: Final = tuple(each.name for each in _WORST_FIRST)
"""The statuses of the BRAG scale, the worst first."""

APART: Final = tuple(each.name for each in _OF_A_QUARTER if each.apart)
"""What is counted beside the bars, in the order of STATUSES."""

OFF_SCALE: Final = tuple(each.name for each in _OF_A_QUARTER if each.scale is None)
"""The statuses beside the BRAG scale, in the order of STATUSES."""

IN_BAR: Final = (*ON_SCALE, *(each for each in OFF_SCALE if each not in APART))
"""What a bar is made of, from its left: the worst first."""

EXCEPTIONS: Final = tuple(each.name for each in _WORST_FIRST if each.exception)
"""What a report explains action by action, the worst first."""

WORST_OF_SEVERAL: Final = (
    *EXCEPTIONS,
    *(each.name for each in _OF_A_QUARTER if not (each.begun or each.apart)),
    *(each for each in ON_SCALE if each not in EXCEPTIONS),
)
"""What counts where a text names several statuses, the first of these."""

COUNTED_APART: Final = frozenset(APART)
"""Statuses that are never counted among the actions on track."""

COLOURED: Final = frozenset(each.name for each in TABLE if each.colour)
"""Statuses with a colour of their own, so that the fill of a cell can mean them."""

NEEDS_CORRECTIVE_ACTION: Final = frozenset(each.name for each in TABLE if each.corrective)
SETTLED: Final = frozenset(each.name for each in TABLE if each.settled)
BEGUN: Final = frozenset(each.name for each in TABLE if each.begun)
ELSEWHERE: Final = frozenset(each.name for each in TABLE if each.elsewhere)

_BY_WORD: Final = {
    word: each.name for each in TABLE for word in (each.name, *each.synonyms.split("|")) if word
}
GUESSES: Final = {word: each.name for each in TABLE for word in each.guesses.split("|") if word}
"""What people write for a status without a word of the scheme."""

# A picture of a sign in colour has a mark behind it that nobody sees.
_JOINTS: Final = str.maketrans(
    dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014_/.", " ")
    | dict.fromkeys("\u2018\u2019", "'")
    | {"\ufe0f": ""}
)


def choice_word(name: str) -> str:
    """What people read for a choice, a status or any other."""
    return BY_NAME[name].word if name in BY_NAME else name[:1].upper() + name[1:]


def said(name: str) -> str:
    """A status as it reads within a sentence."""
    return BY_NAME[name].said or name if name in BY_NAME else name


def _spaced(text: str) -> str:
    return " ".join(plain(text).lower().translate(_JOINTS).split())


def read_choice_word(text: str, choices: tuple[str, ...]) -> str | None:
    """The one of `choices` that a person means by `text`, or None.

    Case, hyphens and dashes of every kind, slashes and the field's own synonyms ('Green', 'G',
    'Completed') are understood.
    """
    # The field's own choices first: a word of theirs may be a synonym of a status elsewhere.
    word = _spaced(text)
    plain = {_spaced(choice): choice for choice in choices}
    if word in plain:
        return plain[word]
    meant = _BY_WORD.get(word)
    return meant if meant in choices else None


def movement(was: str | None, now: str | None) -> str | None:
    """Direction of travel between two statuses: 'improved', 'same', 'worse', or None.

    None if either has no place on the BRAG scale (red, amber, green, blue), since a move
    to or from 'delegated' or 'tbc' is neither better nor worse.
    """
    if was not in ON_SCALE or now not in ON_SCALE:
        return None
    difference = ON_SCALE.index(now) - ON_SCALE.index(was)
    if difference == 0:
        return "same"
    return "improved" if difference > 0 else "worse"
