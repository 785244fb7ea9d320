"""A return that does not say when it was saved is the same file whenever it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.deciding.resolve import Decision, resolve
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.merging.merge_report import MergeReport
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.workbook.package.model import Place, Returned
from tests.operations.memory import OURS, QUARTER, FilledIn, Typed, sent_back, small_plan

ANN = Stamp("Ann", "2016-07-01T09:00:00+01:00", "", lambda: "export-1")
COMMENTARY = ("commentary", QUARTER)
WORDS = ("Our words", "Their words")


def returned(made: Any, name: str, words: str, **more: str) -> Returned:
    typed: dict[tuple[str, str, Place], Typed] = {
        ("Updates", record, COMMENTARY): said for record, said in (("a1", words), *more.items())
    }
    book = sent_back(made, FilledIn(typed, saved_by=name))
    return replace(book, path=f"{name}.xlsx", fingerprint=name[0] * 64)


def merged(plan: OpenPlan, book: Returned, read: str, written: str) -> MergeReport:
    """Read at one time and merge at another, as a person does who looks at it first."""
    by = Stamp("Ann", f"2016-07-02T{written}:00+01:00", "", lambda: f"merge-{written}")
    return merge(
        plan, [read_return(plan, plan.document(), book, f"2016-07-02T{read}:00+01:00")], by
    )


@pytest.fixture
def made() -> Any:
    return export(small_plan(), ExportRequest(group=OURS, quarter=QUARTER), ANN)


@pytest.fixture
def decided(made: Any) -> OpenPlan:
    """A plan in which the words of v1 were chosen over those of v2."""
    plan = small_plan()
    for number, book in enumerate(versions(made)):
        merged(plan, book, f"1{number}:00", f"1{number}:05")
    (conflict,) = conflicts.open_conflicts(plan, plan.document())
    resolve(plan, conflict.id, Decision(take=1), Stamp("Ann", "2016-07-02T12:00:00+01:00"))
    return plan


def versions(made: Any) -> list[Returned]:
    return [returned(made, name, words) for name, words in zip(("v1", "v2"), WORDS, strict=True)]


def test_an_undated_return_that_was_decided_against_is_not_told_again_when_read_again(
    made: Any, decided: OpenPlan
) -> None:
    before = list(decided.file.log.operations())
    for number, book in enumerate(versions(made)):
        report = merged(decided, book, f"1{number + 4}:00", f"1{number + 4}:05")
        assert (report.applied, report.told, report.files[0].held) == (0, 0, [])
    assert list(decided.file.log.operations()) == before
    assert conflicts.open_conflicts(decided, decided.document()) == []


def test_an_undated_return_that_was_saved_again_with_more_says_its_words_again(
    made: Any, decided: OpenPlan
) -> None:
    action = decided.document().record("action", "a1")
    assert action is not None
    lost = next(each for each in WORDS if each != action.get(*COMMENTARY))
    name = "v1" if lost == WORDS[0] else "v2"
    report = merged(decided, returned(made, name, lost, a2="More"), "14:00", "14:05")
    assert [(each.ref, each.value) for each in report.files[0].held] == [("1.1", lost)]
