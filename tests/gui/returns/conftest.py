"""The returns pane in a window, with files that came back."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.drop import DropArea
from csp_desktop.gui.returns.pane import ReturnsPane
from csp_desktop.gui.returns.rows import WaitingRow
from csp_desktop.gui.window.main_window import MainWindow
from tests.gui.conftest import Desk, desk_of, returns_of
from tests.gui.returns.returned import Office, rich_batch


@dataclass
class Counter:
    """The pane as a coordinator has it before them."""

    window: MainWindow
    qtbot: QtBot

    @property
    def pane(self) -> ReturnsPane:
        return returns_of(self.window)

    @property
    def batch(self) -> Batch:
        return self.pane.batch

    @property
    def desk(self) -> Desk:
        return desk_of(self.window)

    def drop(self, files: Sequence[Path]) -> None:
        """Drag files over the window and let them go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
        action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(QPoint(400, 300), action, data, button, none)
        QApplication.sendEvent(self.window, entering)
        assert entering.isAccepted()
        area = self.window.findChild(DropArea)
        assert area is not None
        assert area.isVisible()
        assert area.size() == self.window.size()
        QApplication.sendEvent(area, QDropEvent(QPointF(400, 300), action, data, button, none))
        assert not area.isVisible()

    def settle(self) -> None:
        """Wait until everything is read and previewed."""
        self.desk.settle()
        self.qtbot.waitUntil(
            lambda: not self.batch.reading and self.batch.fresh and not self.batch.merging
        )
        self.desk.settle()
        self.qtbot.waitUntil(lambda: not self.pane._refresh.isActive())
        self.desk.settle()

    def rows(self) -> list[WaitingRow]:
        return list(self.pane.deciding.list.waiting.rows)

    def row(self, ref: str, text: str) -> WaitingRow:
        """The row of the list that names a ref and begins with a text."""
        found = [each for each in self.rows() if each.left == ref and each.text.startswith(text)]
        assert found, [(each.left, each.text) for each in self.rows()]
        return found[0]

    def go(self, ref: str, text: str) -> None:
        """Look at a row."""
        assert self.pane.deciding.list.show_row(self.row(ref, text).id)
        self.pane.deciding.list.setFocus()

    def key(self, key: Qt.Key | str, on: QWidget | None = None) -> None:
        """Press a key where the focus is."""
        target = on or QApplication.focusWidget() or self.pane
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)

    def click(self, button: QWidget) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def value(self, ref: str, name: str, period: str = "2016/17 Q1") -> object:
        return self.desk.value(ref, name, period)


@pytest.fixture(scope="session")
def came_back(
    tmp_path_factory: pytest.TempPathFactory, shipped_plan: bytes
) -> tuple[Path, list[Path]]:
    """A plan that has sent returns out, and what came back, made once."""
    folder = tmp_path_factory.mktemp("came-back")
    path = folder / "plan.cspplan"
    path.write_bytes(shipped_plan)
    return path, rich_batch(Office(path, folder))


@pytest.fixture
def files(came_back: tuple[Path, list[Path]], tmp_path: Path) -> list[Path]:
    """The files that came back, in a folder of this test's own."""
    folder = tmp_path / "post"
    folder.mkdir()
    return [Path(shutil.copy(each, folder)) for each in came_back[1]]


@pytest.fixture
def counter(
    make_window: Callable[..., MainWindow],
    came_back: tuple[Path, list[Path]],
    tmp_path: Path,
    qtbot: QtBot,
) -> Counter:
    """A window on the plan that sent the returns out, with the returns pane in front."""
    path = Path(shutil.copyfile(came_back[0], tmp_path / "plan.cspplan"))
    window = make_window(path)
    counter = Counter(window, qtbot)
    window.show_pane("returns")
    window.focus_pane()
    counter.settle()
    return counter
