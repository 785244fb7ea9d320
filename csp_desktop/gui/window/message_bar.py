"""The strip under the toolbar: the first notice that waits, with one thing to do about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csp_desktop.gui.session.messages import Notice, queued, without
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import SMALL_HEIGHT
from csp_desktop.gui.widgets.buttons import IconButton, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Icon, Words
from csp_desktop.gui.widgets.tooltips import plain_tip

PASSING_MILLISECONDS = 6000
_TONES: Final = {
    "information": ("selected", "info", "accent"),
    "warning": ("amber_ground", "warning", "amber"),
    "error": ("red_ground", "warning", "red"),
}
"""The ground of each kind of notice, its icon, and the icon's colour."""


class NoticeStrip(Ground):
    """Shows one notice at a time, 40 high; the others wait their turn."""

    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, line="bottom")
        theme = themes.current()
        self._icon = Icon(side=16)
        self._queue: tuple[Notice, ...] = ()
        self._sentence = Words(size="body")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rest = Words(size="small", role="text2")
        self._action = Outlined("", height=28)
        self._close = IconButton("close", "Close this message", side=SMALL_HEIGHT)
        self._passing = QTimer(self, singleShot=True, interval=PASSING_MILLISECONDS)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), 0, theme.px(8), 1)
        row.setSpacing(theme.px(8))
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._rest)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self.setFixedHeight(theme.px(40))
        self._action.clicked.connect(self._act)
        self._close.clicked.connect(self.close_first)
        self._passing.timeout.connect(self.close_first)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """The notice on screen, None where there is none."""
        return self._queue[0] if self._queue else None

    @property
    def action(self) -> Outlined:
        """The button that does what the notice offers."""
        return self._action

    def tell(self, notice: Notice) -> None:
        """Show `notice`, or let it wait behind one of more weight."""
        self._show(queued(self._queue, notice))

    def settle(self, about: str) -> None:
        """Take away what is about `about`: it has come right."""
        self._show(without(self._queue, about))

    def clear(self) -> None:
        """Take all notices away: they were about another plan."""
        self._show(())

    def close_first(self) -> None:
        """Take the notice on screen away, or put one that stays behind the others."""
        self._show((*self._queue[1:], *(each for each in self._queue[:1] if each.stays)))

    def focus_action(self) -> None:
        """Give the focus to what the notice offers, or to its close button."""
        target = self._close if self._action.isHidden() else self._action
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _act(self) -> None:
        notice = self.notice
        if notice and notice.act:
            # One that stays is settled by what it asked for, and not by being pressed: that may
            # fail.
            if not notice.stays:
                self.close_first()
            notice.act()

    def _show(self, queue: tuple[Notice, ...]) -> None:
        before, self._queue = self.notice, queue
        notice = self.notice
        more = len(queue) - 1
        self._rest.setText(f"{more} more" if more > 0 else "")
        self._rest.setVisible(more > 0)
        if notice is None:
            # A hidden button gives the focus to Qt's next guess. The window puts it back into the
            # pane.
            had_focus = self._action.hasFocus() or self._close.hasFocus()
            self.hide()
            if before is not None and had_focus:
                self.emptied.emit()
            return
        self._close.setVisible(more > 0 or not notice.stays)
        # The same notice again must not restart its time or move the focus.
        if notice == before:
            return
        ground, icon, ink = _TONES[notice.tone]
        self.set_ground(ground)
        self._icon.show_icon(icon, ink)
        self._sentence.setText(notice.sentence)
        self._sentence.setToolTip(plain_tip(notice.sentence))
        self._action.setText(notice.action)
        self._action.setVisible(bool(notice.act))
        self._action.updateGeometry()
        self.setAccessibleName(notice.sentence)
        self._passing.stop()
        if notice.passing:
            self._passing.start()
        self.show()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_first()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(400, themes.current().px(40))
