"""What the window is furnished with: its panes, its menus, and what it says of the plan.

Each pane is one line in `panes` and one function that makes it and joins it to the window. What is
not needed for the first picture is read when it is first used.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from csp_desktop import look
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.pane_stack import PaneKind
from csp_desktop.gui.window.window_updater import WindowUpdater

if TYPE_CHECKING:
    from csp_desktop.gui.window.menu_actions import Menus
    from csp_desktop.measures.overview.overview import Indicators
    from csp_desktop.operations.editing.edits import Edit


def panes(window: MainWindow) -> tuple[PaneKind, ...]:
    """The panes of `window`, in the order of their tabs."""
    return (
        PaneKind("overview", "Overview", partial(_overview, window), follows=True),
        PaneKind(
            "grid", "Status grid", partial(_grid, window), panel=True, follows=True, searches=True
        ),
        PaneKind("kpis", "KPIs", partial(_kpis, window), look.RATINGS, follows=True, searches=True),
        PaneKind("returns", "Returns", partial(_returns, window), (), places=False),
        PaneKind(
            "snapshots", "Snapshots", partial(_snapshots, window), places=False, searches=True
        ),
        PaneKind("history", "History", partial(_history, window), panel=True),
    )


def menus(window: MainWindow) -> Menus:
    """The commands and menus of `window`."""
    from csp_desktop.gui.window.menu_actions import Menus

    return Menus(window)


def standing(window: MainWindow) -> WindowUpdater:
    """The object that keeps what `window` says in step with the plan."""
    return WindowUpdater(window)


def _overview(window: MainWindow) -> QWidget:
    from csp_desktop.gui.overview.pane import OverviewPane

    state = window.state
    pane = OverviewPane(state)

    def show_indicators(asked: Indicators) -> None:
        window.show_indicators(asked.place, asked.rating, owed=asked.owed)

    def show_outstanding() -> None:
        window.show_pane("returns")
        window.returns.show_sending()

    def show_conflicts() -> None:
        window.show_pane("returns")
        window.returns.show_waiting()
        window.focus_pane()

    def compare(snapshot: str) -> None:
        window.show_pane("snapshots")
        if snapshot:
            window.snapshots.compare(snapshot)

    def set_mine() -> None:
        pane.set_mine(window.kept.mine(state.document.plan_id) if state.is_open else "")

    pane.grid_asked.connect(window.show_actions)
    pane.kpis_asked.connect(show_indicators)
    pane.reveal_asked.connect(window.reveal)
    pane.returns_asked.connect(show_outstanding)
    pane.conflicts_asked.connect(show_conflicts)
    pane.snapshot_asked.connect(lambda: window.menus.do("take-snapshot"))
    pane.report_asked.connect(lambda: window.menus.do("report"))
    pane.compare_asked.connect(compare)
    pane.place_asked.connect(window.show_selection)
    pane.add_asked.connect(lambda: window.menus.do("add-action"))
    window.mine_chosen.connect(pane.set_mine)
    state.opened.connect(set_mine)
    set_mine()
    return pane


def _snapshots(window: MainWindow) -> QWidget:
    from csp_desktop.gui.snapshots.pane import SnapshotsPane

    def report(snapshot: str) -> None:
        from csp_desktop.gui.reporting.dialog import ask_report

        ask_report(window.state, window, snapshot)

    pane = SnapshotsPane(window.state)
    pane.reveal_asked.connect(window.reveal)
    pane.history_asked.connect(window.show_history_of)
    pane.report_asked.connect(report)
    return pane


def _grid(window: MainWindow) -> QWidget:
    grid = StatusGrid(window.state.door.letters)
    drafts = window.state.drafts

    def submit(edits: list[Edit]) -> None:
        said = grid.grid.said if grid.grid else ""
        window.state.submit(edits, done=lambda _: window.standing.tell_done(said))

    grid.edits_requested.connect(submit)
    grid.text_entered.connect(drafts.enter)
    grid.drafted = drafts.text_of
    grid.confirm_requested.connect(window.state.confirm)
    grid.refused.connect(window.standing.tell_refused)
    grid.selection_changed.connect(window.show_selection)
    grid.current_changed.connect(window.sides.follow_current)
    grid.current_changed.connect(window.last_place.follow_cell)
    grid.listed.connect(window.sides.follow_list)
    grid.action_activated.connect(window.sides.open_panel)
    grid.columns_changed.connect(window.choose_columns)
    grid.add_asked.connect(lambda: window.menus.do("add-action"))
    return grid


def _kpis(window: MainWindow) -> QWidget:
    # What draws its charts is heavy.
    from csp_desktop.gui.kpis.pane import KpiPane

    return KpiPane(window.state)


def _returns(window: MainWindow) -> QWidget:
    from csp_desktop.gui.returns.pane import ReturnsPane

    pane = ReturnsPane(window.state)
    pane.reveal_asked.connect(window.reveal)
    pane.grid_asked.connect(partial(window.show_pane, "grid"))
    pane.counted.connect(partial(window.top.count, "returns"))
    pane.undo_changed.connect(window.standing.show_commands)
    window.left.connect(pane.leave)
    return pane


def _history(window: MainWindow) -> QWidget:
    from csp_desktop.gui.history.pane import HistoryPane

    state = window.state
    pane = HistoryPane(state)

    def let_undo() -> None:
        pane.undo.setEnabled(state.writable and state.door.next_undo is not None)

    pane.reveal_asked.connect(window.reveal)
    pane.undo.clicked.connect(state.undo)
    state.door.undo_changed.connect(let_undo)
    let_undo()
    return pane
