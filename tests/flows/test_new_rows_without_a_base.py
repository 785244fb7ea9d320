"""A new action in two returns that lost what they were made from: it is added whole, or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.flows.command import command, data, done
from tests.flows.returning import IGU, Q1, Book

FIRST = {"status": "off track", "commentary": "First words"}
SECOND = {"status": "on track", "commentary": "Other words", "evidence": "Photos"}


class Deputies:
    """A return filled in by two people, each of whom put 9.1 in the first empty row."""

    def __init__(self, plan: Path, *, all_lost: bool) -> None:
        self.plan, self._all_lost = plan, all_lost
        self._sent = plan.with_name("sent.xlsx")
        office = plan.with_name("office.cspplan")
        done("copy", plan, office)
        done("export", office, self._sent, "--group", IGU)

    def file(self, name: str, said: dict[str, str], title: str = "Street pastors") -> Path:
        """One of the files, with what its sender says of 9.1."""
        book = Book(self._sent)
        book.put(book.spare(), Ref="9.1", Action=title, **said)
        path = book.save(f"{name}.xlsx")
        lost = load_workbook(path)
        for sheet in [each for each in lost.worksheets if each.sheet_state != "visible"]:
            del lost[sheet.title]
        if self._all_lost:
            for defined in list(lost.defined_names):
                del lost.defined_names[defined]
            properties: Any = getattr(lost, "custom_doc_props")  # noqa: B009 - its stubs lack it
            for told in list(properties.names):
                del properties[told]
        lost.save(path)
        return path

    def merge(self, *files: Path) -> list[dict[str, Any]]:
        """Merge them; answers with what waits then."""
        assert command("merge", self.plan, *files).code == 3
        return self.waiting()

    def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = command("conflicts", self.plan, "--json").data
        return found

    def actions(self) -> list[dict[str, Any]]:
        """What bears 9.1, or nothing at all."""
        shown: list[dict[str, Any]] = data("show", self.plan)["actions"]
        assert all(each["ref"] and each["title"] for each in shown)
        return [each for each in shown if each["ref"] == "9.1"]

    def update(self) -> dict[str, Any]:
        """What the one 9.1 says of the quarter, without what is blank."""
        (action,) = self.actions()
        return {name: said for name, said in action["quarters"][Q1].items() if said}


@pytest.fixture(params=[True, False], ids=["all of it lost", "the base lost"])
def deputies(plan: Path, request: pytest.FixtureRequest) -> Deputies:
    return Deputies(plan, all_lost=request.param)


def _says(choice: dict[str, Any]) -> dict[str, str]:
    fields = choice["fields"]
    assert (fields.pop("ref"), fields.pop("title")) == ("9.1", "Street pastors")
    return {name.removesuffix(f"@{Q1}"): said for name, said in fields.items()}


def test_each_file_is_one_side_and_its_row_is_shown_whole(deputies: Deputies) -> None:
    (found,) = deputies.merge(deputies.file("one", FIRST), deputies.file("two", SECOND))
    assert (found["kind"], found["ref"], deputies.actions()) == ("held", "9.1", [])
    assert {each["source"]: _says(each) for each in found["choices"]} == {
        "one.xlsx": FIRST, "two.xlsx": SECOND,
    }  # fmt: skip
    assert all(each["value"].startswith("9.1 Street pastors; ") for each in found["choices"])


@pytest.mark.parametrize(("source", "said", "other"), [
    ("one.xlsx", FIRST, SECOND), ("two.xlsx", SECOND, FIRST),
])  # fmt: skip
def test_taking_one_takes_that_row_whole_and_the_other_s_differences_wait(
    deputies: Deputies, source: str, said: dict[str, str], other: dict[str, str]
) -> None:
    (found,) = deputies.merge(deputies.file("one", FIRST), deputies.file("two", SECOND))
    (taken,) = [each["n"] for each in found["choices"] if each["source"] == source]
    done("resolve", deputies.plan, found["id"], "--take", taken)
    assert deputies.update() == said
    left = {each["field"]: each["choices"][0]["value"] for each in deputies.waiting()}
    assert left == other
    done("check", deputies.plan)
    done("undo", deputies.plan)
    assert ([each["id"] for each in deputies.waiting()], deputies.actions()) == ([found["id"]], [])


def test_rows_that_say_the_same_are_one_side(deputies: Deputies) -> None:
    (found,) = deputies.merge(deputies.file("one", FIRST), deputies.file("two", FIRST))
    assert len(found["choices"]) == 1
    done("resolve", deputies.plan, found["id"], "--take", 1)
    assert (deputies.update(), deputies.waiting()) == (FIRST, [])


def test_what_is_left_is_listed_again_as_a_new_row_when_the_second_file_comes(
    deputies: Deputies,
) -> None:
    one, two = deputies.file("one", FIRST), deputies.file("two", SECOND)
    (found,) = deputies.merge(one)
    done("resolve", deputies.plan, found["id"], "--leave")
    assert (deputies.waiting(), deputies.actions()) == ([], [])
    (again,) = deputies.merge(two)
    assert (again["kind"], [_says(each) for each in again["choices"]]) == ("held", [SECOND])
    assert deputies.actions() == []
    done("resolve", deputies.plan, again["id"], "--take", 1)
    assert (deputies.update(), deputies.waiting()) == (SECOND, [])
    done("check", deputies.plan)


def test_the_order_of_the_files_changes_nothing(deputies: Deputies) -> None:
    one, two = deputies.file("one", FIRST), deputies.file("two", SECOND)
    other = deputies.plan.with_name("other.cspplan")
    done("copy", deputies.plan, other)
    (found,) = deputies.merge(one, two)
    assert command("merge", other, two).code == 3
    assert command("merge", other, one).code == 3
    (again,) = command("conflicts", other, "--json").data
    assert again == found


def test_a_row_of_several_is_taken_by_its_number_only(deputies: Deputies) -> None:
    (found,) = deputies.merge(deputies.file("one", FIRST), deputies.file("two", SECOND))
    refused = command("resolve", deputies.plan, found["id"], "--value", "9.1")
    assert refused.code == 1
    assert "--take N for one of the rows" in refused.err
