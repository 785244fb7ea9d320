from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleFactory,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStyleOptionSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from csp_desktop import look
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import Outlined

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def styled(qapp: QApplication) -> Iterator[None]:
    before = qapp.style().name()
    themes.start(qapp, "light")
    proxy_style.install(qapp)
    yield
    qapp.setStyle(QStyleFactory.create(before))


def colours(widget: QWidget) -> set[str]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_controls_are_as_high_as_the_look_says(qtbot: QtBot) -> None:
    for control in (QPushButton("Save"), QLineEdit(), QComboBox()):
        qtbot.addWidget(control)
        assert control.sizeHint().height() >= 32


def test_a_default_button_has_the_accents_ground_and_no_gradient(qtbot: QtBot) -> None:
    button = QPushButton("")
    qtbot.addWidget(button)
    button.setDefault(True)
    button.setAutoDefault(True)
    button.resize(80, 32)
    image = button.grab().toImage()
    down = {image.pixelColor(40, y).name().upper() for y in range(6, 26)}
    assert down == {look.LIGHT.accent}


def test_every_control_paints_in_both_themes(qapp: QApplication, qtbot: QtBot) -> None:
    for choice in ("light", "dark"):
        themes.start(qapp, choice)
        whole = QWidget()
        qtbot.addWidget(whole)
        column = QVBoxLayout(whole)
        check, radio, tool = QCheckBox("On"), QRadioButton("Off"), QToolButton()
        check.setChecked(True)
        radio.setChecked(True)
        tool.setCheckable(True)
        tool.setChecked(True)
        items = QListWidget()
        items.addItems([f"item {number}" for number in range(40)])
        items.setCurrentRow(1)
        combo = QComboBox()
        combo.addItem("one")
        for control in (check, radio, tool, items, combo, QLineEdit("text"), QPushButton("Plain")):
            column.addWidget(control)
        whole.resize(300, 400)
        whole.show()
        found = colours(whole)
        palette = themes.current().palette
        assert {palette.accent, palette.edge, palette.selected} <= found
        whole.close()


def test_a_scroll_bar_has_a_thumb_and_no_arrows(qtbot: QtBot) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    bar.setRange(0, 900)
    bar.setPageStep(100)
    bar.resize(10, 200)
    option = QStyleOptionSlider()
    option.initFrom(bar)
    option.minimum, option.maximum, option.pageStep = 0, 900, 100
    option.orientation = Qt.Orientation.Vertical
    option.sliderPosition = 900

    def part(which: QStyle.SubControl) -> QRect:
        control = QStyle.ComplexControl.CC_ScrollBar
        return bar.style().subControlRect(control, option, which, bar)

    parts = QStyle.SubControl
    assert part(parts.SC_ScrollBarAddLine).isEmpty()
    assert part(parts.SC_ScrollBarGroove) == QRect(0, 0, 10, 200)
    thumb = part(parts.SC_ScrollBarSlider)
    assert (thumb.top(), thumb.height()) == (168, 32)
    assert part(parts.SC_ScrollBarSubPage).bottom() == thumb.top()
    assert look.LIGHT.edge in colours(bar)


def test_a_menu_marks_the_current_item_by_its_ground(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    first = menu.addAction("First")
    menu.addAction("Second")
    menu.setActiveAction(first)
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    found = colours(menu)
    assert look.LIGHT.selected in found
    assert look.LIGHT.accent not in found


def test_words_stand_off_the_edge_of_what_they_are_typed_into(qtbot: QtBot) -> None:
    line, bare = QLineEdit("What"), QLineEdit("What")
    bare.setFrame(False)
    for each in (line, bare):
        qtbot.addWidget(each)
        each.resize(200, 32)
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    part = QStyle.SubElement.SE_LineEditContents
    # The line itself adds two pixels more.
    assert line.style().subElementRect(part, option, line).left() >= themes.current().px(6) - 2
    bare.initStyleOption(option)
    assert bare.style().subElementRect(part, option, bare).left() <= 1


def test_a_choice_too_long_for_its_box_is_shortened_clear_of_the_arrow(qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItem("Gang crime, youth crime and disorder, victimisation and much else")
    box.resize(160, 32)
    picture = box.grab().toImage()
    side = round(themes.current().px(12 + 8) * picture.devicePixelRatio())
    gap = range(picture.width() - side - 3, picture.width() - side - 1)
    found = {picture.pixelColor(x, y).name().upper() for x in gap for y in range(4, 28)}
    assert found == {look.LIGHT.base}
    assert look.LIGHT.text2 in colours(box)


def test_a_choice_is_as_wide_as_its_words_need(qtbot: QtBot) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItem("2016/17 Q2")
    box.resize(box.sizeHint())
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    assert room.width() - 2 >= box.fontMetrics().horizontalAdvance("2016/17 Q2")


def test_a_name_with_an_ampersand_on_a_button_takes_no_key(qtbot: QtBot) -> None:
    button = Outlined("R&D")
    qtbot.addWidget(button)
    button.setText("A&E liaison")
    assert button.text() == "A&E liaison"
    assert button.shortcut().isEmpty()
