"""A search for a former ref says where it went: old papers still have the old refs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp_desktop.gui.session.messages import Notice
from csp_desktop.plan.refs import why_not_a_ref

if TYPE_CHECKING:
    from csp_desktop.gui.window.frame import WindowFrame
    from csp_desktop.operations.editing.former_refs import Moved
    from csp_desktop.operations.session.open_plan import OpenPlan

_ABOUT = "former ref"


class FormerRefs:
    """Listens to what is searched for, and tells where a former ref went."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._wanted = ""
        window.top.search.searched.connect(self.look_for)

    def look_for(self, text: str) -> None:
        """Check if `text` is a ref that another action once had."""
        self._wanted = text
        self._window.strip.settle(_ABOUT)
        if not text or why_not_a_ref(text) or not self._window.state.is_open:
            return

        document = self._window.state.document

        def work(plan: OpenPlan) -> list[Moved]:
            from csp_desktop.operations.editing.former_refs import where_it_went

            return where_it_went(plan, document, text)

        self._window.state.ask(work, lambda moved: self._tell(text, moved), "The search failed")

    def _tell(self, text: str, moved: list[Moved]) -> None:
        # The answer comes from the plan's thread; the person may be searching for something else by
        # now.
        if not moved or text != self._wanted:
            return
        first = moved[0]
        more = f" {len(moved) - 1} more bore it once." if len(moved) > 1 else ""
        self._window.strip.tell(
            Notice(
                first.sentence() + more,
                about=_ABOUT,
                action=f"Show {first.ref}",
                act=lambda: self._window.reveal("action", first.id),
            )
        )
