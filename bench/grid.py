"""Measures the grid over a large synthetic plan: frames while scrolling, filters, opening.

    python bench/grid.py [ACTIONS]

Frames are compared in one run with a plain QTreeView over a QStandardItemModel of the same cells,
which has neither shapes nor chips, and with a plain QTreeView over the grid's own model.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from csp_desktop.app import make_application
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.documents import large

WIDTH, HEIGHT = 838, 690
FRAMES, STEP, ROUNDS = 120, 120, 5
MILESTONES = 3
LETTERS = "ward 42"


def main(actions: int) -> None:
    """Print every figure, one a line."""
    application = make_application()
    themes.start(application, "light")
    proxy_style.install(application)
    opened = {number: _opened(application, number) for number in (actions // 4, actions)}
    grid, seconds = opened[actions]
    quarter = opened[actions // 4][1]
    print(f"open {actions:,} actions: {seconds * 1000:.0f} ms", end="; ")
    print(f"{actions // 4:,}: {quarter * 1000:.0f} ms (x {seconds / quarter:.1f})")
    assert grid.grid is not None
    model = grid.grid.grid
    plain = _tree(_copied(model))
    own = _tree(model)
    for tree in (plain, own):
        tree.show()
    application.processEvents()
    views: list[QAbstractItemView] = [grid.grid, plain, own]
    frames: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for view, taken in zip(views, frames, strict=True):
            taken.append(_frame(view))
    ours, theirs, over = (statistics.median(each) * 1000 for each in frames)
    print(
        f"frame: {ours:.2f} ms; plain view of items {theirs:.2f} ms (x {ours / theirs:.2f})", end=""
    )
    print(f"; plain view of this model {over:.2f} ms (x {ours / over:.2f})")
    for tree in (plain, own):
        tree.close()
    for name, slowest in _filters(grid).items():
        print(f"filter, {name}: {slowest * 1000:.0f} ms")
    print(f"open the milestones of an action: {_toggled(grid) * 1000:.0f} ms")


def _opened(application: QApplication, actions: int) -> tuple[StatusGrid, float]:
    document = large(actions, milestones=MILESTONES)
    grid = StatusGrid()
    grid.resize(WIDTH, HEIGHT)
    grid.show()
    application.processEvents()

    def show() -> None:
        grid.set_plan(document, SHIPPED)
        application.processEvents()

    return grid, _seconds(show)


def _filters(grid: StatusGrid) -> dict[str, float]:
    """The slowest of each kind of change to what is shown, painted, with the Due column."""
    grid.set_columns(("due_date",))
    found: dict[str, float] = {}
    steps = [LETTERS[:number] for number in range(1, len(LETTERS) + 1)]
    found["the first search"] = _show(grid, Selection(text="w"))
    _show(grid, Selection())
    found["typing a search"] = max(_show(grid, Selection(text=text)) for text in steps)
    found["back to all"] = _show(grid, Selection())
    for name, asked in {
        "no update": Selection(no_update=True),
        "overdue": Selection(overdue=True),
        "needs a home": Selection(needs_home=True),
        "a status": Selection(statuses=frozenset({"at risk"})),
        "a lead": Selection(lead="Partner 7"),
        "a delivery priority": Selection(delivery_priority="dp7"),
    }.items():
        found[name] = max(
            _show(grid, asked), _show(grid, replace(asked, text="ward")), _show(grid, Selection())
        )
    return found


def _toggled(grid: StatusGrid) -> float:
    """The slowest of opening and closing an action in the midst of all, painted."""
    table = grid.grid
    assert table is not None
    table.reveal("a50", "title")

    def toggle() -> None:
        table.toggle_action("a50")
        table.viewport().repaint()

    return max(_seconds(toggle) for _ in range(6))


def _show(grid: StatusGrid, selection: Selection) -> float:
    assert grid.grid is not None
    viewport = grid.grid.viewport()

    def show() -> None:
        grid.set_selection(selection)
        viewport.repaint()

    return _seconds(show)


def _frame(view: QAbstractItemView) -> float:
    """Seconds for one step of scrolling, painted; the mean of many from the top."""
    bar = view.verticalScrollBar()
    bar.setValue(0)
    view.viewport().repaint()

    def scroll() -> None:
        for number in range(1, FRAMES + 1):
            bar.setValue(number * STEP)
            view.viewport().repaint()

    return _seconds(scroll) / FRAMES


def _seconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def _tree(model: GridModel | QStandardItemModel) -> QTreeView:
    view = QTreeView()
    view.setModel(model)
    view.setUniformRowHeights(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.resize(WIDTH, HEIGHT)
    for number in range(model.columnCount()):
        view.setColumnWidth(number, 108 if number else 44)
    return view


def _copied(model: GridModel) -> QStandardItemModel:
    """The same cells as items: rows two lines high, with the text that a cell shows."""
    copy = QStandardItemModel(model.rowCount(), model.columnCount())
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            text = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "")
            item = QStandardItem(text.replace(", ", "\n", 1))
            copy.setItem(row, column, item)
    return copy


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
