"""The shipped Hackney plan, against what was published."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
DOCUMENT: Final[dict[str, Any]] = json.loads(
    (ROOT / "data" / "hackney-2016-18.json").read_text(encoding="utf-8")
)
PUBLISHED: Final[dict[str, Any]] = json.loads(
    (ROOT / "tests" / "samples" / "published.json").read_text(encoding="utf-8")
)
RECORDS: Final[list[dict[str, Any]]] = DOCUMENT["records"]
YEARS: Final = ("2015/16", "2016/17", "2017/18")

LINKS: Final = {
    "strategic_priority": "strategic_priority",
    "delivery_priority": "delivery_priority",
    "group": "group",
    "cross_references": "action",
    "strategic_priorities": "strategic_priority",
    "reports_to": "group",
}
# The words by which an action itself speaks of a theme; it is linked to no other.
THEME_WORDS: Final = {
    "Regeneration, planning and housing": "regenerat|planning",
    "Mental health": "mental health",
    "Public perception and confidence": "confidence in (the police|policing)|public confidence",
    "Drug/substance misuse": "drug|substance misuse",
    "Reducing reoffending": "re-?offend",
    "Offender management and rehabilitation": "offender management|IOM cohort",
}
# Named beside an action, but bodies or people rather than strategies.
NOT_STRATEGIES: Final = {
    "ASBAP (Anti-Social Behaviour Action Panels)",
    "IOM cohort",
    "LOEG",
    "Partnership Tasking",
    "Police and Partnership joint tasking meetings",
}
# Read with a doubt that the published rows and columns do not settle.
DOUBTFUL: Final = {
    "1.11": {"activity"},
    "2.3": {"expected_outcome"},
    "2.11": {"cross_references"},
    "4.5": {"measure"},
    "4.15": {"measure"},
    "4.16": {"activity"},
    "6.3": {"activity"},
}
UNCONFIRMED_FIGURES: Final = {
    "ind-syv": {"name", "target@2015/16", "target@2016/17", "actual@2015/16"},
    "ind-gun": {"name", "target@2015/16", "target@2016/17", "actual@2015/16"},
    "ind-syv-sd": {"target_kind", "target@2016/17"},
}
UNCONFIRMED_ELSEWHERE: Final = {
    "hk-b-hackney": {"value@2015/16"},
    "hk-g-sog": {"reports_to"},
    "hk-p-hackney-housing": {"aliases"},
    "hk-p-licensing": {"aliases"},
    "hk-p-noise": {"aliases"},
    "hk-p-safer-communities": {"aliases"},
    "hk-s-vawg": {"where"},
}


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [record for record in RECORDS if record["kind"] == kind]


def values(kind: str) -> list[dict[str, Any]]:
    return [record["values"] for record in of_kind(kind)]


def by_ref() -> dict[str, dict[str, Any]]:
    return {record["values"]["ref"]: record for record in of_kind("action")}


def names(kind: str) -> Counter[str]:
    """How many records of a kind answer to each name or alias."""
    return Counter(
        name for record in values(kind) for name in {record["name"], *record.get("aliases", [])}
    )


def state_of(text: str) -> str:
    """The state that a year cell's published text stands for."""
    if text == "N/A":
        return "not applicable"
    if text == "In Development" or text.endswith("under development"):
        return "in development"
    if text.lower().startswith("tbc"):
        return "tbc"
    if text.startswith(("Delivery through", "See ")):
        return "delegated"
    if text.startswith(("Ongoing", "Cocooning is an ongoing")):
        return "ongoing"
    return "planned"


def ids(entries: list[dict[str, Any]], key: str) -> list[str]:
    return [str(entry[key]) for entry in entries]


PUBLISHED_ACTIONS: Final = pytest.mark.parametrize(
    "published", PUBLISHED["actions"], ids=ids(PUBLISHED["actions"], "ref")
)
PUBLISHED_INDICATORS: Final = pytest.mark.parametrize(
    "published", PUBLISHED["indicators"], ids=ids(PUBLISHED["indicators"], "id")
)


def test_the_file_is_written_one_way() -> None:
    path = ROOT / "data" / "hackney-2016-18.json"
    assert path.read_text(encoding="utf-8") == (
        json.dumps(DOCUMENT, ensure_ascii=False, indent=1) + "\n"
    )
    assert set(DOCUMENT) == {"plan", "author", "records"}
    assert (DOCUMENT["plan"], DOCUMENT["author"]) == ("hackney-2016-18", "Published plan")


def test_counts() -> None:
    assert Counter(record["kind"] for record in RECORDS) == {
        "plan": 1,
        "year": 3,
        "strategic_priority": 6,
        "delivery_priority": 11,
        "action": 49,
        "indicator": 18,
        "group": 15,
        "partner": 52,
        "theme": 7,
        "strategy": 25,
        "case_study": 8,
        "duty": 2,
        "figure": 63,
        "benchmark": 3,
    }
    cells = [key for action in values("action") for key in action if key.startswith("planned@")]
    assert len(cells) == PUBLISHED["counts"]["year_cells_total"] == 147
    improvements = [
        line
        for priority in values("delivery_priority")
        for line in priority.get("improvement_actions", [])
    ]
    assert len(improvements) == PUBLISHED["counts"]["improvement_actions_total"] == 16
    assert (
        Counter(action["planned@" + year] for action in values("action") for year in YEARS)
        == (PUBLISHED["counts"]["year_cell_exact_values"])
    )


def test_ids_are_unique_and_fixed() -> None:
    every = [record["id"] for record in RECORDS]
    assert len(set(every)) == len(every)
    assert ids(of_kind("action"), "id") == [f"hk-a{n:02d}" for n in range(1, 50)]
    assert ids(of_kind("strategic_priority"), "id") == [f"hk-sp{n}" for n in range(1, 7)]
    assert ids(of_kind("delivery_priority"), "id") == [
        "hk-" + priority["id"].lower().replace(".", "")
        for priority in PUBLISHED["delivery_priorities"]
    ]
    assert ids(of_kind("indicator"), "id") == ids(PUBLISHED["indicators"], "id")
    assert ids(of_kind("figure"), "id") == [f"hk-f{n:02d}" for n in range(1, 64)]


@pytest.mark.parametrize("record", RECORDS, ids=ids(RECORDS, "id"))
def test_a_record_is_well_formed(record: dict[str, Any]) -> None:
    assert set(record) <= {"kind", "id", "values", "unconfirmed"}
    for key, value in record["values"].items():
        assert re.fullmatch(r"[a-z_]+(@\d{4}/\d{2})?", key)
        assert value not in (None, "", [])
        for text in value if isinstance(value, list) else [value]:
            assert isinstance(text, str | int | float)
            if isinstance(text, str):
                assert text == text.strip()
                assert "  " not in text
    marked = record.get("unconfirmed", [])
    assert len(set(marked)) == len(marked)
    assert set(marked) <= set(record["values"])


@pytest.mark.parametrize("record", RECORDS, ids=ids(RECORDS, "id"))
def test_every_link_resolves(record: dict[str, Any]) -> None:
    kinds = {other["id"]: other["kind"] for other in RECORDS}
    for field, kind in LINKS.items():
        value = record["values"].get(field, [])
        for target in value if isinstance(value, list) else [value]:
            assert kinds[target] == kind
            assert target != record["id"]


def test_the_plan_and_its_years() -> None:
    (plan,) = values("plan")
    for field in ("title", "borough", "previous_plan"):
        assert plan[field] == PUBLISHED["plan"][field]
    assert (plan["working_quarter"], plan["marking"], plan["tolerance"]) == (
        "2016/17 Q1",
        "OFFICIAL",
        10,
    )
    for year in of_kind("year"):
        assert year["id"] == year["values"]["name"]
    assert ids(of_kind("year"), "id") == PUBLISHED["plan"]["years"] == list(YEARS)


def test_strategic_priorities_as_published() -> None:
    for record, published in zip(
        of_kind("strategic_priority"), PUBLISHED["strategic_priorities"], strict=True
    ):
        priority = record["values"]
        for field in ("number", "title", "linked_strategies"):
            assert priority[field] == published[field]
        assert len(priority.get("outcomes", [])) == published["outcomes"]
        assert 2 <= len(re.findall(r"[.](?: |$)", priority["narrative"])) <= 5
        studies = [
            study["title"]
            for study in values("case_study")
            if study["strategic_priority"] == record["id"]
        ]
        assert studies == published["case_studies"]


def test_a_priority_without_actions_shows_where_its_plan_lives() -> None:
    with_actions = {action["strategic_priority"] for action in values("action")}
    through = {
        record["id"]: record["values"]["delivered_through"]
        for record in of_kind("strategic_priority")
        if "delivered_through" in record["values"]
    }
    assert set(through) == {f"hk-sp{n}" for n in range(1, 7)} - with_actions == {"hk-sp5"}
    assert names("strategy")[through["hk-sp5"]] == 1


def test_delivery_priorities_as_published() -> None:
    for record, published in zip(
        of_kind("delivery_priority"), PUBLISHED["delivery_priorities"], strict=True
    ):
        priority = record["values"]
        assert priority["label"] == published["id"]
        assert priority["number"] == published["number"]
        assert priority["strategic_priority"] == f"hk-sp{published['strategic_priority']}"
        assert priority.get("title") == published["title"]
        assert ("objective" in priority) == published["has_objective"]
        assert len(priority.get("improvement_actions", [])) == published["improvement_actions"]
        refs = [
            action["ref"]
            for action in values("action")
            if action["delivery_priority"] == record["id"]
        ]
        assert refs == published["actions"]


def test_actions_stand_in_published_order() -> None:
    assert list(by_ref()) == ids(PUBLISHED["actions"], "ref")
    assert {"1.1", "1.10", "2.1", "2.10", "4.1", "4.10"} <= set(by_ref())


@PUBLISHED_ACTIONS
def test_an_action_as_published(published: dict[str, Any]) -> None:
    action = by_ref()[published["ref"]]["values"]
    assert action["title"] == published["title"]
    assert action["lead_partners"] == published["lead_partners"]
    assert action["strategic_priority"] == f"hk-sp{published['strategic_priority']}"
    assert action["delivery_priority"] == (
        "hk-" + published["delivery_priority"].lower().replace(".", "")
    )
    assert {year: action["planned@" + year] for year in YEARS} == published["years"]
    assert ("measure" in action) == published["has_measure"]


@PUBLISHED_ACTIONS
def test_every_point_of_an_activity_is_there(published: dict[str, Any]) -> None:
    action = by_ref()[published["ref"]]["values"]
    lines = action["activity"].split("\n")
    if len(lines) > 1:
        assert all(line.startswith("• ") for line in lines)
    else:
        assert not lines[0].startswith("•")
    if published["ref"] == "4.11":  # its points are four places, which stand in one line
        places = ("Shoreditch", "A10 Corridor", "Broadway Market", "Hackney Central")
        assert all(place in lines[0] for place in places)
    else:
        assert len(lines) >= published["bullet_count"]
    assert action["expected_outcome"]


@PUBLISHED_ACTIONS
def test_a_state_follows_from_the_text_of_its_year(published: dict[str, Any]) -> None:
    action = by_ref()[published["ref"]]["values"]
    for year in YEARS:
        assert action["state@" + year] == state_of(published["years"][year])


def test_states_in_all() -> None:
    states = Counter(action["state@" + year] for action in values("action") for year in YEARS)
    assert states == {
        "ongoing": 66,
        "delegated": 34,
        "tbc": 18,
        "planned": 13,
        "not applicable": 12,
        "in development": 4,
    }


@PUBLISHED_ACTIONS
def test_cross_references_lead_to_actions_and_the_rest_are_named(
    published: dict[str, Any],
) -> None:
    action = by_ref()[published["ref"]]["values"]
    refs: list[str] = []
    other: list[str] = []
    for text in published["cross_references"]:
        found = re.fullmatch(r"(?:.*\()?(\d\.\d+)\)?", text)
        if found:
            refs.append(found[1])
        else:
            other.append(text)
    assert action.get("cross_references", []) == [by_ref()[ref]["id"] for ref in refs]
    assert action.get("linked_strategies", []) == other


def test_every_lead_partner_is_known_once() -> None:
    known = names("partner")
    leads = {lead for action in values("action") for lead in action["lead_partners"]}
    assert len(leads) == PUBLISHED["counts"]["distinct_lead_names"]
    assert {lead: known[lead] for lead in leads} == dict.fromkeys(leads, 1)
    assert [name for name, count in known.items() if count > 1] == []
    assert {
        partner["name"] for partner in values("partner") if partner["partner_kind"] == "all"
    } == {"All Partners", "Multi-agency"}


def test_aliases_lead_to_one_partner() -> None:
    partner = {
        name: record["id"]
        for record in of_kind("partner")
        for name in (record["values"]["name"], *record["values"].get("aliases", []))
    }
    for alias, canonical in PUBLISHED["lead_partner_aliases"].items():
        name = re.sub(r" \(.*\)$| or LBH Housing.*$", "", canonical)
        assert partner[alias] == partner[name]


def test_every_organisation_is_a_partner_or_a_group() -> None:
    known = {*names("partner"), *names("group")}
    for organisation in PUBLISHED["organisations"]:
        if organisation.startswith("Affiliated sub groups"):
            continue  # the plan does not list them
        parts = {organisation, *organisation.split(" / ")}
        parts |= {re.sub(r" \(.*\)$", "", part) for part in parts}
        assert parts & known, organisation


def test_every_action_has_one_proposed_group_of_the_plan() -> None:
    for action in of_kind("action"):
        assert action["values"]["group"].startswith("hk-g-")
        assert "group" in action["unconfirmed"]
    groups = values("group")
    assert all(group["short_name"] for group in groups)
    assert len({group["short_name"] for group in groups}) == len(groups)
    assert {group["role"] for group in groups} <= {
        "board",
        "panel",
        "partnership",
        "sub-group",
    }


@PUBLISHED_INDICATORS
def test_an_indicator_as_published(published: dict[str, Any]) -> None:
    indicator = next(r["values"] for r in of_kind("indicator") if r["id"] == published["id"])
    assert indicator["name"] == published["name"]
    assert indicator["published"] == published["verbatim"]
    assert indicator["delivery_priority"] == (
        "hk-" + published["delivery_priority"].lower().replace(".", "")
    )
    assert indicator["strategic_priority"] == f"hk-sp{published['delivery_priority'][0]}"
    assert indicator.get("unit") == published["unit"]
    direction = published["direction"]
    assert indicator.get("direction") == (direction and direction.replace(" (implied)", ""))
    for year in YEARS:
        assert indicator.get("target@" + year) == published["targets"][year]
        assert indicator.get("actual@" + year) == published["actuals"][year]
    assert ("reference" in indicator) == (published["status"] == "reference")
    assert ("target_kind" in indicator) == (published["status"] != "reference")
    assert (indicator.get("target_kind") == "tbc") == (published["status"] == "tbc")


def test_strategies_are_known_by_their_printed_names() -> None:
    known = [strategy["name"] for strategy in values("strategy")]
    assert len(set(known)) == len(known)
    printed = [
        name
        for strategy in values("strategy")
        for name in strategy.get("where", "").partition("Also named: ")[2].split("; ")
        if name
    ]
    wanted = {
        *PUBLISHED["plan_linked_strategies"],
        *(name for sp in values("strategic_priority") for name in sp["linked_strategies"]),
        *(name for action in values("action") for name in action.get("linked_strategies", [])),
    }
    assert wanted - {*known, *printed} == NOT_STRATEGIES
    assert set(printed) <= wanted
    assert not set(printed) & set(known)


def test_an_action_serves_the_themes_that_its_own_words_name() -> None:
    for action in values("action"):
        told = ("title", "activity", "expected_outcome", "measure")
        texts = " ".join(action.get(name, "") for name in told)
        for theme in action.get("themes", []):
            assert re.search(THEME_WORDS[theme], texts, re.IGNORECASE), (action["ref"], theme)


def test_each_theme_that_the_actions_name_has_some() -> None:
    served = {theme for action in values("action") for theme in action.get("themes", [])}
    assert served == THEME_WORDS.keys()
    # Of preventing extremism no action speaks.
    assert set(PUBLISHED["cross_cutting_themes"]) - served == {"Prevent (extremism)"}


def test_themes_and_duties_as_published() -> None:
    assert [theme["name"] for theme in values("theme")] == PUBLISHED["cross_cutting_themes"]
    assert [theme["number"] for theme in values("theme")] == list(range(1, 8))
    assert [duty["name"] for duty in values("duty")] == PUBLISHED["statutory_duties"]
    assert values("duty")[1]["in_force"] == "1 July 2015"


def test_case_studies_are_titles_only() -> None:
    studies = values("case_study")
    assert studies
    for study in studies:
        assert set(study) == {"title", "strategic_priority", "page"}


def test_figures_as_published() -> None:
    figures = values("figure")
    for figure, published in zip(figures[:49], PUBLISHED["figures"], strict=True):
        for field in ("section", "value", "unit", "period", "area", "page"):
            text = published[field]
            assert figure.get(field) == (None if text == "not stated" else text)
        assert figure["statement"]
    assert Counter(figure["section"] for figure in figures[49:]) == {
        "MOPAC 7": 7,
        "Youth justice indicators": 4,
        "Indicators": 3,
    }


def test_benchmarks_hold_only_what_was_published() -> None:
    points = {
        record["id"]: {
            key.removeprefix("value@"): value
            for key, value in record["values"].items()
            if key.startswith("value@")
        }
        for record in of_kind("benchmark")
    }
    assert points == {
        "hk-b-hackney": {"2002/03": 100, "2014/15": 65.3, "2015/16": 69.2},
        "hk-b-msg": {"2002/03": 100, "2014/15": 65.5},
        "hk-b-mps": {"2002/03": 100, "2014/15": 86.6},
    }
    change = {figure["area"]: figure["value"] for figure in values("figure")[:4:2]}
    assert change == {"Hackney": -34.7, "MPS": -13.4}
    assert points["hk-b-hackney"]["2014/15"] == pytest.approx(100 + change["Hackney"])
    assert points["hk-b-mps"]["2014/15"] == pytest.approx(100 + change["MPS"])
    assert points["hk-b-hackney"]["2015/16"] == pytest.approx(65.3 * 1.06, abs=0.05)


def test_unconfirmed_is_exactly_what_the_published_text_leaves_open() -> None:
    expected = dict(UNCONFIRMED_ELSEWHERE)
    for published in PUBLISHED["actions"]:
        open_cells = {"group"} | DOUBTFUL.get(published["ref"], set())
        if "themes" in by_ref()[published["ref"]]["values"]:
            open_cells.add("themes")
        if published["lead_confidence"] != "certain":
            open_cells.add("lead_partners")
        for year in YEARS:
            if published["year_confidence"][year] != "certain":
                open_cells |= {"planned@" + year, "state@" + year}
        expected[by_ref()[published["ref"]]["id"]] = open_cells
    for published in PUBLISHED["indicators"]:
        open_cells = set(UNCONFIRMED_FIGURES.get(published["id"], set()))
        if (published["direction"] or "").endswith("(implied)"):
            open_cells.add("direction")
        if open_cells:
            expected[published["id"]] = open_cells
    marked = {r["id"]: set(r["unconfirmed"]) for r in RECORDS if "unconfirmed" in r}
    assert marked == expected
