from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from csp_desktop import look
from csp_desktop.gui.grid.header import word_beside_quarter
from csp_desktop.plan.document import Held
from tests.documents import small
from tests.gui.grid.conftest import Shown


def click(grid: Shown, section: int, y: int) -> None:
    header = grid.table.horizontalHeader()
    x = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))


def column(grid: Shown, field: str, period: str = "") -> int:
    return grid.model.column_of(field, period)


def test_a_click_on_a_year_opens_it_and_another_closes_it(grid: Shown) -> None:
    click(grid, column(grid, "planned", "2015/16"), 24)
    assert grid.model.is_open("2015/16")
    click(grid, column(grid, "status", "2015/16 Q2"), 10)
    assert not grid.model.is_open("2015/16")


def test_a_click_on_a_quarter_sorts_by_it_and_three_clicks_undo_that(grid: Shown) -> None:
    section = column(grid, "status", "2016/17 Q2")
    for expected in (
        (grid.model.columns[section].key, False),
        (grid.model.columns[section].key, True),
        None,
    ):
        click(grid, section, 38)
        assert grid.model.sorted_by == expected
    assert grid.model.is_open("2016/17")


def test_a_click_on_ref_turns_the_order_round(grid: Shown) -> None:
    click(grid, 0, 24)
    assert grid.keys()[1:3] == ["a2", "a1"]
    click(grid, 0, 24)
    assert grid.keys()[1:3] == ["a1", "a2"]


def test_drawing_an_edge_is_no_click(grid: Shown) -> None:
    header = grid.table.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(2) - 1, 24)
    viewport = header.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(viewport, edge + QPoint(30, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=edge + QPoint(30, 0))
    assert grid.model.sorted_by is None


def test_the_working_quarter_stands_out_in_two_levels(grid: Shown) -> None:
    header = grid.table.horizontalHeader()
    assert header.height() == 48
    section = column(grid, "status", "2016/17 Q2")
    image = header.grab().toImage()
    x = header.sectionViewportPosition(section) + header.sectionSize(section) - 6
    assert image.pixelColor(x, 40).name().upper() == look.LIGHT.selected
    assert image.pixelColor(x, 10).name().upper() == look.LIGHT.alt


def test_only_the_working_quarter_is_called_now(grid: Shown) -> None:
    assert word_beside_quarter(grid.model) == "now"
    header = grid.table.horizontalHeader()
    grid.model.set_quarter("2016/17 Q3")
    assert word_beside_quarter(grid.model) == "shown"
    looked_at = header.grab().toImage()
    plan = grid.model.document.plan
    working = Held("2016/17 Q3", ("made",))
    made = replace(plan, cells={**plan.cells, ("working_quarter", ""): working})
    changed = [("plan", plan.id, made)]
    grid.model.apply(grid.model.document.with_records(changed), changed)
    assert word_beside_quarter(grid.model) == "now"
    assert header.grab().toImage() != looked_at
    grid.model.frozen = "As it was"
    assert word_beside_quarter(grid.model) == "then"


def test_it_lights_up_under_the_pointer_and_goes_out(grid: Shown) -> None:
    header = grid.table.horizontalHeader()
    x = header.sectionViewportPosition(3) + 30
    QTest.mouseMove(header.viewport(), QPoint(x, 20))
    QApplication.processEvents()
    lit = header.grab().toImage()
    QApplication.sendEvent(header, QEvent(QEvent.Type.Leave))
    assert header.grab().toImage() != lit


def test_a_scrolled_header_keeps_the_year_in_sight(show: Callable[..., Shown]) -> None:
    grid = show(small(), size=(500, 400))
    grid.table.horizontalScrollBar().setValue(10_000)
    assert not grid.table.horizontalHeader().grab().isNull()
