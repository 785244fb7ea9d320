"""A table that is said by its columns."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from csp_desktop.gui.returns.files_table import FilesTable
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.listing import Column, Listing, ListingModel


def room_for(name: str) -> int:
    return QFontMetrics(themes.current().font("small", strong=True)).horizontalAdvance(name)


@pytest.mark.usefixtures("keeper")
def test_a_column_is_never_narrower_than_its_name(qtbot: QtBot) -> None:
    names = ("Conflicts that wait", "By")
    columns: list[Column[str]] = [Column(name, str, 60, number=True) for name in names]
    table = Listing(ListingModel(columns), "Lines")
    qtbot.addWidget(table)
    assert table.columnWidth(0) > room_for(names[0]) > themes.current().px(60)
    assert table.columnWidth(1) == themes.current().px(60)


@pytest.mark.usefixtures("keeper")
def test_the_names_over_the_files_that_came_back_are_whole_in_a_wide_font(
    qtbot: QtBot,
) -> None:
    table = FilesTable()
    qtbot.addWidget(table)
    table.listing.columns = tuple(f"{name} {name}" for name in table.listing.columns)
    table.fit()
    table.fit_into(2_000, 400)
    shown = table.shown_columns()
    assert len(shown) > 8
    for column in shown:
        assert table.columnWidth(column) > room_for(table.listing.columns[column])
