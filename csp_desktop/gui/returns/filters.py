"""Filters over a list or a preview, each with how much it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from csp_desktop.gui.returns.rows import ALL, FILTERS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import RING, Face
from csp_desktop.gui.widgets.buttons import FacedButton
from csp_desktop.gui.widgets.ground import Ground


class Filters(Ground):
    """The filters above the list, each with its count; `picked` brings the one chosen."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None, names: Sequence[str] = FILTERS) -> None:
        super().__init__(parent, role="window", line="bottom")
        theme = themes.current()
        self.chips = {name: FilterChip(name) for name in names}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10) - RING, 0, theme.px(4), 0)
        row.setSpacing(0)
        for name, chip in self.chips.items():
            self._group.addButton(chip)
            row.addWidget(chip)
            chip.clicked.connect(lambda _=False, name=name: self.picked.emit(name))
        row.addStretch(1)
        self.setFixedHeight(theme.px(36))
        self.chips[names[0]].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much each filter would leave."""
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name, 0))

    @property
    def chosen(self) -> str:
        """The filter in force."""
        return next(name for name, chip in self.chips.items() if chip.isChecked())

    def choose(self, name: str) -> None:
        """Mark a filter as the one in force."""
        self.chips[name].setChecked(True)


class FilterChip(FacedButton):
    """One filter with its count; the one in force has the accent's edge and ground."""

    def __init__(self, name: str) -> None:
        super().__init__(Face("chip", 24, pad=7, size="small", strong=True))
        self.name = name
        self.setCheckable(True)
        self.set_count(0)

    def set_count(self, count: int | None) -> None:
        """Show how much it would leave."""
        self.setText(f"{self.name} {count:,}" if count or self.name == ALL else self.name)
        self.setAccessibleName(self.text())
