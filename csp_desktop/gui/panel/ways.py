"""What the editors of the side panel do with what the user asks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.session.autosave import Drafts
from csp_desktop.gui.session.status_letters import Letters
from csp_desktop.plan.document import Document
from csp_desktop.plan.values import Value


@dataclass(frozen=True, slots=True)
class Ways:
    """What editors do with what the user asks of them."""

    drafts: Drafts
    submit: Callable[[EditedCell, Value], None]
    confirm: Callable[[EditedCell], None]
    decide: Callable[[EditedCell], None]
    reveal: Callable[[str, str], None]
    letters: Letters
    document: Callable[[], Document]
    add_person: Callable[[str], None]
