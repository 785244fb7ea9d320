"""The lists of the overview: heading, link, rows, the way to the rest; what is off track."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import Tally, rule, shape
from csp_desktop.gui.overview.openers import (
    Lines,
    OpenerButton,
    OverviewSection,
    Reveal,
    Rows,
    Target,
    letters,
)
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import RING, LinkButton
from csp_desktop.gui.widgets.flow_layout import Flow
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.overview.overview import OffTrack, Overview
from csp_desktop.plan.wording import counted

_HEAD: Final = 32
MOST_SHOWN: Final = 25
"""More rows than this are not listed: the rest is opened in the grid."""


NO_REASON, NO_CORRECTIVE = "No commentary yet", "No corrective action yet"
_HEADS: Final = ("Action", "Why", "Corrective action")
_SHARES: Final = (325, 260, 415)
_TITLE_LINES, _LINES = 3, 4


class ListSection(OverviewSection):
    """A heading with words beside it and a link at its right, rows, and perhaps a sentence."""

    called: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        px = themes.current().px
        self._target: Target | None = None
        self._title, self._detail = Lines(self.called, strong=True), Lines("", role="text2")
        self.link = LinkButton("")
        self.link.hide()
        self.link.clicked.connect(self._follow)
        head = boxes.row(self._title, 9, (self._detail, 1), self.link)
        head.setContentsMargins(RING, 0, 0, px(4) - RING)
        head.addStrut(px(_HEAD) - 1 - px(4) + RING)
        self._sentence = Words("", role="text2", wrap=True)
        self._sentence.setContentsMargins(RING, px(8), RING, px(4))
        self._sentence.hide()
        self.column.insertLayout(0, head)
        self.column.insertWidget(1, rule())
        self.column.addWidget(self._sentence)
        self.column.setContentsMargins(0, 0, 0, px(4))
        self.setAccessibleName(self.called)

    def head(
        self, title: str, detail: str = "", link: str = "", target: Target | None = None
    ) -> None:
        """Show a heading, and a link to `target` where it has words."""
        self._target = target
        self._title.setText(title)
        self._detail.setText(detail)
        self.setAccessibleName(f"{title}: {detail}" if detail else title)
        self.link.setText(link)
        self.link.updateGeometry()
        self.link.setAccessibleName(f"{link}: {title}" if link else "")
        self.link.setVisible(bool(link))

    @property
    def sentence(self) -> str:
        """The quiet sentence below the rows, or in place of them."""
        return self._sentence.text()

    def say(self, sentence: str) -> None:
        """Show a sentence, or none."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def _follow(self) -> None:
        if self._target is not None:
            self.asked.emit(self._target)

    def tab_chain(self) -> list[QWidget]:
        return [self.link, *self.openers]

    def stack(self) -> QVBoxLayout:
        """A column for the body."""
        return boxes.column(over=self.body)

    def add_flow(self, column: QVBoxLayout, some: Sequence[OpenerButton], gap: int = 14) -> None:
        """Add a line of openers, or as many lines as they take."""
        flow = Flow(spacing=themes.current().px(gap) - 2 * RING, packed=True)
        for each in some:
            flow.addWidget(self.add(each))
        column.addLayout(flow)

    def add_rows(
        self, column: QVBoxLayout, some: Sequence[ListRow], rows: Rows, rest: Tally | None = None
    ) -> None:
        """Add rows one under another, and below them the way to the `rest`."""
        for each in some:
            column.addWidget(self.add(each))
            rows.append([each])
        if rest:
            column.addSpacing(themes.current().px(8) - RING)
            column.addWidget(self.add(rest))
            rows.append([rest])


class ListRow(OpenerButton):
    """A line of a list, over its whole width, with the focus drawn inside it."""

    def __init__(self, name: str, target: Target, key: tuple[str, ...]) -> None:
        super().__init__(name, target, key)
        self.setMinimumHeight(themes.current().px(28))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def fill(self, *parts: boxes.Part) -> None:
        boxes.row(*parts, over=self).setContentsMargins(RING, 0, RING, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = themes.current(), QPainter(self)
        if self.hovered or self.isDown():
            painter.fillRect(self.rect().adjusted(0, 0, 0, -1), theme.colour("alt"))
        line = self.rect().adjusted(RING, self.height() - 1, -RING, 0)
        painter.fillRect(line, theme.colour("line"))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()


def more(number: int, every: Target, key: str) -> Tally | None:
    """The way to what is not listed, None where all is."""
    rest = number - MOST_SHOWN
    if rest <= 0:
        return None
    name = f"Show all {number:,} in the grid"
    return Tally("", rest, "more: show all in the grid", name, every, (key, "more"))


class OffTrackRow(ListRow):
    """An action that is off track: its title and former status, why, and what is done about it."""

    def __init__(self, about: OffTrack) -> None:
        why = about.why or NO_REASON
        corrective = about.corrective or NO_CORRECTIVE
        said = (f"{about.ref} {about.title}, off track, {before(about)}", why, corrective)
        name = " ".join(f"{each.rstrip('.')}." for each in said)
        super().__init__(name[:1000], Reveal("action", about.id), ("off track", about.id))
        tip = f"{about.ref} {about.title}\n\n{why[:2000]}\n\n{corrective[:2000]}"
        self.setToolTip(plain_tip(tip))
        px = themes.current().px
        first = QGridLayout()
        first.setHorizontalSpacing(0)
        first.setVerticalSpacing(2)
        first.setColumnMinimumWidth(0, px(22))
        mark = shape("off track", 13, round(letters().height))
        first.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(Lines(f"{about.ref} {about.title}", most=_TITLE_LINES), 0, 1)
        first.addLayout(_before_line(about), 1, 1)
        first.setColumnStretch(1, 1)
        first.setRowStretch(2, 1)
        # What is missing here is for somebody to do: it is said in the heavier weight.
        reason = Lines(_plain(why), role="text" if about.why else "text3", most=_LINES)
        doing = Lines(_plain(corrective), strong=not about.corrective, most=_LINES)
        cells: tuple[QWidget | QLayout, ...] = (first, reason, doing)
        row = boxes.row(*zip(cells, _SHARES, strict=True), spacing=16, over=self)
        row.setContentsMargins(RING, px(7), RING, px(8))


def _before_line(about: OffTrack) -> QHBoxLayout:
    if not about.was:
        return boxes.row(Lines(before(about).capitalize(), "small", "text2"), ...)
    was, word = (Lines(each, "small", "text2") for each in ("Was", look.word(about.was)))
    return boxes.row(was, 6, shape(about.was, 11), 5, word, ...)


def before(about: OffTrack) -> str:
    """What an action was before, in words."""
    if about.was:
        return f"was {look.word(about.was)}"
    return "new action" if about.new else "no earlier status"


def _plain(text: str) -> str:
    """A text of several lines as one, and no more of it than could be shown."""
    return " ".join(text[:4000].split())


class OffTrackList(ListSection):
    """The actions that are off track."""

    called = "Off track"

    def show_overview(self, overview: Overview) -> None:
        """Show what is off track in this overview; the focus stays where it was."""
        found = overview.off_track
        self._say(overview)
        if not self.differs(found):
            return
        px = themes.current().px
        with self.rebuilt() as rows:
            column = self.stack()
            if not found:
                return
            heads = (Lines(each, "small", "text2", strong=True) for each in _HEADS)
            line = boxes.row(*zip(heads, _SHARES, strict=True), spacing=16)
            line.setContentsMargins(RING, px(5), RING, px(3))
            column.addLayout(line)
            column.addWidget(rule())
            listed = [OffTrackRow(each) for each in found[:MOST_SHOWN]]
            rest = more(len(found), overview.red.selection, "off track")
            self.add_rows(column, listed, rows, rest)

    def _say(self, overview: Overview) -> None:
        found = overview.off_track
        lacking = sum(not each.corrective for each in found)
        detail = counted(len(found), "action")
        if lacking:
            detail += f", {lacking:,} without a corrective action"
        else:
            detail += ", with a corrective action" if len(found) == 1 else ""
            detail += ", each with a corrective action" if len(found) > 1 else ""
        sentence = ""
        if not found:
            detail = ""
            sentence = "No action is off track."
            if not overview.updated.count:
                sentence = f"No update has come for {overview.quarter} yet."
        self.say(sentence)
        link = "Show in the grid" if found else ""
        self.head("Off track", detail, link, overview.red.selection)
