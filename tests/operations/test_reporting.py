"""Writing a report: all of a file or none, whenever it is stopped and whatever is in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csp_desktop.errors import BadValue, CspError, Failure
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots.report import (
    FORMS,
    Hear,
    ReportRequest,
    prepare,
    write_forms,
    write_report,
)
from csp_desktop.operations.snapshots.snapshots import take
from csp_desktop.workbook.package import replace_file
from tests.operations.conftest import ANN
from tests.report.quarters import whole

OLD = b"what stood there before"


class Cancelled(Exception):
    """What whoever hears of the progress raises to end the making."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    for form in FORMS:
        (made / f"old.{form}").write_bytes(OLD)
    return made


def stops(at: float, error: type[BaseException], *, step: int = 0) -> Hear:
    """What hears of progress, and raises once so much of a step is done."""

    def hear(number: int, _of: int, _what: str, share: float) -> None:
        if number >= step and share >= at:
            raise error("stopped")

    return hear


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt])
def test_stopped_halfway_the_old_file_stays_byte_for_byte(
    folder: Path, form: str, error: type[BaseException]
) -> None:
    for name in ("old", "new"):
        with pytest.raises(error):
            write_forms(whole(), [folder / f"{name}.{form}"], {}, hear=stops(0.5, error))
    assert names(folder) == {f"old.{each}" for each in FORMS}
    assert all(each.read_bytes() == OLD for each in folder.iterdir())


def test_stopped_in_the_last_of_several_forms_none_of_them_is_there(folder: Path) -> None:
    paths = [folder / f"new.{form}" for form in FORMS] + [folder / "old.pdf"]
    with pytest.raises(Cancelled):
        write_forms(whole(), paths, {}, hear=stops(0.5, Cancelled, step=len(paths)))
    assert names(folder) == {f"old.{each}" for each in FORMS}
    assert (folder / "old.pdf").read_bytes() == OLD


def test_stopped_while_the_plan_is_read_nothing_is_there(plan: OpenPlan, folder: Path) -> None:
    def hear(_number: int, _of: int, what: str, _share: float) -> None:
        if what.startswith("Reading"):
            raise KeyboardInterrupt

    asked = ReportRequest(at=ANN.at or "")
    with pytest.raises(KeyboardInterrupt):
        write_report(plan, folder / "old.docx", asked, hear=hear)
    assert (folder / "old.docx").read_bytes() == OLD


def test_all_forms_are_made_and_each_step_is_told(folder: Path) -> None:
    told: list[tuple[int, int, float]] = []
    paths = [folder / f"all.{form}" for form in FORMS]
    write_forms(
        whole(), paths, {}, hear=lambda number, of, _, share: told.append((number, of, share)),
        first=3, of=6,
    )  # fmt: skip
    assert {path.name for path in paths} <= names(folder)
    assert {number for number, _, _ in told} == {3, 4, 5, 6}
    assert {of for _, of, _ in told} == {6}
    assert told == sorted(told)


def test_a_file_that_is_open_elsewhere_stops_all_before_anything_is_made(folder: Path) -> None:
    (folder / "~$old.docx").write_bytes(b"")
    before = names(folder)
    with pytest.raises(CspError, match="open in Excel"):
        write_forms(whole(), [folder / "new.pdf", folder / "old.docx"], {})
    assert names(folder) == before


def test_what_was_made_before_a_file_could_not_be_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: Callable[[Path, bytes], None] = replace_file.replace_file

    def full(path: Path, content: bytes) -> None:
        if path.suffix == ".pdf":
            raise Failure("The disk is full, so new.pdf was not written.")
        put(path, content)

    monkeypatch.setattr("csp_desktop.operations.snapshots.report.replace_file", full)
    with pytest.raises(Failure, match=r"disk is full.*new\.html had been made by then"):
        write_forms(whole(), [folder / "new.html", folder / "new.pdf"], {})
    assert "new.html" in names(folder)
    assert "new.pdf" not in names(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="no folder"):
        write_forms(whole(), [tmp_path / "nowhere" / "new.html"], {})


def test_a_form_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"\.docx, \.pdf, \.html or \.xlsx"):
        write_forms(whole(), [tmp_path / "new.odt"], {})


def test_the_plan_as_it_stands_is_reported_on_for_the_quarter_that_is_looked_at(
    plan: OpenPlan,
) -> None:
    assert plan.document().plan.text("working_quarter") == "2016/17 Q2"
    assert "2016/17 Q3" in prepare(plan, ReportRequest(quarter="2016/17 Q3")).report.subtitle
    assert "2016/17 Q2" in prepare(plan, ReportRequest()).report.subtitle


def test_the_report_of_a_snapshot_stays_the_same_whatever_comes_after(plan: OpenPlan) -> None:
    taken, _ = take(plan, "2016/17 Q1", ANN)
    before = prepare(plan, ReportRequest(taken.id)).report
    take(plan, "2016/17 Q2", ANN)
    assert prepare(plan, ReportRequest(taken.id, at="2020-01-01")).report == before
