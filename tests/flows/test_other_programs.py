"""A return edited in any usual program: what was edited arrives exactly, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.cell import coordinate_to_tuple

from tests.flows import javascript_libraries
from tests.flows.calc import fill_in
from tests.flows.command import data, done
from tests.flows.editing import CellEdit
from tests.flows.returning import Q1, Post, as_sent, send_out

pytestmark = [pytest.mark.slow, pytest.mark.whole]

Edit = Callable[[Path, tuple[CellEdit, ...]], Path]

HARD = (
    ("1.1", "=SUM(A1) is not a sum"),
    ("1.2", "+44 20 8356 3000\nand a second line"),
    ("1.3", "15/16"),
    ("1.4", "1.10"),
    ("1.6", "It's “quoted”, 5 < 6 & 7 > 6 — naïve café 👮🏽 \u00a0end"),
    ("1.7", "-"),
    ("1.8", "TRUE"),
    ("1.9", "01/02/2016"),
    ("1.10", "0.10"),
    ("1.11", "'apostrophe first"),
    ("2.1", "  two  spaces   inside  "),
    ("2.2", "_x000D_ is a word here"),
    ("2.3", "long " * 4_000),
    ("2.4", "1e5"),
    ("2.5", "#N/A"),
    ("2.6", "11%"),
    ("2.7", "- one\n- two\n\n- three"),
    ("2.8", "\ttabbed\tin"),
    ("2.9", "😀" * 16_383),
)
"""Texts that programs like to make something else of."""

SAID = "Two clubs open 🎉, a third soon – “well done” & <thanks>."


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    folder = tmp_path_factory.mktemp("posted")
    plan = Path(shutil.copyfile(shipped, folder / "hard.cspplan"))
    for ref, text in HARD:
        done("set", plan, ref, "commentary", text)
        done("set", plan, ref, "evidence", text[:200])
        done("set", plan, ref, "status", "at risk")
    for ref, day in (("1.1", "2016-09-30"), ("1.5", "2017-03-31")):
        done("set", plan, ref, "due_date", day)
    done("set", plan, data("show", plan)["indicators"][0]["name"], "actual", "-6.5", "--period", Q1)
    return send_out(plan, tmp_path_factory.mktemp("sent"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def saved_as(path: Path, program: str) -> Path:
    return path.with_name(f"{path.stem}-by-{program}.xlsx")


def by_openpyxl(path: Path, edits: tuple[CellEdit, ...]) -> Path:
    book = load_workbook(path)
    for each in edits:
        book[each.sheet][each.address] = each.value
    book.save(saved_as(path, "openpyxl"))
    return saved_as(path, "openpyxl")


def by_xlsxwriter(path: Path, edits: tuple[CellEdit, ...]) -> Path:
    """Values, number formats, and nothing else, as a script that copies a workbook writes them."""
    target = saved_as(path, "xlsxwriter")
    new = {(each.sheet, each.address): each.value for each in edits}
    with xlsxwriter.Workbook(str(target), {"strings_to_numbers": False}) as book:
        for sheet in load_workbook(path).worksheets:
            copied = book.add_worksheet(sheet.title)
            for cell in (each for row in sheet.iter_rows() for each in row):
                assert isinstance(cell, Cell)
                form = book.add_format({"num_format": cell.number_format})
                value = new.get((sheet.title, cell.coordinate), cell.value)
                place = cell.row - 1, cell.column - 1
                if isinstance(value, str):
                    # openpyxl leaves the escape before '_x000D_' in what it reads.
                    copied.write_string(*place, value.replace("_x005F_", "_"), form)
                elif value is not None:
                    copied.write(*place, value, form)
    return target


def by_pandas(path: Path, edits: tuple[CellEdit, ...], reader: str, engine: str) -> Path:
    """All sheets read as frames and written anew, without headers of pandas' own."""
    target = saved_as(path, f"{reader}-pandas-{engine}")
    # As many scripts have to say, or 'n/a' would be a blank cell.
    sheets = pd.read_excel(
        path,
        engine=reader,
        sheet_name=None,
        header=None,
        dtype=object,
        keep_default_na=False,
        na_values=[""],
    )
    for each in edits:
        row, column = coordinate_to_tuple(each.address)
        sheets[each.sheet].iloc[row - 1, column - 1] = each.value
    with pd.ExcelWriter(target, engine=engine) as out:
        for name, frame in sheets.items():
            frame.to_excel(out, sheet_name=name, header=False, index=False)
    return target


def by_calc(path: Path, edits: tuple[CellEdit, ...]) -> Path:
    lines = []
    for each in edits:
        cell = f'book.Sheets.getByName("{each.sheet}").getCellRangeByName("{each.address}")'
        if isinstance(each.value, (int, float)):
            lines.append(f"{cell}.setValue({each.value})")
        else:
            said = (each.value or "").replace('"', '""')
            lines.append(f'{cell}.setString("{said}")')
    return fill_in(path, lines)


def by_script(path: Path, edits: tuple[CellEdit, ...], library: str) -> Path:
    return javascript_libraries.save(library, path, edits)


PROGRAMS: Mapping[str, Edit] = {
    "openpyxl": by_openpyxl,
    "xlsxwriter": by_xlsxwriter,
    "openpyxl-pandas-openpyxl": partial(by_pandas, reader="openpyxl", engine="openpyxl"),
    "calamine-pandas-xlsxwriter": partial(by_pandas, reader="calamine", engine="xlsxwriter"),
    "libreoffice": by_calc,
    "exceljs": partial(by_script, library="exceljs"),
    "sheetjs": partial(by_script, library="sheetjs"),
    "sheetjs-with-formats": partial(by_script, library="sheetjs-with-formats"),
}


MAKES_FORMULAS = frozenset({"openpyxl-pandas-openpyxl", "calamine-pandas-xlsxwriter"})
"""What takes '=SUM(A1) is not a sum' for a formula, or '#N/A' for an error: each is told."""


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["igu", "all", "whole"])
def test_a_workbook_saved_untouched_brings_nothing(post: Post, name: str, program: str) -> None:
    before = data("show", post.plan)
    told = program in MAKES_FORMULAS
    report = post.only(PROGRAMS[program](post.sent[name], ()), code=3 if told else 0)
    for key in ("applied", "already_known", "waiting", "conflicts"):
        assert report[key] == 0, report
    for key in ("added", "cleared", "missing", "held"):
        assert report[key] == [], report
    assert bool(report["problems"]) == told
    assert data("show", post.plan) == before


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", ["all", "whole"])
def test_what_is_edited_arrives_exactly_and_nothing_else(
    post: Post, name: str, program: str
) -> None:
    book = post.open(name)
    before = {action["ref"]: action for action in data("show", post.plan)["actions"]}
    first = data("show", post.plan)["indicators"][0]["name"]
    figure = book.cell(first, f"Actual {Q1}", "Indicators").coordinate
    edits = (
        CellEdit("Updates", book.cell("1.1", "Status").coordinate, "On track"),
        CellEdit("Updates", book.cell("1.1", "Commentary").coordinate, SAID),
        CellEdit("Updates", book.cell("1.3", "Commentary").coordinate, None),
        CellEdit("Updates", book.cell("4.15", "Evidence").coordinate, "1.10"),
        CellEdit("Indicators", figure, 12.5),
    )
    told = program in MAKES_FORMULAS
    report = post.only(PROGRAMS[program](post.sent[name], edits), code=3 if told else 0)
    assert report["applied"] == len(edits), report
    assert report["cleared"] == [{"ref": "1.3", "field": "commentary", "period": Q1}]
    for key in ("added", "missing", "held"):
        assert report[key] == [], report
    assert bool(report["problems"]) == told
    shown = data("show", post.plan)
    assert post.quarter("1.1")["status"] == "on track"
    assert post.quarter("1.1")["commentary"] == SAID
    assert post.quarter("1.3")["commentary"] is None
    assert post.quarter("4.15")["evidence"] == "1.10"
    assert shown["indicators"][0]["periods"][Q1]["actual"] == 12.5
    changed = {action["ref"] for action in shown["actions"] if before[action["ref"]] != action}
    assert changed == {"1.1", "1.3", "4.15"}
