"""The tables and the list of the returns pane as Qt sees them."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from csp_desktop.gui.returns.detail import DecisionDetail
from csp_desktop.gui.returns.file_preview import changes_model
from csp_desktop.gui.returns.files_table import FilesModel, row_of
from csp_desktop.gui.returns.reading import BatchFile, Stage
from csp_desktop.gui.returns.rows import rows_of
from csp_desktop.gui.returns.sending_page import ReturnsModel
from csp_desktop.gui.returns.waiting_list import WaitingList, WaitingModel
from csp_desktop.gui.theme import theme as themes
from csp_desktop.operations.receiving.batch import Preview
from csp_desktop.operations.sending.outstanding import Return, ReturnState
from tests.gui.conftest import Desk
from tests.gui.returns.returned import AGREED
from tests.gui.returns.test_rows import NOW, change, view, waiting


def files() -> QAbstractItemModel:
    model = FilesModel()
    entries = (
        BatchFile(Path("a.xlsx")),
        BatchFile(Path("b.xlsx"), Stage.READING, 70),
        BatchFile(Path("c.xlsx"), Stage.CANCELLED),
        BatchFile(Path("d.xlsx"), Stage.READ),
    )
    model.set_rows([row_of(each, None, NOW) for each in entries])
    return model


def changes() -> QAbstractItemModel:
    model = changes_model()
    model.set_rows([change(), change(mark="gone", old=None), change(field="status", new="tbc")])
    return model


def listed() -> QAbstractItemModel:
    model = WaitingModel()
    model.set_rows(rows_of(Preview((view(notices=("Look.",)),), (waiting("edit", "x", "y"),)), {}))
    return model


def returns() -> QAbstractItemModel:
    model = ReturnsModel()
    model.now = NOW
    model.set_rows([Return("g1", "Alpha", 4, ReturnState.LATE, NOW, "2016-07-15", times=2)])
    return model


@pytest.mark.parametrize("make", [files, changes, listed, returns])
def test_every_model_keeps_to_qts_rules(qtmodeltester: ModelTester, make: Any, qapp: Any) -> None:
    del qapp
    qtmodeltester.check(make())  # type: ignore[no-untyped-call]


def test_a_file_that_is_read_says_how_far(qapp: Any) -> None:
    del qapp
    model = files()
    states = [model.index(row, 12).data() for row in range(4)]
    assert states == ["Waits", "Reading 70%", "Cancelled", "Read"]


def test_the_list_keeps_the_row_looked_at_and_steps_over_heads(
    qtbot: QtBot, keeper: themes.Themes
) -> None:
    del keeper
    shown = WaitingList()
    qtbot.addWidget(shown)
    conflicts = tuple(waiting("edit", "x", "y", id=f"w{n}", ref=f"1.{n}") for n in range(1, 5))
    preview = Preview((view(notices=("Look.",)),), conflicts)
    shown.set_rows(rows_of(preview, {}))
    assert shown.show_row("w3")
    shown.set_rows(rows_of(Preview(preview.files, conflicts[1:]), {}))
    assert shown.row
    assert shown.row.id == "w3"
    shown.step(1)
    shown.step(1)
    assert shown.row.section == "Other"
    assert not shown.row.is_head
    shown.step(-1)
    assert shown.row.id == "w4"


def test_all_of_many_sides_can_be_chosen(qtbot: QtBot, keeper: themes.Themes, desk: Desk) -> None:
    from csp_desktop.gui.returns.batch import Batch

    del keeper
    batch = Batch(desk.state)
    detail = DecisionDetail(batch)
    qtbot.addWidget(detail)
    many = waiting("edit", *(f"value {n}" for n in range(17)), stands=AGREED)
    batch.preview = Preview((view(),) * 17, (many,))
    (_, row) = rows_of(batch.preview, {})
    detail.show_row(row, "Conflict 1 of 1", NOW)
    qtbot.waitUntil(lambda: sum(not card.isHidden() for card in detail.cards) == 18)
    detail.choose(17)
    with qtbot.waitSignal(detail.decided) as decided:
        detail.decide()
    assert decided.args
    assert [each.decision.take for each in decided.args[0].values()] == [17]
    desk.settle()


def test_a_header_names_its_columns(qapp: Any) -> None:
    del qapp
    names = [files().headerData(column, Qt.Orientation.Horizontal) for column in range(13)]
    assert names[0] == "File"
    assert names[-1] == "State"
