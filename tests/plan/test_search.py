"""Where in a plan some words are written: in any field of any record."""

import pytest

from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.search import PlanSearch
from csp_desktop.plan.values import Value
from tests.documents import changed, document, record

SAID: dict[tuple[str, str], dict[str, Value]] = {
    ("strategic_priority", "s3"): {
        "number": 3, "title": "Quiet", "narrative": "Of hate crime and noise.",
    },
    ("duty", "d"): {"name": "Section 17", "related": ["Channel", "CONTEST"]},
    ("partner", "p"): {"name": "Metropolitan Police", "aliases": ["MPS", "Café watch"]},
    ("figure", "f"): {"statement": "Fewer victims", "value": 13000, "section": "Overview"},
    ("case_study", "c"): {"title": "One case", "text": "Somebody was helped with noise."},
    ("action", "a"): {"ref": "1.1", "title": "Patrols", "commentary@2016/17 Q1": "Less noise"},
    ("word", "w"): {"text": "noise", "kind": "status", "meaning": "at risk"},
}  # fmt: skip
PLAN = document(record(*place, values) for place, values in SAID.items())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("HATE noise", [("strategic_priority", "narrative")]),
        ("channel", [("duty", "related")]),
        ("cafe", [("partner", "aliases")]),
        ("13000", [("figure", "value")]),
        ("victims overview", [("figure", "section")]),
        ("nowhere", []),
        ("", []),
    ],
)
def test_all_words_are_found_wherever_they_are_written(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(each.kind, each.field) for each in PlanSearch(SHIPPED).find(PLAN, text)] == found


def test_what_is_called_so_comes_first_and_says_where_it_is() -> None:
    search = PlanSearch(SHIPPED)
    found = search.find(PLAN, "noise")
    assert [each.where for each in found] == [
        "Strategic priority 3 · Narrative",
        "1.1 · Commentary, 2016/17 Q1",
        "Case study · Text",
    ]
    assert [each.where for each in search.find(PLAN, "noise", {"action"})] == [
        "Strategic priority 3 · Narrative",
        "Case study · Text",
    ]
    assert search.find(PLAN, "one case")[0].excerpt == "One case"
    quiet = changed(PLAN.kinds["strategic_priority"]["s3"], {"title": "Section 17"})
    after = PLAN.with_records([("strategic_priority", "s3", quiet)])
    assert [each.kind for each in search.find(after, "section")] == ["strategic_priority", "duty"]


def test_what_may_tell_of_people_is_found_and_not_told() -> None:
    [found] = PlanSearch(SHIPPED).find(PLAN, "somebody")
    assert (found.field, found.excerpt) == ("text", "One case")


def test_the_search_follows_the_plan() -> None:
    search = PlanSearch(SHIPPED)
    assert not search.find(PLAN, "prevent")
    duty = changed(PLAN.kinds["duty"]["d"], {"text": "Prevent"})
    after = PLAN.with_records([("duty", "d", duty)])
    assert [each.record for each in search.find(after, "prevent")] == ["d"]
