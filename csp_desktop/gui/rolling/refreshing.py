"""The plan refreshed: which actions go on, which are closed, and what they are called then."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from csp_desktop.errors import BadValue
from csp_desktop.gui.rolling.dialog import RollingDialog
from csp_desktop.gui.rolling.refresh_draft import RefreshDraft
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, IconButton, Outlined
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.operations.rolling.refresh import COMPLETE, DROPPED
from csp_desktop.plan.document import Document
from csp_desktop.plan.periods import quarters_of

_SENTENCE = (
    "Say what becomes of each action. All of it is done at once, and one Undo takes it back. "
    "A closed action keeps its history, and no update is asked for from then on."
)


class RefreshDialog(RollingDialog):
    """Asks what becomes of each action. `asked` brings the Refresh that a person agreed to."""

    asked = Signal(object)
    draft: RefreshDraft

    def __init__(self, document: Document, quarter: str, parent: QWidget, at: str = "") -> None:
        """`at` is the id of the action to begin with."""
        draft = RefreshDraft(document, quarter)
        super().__init__(
            draft, "Refresh the plan", _SENTENCE, "Refresh the plan", parent, words=True
        )
        self.insert = Outlined("Insert an action", icon="plus", height=28)
        self.insert.setToolTip("Insert a new action here and renumber the ones after it (Insert)")
        self.up = IconButton("chevron-up", "Move up (Alt+Up)", side=28)
        self.down = IconButton("chevron-down", "Move down (Alt+Down)", side=28)
        self.quarter = _quarters(document, quarter)
        self.head.addSpacing(-RING)
        self.head.addWidget(self.insert)
        self.head.addWidget(self.up)
        self.head.addWidget(self.down)
        self.head.addStretch(1)
        self.head.addWidget(Words("Closed actions end in", "small", "text2"))
        self.head.addWidget(self.quarter)
        self.insert.clicked.connect(self._insert)
        self.table.inserted.connect(self._insert)
        self.table.removed.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.quarter.currentIndexChanged.connect(self._choose_quarter)
        self.detail.said.connect(self._said)
        self.accepted.connect(lambda: self.asked.emit(self.draft.asked()))
        self.show_all(at)
        self.table.setFocus()

    def _choose(self, how: str) -> None:
        super()._choose(how)
        if how == DROPPED and not self.table.hasFocus():
            self.detail.focus_words()

    def _choose_quarter(self) -> None:
        self.draft.quarter = str(self.quarter.currentData() or "")
        self.show_all()

    def _said(self, words: str) -> None:
        line = self.table.line
        if line and line.id in self.draft.titles:
            self.draft.name(line.id, words)
        elif line and line.becomes in (COMPLETE, DROPPED):
            self.draft.say_why(line.id, words)
        self.show_all()

    def _insert(self) -> None:
        line = self.table.line
        try:
            made = self.draft.insert(line.id if line else "")
        except BadValue as error:
            self._tell(str(error))
            return
        self.show_all(made)
        self.detail.focus_words()

    def _remove(self) -> None:
        line = self.table.line
        if line:
            self.draft.drop_new(line.id)
            self.show_all()

    def _say_yes(self) -> None:
        if not self.draft.problems() and not self.draft.changes_anything():
            self._tell("Nothing is asked for yet: close, renumber or insert an action first.")
        else:
            super()._say_yes()


def _quarters(document: Document, quarter: str) -> QComboBox:
    offered = quarters_of(document.years())
    if quarter and quarter not in offered:
        offered.insert(0, quarter)
    named = "Quarter in which actions are closed"
    box = choice_box(named, [(each, each) for each in offered], quarter, whole=True)
    box.setMinimumHeight(themes.current().px(28))
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
