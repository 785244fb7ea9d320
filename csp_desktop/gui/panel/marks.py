"""A cell's marks beside its name: contested, proposed or unconfirmed, and what to do then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csp_desktop import look
from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.labels import Glyph, Words

_SAYS: Final = {
    "contested": ("last agreed value", "Decide"),
    "proposed": ("a value is proposed", "Decide"),
    "unconfirmed": (look.word("unconfirmed"), "Confirm"),
}


class Marks(QWidget):
    """Shows the weightiest mark of a cell, in words and with the one thing to do about it."""

    def __init__(
        self,
        decide: Callable[[EditedCell], None],
        confirm: Callable[[EditedCell], None],
        height: int = 0,
    ) -> None:
        super().__init__()
        self._does = {"contested": decide, "proposed": decide, "unconfirmed": confirm}
        self._spot: EditedCell | None = None
        self.mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._glyph = Glyph(side=13, height=height)
        self._says = Words("", "small", "text2")
        self.act = LinkButton("")
        self.act.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(themes.current().px(5))
        row.addWidget(self._glyph)
        row.addWidget(self._says)
        row.addStretch(1)
        row.addWidget(self.act)

    def show_spot(self, spot: EditedCell, *, writable: bool) -> None:
        """Show a cell's marks; without one there is nothing to see."""
        self._spot, self.mark = spot, mark_of(spot)
        self.setVisible(bool(self.mark))
        if not self.mark:
            return
        said, does = _SAYS[self.mark]
        self._glyph.show_glyph(self.mark)
        self._says.setText(said)
        self.act.setText(does)
        self.act.setAccessibleName(f"{does} {spot.label}")
        self.act.setVisible(writable)
        self.act.updateGeometry()

    def _act(self) -> None:
        if self._spot is not None and self.mark:
            self._does[self.mark](self._spot)


def mark_of(spot: EditedCell) -> str:
    """The weightiest mark of a cell: 'contested', 'proposed', 'unconfirmed', or '' for none."""
    held = spot.held
    if held.contested:
        return "contested"
    return "proposed" if held.proposals else "unconfirmed" if held.unconfirmed else ""
