"""The base survives what programs do to the cells it stands in."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.cell_equality import says
from csp_desktop.plan.field_types import Type
from csp_desktop.workbook.export import base
from csp_desktop.workbook.export.writing import write
from csp_desktop.workbook.package.model import BaseSheet, Export, Returned


def test_what_was_packed_is_unpacked(export: Export) -> None:
    read = base.unpack(base.pack(export))
    assert (read.export_id, read.plan_id, read.kind) == ("export-7", "plan-1", "return")
    assert (read.scope_name, read.scope_id) == ("Safer Young Hackney", "group-1")
    assert read.sound
    cell = read.cells["a1", "lead_partners", ""]
    assert (cell.value, cell.heads) == (["Police", "Council & Co"], (f"{102:032x}",))
    assert read.labels["a3"] == "1.10"
    updates = read.sheets[0]
    assert updates.records == ("a1", "a2", "a3", "a4", "a5")
    assert len(updates.spare_ids) == 10
    status = updates.column(("status", "2016/17 Q2"))
    assert status is not None
    assert (status.fill_in, status.aliases) == (True, ("RAG", "BRAG"))


def test_the_same_export_packs_to_the_same_text(export: Export) -> None:
    assert base.pack(export) == base.pack(replace(export))


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200_000), st.randoms())
def test_pieces_come_together_in_any_order(text: str, chance: random.Random) -> None:
    cells = base.pieces(text)
    chance.shuffle(cells)
    assert base.join(cells) == (text, True)
    assert all(len(cell) < 32_767 for cell in cells)


def test_a_piece_that_was_altered_or_lost_is_noticed(export: Export) -> None:
    cells = base.pieces(base.pack(export) * 20)
    assert len(cells) > 3
    altered = [cells[0], cells[1].replace("Police", "Polite"), *cells[2:]]
    for case in (altered, [cells[0], *cells[2:]], [*cells, "000009|more|"]):
        joined = base.join(case)
        assert joined is not None
        assert not joined[1]
    assert base.join(cells[1:]) is None
    assert base.join(["Ref", "Action"]) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"format":1}', '{"format":"1"}', "[" * 100_000,
     '{"format":1,"sheets":[{"columns":[["Ref"]],"rows":[]}]}'],
)  # fmt: skip
def test_what_is_no_base_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        base.unpack(text)


def test_a_newer_base_is_told_apart(export: Export) -> None:
    text = base.pack(export).replace('"format":1', '"format":2', 1)
    with pytest.raises(base.NewerBase):
        base.unpack(text)


def test_what_could_not_be_read_back_does_not_go_out(export: Export) -> None:
    wrong = replace(export, quarter=2016)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a base"):
        base.pack(wrong)


def test_a_list_longer_than_a_cell_is_kept_as_the_cell_shows_it(export: Export) -> None:
    sheet = export.sheets[0]
    items = ["x" * 1_000] * 40
    values = (*sheet.rows[0].values[:2], items, *sheet.rows[0].values[3:])
    row = replace(sheet.rows[0], values=values)
    packed = base.pack(replace(export, sheets=(replace(sheet, rows=(row,)),)))
    kept = base.unpack(packed).cells["a1", "lead_partners", ""].value
    assert kept == "; ".join(items)[:32_767]


@pytest.mark.parametrize(
    "text", ["x" + "😀" * 20_000, "😀" * 20_000, "x" * 40_000, "_x000D_" * 4_681, "x" * 32_767]
)
def test_a_text_that_no_cell_holds_whole_comes_back_as_no_edit(
    export: Export, tmp_path: Path, read: Callable[..., Returned], text: str
) -> None:
    sheet = export.sheets[0]
    values = (*sheet.rows[0].values[:7], text, *sheet.rows[0].values[8:])
    row = replace(sheet.rows[0], values=values)
    write(replace(export, sheets=(replace(sheet, rows=(row,)),)), tmp_path / "long.xlsx")
    returned = read(tmp_path / "long.xlsx")
    place = ("commentary", export.quarter)
    assert returned.export
    kept = returned.export.cells["a1", *place].value
    assert says(returned.sheets[0].rows[0].values[place], kept, Type.LONG_TEXT)
    assert text.startswith(str(kept))


def test_a_layout_goes_over_and_comes_back(export: Export) -> None:
    read = base.unpack(base.pack(export)).sheets[0]
    layout = BaseSheet(read.name, read.title, read.kind, read.columns, (), read.spare_ids)
    assert base.unpack_layout(json.loads(json.dumps(base.pack_layout(layout)))) == layout
