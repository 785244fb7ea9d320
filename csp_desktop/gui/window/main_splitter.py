"""The room in the window: the places, the pane, the side panel, and how wide each is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from csp_desktop.gui.theme import theme as themes

_WIDTHS = (207, 838, 319)
_LEAST = (140, 320, 280)
_NARROW = 1040


class Room(QSplitter):
    """Shares the window's width out, and remembers which sides the user wants to see.

    In a narrow window the places give way to the pane until they are asked for. The side panel is
    made when it is first needed; until then an empty area keeps its room. `shared` tells that the
    sides shown are others.
    """

    shared = Signal()

    def __init__(self, places: QWidget, panes: QWidget, make_panel: Callable[[], QWidget]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        theme = themes.current()
        self._places, self._make_panel = places, make_panel
        self._panel = QWidget()
        self._made = False
        self._is_open = False
        self._places_allowed = True
        self._panel_allowed = True
        self._panel_wanted = True
        self._places_wanted: bool | None = None
        self.setChildrenCollapsible(True)
        self.setHandleWidth(1)
        for widget, least in zip((places, panes, self._panel), _LEAST, strict=True):
            self.addWidget(widget)
            widget.setMinimumWidth(theme.px(least))
        self.setStretchFactor(1, 1)
        self.setCollapsible(1, False)
        self.setSizes([theme.px(width) for width in _WIDTHS])

    @property
    def panel_shown(self) -> bool:
        """Whether the side panel's area is in the window."""
        return not self._panel.isHidden()

    @property
    def places_shown(self) -> bool:
        """Whether the places are in the window."""
        return not self._places.isHidden()

    def panel(self) -> QWidget:
        """The side panel, made now if it has not been."""
        if not self._made:
            self._made = True
            panel = self._make_panel()
            least = panel.minimumSizeHint().width()
            panel.setMinimumWidth(max(self._panel.minimumWidth(), least))
            before, self._panel = self._panel, panel
            shown = not before.isHidden()
            before.hide()
            self.replaceWidget(2, panel)
            panel.setVisible(shown)
            before.deleteLater()
        return self._panel

    @property
    def made(self) -> QWidget | None:
        """The side panel if it has been made."""
        return self._panel if self._made else None

    @property
    def places_wanting(self) -> bool:
        """Whether the places belong beside this pane, and are put away."""
        return self._is_open and self._places_allowed and not self.places_shown

    def show_sides(self, *, is_open: bool, places: bool = True, panel: bool = True) -> None:
        """Show the sides that are wanted, or none where no plan is open.

        `places` and `panel` are False where they do not belong beside the pane in front.
        """
        self._is_open = is_open
        self._places_allowed, self._panel_allowed = places, panel
        self.share()

    def want_panel(self, *, wanted: bool) -> None:
        """Show the side panel from now on, or put it away."""
        self._panel_wanted = wanted
        self.share()

    def want_places(self, *, wanted: bool) -> None:
        """Show the places from now on, or put them away, however narrow the window is."""
        self._places_wanted = wanted
        self.share()

    def share(self) -> None:
        """Decide which sides are shown, and share the width out."""
        before = (self.places_shown, self.panel_shown)
        panel = self._is_open and self._panel_wanted and self._panel_allowed
        crowded = panel or not self._panel_allowed
        narrow = crowded and self.window().width() < themes.current().px(_NARROW)
        places = self._places_wanted if self._places_wanted is not None else not narrow
        self._panel.setVisible(panel)
        self._places.setVisible(self._is_open and self._places_allowed and places)
        if before != (self.places_shown, self.panel_shown):
            self.shared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share()

    def widths(self) -> tuple[int, ...]:
        """The widths of the three areas, () where one of them is not shown."""
        sizes = tuple(self.sizes())
        # A hidden side has the width 0, which is not what the user has set.
        return sizes if all(sizes) else ()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Take the widths that were kept, if there are any."""
        if len(widths) == len(_WIDTHS):
            self.setSizes(list(widths))
