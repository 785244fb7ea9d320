"""The report's model: its figures are the plan's, and what is out of scope is not in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from csp_desktop.look import word
from csp_desktop.measures.progress import counts, standing
from csp_desktop.measures.report.model import Report, Table
from csp_desktop.measures.report.report import report
from csp_desktop.measures.report.report_context import Scope, Source, scopes
from csp_desktop.measures.snapshot.frozen import freeze
from tests.documents import document, record
from tests.report.quarters import Q2, two_quarters, whole


def table_of(made: Report, title: str) -> Table:
    table = made.section(title).table
    assert table is not None
    return table


def test_the_tiles_and_what_is_counted_apart_add_up_to_the_actions() -> None:
    actions = two_quarters().frozen.document.actions()
    counted = counts(actions, Q2)
    summary = whole().section("Summary")
    tiles = {each.word: each.count for each in summary.tiles}
    assert tiles == {
        **{word(each): counted.by_status.get(each, 0)
           for each in ("off track", "at risk", "on track", "complete")},
        "No update received": counted.no_update,
    }  # fmt: skip
    apart = sum(int(each.split()[0]) for each in summary.notes[0][15:].split(", "))
    assert sum(tiles.values()) + apart == len(actions) == 49


def test_progress_has_each_action_once() -> None:
    rows = table_of(whole(), "Progress by priority").rows
    parts: Counter[str] = Counter()
    for row in rows:
        named = {part.status: part.count for part in row[1].parts}
        parts.update(named)
        aside = sum(int(cell.number or 0) for cell in row[2:5])
        assert sum(named.values()) + aside == row[5].number
    counted = counts(two_quarters().frozen.document.actions(), Q2)
    assert parts["no update"] == counted.no_update
    assert parts["off track"] == counted.by_status["off track"]
    assert [row[0].text[0] for row in rows] == list("123456")


def test_what_is_overdue_due_soon_and_slipping_stands_among_the_exceptions() -> None:
    table = table_of(whole(), "Overdue, due soon and slipping")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("Overdue", "1.2 Letters sent", "1 August 2016", "None", "Jo Bell"),
        ("Overdue", table.rows[1][1].text, "30 September 2016", "None", table.rows[1][4].text),
        ("Due soon", table.rows[2][1].text, "31 December 2016", "28 February 2017", "Jo Bell"),
    ]
    assert table.rows[2][0].under == "Slipping"
    assert (
        "two are overdue, one is due soon and one is slipping"
        in (whole().section("Summary").paragraphs[0])
    )
    published = report(replace(two_quarters(), published=True), Scope("Whole plan"))
    shown = table_of(published, "Overdue, due soon and slipping").rows
    assert "Jo Bell" not in {row[4].text for row in shown}
    undated = report(Source(freeze(document([record("action", "a", {"ref": "1"})]), Q2)), Scope(""))
    assert "Overdue, due soon and slipping" not in {each.title for each in undated.sections}


def test_red_comes_before_amber_with_what_is_said_of_it() -> None:
    rows = table_of(whole(), "Exceptions").rows
    document = two_quarters().frozen.document
    wanted = [
        action
        for status in ("off track", "at risk")
        for action in document.actions()
        if standing(action, Q2).status == status
    ]
    assert [row[1].text.split()[0] for row in rows] == [each.text("ref") for each in wanted]
    assert [row[2].text for row in rows] == [each.text("commentary", Q2) for each in wanted]
    for row, action in zip(rows, wanted, strict=True):
        given = action.text("corrective_action", Q2)
        assert row[3].text == (given or ("None given" if row[0].look == "off track" else ""))


def test_the_ratings_are_those_that_were_frozen() -> None:
    source = two_quarters()
    said = ("met", "Met: so it was reported.")
    reported = {**source.frozen.reported, "ind-knife": {"2016/17": said}}
    made = report(
        replace(source, frozen=replace(source.frozen, reported=reported)), Scope("Whole plan")
    )
    (row,) = [
        each for each in table_of(made, "KPI scorecard").rows if each[0].text.startswith(
            "Reduction in the number of knife")
    ]  # fmt: skip
    assert (row[1].text, row[1].under) == ("Met", "So it was reported.")
    assert (row[2].text, row[3].text) == ("−27%", "−30% [p]")
    assert "one rated indicator met its target" in made.section("Summary").paragraphs[0]


def test_what_moved_is_what_the_comparison_says() -> None:
    rows = table_of(whole(), "Changes since the last snapshot").rows
    moved = Counter(row[3].text for row in rows)
    assert moved["Moved down"]
    assert moved["Moved up"]
    said = whole().section("Summary").paragraphs[0]
    assert "since Q1 as reported." in said


def test_without_an_earlier_snapshot_that_is_said() -> None:
    made = report(replace(two_quarters(), since=None, since_label=""), Scope("Whole plan"))
    table = table_of(made, "Changes since the last snapshot")
    assert table.rows == ()
    assert table.empty == "There is no earlier snapshot to compare with."
    assert "since" not in made.section("Summary").paragraphs[0]


@pytest.mark.parametrize("scope", scopes(two_quarters().frozen.document), ids=lambda s: s.name)
def test_every_scope_has_its_own_actions_and_no_others(scope: Scope) -> None:
    document = two_quarters().frozen.document
    made = report(two_quarters(), scope)
    own = {
        each.text("ref")
        for each in document.actions()
        if (not scope.group or each.text("group") == scope.group)
        and (not scope.priority or each.text("strategic_priority") == scope.priority)
    }
    named = {
        row[0].text.split()[0]
        for section in made.sections
        if section.table and section.table.name.startswith("Plan, ")
        for row in section.table.rows
    }
    assert named == own
    exceptions = {row[1].text.split()[0] for row in table_of(made, "Exceptions").rows}
    assert exceptions <= own
    assert dict(made.facts)["Scope"].startswith(scope.name)


def test_published_leaves_out_evidence_what_waits_and_what_is_marked_internal() -> None:
    source = two_quarters()
    action = source.frozen.document.actions()[1]
    cells = dict(action.cells)
    place = ("commentary", Q2)
    cells[place] = replace(
        cells[place], value="For all.\n[Internal] Some names:\nNot for all.\n\nMore."
    )
    changed = replace(action, cells=cells)
    frozen = replace(
        source.frozen,
        document=source.frozen.document.with_records([("action", action.id, changed)]),
    )
    public = report(replace(source, frozen=frozen, published=True), Scope("Whole plan"))
    internal = report(replace(source, frozen=frozen), Scope("Whole plan"))
    for made, there in ((public, False), (internal, True)):
        said = repr(made)
        assert ("Not for all." in said) == there
        assert ("Evidence 1" in said) == there
        assert ("Conflicts waiting" in said) == there
        assert "For all." in said


def test_headings_and_tables_have_names_of_their_own() -> None:
    titles = [each.title for each in whole().sections]
    assert len(titles) == len(set(titles))
    names = [each.name for each in whole().tables()]
    assert len(names) == len(set(names))
    for table in whole().tables():
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_targets_to_be_set_and_tbc_are_listed() -> None:
    document = two_quarters().frozen.document
    rows = table_of(whole(), "Still to be confirmed").rows
    wanted = {
        each.text("ref")
        for each in document.actions()
        if any(each.get("state", year) == "tbc" for year in document.years())
        or each.get("status", Q2) == "tbc"
    }
    assert {row[0].text.split()[0] for row in rows} == wanted
    assert table_of(whole(), "Targets to be set").rows


def said_of(statuses: int, *ratings: str) -> str:
    """The summary of a small plan: so many actions updated of three, indicators rated so."""
    figures = {"met": 10, "near": 9.5, "missed": 1}
    records = [
        record("action", f"a{at}", {f"status@{Q2}": "on track" if at < statuses else None})
        for at in range(3)
    ]
    records += [
        record("indicator", f"i{at}", {
            "name": f"I{at}", "direction": "higher is better", "target_kind": "level",
            "target@2016/17": 10, "actual@2016/17": figures[rating],
        })
        for at, rating in enumerate(ratings)
    ]  # fmt: skip
    made = report(Source(freeze(document(records), Q2)), Scope("Whole plan"))
    return made.section("Summary").paragraphs[0]


@pytest.mark.parametrize(
    ("statuses", "ratings", "sentence"),
    [
        (0, (), "Of three actions, none was updated."),
        (1, (), "Of three actions, one was updated."),
        (2, (), "Of three actions, two were updated."),
        (0, ("missed",) * 2, "Both rated indicators missed their target."),
        (0, ("missed",), "The one rated indicator missed its target."),
        (0, ("met", "met", "missed"),
         "Of the three rated indicators, two met their target and one missed it."),
        (0, ("near", "missed", "missed"),
         "Of the three rated indicators, one is within tolerance and two missed their target."),
    ],
)  # fmt: skip
def test_the_summary_reads_as_a_person_would_write_it(
    statuses: int, ratings: tuple[str, ...], sentence: str
) -> None:
    assert sentence in said_of(statuses, *ratings)
