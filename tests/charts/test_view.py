from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop import look
from csp_desktop.charts.inks import inks
from csp_desktop.charts.plot import ChartPlot, round_step
from csp_desktop.charts.view import ChartView
from csp_desktop.measures.kpi.charts import chart_of
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.plan.values import Value
from tests.documents import changed, hackney

Make = Callable[[str], Chart]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Shown:
    """A chart between two lines to type in, as Tab goes through them."""

    def __init__(self, made: Chart, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.before, self.view, self.after = QLineEdit(), ChartView(), QLineEdit()
        row = QHBoxLayout(self.window)
        for widget in (self.before, self.view, self.after):
            row.addWidget(widget)
        self.view.show_drawing(made.drawings[-1], inks(look.LIGHT, QFont()))
        self.window.resize(900, 320)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.heard: list[str] = []
        self.view.told.connect(self.heard.append)

    @property
    def plot(self) -> ChartPlot:
        assert self.view.plot is not None
        return self.view.plot

    def key(self, key: Qt.Key) -> bool:
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        self.view.keyPressEvent(event)
        return event.isAccepted()


@pytest.fixture
def shown(chart: Make, qtbot: QtBot) -> Iterator[Shown]:
    made = Shown(chart("ind-syv"), qtbot)
    yield made
    made.window.close()


def test_the_keyboard_goes_from_point_to_point_and_reads_them_out(shown: Shown) -> None:
    assert shown.key(Qt.Key.Key_Left)
    assert shown.heard[-1].startswith("Sep-16: 20, provisional")
    shown.key(Qt.Key.Key_Left)
    assert shown.heard[-1].startswith("Aug-16: 21")
    assert shown.view.accessibleDescription() == shown.heard[-1]
    shown.key(Qt.Key.Key_Escape)
    assert shown.heard[-1] == ""
    assert "8 months in a row" in shown.view.accessibleDescription()


def test_tab_and_all_other_keys_pass_through(shown: Shown) -> None:
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_F6, Qt.Key.Key_A, Qt.Key.Key_Escape):
        assert not shown.key(key)
    shown.view.setFocus()
    assert shown.view.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert shown.view.nextInFocusChain() is not shown.view


def test_zoom_keeps_the_chosen_point_and_nought_shows_all(shown: Shown) -> None:
    shown.key(Qt.Key.Key_Left)
    whole = shown.plot.getViewBox().viewRange()[0]
    shown.key(Qt.Key.Key_Plus)
    low, high = shown.plot.getViewBox().viewRange()[0]
    assert high - low < whole[1] - whole[0]
    assert low < 29 <= high
    shown.key(Qt.Key.Key_0)
    assert shown.plot.getViewBox().viewRange()[0] == pytest.approx(whole)
    shown.key(Qt.Key.Key_Minus)
    assert shown.plot.getViewBox().viewRange()[0][0] >= whole[0] - 0.01


def test_the_point_under_the_pointer_is_found(shown: Shown) -> None:
    shown.view.grab()
    mark = shown.plot.marks[15]
    at = shown.plot.to_pixels().map(QPointF(mark.x, mark.y))
    assert shown.plot.nearest(shown.plot.mapToScene(at), 20) is not None
    assert shown.plot.nearest(QPointF(-500, -500), 20) is None


def test_another_drawing_takes_the_place_of_the_first(shown: Shown, chart: Make) -> None:
    shown.view.show_drawing(chart("ind-gun").drawings[0], inks(look.DARK, QFont()))
    shown.view.grab()
    assert shown.view.accessibleName() == "Target and actual, % change on last year"


@pytest.mark.parametrize(
    ("least", "step"), [(0.9, 1), (1, 1), (1.1, 2), (3, 5), (51, 100), (0.03, 0.05), (0, 1)]
)
def test_ticks_are_round(least: float, step: float) -> None:
    assert round_step(least) == pytest.approx(step)


def test_bars_are_read_out_too(shown: Shown, chart: Make) -> None:
    shown.view.show_drawing(chart("ind-syv").drawings[0], inks(look.LIGHT, QFont()))
    shown.view.grab()
    shown.key(Qt.Key.Key_Right)
    assert shown.heard[-1].startswith("2015/16: −6% actual")
    bar = shown.plot.bar_marks[-1]
    middle = shown.plot.to_pixels().map(QPointF(bar.x, bar.y / 2))
    assert shown.plot.nearest(shown.plot.mapToScene(middle), 20) == bar
    assert shown.plot.nearest(QPointF(-500, -500), 20) is None


def test_a_point_says_where_its_figure_comes_from() -> None:
    source = "MPS performance framework"
    plan = hackney()
    before = plan.record("indicator", "ind-syv")
    assert before is not None
    values: dict[str, Value] = {
        "source": source, "count@2016-04": 19, "count@2016-05": 21, "note@2016-05": "Late.",
    }  # fmt: skip
    record = changed(before, values)
    made = chart_of(plan.with_records([("indicator", record.id, record)]), record, "2016/17 Q2")
    assert all(bar.tip.endswith(source) for bar in made.drawings[0].bars)
    tips = [mark.tip for track in made.drawings[1].tracks for mark in track.marks if mark]
    assert tips == [f"Apr-16: 19. {source}", f"May-16: 21. Late. {source}"]
