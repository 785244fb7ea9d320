"""The Plan pane: what a plan says besides its actions and indicators, read and corrected."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from csp_desktop.gui.document.asking import NewRecord, Removal
from csp_desktop.gui.document.block import RecordBlock
from csp_desktop.gui.document.pages import TablePage
from csp_desktop.gui.document.pane import PlanPane
from csp_desktop.gui.document.printing import plan_on_paper
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.printing import PaperTable
from csp_desktop.operations.editing.edits import Edit, edit
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED, Field
from csp_desktop.plan.references import References
from tests.gui.conftest import Desk, WaysTaken


class Shown:
    """A pane over a desk, as a person uses it."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self.state = desk, desk.state
        self.pane = PlanPane(desk.state)
        qtbot.addWidget(self.pane)
        self.pane.resize(1366, 640)
        with qtbot.waitExposed(self.pane):
            self.pane.show()
        self.pane.refresh()

    def settle(self) -> None:
        self.desk.settle()
        self.pane.refresh()

    def block(self, kind: str, record: str) -> RecordBlock:
        self.pane.reveal(kind, record)
        found = self.pane._page_of(self.pane._at).block(kind, record)
        assert found is not None
        return found

    def type_into(self, kind: str, record: str, field: str, text: str) -> None:
        """Type a whole text into the box of a field, and leave it."""
        editor = self.block(kind, record).rows[field].editor
        editor.edit.setFocus()  # type: ignore[union-attr]
        editor.edit.selectAll()  # type: ignore[union-attr]
        editor.edit.insertPlainText(text)  # type: ignore[union-attr]
        QTest.keyClick(editor.edit, Qt.Key.Key_Escape)  # type: ignore[union-attr]
        self.settle()

    def ids(self, kind: str) -> set[str]:
        return {each.id for each in self.state.document.of(kind)}


@pytest.fixture
def shown(desk: Desk, keeper: themes.Themes, qtbot: QtBot) -> Iterator[Shown]:  # noqa: ARG001
    made = Shown(desk, qtbot)
    yield made
    made.pane.leave()


@pytest.mark.slow
def test_every_kind_is_added_corrected_and_removed_where_it_is_read_and_undo_brings_it_back(
    shown: Shown,
) -> None:
    pane, state = shown.pane, shown.state
    walked = set()
    for section in list(pane._sections):
        for name in section.adds:
            if name in walked:
                continue
            walked.add(name)
            pane.show_section(section.id)
            kind = SHIPPED.kind(name)
            assert kind is not None
            before = shown.ids(name)
            pane.work.add(kind, None)
            [asking] = pane.window().findChildren(NewRecord)
            for field, box in asking._boxes.items():
                if kind.field(field).required and not box.text():  # type: ignore[union-attr]
                    box.setText("Something new")  # type: ignore[union-attr]
            asking.yes.click()
            shown.settle()
            [made] = shown.ids(name) - before
            text = next(
                each for each in reversed(kind.fields) if each.type in (Type.TEXT, Type.LONG_TEXT)
            )
            shown.type_into(name, made, text.name, "As it should read")
            assert state.document.kinds[name][made].get(text.name) == "As it should read"
            shown.block(name, made).gone.click()
            [removing] = pane.window().findChildren(Removal)
            removing.yes.click()
            shown.settle()
            assert made not in shown.ids(name)
            state.undo()
            shown.settle()
            assert state.document.kinds[name][made].get(text.name) == "As it should read"
    assert walked == {
        "strategic_priority", "delivery_priority", "theme", "duty", "group", "partner", "person",
        "strategy", "case_study", "figure", "benchmark",
    }  # fmt: skip


def test_a_sentence_keeps_its_semicolon_and_moves_among_its_like_by_keys(shown: Shown) -> None:
    state = shown.state
    items = state.document.kinds["delivery_priority"]["hk-2dp1"].items("improvement_actions")
    block = shown.block("delivery_priority", "hk-2dp1")
    edit = block.rows["improvement_actions"].editor.edit  # type: ignore[union-attr]
    edit.setFocus()
    edit.moveCursor(edit.textCursor().MoveOperation.Start)
    QTest.keyClicks(edit, "First; ")
    QTest.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    now = state.document.kinds["delivery_priority"]["hk-2dp1"].items("improvement_actions")
    assert now == (items[1], f"First; {items[0]}", items[2])


def test_an_improvement_action_is_followed_as_an_action(shown: Shown) -> None:
    state = shown.state
    block = shown.block("delivery_priority", "hk-2dp1")
    assert block.record is not None
    item = block.record.items("improvement_actions")[0]
    block._doings.follow(block.record, item)
    shown.settle()
    [action] = [each for each in state.document.of("action") if each.get("title") == item]
    assert action.get("delivery_priority") == "hk-2dp1"
    assert shown.desk.heard.notices[-1].sentence.startswith(f"{action.text('ref')} is an action")


def test_what_may_tell_of_people_is_shown_only_where_it_is_asked_for(shown: Shown) -> None:
    case = next(iter(shown.ids("case_study")))
    shown.type_into("case_study", case, "text", "Of somebody")
    other = next(each for each in shown.ids("case_study") if each != case)
    shown.block("case_study", other)
    block = shown.block("case_study", case)
    assert block.rows["text"].isHidden()
    block.uncover("text")
    assert not block.rows["text"].isHidden()


def test_the_plan_is_printed_without_what_may_tell_of_people(shown: Shown, tmp_path: Path) -> None:
    case = next(iter(shown.ids("case_study")))
    shown.type_into("case_study", case, "text", "Of somebody")
    paper = plan_on_paper(shown.state.document, SHIPPED)
    said = " ".join(
        cell.text
        for part in paper.parts
        if isinstance(part, PaperTable)
        for row in part.rows
        for cell in (row if isinstance(row, tuple) else ())
    )
    assert "CONTEST; Channel" in said
    assert "Of somebody" not in said
    assert shown.pane.print_to(QPdfWriter(str(tmp_path / "plan.pdf"))) > 1


def test_the_place_and_what_is_typed_stay_when_the_plan_changes(shown: Shown) -> None:
    block = shown.block("strategic_priority", "hk-sp2")
    edit = block.rows["narrative"].editor.edit  # type: ignore[union-attr]
    edit.setFocus()
    QTest.keyClicks(edit, " and more")
    shown.pane.go_stale()
    shown.pane.refresh()
    assert edit.hasFocus()
    assert edit.toPlainText().endswith(" and more")
    assert shown.pane.section is not None
    assert shown.pane.section.record == "hk-sp2"


def test_a_new_field_of_the_table_shows_by_itself(
    make_desk: Callable[..., Desk], keeper: themes.Themes, qtbot: QtBot, plan_path: object
) -> None:
    del keeper
    table = SHIPPED.with_field("group", Field("meets", "Meets"))
    desk = make_desk(table=table)
    desk.open(plan_path)  # type: ignore[arg-type]
    shown = Shown(desk, qtbot)
    group = next(iter(shown.ids("group")))
    shown.type_into("group", group, "meets", "Monthly")
    assert desk.state.document.kinds["group"][group].get("meets") == "Monthly"


def test_who_reports_to_whom_is_seen_in_the_table_and_typing_over_a_cell_edits_its_field(
    shown: Shown,
) -> None:
    state = shown.state
    board, group = (
        next(each for each in state.document.of("group") if each.text("short_name") == name)
        for name in ("Statutory Officers", "Partnership Tasking")
    )
    shown.block("group", group.id)
    state.put(("group", group.id, "reports_to", ""), board.id, group.held("reports_to").heads)
    shown.settle()
    page = shown.pane._pages["group"]
    assert isinstance(page, TablePage)
    depths = {row.key: row.depth for row in page.model.rows}
    assert depths[group.id] == depths[board.id] + 1
    assert page.table.place_of(group.id) > page.table.place_of(board.id)
    lead = [field.name for field in page.model.fields].index("lead")
    page.table.setFocus()
    page.table.look_at(page.table.place_of(group.id), lead)
    QTest.keyClicks(page.table, "R")
    typed_in = shown.pane.focusWidget()
    assert typed_in is not None
    QTest.keyClicks(typed_in, ". Adeyemi")
    QTest.keyClick(typed_in, Qt.Key.Key_Escape)
    shown.settle()
    assert page.table.hasFocus()
    assert state.document.kinds["group"][group.id].get("lead") == "R. Adeyemi"


def test_a_contested_cell_is_marked_and_leads_to_the_decision(shown: Shown) -> None:
    state = shown.state
    state.go = ways = WaysTaken()
    partner = next(iter(shown.ids("partner")))
    cell = ("partner", partner, "abbreviation", "")
    seen = state.document.kinds["partner"][partner].held("abbreviation").heads
    # As two copies do: neither has seen what the other wrote.
    for text in ("One", "Other"):
        state.write("The edit", doing(edit, [Edit(*cell, text, seen)], STAMP))
        shown.settle()
    block = shown.block("partner", partner)
    row = block.rows["abbreviation"]
    assert row.editor.edit.isReadOnly()  # type: ignore[union-attr]
    row.marks.act.click()
    assert ways.by("show_pane") == [("returns", cell)]
    page = shown.pane._pages["partner"]
    assert isinstance(page, TablePage)
    column = [field.name for field in page.model.fields].index("abbreviation")
    assert page.model.shape(page.table.row, column) == "contested"


def test_a_new_name_is_offered_to_those_that_write_the_old_one(shown: Shown) -> None:
    state = shown.state
    said = References(state.document, SHIPPED)
    partner, named = next(
        (each, found[0].records)
        for each in state.document.of("partner")
        if (found := said.writing("partner", [each.text("name")]))
    )
    shown.type_into("partner", partner.id, "name", "The Renamed")
    notice = shown.desk.heard.notices[-1]
    assert f"still name ‘{partner.text('name')}’" in notice.sentence
    assert notice.act is not None
    notice.act()
    shown.settle()
    for each in named:
        assert "The Renamed" in state.document.kinds["action"][each.id].items("lead_partners")


def test_what_points_to_a_record_leads_there(shown: Shown) -> None:
    shown.state.go = ways = WaysTaken()
    block = shown.block("delivery_priority", "hk-2dp1")
    link = next(each for each in block.findChildren(LinkButton) if "actions" in each.text())
    link.click()
    [(selection,)] = ways.by("show_actions")
    assert {
        shown.state.document.kinds["action"][each].text("ref")[0] for each in selection.among
    } == {"2"}
