"""The places that the tree lists, and how many actions stand in each."""

from pytestqt.qtbot import QtBot

from csp_desktop.gui.session.places import (
    CHOOSE_MINE,
    PERSON,
    WHOLE_PLAN,
    PlaceLine,
    Sort,
    lines,
)
from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.nav_tree import Navigation
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Finder, Selection
from tests.documents import document, record
from tests.gui.conftest import Desk, desk_of


def named(found: list[PlaceLine], name: str) -> PlaceLine:
    return next(line for line in found if line.name == name)


def test_the_published_plan_has_its_places_and_counts(desk: Desk) -> None:
    found = lines(desk.state.document, "")
    assert [line.name for line in found if line.sort is Sort.HEADING] == [
        "My sub-group",
        "Plan",
        "Sub-groups",
    ]
    assert named(found, WHOLE_PLAN).count == 49
    priorities = [line for line in found if line.before]
    assert [line.count for line in priorities] == [11, 13, 6, 16, None, 3]
    assert [len(line.within) for line in priorities] == [3, 2, 2, 3, 0, 1]
    assert [line.count for line in priorities[0].within] == [5, 4, 2]
    assert [line.before for line in priorities[0].within] == ["DP1", "DP2", "DP3"]
    assert "strategy" in priorities[4].elsewhere
    groups = found[found.index(named(found, "Sub-groups")) + 1 :]
    assert sum(line.count or 0 for line in groups) == 49


def test_the_users_own_group_stands_first(desk: Desk) -> None:
    group = next(each for each in desk.state.document.of("group") if each.text("short_name"))
    found = lines(desk.state.document, group.id)
    assert found[1].group == group.id
    assert found[1].selection == Selection(group=group.id)
    assert lines(desk.state.document, "gone")[1].name == CHOOSE_MINE


def test_mine_can_be_a_person_who_has_actions_and_milestones() -> None:
    led = record("action", "a1", {"ref": "1.1", "lead_officer": "Ada Obi"})
    helped = record("action", "a2", {"ref": "1.2"})
    step = record("milestone", "m1", {"action": "a2", "title": "Hire", "who": "ada obi"})
    ada = record("person", "p1", {"name": "Ada Obi", "email": "ada@example.org"})
    other = record("action", "a3", {"ref": "1.3"})
    found = lines(document([led, helped, other, step, ada]), f"{PERSON}Ada Obi")
    mine = found[1]
    assert (found[0].name, mine.name, mine.count) == ("My actions", "Ada Obi", 2)
    assert (mine.selection, mine.tip) == (Selection(person="Ada Obi"), "ada@example.org")
    finder = Finder(document([led, helped, other, step]), SHIPPED)
    chosen = finder.find(Selection(person="Ada Obi"), lambda _: "")
    assert [each.text("ref") for each in chosen] == ["1.1", "1.2"]


def test_an_empty_plan_has_one_place() -> None:
    plan = Record("plan", "p", {})
    found = lines(Document("p", {"plan": {"p": plan}}), "")
    assert [(line.name, line.count) for line in found] == [("Plan", None), (WHOLE_PLAN, 0)]


def test_going_to_a_place_keeps_the_filters(window: MainWindow) -> None:
    window.narrow(no_update=True)
    chosen: list[Selection] = []
    window.places.chosen.connect(chosen.append)
    priority = window.state.document.strategic_priorities()[1]
    for index, line in window.places._lines():
        if line.selection == Selection(strategic_priority=priority.id):
            window.places.setCurrentIndex(index)
    assert chosen == [Selection(strategic_priority=priority.id)]
    assert window.selection == Selection(strategic_priority=priority.id, no_update=True)
    assert len(window.grid.shown()) == 13


def test_mine_is_chosen_in_the_tree_and_kept(window: MainWindow) -> None:
    state = window.state
    group = next(state.document.of("group"))
    window.places.mine_chosen.emit(group.id)
    assert state.user.settings.mine == {state.document.plan_id: group.id}
    model = window.places._model
    assert window.places.line_at(model.index(1, 0)) == lines(state.document, group.id)[1]


def test_what_is_open_and_chosen_stays_when_the_plan_changes(
    desk: Desk, keeper: object, qtbot: QtBot
) -> None:
    assert keeper is not None
    tree = Navigation()
    qtbot.addWidget(tree)
    document = desk.state.document
    tree.set_plan(document, "")
    priority = Selection(strategic_priority=document.strategic_priorities()[0].id)
    for index, line in tree._lines():
        if line.selection == priority:
            tree.expand(index)
            tree.setCurrentIndex(index)
    tree.set_plan(document, next(document.of("group")).id)
    current = tree.line_at(tree.currentIndex())
    assert current is not None
    assert current.selection == priority
    assert tree.isExpanded(tree.currentIndex())


def test_the_window_counts_what_is_owed(window: MainWindow) -> None:
    desk = desk_of(window)
    before = int(window.top.owed.text().split()[0])
    action = desk.state.document.with_ref("1.7")[0]
    desk.state.put(("action", action.id, "status", desk.state.quarter), "on track", ())
    desk.settle()
    assert window.top.owed.text() == f"{before - 1} to update"
