"""What a return may settle by itself, what waits for a person, and what comes of deciding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flows.command import command, data, done, sentence
from tests.flows.returning import IGU, Q1, Q2, SYH, Book, Post, as_sent, send_out


@pytest.fixture(scope="module")
def posted(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Post:
    return send_out(shipped, tmp_path_factory.mktemp("posted"))


@pytest.fixture
def post(posted: Post, tmp_path: Path) -> Post:
    return as_sent(posted, tmp_path / "post")


def contested(post: Post, value: str = "G", other: str = "R") -> dict[str, Any]:
    """A conflict over the status of 1.1, made by two copies."""
    copy = post.copy("apart")
    done("set", post.plan, "1.1", "status", value, "--by", "Ann")
    done("set", copy, "1.1", "status", other, "--by", "Bob")
    post.merge(copy, code=3)
    (found,) = post.waiting()
    return found


# Edits that the return does not ask for


def test_a_grey_column_is_held_with_its_reason_and_may_be_taken(post: Post) -> None:
    file = post.open().put("1.1", action="A better title", status="G").save()
    report = post.only(file, code=3)
    assert report["applied"] == 1
    assert report["held"] == [
        {
            "ref": "1.1",
            "field": "title",
            "period": None,
            "value": "A better title",
            "reason": "a column that the return does not ask for",
        }
    ]
    assert post.action("1.1")["title"] != "A better title"
    (waits,) = post.waiting()
    assert (waits["kind"], waits["field"]) == ("held", "title")
    assert [each["value"] for each in waits["choices"]] == ["A better title"]
    assert post.resolve(waits, "--take", 1).code == 0
    assert post.action("1.1")["title"] == "A better title"
    assert post.waiting() == []
    assert post.only(file)["already_known"] == 2


def test_a_held_edit_that_is_left_stays_left(post: Post) -> None:
    title = post.action("1.1")["title"]
    file = post.open().put("1.1", action="A worse title").save()
    post.only(file, code=3)
    (waits,) = post.waiting()
    assert post.resolve(waits, "--leave").code == 0
    assert post.only(file)["already_known"] == 1
    assert post.waiting() == []
    assert post.action("1.1")["title"] == title
    done("undo", post.plan)
    assert [each["id"] for each in post.waiting()] == [waits["id"]]


def test_a_held_edit_may_be_settled_with_a_value_of_ones_own(post: Post) -> None:
    post.only(post.open().put("1.1", action="Nearly").save(), code=3)
    assert post.resolve(post.waiting()[0], "--value", "Just so").code == 0
    assert post.action("1.1")["title"] == "Just so"
    assert post.waiting() == []


def test_a_held_edit_travels_and_so_does_what_was_decided_about_it(post: Post) -> None:
    post.only(post.open().put("1.1", action="A better title").save(), code=3)
    other = post.copy()
    (waits,) = post.waiting(other)
    assert post.resolve(waits, "--take", 1, plan=other).code == 0
    post.merge(other)
    assert post.action("1.1")["title"] == "A better title"
    assert post.waiting() == []


def test_a_proposal_of_what_stands_there_by_now_waits_for_nobody(post: Post) -> None:
    file = post.open().put("1.1", action="A better title").save()
    done("set", post.plan, "1.1", "title", "A better title")
    report = post.only(file)
    assert report["held"] == []
    assert post.waiting() == []


def test_another_groups_row_pasted_in_with_its_id_is_held(post: Post) -> None:
    theirs = post.open("syh")
    ours = post.open("igu").put("1.1", status="G")
    target, source = ours.spare(), theirs.row("1.10")
    for column in range(1, 12):
        ours.sheet().cell(target, column).value = theirs.sheet().cell(source, column).value
    ours.put(target, status="Amber", commentary="Told by the wrong group")
    report = post.only(ours.save(), code=3)
    assert report["applied"] == 1
    assert {(each["ref"], each["field"], each["value"]) for each in report["held"]} == {
        ("1.10", "status", "at risk"),
        ("1.10", "commentary", "Told by the wrong group"),
    }
    assert {each["reason"] for each in report["held"]} == {
        "an action that the return was not made for"
    }
    assert post.quarter("1.10")["status"] is None
    status, commentary = sorted(post.waiting(), key=lambda each: each["field"], reverse=True)
    assert post.resolve(status, "--take", 1).code == 0
    assert post.resolve(commentary, "--leave").code == 0
    assert post.quarter("1.10")["status"] == "at risk"
    assert post.quarter("1.10")["commentary"] is None
    assert post.waiting() == []


def test_in_the_whole_plan_every_column_may_be_changed(post: Post) -> None:
    book = post.open("whole")
    book.cell("1.1", "Title", "Plan").value = "A better title"
    book.cell("1.2", "Sub-group", "Plan").value = SYH
    book.cell("1.3", "2017/18", "Plan").value = "Ongoing\nand then done"
    report = post.only(book.save())
    assert (report["applied"], report["held"]) == (3, [])
    assert post.action("1.1")["title"] == "A better title"
    assert post.action("1.2")["group"] == SYH
    assert post.action("1.3")["years"]["2017/18"]["planned"] == "Ongoing\nand then done"


def test_in_the_whole_plan_a_new_row_may_be_given_its_update_on_the_other_sheet(
    post: Post,
) -> None:
    book = post.open("whole")
    row = book.spare(0, "Plan")
    for header, value in (("Ref", "1.12"), ("Title", "Safer parks"), ("Sub-group", IGU)):
        book.cell(row, header, "Plan").value = value
    book.put(book.spare(), ref="1.12", status="G")
    report = post.only(book.save())
    assert report["added"] == ["1.12"]
    assert post.quarter("1.12")["status"] == "on track"
    assert post.action("1.12")["title"] == "Safer parks"


# New rows


def test_new_rows_with_spare_ids_are_added_to_the_group_in_one_go(post: Post) -> None:
    book = post.open()
    for number, ref in enumerate(("1.12", "1.13", "1.14")):
        row = book.spare()
        book.put(row, ref=ref, action=f"New {number}", status="G", lead_partners="IGU; Police")
    file = book.save()
    report = post.only(file)
    assert report["added"] == ["1.12", "1.13", "1.14"]
    assert post.action("1.13")["group"] == IGU
    assert post.action("1.13")["lead_partners"] == ["IGU", "Police"]
    assert len(data("show", post.plan)["actions"]) == 52
    done("undo", post.plan)
    assert len(data("show", post.plan)["actions"]) == 49
    assert post.only(file)["added"] == ["1.12", "1.13", "1.14"]


def test_more_new_rows_than_were_left_free_are_added_too(post: Post) -> None:
    book = post.open()
    first = book.spare()
    for number in range(12):
        book.sheet().cell(first + number, 1).value = f"1.{20 + number}"
        book.sheet().cell(first + number, 2).value = f"New {number}"
    report = post.only(book.save())
    assert len(report["added"]) == 12


def test_a_new_ref_that_the_plan_bears_already_is_for_a_person(post: Post) -> None:
    book = post.open()
    book.put(book.spare(), ref="4.1", action="Something else")
    report = post.only(book.save(), code=3)
    assert (report["applied"], report["added"]) == (0, [])
    (waits,) = post.waiting()
    assert waits["kind"] == "held"
    assert waits["choices"][0]["record"] == post.action("4.1")["id"]


def test_a_new_ref_that_is_none_costs_its_row_and_no_other(post: Post) -> None:
    book = post.open().put("1.1", status="G")
    row = book.spare()
    book.put(row, ref="next one", action="Safer parks")
    report = post.only(book.save(), code=3)
    assert (report["applied"], report["added"]) == (1, [])
    (problem,) = report["problems"]
    assert (problem["sheet"], problem["cell"]) == ("Updates", f"A{row}")
    assert problem["message"].endswith("The row was not taken.")


# Contested cells


def test_a_contested_cell_goes_out_as_last_agreed_and_typing_adds_a_side(post: Post) -> None:
    done("set", post.plan, "1.1", "status", "N")
    contested(post)
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    book = post.open()
    cell = book.cell("1.1", "Status")
    assert str(cell.value).lower() == "not started"
    assert cell.comment is not None
    assert post.only(book.save("left-alone.xlsx"), code=3)["applied"] == 0
    report = post.only(book.put("1.1", status="A").save("third-side.xlsx"), code=3)
    assert report["applied"] == 1
    (waits,) = post.waiting()
    assert {each["value"] for each in waits["choices"]} == {"on track", "off track", "at risk"}
    assert waits["agreed"] == "not started"
    assert post.resolve(waits, "--value", "Completed").code == 0
    assert post.quarter("1.1")["status"] == "complete"


def test_typing_one_of_the_sides_into_a_contested_cell_settles_nothing(post: Post) -> None:
    contested(post)
    data("export", post.plan, post.sent["igu"], "--group", IGU)
    report = post.only(post.open().put("1.1", status="Green").save(), code=3)
    assert report["applied"] == 1
    (waits,) = post.waiting()
    assert {each["value"] for each in waits["choices"]} == {"on track", "off track"}


def test_setting_a_contested_cell_is_refused_and_points_to_resolve(post: Post) -> None:
    contested(post)
    said = sentence(command("set", post.plan, "1.1", "status", "A"))
    assert "resolve" in said
    assert "conflicts" in said


def test_a_decision_on_what_has_changed_since_is_refused(post: Post) -> None:
    stale = contested(post)
    third = post.open().put("1.1", status="A").save()
    post.only(third, code=3)
    said = sentence(post.resolve(stale, "--take", 1))
    assert "has changed since you looked" in said
    assert len(post.waiting()[0]["choices"]) == 3
    assert "has changed since" in sentence(command("resolve", post.plan, "0" * 12, "--take", 1))


@pytest.mark.parametrize("how", [("--take", 9), ("--take", 0), ("--keep",), ("--leave",)])
def test_a_decision_that_is_none_of_the_choices_is_refused(
    post: Post, how: tuple[object, ...]
) -> None:
    waits = contested(post)
    sentence(post.resolve(waits, *how))
    assert [each["id"] for each in post.waiting()] == [waits["id"]]


def test_a_decision_settles_the_matter_in_every_copy(post: Post) -> None:
    waits = contested(post)
    other = post.copy()
    assert post.resolve(waits, "--take", 2).code == 0
    assert command("merge", other, post.plan).code == 0
    assert post.quarter("1.1", plan=other) == post.quarter("1.1")
    assert post.waiting(other) == []


def test_two_decisions_that_differ_are_a_conflict_again(post: Post) -> None:
    waits = contested(post)
    other = post.copy()
    post.resolve(waits, "--take", 1)
    post.resolve(waits, "--take", 2, plan=other)
    post.merge(other, code=3)
    (again,) = post.waiting()
    assert again["id"] != waits["id"]


def test_undoing_a_decision_brings_its_conflict_back(post: Post) -> None:
    waits = contested(post)
    post.resolve(waits, "--take", 1)
    assert post.waiting() == []
    done("undo", post.plan)
    assert post.waiting() == [waits]
    done("redo", post.plan)
    assert post.waiting() == []


def test_what_is_held_over_a_contested_cell_waits_until_that_is_settled(post: Post) -> None:
    copy = post.copy("apart")
    done("set", post.plan, "1.1", "title", "Ours")
    done("set", copy, "1.1", "title", "Theirs")
    post.merge(copy, code=3)
    post.only(post.open().put("1.1", action="The lead's").save(), code=3)
    edit, held = sorted(post.waiting(), key=lambda each: each["kind"])
    said = sentence(post.resolve(held, "--take", 1))
    assert "Settle that first" in said
    assert post.resolve(edit, "--take", 1).code == 0
    (held,) = post.waiting()
    assert post.resolve(held, "--take", 1).code == 0
    assert post.action("1.1")["title"] == "The lead's"


# Copies


def test_a_return_of_a_copy_unknown_here_waits_until_that_copy_comes(post: Post) -> None:
    other = post.copy()
    done("set", other, "1.1", "status", "A", "--by", "Bob")
    file = post.plan.with_name("of-the-copy.xlsx")
    data("export", other, file, "--group", IGU)
    book = Book(file).put("1.1", status="R").put("1.2", status="G")
    book.save()
    report = post.only(file, code=3)
    assert (report["applied"], report["waiting"]) == (1, 1)
    assert post.quarter("1.1")["status"] is None
    report = post.only(other)
    assert report["applied"] >= 1
    assert post.quarter("1.1")["status"] == "off track"
    assert post.waiting() == []


def test_what_waits_for_a_file_merged_in_the_same_go_waits_for_nothing(post: Post) -> None:
    other = post.copy()
    done("set", other, "1.1", "status", "A")
    file = post.plan.with_name("of-the-copy.xlsx")
    data("export", other, file, "--group", IGU)
    Book(file).put("1.1", status="R").save()
    report = post.merge(file, other)
    assert [(each["applied"], each["waiting"]) for each in report["files"]] == [(1, 0), (1, 0)]


def test_a_copy_for_one_group_proposes_what_lies_outside_it(post: Post) -> None:
    other = post.copy("gangs", "--for", IGU)
    done("set", other, "1.1", "status", "G")
    assert command("set", other, "4.1", "status", "R").code == 3
    assert command("delete", other, "4.2").code == 3
    assert command("add", other, "action", "4.99", "title=Not ours").code == 3
    report = post.only(other, code=3)
    assert report["applied"] == 1
    held = {(each["ref"], each["field"], each["value"]) for each in report["held"]}
    assert ("4.1", "status", "off track") in held
    assert {each["reason"] for each in report["held"]} == {
        "outside the group that the copy was made for"
    }
    kinds = {(each["kind"], each["ref"]): each for each in post.waiting()}
    assert set(kinds) == {("held", "4.1"), ("missing", "4.2"), ("held", "4.99")}
    for each, how in (
        (("held", "4.1"), ("--take", 1)), (("missing", "4.2"), ("--leave",)),
        (("held", "4.99"), ("--take", 1)),
    ):  # fmt: skip
        assert post.resolve(kinds[each], *how).code == 0
    assert post.quarter("4.1")["status"] == "off track"
    assert post.action("4.99")["title"] == "Not ours"
    assert post.action("4.2")["ref"] == "4.2"
    assert post.waiting() == []


def test_a_copy_for_one_group_decides_nothing_outside_it(post: Post) -> None:
    apart = post.copy("apart")
    done("set", post.plan, "4.1", "status", "G")
    done("set", apart, "4.1", "status", "R")
    post.merge(apart, code=3)
    other = post.copy("gangs", "--for", IGU)
    (waits,) = post.waiting(other)
    said = sentence(post.resolve(waits, "--take", 1, plan=other))
    assert "the coordinator decides" in said


def test_merging_both_ways_and_again_gives_one_plan(post: Post) -> None:
    other = post.copy()
    done("set", post.plan, "1.1", "status", "G")
    done("set", other, "1.2", "status", "A")
    done("delete", other, "1.3")
    post.merge(other)
    post.merge(post.plan, plan=other)
    assert data("show", post.plan) == data("show", other)
    assert post.only(other)["applied"] == 0
    assert post.only(post.plan, plan=other)["applied"] == 0


# A lost base


def lose_base(book: Book) -> Book:
    """A return that carries nothing of its export any more, not even its id."""
    del book.book["csp-base"]
    book.book.defined_names.pop("csp_export", None)
    properties: Any = book.book.custom_doc_props  # type: ignore[attr-defined]
    for name in list(properties.names):
        del properties[name]
    return book


def test_without_a_base_each_difference_waits_and_nothing_is_applied(post: Post) -> None:
    done("set", post.plan, "1.3", "status", "A")
    book = lose_base(post.open()).put("1.1", status="G").put("1.2", commentary="Fine.")
    book.cell("1.3", "Status").value = None
    file = book.save("base-lost.xlsx")
    report = post.only(file, code=3)
    assert report["applied"] == 0
    assert {(each["ref"], each["field"], each["value"]) for each in report["held"]} == {
        ("1.1", "status", "on track"),
        ("1.2", "commentary", "Fine."),
        ("1.3", "status", None),
    }
    assert report["missing"] == []
    found = {each["ref"]: each for each in post.waiting()}
    assert {each["kind"] for each in found.values()} == {"compare"}
    assert post.resolve(found["1.1"], "--take", 1).code == 0
    assert post.resolve(found["1.2"], "--leave").code == 0
    assert post.resolve(found["1.3"], "--leave").code == 0
    assert post.quarter("1.1")["status"] == "on track"
    assert post.quarter("1.3")["status"] == "at risk"
    again = post.only(file)
    assert (again["applied"], again["held"]) == (0, [])


def test_a_base_that_was_altered_applies_nothing_by_itself(post: Post) -> None:
    book = post.open().put("1.1", status="G")
    cell = book.sheet("csp-base")["A2"]
    cell.value = str(cell.value).replace("hk-a01", "hk-a02", 1)
    file = book.save("base-altered.xlsx")
    report = post.only(file)
    # The plan keeps what it sent out, and that took its place.
    assert report["applied"] == 1
    assert report["notices"]
    elsewhere = post.plan.with_name("elsewhere.cspplan")
    done("new", elsewhere, "--sample", "hackney-2016-18")
    report = post.only(file, plan=elsewhere, code=3)
    assert report["applied"] == 0
    assert [each["ref"] for each in report["held"]] == ["1.1"]


# One export, several files


def test_two_files_of_one_export_that_differ_are_a_conflict_the_later_first(post: Post) -> None:
    book = post.open().put("1.1", status="G", commentary="Both say this")
    book.book.properties.lastModifiedBy = "Ann"
    one = book.save("one.xlsx")
    book = Book(post.sent["igu"]).put("1.1", status="R", commentary="Both say this")
    book.put("1.2", status="A")
    book.book.properties.lastModifiedBy = "Bob"
    other = book.save("two.xlsx")
    report = post.merge(one, other, code=3)
    (waits,) = report["conflicts"]
    first, second = waits["choices"]
    assert first["at"] >= second["at"]
    assert {first["author"], second["author"]} == {"Ann", "Bob"}
    assert post.quarter("1.2")["status"] == "at risk"
    assert post.quarter("1.1")["commentary"] == "Both say this"


def test_where_one_file_changed_a_cell_and_the_other_left_it_the_edit_stands(post: Post) -> None:
    one = post.open().put("1.1", status="G").save("one.xlsx")
    other = Book(post.sent["igu"]).put("1.2", status="A").save("two.xlsx")
    report = post.merge(one, other)
    assert report["conflicts"] == []
    assert [len(each["notices"]) for each in report["files"]] == [0, 1]
    assert "one.xlsx come from one export" in report["files"][1]["notices"][0]
    assert post.quarter("1.1")["status"] == "on track"
    assert post.quarter("1.2")["status"] == "at risk"


def test_a_return_that_says_more_than_the_one_before_gives_no_notice(post: Post) -> None:
    book = post.open().put("1.1", status="G")
    post.only(book.save("early.xlsx"))
    report = post.only(book.put("1.2", status="A").save("complete.xlsx"))
    assert (report["applied"], report["already_known"], report["notices"]) == (1, 1, [])


# Undo


def test_a_whole_merge_is_undone_redone_and_merged_again(post: Post) -> None:
    other = post.copy()
    done("set", other, "1.3", "status", "N")
    book = post.open().put("1.1", status="G", action="Held").put("1.2", status="R")
    book.put(book.spare(), ref="1.12", action="New")
    file = book.save()
    before = data("show", post.plan)
    post.merge(file, other, code=3)
    after, waiting = data("show", post.plan), post.waiting()
    done("undo", post.plan)
    assert data("show", post.plan) == before
    assert post.waiting() == []
    done("redo", post.plan)
    assert (data("show", post.plan), post.waiting()) == (after, waiting)
    done("undo", post.plan)
    report = post.merge(file, other, code=3)
    assert report["applied"] == 7
    assert (data("show", post.plan), post.waiting()) == (after, waiting)
    assert command("redo", post.plan).code == 1
    done("undo", post.plan)
    assert data("show", post.plan) == before
    assert data("check", post.plan)["sound"]


def test_undoing_a_merge_leaves_what_was_built_on_and_names_it(post: Post) -> None:
    post.only(post.open().put("1.1", status="G").put("1.2", status="R").save())
    done("set", post.plan, "1.1", "status", "A")
    done("undo", post.plan)
    done("redo", post.plan)
    done("set", post.plan, "1.3", "status", "A")
    for _ in range(2):
        done("undo", post.plan)
    answer = command("undo", post.plan)
    assert answer.code == 0
    assert post.quarter("1.2")["status"] is None


def test_nothing_of_an_undone_merge_travels(post: Post) -> None:
    file = post.open().put("1.1", status="G").save()
    other = post.copy()
    post.only(file)
    done("undo", post.plan)
    assert post.only(post.plan, plan=other)["applied"] == 0
    assert post.quarter("1.1", plan=other)["status"] is None
    assert data("check", post.plan)["sound"]


# Quarters


def test_last_quarters_update_goes_out_with_this_quarters_return(post: Post) -> None:
    post.only(post.open().put("1.1", status="G", commentary="Open.").save())
    data("export", post.plan, post.sent["igu"], "--group", IGU, "--quarter", Q2)
    book = post.open()
    assert book.cell("1.1", "Last status").value == "On track (2016/17 Q1)"
    assert book.cell("1.1", "Last commentary").value == "Open."
    post.only(book.put("1.1", status="A").save())
    assert post.quarter("1.1", Q2)["status"] == "at risk"
    assert post.quarter("1.1", Q1)["status"] == "on track"


@pytest.mark.parametrize("kind", ["no base", "text"])
def test_a_lost_base_is_told_once(post: Post, kind: str) -> None:
    book = post.open().put("1.1", status="G")
    if kind == "no base":
        del book.book["csp-base"]
        del book.book.defined_names["csp_export"]
        book.book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
        file = book.save("no-base.xlsx")
    else:
        file = post.plan.with_name("updates.csv")
        rows = book.sheet().iter_rows(min_row=4, max_row=8, max_col=10, values_only=True)
        lines = (",".join(f'"{value or ""}"' for value in row) for row in rows)
        file.write_text("\n".join(lines), encoding="utf-8")
    report = post.only(file, code=3)
    assert [(each["ref"], each["field"]) for each in report["held"]] == [("1.1", "status")]
    told = [each for each in report["notices"] if "waits for you" in each]
    assert len(told) == 1
    assert not any("lost or damaged" in each for each in report["notices"])


# Made on what another copy holds


def test_history_marks_an_edit_that_waits_for_another_copy(post: Post, tmp_path: Path) -> None:
    other = post.copy("elsewhere")
    done("set", other, "1.1", "commentary", "Known only elsewhere")
    done("export", other, tmp_path / "return.xlsx")
    file = Book(tmp_path / "return.xlsx").put("1.1", commentary="Typed over it").save()
    assert post.only(file, code=3)["waiting"] == 1
    assert post.quarter("1.1")["commentary"] is None
    assert data("history", post.plan, "1.1")[0]["waiting"] is True
    assert done("history", post.plan, "1.1").out.splitlines()[0].endswith("[waiting]")
    post.merge(other)
    assert post.quarter("1.1")["commentary"] == "Typed over it"
    assert not any(each["waiting"] for each in data("history", post.plan, "1.1"))
