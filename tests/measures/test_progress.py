import pytest

from csp_desktop.measures.progress import Counts, as_at, counts, moved, standing
from csp_desktop.plan.document import Record
from csp_desktop.plan.values import Value
from tests.documents import record, small

NOW = "2016/17 Q2"


def action(**values: Value) -> Record:
    names = {
        name.replace("_q", "@2016/17 Q").replace("_last_year", "@2015/16 Q4"): value
        for name, value in values.items()
    }
    names = {name.replace("state_now", "state@2016/17"): value for name, value in names.items()}
    return record("action", "a", {"ref": "1.1", **names})


def test_a_status_of_the_quarter_is_its_standing() -> None:
    found = standing(action(status_q1="at risk", status_q2="on track", status_q3="complete"), NOW)
    assert (found.status, found.last, found.last_quarter) == ("on track", "at risk", "2016/17 Q1")
    assert not found.owed
    assert found.counted == "on track"


def test_without_one_the_last_before_it_is_known_and_an_update_is_owed() -> None:
    found = standing(action(status_last_year="at risk", status_q3="complete"), NOW)
    assert (found.status, found.last, found.last_quarter) == (None, "at risk", "2015/16 Q4")
    assert found.owed
    assert found.counted == ""


def test_a_cleared_status_counts_as_none() -> None:
    assert standing(action(status_q2=None), NOW).owed


@pytest.mark.parametrize("last", ["complete", "not applicable"])
def test_nothing_is_owed_once_an_action_is_settled(last: str) -> None:
    found = standing(action(status_q1=last), NOW)
    assert not found.owed
    assert found.counted == last


def test_nothing_is_owed_in_a_year_that_is_not_applicable() -> None:
    found = standing(action(state_now="not applicable"), NOW)
    assert not found.owed
    assert found.counted == "not applicable"


@pytest.mark.parametrize("state", ["delegated", "tbc", "ongoing"])
def test_delegated_and_tbc_owe_an_update_too(state: str) -> None:
    assert standing(action(state_now=state), NOW).owed


def test_as_at_names_the_year_only_where_it_is_another() -> None:
    assert as_at("2016/17 Q1", NOW) == "as at Q1"
    assert as_at("2015/16 Q4", NOW) == "as at Q4 2015/16"


def test_counts_add_up_and_keep_the_order_of_statuses() -> None:
    found = counts(small().actions(), NOW)
    assert found == Counts(6, {"complete": 1, "on track": 1, "at risk": 1}, 3)
    assert list(found.by_status) == ["complete", "on track", "at risk"]
    assert sum(found.by_status.values()) + found.no_update == found.total


def test_delegated_not_applicable_and_tbc_are_told_apart() -> None:
    some = [action(status_q2=status) for status in ("delegated", "tbc", "on track", "delegated")]
    assert counts(some, NOW).apart == {"delegated": 2, "tbc": 1}


def test_no_actions_count_nothing() -> None:
    assert counts([], NOW) == Counts()


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ("at risk", "on track", "improved"),
        ("on track", "on track", "same"),
        ("complete", "off track", "worse"),
        ("delegated", "on track", None),
        (None, "on track", None),
        ("on track", None, None),
    ],
)
def test_travel_is_against_the_quarter_before(
    before: str | None, now: str | None, direction: str | None
) -> None:
    assert moved(action(status_q1=before, status_q2=now), NOW) == direction


def test_the_long_trend_is_against_the_same_quarter_of_the_year_before() -> None:
    values: dict[str, Value] = {"status@2015/16 Q2": "off track", "status@2016/17 Q2": "at risk"}
    assert moved(record("action", "a", values), NOW, since="year") == "improved"
    assert moved(record("action", "a", values), NOW) is None
    assert moved(record("action", "a", values), "soon") is None
