"""The questions of the snapshots pane: what to freeze, what to call it, whether to withdraw it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csp_desktop.gui.snapshots.lines import name_of
from csp_desktop.gui.snapshots.saying import foreseen_words, taken_words, twins_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.dialogs import WIDE, Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.snapshots.preview import Foreseen
from csp_desktop.operations.snapshots.snapshots import Snapshot

NEEDS_NAME = "A snapshot needs a name, such as Q1 as reported."


class TakeSnapshot(Question):
    """Asks which quarter to freeze and under which name, and says what that will keep.

    `asked` brings the quarter and the name; `quarter_chosen` another quarter to be foreseen.
    """

    asked = Signal(str, str)
    quarter_chosen = Signal(str)

    def __init__(
        self, quarters: Sequence[str], foreseen: Foreseen, now: str, parent: QWidget
    ) -> None:
        super().__init__(
            "Take a snapshot",
            "Later edits never alter it. It travels with copies of the plan, and can be withdrawn "
            "but not deleted.",
            "Take snapshot",
            parent,
        )
        self._now = now
        self._foreseen = foreseen
        self.quarter = self.choice("Quarter", [(each, each) for each in quarters], foreseen.quarter)
        self.name = self.line("Name", foreseen.name)
        self.keeps = self._said("text")
        self.twins = self._said("text2")
        self.show_foreseen(foreseen)
        self.quarter.currentIndexChanged.connect(
            lambda _: self.quarter_chosen.emit(str(self.quarter.currentData()))
        )
        self.name.selectAll()
        self.name.setFocus()
        self.accepted.connect(
            lambda: self.asked.emit(
                str(self.quarter.currentData()), " ".join(self.name.text().split())
            )
        )

    def _said(self, role: str) -> Words:
        words = Words("", "body", role, wrap=True)
        words.setFixedWidth(themes.current().px(WIDE - 40))
        self.column.addWidget(words)
        return words

    def show_foreseen(self, foreseen: Foreseen) -> None:
        """Say what freezing the chosen quarter would keep; a name that was typed stays."""
        if self.name.text() == self._foreseen.name:
            self.name.setText(foreseen.name)
        self._foreseen = foreseen
        self.keeps.setText(foreseen_words(foreseen))
        twins = twins_words(foreseen.twins, self._now)
        self.twins.setText(twins)
        self.twins.setVisible(bool(twins))
        self.adjustSize()

    def refuse(self, sentence: str) -> None:
        """Say why the chosen quarter cannot be frozen."""
        self.keeps.setText(sentence)
        self.twins.hide()

    def why_not(self) -> str:
        chosen = str(self.quarter.currentData())
        if chosen != self._foreseen.quarter and self.name.text() == self._foreseen.name:
            return f"This is the name for {self._foreseen.quarter}: give {chosen} one of its own."
        return "" if self.name.text().strip() else NEEDS_NAME


class RenameSnapshot(Question):
    """Asks what else to call a snapshot; `asked` brings the name."""

    asked = Signal(str)

    def __init__(self, snapshot: Snapshot, parent: QWidget) -> None:
        super().__init__("Rename the snapshot", "What it froze stays as it is.", "Rename", parent)
        self._before = name_of(snapshot)
        self.name = self.line("Name", self._before)
        self.name.selectAll()
        self.name.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self._name()))

    def _name(self) -> str:
        return " ".join(self.name.text().split())

    def why_not(self) -> str:
        if not self._name():
            return NEEDS_NAME
        return "This is the name it has." if self._name() == self._before else ""


class WithdrawSnapshot(Question):
    """Asks whether a snapshot shall count no longer."""

    def __init__(self, snapshot: Snapshot, now: str, parent: QWidget) -> None:
        super().__init__(
            f"Withdraw {name_of(snapshot)}?",
            f"It was {taken_words(snapshot, now)}. Withdrawn, it no longer counts as the report "
            f"of {snapshot.quarter}, in this copy and in all that are merged with it. It is not "
            "deleted: it stays in the list, and can still be opened and compared. This cannot be "
            "undone.",
            "Withdraw",
            parent,
        )
        self.no.setFocus()
