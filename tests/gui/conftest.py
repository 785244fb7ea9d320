"""A plan on disk, a window's state over it, and pictures of what the window shows."""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from csp_desktop.gui.history.pane import HistoryPane
from csp_desktop.gui.kpis.pane import KpiPane
from csp_desktop.gui.returns.pane import ReturnsPane
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.navigator import Navigator
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.plan_thread import Tasks
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp, new_id
from csp_desktop.plan.fields import SHIPPED, FieldTable
from csp_desktop.settings import Settings

IDLE = 40
"""Milliseconds of pause that save a text in these tests, in place of two seconds."""

NOON = "2016-10-11T12:00:00+01:00"

PATIENCE = 60_000
"""Milliseconds after which what a test waits for has failed, however busy the machine."""

SHOWN_AND_LAID_OUT = 2
"""Turns of the event loop between a widget's arrival and its place on the screen."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect what the offscreen platform says of every window."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


class PatientBot(QtBot):
    """Waits as long as a busy machine needs, and until what came of it is shown too.

    A widget put in a layout is shown, and laid out, by events of its own: a test that looked
    between the two would fail one time in some hundred.
    """

    def waitUntil(  # noqa: N802 - the name it is known by
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE
    ) -> None:
        super().waitUntil(callback, timeout=timeout)
        for _ in range(SHOWN_AND_LAID_OUT):
            QCoreApplication.processEvents()


@pytest.fixture
def qtbot(
    qapp: QApplication,  # noqa: ARG001 - there before any widget is
    request: pytest.FixtureRequest,
) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def tidied_on_the_thread_of_the_window() -> Iterator[None]:
    """As in the program: what is waste may be a widget, which only this thread may end."""
    gc.disable()
    yield
    gc.collect()
    # What is still there stays to the end of the run, as what a signal is connected to does.
    # To look through all of it after each test took 1.5 seconds a test in the end.
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def indicators_are_worked_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a scorecard comes in parts, which few tests wait for."""
    monkeypatch.setattr("csp_desktop.gui.kpis.pane.PATIENCE", 60.0)


@pytest.fixture(autouse=True, scope="session")
def nothing_is_left_on_the_clipboard() -> Iterator[None]:
    """The offscreen platform lets go of what was copied after Python has ended, and crashes."""
    yield
    if QApplication.instance():
        QApplication.clipboard().clear()


@pytest.fixture(scope="session")
def shipped_plan(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Hackney plan as a plan file's bytes, made once."""
    path = tmp_path_factory.mktemp("shipped") / "hackney.cspplan"
    new_plan(path, SHIPPED, Stamp("Published plan", NOON), sample="hackney-2016-18").close()
    return path.read_bytes()


@pytest.fixture
def plan_path(tmp_path: Path, shipped_plan: bytes) -> Path:
    path = tmp_path / "plan.cspplan"
    path.write_bytes(shipped_plan)
    return path


@dataclass
class Heard:
    """Everything a state has said."""

    notices: list[Notice] = field(default_factory=list)
    names_asked: int = 0
    changes: list[tuple[list[str], str]] = field(default_factory=list)
    saving: list[str] = field(default_factory=list)
    unexpected: list[tuple[Exception, str]] = field(default_factory=list)

    def listen(self, state: PlanState) -> None:
        state.noticed.connect(self.notices.append)
        state.door.name_needed.connect(self._asked)
        state.document_changed.connect(self._changed)
        state.saving_changed.connect(lambda: self.saving.append(str(state.saving)))
        state.unexpected.connect(lambda error, what: self.unexpected.append((error, what)))

    def _asked(self) -> None:
        self.names_asked += 1

    def _changed(self, changed: Any, by: str) -> None:
        self.changes.append(([record_id for _, record_id, _ in changed], by))


class WaysTaken(Navigator):
    """Notes what a pane asks of the window round it: the name of the way, and what it was given."""

    def __init__(self) -> None:
        self.taken: list[tuple[object, ...]] = []
        self.heard: Callable[..., None] = lambda *_: None
        for name in vars(Navigator):
            if not name.startswith("_"):
                setattr(self, name, partial(self._take, name))

    def _take(self, name: str, *given: object) -> None:
        self.taken.append((name, *given))
        self.heard(name, *given)

    def by(self, name: str) -> list[tuple[Any, ...]]:
        """What was given to one of the ways, each time it was taken."""
        return [tuple(given) for way, *given in self.taken if way == name]


@dataclass
class Desk:
    """A state with what stands behind it, and what it said."""

    state: PlanState
    user: User
    heard: Heard
    qtbot: QtBot

    def open(self, path: Path) -> None:
        with self.qtbot.waitSignal(self.state.opened, timeout=PATIENCE):
            self.state.open(path)

    def settle(self) -> None:
        """Wait until all that was asked for has been done and told."""
        done: list[bool] = []
        self.state.tasks.apart(lambda: True, done.append, lambda _: done.append(False))
        self.qtbot.waitUntil(lambda: bool(done) and not self.state.door.busy)

    def saving(self) -> str:
        """How what was done stands with the disk, as the state says it now."""
        return str(self.state.saving)

    def action(self, ref: str) -> str:
        return self.state.document.with_ref(ref)[0].id

    def value(self, ref: str, name: str, period: str = "") -> Any:
        return self.state.document.with_ref(ref)[0].get(name, period)


@pytest.fixture
def make_desk(qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(name: str = "P. Sandhu", table: FieldTable = SHIPPED) -> Desk:
        tasks, user = Tasks(), User(Settings(name=name))
        state = PlanState(tasks, user, table, lambda: NOON, new_id, IDLE)
        desk = Desk(state, user, Heard(), qtbot)
        desk.heard.listen(state)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.state.tasks.finish()


@pytest.fixture
def desk(make_desk: Callable[..., Desk], plan_path: Path) -> Desk:
    """A state with the Hackney plan open, for a user with a name."""
    made = make_desk()
    made.open(plan_path)
    return made


@pytest.fixture
def keeper(qapp: QApplication) -> Iterator[themes.Themes]:
    """The light theme; afterwards the application's own look again."""
    before, palette, font = qapp.style().objectName(), qapp.palette(), qapp.font()
    made = themes.start(qapp, "light")
    proxy_style.install(qapp)
    yield made
    qapp.setStyle(before)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def large_font(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shipped font at one and a half times its size."""
    made = QFont(themes._system_font(qapp))
    made.setPointSizeF(made.pointSizeF() * 1.5)
    monkeypatch.setattr(themes, "_system_font", lambda _: made)
    themes.start(qapp, "light")
    yield
    monkeypatch.undo()
    themes.start(qapp, "light")


@pytest.fixture
def make_window(
    make_desk: Callable[..., Desk], keeper: themes.Themes, qtbot: QtBot
) -> Iterator[Callable[..., MainWindow]]:
    """Windows for a desk; each is closed at the end, whatever is left unsaved in it."""
    made: list[MainWindow] = []

    def make(path: Path | None = None, **wanted: Any) -> MainWindow:
        desk = make_desk(**wanted)
        window = MainWindow(desk.state, keeper)
        window.desk = desk  # type: ignore[attr-defined]
        window.resize(1366, 698)
        made.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        if path is not None:
            desk.open(path)
            qtbot.waitUntil(lambda: bool(window.panel.action_id))
            desk.settle()
        return window

    yield make
    for window in made:
        window.close_at_once()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(make_window: Callable[..., MainWindow], plan_path: Path) -> MainWindow:
    """A window with the Hackney plan open, for a user with a name."""
    return make_window(plan_path)


def desk_of(window: MainWindow) -> Desk:
    """The state behind a window, with what it said."""
    desk: Desk = window.desk  # type: ignore[attr-defined]
    return desk


def returns_of(window: MainWindow) -> ReturnsPane:
    pane = window.panes.pane("returns")
    assert isinstance(pane, ReturnsPane)
    return pane


def kpis_of(window: MainWindow) -> KpiPane:
    pane = window.panes.pane("kpis")
    assert isinstance(pane, KpiPane)
    return pane


def history_of(window: MainWindow) -> HistoryPane:
    pane = window.panes.pane("history")
    assert isinstance(pane, HistoryPane)
    return pane


def tab_stops(start: QWidget) -> list[QWidget]:
    """What the tab key reaches after `start`, in its order, until it comes round."""
    start.setFocus()
    reached: list[QWidget] = []
    while (focused := QApplication.focusWidget()) and focused not in reached:
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return reached[1:]


@pytest.fixture
def picture() -> Callable[[QWidget, str], None]:
    """Write a picture of a widget to the folder that CSP_PICTURES names, if it names one."""

    def take(widget: QWidget, name: str) -> None:
        folder = os.environ.get("CSP_PICTURES")
        if folder:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.sendPostedEvents()
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert widget.grab().save(str(Path(folder) / f"{name}.png"))

    return take
