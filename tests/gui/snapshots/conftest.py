"""A plan with two copies of a quarter frozen, one withdrawn, and later work; the pane over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.snapshots.lines import ComparisonLine
from csp_desktop.gui.snapshots.moves_table import MovesTable
from csp_desktop.gui.snapshots.pane import SnapshotsPane
from csp_desktop.gui.theme import theme as themes
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.fields import SHIPPED
from tests.gui.conftest import Desk, WaysTaken

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
ADEYEMI = Stamp("R. Adeyemi", "2016-07-14T09:00:00+01:00")
BRANDT = Stamp("T. Brandt", "2016-07-15T09:00:00+01:00")
SANDHU = Stamp("P. Sandhu", "2016-10-11T09:00:00+01:00")
ONE = "One of the eight posts is vacant."
TWO = "Two of the eight posts are vacant."


def put(action: str, name: str, period: str, value: str) -> Edit:
    return Edit("action", action, name, period, value)


@pytest.fixture(scope="session")
def frozen_plan(tmp_path_factory: pytest.TempPathFactory, shipped_plan: bytes) -> bytes:
    """The plan's bytes: a Q1 frozen twice, a snapshot withdrawn, seven things different since."""
    path = tmp_path_factory.mktemp("frozen") / "plan.cspplan"
    path.write_bytes(shipped_plan)
    plan = open_plan(path, SHIPPED, write=True)
    first = [
        put("hk-a01", "status", Q1, "on track"), put("hk-a02", "status", Q1, "at risk"),
        put("hk-a03", "status", Q1, "not started"), put("hk-a07", "status", Q1, "on track"),
        put("hk-a07", "commentary", Q1, ONE), put("hk-a08", "status", Q1, "on track"),
        Edit("indicator", "ind-knife", "actual", "2016/17", -20),
    ]  # fmt: skip
    edit(plan, first, ADEYEMI)
    snapshots.take(plan, Q1, ADEYEMI)
    edit(plan, [put("hk-a08", "status", Q1, "at risk")], BRANDT)
    snapshots.take(plan, Q1, BRANDT)
    early, _ = snapshots.take(plan, Q2, BRANDT, label="Too early")
    snapshots.withdraw(plan, early.id, BRANDT)
    then = [
        put("hk-a01", "status", Q2, "complete"), put("hk-a02", "status", Q2, "off track"),
        put("hk-a03", "status", Q2, "on track"), put("hk-a07", "status", Q2, "on track"),
        put("hk-a07", "commentary", Q2, TWO), put("hk-a09", "title", "", "Exploitation"),
        Edit("indicator", "ind-knife", "actual", "2016/17", -30),
        Edit("plan", "hackney-2016-18", "working_quarter", "", Q2),
    ]  # fmt: skip
    edit(plan, then, SANDHU)
    plan.close()
    return path.read_bytes()


@pytest.fixture
def frozen_path(tmp_path: Path, frozen_plan: bytes) -> Path:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(frozen_plan)
    return path


@dataclass
class Shelf:
    """The pane as a coordinator has it before them, and what it has asked for."""

    desk: Desk
    pane: SnapshotsPane
    ways: WaysTaken

    @property
    def revealed(self) -> list[tuple[Any, ...]]:
        return self.ways.by("reveal")

    @property
    def history(self) -> list[str]:
        return [action for (action,) in self.ways.by("show_history_of")]

    @property
    def reports(self) -> list[str]:
        return [snapshot for (snapshot,) in self.ways.by("report")]

    def settle(self) -> None:
        """Wait until all that was asked for has been read and is shown."""
        self.desk.settle()
        self.desk.qtbot.waitUntil(
            lambda: not self.pane._catching_up.isActive() and not self.pane.laying.running
        )
        self.desk.settle()

    @property
    def table(self) -> MovesTable:
        return self.pane.beside.table

    def ids(self) -> list[str]:
        return [each.id for each in self.pane.laying.shown.snapshots]

    def named(self, name: str) -> str:
        """The id of the snapshot with this name."""
        return next(each.id for each in self.pane.laying.shown.snapshots if each.label == name)

    def lines(self) -> list[ComparisonLine]:
        return [row for row in self.table.moves.rows if isinstance(row, ComparisonLine)]

    def refs(self) -> list[str]:
        return [line.ref for line in self.lines()]

    def go(self, ref: str) -> ComparisonLine:
        """Look at the line of an action."""
        line = next(each for each in self.lines() if each.ref == ref)
        assert self.table.go_to(line.key)
        return line

    def key(self, key: Qt.Key | str, on: QWidget | None = None) -> None:
        """Press a key where the focus is."""
        target = on or QApplication.focusWidget() or self.pane
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)

    def question(self, kind: type[QDialog]) -> QDialog:
        """The question that is open."""
        self.desk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
        found = QApplication.activeModalWidget()
        assert isinstance(found, kind)
        return found


@pytest.fixture
def shelf(
    make_desk: Callable[..., Desk], frozen_path: Path, keeper: themes.Themes, qtbot: QtBot
) -> Iterator[Shelf]:
    """The pane over the plan with snapshots, shown and read."""
    keeper.choose("light")
    desk = make_desk()
    desk.open(frozen_path)
    yield from _shown(desk, qtbot)


@pytest.fixture
def bare(desk: Desk, keeper: themes.Themes, qtbot: QtBot) -> Iterator[Shelf]:
    """The pane over a plan of which nothing has been frozen."""
    keeper.choose("light")
    yield from _shown(desk, qtbot)


def _shown(desk: Desk, qtbot: QtBot) -> Iterator[Shelf]:
    ways = desk.state.go = WaysTaken()
    pane = SnapshotsPane(desk.state)
    pane.resize(1366, 624)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    pane.refresh()
    shelf = Shelf(desk, pane, ways)
    shelf.settle()
    yield shelf
    pane.close()
    pane.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
