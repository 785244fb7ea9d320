"""The menu that says which ratings the scorecard shows, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from csp_desktop import look
from csp_desktop.gui.kpis.model import ScorecardModel
from csp_desktop.gui.kpis.words import ScorecardColumn
from csp_desktop.gui.theme.icons import glyph_icon

_SORTED: Final = (
    (None, "The plan's order"),
    (ScorecardColumn.NAME, "Indicator"),
    (ScorecardColumn.NOW_RATING, "Rating, missed first"),
    (ScorecardColumn.NOW_ACTUAL, "Actual"),
    (ScorecardColumn.NOW_TARGET, "Target"),
    (ScorecardColumn.LAST_RATING, "Rating a year ago, missed first"),
    (ScorecardColumn.SHORT, "Change on last quarter, worse first"),
    (ScorecardColumn.LONG, "Change on last year, worse first"),
)


def arrangement_menu(
    model: ScorecardModel,
    show_rated: Callable[[str], None],
    sort_by: Callable[[ScorecardColumn | None, bool], None],
    parent: QWidget,
) -> QMenu:
    """A menu with what is in force checked."""
    menu = QMenu(parent)
    menu.addSection("Show")
    ratings = QActionGroup(menu)
    for rating in ("", *look.RATINGS):
        action = _check(menu, look.word(rating) if rating else "All ratings", ratings)
        action.setChecked(rating == model.rating)
        if rating:
            action.setIcon(glyph_icon(rating))
        action.triggered.connect(lambda _=False, rating=rating: show_rated(rating))
    menu.addSection("Sort by")
    orders = QActionGroup(menu)
    for column, words in _SORTED:
        action = _check(menu, words, orders)
        action.setChecked(column == model.sorted_by)
        action.triggered.connect(lambda _=False, column=column: sort_by(column, False))
    menu.addSeparator()
    backwards = menu.addAction("The other way round")
    backwards.setCheckable(True)
    backwards.setChecked(model.descending)
    backwards.setEnabled(model.sorted_by is not None)
    backwards.triggered.connect(lambda on: sort_by(model.sorted_by, on))
    return menu


def _check(menu: QMenu, words: str, group: QActionGroup) -> QAction:
    action = menu.addAction(words.replace("&", "&&"))
    action.setCheckable(True)
    group.addAction(action)
    return action
