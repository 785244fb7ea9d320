"""Under the table: what becomes of the action looked at, its ref, and what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from csp_desktop.gui.rolling.drafting import RolledAction
from csp_desktop.gui.rolling.lines_table import WORDS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.operations.rolling.refresh import DROPPED, NEW

_CLOSED = ("complete", DROPPED)


class RolledActionDetail(Ground):
    """Editors for one line. What is typed counts when the box is left; Escape takes it back.

    `exchange` and `room` ask for what sets two actions with one ref right.
    """

    chosen = Signal(str)
    ref_given = Signal(str)
    said = Signal(str)
    exchange = Signal()
    room = Signal()
    left = Signal()

    def __init__(self, *, words: bool, parent: QWidget | None = None) -> None:
        """`words`: with a box for a reason, or for the title of a new action.

        `tells` is whether there is room to say what stands in a line's way.
        """
        super().__init__(parent, role="window", line="top")
        theme = themes.current()
        self._line: RolledAction | None = None
        self.tells = words
        self._choices: tuple[str, ...] = ()
        self.name = Words("", "body", "text", strong=True)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problem = Words("", "small", "red")
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons: dict[str, Outlined] = {}
        self._row = row(spacing=2)
        self.ref = QLineEdit()
        self.ref.setAccessibleName("Ref")
        self.ref.setFixedWidth(theme.px(84))
        self.words = QLineEdit()
        self._label = Words("", "small", "text2")
        for each in (self._label, self.words):
            policy = each.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            each.setSizePolicy(policy)
        self.swap = Outlined("Exchange the two", height=28)
        self.make_room = Outlined("Make room", height=28)
        self._lay_out()
        self.ref.editingFinished.connect(self._ref_done)
        self.words.editingFinished.connect(self._words_done)
        self.swap.clicked.connect(self.exchange)
        self.make_room.clicked.connect(self.room)
        for box in (self.ref, self.words):
            box.installEventFilter(self)

    def _lay_out(self) -> None:
        second = row(self._row, 8, Words("Ref", "small", "text2"), self.ref, 8, spacing=8)
        second.insertSpacing(0, -RING)
        last = second
        if self.tells:
            second.addWidget(self._label)
            second.addWidget(self.words, 1)
            last = row((self.problem, 1), spacing=4)
        else:
            last.addStretch(1)
        last.addWidget(self.swap)
        last.addWidget(self.make_room)
        lines = (second,) if last is second else (second, last)
        column(self.name, *lines, margins=(16, 10, 13, 8), spacing=6, over=self)
        # The window keeps its height, whatever is said of a line.
        last.addStrut(self.swap.sizeHint().height())

    def show_line(self, line: RolledAction | None, choices: Sequence[str], *, shared: bool) -> None:
        """Show a line; `shared`: another action is to bear its ref."""
        self._line = line
        self.setEnabled(line is not None)
        if line is None:
            line = RolledAction("", "", "", "No action", "")
        self.name.setText(f"{line.ref} {line.title}".strip() or "New action")
        self._show_choices(tuple(choices), line.becomes)
        _show(self.ref, line.ref)
        self.ref.setEnabled(bool(line.ref))
        new = line.becomes == NEW
        label = "Title" if new else "Reason" if line.becomes == DROPPED else "What came of it"
        self._label.setText(label)
        self.words.setAccessibleName(label)
        if self.tells:
            for each in (self._label, self.words):
                each.setVisible(new or line.becomes in _CLOSED)
        _show(self.words, line.title if new else line.why)
        self.problem.setText(line.problem)
        self.problem.setToolTip(plain_tip(line.problem))
        self.swap.setVisible(shared)
        self.make_room.setVisible(shared)

    def _show_choices(self, choices: tuple[str, ...], becomes: str) -> None:
        if choices != self._choices:
            focused = any(button.hasFocus() for button in self.buttons.values())
            empty_out(self._row)
            self._choices, self.buttons = choices, {}
            for each in choices:
                button = Outlined(WORDS[each], height=28)
                button.setCheckable(True)
                button.clicked.connect(lambda _=False, each=each: self._choose(each))
                self.buttons[each] = button
                self._row.addWidget(button)
            if focused:
                self.left.emit()
        for each, button in self.buttons.items():
            button.setChecked(each == becomes)

    def _choose(self, each: str) -> None:
        self.buttons[each].setChecked(True)
        self.chosen.emit(each)

    def focus_ref(self) -> None:
        """Give the focus to the ref, all of it chosen."""
        self.ref.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ref.selectAll()

    def focus_words(self) -> None:
        """Give the focus to the reason or the title."""
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.words.selectAll()

    def _ref_done(self) -> None:
        ref = self.ref.text().strip()
        if self._line is not None and ref != self._line.ref:
            self.ref_given.emit(ref)

    def _words_done(self) -> None:
        if self._line is None:
            return
        words = " ".join(self.words.text().split())
        if words != (self._line.title if self._line.becomes == NEW else self._line.why):
            self.said.emit(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a box keeps what is typed and goes back to the table; Escape takes it back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                line = self._line or RolledAction("", "", "", "", "")
                self.ref.setText(line.ref)
                self.words.setText(line.title if line.becomes == NEW else line.why)
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                (self._ref_done if watched is self.ref else self._words_done)()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)


def _show(box: QLineEdit, text: str) -> None:
    if box.text() != text:
        box.setText(text)
