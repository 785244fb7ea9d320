"""A plan opened by its file type: whatever path a shell hands over ends in a plan or a sentence."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csp_desktop import app, cli
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.settings import Settings
from tests.gui.conftest import PATIENCE


@pytest.fixture
def window(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    style, palette, font = qapp.style().objectName(), qapp.palette(), qapp.font()
    made = app.make_window(qapp, User(Settings(name="P. Sandhu")))
    yield made
    made.close_at_once()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


def asked_to_open(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> Path | None:
    """The plan that a command line opens the window on."""
    asked: list[Path | None] = []

    def run(plan: Path | None = None, *, author: str = "") -> int:
        assert not author
        asked.append(plan)
        return 0

    monkeypatch.setattr(app, "run", run)
    assert cli.run(arguments) == 0
    return asked[0]


@pytest.mark.parametrize(
    "name",
    [
        "Hackney plan 2016-18.cspplan",
        "Cynllun Diogelwch – Sŵn a Thân.cspplan",
        "50% of ~this~ $HOME [2].cspplan",
        'it\'s & "quoted".cspplan',
        "..cspplan",
    ],
)
def test_a_plan_with_any_name_is_opened(
    name: str,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    shipped_plan: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = tmp_path / "Ein Ordner" / name
    plan.parent.mkdir()
    plan.write_bytes(shipped_plan)
    asked = asked_to_open([str(plan)], monkeypatch)
    assert asked == plan
    with qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        app.open_first(window, asked)
    assert window.state.path == plan


def test_a_relative_path_stays_with_the_folder_it_was_given_in(
    window: MainWindow, qtbot: QtBot, plan_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan_path.parent)
    asked = asked_to_open([plan_path.name], monkeypatch)
    with qtbot.waitSignal(window.state.opened, timeout=PATIENCE):
        app.open_first(window, asked)
    assert window.state.user.settings.last_plan == str(plan_path)


@pytest.mark.parametrize(
    "path",
    [
        "gone.cspplan",
        "no folder/gone.cspplan",
        r"\\server\share\Safety Team\gone.cspplan",
        r"\\?\C:\Users\ana\gone.cspplan",
        r"\\?\UNC\server\share\gone.cspplan",
        "C:/gone.cspplan",
        "nul.cspplan",
        "a folder.cspplan",
        "a folder.cspplan/",
        "empty.cspplan",
        "x" * 300 + ".cspplan",
        "d/" * 3000 + "deep.cspplan",
        os.fsdecode(b"not utf-8 \xff.cspplan"),
    ],
    ids=lambda path: path[:24].encode("ascii", "replace").decode(),
)
def test_a_path_that_is_no_plan_ends_in_one_sentence_and_the_empty_page(
    path: str,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a folder.cspplan").mkdir()
    (tmp_path / "empty.cspplan").touch()
    faults: list[object] = []
    window.state.unexpected.connect(lambda *fault: faults.append(fault))
    window.show()
    with qtbot.waitSignal(window.state.failed_to_open, timeout=PATIENCE):
        app.open_first(window, asked_to_open([path], monkeypatch))
    qtbot.waitUntil(window.nothing.isVisible)
    assert not faults
    assert window.state.path is None
    assert window.nothing.accessibleName().endswith("cannot be opened")
    assert len(window.nothing._why.text()) > 20
    window.hide()
