"""The side panel at its narrowest, in fonts wide and large: all of it is within reach."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from csp_desktop import look
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import IconButton, LinkButton
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.statuses import LETTERS
from tests.gui.conftest import desk_of

WIDE = "DejaVu Sans"


@pytest.fixture(params=[(WIDE, 1.0), (WIDE, 1.25), (WIDE, 1.5), ("", 1.0), ("", 1.5)])
def font(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QFont]:
    """The window's font, a wide one or the shipped one, at some of its sizes."""
    family, scale = request.param
    if family and family not in QFontDatabase.families():
        pytest.skip(f"{family} is not on this machine")
    made = QFont(themes._system_font(qapp))
    if family:
        made.setFamily(family)
    made.setPointSizeF(made.pointSizeF() * scale)
    monkeypatch.setattr(themes, "_system_font", lambda _: made)
    themes.start(qapp, "light")
    yield made
    monkeypatch.undo()
    themes.start(qapp, "light")


def narrowest(window: MainWindow) -> QScrollArea:
    room, panel = window.room, window.panel
    window.resize(themes.current().px(1366), 730)
    QApplication.processEvents()
    least = panel.minimumWidth()
    room.setSizes([least, room.width(), least])
    for _ in range(4):
        QApplication.processEvents()
    assert panel.width() == least
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    return area


def put(window: MainWindow, ref: str, quarter: str, **values: str) -> None:
    desk = desk_of(window)
    action = window.state.document.with_ref(ref)[0]
    window.state.submit(
        [
            Edit("action", action.id, name, quarter, value, action.held(name, quarter).heads)
            for name, value in values.items()
        ]
    )
    desk.settle()


@pytest.mark.parametrize("status", ["not applicable", "off track"])
def test_from_the_second_quarter_on_all_of_the_side_panel_is_within_its_width(
    font: QFont,
    make_window: Callable[..., MainWindow],
    plan_path: Path,
    picture: Callable[[QWidget, str], None],
    status: str,
) -> None:
    window = make_window(plan_path)
    desk = desk_of(window)
    desk.settle()
    put(window, "1.10", "2016/17 Q1", status=status)
    window.state.look_at("2016/17 Q2")
    desk.settle()
    window.reveal("action", desk.action("1.10"))
    desk.settle()
    for now in ("", "off track"):
        if now:
            put(window, "1.10", "2016/17 Q2", status=now)
        area = narrowest(window)
        picture(window.panel, f"{font.family()}-{font.pointSizeF()}-{status}-{now}")
        inside = area.widget()
        assert inside
        assert inside.width() == area.viewport().width()
        for widget in inside.findChildren(QWidget):
            if not widget.isVisibleTo(inside):
                continue
            right = widget.mapTo(inside, QPoint(widget.width(), 0)).x()
            assert right <= inside.width(), widget
            if isinstance(widget, IconButton | LinkButton):
                assert widget.width() >= widget.sizeHint().width(), widget.text()
            if isinstance(widget, QLabel) and widget.text() in {
                "Lead partner",
                "2016/17 plan",
                "Status, 2016/17 Q2",
                "1.10",
                "needed when off track",
            }:
                needed = QFontMetrics(widget.font()).horizontalAdvance(widget.text())
                assert widget.width() >= needed, widget.text()


def test_at_the_panels_narrowest_every_status_shows_its_word_and_letter(
    font: QFont, make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    del font
    window = make_window(plan_path)
    desk = desk_of(window)
    window.reveal("action", desk.action("1.10"))
    desk.settle()
    narrowest(window)
    theme = themes.current()
    words = QFontMetrics(theme.font("body", strong=True))
    letters = QFontMetrics(theme.font("small", strong=True))
    for status, option in window.panel.quarter.picker.options.items():
        start = theme.px(7) + theme.px(14) + theme.px(7)
        end = option.width() - theme.px(7) - letters.horizontalAdvance(LETTERS[status])
        assert start + words.horizontalAdvance(look.word(status)) < end, status


def test_a_ref_stands_on_one_line_whatever_the_font(
    font: QFont, make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    del font
    window = make_window(plan_path)
    desk_of(window).settle()
    table = window.grid.grid
    assert table
    paints = table.painter_of_cells.paints
    room = table.columnWidth(0) - paints.pad - paints.gap // 2 - paints.pad // 2
    refs = [record.text("ref") for record in window.state.document.of("action")]
    assert all(paints.body.lines(ref, room) == (ref,) for ref in refs)
