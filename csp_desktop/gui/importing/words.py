"""What the words of somebody's own workbook mean: each is asked once, and the plan learns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.importing.plan_from_workbook import Imported, Map
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.vocabulary import LEFT_OUT, Word, word, word_kinds
from csp_desktop.plan.wording import counted

_MOST_SHOWN = 4
_ROW_HEIGHT = 36
_MEANS = 2


class AskedWord(NamedTuple):
    """A word with where it stands, and what it means, '' as long as nobody has said it.

    `guess` is what it is taken for until then.
    """

    kind: str
    text: str
    places: tuple[str, ...] = ()
    meaning: str = ""
    guess: str = ""


def asked_words(
    seen: Mapping[Word, AskedWord], made: Map, found: Imported | None
) -> dict[Word, AskedWord]:
    """The words to ask about, in the order in which they were `seen`, with what the map answers.

    A word that is answered stays where it is, so that the next one is still below it.
    """
    answers = {word(kind, text): said for kind, text, said in made.words if said}
    asked = dict(seen)
    unknown = [(each, "") for each in found.unknown_words] if found else []
    unknown += found.guessed_words if found else ()
    for each, guess in unknown:
        asked[each.word] = AskedWord(each.kind, each.text, each.places, "", guess)
    for kind, text, _ in made.words:
        asked.setdefault(word(kind, text), AskedWord(kind, text))
    now = {each.word for each, _ in unknown} if found else asked.keys()
    return {
        each: one._replace(meaning=answers.get(each, ""))
        for each, one in asked.items()
        if each in answers or each in now
    }


def with_word(made: Map, kind: str, text: str, meaning: str) -> Map:
    """The map in which a word means something else; '' asks about it again."""
    others = tuple(each for each in made.words if word(*each[:2]) != word(kind, text))
    return replace(made, words=(*others, (kind, text, meaning)) if meaning else others)


class WordsTable(Listing):
    """Lists words, each with a box in which to say what it means.

    `picked` carries the kind of a word, the word, and its meaning.
    """

    picked = Signal(str, str, str)

    def __init__(self) -> None:
        model: ListingModel[AskedWord] = ListingModel(
            (
                Column("Word", lambda row: row.text, 150, tip=lambda row: row.text),
                Column("Stands in", _where, 190, tip=lambda row: ", ".join(row.places[:20])),
                Column("Means", lambda _: ""),
            )
        )
        super().__init__(model, "What words mean", row_height=_ROW_HEIGHT)
        self.words = model
        self._seen: dict[Word, AskedWord] = {}
        # The boxes are what is gone through, not the rows.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_words(self, made: Map, found: Imported | None, table: FieldTable) -> bool:
        """List what is to be asked, as high as a few of them; answers whether there is any."""
        kept = self._focused()
        self._seen = asked_words(self._seen, made, found)
        words = tuple(self._seen.values())
        if words == tuple(self.words.rows):
            return bool(words)
        self.words.replace_rows(words)
        kinds = word_kinds(table)
        for place, each in enumerate(words):
            box = self._choice(each, kinds.get(each.kind, ()))
            self.setIndexWidget(self.words.index(place, _MEANS), box)
            if kept == word(each.kind, each.text):
                box.setFocus(Qt.FocusReason.OtherFocusReason)
        shown = min(len(words), _MOST_SHOWN)
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height()
            + shown * themes.current().px(_ROW_HEIGHT)
            + 2 * self.frameWidth()
        )
        return bool(words)

    def _focused(self) -> Word | None:
        """The word whose box has the focus: a listing that is made anew keeps it."""
        for place, each in enumerate(self.words.rows):
            box = self.indexWidget(self.words.index(place, _MEANS))
            if isinstance(box, QComboBox) and box.hasFocus():
                return word(each.kind, each.text)
        return None

    def _choice(self, asked: AskedWord, choices: Sequence[str]) -> QComboBox:
        guess = f"{look.word(asked.guess)}: a guess" if asked.guess else ""
        meanings = [("", guess or "Not known: it does not fit")]
        meanings += [(each, look.word(each)) for each in choices]
        meanings.append((LEFT_OUT, "Nothing: leave it out"))
        box = choice_box(f"What '{asked.text}' means", meanings, asked.meaning)
        box.activated.connect(
            lambda _: self.picked.emit(asked.kind, asked.text, str(box.currentData()))
        )
        return box


def _where(row: AskedWord) -> str:
    if not row.places:
        return ""
    first = row.places[0]
    return f"{counted(len(row.places), 'cell')}: {first}" if len(row.places) > 1 else first
