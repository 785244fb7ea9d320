"""What one side of a comparison is: frozen by whom and when, its mark, who else froze it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csp_desktop.gui.snapshots.saying import mark_words, open_words, taken_words
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, LinkButton
from csp_desktop.gui.widgets.labels import Icon, Words
from csp_desktop.operations.deciding.conflicts import counted_apart
from csp_desktop.operations.snapshots.compare import ComparedState
from csp_desktop.plan.wording import capital, counted, joined, short_day, short_period


class FrozenNote(QWidget):
    """Tells of one frozen side. `open_asked` brings its id, `compare_asked` it and a twin's."""

    open_asked = Signal(str)
    compare_asked = Signal(str, str)

    def __init__(
        self, letter: str, side: ComparedState, now: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = themes.current()
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Icon("lock"))
        head.addWidget(Words(f"{letter} is frozen", "body", "text", strong=True), 1)
        self.links: list[LinkButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        texts = QVBoxLayout()
        texts.setContentsMargins(RING, 0, 0, 0)
        texts.setSpacing(theme.px(2))
        texts.addLayout(head)
        texts.addWidget(Words(frozen_words(side, now), "small", "text2", wrap=True))
        column.addLayout(texts)
        links = QVBoxLayout()
        links.setContentsMargins(0, theme.px(2), 0, 0)
        links.setSpacing(0)
        snapshot = side.snapshot
        if snapshot is None:
            return
        for twin in side.twins:
            if twin.cells:
                many = f"Show the {counted(twin.cells, 'cell')}"
                show = partial(self.compare_asked.emit, snapshot.id, twin.snapshot.id)
                self._link(many if twin.cells > 1 else "Show the cell", show)
        self._link("Open as it stood", partial(self.open_asked.emit, snapshot.id))
        for link in self.links:
            links.addWidget(link)
        column.addLayout(links)

    def _link(self, text: str, act: Callable[[], None]) -> None:
        link = LinkButton(text)
        link.setContentsMargins(0, 0, 0, 0)
        link.clicked.connect(act)
        self.links.append(link)


def frozen_words(side: ComparedState, now: str) -> str:
    """Who froze it and when, its mark, what was open, and who else froze the quarter."""
    snapshot = side.snapshot
    if snapshot is None:
        return ""
    said = taken_words(snapshot, now)
    said = f"{capital(said)}, mark {mark_words(snapshot.hash)}."
    if snapshot.withdrawn:
        said = f"Withdrawn: it counts no longer. {said}"
    frozen = side.frozen
    if still := open_words(*counted_apart(frozen.conflicts), len(frozen.outstanding)):
        said += f" With {joined(still)}."
    for twin in side.twins:
        other = twin.snapshot
        differ = f"they differ in {counted(twin.cells, 'cell')}"
        said += (
            f" {other.by} also kept a copy of {short_period(other.quarter)} on "
            f"{short_day(other.taken_at, now)}; {differ if twin.cells else 'they are the same'}."
        )
    return said
