"""The grid over a small plan, shown, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.table import GridTable
from csp_desktop.gui.grid.view import StatusGrid
from csp_desktop.gui.session.queued_write import CellName, Heads
from csp_desktop.gui.theme import theme as themes
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.document import Document
from csp_desktop.plan.fields import SHIPPED, FieldTable
from tests.documents import small


@dataclass
class Shown:
    """A grid on the screen, and everything it has asked for."""

    pane: StatusGrid
    qtbot: QtBot
    edits: list[Edit] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    confirmed: list[tuple[str, str, str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    activated: list[str] = field(default_factory=list)
    current: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pane.edits_requested.connect(self._edited)
        self.pane.text_entered.connect(self._typed)
        self.pane.confirm_requested.connect(self.confirmed.extend)
        self.pane.refused.connect(self.refusals.append)
        self.pane.action_activated.connect(self.activated.append)
        self.pane.current_changed.connect(lambda *place: self.current.append(place))

    def _typed(self, cell: CellName, text: str, _: str, seen: Heads) -> None:
        self._edited([Edit(*cell, text, seen)])

    def _edited(self, edits: list[Edit]) -> None:
        self.edits += edits
        self.batches.append(len(edits))

    @property
    def table(self) -> GridTable:
        assert self.pane.grid
        return self.pane.grid

    @property
    def model(self) -> GridModel:
        return self.table.grid

    def go(self, action: str, field_name: str, period: str = "") -> None:
        """Make a cell current and the only one selected."""
        assert self.pane.reveal(action, field_name, period)
        self.table.setFocus()

    def key(
        self,
        key: Qt.Key | str,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key in the grid."""
        if isinstance(key, str):
            QTest.keyClicks(self.table, key, modifier)
            if len(key) == 1:
                self.table.letters.settle()
        else:
            QTest.keyClick(self.table, key, modifier)

    def keys(self) -> list[str]:
        """The keys of the rows that are shown."""
        return [row.key for row in self.model.rows]

    def clipboard(self) -> str:
        """What a copy has put on the clipboard, as text."""
        return QGuiApplication.clipboard().text()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it cannot do, which is no fault of a widget."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> themes.Themes:
    """The light theme, as it is at the start."""
    return themes.start(qapp, "light")


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[..., Shown]]:
    """Show a plan in a grid of the size it has at 1366 by 768."""
    made: list[StatusGrid] = []

    def make(
        document: Document | None = None,
        table: FieldTable = SHIPPED,
        size: tuple[int, int] = (838, 664),
    ) -> Shown:
        pane = StatusGrid()
        qtbot.addWidget(pane)
        made.append(pane)
        pane.resize(*size)
        pane.set_plan(document or small(), table)
        shown = Shown(pane, qtbot)
        pane.show()
        QApplication.processEvents()
        return shown

    yield make
    for pane in made:
        pane.close()


@pytest.fixture
def grid(show: Callable[..., Shown]) -> Shown:
    """The small plan, at its working quarter 2016/17 Q2."""
    return show()
