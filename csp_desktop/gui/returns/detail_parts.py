"""The parts of one thing to decide as they stand under each other; what they do is elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, IconButton, LinkButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Card, Combination
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Naming, Words
from csp_desktop.operations.receiving.batch import PreviewTrouble


class DetailParts(Ground):
    """A head, a sentence, cards side by side, the combination, and the answers.

    `writing` tells that a value is about to be typed or chosen.
    """

    writing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = [Card() for _ in range(3)]
        self._lay_out()

    def _lay_out(self) -> None:
        theme = themes.current()
        head = self._head()
        self._why = Words("", "small", "text2", wrap=True)
        self._cards = QWidget()
        self._row_of_cards = QHBoxLayout(self._cards)
        self._row_of_cards.setContentsMargins(0, 0, 0, 0)
        self._row_of_cards.setSpacing(theme.px(12))
        for card in self.cards:
            self._row_of_cards.addWidget(card, 1)
        self.combination = Combination()
        answers = self._answers()
        seen = QVBoxLayout()
        seen.setContentsMargins(RING, 0, 0, 0)
        seen.setSpacing(theme.px(8))
        seen.addLayout(head)
        for widget in (self._why, self._cards, self.combination):
            seen.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16) - RING, theme.px(8), theme.px(16), theme.px(8))
        column.setSpacing(theme.px(8))
        column.addLayout(seen)
        column.addLayout(answers)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _head(self) -> QHBoxLayout:
        theme = themes.current()
        self.name = Naming()
        self._count = Words("", "small", "text2")
        self.before = IconButton("chevron-left", "The one before (K)", side=28)
        self.after = IconButton("chevron-right", "The next (J)", side=28)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.name, 1)
        head.addWidget(self._count)
        head.addWidget(self.before)
        head.addWidget(self.after)
        return head

    def _answers(self) -> QHBoxLayout:
        theme = themes.current()
        self.mend_choice = QComboBox()
        self.mend_choice.setAccessibleName("What it should say")
        self.mend_choice.setPlaceholderText("Choose…")
        self.mend_line = QLineEdit()
        self.mend_line.setAccessibleName("What it should say")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Reason, for the receipt")
        self.reason.setAccessibleName("Reason, for the receipt")
        self.use = Outlined("", primary=True, height=28)
        self.edit = Outlined("", height=28)
        self.later = Outlined("The later one", height=28)
        self.leave = LinkButton("Leave undecided")
        self.same = QCheckBox()
        self.same.setFont(theme.font("small"))
        answers = QHBoxLayout()
        answers.setSpacing(theme.px(2))
        for widget in (
            self.mend_choice,
            self.mend_line,
            self.use,
            self.later,
            self.edit,
            self.leave,
        ):
            answers.addWidget(widget)
        answers.addSpacing(theme.px(8))
        answers.addWidget(self.reason, 1)
        answers.addStretch(0)
        answers.addWidget(self.same)
        return answers

    def offer_mend(self, trouble: PreviewTrouble) -> None:
        """Offer a value in place of what could not be understood."""
        if trouble.spot is None:
            return
        self.mend_choice.clear()
        for choice in trouble.choices:
            self.mend_choice.addItem(look.word(choice), choice)
        if trouble.choices:
            self.mend_choice.setCurrentIndex(self.mend_choice.findData(trouble.spot.suggested))
        self.mend_line.setText(trouble.spot.said)

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
