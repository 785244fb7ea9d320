"""Every item that the published plan has is shown, found, corrected, sent out and reported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from csp_desktop.gui.document.sections import records_of, sections_of
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.history import history
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import open_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.search import PlanSearch
from csp_desktop.plan.values import words
from tests.flows.command import data, done

RECORDS: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "data" / "hackney-2016-18.json").read_text(encoding="utf-8")
)["records"]
KINDS: Final = sorted({record["kind"] for record in RECORDS})
BY: Final = Stamp("The coordinator", "2016-08-01T09:00:00+01:00")
GRID_AND_KPIS: Final = {"action", "indicator", "year"}


@pytest.fixture(scope="module")
def opened(shipped: Path) -> Iterator[OpenPlan]:
    """The shipped plan, to read."""
    plan = open_plan(shipped, SHIPPED)
    yield plan
    plan.close()


def values_of(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a record says in its texts, lists and numbers, by field; links are told by name."""
    for place, value in record["values"].items():
        field = SHIPPED.field(record["kind"], place.split("@")[0])
        assert field, place
        if field.type in (Type.LINK, Type.LINKS):
            continue
        for each in value if isinstance(value, list) else [value]:
            yield field.name, words(each)


def every(value: object) -> Iterator[str]:
    """All texts and numbers anywhere in a JSON document."""
    if isinstance(value, dict):
        for each in value.values():
            yield from every(each)
    elif isinstance(value, list):
        for each in value:
            yield from every(each)
    elif value is not None:
        yield words(value)  # type: ignore[arg-type]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [record for record in RECORDS if record["kind"] == kind]


def test_show_has_every_value(shipped: Path) -> None:
    shown = set(every(data("show", shipped)))
    missing = [
        (record["id"], name, value)
        for record in RECORDS
        for name, value in values_of(record)
        if value not in shown
    ]
    assert not missing


def test_the_window_has_a_place_for_every_record(opened: OpenPlan) -> None:
    document = opened.document()
    shown = [
        record.id
        for section in sections_of(document, SHIPPED)
        for record in records_of(document, SHIPPED, section)
    ]
    wanted = [record["id"] for record in RECORDS if record["kind"] not in GRID_AND_KPIS]
    assert sorted(shown) == sorted(wanted)


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "year"])
def test_a_search_finds_every_text(opened: OpenPlan, kind: str) -> None:
    document, searching = opened.document(), PlanSearch(SHIPPED)
    for record in of_kind(kind):
        for name, value in values_of(record):
            field = SHIPPED.field(kind, name)
            # A choice is filtered by, where there are many of its kind.
            if field and field.type in (Type.TEXT, Type.LONG_TEXT, Type.LIST):
                found = searching.find(document, " ".join(value.split()[:8]))
                assert (kind, record["id"]) in {each[:2] for each in found}, (name, value)


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "year"])
def test_every_field_that_says_something_is_corrected_told_and_taken_back(
    plan: Path, kind: str
) -> None:
    written = open_plan(plan, SHIPPED, write=True)
    first: dict[str, tuple[str, str, str]] = {}
    for record in of_kind(kind):
        for place in record["values"]:
            name, _, period = place.partition("@")
            first.setdefault(name, (record["id"], name, period))
    for record_id, name, period in first.values():
        field = SHIPPED.field(kind, name)
        assert field
        if field.type not in (Type.TEXT, Type.LONG_TEXT, Type.LIST):
            continue
        before = written.document().record(kind, record_id)
        assert before
        corrected = "9.99" if name == "ref" else "Corrected here"
        edit(written, [Edit(kind, record_id, name, period, corrected)], BY)
        after = written.document().record(kind, record_id)
        assert after
        assert words(after.get(name, period)) == corrected
        assert name in {each.field for each in history(written) if words(each.new) == corrected}
        undo(written, BY)
        assert written.document().record(kind, record_id) == before
    written.close()


def test_the_plan_workbook_has_every_value(shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    done("export", shipped, out, "--kind", "plan", "--case-studies")
    book = load_workbook(out, read_only=True)
    cells = {
        (words(cell) if isinstance(cell, (int, float, str)) else str(cell)).lower()
        for sheet in book
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    }
    whole = "\n".join(cells)
    # Years have their states beside what is planned, and indicators this year's target.
    elsewhere = {"working_quarter", "tolerance", "state", "target"}
    missing = [
        (record["kind"], record["id"], name, value)
        for record in RECORDS
        for name, value in values_of(record)
        if value.lower() not in cells and value.lower() not in whole and name not in elsewhere
    ]
    assert not missing


def test_the_report_has_what_boards_read_of_it(shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done("report", shipped, out)
    told = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", out.read_text("utf-8")))).lower()
    wanted = {
        "action": {"ref", "title", "lead_partners", "planned"},
        "strategic_priority": {"short_title"},
        "indicator": {"name"},
        "plan": {"title", "borough"},
    }
    missing = [
        (record["id"], name, value)
        for record in RECORDS
        for name, value in values_of(record)
        if name in wanted.get(record["kind"], set())
        and not value.startswith("(not named)")
        and " ".join(value.lower().split()) not in told
    ]
    assert not missing
