"""The window in which a plan is rolled forward: a head, the table of actions, one in detail."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from csp_desktop.errors import BadValue
from csp_desktop.gui.rolling.detail import RolledActionDetail
from csp_desktop.gui.rolling.drafting import RollingDraft
from csp_desktop.gui.rolling.lines_table import LinesTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.widgets.form_dialog import FormDialog
from csp_desktop.gui.widgets.labels import Words

_SIZE = (980, 620)


class RollingDialog(FormDialog):
    """Shows what becomes of each action while a person decides; nothing is written by it.

    The draft says which lines there are, what may become of one, and what stands in the way. Escape
    leaves; where something has been asked for, only when it is pressed twice.
    """

    def __init__(
        self,
        draft: RollingDraft,
        title: str,
        sentence: str,
        yes: str,
        parent: QWidget,
        *,
        words: bool,
    ) -> None:
        """`yes` is what the button says that does it all; `words`: lines have a reason or title."""
        super().__init__(title, yes, parent)
        self.draft = draft
        self._warned = False
        self.table = LinesTable("Actions and what becomes of them")
        self.detail = RolledActionDetail(words=words)
        self.said = Words("", "small", "text2", wrap=True)
        self.head = row()
        self._lay_out(sentence)
        self.table.current_row.connect(lambda _: self._show_detail())
        self.table.stepped.connect(self._step)
        self.table.moved.connect(self._move)
        self.table.entered.connect(lambda _: self.detail.focus_ref())
        self.detail.chosen.connect(self._choose)
        self.detail.ref_given.connect(self._give)
        self.detail.exchange.connect(lambda: self._settle(exchange=True))
        self.detail.room.connect(lambda: self._settle(exchange=False))
        self.detail.left.connect(self.table.setFocus)
        self.yes.clicked.connect(self._say_yes)

    def _lay_out(self, sentence: str) -> None:
        theme = themes.current()
        self.head.setSpacing(theme.px(4))
        top = column(
            self.title_words, Words(sentence, "body", "text2", wrap=True),
            4, self.head, margins=(16, 16, 16, 10), spacing=6,
        )  # fmt: skip
        self.why.hide()
        end = row((column(..., self.said, self.why, ..., spacing=2), 1), spacing=4)
        end.setContentsMargins(theme.px(16), theme.px(8), theme.px(16) - RING, theme.px(14))
        for button in (self.no, self.yes):
            end.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column(top, (self.table, 1), self.detail, end, over=self)
        self.fit(*_SIZE)

    # Showing

    def show_all(self, at: str = "") -> None:
        """Show the draft as it is now, with the line `at` or the one looked at before."""
        line = self.table.line
        at = at or (line.id if line else "")
        self.table.lines.set_rows(self.draft.lines())
        if not self.table.go_to(at) and self.table.lines.rows and self.table.line is None:
            self.table.setCurrentIndex(self.table.lines.index(0, 0))
        self.table.scrollTo(self.table.currentIndex())
        self._show_detail()
        self.said.setText(self.draft.summary())
        self._warned = False

    def _show_why(self) -> None:
        """Say the first thing that stands in the way, where the line looked at does not say it."""
        line = self.table.line
        here = line.problem if line else ""
        found = [sentence for _, sentence in self.draft.problems() if sentence != here]
        if here and not self.detail.tells:
            found.insert(0, here)
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        self._tell(found[0] + more if found else "")

    def _show_detail(self) -> None:
        self._show_why()
        line = self.table.line
        borne = line is not None and bool(self.draft.refs.by_id.get(line.id))
        shared = bool(line and borne and self.draft.others_with(line.id))
        self.detail.show_line(line, self.draft.choices(line.id) if line else (), shared=shared)

    # What is asked for

    def _step(self) -> None:
        line = self.table.line
        offered = self.draft.choices(line.id) if line else ()
        if line and line.becomes in offered and len(offered) > 1:
            self._choose(offered[(offered.index(line.becomes) + 1) % len(offered)])

    def _choose(self, how: str) -> None:
        line = self.table.line
        if line:
            self.draft.become(line.id, how)
            self.show_all()

    def _give(self, ref: str) -> None:
        line = self.table.line
        if line and line.id in self.draft.refs.by_id:
            self.draft.give(line.id, ref)
            self.show_all(line.id)

    def _move(self, step: int) -> None:
        line = self.table.line
        if line and line.id in self.draft.refs.by_id:
            moved = self.draft.move(line.id, step)
            self.show_all(line.id)
            if not moved:
                place = "first" if step < 0 else "last"
                self.said.setText(f"{line.ref} is the {place} of its level.")

    def _settle(self, *, exchange: bool) -> None:
        """Set two actions with one ref right."""
        line = self.table.line
        if line is None:
            return
        try:
            (self.draft.exchange if exchange else self.draft.make_room)(line.id)
        except BadValue as error:
            self.show_all(line.id)
            self._tell(str(error))
            return
        self.show_all(line.id)
        self.table.setFocus()

    def _tell(self, sentence: str) -> None:
        self.why.setText(sentence)
        self.why.setVisible(bool(sentence))

    def _say_yes(self) -> None:
        found = self.draft.problems()
        if found:
            self.show_all(found[0][0])
            self.table.setFocus()
        else:
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is not for the whole; Escape leaves, or first says what would be lost."""
        if event.key() == Qt.Key.Key_Escape and self.draft.changes_anything() and not self._warned:
            self._warned = True
            self._tell("Press Escape again to leave; what is asked for here is lost then.")
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
