"""The charts of the chosen indicator: its sentence, its drawings, and its data as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csp_desktop.charts import pictures
from csp_desktop.charts.inks import Inks, inks
from csp_desktop.charts.view import ChartView
from csp_desktop.gui.kpis.data import DataTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.flow_layout import empty_out
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.measures.kpi.drawing import Chart, Drawing

NO_PERIODS: Final = (
    "No figures by month or quarter yet.\n\n‘Add figures’ takes a column pasted from Excel. "
    "Two months make a chart, eight give control limits."
)


def ink_on_screen() -> Inks:
    """What charts on screen are drawn with, in the theme in force."""
    theme = themes.current()
    return inks(theme.palette, theme.font("body"), theme.scale)


class ChartArea(Ground):
    """Shows one chart. Drawings are made one an event-loop turn, and bursts of changes as one."""

    save_asked = Signal()
    define_asked = Signal()
    note_asked = Signal()
    settle_asked = Signal(str, bool)
    """The year of which one figure was reported and counts give another; whether to keep it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._queue: list[Callable[[], None]] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._next)
        self.title = ElidedLabel("body", "text", strong=True)
        self.about = ElidedLabel("body", "text2")
        self.sentence = Words("", "body", "text", wrap=True)
        self.read_out = Words("", "small", "text2", wrap=True)
        self.problems = Words("", "small", "red", wrap=True)
        self.keep = Outlined("Keep what was reported", height=28)
        self.take = Outlined("Take what the counts give", height=28)
        self.keep.clicked.connect(lambda: self._settle(keep=True))
        self.take.clicked.connect(lambda: self._settle(keep=False))
        self.define = Outlined("Definition", height=28)
        self.note = Outlined("Note or new limits", height=28)
        self.copy = Outlined("Copy picture", icon="copy", height=28)
        self.save = Outlined("Save as", icon="export", height=28)
        self.define.clicked.connect(self.define_asked)
        self.note.clicked.connect(self.note_asked)
        self.copy.clicked.connect(self.copy_picture)
        self.save.clicked.connect(self.save_asked)
        self.data = DataTable()
        self.views: list[ChartView] = []
        self._panels: list[_Panel] = []
        self._hint: Words | None = None
        self._columns = row()
        self._lay_out()

    def _lay_out(self) -> None:
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.read_out.setMinimumHeight(themes.current().px(32))
        buttons = (self.define, self.note, self.copy, self.save)
        head = row(
            self.title, 8, (self.about, 1), *buttons,
            margins=(16, 4, 16, 0), spacing=2, ring=True,
        )  # fmt: skip
        settle = row(self.keep, self.take, ..., spacing=8)
        said = column(self.sentence, self.problems, settle, margins=(16, 0, 16, 4), spacing=2)
        table = QWidget()
        table.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        named = Words("Data", "small", "text2", strong=True)
        column(named, (self.data, 1), self.read_out, margins=(8, 4, 8, 4), spacing=6, over=table)
        below = row((self._columns, 3), Hairline(upright=True), table)
        column(Hairline(), head, said, Hairline(), (below, 1), over=self)

    def show_chart(self, chart: Chart, *, of_indicator: bool, writable: bool) -> None:
        """Show a chart in place of what is shown; its drawings follow within a few turns."""
        if chart == self.chart:
            return
        self.chart = chart
        self.title.setText(chart.name)
        self.title.setToolTip(plain_tip(chart.name))
        self.about.setToolTip(plain_tip(chart.about))
        self.about.setText(chart.about)
        self.sentence.setText(chart.sentence)
        found = " ".join(str(problem) for problem in chart.problems)
        self.problems.setText(found)
        self.problems.setVisible(bool(found))
        asked = writable and any(problem.asks for problem in chart.problems)
        for button in (self.keep, self.take):
            button.setVisible(asked)
        self.define.setEnabled(of_indicator)
        self.note.setEnabled(of_indicator and writable and not chart.empty)
        self.data.show_rows(chart.columns, chart.rows)
        self.read_out.setText(chart.footnote)
        self.redraw()

    def _settle(self, *, keep: bool) -> None:
        asked = [each for each in self.chart.problems if each.asks] if self.chart else []
        if asked:
            self.settle_asked.emit(asked[0].place, keep)

    def show_first(self, first: Mapping[str, str]) -> None:
        """Say beside each figure that differs what was reported first, by the period's label."""
        if self.chart is None or "State" not in self.chart.columns:
            return
        rows = []
        for figures in self.chart.rows:
            *others, state = figures
            was = first.get(figures[0])
            told = f"{state} first {was}".strip() if was and was != figures[1] else state
            rows.append((*others, told))
        self.data.show_rows(self.chart.columns, rows)

    def redraw(self) -> None:
        """Draw again what is shown, in the theme in force."""
        chart = self.chart
        if chart is None:
            return
        drawings = [each for each in chart.drawings if not each.empty] or list(chart.drawings[:1])
        self._queue = [partial(self._make_panels, drawings)]
        self._queue += [partial(self._draw, at, drawings) for at in range(len(drawings))]
        self._turn.start()

    def copy_picture(self) -> None:
        """Put the chart on the clipboard, as a picture for paper and as its sentence."""
        if self.chart:
            clipboard = QGuiApplication.clipboard()
            clipboard.setImage(pictures.picture(self.chart))
            self.read_out.setText("The picture is on the clipboard.")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds:
            self.redraw()

    def _next(self) -> None:
        if self._queue:
            self._queue.pop(0)()
            if self._queue:
                self._turn.start()

    def _make_panels(self, drawings: Sequence[Drawing]) -> None:
        if len(drawings) != len(self._panels):
            empty_out(self._columns)
            self._hint = None
            self._panels = [_Panel() for _ in drawings]
            self.views = [panel.view for panel in self._panels]
            for place, panel in enumerate(self._panels):
                if place:
                    self._columns.addWidget(Hairline(upright=True))
                self._columns.addWidget(panel)
                panel.view.told.connect(self._read_out)
            chain: list[QWidget] = [self.save, *self.views, self.data]
            for one, other in pairwise(chain):
                QWidget.setTabOrder(one, other)
            if len(self._panels) == 1:
                self._hint = Words(NO_PERIODS, "small", "text2", wrap=True)
                self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._hint.setMargin(themes.current().px(16))
                self._columns.addWidget(Hairline(upright=True))
                self._columns.addWidget(self._hint, 10)
        if self._hint and len(self._panels) == 1:
            self._hint.setVisible(bool(drawings[0].bars or drawings[0].texts))
        for panel, drawing in zip(self._panels, drawings, strict=True):
            wide = 17 if not drawing.bars and drawing.width >= 6 else 10
            self._columns.setStretchFactor(panel, wide)

    def _draw(self, at: int, drawings: Sequence[Drawing]) -> None:
        if at < len(self._panels):
            self._panels[at].show_drawing(drawings[at])

    def _read_out(self, said: str) -> None:
        self.read_out.setText(said or (self.chart.footnote if self.chart else ""))
        self.read_out.setToolTip(plain_tip(said))


class _Panel(QWidget):
    """One drawing under its title."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: Drawing | None = None
        self.view = ChartView()
        self.view.setBackgroundBrush(themes.current().colour("base"))
        self._title = ElidedLabel("small", "text2", strong=True)
        self._corner = ElidedLabel("small", "text2")
        self._corner.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._key = _Key()
        head = row((self._title, 1), (self._corner, 1), margins=(8, 0, 8, 0), spacing=6)
        column(head, (self.view, 1), self._key, margins=(8, 4, 0, 4), spacing=2, over=self)

    def show_drawing(self, drawing: Drawing) -> None:
        self.drawing = drawing
        for words, said in ((self._title, drawing.title), (self._corner, drawing.corner)):
            words.setText(said)
            words.setToolTip(plain_tip(said))
        self._corner.setVisible(bool(drawing.corner))
        ink = ink_on_screen()
        self.view.show_drawing(drawing, ink)
        self._key.show_key(drawing, ink)


class _Key(QWidget):
    """What the marks of a drawing mean, in a line under it."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Drawing | None = None
        self._ink: Inks | None = None
        self.setFixedHeight(themes.current().px(18))

    def show_key(self, drawing: Drawing, ink: Inks) -> None:
        self._drawing, self._ink = drawing, ink
        self.setVisible(bool(drawing.key))
        self.setAccessibleName("Key: " + ", ".join(words for _, words in drawing.key))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._drawing or not self._ink:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._ink.font)
        at = self.rect().center().toPointF()
        at.setX(themes.current().px(8))
        pictures.paint_key(painter, self._drawing.key, at, self._ink)
        painter.end()
