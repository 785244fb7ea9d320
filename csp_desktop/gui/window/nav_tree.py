"""The tree at the left: the user's own sub-group, the plan by its priorities, the sub-groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from csp_desktop.gui.session.places import PlaceLine, Sort, lines, mine_offered, person_of
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.icons import paint_icon
from csp_desktop.gui.theme.status_shapes import paint_glyph
from csp_desktop.gui.widgets.tooltips import plain_tip
from csp_desktop.plan.document import Document
from csp_desktop.plan.selection import Selection

LINE_ROLE = Qt.ItemDataRole.UserRole
_LEFT, _CHEVRON, _DEPTH = 12, 16, 16

Index = QModelIndex | QPersistentModelIndex


class Navigation(QTreeView):
    """Lists the places of a plan.

    `chosen` carries the Selection of the place that the user goes to; `mine_chosen` the id of the
    user's own group, '' for none.
    """

    chosen = Signal(object)
    mine_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mine = ""
        self._document = Document("")
        self._listed: list[PlaceLine] = []
        self._place = Selection()
        self._filling = False
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(NavTreeDelegate(self))
        self.setAccessibleName("Places in the plan")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.viewport().setBackgroundRole(self.backgroundRole())
        # The tree lies on the window's own ground, like the panel at the other side.
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._moved)

    # What it shows

    @property
    def mine(self) -> str:
        """The user's own group or person, '' for none."""
        return self._mine

    def set_plan(self, document: Document, mine: str) -> None:
        """List the places of `document`; `mine` is the user's own group or person, '' for none.

        What is open, chosen and scrolled to stays, as far as it is still there.
        """
        self._document = document
        listed = lines(document, mine)
        self._mine = mine
        # Most changes of a plan leave its places as they are. Filling the tree again would lose
        # what is hovered and open menus.
        if listed == self._listed:
            return
        self._listed = listed
        # By what a line selects, which stays the same when names or counts change.
        opened = {line.selection for index, line in self._lines() if self.isExpanded(index)}
        scrolled = self.verticalScrollBar().value()
        # Qt moves the current index as rows come and go, which is no wish of the user's.
        self._filling = True
        model = self._model
        model.clear()
        for line in listed:
            model.appendRow(_item(line))
        for index, line in self._lines():
            if line.selection in opened:
                self.expand(index)
        self._filling = False
        self.show_place(self._place)
        self.verticalScrollBar().setValue(scrolled)

    def show_place(self, selection: Selection) -> None:
        """Mark the place of `selection`, without asking to go there."""
        self._place = selection.cleared()
        current = self.currentIndex().data(LINE_ROLE)
        if isinstance(current, PlaceLine) and current.selection == self._place:
            return
        for index, line in self._lines():
            if line.selection == self._place:
                self._filling = True
                self.setCurrentIndex(index)
                self._filling = False
                return

    def line_at(self, index: Index) -> PlaceLine | None:
        """The line at an index of the model."""
        line = index.data(LINE_ROLE)
        return line if isinstance(line, PlaceLine) else None

    @property
    def _model(self) -> QStandardItemModel:
        model = self.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - set once, in __init__
        return model

    def _lines(self) -> Iterator[tuple[QModelIndex, PlaceLine]]:
        model = self._model
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            yield index, index.data(LINE_ROLE)
            for below in range(model.rowCount(index)):
                inner = model.index(below, 0, index)
                yield inner, inner.data(LINE_ROLE)

    # What the user does

    def _moved(self, index: QModelIndex) -> None:
        line = self.line_at(index)
        if self._filling or line is None or line.selection is None:
            return
        self._place = line.selection
        self.chosen.emit(line.selection)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close a priority by its arrow; go to a place elsewhere."""
        index = self.indexAt(event.position().toPoint())
        within_arrow = event.position().x() < themes.current().px(_LEFT + _CHEVRON - 4)
        # Indentation is 0, so Qt draws no arrow of its own and does not open by it either.
        if within_arrow and self._model.hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._act_on(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open or close a priority."""
        index = self.indexAt(event.position().toPoint())
        if self._model.hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the place with Enter or the space bar."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys:
            self._act_on(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _act_on(self, index: QModelIndex) -> None:
        line = self.line_at(index)
        if line and line.sort is Sort.CHOOSE:
            self.open_group_menu(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
        elif line and line.selection is not None:
            self.chosen.emit(line.selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to call the group under the pointer, or the current one, the user's own."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        at = event.globalPos()
        if not by_mouse:
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        line = self.line_at(index)
        if line and line.group:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if line.group == self._mine:
                mine = "mine" if person_of(self._mine) else "my sub-group"
                menu.addAction(f"No longer {mine}", lambda: self.mine_chosen.emit(""))
            else:
                menu.addAction(
                    f"Make {line.name} my sub-group", lambda: self.mine_chosen.emit(line.group)
                )
            menu.popup(at)
        elif line and line.sort is Sort.CHOOSE:
            self.open_group_menu(at)

    def open_group_menu(self, at: QPoint) -> None:
        """List the sub-groups and the people, to choose one's own."""
        menu = QMenu("My sub-group", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_group_menu(menu)
        menu.popup(at)

    def fill_group_menu(self, menu: QMenu) -> None:
        """Put the sub-groups and the people into `menu`, the user's own checked."""
        offered = mine_offered(self._document, self._mine)
        groups = [each for each in offered if not person_of(each[0])]
        for group, name in groups:
            self._offer_mine(menu, group, name)
        if not groups:
            menu.addAction("This plan has no sub-groups").setEnabled(False)
        menu.addSeparator()
        people = menu.addMenu("Person")
        for person, name in offered[len(groups) :]:
            self._offer_mine(people, person, name)
        people.setEnabled(len(offered) > len(groups))

    def _offer_mine(self, menu: QMenu, mine: str, name: str) -> None:
        action = menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(mine == self._mine)
        action.triggered.connect(lambda checked: self.mine_chosen.emit(mine if checked else ""))

    def viewportEvent(self, event: QEvent) -> bool:
        """Repaint when the pointer leaves, so that nothing stays lit."""
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().viewportEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(themes.current().px(208), 400)


def _item(line: PlaceLine) -> QStandardItem:
    item = QStandardItem(line.name)
    item.setData(line, LINE_ROLE)
    item.setToolTip(plain_tip(line.tip))
    item.setEditable(False)
    if line.sort is Sort.HEADING:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    number = "" if line.count is None else f", {line.count} actions"
    item.setData(f"{line.before} {line.name}{number}".strip(), Qt.ItemDataRole.AccessibleTextRole)
    for each in line.within:
        item.appendRow(_item(replace(each)))
    return item


class NavTreeDelegate(QStyledItemDelegate):
    """Paints a line: arrow, number, name, count; the place on screen on the accent's ground."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = themes.current()
        line: PlaceLine = index.data(LINE_ROLE)
        first = line.sort is Sort.HEADING and index.row() == 0
        height = 36 if first else 32 if line.sort is Sort.HEADING else 28
        return QSize(theme.px(120), theme.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = themes.current()
        line: PlaceLine = index.data(LINE_ROLE)
        rect = QRect(option.rect)
        painter.save()
        if line.sort is Sort.HEADING:
            self._paint_heading(painter, rect, line, theme)
        else:
            self._paint_ground(painter, option, theme)
            self._paint_place(painter, rect, line, index, theme)
        painter.restore()

    @staticmethod
    def _paint_heading(
        painter: QPainter, rect: QRect, line: PlaceLine, theme: themes.Theme
    ) -> None:
        painter.setFont(theme.font("small", strong=True))
        painter.setPen(theme.colour("text2"))
        at = rect.adjusted(theme.px(_LEFT), 0, 0, -theme.px(5))
        painter.drawText(at, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, line.name)

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: themes.Theme) -> None:
        rect = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.colour("selected"))
            painter.fillRect(
                QRect(rect.left(), rect.top(), theme.px(3), rect.height()), theme.colour("accent")
            )
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("fill"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(theme.colour("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))

    def _paint_place(
        self, painter: QPainter, rect: QRect, line: PlaceLine, index: Index, theme: themes.Theme
    ) -> None:
        left = rect.left() + theme.px(_LEFT)
        inner = index.parent().isValid()
        model = index.model()
        if inner:
            left += theme.px(_DEPTH)
        elif line.before:
            if model.hasChildren(index):
                self._paint_arrow(painter, rect, index, theme)
            left += theme.px(13)
        right = self._paint_count(painter, rect, line, theme)
        painter.setFont(theme.font("body"))
        metrics = QFontMetrics(painter.font())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if line.before:
            painter.setPen(theme.colour("text2" if inner else "text"))
            painter.drawText(
                QRect(left, rect.top(), right - left, rect.height()), flags, line.before
            )
            left += theme.px(32) if inner else metrics.horizontalAdvance(line.before) + theme.px(7)
        painter.setPen(theme.colour("accent" if line.sort is Sort.CHOOSE else "text"))
        room = QRect(left, rect.top(), max(right - left - theme.px(6), 0), rect.height())
        name = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, name)

    def _paint_arrow(
        self, painter: QPainter, rect: QRect, index: Index, theme: themes.Theme
    ) -> None:
        view = self.parent()
        opened = isinstance(view, QTreeView) and view.isExpanded(
            index.model().index(index.row(), 0, index.parent())
        )
        side = theme.px(12)
        box = QRectF(rect.left() + theme.px(7), rect.center().y() + 0.5 - side / 2, side, side)
        paint_icon(
            painter, box, "chevron-down" if opened else "chevron-right", theme.colour("text2")
        )

    @staticmethod
    def _paint_count(painter: QPainter, rect: QRect, line: PlaceLine, theme: themes.Theme) -> int:
        """Paint what is at the right; return where the room for the name ends."""
        right = rect.right() - theme.px(12)
        painter.setPen(theme.colour("text2"))
        if line.elsewhere:
            side = theme.px(11)
            paint_glyph(
                painter,
                QRectF(right - side, rect.center().y() + 0.5 - side / 2, side, side),
                "delegated",
            )
            return right - side
        if line.count is None:
            return right
        painter.setFont(theme.font("small"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(
            QRect(rect.left(), rect.top(), right - rect.left(), rect.height()),
            flags,
            str(line.count),
        )
        return right - painter.fontMetrics().horizontalAdvance(str(line.count))
