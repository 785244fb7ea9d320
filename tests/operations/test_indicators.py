"""What was reported first, since when a target is unset, and files that hold no figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csp_desktop.errors import Refusal
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.operations.editing.undo import undo
from csp_desktop.operations.indicators.definitions import (
    enter,
    first_reported,
    named,
    read_csv,
    unset_since,
)
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.plan_files import new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import Value

JULY = Stamp("Ann", "2016-07-01T09:00:00+01:00")
AUGUST = Stamp("Bob", "2016-08-02T09:00:00+01:00")
SYV = "ind-syv"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[OpenPlan]:
    opened = new_plan(tmp_path / "plan.cspplan", SHIPPED, JULY, sample="hackney-2016-18")
    yield opened
    opened.close()


def figure(value: Value, name: str = "count", period: str = "2016-04") -> Edit:
    return Edit("indicator", SYV, name, period, value)


def test_the_value_first_reported_is_kept_through_revisions(plan: OpenPlan) -> None:
    enter(plan, [figure(19)], JULY)
    enter(plan, [figure(23)], AUGUST)
    first = first_reported(plan, SYV)["count", "2016-04"]
    assert (first.value, first.author, first.at) == (19, "Ann", JULY.at)
    assert first_reported(plan, SYV)["actual", "2015/16"].at is None  # as published


def test_what_was_undone_was_not_reported(plan: OpenPlan) -> None:
    enter(plan, [figure(190)], JULY)
    undo(plan, JULY)
    assert ("count", "2016-04") not in first_reported(plan, SYV)
    enter(plan, [figure(19)], AUGUST)
    assert first_reported(plan, SYV)["count", "2016-04"].value == 19


def test_a_target_is_unset_since_somebody_made_it_so(plan: OpenPlan) -> None:
    assert unset_since(plan, "2016/17 Q1")[SYV] == ""  # as published
    edit(plan, [figure(-9, "target", "2017/18")], JULY)
    assert SYV not in unset_since(plan, "2016/17 Q1")
    edit(plan, [figure("tbc", "target", "2017/18")], AUGUST)
    assert unset_since(plan, "2016/17 Q1")[SYV] == "2016-08-02"


def test_only_an_indicator_is_taken_for_one(plan: OpenPlan) -> None:
    document = plan.document()
    assert named(document, SHIPPED, "reduction in the number of gun discharges").id == "ind-gun"
    with pytest.raises(Refusal, match="no indicator"):
        named(document, SHIPPED, "1.1")


def test_a_file_that_holds_no_text_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"a\x00b\x00\x00\x81")
    with pytest.raises(Refusal, match="not a text file"):
        read_csv(binary)
