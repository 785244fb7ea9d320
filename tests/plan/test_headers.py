"""Headers as councils write them, and what they are taken to mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import SHIPPED, Field, Kind
from csp_desktop.plan.headers import match_header
from csp_desktop.plan.headertimes import settle, timing_of
from csp_desktop.plan.periods import Period

Q2 = Period(2016, 2)


def kind(name: str = "action") -> Kind:
    found = SHIPPED.kind(name)
    assert found
    return found


def meant(header: str, name: str = "action") -> str:
    """What a header is taken for, as field@period, in the second quarter of 2016/17."""
    timing = timing_of(header)
    matches = match_header(timing.rest, kind(name))
    if not matches:
        return ""
    field = kind(name).field(matches[0].field)
    assert field
    period = settle(timing, field.per, Q2, 2016)
    return f"{field.name}@{period}" if period else field.name


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Ref", "ref"),
        ("No.", "ref"),
        ("#", "ref"),
        ("ACTION", "title"),
        ("Action to be taken", "title"),
        ("What will we do?", "title"),
        ("Key Milestones", "activity"),
        ("By whom", "lead_partners"),
        ("Lead Agency / Partners", "lead_partners"),
        ("Owner / Deadline", "lead_partners"),
        ("Responsible Officer", "lead_officer"),
        ("By when", "due_date"),
        ("Date of completion", "due_date"),
        ("Date of completion and outcome", "completed_on"),
        ("Actual date", "completed_on"),
        ("Revised due date", "forecast_date"),
        ("Start date", "start_date"),
        ("Partners", "supporting_partners"),
        ("SRO", "lead_officer"),
        ("Path to green", "corrective_action@2016/17 Q2"),
        ("Arweinydd / Lead", "lead_partners"),
        ("RAG", "status@2016/17 Q2"),
        ("R/A/G", "status@2016/17 Q2"),
        ("Overall RAG status", "status@2016/17 Q2"),
        ("Progress RAG", "status@2016/17 Q2"),
        ("RAG commentary", "commentary@2016/17 Q2"),
        ("Status update", "commentary@2016/17 Q2"),
        ("Progress against milestones", "commentary@2016/17 Q2"),
        ("Progress this quarter", "commentary@2016/17 Q2"),
        ("Comments / progress update (please complete by 30 June)", "commentary@2016/17 Q2"),
        ("Remedial action", "corrective_action@2016/17 Q2"),
        ("What will success look like?", "expected_outcome"),
        ("Outputs / Outcomes", "expected_outcome"),
        ("How will we measure success?", "measure"),
        ("Sub group", "group"),
        ("Strategic Priority", "strategic_priority"),
        ("Priority area", "strategic_priority"),
        ("Objective", "delivery_priority"),
        ("Linked Strategies", "linked_strategies"),
    ],
)
def test_customary_headers_mean_their_fields(header: str, field: str) -> None:
    assert meant(header) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Comentary", "commentary@2016/17 Q2"),
        ("actoin", "title"),
        ("Lead parnters", "lead_partners"),
    ],
)
def test_slips_of_the_pen_are_understood(header: str, field: str) -> None:
    assert meant(header) == field


@pytest.mark.parametrize(
    "header",
    [
        "Budget",
        "Risk rating score",
        "Number of visits",
        "Funding",
        "Date last updated",
        "",
        "x" * 90,
    ],
)
def test_a_header_that_means_no_field_is_not_forced_into_one(header: str) -> None:
    assert meant(header) == ""


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("2016/17 planned delivery", "planned@2016/17"),
        ("Planned 16-17", "planned@2016/17"),
        ("State 2017–18", "state@2017/18"),
        ("2016-17 RAG", "status@2016/17 Q2"),
        ("2015-16 RAG", "status@2015/16 Q4"),
        ("RAG Q1", "status@2016/17 Q1"),
        ("Q1 2016/17 status", "status@2016/17 Q1"),
        ("Status at end of Quarter 3 2017/18", "status@2017/18 Q3"),
        ("1st Quarter RAG", "status@2016/17 Q1"),
        ("Update June 2016", "commentary@2016/17 Q1"),
        ("Progress as at 30/09/2016", "commentary@2016/17 Q2"),
        ("Progress as at 30 September 2016", "commentary@2016/17 Q2"),
        ("Update to 31st December 2016", "commentary@2016/17 Q3"),
        ("Progress 1 April - 30 June 2016", "commentary@2016/17 Q1"),
        ("RAG status at 31 March 17", "status@2016/17 Q4"),
        ("Apr-Jun 2016 update", "commentary@2016/17 Q1"),
        ("Jan to Mar update", "commentary@2016/17 Q4"),
        ("Year 2 planned", "planned@2017/18"),
        ("FY17 planned", "planned@2016/17"),
    ],
)
def test_the_time_in_a_header_is_that_of_its_cells(header: str, field: str) -> None:
    assert meant(header) == field


def test_a_header_of_time_alone_leaves_nothing_over() -> None:
    for header in ("2016/17", "16-17", "2016-2017", "Q3", "Q3 2016/17", "Sept 2016", "Year 1"):
        timing = timing_of(header)
        assert timing, header
        assert timing.rest == "", header


def test_a_span_of_years_names_no_one_year() -> None:
    assert timing_of("Strategy 2016-2019").period is None
    assert timing_of("Strategy 2016-2019").rest == "Strategy 2016-2019"


def test_what_a_header_asks_for_says_nothing_of_its_time() -> None:
    assert not timing_of("Update (please return by 30 June 2016)")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("PI", "name"),
        ("Good is", "direction"),
        ("Target 2016/17", "target@2016/17"),
        ("Q1 actual", "actual@2016/17 Q1"),
        ("Outturn 2015/16", "actual@2015/16"),
        ("April 2016 actual", "actual@2016-04"),
        ("Baseline", "baseline_value"),
    ],
)
def test_indicators_have_headers_of_their_own(header: str, field: str) -> None:
    assert meant(header, "indicator") == field


def test_a_field_added_to_the_table_is_matched_by_its_label_and_aliases() -> None:
    table = SHIPPED.with_field("action", Field("budget", "Budget", Type.NUMBER, aliases=("Cost",)))
    action = table.kind("action")
    assert action
    assert match_header("Budget", action)[0].field == "budget"
    assert match_header("cost (£)", action)[0].field == "budget"


@given(st.text(max_size=90))
def test_no_text_is_too_odd_to_be_a_header(text: str) -> None:
    timing = timing_of(text)
    for match in match_header(timing.rest, kind()):
        field = kind().field(match.field)
        assert field
        assert bool(settle(timing, field.per, Q2, 2016)) == (field.per is not Per.NONE)
