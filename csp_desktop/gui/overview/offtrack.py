"""What is off track: why, what is done about it, and what it was before."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QWidget

from csp_desktop import look
from csp_desktop.gui.overview.figures import shape
from csp_desktop.gui.overview.lists import MOST_SHOWN, ListRow, ListSection, more, rule
from csp_desktop.gui.overview.openers import Lines, Reveal, letters, side_by_side
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.overview.overview import OffTrack, Overview
from csp_desktop.plan.wording import counted

NO_REASON, NO_CORRECTIVE = "No commentary yet", "No corrective action yet"
_HEADS: Final = ("Action", "Why", "Corrective action")
_SHARES: Final = (325, 260, 415)
_TITLE_LINES, _LINES = 3, 4


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
        self.row.setContentsMargins(RING, px(7), RING, px(8))
        first = QGridLayout()
        first.setSpacing(0)
        first.setColumnMinimumWidth(0, px(22))
        mark = shape("off track", 13, round(letters().height))
        first.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(Lines(f"{about.ref} {about.title}", most=_TITLE_LINES), 0, 1)
        first.addLayout(_before_line(about), 1, 1)
        first.setColumnStretch(1, 1)
        first.setRowStretch(2, 1)
        # What is missing here is for somebody to do: it is said in the heavier weight.
        _stand(
            self.row,
            first,
            Lines(_plain(why), role="text" if about.why else "text3", most=_LINES),
            Lines(_plain(corrective), strong=not about.corrective, most=_LINES),
        )


def _stand(row: QHBoxLayout, *cells: QWidget | QLayout) -> None:
    """Stand cells in the three columns of what is off track."""
    row.setSpacing(themes.current().px(16))
    for cell, share in zip(cells, _SHARES, strict=True):
        if isinstance(cell, QLayout):
            row.addLayout(cell, share)
        else:
            row.addWidget(cell, share)


def _before_line(about: OffTrack) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(0, 2, 0, 0)
    line.setSpacing(0)
    if about.was:
        word = Lines(look.word(about.was), "small", "text2")
        side_by_side(line, Lines("Was", "small", "text2"), 6, shape(about.was, 11), 5, word)
    else:
        line.addWidget(Lines(before(about).capitalize(), "small", "text2"))
    line.addStretch(1)
    return line


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

    def __init__(self) -> None:
        super().__init__("Off track")
        self._shown: tuple[OffTrack, ...] | None = None

    def show_overview(self, overview: Overview) -> None:
        """Show what is off track in this overview; the focus stays where it was."""
        found = overview.off_track
        self._say(overview)
        if found == self._shown:
            return
        self._shown = found
        px = themes.current().px
        with self.rebuilt() as rows:
            column = self.stack()
            if not found:
                return
            heads = QHBoxLayout()
            heads.setContentsMargins(RING, px(5), RING, px(3))
            _stand(heads, *(Lines(each, "small", "text2", strong=True) for each in _HEADS))
            column.addLayout(heads)
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
