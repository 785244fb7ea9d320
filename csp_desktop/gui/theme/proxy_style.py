"""How Qt's own controls look: Fusion without gradients, in the theme's colours and sizes.

The grid's cells and header do not pass through here, so that their painting stays quick.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionToolButton,
    QWidget,
)

from csp_desktop.gui.theme import button_faces
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import Face
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.parts import (
    paint_box,
    paint_check_box,
    paint_progress,
    paint_radio_button,
    paint_tool_bar,
)

CONTROL_HEIGHT = 32
SCROLL_BAR = 10
_PAD = 6
_CHEVRON = 12
_LENGTHS = {
    QStyle.PixelMetric.PM_ScrollBarExtent: SCROLL_BAR,
    QStyle.PixelMetric.PM_ScrollBarSliderMin: 32,
    QStyle.PixelMetric.PM_SmallIconSize: 16,
    QStyle.PixelMetric.PM_ButtonIconSize: 16,
    QStyle.PixelMetric.PM_IndicatorWidth: 16,
    QStyle.PixelMetric.PM_IndicatorHeight: 16,
    QStyle.PixelMetric.PM_SplitterWidth: 1,
    QStyle.PixelMetric.PM_DefaultFrameWidth: 2,
}
_LEAST_HEIGHTS = {
    QStyle.ContentsType.CT_PushButton: CONTROL_HEIGHT,
    QStyle.ContentsType.CT_LineEdit: CONTROL_HEIGHT,
    QStyle.ContentsType.CT_ComboBox: CONTROL_HEIGHT,
    QStyle.ContentsType.CT_SpinBox: CONTROL_HEIGHT,
    QStyle.ContentsType.CT_MenuItem: 26,
}
_State = QStyle.StateFlag
_Primitive = QStyle.PrimitiveElement


class CspStyle(QProxyStyle):
    """Fusion with flat edges, a two-pixel focus in the accent, and scroll bars without arrows."""

    def __init__(self) -> None:
        super().__init__("fusion")

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Lengths of the look where it has them, scaled with the system's font."""
        length = _LENGTHS.get(metric)
        if length is None:
            return super().pixelMetric(metric, option, widget)
        # Lines stay lines: one or two pixels at any font, or splitters and frames would look thick.
        return length if length <= 2 else themes.current().px(length)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        """No control lower than the look says; separators of menus stay as they are."""
        wanted = super().sizeFromContents(kind, option, size, cast("QWidget", widget))
        if kind == QStyle.ContentsType.CT_ComboBox:
            wanted.setWidth(wanted.width() + themes.current().px(2 * _PAD))
        least = _LEAST_HEIGHTS.get(kind)
        if least is None or _is_separator(option):
            return wanted
        return wanted.expandedTo(QSize(0, themes.current().px(least)))

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Panels, frames, indicators and the focus, flat and in the theme's colours."""
        rect, state = _rect(option), _state(option)
        if element == _Primitive.PE_FrameFocusRect:
            paint_box(painter, rect, "", "accent", 2)
        elif element in {_Primitive.PE_PanelButtonCommand, _Primitive.PE_PanelButtonTool}:
            tool = element == _Primitive.PE_PanelButtonTool
            _button(painter, rect, state, primary=_is_default(option), flat=tool)
        elif element == _Primitive.PE_PanelLineEdit:
            ground = "base" if state & _State.State_Enabled else "window"
            paint_box(painter, rect, ground)
            # Editors within other controls (combo boxes, item views) have no frame: theirs is
            # around both.
            if getattr(option, "lineWidth", 1) > 0:
                paint_box(painter, rect, "", *_edge(state))
        elif element == _Primitive.PE_Frame:
            paint_box(painter, rect, "", *_edge(state))
        elif element == _Primitive.PE_PanelTipLabel:
            paint_box(painter, rect, "base", "edge")
        elif element == _Primitive.PE_IndicatorCheckBox:
            paint_check_box(painter, rect, on=bool(state & _State.State_On))
        elif element == _Primitive.PE_IndicatorRadioButton:
            paint_radio_button(painter, rect, on=bool(state & _State.State_On))
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Menus and lists mark the current item by ground; a primary button has its own ink."""
        controls = QStyle.ControlElement
        face = _face(widget)
        if face and element == controls.CE_PushButton and isinstance(option, QStyleOptionButton):
            button_faces.paint_face(painter, face, option, getattr(widget, "count", None))
            return
        if element == controls.CE_PushButtonLabel and _is_default(option):
            _recolour(option, QPalette.ColorRole.ButtonText, "on_accent")
        elif element in {controls.CE_MenuItem, controls.CE_ItemViewItem}:
            _recolour(option, QPalette.ColorRole.Highlight, "selected")
            _recolour(option, QPalette.ColorRole.HighlightedText, "text")
        elif element == controls.CE_ProgressBar and isinstance(option, QStyleOptionProgressBar):
            paint_progress(painter, QRectF(_rect(option)), max(int(option.progress), 0))
            return
        elif element == controls.CE_ToolBar:
            paint_tool_bar(painter, _rect(option))
            return
        elif element == controls.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            _shorten(option, _combo_words(option))
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Scroll bars as a thumb in a plain groove, combo boxes as a flat field."""
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            self._scroll_bar(painter, option, widget)
        elif control == QStyle.ComplexControl.CC_ComboBox and isinstance(
            option, QStyleOptionComboBox
        ):
            _combo_box(painter, option)
        elif _face(widget) and isinstance(option, QStyleOptionToolButton):
            button_faces.paint_tab(painter, option, getattr(widget, "count", 0))
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """A scroll bar has no arrows: it is all groove. A combo box's words keep off its edge."""
        parts = QStyle.SubControl
        if control == QStyle.ComplexControl.CC_ComboBox and part == parts.SC_ComboBoxEditField:
            return _combo_words(option)
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return self._part_of_scroll_bar(option, part)
        return super().subControlRect(control, option, part, cast("QWidget", widget))

    def _part_of_scroll_bar(self, option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
        parts = QStyle.SubControl
        if part in {parts.SC_ScrollBarAddLine, parts.SC_ScrollBarSubLine}:
            return QRect()
        whole, thumb = _rect(option), self._thumb(option)
        upright = _upright(option)
        if part == parts.SC_ScrollBarSlider:
            return thumb
        if part == parts.SC_ScrollBarSubPage:
            end = thumb.topRight() if upright else thumb.bottomLeft()
            return QRect(whole.topLeft(), end)
        if part == parts.SC_ScrollBarAddPage:
            start = thumb.bottomLeft() if upright else thumb.topRight()
            return QRect(start, whole.bottomRight())
        return whole

    def subElementRect(
        self,
        element: QStyle.SubElement,
        option: QStyleOption,
        widget: QWidget | None = None,
    ) -> QRect:
        """Keep the text of a line edit off its frame."""
        rect = super().subElementRect(element, option, cast("QWidget", widget))
        edged = getattr(option, "lineWidth", 0) > 0
        if element == QStyle.SubElement.SE_LineEditContents and edged:
            pad = themes.current().px(_PAD) - 2
            return rect.adjusted(pad, 0, -pad, 0)
        return rect

    def _thumb(self, option: QStyleOptionSlider) -> QRect:
        whole, upright = _rect(option), _upright(option)
        low, high, page, at = _scrolled(option)
        length = whole.height() if upright else whole.width()
        span = high - low
        thumb = length
        if span > 0:
            least = self.pixelMetric(QStyle.PixelMetric.PM_ScrollBarSliderMin)
            thumb = min(max(length * page // (span + page), least), length)
        start = QStyle.sliderPositionFromValue(low, high, at, length - thumb)
        if upright:
            return QRect(whole.x(), whole.y() + start, whole.width(), thumb)
        return QRect(whole.x() + start, whole.y(), thumb, whole.height())

    def _scroll_bar(
        self, painter: QPainter, option: QStyleOptionSlider, widget: QWidget | None
    ) -> None:
        theme = themes.current()
        around = widget.parentWidget() if widget is not None else None
        # A scroll bar has the ground of what it scrolls, which may be the window's or a list's.
        role = around.backgroundRole() if around is not None else QPalette.ColorRole.Base
        painter.fillRect(_rect(option), option.palette.color(role))
        low, high, _, _ = _scrolled(option)
        if high <= low:
            return
        inset = QRectF(self._thumb(option)).adjusted(1.5, 1.5, -1.5, -1.5)
        colour = QColor(theme.colour("edge"))
        if _state(option) & _State.State_Sunken:
            colour = theme.colour("text2")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        radius = min(inset.width(), inset.height()) / 2
        painter.drawRoundedRect(inset, radius, radius)
        painter.restore()


def install(application: QApplication) -> None:
    """Give the application this style; the theme must have been started."""
    application.setStyle(CspStyle())


def follow(widget: QWidget) -> None:
    """Let this style measure and paint `widget`, whatever style the application has."""
    if not isinstance(QApplication.style(), CspStyle):
        widget.setStyle(_spare())


@cache
def _spare() -> CspStyle:
    style = CspStyle()
    style.setParent(QApplication.instance())
    return style


# Qt's option classes keep their members from its type stubs, hence these few readers.


def _face(widget: QWidget | None) -> Face | None:
    """What says how one of the program's own buttons looks; None for all other widgets."""
    face: Face | None = getattr(widget, "face", None)
    return face


def _rect(option: QStyleOption) -> QRect:
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOption) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state


def _upright(option: QStyleOptionSlider) -> bool:
    return bool(option.orientation == Qt.Orientation.Vertical)


def _scrolled(option: QStyleOptionSlider) -> tuple[int, int, int, int]:
    """The least and greatest position, a page, and the present position."""
    return (
        option.minimum,
        option.maximum,
        option.pageStep,
        option.sliderPosition,
    )


def _is_default(option: QStyleOption) -> bool:
    if not isinstance(option, QStyleOptionButton):
        return False
    features = option.features
    return bool(features & QStyleOptionButton.ButtonFeature.DefaultButton)


def _is_separator(option: QStyleOption) -> bool:
    if not isinstance(option, QStyleOptionMenuItem):
        return False
    kind = option.menuItemType
    return bool(kind == QStyleOptionMenuItem.MenuItemType.Separator)


def _recolour(option: QStyleOption, role: QPalette.ColorRole, name: str) -> None:
    palette: QPalette = option.palette
    palette.setColor(role, themes.current().colour(name))
    option.palette = palette


def _edge(state: QStyle.StateFlag) -> tuple[str, int]:
    return ("accent", 2) if state & _State.State_HasFocus else ("edge", 1)


def _button(
    painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, primary: bool, flat: bool
) -> None:
    over = bool(state & (_State.State_MouseOver | _State.State_Sunken))
    checked = bool(state & _State.State_On)
    if primary:
        paint_box(painter, rect, "accent")
        return
    if flat and not (over or checked):
        return
    edge = "" if flat else "accent" if checked else "edge"
    paint_box(painter, rect, "selected" if checked else "alt" if over else "base", edge)


def _combo_box(painter: QPainter, option: QStyleOptionComboBox) -> None:
    theme, rect, state = themes.current(), _rect(option), _state(option)
    paint_box(painter, rect, "alt" if state & _State.State_MouseOver else "base", *_edge(state))
    side = theme.px(_CHEVRON)
    left = rect.right() - side - theme.px(8)
    box = QRectF(left, rect.center().y() - side / 2, side, side)
    paint_icon(painter, box, "chevron-down", theme.colour("text2"))


def _combo_words(option: QStyleOption) -> QRect:
    """The area for the words of a combo box: off its edge, and clear of its arrow."""
    theme, rect = themes.current(), _rect(option)
    return rect.adjusted(theme.px(_PAD) + 1, 2, -theme.px(_CHEVRON + 8 + 4), -2)


def _shorten(option: QStyleOptionComboBox, room: QRect) -> None:
    words: str = option.currentText
    metrics: QFontMetrics = option.fontMetrics
    option.currentText = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() - 2)
