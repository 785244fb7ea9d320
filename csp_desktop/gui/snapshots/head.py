"""The head of the pane: what is compared, the two choices, a report, and the snapshot to take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QWidget

from csp_desktop.gui.snapshots.laying import Laying
from csp_desktop.gui.snapshots.lines import name_of, side_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.pane_head import PaneHead
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot
from csp_desktop.plan.wording import short_period

_MOST = 176


class ComparisonHead(PaneHead):
    """Says what is compared. `chosen` brings the side ('a' or 'b') and the id chosen for it."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        self.sides = (_Choice("Side A: compare from"), _Choice("Side B: compare with"))
        self._with = Words("with", "body", "text2")
        self.report = Outlined("Report…", icon="file", height=28)
        self.take = Outlined("Take snapshot", icon="camera", primary=True, height=28)
        compared = (self.sides[0], self._with, self.sides[1])
        super().__init__("Snapshots", (*compared, self.report, self.take), gap=8)
        self.setMinimumWidth(200)
        for letter, choice in zip("ab", self.sides, strict=True):
            choice.activated.connect(
                lambda _, letter=letter, choice=choice: self.chosen.emit(
                    letter, str(choice.currentData())
                )
            )

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, from left to right."""
        return [*self.sides, self.report, self.take]

    def show_laying(self, laying: Laying, quarter: str, *, writable: bool) -> None:
        """Show what is compared and what can be; `quarter` is the one a snapshot is taken of."""
        shown = laying.shown
        any_there = bool(shown.snapshots)
        for widget in (*self.sides, self._with):
            widget.setVisible(any_there)
        for letter, choice, side in zip("AB", self.sides, shown.sides, strict=True):
            choice.fill(letter, shown.snapshots, side)
        said = ""
        if laying.running and any_there:
            said = "Comparing…"
        elif shown.laid and not laying.running:
            said = f"Comparing {side_words(shown.laid.was)} with {side_words(shown.laid.now)}"
        self.sentence.setText(said)
        self.take.setText(f"Take {short_period(quarter)} snapshot".replace("  ", " "))
        self.take.setVisible(any_there)
        self.take.setEnabled(writable)
        self.take.updateGeometry()


class _Choice(QComboBox):
    """One side: any snapshot, or now."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._filled: tuple[object, ...] = ()

    def fill(self, letter: str, snapshots: Sequence[Snapshot], side: str) -> None:
        """Offer these and choose `side`."""
        names = Counter(name_of(each) for each in snapshots)
        offered = [(NOW, "now")]
        for each in snapshots:
            name = name_of(each)
            if names[name] > 1:
                name += f" ({each.by}, {each.quarter})"
            offered.append((each.id, f"{name}, withdrawn" if each.withdrawn else name))
        if (letter, *offered) != self._filled:
            self._filled = (letter, *offered)
            self.clear()
            for stop, name in offered:
                self.addItem(f"{letter}: {name}", stop)
        self.setCurrentIndex(self.findData(side))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = themes.current()
        width = QFontMetrics(self.font()).horizontalAdvance(self.currentText()) + theme.px(46)
        return QSize(min(max(width, theme.px(84)), theme.px(_MOST)), theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showPopup(self) -> None:
        """The list is as wide as its longest name."""
        view = self.view()
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        view.setMinimumWidth(view.sizeHintForColumn(0) + themes.current().px(24))
        super().showPopup()
