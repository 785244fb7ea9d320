"""What is done with whole records in the Plan pane: each is one operation, one step of Undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu, QWidget

from csp_desktop.errors import CspError
from csp_desktop.gui.document.asking import NewRecord, Removal, given_to, named
from csp_desktop.gui.session.messages import DONE, Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import STAMP, doing
from csp_desktop.plan.document import Document, Record, called
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.references import Reference, References
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.wording import counted, joined, within

if TYPE_CHECKING:
    from csp_desktop.operations.session.open_plan import Outcome


_RENAMED: Final = "a new name"


class RecordWork:
    """Adds, moves, removes and follows what the pane shows, by the operations of the plan."""

    def __init__(self, state: PlanState, pane: QWidget, go_to: Callable[[str, str], None]) -> None:
        """`go_to` shows a record in the pane, by its kind and id."""
        self._state, self._pane, self._go_to = state, pane, go_to

    def add(self, kind: Kind, beside: Record | None) -> None:
        """Ask what a new record is called, add it, and go there."""
        state = self._state
        given = given_to(state.document, kind, beside)
        refuse = partial(self._why_not, kind)
        question = NewRecord(kind, given, self._offered, refuse, self._pane.window())
        question.asked.connect(partial(self._add, kind))
        question.open()

    def _offered(self, kind: str) -> list[tuple[str, str]]:
        known = self._state.table.kind(kind)
        return named(self._state.document, known) if known else []

    def _add(self, kind: Kind, values: dict[str, str]) -> None:
        from csp_desktop.operations.editing.records import add

        cells = {(name, ""): value for name, value in values.items()}

        def done(outcome: Outcome) -> None:
            for name, record_id, record in outcome.changed:
                if name == kind.name and record is not None:
                    self._go_to(name, record_id)

        work = doing(add, kind.name, cells, STAMP)
        self._state.write(f"The new {within(kind.label)}", work, by="add", done=done)

    def _why_not(self, kind: Kind, values: dict[str, str]) -> str:
        from csp_desktop.operations.session.lookup import refuse_name_taken
        from csp_desktop.plan.values import understand

        try:
            for field in kind.fields:
                if field.required or field.name in values:
                    understand(field, values.get(field.name, ""), self._state.document.vocabulary)
            refuse_name_taken(self._state.document, kind, kind.key, values.get(kind.key))
        except CspError as problem:
            return str(problem)
        return ""

    def move(self, record: Record, step: int) -> None:
        """Let a record change places with its neighbour."""
        from csp_desktop.operations.editing.parts import move

        self._state.flush()
        work = doing(move, record.kind, record.id, step, STAMP, self._state.document)
        self._state.write("The move", work)

    def remove(self, record: Record) -> None:
        """Ask whether a record goes and what becomes of what points to it, and remove it."""
        state = self._state
        kind = state.table.kind(record.kind)
        if kind is None:
            return
        question = Removal(
            called(kind, record),
            kind,
            References(state.document, state.table).to(record),
            named(state.document, kind, record.id),
            self._pane.window(),
        )
        question.asked.connect(partial(self._remove, kind, record, state.document))
        question.open()

    def _remove(self, kind: Kind, record: Record, seen: Document, to: str) -> None:
        from csp_desktop.operations.editing.parts import remove

        name = called(kind, record)

        def done(_: Outcome) -> None:
            said = f"{name} is removed."
            self._state.noticed.emit(
                Notice(said, about=DONE, action="Undo", act=self._state.undo, passing=True)
            )

        # What is typed in its boxes is saved first, so that Undo brings that back, too.
        self._state.flush()
        work = doing(remove, record.kind, record.id, STAMP, to, seen)
        self._state.write(f"The removal of {name}", work, by="delete", done=done)

    def follow(self, record: Record, item: str) -> None:
        """Make an action of an improvement action."""
        from csp_desktop.operations.editing.parts import follow

        def done(outcome: Outcome) -> None:
            for kind, record_id, action in outcome.changed:
                if kind == "action" and action is not None:
                    ref, go = action.text("ref"), partial(self._state.go.reveal, kind, record_id)
                    said = f"{ref} is an action now, and off the list of {record.text('label')}."
                    self._state.noticed.emit(
                        Notice(said, about=DONE, action=f"Go to {ref}", act=go, passing=True)
                    )

        self._state.flush()
        work = doing(follow, record.id, item, STAMP, "", self._state.document)
        self._state.write("The new action", work, by="add", done=done)

    def tell_renamed(self, before: References) -> None:
        """Offer to write a new name wherever the one `before` is still written."""
        state = self._state
        now = References(state.document, state.table)
        for record, old in before.renamed(state.document):
            written = now.writing(record.kind, (old,))
            if written and state.writable:
                said = f"{joined([each.words for each in written])} still name ‘{old}’."
                act = partial(self._write_new_name, record, old)
                action = "Write the new name there"
                state.noticed.emit(Notice(said, about=_RENAMED, action=action, act=act))

    def _write_new_name(self, record: Record, old: str) -> None:
        from csp_desktop.operations.editing.parts import write_new_name

        self._state.flush()
        work = doing(write_new_name, record.kind, record.id, old, STAMP)
        self._state.write("The new name", work)

    def show(self, reference: Reference) -> None:
        """Go to what points to a record: to actions in the grid, to one of the others."""
        go, kind = self._state.go, reference.kind
        if kind.name == "action":
            ids = [each.id for each in reference.records]
            go.show_actions(Selection().picking(ids, counted(len(ids), "action")))
        elif len(reference.records) == 1:
            go.reveal(kind.name, reference.records[0].id)
        else:
            menu = QMenu(self._pane)
            for each in reference.records:
                action = menu.addAction(called(kind, each).replace("&", "&&"))
                action.triggered.connect(partial(go.reveal, kind.name, each.id))
            focused: QWidget | None = self._pane.focusWidget()
            focused = focused or self._pane
            menu.popup(focused.mapToGlobal(focused.rect().bottomLeft()))
