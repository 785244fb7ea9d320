"""The head of the pane: what is compared, the two choices, a report, and the snapshot to take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from csp_desktop.gui.snapshots.laying import Laying
from csp_desktop.gui.snapshots.lines import name_of, side_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot
from csp_desktop.plan.wording import short_period

_MOST = 176


class ComparisonHead(Ground):
    """Says what is compared. `chosen` brings the side ('a' or 'b') and the id chosen for it."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._filling = False
        self.title = Words("Snapshots", "title", "text", strong=True)
        self.sentence = ElidedLabel("body")
        self.sides = (_Choice("Side A: compare from"), _Choice("Side B: compare with"))
        self._with = Words("with", "body", "text2")
        self.report = Outlined("Report…", icon="file", height=28)
        self.take = Outlined("Take snapshot", icon="camera", primary=True, height=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), 0, theme.px(16) - RING, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.title)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.sides[0])
        row.addWidget(self._with)
        row.addWidget(self.sides[1])
        row.addSpacing(theme.px(4))
        row.addWidget(self.report)
        row.addWidget(self.take)
        for letter, choice in zip("ab", self.sides, strict=True):
            choice.activated.connect(
                lambda _, letter=letter, choice=choice: self._choose(letter, choice)
            )

    def tab_chain(self) -> list[QWidget]:
        """What takes the tab key, from left to right."""
        return [*self.sides, self.report, self.take]

    def _choose(self, letter: str, choice: QComboBox) -> None:
        if not self._filling:
            self.chosen.emit(letter, str(choice.currentData()))

    def show_laying(self, laying: Laying, quarter: str, *, writable: bool) -> None:
        """Show what is compared and what can be; `quarter` is the one a snapshot is taken of."""
        any_there = bool(laying.snapshots)
        for widget in (*self.sides, self._with):
            widget.setVisible(any_there)
        self._filling = True
        for letter, choice, side in zip("AB", self.sides, laying.sides, strict=True):
            choice.fill(letter, laying.snapshots, side)
        self._filling = False
        self.sentence.setText(self._said(laying))
        self.take.setText(f"Take {short_period(quarter)} snapshot".replace("  ", " "))
        self.take.setVisible(any_there)
        self.take.setEnabled(writable)
        self.take.updateGeometry()

    @staticmethod
    def _said(laying: Laying) -> str:
        if laying.busy:
            return "Comparing…" if laying.snapshots else ""
        if laying.laid is None:
            return ""
        was, now = side_words(laying.laid.was), side_words(laying.laid.now)
        return f"Comparing {was} with {now}"

    def sizeHint(self) -> QSize:
        return QSize(700, themes.current().px(48))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, themes.current().px(48))


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
