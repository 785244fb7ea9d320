"""The field table describes every field once; to add a field is to add a line there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.records import add
from csp_desktop.operations.editing.show_json import show
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.receiving.receive import receive
from csp_desktop.operations.sending.export import ExportRequest, export_to
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan, open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots.report import ReportRequest as ReportAsked
from csp_desktop.operations.snapshots.report import prepare, write_report
from csp_desktop.plan.field_types import InReport, Per, Type
from csp_desktop.plan.fields import SHIPPED, Field, FieldTable
from csp_desktop.workbook.worker.process import Reader
from tests.report.told import report_text

BUDGET = Field("budget", "Budget", Type.NUMBER)
SPENT = Field("spent", "Spent", Type.NUMBER, Per.QUARTER)
RISK = Field("risk", "Risk", Type.CHOICE, Per.YEAR, choices=("high", "low"))
WIDER = SHIPPED.with_field("action", BUDGET).with_field("action", SPENT).with_field("action", RISK)
STAMP = Stamp("Ann", "2016-07-01T09:00:00+01:00")


def test_names_are_unique_and_can_be_columns() -> None:
    for kind in SHIPPED.kinds:
        names = [field.name for field in kind.fields]
        assert len(names) == len(set(names))
        assert all(name.isidentifier() and name == name.lower() for name in (kind.name, *names))
        assert kind.field(kind.key), kind.name


def test_headers_of_a_kind_are_never_taken_for_one_another() -> None:
    for kind in SHIPPED.kinds:
        heads = [
            head.lower()
            for field in kind.fields
            for head in {field.header.lower(), *(alias.lower() for alias in field.aliases)}
        ]
        assert len(heads) == len(set(heads)), kind.name


def test_choices_and_links_are_complete() -> None:
    for kind in SHIPPED.kinds:
        for field in kind.fields:
            assert bool(field.choices) == (field.type is Type.CHOICE), field.name
            assert bool(field.links_to) == (field.type in (Type.LINK, Type.LINKS)), field.name
            if field.links_to:
                assert SHIPPED.kind(field.links_to)


def test_what_is_not_there_is_none() -> None:
    assert SHIPPED.kind("wish") is None
    assert SHIPPED.field("wish", "name") is None
    assert SHIPPED.field("action", "budget") is None
    assert WIDER.field("action", "budget") == BUDGET
    assert SHIPPED.field("action", "budget") is None


def test_a_fingerprint_differs_whenever_a_field_does() -> None:
    tables = [
        SHIPPED,
        WIDER,
        SHIPPED.with_field("action", BUDGET),
        SHIPPED.with_field("indicator", BUDGET),
        SHIPPED.with_field("action", replace(BUDGET, type=Type.TEXT)),
        SHIPPED.with_field("action", replace(BUDGET, per=Per.YEAR)),
    ]
    assert len({table.fingerprint() for table in tables}) == len(tables)
    assert FieldTable(SHIPPED.kinds).fingerprint() == SHIPPED.fingerprint()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A plan made by a version that did not know the new fields."""
    path = tmp_path / "plan.cspplan"
    new_plan(path, SHIPPED, STAMP, sample=HACKNEY).close()
    return path


def _columns(path: Path, table: str) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
    finally:
        connection.close()


def _row(path: Path, sql: str) -> object:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchone()
    finally:
        connection.close()


def test_a_field_added_to_the_table_is_everywhere_at_once(older: Path) -> None:
    assert "budget" not in _columns(older, "action")
    plan = open_plan(older, WIDER, write=True, by="Ann")
    try:
        record = plan.document().with_ref("1.2")[0]
        edit(plan, [
            Edit("action", record.id, "budget", "", " 12,000 "),
            Edit("action", record.id, "spent", "2016/17 Q1", "450.5"),
            Edit("action", record.id, "risk", "2016/17", "High"),
        ], STAMP)  # fmt: skip
        added = add(plan, "action", {("ref", ""): "1.99", ("budget", ""): "5"}, STAMP)
        (shown,) = show(plan, "1.2")["actions"]
        assert shown["budget"] == 12_000
        assert shown["quarters"]["2016/17 Q1"]["spent"] == 450.5
        assert shown["years"]["2016/17"]["risk"] == "high"
        told = {each.field: each for each in history(plan, "action", record.id)}
        assert (told["budget"].old, told["budget"].new, told["budget"].author) == (
            None, 12_000, "Ann",
        )  # fmt: skip
        undo(plan, STAMP)
        undo(plan, STAMP)
        (shown,) = show(plan, "1.2")["actions"]
        assert (shown["budget"], shown["years"]["2016/17"]["risk"]) == (None, None)
        assert added.operation
    finally:
        plan.close()


def test_a_field_added_to_the_table_is_a_column_for_other_programs(older: Path) -> None:
    plan = open_plan(older, WIDER, write=True, by="Ann")
    record = plan.document().with_ref("1.2")[0]
    edit(plan, [
        Edit("action", record.id, "budget", "", "12000"),
        Edit("action", record.id, "spent", "2016/17 Q1", "450.5"),
        Edit("action", record.id, "risk", "2017/18", "low"),
    ], STAMP)  # fmt: skip
    plan.close()
    assert "budget" in _columns(older, "action")
    assert "risk" in _columns(older, "action_year")
    assert "spent" in _columns(older, "action_quarter")
    assert _row(older, "SELECT budget FROM action WHERE ref = '1.2'") == (12_000.0,)
    assert _row(older, "SELECT action, quarter, spent FROM action_quarter WHERE spent") == (
        record.id, "2016/17 Q1", 450.5,
    )  # fmt: skip
    assert _row(older, "SELECT year FROM action_year WHERE risk = 'low'") == ("2017/18",)


def test_a_field_that_a_lead_fills_in_is_asked_for_in_returns(older: Path) -> None:
    morale = Field("morale", "Morale", Type.TEXT, Per.QUARTER, lead_fills=True)
    plan = open_plan(older, WIDER.with_field("action", morale), write=True, by="Ann")
    try:
        sent = older.with_name("return.xlsx")
        export_to(plan, sent, ExportRequest(quarter="2016/17 Q1"), STAMP)
        book = openpyxl.load_workbook(sent)
        sheet = book["Updates"]
        (heads,) = (
            row for row in sheet.iter_rows() if {"Ref", "Morale"} <= {each.value for each in row}
        )
        letters = {each.value: get_column_letter(number) for number, each in enumerate(heads, 1)}
        assert "Spent" not in letters
        (row,) = (each.row for each in sheet[letters["Ref"]] if each.value == "1.2")
        sheet[f"{letters['Morale']}{row}"] = "High"
        book.save(sent)
        with Reader() as reader:
            brought = receive(plan, [sent], STAMP.at, reader=reader)
        report = merge(plan, brought, STAMP)
        assert (report.applied, report.waits_for_a_person) == (1, False)
        (shown,) = show(plan, "1.2")["actions"]
        assert shown["quarters"]["2016/17 Q1"]["morale"] == "High"
    finally:
        plan.close()


def test_a_version_that_does_not_know_a_field_keeps_it(older: Path) -> None:
    plan = open_plan(older, WIDER, write=True, by="Ann")
    record = plan.document().with_ref("1.2")[0]
    edit(plan, [Edit("action", record.id, "budget", "", "12000")], STAMP)
    plan.close()
    plan = open_plan(older, SHIPPED, write=True, by="Bob")
    edit(plan, [Edit("action", record.id, "title", "", "Another title")], STAMP)
    assert "budget" not in show(plan, "1.2")["actions"][0]
    told = [each for each in history(plan, "action", record.id) if each.field == "budget"]
    assert [each.new for each in told] == [12_000]
    plan.close()
    plan = open_plan(older, WIDER)
    assert show(plan, "1.2")["actions"][0]["budget"] == 12_000
    plan.close()


@pytest.mark.parametrize("kind", SHIPPED.kinds, ids=lambda kind: kind.name)
def test_every_field_of_every_kind_is_a_column(kind: object, older: Path) -> None:
    name = getattr(kind, "name", "")
    for field in getattr(kind, "fields", ()):
        table = f"{name}_{field.per.value}" if field.per is not Per.NONE else name
        assert field.name in _columns(older, table)


def _headers(book: openpyxl.Workbook, sheet: str) -> list[str]:
    """The header row of a sheet: the one that names the refs."""
    rows = ([str(each.value) for each in row] for row in book[sheet].iter_rows())
    return next(row for row in rows if "Ref" in row)


def test_a_field_added_to_the_table_stands_in_the_plan_workbook_and_comes_back(older: Path) -> None:
    plan = open_plan(older, WIDER, write=True, by="Ann")
    try:
        sent = older.with_name("plan.xlsx")
        export_to(plan, sent, ExportRequest(kind="plan", quarter="2016/17 Q1"), STAMP)
        book = openpyxl.load_workbook(sent)
        heads = _headers(book, "Plan")
        typed: dict[str, str | float] = {
            "Budget": 1250,
            "Spent 2016/17 Q1": 99.5,
            "Risk 2017/18": "High",
        }
        assert typed.keys() <= set(heads)
        letters = {each: get_column_letter(number) for number, each in enumerate(heads, 1)}
        sheet = book["Plan"]
        (row,) = (each.row for each in sheet[letters["Ref"]] if each.value == "1.2")
        for head, value in typed.items():
            sheet[f"{letters[head]}{row}"] = value
        book.save(sent)
        with Reader() as reader:
            brought = receive(plan, [sent], STAMP.at, reader=reader)
        assert merge(plan, brought, STAMP).applied == 3
        record = plan.document().with_ref("1.2")[0]
        held = [
            record.get("budget"), record.get("spent", "2016/17 Q1"), record.get("risk", "2017/18"),
        ]  # fmt: skip
        assert held == [1250, 99.5, "high"]
    finally:
        plan.close()


def test_a_field_of_a_case_study_is_in_its_sheet_too(older: Path) -> None:
    table = SHIPPED.with_field("case_study", Field("partner_view", "Partner's view"))
    plan = open_plan(older, table, write=True, by="Ann")
    sent = older.with_name("plan.xlsx")
    export_to(
        plan, sent, ExportRequest(kind="plan", quarter="2016/17 Q1", case_studies=True), STAMP
    )
    plan.close()
    rows = openpyxl.load_workbook(sent)["Case studies"].iter_rows(values_only=True)
    assert any("Partner's view" in row for row in rows)


@pytest.fixture
def told(older: Path) -> Path:
    """A plan that holds values in fields that were added to the table."""
    plan = open_plan(older, WIDER, write=True, by="Ann")
    record = plan.document().with_ref("1.2")[0]
    edit(plan, [
        Edit("action", record.id, "status", "2016/17 Q1", "on track"),
        Edit("action", record.id, "budget", "", "12345"),
        Edit("action", record.id, "spent", "2016/17 Q1", "678.9"),
        Edit("action", record.id, "risk", "2016/17", "High"),
    ], STAMP)  # fmt: skip
    plan.close()
    return older


@pytest.mark.parametrize("form", ["docx", "html", "pdf", "xlsx"])
def test_a_field_added_to_the_table_stands_in_every_form_of_the_report(
    told: Path, form: str
) -> None:
    plan = open_plan(told, WIDER)
    path = told.with_name(f"report.{form}")
    write_report(plan, path, ReportAsked(quarter="2016/17 Q1", at=STAMP.at or ""))
    plan.close()
    text = "".join(report_text(path).split())
    for said in ("Budget", "12345", "Spent", "678.9", "Risk:high"):
        assert said in text, said


def test_a_field_added_to_the_table_is_published_only_if_it_says_so(told: Path) -> None:
    asked = ReportAsked(quarter="2016/17 Q1", at=STAMP.at or "", published=True)
    shown = replace(BUDGET, report=InReport.SHOWN)
    for table, published in ((WIDER, False), (SHIPPED.with_field("action", shown), True)):
        plan = open_plan(told, table)
        titles = {
            column.title
            for section in prepare(plan, asked).report.sections
            if section.table
            for column in section.table.columns
        }
        plan.close()
        assert ("Budget" in titles) is published


def test_what_only_says_where_a_field_shows_leaves_plan_files_as_they_are() -> None:
    shown = replace(BUDGET, report=InReport.SHOWN, plan_column=None, hint="In pounds")
    tables = [SHIPPED.with_field("action", field) for field in (BUDGET, shown)]
    assert len({table.fingerprint() for table in tables}) == 1
