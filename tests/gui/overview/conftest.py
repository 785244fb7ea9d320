"""A plan in its second quarter, with a snapshot, returns and a conflict, and its overview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from csp_desktop.gui.overview.openers import OpenerButton, OverviewSection
from csp_desktop.gui.overview.pane import OverviewPane
from csp_desktop.gui.theme import proxy_style
from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.overview.overview import Overview
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.merging.incoming import read_copy
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.sending.export import ExportRequest
from csp_desktop.operations.sending.outstanding import send_out
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import copy_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.gui.conftest import Desk, WaysTaken

Q1, Q2 = "2016/17 Q1", "2016/17 Q2"
FIRST = ("on track", "at risk", "not started", "on track", "complete", "ongoing")
SECOND = (
    "at risk",
    "on track",
    "off track",
    "off track",
    None,
    "on track",
    "delegated",
    "tbc",
    None,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


def stamp(day: str) -> Stamp:
    return Stamp("R. Adeyemi", f"{day}T12:00:00+01:00")


@pytest.fixture(scope="session")
def progressed_plan(tmp_path_factory: pytest.TempPathFactory, shipped_plan: bytes) -> bytes:
    """The Hackney plan's file in its second quarter."""
    folder = tmp_path_factory.mktemp("progressed")
    path = folder / "plan.cspplan"
    path.write_bytes(shipped_plan)
    plan = open_plan(path, SHIPPED, write=True)
    _first_quarter(plan)
    _second_quarter(plan)
    _conflict(plan, folder / "theirs.cspplan")
    groups = sorted({each.text("group") for each in plan.document().of("action")} - {""})
    send_out(plan, folder / "a", ExportRequest(quarter=Q2, due="2016-10-14"), stamp("2016-10-03"),
             groups=groups[:2])  # fmt: skip
    send_out(plan, folder / "b", ExportRequest(quarter=Q2, due="2016-10-07"), stamp("2016-10-03"),
             groups=groups[2:3])  # fmt: skip
    plan.close()
    return path.read_bytes()


def _first_quarter(plan: OpenPlan) -> None:
    actions = plan.document().actions()
    edits = [
        Edit("action", each.id, "status", Q1, FIRST[number % len(FIRST)])
        for number, each in enumerate(actions)
    ]
    edit(plan, edits, stamp("2016-07-10"))
    snapshots.take(plan, Q1, stamp("2016-07-14"))


def _second_quarter(plan: OpenPlan) -> None:
    document = plan.document()
    edits = [Edit("plan", document.plan.id, "working_quarter", "", Q2)]
    for number, each in enumerate(document.actions()):
        status = SECOND[number % len(SECOND)]
        if status:
            edits.append(Edit("action", each.id, "status", Q2, status))
        if status == "off track":
            edits.append(Edit("action", each.id, "commentary", Q2, f"Posts vacant in {number}."))
            if number % 2:
                edits.append(Edit("action", each.id, "corrective_action", Q2, "Post officers."))
    met = plan.document().record("indicator", "ind-knife")
    assert met is not None
    edits.append(Edit("indicator", met.id, "actual", "2016/17", -30))
    edit(plan, edits, stamp("2016-10-05"))


def _conflict(plan: OpenPlan, other: Path) -> None:
    """Two people give an action different titles, apart."""
    copy_plan(plan, other, "A. Other")
    action = plan.document().actions()[0].id
    theirs = open_plan(other, SHIPPED, write=True)
    edit(theirs, [Edit("action", action, "title", "", "Theirs")], stamp("2016-10-06"))
    theirs.close()
    edit(plan, [Edit("action", action, "title", "", "Ours")], stamp("2016-10-06"))
    merge(plan, [read_copy(plan, other)], stamp("2016-10-07"))


@pytest.fixture
def progressed_path(tmp_path: Path, progressed_plan: bytes) -> Path:
    path = tmp_path / "progressed.cspplan"
    path.write_bytes(progressed_plan)
    return path


@dataclass
class Shown:
    """An overview on the screen, and everything it has asked for."""

    desk: Desk
    pane: OverviewPane
    ways: WaysTaken
    asked: list[object] = field(default_factory=list)
    revealed: list[tuple[object, ...]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ways.heard = self._hear

    def _hear(self, way: str, *given: object) -> None:
        names: dict[tuple[object, ...], str] = {
            ("show_pane", "returns", "sending"): "returns",
            ("show_pane", "returns", "waiting"): "conflicts",
            ("do", "take-snapshot"): "snapshot",
            ("do", "add-action"): "add",
            ("report", ""): "report",
        }
        if way == "reveal":
            self.revealed.append(given)
        elif way in ("show_pane", "do", "report"):
            self.others.append(names.get((way, *given), "compare"))
        else:
            self.asked += given

    @property
    def overview(self) -> Overview:
        assert self.pane.overview
        return self.pane.overview

    def settle(self) -> None:
        """Wait until what had to be looked up is on the screen."""
        self.desk.settle()
        QApplication.processEvents()
        self.desk.settle()

    def sections(self) -> tuple[OverviewSection, ...]:
        pane = self.pane
        return (pane.head, pane.bars, pane.off_track, pane.ratings, pane.owing, pane.moved)

    def openers(self) -> list[OpenerButton]:
        """Everything that can be opened, as it stands on the screen."""
        return [each for section in self.sections() for each in section.openers]

    def named(self, name: str) -> OpenerButton:
        """The opener with an accessible name."""
        return next(each for each in self.openers() if each.accessibleName() == name)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget else ""


@pytest.fixture
def show(
    make_desk: Callable[..., Desk], keeper: themes.Themes, qapp: QApplication
) -> Iterator[Callable[..., Shown]]:
    """Overviews over plans on disk; each is closed at the end."""
    keeper.choose("light")
    proxy_style.install(qapp)
    made: list[Shown] = []

    def make(path: Path, place: Selection | None = None, mine: str = "", wide: int = 1158) -> Shown:
        desk = make_desk()
        desk.open(path)
        desk.user.keep(desk.user.settings.with_mine(desk.state.document.plan_id, mine))
        ways = desk.state.go = WaysTaken()
        shown = Shown(desk, OverviewPane(desk.state), ways)
        made.append(shown)
        shown.pane.resize(wide, 624)
        shown.pane.narrow(place or Selection())
        shown.pane.refresh()
        with desk.qtbot.waitActive(shown.pane):
            shown.pane.show()
            shown.pane.activateWindow()
        shown.settle()
        return shown

    yield make
    for shown in made:
        shown.pane.close()
        shown.pane.deleteLater()


@pytest.fixture
def shown(show: Callable[..., Shown], progressed_path: Path) -> Shown:
    """The overview of the plan in its second quarter."""
    return show(progressed_path)
