"""The tables that other programs query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.records import delete
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.check import problems

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00")


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[OpenPlan]:
    made = new_plan(tmp_path / "plan.cspplan", SHIPPED, ANN, sample=HACKNEY)
    yield made
    made.close()


def query(plan: OpenPlan, sql: str) -> list[tuple[object, ...]]:
    """What another program reads, through a connection of its own."""
    connection = sqlite3.connect(plan.path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_plan_can_be_counted_by_another_program(plan: OpenPlan) -> None:
    assert query(plan, "SELECT count(*) FROM action") == [(49,)]
    assert query(plan, "SELECT count(*) FROM action_year") == [(147,)]
    assert query(plan, "SELECT count(*) FROM strategic_priority") == [(6,)]
    assert query(plan, "SELECT count(*) FROM delivery_priority") == [(11,)]
    assert query(plan, "SELECT ref, typeof(ref) FROM action WHERE id = 'hk-a01'") == [
        ("1.1", "text"),
    ]  # fmt: skip
    assert query(
        plan,
        "SELECT target, actual FROM indicator_year JOIN indicator_period "
        "ON indicator_year.indicator = indicator_period.indicator AND period = year "
        "WHERE indicator_year.indicator = 'ind-syv' AND year = '2015/16'",
    ) == [(-12.0, -6.0)]


def test_each_edit_is_in_the_tables_once_it_is_saved(plan: OpenPlan) -> None:
    edit(plan, [
        Edit("action", "hk-a02", "status", "2016/17 Q1", "red"),
        Edit("action", "hk-a02", "lead_partners", "", "IGU; Police"),
        Edit("indicator", "ind-syv", "target", "2017/18", "Tbc"),
    ], ANN)  # fmt: skip
    asked = {
        "SELECT status FROM action_quarter WHERE action = 'hk-a02'": [("off track",)],
        "SELECT lead_partners FROM action WHERE id = 'hk-a02'": [("IGU; Police",)],
        "SELECT target FROM indicator_year WHERE indicator = 'ind-syv' AND year = '2017/18'": [
            ("tbc",)
        ],
    }
    for sql, rows in asked.items():
        assert query(plan, sql) == rows
    undo(plan, ANN)
    assert query(plan, "SELECT status FROM action_quarter WHERE action = 'hk-a02'") == []
    assert problems(plan.file) == []


def test_a_deleted_record_is_in_none_of_them(plan: OpenPlan) -> None:
    edit(plan, [Edit("action", "hk-a02", "status", "2016/17 Q1", "red")], ANN)
    delete(plan, "action", "hk-a02", ANN)
    for table, column in (
        ("action", "id"),
        ("action_year", "action"),
        ("action_quarter", "action"),
    ):
        assert query(plan, f"SELECT * FROM {table} WHERE {column} = 'hk-a02'") == []  # noqa: S608
    undo(plan, ANN)
    assert len(query(plan, "SELECT * FROM action_year WHERE action = 'hk-a02'")) == 3
    assert query(plan, "SELECT status FROM action_quarter WHERE action = 'hk-a02'") == [
        ("off track",),
    ]  # fmt: skip


def test_the_migrations_that_made_the_file_are_named_in_it(plan: OpenPlan) -> None:
    rows = query(plan, "SELECT name FROM _sqlite_migrations")
    assert rows[0][0] == "format 1: changes, operations, cells"
    assert query(plan, "PRAGMA user_version") == [(1,)]
    assert query(plan, "PRAGMA journal_mode") == [("delete",)]
