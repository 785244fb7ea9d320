import pytest

from csp_desktop.measures.progress import standing
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.selection import Finder, Selection, fold
from tests.documents import changed, hackney, record, small

QUARTER = "2016/17 Q2"


def counted(action: Record) -> str:
    return standing(action, QUARTER).counted


def refs(finder: Finder, selection: Selection) -> list[str]:
    return [action.text("ref") for action in finder.find(selection, counted)]


@pytest.fixture
def finder() -> Finder:
    return Finder(small(), SHIPPED)


def test_nothing_asked_for_gives_every_action_in_the_order_of_its_ref(finder: Finder) -> None:
    assert refs(finder, Selection()) == ["1.1", "1.2", "1.10", "1.11", "2.1", "2.9"]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection(strategic_priority="sp1"), ["1.1", "1.2", "1.10", "1.11"]),
        (Selection(strategic_priority="sp2"), ["2.1", "2.9"]),
        (Selection(strategic_priority="sp5"), []),
        (Selection(delivery_priority="dp12"), ["1.10", "1.11"]),
        (Selection(group="igu"), ["1.1"]),
        (Selection(statuses=frozenset({"on track", "at risk"})), ["1.1", "1.2"]),
        (Selection(statuses=frozenset({"complete"})), ["2.1"]),
        (Selection(no_update=True), ["1.10", "1.11", "2.9"]),
        (
            Selection(no_update=True, statuses=frozenset({"at risk"})),
            ["1.2", "1.10", "1.11", "2.9"],
        ),
        (Selection(unconfirmed=True), ["1.1"]),
        (Selection(contested=True), ["1.2"]),
        (Selection(tbc=True), ["1.11"]),
        (Selection(strategic_priority="sp1", no_update=True, text="engagement"), ["1.10", "1.11"]),
    ],
)
def test_every_part_narrows_and_all_must_hold(
    finder: Finder, selection: Selection, found: list[str]
) -> None:
    assert refs(finder, selection) == found


@pytest.mark.parametrize("name", ["Police", "Metropolitan Police", "police (LEAD)"])
def test_a_lead_is_found_by_any_of_its_partners_names(finder: Finder, name: str) -> None:
    assert refs(finder, Selection(lead=name)) == ["1.2", "1.10"]


def test_a_lead_without_a_partner_record_is_found_by_its_own_name(finder: Finder) -> None:
    assert refs(finder, Selection(lead="community resilience partnership")) == ["1.11"]
    assert refs(finder, Selection(lead="Nobody")) == []


def test_leads_are_listed_once_under_the_name_of_their_record(finder: Finder) -> None:
    assert finder.leads() == {
        "Community Resilience Partnership": 1,
        "Hackney Council": 1,
        "Integrated Gangs Unit": 2,
        "Metropolitan Police": 2,
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gang", ["1.1", "1.2"]),
        ("CAFE  drop", ["1.1"]),
        ("café", ["1.1"]),
        ("engagement voluntary", ["1.11"]),
        ("voluntary engagement", ["1.11"]),
        ("one to one", ["1.1"]),
        ("youth justice", ["1.10"]),
        ("1.1", ["1.1", "1.10", "1.11"]),
        ("1.10", ["1.10"]),
        ("2.", ["2.1", "2.9"]),
        ("nowhere", []),
        ("   ", ["1.1", "1.2", "1.10", "1.11", "2.1", "2.9"]),
    ],
)
def test_a_search_finds_all_its_words_wherever_they_stand(
    finder: Finder, text: str, found: list[str]
) -> None:
    assert refs(finder, Selection(text=text)) == found


def test_the_action_whose_ref_is_the_search_is_the_best(finder: Finder) -> None:
    assert finder.best("1.1") == "a1"
    assert finder.best("1.10 ") == "a10"
    assert finder.best("1.") == ""


def test_a_field_added_to_the_table_is_searched() -> None:
    table = SHIPPED.with_field("action", Field("risk", "Risk"))
    plan = small()
    action = changed(next(plan.of("action")), {"risk": "Funding ends"})
    plan = plan.with_records([("action", action.id, action)])
    assert refs(Finder(plan, table), Selection(text="funding")) == ["1.1"]
    assert refs(Finder(plan, SHIPPED), Selection(text="funding")) == []


def follow(finder: Finder, plan: Document, *records: Record) -> Document:
    after = plan.with_records((each.kind, each.id, each) for each in records)
    finder.follow(after, [(each.kind, each.id, each) for each in records])
    return after


def test_it_follows_edits_additions_and_deletions(finder: Finder) -> None:
    plan = small()
    assert refs(finder, Selection(text="lighting")) == []
    action = plan.record("action", "a21")
    assert action
    plan = follow(finder, plan, changed(action, {"title": "Better lighting"}))
    plan = follow(finder, plan, record("action", "a3", {"ref": "1.3", "title": "Lighting"}))
    assert refs(finder, Selection(text="lighting")) == ["1.3", "2.1"]
    finder.follow(plan.with_records([("action", "a3", None)]), [("action", "a3", None)])
    assert refs(finder, Selection(text="lighting")) == ["2.1"]


def test_it_follows_a_partners_new_alias(finder: Finder) -> None:
    assert refs(finder, Selection(lead="CRP")) == []
    partner = record(
        "partner", "crp", {"name": "Community Resilience Partnership", "aliases": ["CRP"]}
    )
    follow(finder, small(), partner)
    assert refs(finder, Selection(lead="CRP")) == ["1.11"]


def test_search_texts_can_be_laid_out_ahead(finder: Finder) -> None:
    assert not finder.warm(4)
    assert finder.warm(4)
    assert refs(finder, Selection(text="gang")) == ["1.1", "1.2"]


def test_clearing_filters_keeps_the_place() -> None:
    asked = Selection(strategic_priority="sp1", group="igu", text="x", tbc=True)
    assert asked.filtered
    assert asked.cleared() == Selection(strategic_priority="sp1", group="igu")
    assert not asked.cleared().filtered
    assert Selection().asking("tbc", on=True) == Selection(tbc=True)


def test_folding_takes_off_case_accents_and_doubled_space() -> None:
    assert fold(" Café\u00a0 NOIR ") == "cafe noir"


def test_the_shipped_plans_actions_are_found_by_priority_and_partner() -> None:
    finder = Finder(hackney(), SHIPPED)
    sizes = [
        len(refs(finder, Selection(strategic_priority=each.id)))
        for each in hackney().strategic_priorities()
    ]
    assert sizes == [11, 13, 6, 16, 0, 3]
    assert refs(finder, Selection(lead="Police")) == refs(finder, Selection(lead="Met Police"))
    assert refs(finder, Selection(text="safer schools")) == ["1.7"]
