"""The words of the plan, seen and corrected: what each means, one more, one forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QWidget

from csp_desktop import look
from csp_desktop.errors import BadValue
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.choices import choice_box, offer
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel
from csp_desktop.operations.editing.vocabulary import WordAnswer, answered, learn, learned
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.vocabulary import LEFT_OUT, word_kinds

FORGET = ""
_MEANS = 2
_SAYS = (
    "What people write for a status or a direction, and what it means here. A word changes nothing "
    "that is in the plan already."
)


class WordsOfPlan(FormDialog):
    """Lists the words that the plan has learned, each with a box for what it means.

    Each answer is written at once, and undone like any other change.
    """

    def __init__(self, state: PlanState, parent: QWidget) -> None:
        super().__init__("Words of this plan", "Close", parent)
        self._state = state
        self._kinds, labels = word_kinds(state.table), _labels(state.table)
        self.listing: ListingModel[WordAnswer] = ListingModel(
            (
                Column("Word", lambda row: row.text, 190, tip=lambda row: row.text),
                Column("For", lambda row: labels.get(row.kind, row.kind), 110),
                Column("Means", lambda _: ""),
            ),
            key=lambda row: row[:2],
        )
        self.words = Listing(self.listing, "Words of this plan", row_height=36)
        # The boxes are what is gone through, not the rows.
        self.words.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text = QLineEdit()
        self.text.setPlaceholderText("A word, such as On hold")
        self.text.setAccessibleName("A word")
        kinds = [(each, labels[each]) for each in self._kinds]
        self.kind = choice_box("What it is a word for", kinds, whole=True)
        self.meaning = choice_box("What it means", whole=True)
        self.add = Outlined("Add")
        self._lay_out()
        self._connect()
        self._offer_meanings()
        self._show()
        self.text.setFocus()

    def _lay_out(self) -> None:
        asked = boxes.row((self.text, 1), self.kind, self.meaning, self.add, spacing=8)
        said = Words(_SAYS, "body", "text2", wrap=True)
        parts = (self.title_words, said, (self.words, 1), asked, self.why)
        boxes.column(*parts, boxes.row(..., self.yes), spacing=12, margins=20, over=self)
        self.fit(640, 480)

    def _connect(self) -> None:
        self.kind.activated.connect(lambda _: self._offer_meanings())
        self.add.clicked.connect(self._add)
        self.text.returnPressed.connect(self._add)
        self.yes.clicked.connect(self.accept)
        self._state.document_changed.connect(self._show)
        self._state.closed.connect(self.reject)

    def _offer_meanings(self) -> None:
        offer(self.meaning, _meanings(self._kinds[self.kind.currentData()]))

    def _show(self) -> None:
        kept = self._focused()
        self.listing.replace_rows(learned(self._state.document))
        for place, each in enumerate(self.listing.rows):
            box = self._box(each)
            self.words.setIndexWidget(self.listing.index(place, _MEANS), box)
            if kept == each[:2]:
                box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> tuple[str, str] | None:
        for place, each in enumerate(self.listing.rows):
            box = self.words.indexWidget(self.listing.index(place, _MEANS))
            if isinstance(box, QComboBox) and box.hasFocus():
                return each[:2]
        return None

    def _box(self, each: WordAnswer) -> QComboBox:
        meanings = [*_meanings(self._kinds.get(each.kind, ())), (FORGET, "Forget this word")]
        box = choice_box(f"What '{each.text}' means", meanings, each.meaning)
        box.activated.connect(
            lambda _: self._write(WordAnswer(each.kind, each.text, str(box.currentData())))
        )
        return box

    def _add(self) -> None:
        try:
            said = answered(
                self._state.table,
                str(self.kind.currentData()),
                self.text.text(),
                str(self.meaning.currentData()),
            )
        except BadValue as error:
            self.why.setText(str(error))
            return
        self.why.setText("")
        self.text.clear()
        self._write(said)

    def _write(self, said: WordAnswer) -> None:
        self._state.write(f"What '{said.text}' means", doing(learn, [said], STAMP), by="words")


def _labels(table: FieldTable) -> dict[str, str]:
    """What each kind of word is called: as the first field that reads it is."""
    found: dict[str, str] = {}
    for kind in table.kinds:
        for each in kind.fields:
            found.setdefault(each.word_kind, each.label)
    return found


def _meanings(choices: Sequence[str]) -> list[tuple[str, str]]:
    return [*((each, look.word(each)) for each in choices), (LEFT_OUT, "Nothing: leave it out")]
