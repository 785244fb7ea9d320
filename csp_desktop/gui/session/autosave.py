"""Texts being typed: each is saved on leaving its box or after a pause, and none is ever lost.

One visit to a box is one entry in History, however often it is saved meanwhile. A text that could
not be saved stays, and is shown again when its box is next on screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from csp_desktop.gui.session.queued_write import CellName, Heads

IDLE_MILLISECONDS = 2000
"""How long a pause in typing saves the text."""


@dataclass(slots=True)
class TextDraft:
    """The text of a box that is not, or was not yet, on the disk.

    `seen` are the heads that were on screen when the visit began, and later what it saved itself.
    `sent` is the text on its way to the disk. `visited`: its box still has the focus. `pause`:
    it is saved after a pause in typing too. `visit` names the operation that its saves join.
    """

    cell: CellName
    text: str
    seen: Heads
    visit: str
    saved: str
    sent: str | None = None
    visited: bool = True
    failed: bool = False
    pause: bool = True

    @property
    def unsaved(self) -> bool:
        """Whether the disk does not hold the text yet."""
        return self.text != self.saved


class Drafts(QObject):
    """All texts being typed, by cell, and when each is saved.

    `save(draft, done, failed)` writes one; it ends in exactly one of the two.
    """

    changed = Signal()

    def __init__(
        self,
        save: Callable[[TextDraft, Callable[[], None], Callable[[Exception], None]], None],
        new_id: Callable[[], str],
        idle: int = IDLE_MILLISECONDS,
    ) -> None:
        super().__init__()
        self._save = save
        self._new_id = new_id
        self._drafts: dict[CellName, TextDraft] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle)
        self._timer.timeout.connect(self._pause_over)

    def draft(self, cell: CellName) -> TextDraft | None:
        """The text being typed in `cell`, or None where what is shown is what is saved."""
        return self._drafts.get(cell)

    def text_of(self, cell: CellName) -> str | None:
        """The text typed in `cell`, None where what is saved is all there is."""
        draft = self._drafts.get(cell)
        return draft.text if draft else None

    @property
    def unsaved(self) -> list[TextDraft]:
        """The texts that the disk does not hold yet."""
        return [draft for draft in self._drafts.values() if draft.unsaved]

    @property
    def failed(self) -> list[TextDraft]:
        """The texts that could not be saved when it was tried last."""
        return [draft for draft in self._drafts.values() if draft.unsaved and draft.failed]

    def typed(
        self, cell: CellName, text: str, shown: str, seen: Heads, *, pause: bool = True
    ) -> None:
        """Note that the box of `cell` now holds `text`, over `shown` with the heads `seen`.

        It is saved after a pause in typing, or without `pause` only once the box is left.
        """
        draft = self._drafts.get(cell)
        # Boxes report each time they are filled, by the program too: what is shown is no draft.
        # Once there is one, typing it back to what was shown must be saved as well.
        if draft is None:
            if text == shown:
                return
            draft = self._drafts[cell] = TextDraft(cell, text, seen, self._new_id(), shown)
        # `seen` is not touched: a person who goes on typing still looks at what the visit began
        # with.
        draft.text, draft.visited, draft.pause = text, True, pause
        if pause:
            self._timer.start()
        self.changed.emit()

    def enter(self, cell: CellName, text: str, shown: str, seen: Heads) -> None:
        """Note what was typed in a box that is left already, and save it."""
        self.typed(cell, text, shown, seen, pause=False)
        self.left(cell)

    def left(self, cell: CellName) -> None:
        """Note that the box of `cell` is left: save what is not saved, and end the visit."""
        draft = self._drafts.get(cell)
        if draft is not None:
            draft.visited = False
            self._see_to(draft)

    def flush(self) -> None:
        """Save everything that is not saved, now."""
        self._timer.stop()
        for draft in list(self._drafts.values()):
            self._see_to(draft)

    def follow(self, moved: Mapping[CellName, tuple[Heads, Heads]]) -> None:
        """Let the texts being typed cover what this window has just written itself."""
        for cell, (old, new) in moved.items():
            draft = self._drafts.get(cell)
            # Only where the draft was made over exactly what this window has replaced. Heads that
            # came by a merge were not on screen in this box and must not be covered.
            if draft is not None and draft.seen == old:
                draft.seen = new

    def part(self) -> None:
        """End every visit: an undo lies between what was typed and what will be."""
        # A new visit for each, sent or not: a save that joined the operation which is being undone
        # would bring the text back, or be undone without having been there.
        for draft in list(self._drafts.values()):
            draft.visit, draft.visited = self._new_id(), False
            if not draft.unsaved and draft.sent is None:
                self._forget(draft)

    def clear(self) -> None:
        """Forget all texts: their plan is closed."""
        self._timer.stop()
        self._drafts.clear()
        self.changed.emit()

    def _forget(self, draft: TextDraft) -> None:
        """Let go of a text that the disk holds: its box shows again what is saved."""
        if self._drafts.pop(draft.cell, None):
            self.changed.emit()

    def _pause_over(self) -> None:
        for draft in list(self._drafts.values()):
            if draft.pause or not draft.visited:
                self._see_to(draft)

    def _see_to(self, draft: TextDraft) -> None:
        # One save at a time: the next one must cover what this one makes, whose id is known only
        # when it is back. `_saved` looks again.
        if draft.sent is not None:
            return
        # A text that failed waits to be tried again: what stands here takes its place in any case.
        if draft.unsaved or draft.failed:
            # The text as it is now: more may have been typed by the time the disk answers.
            text = draft.sent = draft.text
            self._save(draft, lambda: self._saved(draft, text), lambda _: self._not_saved(draft))
            self.changed.emit()
        elif not draft.visited:
            self._forget(draft)

    def _saved(self, draft: TextDraft, text: str) -> None:
        # Noted even for a draft that was let go, since a save that comes back late was still a
        # save.
        draft.saved, draft.sent, draft.failed = text, None, False
        if self._drafts.get(draft.cell) is not draft:
            return
        # What was typed while this was on its way is saved at once if the box has been left
        # meanwhile; nobody will leave it again.
        if not draft.visited:
            self._see_to(draft)
        elif draft.unsaved and draft.pause:
            self._timer.start()
        self.changed.emit()

    def _not_saved(self, draft: TextDraft) -> None:
        # A text typed back to what the disk holds has nothing left to fail.
        draft.sent, draft.failed = None, draft.unsaved
        if not draft.visited and not draft.unsaved:
            self._forget(draft)
        self.changed.emit()
