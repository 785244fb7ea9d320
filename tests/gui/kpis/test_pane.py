import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QAbstractItemModel, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage, QPdfWriter, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from csp_desktop import look
from csp_desktop.gui.kpis import pane as pane_module
from csp_desktop.gui.kpis.colours import fitting, own_ink, why_not
from csp_desktop.gui.kpis.defining import (
    BenchmarkChoice,
    DefinitionDialog,
    NameIndicator,
    NewIndicator,
    NoteQuestion,
)
from csp_desktop.gui.kpis.entry import FiguresDialog
from csp_desktop.gui.kpis.lines import ScorecardColumn
from csp_desktop.gui.kpis.pane import KpiPane
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.kpi.to_be_named import UNNAMED
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.selection import Selection
from tests.documents import record
from tests.gui.conftest import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SYV = "ind-syv"
MONTHS = "\n".join(f"{20 + step % 3}" for step in range(12))


class Shown:
    """The pane over a plan on disk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.pane = desk, KpiPane(desk.state)
        self.pane.resize(1158, 624)
        self.pane.show()
        self.pane.refresh()
        self.draw()

    def draw(self) -> None:
        """Let the chart be drawn, one drawing a turn."""
        for _ in range(8):
            QApplication.processEvents()

    def settle(self) -> None:
        self.desk.settle()
        self.draw()

    def dialog(self, kind: type[QWidget]) -> QWidget:
        (found,) = [each for each in self.pane.findChildren(kind) if each.isVisible()]
        return found

    def text(self, line: str, column: ScorecardColumn) -> str:
        row = self.pane.model.place_of(line)
        return str(self.pane.model.index(row, column).data())

    def bring(self, text: str, indicator: str = SYV) -> None:
        self.pane.reveal(indicator)
        dialog = self.pane.take_in(text)
        assert dialog is not None
        dialog.enter.click()
        self.settle()


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> themes.Themes:
    return themes.start(qapp, "light")


@pytest.fixture
def shown(desk: Desk) -> Iterator[Shown]:
    made = Shown(desk)
    yield made
    made.pane.close()


def test_the_scorecard_shows_the_published_ratings_and_the_benchmark(shown: Shown) -> None:
    assert shown.pane.count.text() == (
        "12 indicators: 5 with a target, 4 Tbc, 3 held in another plan, 6 more to be named"
    )
    row = [shown.text(SYV, column) for column in list(ScorecardColumn)[2:8]]
    assert row == ["−6%", "−12%", "Missed", "None", "−11%", "Not rated"]
    assert shown.text("ind-vs-asb", ScorecardColumn.NOW_TARGET) == "Tbc"
    assert shown.text("benchmark:All crime", ScorecardColumn.NAME) == "All crime (benchmark)"


def test_the_model_keeps_the_rules_of_models(shown: Shown) -> None:
    model: QAbstractItemModel = shown.pane.model
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    QAbstractItemModelTester(model, mode)
    shown.pane.narrow(Selection(strategic_priority="hk-sp1"))
    QAbstractItemModelTester(shown.pane.charts.data.model(), mode)


def test_a_place_of_the_plan_narrows_it_and_an_empty_one_says_so(shown: Shown) -> None:
    shown.pane.narrow(Selection(delivery_priority="hk-1dp1"))
    assert len(shown.pane.model.lines) == 4
    shown.pane.narrow(Selection(text="knife"))
    assert [line.id for line in shown.pane.model.lines] == ["ind-knife"]
    shown.pane.narrow(Selection(strategic_priority="hk-sp5"))
    assert shown.pane.nothing.isVisible()
    shown.pane.nothing.button.click()
    assert len(shown.pane.model.lines) == 14


def test_a_pasted_column_is_one_operation_and_is_undone_as_one(shown: Shown) -> None:
    shown.bring("Apr-16\t19\nMay-16\t21 [p]\nJun-16\t20")
    indicator = shown.desk.state.document.record("indicator", SYV)
    assert indicator is not None
    assert indicator.get("count", "2016-05") == 21
    assert indicator.get("data_state", "2016-05") == "provisional"
    assert shown.desk.state.door.next_undo == "figures"
    assert len(shown.pane.charts.views) == 2
    shown.desk.state.undo()
    shown.settle()
    indicator = shown.desk.state.document.record("indicator", SYV)
    assert indicator is not None
    assert indicator.get("count", "2016-05") is None


def test_a_revised_figure_says_what_was_reported_first(shown: Shown) -> None:
    shown.bring("Apr-16\t19 [p]\nMay-16\t20")
    shown.bring("Apr-16\t23 [r]")
    shown.settle()
    data = shown.pane.charts.data.model()
    assert data.index(0, 1).data() == "23"
    assert data.index(0, 3).data() == "[r] first 19"
    assert data.index(1, 3).data() == ""


def test_the_chart_follows_the_line_and_the_pane_stays_on_it(shown: Shown) -> None:
    shown.pane.reveal("ind-gun")
    shown.draw()
    assert shown.pane.charts.sentence.text() == "2015/16: missed: +93% against a target of +73%."
    shown.desk.state.look_at("2016/17 Q3")
    shown.settle()
    assert shown.pane.current == "ind-gun"
    shown.pane.reveal("benchmark:All crime")
    shown.draw()
    assert "Hackney −34.7%" in shown.pane.charts.sentence.text()
    assert not shown.pane.charts.define.isEnabled()


def test_a_chart_is_copied_and_saved(shown: Shown, tmp_path: Path) -> None:
    shown.pane.charts.copy.click()
    assert QGuiApplication.clipboard().image().width() == 2360
    for form in ("png", "svg"):
        path = tmp_path / f"chart.{form}"
        shown.pane.save_chart(path)
        assert path.stat().st_size > 5_000
    assert QImage(str(tmp_path / "chart.png")).text("Description")
    shown.pane.save_chart(tmp_path / "no" / "chart.png")
    assert shown.desk.heard.notices[-1].tone == "error"


def test_the_data_and_the_scorecard_are_copied_for_excel(shown: Shown) -> None:
    shown.pane.charts.data.copy()
    assert QGuiApplication.clipboard().text().startswith("Year\tActual\tTarget\tRating\n2015/16\t")
    shown.pane.table.copy()
    assert "2015/16 Actual" in QGuiApplication.clipboard().text().splitlines()[0]


def test_targets_to_be_set_say_since_when_and_are_set_there(shown: Shown) -> None:
    shown.pane.owed.click()
    shown.desk.qtbot.waitUntil(
        lambda: shown.pane.debts.model().index(0, 3).data() == "As published"
    )
    assert shown.pane.owed.count == 9
    shown.pane.debts.setCurrentIndex(shown.pane.debts.model().index(0, 0))
    QTest.keyClick(shown.pane.debts, Qt.Key.Key_Return)
    dialog = shown.dialog(DefinitionDialog)
    assert isinstance(dialog, DefinitionDialog)
    dialog.box("target", "2017/18").setProperty("text", "-9")
    dialog.save.click()
    shown.settle()
    assert shown.pane.owed.count == 8


def test_a_wrong_value_in_the_definition_is_told_and_nothing_is_written(shown: Shown) -> None:
    shown.pane.define(SYV)
    dialog = shown.dialog(DefinitionDialog)
    assert isinstance(dialog, DefinitionDialog)
    dialog.box("tolerance").setProperty("text", "some")
    dialog.save.click()
    assert dialog.isVisible()
    dialog.reject()
    assert shown.desk.state.door.next_undo is None


def test_the_rules_of_the_plan_change_ratings_and_colours(shown: Shown) -> None:
    plan = shown.desk.state.document.plan
    colour = Edit("plan", plan.id, "missed_colour", "", "#7A1FA2")
    shown.desk.state.submit([colour, Edit("plan", plan.id, "tolerance_points", "", 6)])
    shown.settle()
    assert shown.text(SYV, ScorecardColumn.LAST_RATING) == "Within tolerance"
    own = own_ink(shown.desk.state.document.plan, "missed", look.LIGHT)
    assert own is not None
    assert own.name() == "#7a1fa2"


def test_a_note_and_new_limits_carry_a_reason(shown: Shown) -> None:
    shown.bring("Apr-16\t19\nMay-16\t21\nJun-16\t20")
    shown.pane.charts.note.click()
    question = shown.dialog(NoteQuestion)
    assert isinstance(question, NoteQuestion)
    question.sort.setCurrentIndex(1)
    question.period.setCurrentIndex(1)
    question.reason.setText("New recording rules")
    question.yes.click()
    shown.settle()
    assert "limits start again at May-16: New recording rules" in (
        shown.pane.charts.sentence.text()
    )


def test_an_indicator_is_added(shown: Shown) -> None:
    shown.pane.new.click()
    question = shown.dialog(NewIndicator)
    assert isinstance(question, NewIndicator)
    question.yes.click()
    assert question.isVisible()  # it needs a name
    question.name.setText("Hate crime reports")
    question.yes.click()
    shown.settle()
    assert shown.pane.table.current_line is not None
    assert shown.pane.table.current_line.name == "Hate crime reports"


def test_an_empty_plan_says_what_to_do(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    from csp_desktop.operations.session.plan_files import new_plan
    from csp_desktop.operations.session.stamp import Stamp
    from csp_desktop.plan.fields import SHIPPED

    path = tmp_path / "empty.cspplan"
    new_plan(path, SHIPPED, Stamp("A", "2016-04-05T12:00:00+01:00")).close()
    desk = make_desk()
    desk.open(path)
    shown = Shown(desk)
    assert shown.pane.nothing.accessibleName() == "No indicators yet"
    shown.pane.close()


def test_figures_are_typed_and_bad_ones_are_told_at_once(shown: Shown) -> None:
    shown.pane.reveal(SYV)
    dialog = shown.pane.take_in("")
    assert isinstance(dialog, FiguresDialog)
    model = dialog.model
    at = model.periods.index(model.periods[-1])
    assert model.setData(model.index(at, 1), "x")
    assert dialog.problems.item(0).text() == "Jun-16: 'x' is not a number, which a count takes."
    assert not dialog.enter.isEnabled()
    model.setData(model.index(at, 1), "17")
    model.setData(model.index(at, 2), "prov")
    assert dialog.said.text() == "1 new figure."
    assert model.index(at, 2).data() == "provisional"
    dialog.reject()


def test_a_bare_column_begins_at_the_current_row(shown: Shown) -> None:
    shown.pane.reveal(SYV)
    dialog = shown.pane.take_in("")
    assert dialog is not None
    at = dialog.model.periods.index(dialog.model.periods[-12])
    dialog.table.setCurrentIndex(dialog.model.index(at, 1))
    dialog.take_in(MONTHS)
    assert dialog.said.text() == "12 new figures."
    dialog.enter.click()
    shown.settle()
    indicator = shown.desk.state.document.record("indicator", SYV)
    assert indicator is not None
    assert len(indicator.periods("count")) == 12


def test_a_file_for_several_indicators_goes_in_at_once(shown: Shown, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"Month,{SYV},ind-vs-asb\nApr-16,19,4\nMay-16,21,x\n", encoding="utf-8")
    dialog = shown.pane.take_in("")
    assert dialog is not None
    dialog.take_file(file)
    assert dialog.said.text() == "3 new figures for 2 indicators; 1 problem left out."
    dialog.take_file(tmp_path / "missing.csv")
    assert "missing.csv" in dialog.problems.item(0).text()
    dialog.reject()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_how_it_looks(
    shown: Shown,
    theme: themes.Themes,
    picture: Callable[[QWidget, str], None],
    choice: str,
) -> None:
    theme.choose(choice)
    months = [f"{label}-{year}" for year in (15, 16) for label in ("Apr", "May", "Jun")]
    shown.bring("\n".join(f"{month}\t{20 + at}" for at, month in enumerate(months)))
    shown.draw()
    picture(shown.pane, f"kpis-{choice}")
    image = shown.pane.grab().toImage()
    assert image.pixelColor(4, 620) == themes.current().colour("base")


@pytest.mark.parametrize("palette", [look.LIGHT, look.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["#FFD400", "#003300", "#7A1FA2", "#808080"])
def test_a_colour_of_the_plans_own_stands_out_in_either_theme(
    palette: look.Palette, colour: str
) -> None:
    made = fitting(colour, palette)
    assert look.contrast(made, palette.base) >= 3
    assert look.contrast(made, palette.selected) >= 3


def test_a_colour_that_is_none_is_refused_and_not_painted() -> None:
    assert why_not("red", look.LIGHT)
    assert why_not("#FFFF00", look.LIGHT)
    assert not why_not("#1B7A3D", look.LIGHT)
    assert own_ink(record("plan", "p", {"met_colour": "green"}), "met", look.LIGHT) is None


def test_a_change_of_theme_while_a_chart_is_being_drawn_loses_none_of_it(
    shown: Shown, theme: themes.Themes
) -> None:
    shown.bring("Apr-16\t19\nMay-16\t21\nJun-16\t20")
    shown.pane.reveal("ind-gun")
    theme.choose("dark")  # before the first drawing's turn has come
    shown.draw()
    charts = shown.pane.charts
    assert [view.plot is not None for view in charts.views] == [True]
    shown.pane.reveal(SYV)
    theme.choose("light")
    shown.draw()
    assert len(charts.views) == 2
    assert all(view.plot and view.plot.ink.palette is look.LIGHT for view in charts.views)


def order(shown: Shown) -> list[str]:
    return [line.id for line in shown.pane.model.lines]


def press_header(shown: Shown, column: ScorecardColumn) -> None:
    header = shown.pane.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 12, header.height() - 8)
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at
    )


def test_a_pressed_heading_sorts_there_and_back_and_the_line_stays(shown: Shown) -> None:
    plans = order(shown)
    shown.pane.reveal("ind-gun")
    press_header(shown, ScorecardColumn.NAME)
    names = [line.name.casefold() for line in shown.pane.model.lines]
    assert names == sorted(names)
    assert shown.pane.current == "ind-gun"
    press_header(shown, ScorecardColumn.NAME)
    assert [line.name.casefold() for line in shown.pane.model.lines] == sorted(names, reverse=True)
    press_header(shown, ScorecardColumn.NAME)
    assert order(shown) == plans
    assert shown.pane.current == "ind-gun"


@pytest.mark.parametrize("backwards", [False, True])
def test_sorted_by_rating_the_worst_come_first_and_what_is_not_rated_last(
    shown: Shown, *, backwards: bool
) -> None:
    shown.pane.table.sort_by(ScorecardColumn.LAST_RATING, backwards)
    ratings = [shown.text(line, ScorecardColumn.LAST_RATING) for line in order(shown)]
    rated = ["Missed"] * 3 + ["Met"]
    assert ratings[:4] == (rated[::-1] if backwards else rated)
    assert set(ratings[4:]) == {"Not rated", ""}


def test_figures_are_sorted_as_numbers(shown: Shown) -> None:
    shown.pane.table.sort_by(ScorecardColumn.LAST_ACTUAL)
    assert [shown.text(line, ScorecardColumn.LAST_ACTUAL) for line in order(shown)][:4] == [
        "−27%", "−6%", "27%", "+93%",
    ]  # fmt: skip


def chosen(shown: Shown, words: str) -> QAction:
    """An entry of the menu that Filter opens, found as the keyboard would."""
    shown.pane.order.setFocus()
    QTest.keyClick(shown.pane.order, Qt.Key.Key_Space)
    (menu,) = [each for each in shown.pane.findChildren(QMenu) if each.isVisible()]
    (action,) = [each for each in menu.actions() if each.text() == words]
    menu.close()
    return action


def test_the_filter_shows_one_rating_and_says_so(shown: Shown) -> None:
    chosen(shown, "Not rated").trigger()
    assert {shown.text(line, ScorecardColumn.NOW_RATING) for line in order(shown)} == {"Not rated"}
    assert shown.pane.rated.words == "Not rated"
    shown.pane.rated.click()
    assert "benchmark:All crime" in order(shown)
    chosen(shown, "Rating a year ago, missed first").trigger()
    assert shown.text(order(shown)[0], ScorecardColumn.LAST_RATING) == "Missed"


@pytest.mark.parametrize("width", [1158, 900, 703, 560, 420])
def test_no_width_makes_it_scroll_sideways(shown: Shown, width: int) -> None:
    shown.pane.resize(width, 620)
    shown.draw()
    table = shown.pane.table
    visible = [column for column in ScorecardColumn if not table.isColumnHidden(column)]
    assert sum(table.columnWidth(column) for column in visible) <= table.viewport().width() + 1
    assert {ScorecardColumn.NAME, ScorecardColumn.NOW_ACTUAL, ScorecardColumn.NOW_RATING} <= set(
        visible
    )
    assert table.columnWidth(ScorecardColumn.NAME) >= 80
    assert not table.horizontalScrollBar().isVisible()


def test_a_large_scorecard_is_worked_out_in_slices_and_ends_the_same(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = order(shown)
    monkeypatch.setattr(pane_module, "PATIENCE", 0.0)
    shown.desk.state.look_at("2016/17 Q2")
    assert shown.pane.reveal("ind-gun")
    assert order(shown) == whole  # what was there stays until all is worked out
    for _ in range(60):
        QApplication.processEvents()
    assert order(shown) == whole
    assert shown.pane.model.quarter == "2016/17 Q2"
    assert shown.pane.current == "ind-gun"


def test_ctrl_p_prints_the_scorecard_the_chart_and_its_data(shown: Shown, tmp_path: Path) -> None:
    months = "\n".join(f"{label}-15\t{20 + at}" for at, label in enumerate(["Apr", "May", "Jun"]))
    shown.bring(months)
    shown.pane.reveal(SYV)
    shown.draw()
    writer = QPdfWriter(str(tmp_path / "kpis.pdf"))
    assert shown.pane.print_to(writer) == 2
    del writer
    file = PdfReader(tmp_path / "kpis.pdf")
    scorecard, chart = (" ".join(each.extract_text().split()) for each in file.pages)
    assert "Victim Support – number of ASB case referrals made" in scorecard
    assert "OFFICIAL" in scorecard
    assert "Page 2 of 2" in chart
    assert "3 months, too few for control limits" in chart
    assert "May-15" in chart
    assert len(file.pages[1].images) == 1


def test_the_scorecard_does_not_wait_for_what_charts_are_drawn_with(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, pane_module._CHARTS, raising=False)
    pane = KpiPane(desk.state)
    pane.show()
    pane.refresh()
    assert pane.model.lines
    assert pane._charts is None
    desk.settle()
    desk.qtbot.waitUntil(lambda: pane._charts is not None and pane.charts.chart is not None)
    chart = pane.charts.chart
    assert chart is not None
    assert chart.id == pane.current
    pane.close()


def type_in(dialog: FiguresDialog, *keys: str) -> None:
    """Type figures as a person does, Enter after each."""
    table = dialog.table
    for text in keys:
        for letter in text:
            QTest.keyClicks(table.viewport().findChild(QLineEdit) or table, letter)
        QTest.keyClick(table.viewport().findChild(QLineEdit) or table, Qt.Key.Key_Return)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def typed(dialog: FiguresDialog) -> dict[str, str]:
    return {str(row.period): row.value for row in dialog.model.rows if row.value}


def test_enter_goes_down_from_the_first_month_of_the_quarter(shown: Shown) -> None:
    shown.pane.reveal(SYV)
    dialog = shown.pane.take_in("")
    assert dialog is not None
    assert str(dialog.model.row_at(dialog.table.currentIndex().row())) == "2016-04"
    type_in(dialog, "19", "21", "20")
    assert typed(dialog) == {"2016-04": "19", "2016-05": "21", "2016-06": "20"}
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.enter, "a fourth would overwrite the third"
    dialog.enter.click()
    shown.settle()
    indicator = shown.desk.state.document.record("indicator", SYV)
    assert indicator is not None
    assert [indicator.get("count", f"2016-0{n}") for n in (4, 5, 6)] == [19, 21, 20]


def test_with_the_months_filled_it_still_opens_at_the_quarter(shown: Shown) -> None:
    shown.bring("Apr-16\t19\nMay-16\t21\nJun-16\t20")
    dialog = shown.pane.take_in("")
    assert dialog is not None
    assert str(dialog.model.row_at(dialog.table.currentIndex().row())) == "2016-04"
    dialog.step.setCurrentIndex(dialog.step.findData("quarter"))
    assert str(dialog.model.row_at(dialog.table.currentIndex().row())) == "2016/17 Q1"
    dialog.cancel.click()


def test_figures_are_typed_in_the_scorecard_too(shown: Shown) -> None:
    shown.pane.reveal(SYV)
    shown.pane.table.setFocus()
    QTest.keyClicks(shown.pane.table, "1")
    dialog = shown.dialog(FiguresDialog)
    assert isinstance(dialog, FiguresDialog)
    type_in(dialog, "9", "21", "20")
    assert typed(dialog) == {"2016-04": "19", "2016-05": "21", "2016-06": "20"}
    dialog.cancel.click()


def test_figures_are_typed_in_the_row_of_a_period_of_the_charts_data(shown: Shown) -> None:
    shown.bring("Apr-16\t19\nMay-16\t21\nJun-16\t20")
    data = shown.pane.charts.data
    rows = [data.model().index(row, 0).data() for row in range(data.model().rowCount())]
    data.setCurrentIndex(data.model().index(rows.index("May-16"), 1))
    QTest.keyClicks(data, "2")
    dialog = shown.dialog(FiguresDialog)
    assert isinstance(dialog, FiguresDialog)
    type_in(dialog, "5")
    assert typed(dialog) == {"2016-04": "19", "2016-05": "25", "2016-06": "20"}
    dialog.cancel.click()


def test_escape_keeps_what_was_typed_and_says_that_it_is_not_in_the_plan(shown: Shown) -> None:
    shown.pane.reveal(SYV)
    dialog = shown.pane.take_in("")
    assert dialog is not None
    QTest.keyClicks(dialog.table, "1")
    box = dialog.table.viewport().findChild(QLineEdit)
    assert box
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert typed(dialog) == {"2016-04": "19"}
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.said.text().startswith("1 figure is not in the plan yet")
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_a_copied_scorecard_and_chart_carry_values_that_excel_reads(shown: Shown) -> None:
    shown.bring("Apr-16\t1019\nMay-16\t1021 [p]\nJun-16\t1020")
    shown.pane.table.copy()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    row = next(line for line in lines if "\u2212" in "".join(line) or "-6%" in line)
    assert "-6%" in row
    assert "\u2212" not in QGuiApplication.clipboard().text()
    shown.pane.charts.data.copy()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    copied = {line[0]: line[1] for line in lines}
    assert copied["2016-04-01"] == "1019"
    assert copied["2016-05-01"] == "1021"
    assert "<td>2016-04-01</td>" in QGuiApplication.clipboard().mimeData().html()


def test_counts_pasted_later_leave_a_reported_change_and_ask_which_it_is(shown: Shown) -> None:
    before = [
        shown.text(SYV, column)
        for column in (ScorecardColumn.LAST_ACTUAL, ScorecardColumn.LAST_RATING)
    ]
    assert before[0] == "\u22126%"
    shown.bring("2014/15\t1000\n2015/16\t1034")
    after = [
        shown.text(SYV, column)
        for column in (ScorecardColumn.LAST_ACTUAL, ScorecardColumn.LAST_RATING)
    ]
    assert after == before
    assert shown.pane.count.text().endswith("1 reported figure to settle")
    asked = "2015/16: reported \u22126, counts give +3.4: which is reported?"
    assert asked in shown.pane.charts.problems.text()


@pytest.mark.parametrize(("choice", "actual"), [("keep", "\u22126%"), ("take", "+3.4% [r]")])
def test_which_change_is_reported_is_settled_with_one_press(
    shown: Shown, choice: str, actual: str
) -> None:
    shown.pane.reveal(SYV)
    shown.bring("2014/15\t1000\n2015/16\t1034")
    charts = shown.pane.charts
    (charts.keep if choice == "keep" else charts.take).click()
    shown.settle()
    assert shown.text(SYV, ScorecardColumn.LAST_ACTUAL) == actual
    assert "to settle" not in shown.pane.count.text()
    assert charts.keep.isHidden()
    shown.bring("2015/16\t1050")
    assert shown.pane.count.text().endswith("1 reported figure to settle"), "asked anew"


def test_an_indicator_gets_its_name_from_the_one_line_for_those_without(shown: Shown) -> None:
    shown.pane.reveal("ind-1dp3")
    shown.settle()
    assert shown.pane.current == UNNAMED
    assert shown.text(UNNAMED, ScorecardColumn.NAME) == "To be named: 6"
    shown.pane.narrow(Selection(delivery_priority="hk-1dp3"))
    assert shown.text(UNNAMED, ScorecardColumn.NAME) == "To be named: 1"
    QTest.keyClick(shown.pane.table, Qt.Key.Key_Return)
    dialog = shown.dialog(NameIndicator)
    assert isinstance(dialog, NameIndicator)
    dialog.name.setText("Reoffending")
    dialog.yes.click()
    shown.settle()
    assert shown.text("ind-1dp3", ScorecardColumn.NAME) == "Reoffending"
    shown.pane.narrow(Selection())
    assert shown.text(UNNAMED, ScorecardColumn.NAME) == "To be named: 5"


def test_the_benchmarks_are_chosen_from_those_that_there_are(shown: Shown) -> None:
    shown.pane.define(SYV)
    dialog = shown.dialog(DefinitionDialog)
    assert isinstance(dialog, DefinitionDialog)
    choice = dialog.box("benchmark")
    assert isinstance(choice, BenchmarkChoice)
    assert [box.text() for box in choice.boxes] == ["All crime"]
    assert dialog.edits() == []
    # The wheel scrolls the sheet: what lies under the pointer on the way stays as it is.
    direction = dialog.box("direction")
    QApplication.sendEvent(direction, wheel(direction))
    assert dialog.edits() == []
    choice.boxes[0].setChecked(True)
    assert [(each.field, each.value) for each in dialog.edits()] == [("benchmark", "All crime")]
    dialog.cancel.click()


def wheel(over: QWidget) -> QWheelEvent:
    at = over.rect().center()
    no_buttons, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    return QWheelEvent(
        QPointF(at), QPointF(over.mapToGlobal(at)), QPoint(), QPoint(0, -120), no_buttons, no_keys,
        Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - as Qt has it
    )  # fmt: skip
