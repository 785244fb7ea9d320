"""One thing to decide, seen closely: its sides as cards, what they come to together, the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent

from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.choices import (
    WayToSettle,
    choices_of,
    place_of,
    same_for_all,
    same_side,
    suggestion_of,
    the_later,
    typed,
)
from csp_desktop.gui.returns.detail_parts import DetailParts
from csp_desktop.gui.returns.keeping import Typing
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.diff_cards import LEAST_WIDTH, Card
from csp_desktop.operations.receiving.batch import FileView, PreviewTrouble, Verdict, WaitingItem
from csp_desktop.operations.receiving.verdicts import above, contested_at
from csp_desktop.plan.text_diff import Piece
from csp_desktop.plan.vocabulary import LEFT_OUT

MOST_CARDS = 24
_ROOMY = 640
_CARDS_A_TURN, _TURN_MILLISECONDS = 2, 15
OWN = -2
"""In place of a choice's number: a value in one's own words."""


class DecisionDetail(DetailParts):
    """Shows one row of the list and takes the decision about it.

    `decided` brings verdicts by the id of what they settle, None for one taken back; `moved` asks
    for the next row or the one before.
    """

    decided = Signal(object)
    moved = Signal(int)

    def __init__(self, batch: Batch) -> None:
        super().__init__()
        self._batch = batch
        self._row: WaitingRow | None = None
        self._choices: tuple[WayToSettle, ...] = ()
        self._chosen = -1
        self._suggested = ""
        self._now = ""
        lines = (self.reason, self.mend_line)
        self.typing = Typing(batch.keeping, self.combination, lines, self)
        self._connect()

    def _connect(self) -> None:
        for number, card in enumerate(self.cards):
            self._follow(card, number)
        self.combination.chosen.connect(lambda: self.choose(OWN))
        self.combination.taken.connect(self.decide)
        self.combination.left.connect(self._leave_words)
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        self.use.clicked.connect(self.decide)
        self.edit.clicked.connect(self.begin_editing)
        self.later.clicked.connect(self.take_the_later)
        self.leave.clicked.connect(self.take_back)
        self.reason.returnPressed.connect(self.decide)
        self.mend_line.returnPressed.connect(self.decide)
        self.same.toggled.connect(lambda _: self._offer())

    def _follow(self, card: Card, number: int) -> None:
        card.chosen.connect(lambda: self.choose(number))
        card.taken.connect(lambda: self._choose_and_decide(number))

    # What is shown

    @property
    def row(self) -> WaitingRow | None:
        """The row that is shown."""
        return self._row

    @property
    def _waiting(self) -> WaitingItem | None:
        return self._row.waiting if self._row else None

    @property
    def _mendable(self) -> PreviewTrouble | None:
        """The problem that is shown, where it can be mended here."""
        trouble = self._row.trouble if self._row else None
        return trouble if trouble and trouble.mendable else None

    @property
    def _view(self) -> FileView | None:
        """The file that what is shown comes from."""
        files, file = self._batch.preview.files, self._row.file if self._row else None
        return files[file] if file is not None and file < len(files) else None

    @property
    def _choice(self) -> WayToSettle | None:
        return self._choices[self._chosen] if 0 <= self._chosen < len(self._choices) else None

    # Showing

    def show_row(self, row: WaitingRow | None, count: str = "", now: str = "") -> None:
        """Show a row of the list; `count` says which of how many it is."""
        same_as_before = row is not None and self._row is not None and row.id == self._row.id
        if same_as_before and self.combination.editing:
            self._row = row
            return
        self.typing.go_to(row.id if row else "")
        self._row = row
        self._now = now or self._now
        self._choices, self._chosen, self._suggested = (), -1, ""
        self._count.setText(count)
        self.reason.clear()
        self.same.setChecked(False)
        if row is not None and row.waiting is not None:
            self._show_waiting(row.waiting)
        elif row is not None:
            self._show_other(row)
        self.typing.show_lines()
        self.setVisible(row is not None)
        self._offer()
        self._fit()

    def _show_waiting(self, waiting: WaitingItem) -> None:
        verdict = self._batch.verdicts.get(waiting.id)
        where = texts.full_place(waiting.label, waiting.period) if waiting.of_a_value else ""
        self.name.say(waiting.ref, waiting.title or waiting.ref, where)
        why = texts.explained(waiting)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._take_choices(waiting, verdict)
        self._fill_cards()
        self._show_combination(waiting, verdict)
        self.reason.setText(verdict.reason if verdict else "")
        self._mark()

    def _take_choices(self, waiting: WaitingItem, verdict: Verdict | None) -> None:
        """The ways to settle it, and the one that was decided or is to be suggested."""
        preview, verdicts = self._batch.preview, self._batch.verdicts
        over = above(waiting, contested_at(preview.waiting))
        decided = (over, verdicts.get(over.id)) if over else None
        found = choices_of(waiting, preview.files, self._now, decided)
        self._choices = found[:MOST_CARDS]
        self._chosen = place_of(self._choices, verdict)
        if verdict is None and waiting.kind == "edit":
            self._chosen = 1
        if verdict is None and decided and decided[1]:
            self._chosen = 0

    def _show_combination(self, waiting: WaitingItem, verdict: Verdict | None) -> None:
        """Show one's own words, typed or decided, or else what both sides come to together."""
        suggestion = suggestion_of(waiting)
        decided = verdict.decision.value if verdict and self._chosen < 0 else None
        own = self.typing.words or decided
        self.combination.setVisible(suggestion is not None or own is not None)
        if own is not None:
            self._chosen, self._suggested = OWN, own
            how = "typed, not used yet" if self.typing.words else ""
            self.combination.say("In your words", how, (Piece(own),))
        elif suggestion is not None:
            self._suggested = "".join(piece.text for piece in suggestion.pieces)
            self.combination.say(suggestion.name, suggestion.how, suggestion.pieces)

    def _fill_cards(self) -> None:
        for _ in range(_CARDS_A_TURN):
            if len(self.cards) < len(self._choices):
                card = Card()
                self._follow(card, len(self.cards))
                self.cards.append(card)
                self._row_of_cards.addWidget(card, 1)
        if len(self.cards) < len(self._choices):
            # Of a cell with many sides, the rest comes in the window's next turns.
            QTimer.singleShot(_TURN_MILLISECONDS, self, self._add_cards)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(self._choices))
            if number < len(self._choices):
                choice = self._choices[number]
                card.say(choice.name, choice.source, str(number + 1), choice.pieces, choice.status)
        self._cards.setVisible(bool(self._choices))

    def _add_cards(self) -> None:
        if len(self.cards) < len(self._choices):
            self._fill_cards()
            self._mark()
            self._fit()

    def _show_other(self, row: WaitingRow) -> None:
        """Show what is only to be known, or a problem that can be mended."""
        view, change, mendable = self._view, row.change, self._mendable
        title = change.title if change else view.path.name if view else ""
        where = texts.full_place(change.label, change.period) if change else ""
        self.name.say(row.left, title, where)
        self._cards.hide()
        self.combination.hide()
        said = f"{row.text}: {row.right}." if change and row.right else row.text
        if row.trouble and not mendable:
            sender = view.sender if view else ""
            said += f"\nIt goes on the receipt{' to ' + sender if sender else ''}."
        self._why.setText(said)
        self._why.show()
        if mendable:
            self.offer_mend(mendable)
            self.same.setChecked(mendable.word is not None)

    def _offer(self) -> None:
        """Offer the answers that can be given now."""
        waiting, mends, chosen = self._waiting, self._mendable, self._choice
        own = self._chosen == OWN
        self.use.setText(self._use_words())
        self.use.setVisible(waiting is not None or mends is not None)
        self.use.setEnabled(own or chosen is not None or mends is not None)
        decided = waiting is not None and waiting.id in self._batch.verdicts
        self.leave.setText("Decide later" if decided else "Leave undecided")
        self.leave.setVisible(waiting is not None)
        self.later.setVisible(waiting is not None and the_later(waiting) is not None)
        held = waiting is not None and (waiting.proposed or waiting.kind == "missing")
        self.reason.setVisible(held)
        self.edit.setVisible(waiting is not None and waiting.of_a_value)
        shown = not self.combination.isHidden()
        self.edit.setText("Edit the combination" if shown else "Write your own…")
        for button in (self.use, self.later, self.edit):
            button.updateGeometry()
        self.mend_choice.setVisible(bool(mends and mends.choices))
        self.mend_line.setVisible(bool(mends and not mends.choices))
        if self._mendable and self._mendable.word:
            self._offer_word(self._mendable)
            return
        number = self._count_like()
        self.same.setVisible(number > 1 and not own)
        what = "held edits" if held else "conflicts"
        both = f"both {what}" if number == 2 else f"all {number:,} {what}"
        whole = f"Same for {both} from this file"
        roomy = self.width() > themes.current().px(_ROOMY)
        self.same.setText(whole if roomy else f"Same for {both}")
        self.same.setToolTip(whole)

    def _offer_word(self, trouble: PreviewTrouble) -> None:
        """Offer to learn the word, which is what is asked unless the mark is taken away."""
        assert trouble.word  # noqa: S101
        number = self._batch.cells_saying(trouble)
        cells = f", in {'both' if number == 2 else f'all {number:,}'} cells" if number > 1 else ""
        self.same.setText(f"Always means that{cells}")
        self.same.setToolTip(
            f"'{trouble.word.text}' is put right in every file here, and the plan remembers it"
        )
        self.same.show()

    def _use_words(self) -> str:
        if self._chosen == OWN:
            return "Use this wording" if self.combination.editing else "Use the combination"
        if self._mendable:
            return "Put this in its place"
        return self._choice.use if self._choice else "Choose one"

    # Choosing

    def choose(self, number: int) -> None:
        """Choose a card by its place, or OWN; nothing is decided by it."""
        own = number == OWN and not self.combination.isHidden()
        if own or 0 <= number < len(self._choices):
            self._chosen = number
            self._mark()
            self._offer()

    def _choose_and_decide(self, number: int) -> None:
        self.choose(number)
        self.decide()

    def _mark(self) -> None:
        for number, card in enumerate(self.cards):
            card.choose(on=number == self._chosen)
        self.combination.choose(on=self._chosen == OWN)

    def begin_editing(self) -> None:
        """Type a value: from the suggested combination, or else from what is chosen."""
        if self._waiting is None or self.edit.isHidden():
            return
        chosen, text = self._choice, self._suggested
        if self.combination.isHidden():
            text = "" if chosen is None or chosen.text == "Blank" else chosen.text
            self.combination.show()
            self.combination.say("In your words", "Ctrl+Enter uses it, Escape leaves it", ())
        self._chosen = OWN
        self.combination.begin(text)
        self._mark()
        self._offer()
        self._fit()
        self.writing.emit()

    def _leave_words(self) -> None:
        """Leave the box: what was typed in it stays to be seen, and to be used."""
        self.combination.edit.hide()
        self.show_row(self._row, self._count.text())

    # Deciding

    def decide(self) -> None:
        """Decide as chosen, for this one or for all its like from the file."""
        waiting, chosen, file = self._waiting, self._choice, self._like_in
        if self._row is not None and self._row.trouble is not None:
            self._mend()
        elif waiting is not None and self._chosen == OWN:
            text = self._suggested
            if self.combination.editing:
                text = self.combination.edit.toPlainText()
                self.combination.edit.hide()
            self.typing.used()
            self.decided.emit({waiting.id: typed(text, self._reason)})
        elif waiting is not None and chosen is not None:
            like = self._like(lambda each: same_side(each, chosen, file or 0))
            # The one looked at comes first: Undo goes back to it.
            decisions = {waiting.id: chosen.verdict, **like} | {waiting.id: chosen.verdict}
            self.typing.used()
            self.decided.emit(
                {each: Verdict(one.decision, self._reason) for each, one in decisions.items()}
            )

    def take_the_later(self) -> None:
        """Decide for what was saved last, for this one or for all its like from the file."""
        waiting = self._waiting
        verdict = the_later(waiting) if waiting else None
        if waiting is not None and verdict is not None:
            self.decided.emit({waiting.id: verdict, **self._like(the_later)})

    @property
    def _reason(self) -> str:
        return "" if self.reason.isHidden() else self.reason.text().strip()

    @property
    def _like_in(self) -> int | None:
        """The file whose like can be decided the same way, None for none."""
        row, chosen = self._row, self._choice
        if row is None or row.waiting is None or chosen is None:
            return None
        return row.file if chosen.file is None else chosen.file

    def _count_like(self) -> int:
        waiting, file = self._waiting, self._like_in
        return 0 if waiting is None or file is None else self._batch.undecided_like(waiting, file)

    def _like(self, choose: Callable[[WaitingItem], Verdict | None]) -> dict[str, Verdict]:
        """The verdicts that 'the same for all from this file' gives, where that is asked for."""
        waiting, file, batch = self._waiting, self._like_in, self._batch
        asked = self.same.isChecked() and not self.same.isHidden()
        if waiting is None or file is None or not asked:
            return {}
        return same_for_all(batch.preview.waiting, batch.verdicts, waiting, choose, file)

    def take_back(self) -> None:
        """Leave it undecided, and go on."""
        waiting = self._waiting
        if waiting is not None and waiting.id in self._batch.verdicts:
            self.decided.emit({waiting.id: None})
        elif waiting is not None:
            self.moved.emit(1)

    def _mend(self) -> None:
        view, trouble = self._view, self._mendable
        if view is None or trouble is None:
            return
        if value := self.mend_value(trouble):
            self.typing.used()
            always = self.same.isChecked() or value == LEFT_OUT or trouble.spot is None
            if trouble.word and always:
                self._batch.learn(trouble, value)
            else:
                self._batch.mend(view, trouble, value)
        else:
            self.begin_mending()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the cards the height of the longest text, within bounds."""
        shown = self.cards[: len(self._choices)]
        if shown:
            theme = themes.current()
            inside = self.width() - 2 * theme.px(16) - (len(shown) - 1) * theme.px(12)
            width = max(inside // len(shown), theme.px(LEAST_WIDTH))
            self._cards.setFixedHeight(max(card.wanted_height(width) for card in shown))
        if not self.combination.isHidden():
            self.combination.fit()

    def minimumSizeHint(self) -> QSize:
        theme = themes.current()
        wide = len(self._choices) * theme.px(LEAST_WIDTH + 12) + theme.px(20)
        return QSize(max(theme.px(320), wide), super().minimumSizeHint().height())
