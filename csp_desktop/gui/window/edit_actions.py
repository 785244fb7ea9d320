"""The Edit menu: actions added, deleted and renumbered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.places import name_of_group
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.plan.document import Document, Record, next_ref
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.renumbering import why_not_a_ref

if TYPE_CHECKING:
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.operations.session.open_plan import Outcome

_DELETING = "deleting"


class Editing:
    """Does what the Edit menu lists about whole actions."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state

    def add_action(self) -> None:
        """Ask for an action's ref, title and place, and add it."""
        from csp_desktop.gui.widgets.dialogs import NewAction

        document, asked = self._state.document, self._window.selection
        deliveries = [
            (each.id, f"{each.text('label')} {each.text('short_title') or each.text('title')}")
            for each in document.delivery_priorities()
        ]
        groups = sorted(
            ((group.id, name_of_group(group)) for group in document.of("group")),
            key=lambda each: each[1].casefold(),
        )
        chosen = asked.delivery_priority or self._delivery_of_current()
        question = NewAction(
            (deliveries, groups),
            (chosen, asked.group),
            lambda delivery: next_ref(self._state.document, delivery),
            lambda ref: why_not_free(self._state.document, ref),
            self._window,
        )
        question.asked.connect(self._add)
        question.open()

    def _add(self, ref: str, title: str, delivery: str, group: str) -> None:
        from csp_desktop.operations.editing.records import add

        values = {("ref", ""): ref, ("title", ""): title}
        values |= {("delivery_priority", ""): delivery} if delivery else {}
        values |= {("group", ""): group} if group else {}
        work = doing(add, "action", values, STAMP)

        def done(outcome: Outcome) -> None:
            for kind, record_id, _ in outcome.changed:
                self._go_to_added(ref, kind, record_id)

        self._state.write(f"The new action {ref}", work, by="add", done=done)

    def _go_to_added(self, ref: str, kind: str, record_id: str) -> None:
        """Go to a new action, or where someone types in another by now, offer to."""
        go = partial(self._window.reveal, kind, record_id)
        if self._window.sides.in_hand:
            notice = Notice(f"{ref} is added.", action=f"Go to {ref}", act=go, passing=True)
            self._window.strip.tell(notice)
        else:
            go()

    def add_part(self, kind: Kind) -> None:
        """Ask what a part of the plan is called, such as a priority, and add it."""
        from csp_desktop.gui.document.doing import RecordWork

        RecordWork(self._state, self._window, self._window.reveal).add(kind, None)

    def delete_action(self) -> None:
        """Ask in the window, and delete the action that the side panel shows."""
        action = self._current()
        if action is None:
            return
        name = f"{action.text('ref')} {action.text('title')}"
        self._window.strip.tell(
            Notice(
                f"Delete {name}? Its history is kept, and Undo brings it back.",
                "warning",
                about=_DELETING,
                action="Delete",
                act=lambda: self._delete(action),
            )
        )
        self._window.strip.focus_action()

    def _delete(self, action: Record) -> None:
        from csp_desktop.operations.editing.records import delete

        # Taken when the person says Delete, not when it is done: an edit that arrives in between
        # was not on screen, and must contest the deletion.
        work = doing(delete, "action", action.id, STAMP, self._state.document)

        def done(_: Outcome) -> None:
            self._window.strip.tell(
                Notice(
                    f"{action.text('ref')} is deleted.",
                    about=DONE,
                    action="Undo",
                    act=self._state.undo,
                )
            )
            if not self._window.sides.in_hand:
                self._window.focus_pane()

        self._state.flush()
        self._state.write(f"The deletion of {action.text('ref')}", work, by="delete", done=done)

    def renumber(self) -> None:
        """Ask for another ref for the action that the side panel shows."""
        action = self._current()
        if action is None:
            return
        from csp_desktop.gui.widgets.dialogs import NewRef

        old = action.text("ref")
        question = NewRef(
            old, action.text("title"), lambda ref: self._tell_ref(action, ref), self._window
        )
        question.asked.connect(lambda ref, room: self._renumber(action, ref, room=room))
        question.open()

    def _tell_ref(self, action: Record, ref: str) -> tuple[str, str]:
        others = [each for each in self._state.document.with_ref(ref) if each.id != action.id]
        means = ""
        if others:
            means = f"{ref} is '{others[0].text('title')}': the two exchange their refs."
        return why_not_a_ref(ref) or "", means

    def _renumber(self, action: Record, ref: str, *, room: bool) -> None:
        from csp_desktop.operations.editing.records import renumber
        from csp_desktop.operations.rolling.refresh import make_room_for

        others = [each for each in self._state.document.with_ref(ref) if each.id != action.id]
        pairs = [(action.id, ref), *((other.id, action.text("ref")) for other in others)]
        # The plan that was on screen when the person agreed; a ref that has changed since is
        # refused.
        seen = self._state.document
        exchange = doing(renumber, pairs, STAMP, seen)
        work = doing(make_room_for, pairs[:1], STAMP, seen) if room else exchange
        self._state.write(f"The new ref {ref}", work, by="renumber")

    def words(self) -> None:
        """Show what words mean in this plan, to be corrected."""
        from csp_desktop.gui.window.words_of_plan import WordsOfPlan

        WordsOfPlan(self._state, self._window).open()

    def _current(self) -> Record | None:
        """The action that the side panel shows; a notice where there is none."""
        action = self._state.document.record("action", self._window.panel.action_id)
        if action is None:
            self._window.strip.tell(Notice("Choose an action in the grid first.", passing=True))
        return action

    def _delivery_of_current(self) -> str:
        action = self._state.document.record("action", self._window.panel.action_id)
        return action.text("delivery_priority") if action else ""


def why_not_free(document: Document, ref: str) -> str:
    """Why a new action cannot have `ref`, as a sentence; '' if it can."""
    taken = document.with_ref(ref)
    if taken:
        return f"{ref} is the ref of '{taken[0].text('title')}' already."
    return why_not_a_ref(ref) or ""
