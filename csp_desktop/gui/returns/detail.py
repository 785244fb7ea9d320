"""One thing to decide, seen closely: its sides as cards, what they come to together, the answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.returns import texts
from csp_desktop.gui.returns.alike import same_for_all
from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.choices import (
    WayToSettle,
    choices_of,
    place_of,
    same_side,
    suggestion_of,
    the_later,
    typed,
)
from csp_desktop.gui.returns.detail_parts import DetailParts
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.returns.typing import Typing
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.diff_cards import LEAST_WIDTH, Card
from csp_desktop.operations.receiving.batch import FileView, Verdict, WaitingItem
from csp_desktop.operations.receiving.verdicts import above, contested_at
from csp_desktop.plan.text_diff import Piece

MOST_CARDS = 24
_ROOMY = 640
_CARDS_A_TURN, _TURN_MILLISECONDS = 2, 15
OWN = -2
"""In place of a choice's number: a value in one's own words."""


class DecisionDetail(DetailParts):
    """Shows one row of the list and takes the decision about it.

    `decided` brings verdicts by the id of what they settle, None for one taken back; `moved` asks
    for the next row or the one before; `mended` brings a file, its problem and a value.
    """

    decided = Signal(object)
    moved = Signal(int)
    mended = Signal(object, object, str)

    def __init__(self, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch = batch
        self._row: WaitingRow | None = None
        self._choices: tuple[WayToSettle, ...] = ()
        self._chosen = -1
        self._suggested = ""
        self._now = ""
        lines = (self.reason, self.mend_line)
        self.typing = Typing(batch, self.combination, lines, self)
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
        self.same.toggled.connect(lambda _: self._say_use())

    def _follow(self, card: Card, number: int) -> None:
        card.chosen.connect(lambda: self.choose(number))
        card.taken.connect(lambda: self._choose_and_decide(number))

    # Showing

    @property
    def row(self) -> WaitingRow | None:
        """The row that is shown."""
        return self._row

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
        waiting = row.waiting if row else None
        self._count.setText(count)
        self.reason.clear()
        self.same.setChecked(False)
        if waiting is not None:
            self._show_waiting(waiting)
        elif row is not None:
            self._show_other(row)
        self.typing.show_lines()
        self.setVisible(row is not None)
        self._say_use()
        self._fit()

    def _show_waiting(self, waiting: WaitingItem) -> None:
        batch = self._batch
        verdict = batch.verdicts.get(waiting.id)
        known = waiting.kind in ("edit", "held", "compare") and waiting.field != "exists"
        self.name.say(
            waiting.ref if len(waiting.ref) <= 8 else "",
            waiting.title or waiting.ref,
            texts.full_place(waiting.label, waiting.period) if known else "",
        )
        why = texts.explained(waiting)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        held = waiting.kind in ("held", "compare")
        over = above(waiting, contested_at(batch.preview.waiting)) if held else None
        decided = (over, batch.verdicts.get(over.id)) if over else None
        found = choices_of(waiting, batch.preview.files, self._now, decided)
        self._choices = found[:MOST_CARDS]
        self._chosen = place_of(self._choices, verdict)
        if self._chosen < 0 and verdict is None and waiting.kind == "edit":
            self._chosen = 1
        if verdict is None and decided and decided[1]:
            self._chosen = 0
        self._fill_cards()
        suggestion = suggestion_of(waiting)
        decided_so = verdict is not None and self._chosen < 0
        own = self.typing.words or (verdict.decision.value if verdict and decided_so else None)
        self.combination.setVisible(suggestion is not None or own is not None)
        if own is not None:
            self._chosen = OWN
            self._suggested = own
            how = "typed, not used yet" if self.typing.words else ""
            self.combination.say("In your words", how, (Piece(own),))
        elif suggestion is not None:
            self._suggested = "".join(piece.text for piece in suggestion.pieces)
            self.combination.say(suggestion.name, suggestion.how, suggestion.pieces)
        if verdict is not None:
            self.reason.setText(verdict.reason)
        self._mark()

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
        view = self._view(row)
        change = row.change
        self.name.say(
            row.left,
            change.title if change else view.path.name if view else "",
            texts.full_place(change.label, change.period) if change else "",
        )
        self._cards.hide()
        self.combination.hide()
        said = f"{row.text}: {row.right}." if change and row.right else row.text
        if row.trouble and not row.trouble.spot:
            sender = view.sender if view else ""
            said += f"\nIt goes on the receipt{' to ' + sender if sender else ''}."
        self._why.setText(said)
        self._why.show()
        if row.trouble and row.trouble.spot:
            self.offer_mend(row.trouble)

    def _view(self, row: WaitingRow) -> FileView | None:
        files = self._batch.preview.files
        return files[row.file] if row.file is not None and row.file < len(files) else None

    def _say_use(self) -> None:
        row = self._row
        waiting = row.waiting if row else None
        trouble = row.trouble if row else None
        mends = trouble is not None and trouble.spot is not None
        chosen = self._choice()
        own = self._chosen == OWN
        if own:
            text = "Use this wording" if self.combination.editing else "Use the combination"
        elif mends:
            text = "Put this in its place"
        else:
            text = chosen.use if chosen else "Choose one"
        self.use.setText(text)
        self.use.setVisible(waiting is not None or mends)
        self.use.setEnabled(own or chosen is not None or mends)
        self.use.updateGeometry()
        decided = waiting is not None and waiting.id in self._batch.verdicts
        self.leave.setText("Decide later" if decided else "Leave undecided")
        self.leave.setVisible(waiting is not None)
        self.later.setVisible(waiting is not None and the_later(waiting) is not None)
        self.later.updateGeometry()
        held = waiting is not None and waiting.kind in ("held", "compare", "missing")
        self.reason.setVisible(held)
        may_edit = waiting is not None and waiting.kind in ("edit", "held", "compare")
        self.edit.setVisible(may_edit and waiting is not None and waiting.field != "exists")
        shown = not self.combination.isHidden()
        self.edit.setText("Edit the combination" if shown else "Write your own…")
        self.edit.updateGeometry()
        self.mend_choice.setVisible(bool(mends and trouble and trouble.choices))
        self.mend_line.setVisible(bool(mends and trouble and not trouble.choices))
        number = self._count_like()
        self.same.setVisible(number > 1 and not own)
        what = "held edits" if held else "conflicts"
        both = f"both {what}" if number == 2 else f"all {number:,} {what}"
        whole = f"Same for {both} from this file"
        roomy = self.width() > themes.current().px(_ROOMY)
        self.same.setText(whole if roomy else f"Same for {both}")
        self.same.setToolTip(whole)

    # Choosing

    def _choice(self) -> WayToSettle | None:
        return self._choices[self._chosen] if 0 <= self._chosen < len(self._choices) else None

    def choose(self, number: int) -> None:
        """Choose a card by its place, or OWN; nothing is decided by it."""
        if number == OWN:
            if self.combination.isHidden():
                return
        elif not 0 <= number < len(self._choices):
            return
        self._chosen = number
        self._mark()
        self._say_use()

    def _choose_and_decide(self, number: int) -> None:
        self.choose(number)
        self.decide()

    def _mark(self) -> None:
        for number, card in enumerate(self.cards):
            card.choose(on=number == self._chosen)
        self.combination.choose(on=self._chosen == OWN)

    def begin_editing(self) -> None:
        """Type a value: from the suggested combination, or else from what is chosen."""
        waiting = self._row.waiting if self._row else None
        if waiting is None or self.edit.isHidden():
            return
        chosen = self._choice()
        if self.combination.isHidden():
            text = "" if chosen is None or chosen.text == "Blank" else chosen.text
            self.combination.show()
            self.combination.say("In your words", "Ctrl+Enter uses it, Escape leaves it", ())
        else:
            text = self._suggested
        self._chosen = OWN
        self.combination.begin(text)
        self._mark()
        self._say_use()
        self._fit()
        self.writing.emit()

    def _leave_words(self) -> None:
        """Leave the box: what was typed in it stays to be seen, and to be used."""
        self.combination.edit.hide()
        self.show_row(self._row, self._count.text())

    def decide(self) -> None:
        """Decide as chosen, for this one or for all its like from the file."""
        row = self._row
        if row is None:
            return
        if row.trouble is not None:
            self._mend(row)
            return
        waiting = row.waiting
        chosen = self._choice()
        if waiting is None or (chosen is None and self._chosen != OWN):
            return
        reason = self.reason.text().strip() if not self.reason.isHidden() else ""
        if self._chosen == OWN:
            text = self._suggested
            if self.combination.editing:
                text = self.combination.edit.toPlainText()
                self.combination.edit.hide()
            self.typing.used()
            self.decided.emit({waiting.id: typed(text, reason)})
            return
        assert chosen is not None  # noqa: S101 - see above
        mine = Verdict(chosen.verdict.decision, reason)
        verdicts: dict[str, Verdict | None] = {waiting.id: mine}
        if self.same.isChecked() and not self.same.isHidden():
            for each, verdict in self._like().items():
                if verdict is not None:
                    verdicts[each] = Verdict(verdict.decision, reason)
        self.typing.used()
        self.decided.emit(verdicts)

    def take_the_later(self) -> None:
        """Decide for what was saved last, for this one or for all its like from the file."""
        row = self._row
        waiting = row.waiting if row else None
        verdict = the_later(waiting) if waiting else None
        if row is None or waiting is None or verdict is None:
            return
        verdicts: dict[str, Verdict | None] = {waiting.id: verdict}
        if self.same.isChecked() and not self.same.isHidden():
            verdicts |= self._like(the_later)
        self.decided.emit(verdicts)

    def _count_like(self) -> int:
        row, chosen = self._row, self._choice()
        waiting = row.waiting if row else None
        if row is None or waiting is None or chosen is None:
            return 0
        file = chosen.file if chosen.file is not None else row.file
        return 0 if file is None else self._batch.undecided_like(waiting, file)

    def _like(
        self, choose: Callable[[WaitingItem], Verdict | None] | None = None
    ) -> dict[str, Verdict | None]:
        """The verdicts that 'the same for all from this file' would give."""
        row, chosen = self._row, self._choice()
        waiting = row.waiting if row else None
        if row is None or waiting is None or chosen is None:
            return {}
        file = chosen.file if chosen.file is not None else row.file
        if file is None:
            return {}
        batch = self._batch
        return same_for_all(
            batch.preview.waiting,
            batch.verdicts,
            waiting,
            choose or (lambda each: same_side(each, chosen, file)),
            file,
        )

    def take_back(self) -> None:
        """Leave it undecided, and go on."""
        waiting = self._row.waiting if self._row else None
        if waiting is None:
            return
        if waiting.id in self._batch.verdicts:
            self.decided.emit({waiting.id: None})
        else:
            self.moved.emit(1)

    def _mend(self, row: WaitingRow) -> None:
        view, trouble = self._view(row), row.trouble
        if view is None or trouble is None or trouble.spot is None:
            return
        value = self.mend_value(trouble)
        if not value:
            self.begin_mending()
            return
        self.typing.used()
        self.mended.emit(view, trouble, value)

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
