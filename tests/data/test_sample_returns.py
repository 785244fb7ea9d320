"""The three illustrative returns fit the shipped plan and show one of everything."""

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from csp_desktop.operations.receiving.batch import Preview, preview
from csp_desktop.operations.receiving.intake import Arrived, Intake
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.paths import data
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.text_diff import combination
from csp_desktop.plan.values import words
from csp_desktop.workbook.worker.process import Reader

pytestmark = pytest.mark.whole

SCRIPT = Path(__file__).parent.parent.parent / ".ci" / "make_sample_returns.py"
STAMP = Stamp("P. Sandhu", "2016-07-12T09:00:00+01:00")
SHIPPED_RETURNS = sorted((data() / "returns").glob("*.xlsx"))


@pytest.fixture(scope="module")
def make() -> Callable[[Path], list[Path]]:
    made: Callable[[Path], list[Path]] = runpy.run_path(str(SCRIPT))["make"]
    return made


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[OpenPlan]:
    opened = new_plan(tmp_path / "plan.cspplan", SHIPPED, STAMP, sample=HACKNEY)
    yield opened
    opened.close()


@pytest.fixture
def previewed(plan: OpenPlan) -> Preview:
    intake = Intake()
    try:
        arrived: list[Arrived] = [intake.read(plan, each, STAMP.at) for each in SHIPPED_RETURNS]
    finally:
        intake.close()
    return preview(plan, arrived, [], STAMP)


def test_three_are_shipped_and_each_says_that_it_is_illustrative() -> None:
    assert len(SHIPPED_RETURNS) == 3
    for path in SHIPPED_RETURNS:
        assert "(illustrative)" in path.name
        cover = load_workbook(path).worksheets[0]
        said = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
        assert "ILLUSTRATIVE: this return is made up" in said


def test_the_script_makes_the_same_files_each_time(
    make: Callable[[Path], list[Path]], tmp_path: Path
) -> None:
    first, second = make(tmp_path / "one"), make(tmp_path / "two")
    assert [each.read_bytes() for each in first] == [each.read_bytes() for each in second]


def test_what_is_shipped_is_what_the_script_makes(
    make: Callable[[Path], list[Path]], tmp_path: Path
) -> None:
    made = make(tmp_path)
    assert [each.name for each in sorted(made)] == [each.name for each in SHIPPED_RETURNS]
    with Reader() as reader:
        for mine, shipped in zip(sorted(made), SHIPPED_RETURNS, strict=True):
            ours, theirs = reader.returned(mine), reader.returned(shipped)
            assert ours.sheets == theirs.sheets, "run .ci/make_sample_returns.py again"
            assert ours.export == theirs.export, "run .ci/make_sample_returns.py again"


def test_together_they_hold_one_of_everything(previewed: Preview) -> None:
    gangs, young, whole = previewed.files
    assert not any(view.refused for view in previewed.files)
    assert [(view.sender, view.quarter) for view in previewed.files] == [
        ("R. Adeyemi", "2016/17 Q1"), ("P. Sandhu", "2016/17 Q1"), ("T. Brandt", "2016/17 Q1"),
    ]  # fmt: skip
    clean = [each for each in gangs.changes if each.mark == ""]
    assert ("1.1", "status", "on track") in [(each.ref, each.field, each.new) for each in clean]
    assert not [each for each in gangs.changes if each.mark == "cleared"]
    assert {each.ref for each in young.changes if each.mark == "new"} == {"1.12"}
    (trouble,) = young.troubles
    assert "'Greenish'" in trouble.message
    assert trouble.spot
    assert trouble.spot.suggested == "on track"
    (cleared,) = [each for each in previewed.waiting if each.field == "actual"]
    assert [(each.kind, each.ref, each.field) for each in previewed.waiting] == [
        ("edit", "1.2", "commentary"),
        ("edit", "1.2", "status"),
        ("edit", "1.4", "expected_outcome"),
        ("held", "1.8", "lead_partners"),
        ("held", cleared.ref, "actual"),
    ]
    assert cleared.options[0].value is None
    assert whole.conflicts == gangs.conflicts == 3


def test_two_long_texts_differ_from_an_agreed_one_and_fit_together(previewed: Preview) -> None:
    (waiting,) = [each for each in previewed.waiting if each.field == "expected_outcome"]
    agreed = words(waiting.agreed)
    assert agreed.startswith("Young women who suffer or risk sexual violence")
    pieces = combination(agreed, *(words(each.value) for each in waiting.options))
    assert pieces is not None
    assert {piece.mark for piece in pieces} == {"", "first", "second"}
    whole = "".join(piece.text for piece in pieces)
    assert "one-to-one support from a named worker. The Council, police and health see" in whole
