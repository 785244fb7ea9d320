"""The parts of one thing to decide, one under the other; what they do is in `detail`."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, IconButton, LinkButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Card, Combination
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Naming, Words
from csp_desktop.operations.receiving.batch import PreviewTrouble
from csp_desktop.plan.vocabulary import LEFT_OUT


class DetailParts(Ground):
    """A head, a sentence, cards side by side, the combination, and the answers.

    `writing` tells that a value is about to be typed or chosen.
    """

    writing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._make_widgets()
        self._lay_out()

    def _make_widgets(self) -> None:
        self.name = Naming()
        self._count = Words("", "small", "text2")
        self.before = IconButton("chevron-left", "The one before (K)", side=28)
        self.after = IconButton("chevron-right", "The next (J)", side=28)
        self._why = Words("", "small", "text2", wrap=True)
        self.cards = [Card() for _ in range(3)]
        self._cards = QWidget()
        self.combination = Combination()
        self.mend_choice = QComboBox()
        self.mend_choice.setPlaceholderText("Choose…")
        self.mend_line = QLineEdit()
        for widget in (self.mend_choice, self.mend_line):
            widget.setAccessibleName("What it should say")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Reason, for the receipt")
        self.reason.setAccessibleName("Reason, for the receipt")
        self.use = Outlined("", primary=True, height=28)
        self.edit = Outlined("", height=28)
        self.later = Outlined("The later one", height=28)
        self.leave = LinkButton("Leave undecided")
        self.same = QCheckBox()
        self.same.setFont(themes.current().font("small"))

    def _lay_out(self) -> None:
        steps = (self._count, self.before, self.after)
        head = boxes.row((self.name, 1), *steps, spacing=8)
        cards = ((card, 1) for card in self.cards)
        self._row_of_cards = boxes.row(*cards, spacing=12, over=self._cards)
        seen = (head, self._why, self._cards, self.combination)
        buttons = (self.use, self.later, self.edit, self.leave)
        asked = (self.mend_choice, self.mend_line, *buttons, 8, (self.reason, 1))
        answers = boxes.row(*asked, spacing=2)
        answers.addStretch(0)
        answers.addWidget(self.same)
        # The buttons' rings stand in the margin, so that what is seen begins where they do.
        whole = (boxes.column(*seen, spacing=8, margins=(RING, 0, 0, 0)), answers)
        boxes.column(*whole, spacing=8, margins=(16 - RING, 8, 16, 8), over=self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def offer_mend(self, trouble: PreviewTrouble) -> None:
        """Offer a value in place of what could not be understood."""
        if not trouble.mendable:
            return
        spot, said = trouble.spot, trouble.word.text if trouble.word else ""
        self.mend_choice.clear()
        for choice in trouble.choices:
            self.mend_choice.addItem(look.word(choice), choice)
        if trouble.word:
            self.mend_choice.addItem("Nothing: leave it out", LEFT_OUT)
        self.mend_choice.setCurrentIndex(self.mend_choice.findData(spot.suggested if spot else ""))
        self.mend_line.setText(spot.said if spot else said)

    def begin_mending(self) -> None:
        """Go to what is to stand in its place: the choices are opened, or a line is typed in."""
        self.writing.emit()
        if self.mend_choice.isHidden():
            self.mend_line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.mend_line.selectAll()
            return
        self.mend_choice.setFocus(Qt.FocusReason.OtherFocusReason)
        # Where it opens is known once it has been brought into view.
        QTimer.singleShot(0, self.mend_choice, self.mend_choice.showPopup)

    def mend_value(self, trouble: PreviewTrouble) -> str:
        """The value that was chosen or typed in its place."""
        chosen = self.mend_choice.currentData() if trouble.choices else self.mend_line.text()
        return str(chosen or "").strip()
