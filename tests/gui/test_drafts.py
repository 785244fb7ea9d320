"""Texts being typed: saved on leaving and after a pause, one entry a visit, never lost."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csp_desktop.errors import Failure
from csp_desktop.gui.session.autosave import Drafts
from csp_desktop.gui.session.queued_write import CellName
from csp_desktop.operations.editing import edits as editing
from tests.gui.conftest import Desk

Q1 = "2016/17 Q1"


def cell(desk: Desk, ref: str = "1.7", name: str = "commentary") -> CellName:
    return ("action", desk.action(ref), name, Q1)


def type_in(desk: Desk, text: str, ref: str = "1.7") -> None:
    held = desk.state.document.with_ref(ref)[0].held("commentary", Q1)
    desk.state.drafts.typed(cell(desk, ref), text, str(held.value or ""), held.heads)


def entries(desk: Desk, ref: str = "1.7") -> list[tuple[Any, Any]]:
    found: list[Any] = []
    desk.state.history("action", desk.action(ref), found.extend)
    desk.settle()
    return [(each.old, each.new) for each in found if each.field == "commentary"]


def test_a_pause_saves_and_the_word_changes_only_after_the_commit(desk: Desk) -> None:
    type_in(desk, "Two posts are vacant.")
    assert desk.saving() == "typing"
    desk.qtbot.waitUntil(lambda: desk.value("1.7", "commentary", Q1) == "Two posts are vacant.")
    desk.settle()
    assert desk.saving() == "saved"
    said = [each for each, _ in itertools.groupby(desk.heard.saving)]
    assert said[-3:] == ["typing", "saving", "saved"]


def test_leaving_saves_at_once(desk: Desk) -> None:
    type_in(desk, "Two posts are vacant.")
    desk.state.drafts.left(cell(desk))
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert desk.state.drafts.draft(cell(desk)) is None


def test_one_visit_is_one_entry_in_history(desk: Desk) -> None:
    type_in(desk, "Two")
    desk.state.drafts.flush()
    desk.settle()
    type_in(desk, "Two posts")
    desk.state.drafts.flush()
    desk.settle()
    type_in(desk, "Two posts are vacant.")
    desk.state.drafts.left(cell(desk))
    desk.settle()
    assert entries(desk) == [(None, "Two posts are vacant.")]
    type_in(desk, "Two posts were vacant.")
    desk.state.drafts.left(cell(desk))
    desk.settle()
    assert len(entries(desk)) == 2
    held = desk.state.document.with_ref("1.7")[0].held("commentary", Q1)
    assert not held.contested
    desk.state.undo()
    desk.state.undo()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) is None


def test_typing_on_while_a_save_is_on_its_way_loses_nothing(desk: Desk) -> None:
    for end in range(1, 12):
        type_in(desk, "Two posts are vacant."[: 2 * end])
        desk.state.drafts.flush()
    desk.state.drafts.left(cell(desk))
    desk.qtbot.waitUntil(lambda: not desk.state.drafts.unsaved)
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert entries(desk) == [(None, "Two posts are vacant.")]


def test_two_boxes_are_two_entries(desk: Desk) -> None:
    type_in(desk, "One.")
    type_in(desk, "Another.", "1.8")
    desk.state.drafts.flush()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "One."
    assert desk.value("1.8", "commentary", Q1) == "Another."


def test_undo_saves_what_is_typed_first_and_takes_it_back(desk: Desk) -> None:
    type_in(desk, "Two posts are vacant.")
    desk.state.undo()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) is None
    assert desk.state.drafts.draft(cell(desk)) is None
    type_in(desk, "All posts are filled.")
    desk.state.drafts.left(cell(desk))
    desk.settle()
    held = desk.state.document.with_ref("1.7")[0].held("commentary", Q1)
    assert (held.value, held.contested) == ("All posts are filled.", False)


def test_a_text_that_cannot_be_saved_stays_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Failure("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(editing, "edit", fail)
        type_in(desk, "Two posts are vacant.")
        desk.state.drafts.left(cell(desk))
        desk.settle()
    draft = desk.state.drafts.draft(cell(desk))
    assert draft is not None
    assert (draft.text, draft.failed) == ("Two posts are vacant.", True)
    assert desk.saving() == "not saved"
    assert desk.state.unsaved == 1
    notice = desk.heard.notices[-1]
    assert notice.sentence == "The disk is full."
    assert notice.act is not None
    notice.act()
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert desk.saving() == "saved"


def test_nothing_typed_is_nothing_saved(desk: Desk) -> None:
    type_in(desk, "")
    desk.state.drafts.left(cell(desk))
    desk.settle()
    assert not desk.heard.changes


def test_a_text_typed_without_a_name_waits_for_one(
    make_desk: Callable[..., Desk], plan_path: Path
) -> None:
    desk = make_desk(name="")
    desk.open(plan_path)
    type_in(desk, "Two posts")
    desk.state.drafts.flush()
    type_in(desk, "Two posts are vacant.")
    desk.state.drafts.left(cell(desk))
    assert desk.heard.names_asked == 1
    assert desk.saving() == "not saved"
    desk.state.door.give_name("A. Osei")
    desk.qtbot.waitUntil(lambda: not desk.state.drafts.unsaved)
    desk.settle()
    assert desk.value("1.7", "commentary", Q1) == "Two posts are vacant."
    assert len(entries(desk)) == 1


def test_without_a_pause_only_leaving_saves(qapp: object) -> None:
    assert qapp is not None
    asked: list[str] = []
    drafts = Drafts(lambda draft, *_: asked.append(draft.text), lambda: "visit", idle=0)
    here = ("action", "a", "planned", "2016/17")
    drafts.typed(here, "31/1", "", (), pause=False)
    drafts.typed(("action", "b", "commentary", Q1), "text", "", ())
    drafts._pause_over()
    assert asked == ["text"]
    drafts.left(here)
    assert asked == ["text", "31/1"]
