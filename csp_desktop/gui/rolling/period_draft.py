"""What is asked for while a new plan period is started: who goes along, under which ref."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from csp_desktop.gui.rolling.drafting import RolledAction, RollingDraft, ref_now_of, status_of
from csp_desktop.operations.rolling.new_period import NewPeriod, why_not
from csp_desktop.operations.rolling.refresh import CLOSED_BEFORE, refs_now
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.renumbering import Refs
from csp_desktop.plan.wording import plural

GOES: Final = "goes along"
STAYS: Final = "stays behind"


class PeriodDraft(RollingDraft):
    """Which actions go along into a new plan period, and under which refs."""

    def __init__(self, document: Document, quarter: str) -> None:
        super().__init__(document, refs_now(document))
        self._quarter = quarter
        self.closed = frozenset(
            action.id for action in document.of("action") if action.text("closed")
        )
        self.leaving: set[str] = set()
        self.anew = False
        self.given: dict[str, str] = {}
        self.years: tuple[str, ...] = ()
        self.suggested = self.title = ""
        self.carry = False
        self._number()

    def goes(self, each: str) -> bool:
        """Whether an action goes along."""
        return each not in self.closed and each not in self.leaving

    def choices(self, each: str) -> tuple[str, ...]:
        """What may become of an action: the closed ones stay."""
        return (CLOSED_BEFORE,) if each in self.closed else (GOES, STAYS)

    def become(self, each: str, how: str) -> None:
        """Let an action go along, or stay behind."""
        if how in self.choices(each) and how != CLOSED_BEFORE:
            self.leaving = self.leaving - {each} if how == GOES else self.leaving | {each}
            self._number()

    def give(self, each: str, ref: str) -> None:
        """Give an action a ref in the new plan."""
        self._leave(each)
        if ref == ref_now_of(self.document, each) and not self.anew:
            self.given.pop(each, None)
        else:
            self.given[each] = ref
        self._number()

    def number_anew(self, *, on: bool) -> None:
        """Close the gaps that those left behind leave in the refs, or let them be."""
        self.anew = on
        self._number()

    def exchange(self, each: str) -> None:
        super().exchange(each)
        self._keep()

    def make_room(self, each: str) -> None:
        super().make_room(each)
        self._keep()

    def move(self, each: str, step: int) -> bool:
        moved = super().move(each, step)
        self._keep()
        return moved

    def _keep(self) -> None:
        """Keep the refs as they are now, whatever is numbered anew."""
        before = self._numbered({})
        self.given = dict(self.refs.changed(before))

    def _number(self) -> None:
        self.refs = self._numbered(self.given)

    def _numbered(self, given: Mapping[str, str]) -> Refs:
        now = refs_now(self.document)
        going = Refs({each: ref for each, ref in now.by_id.items() if self.goes(each)})
        base = going.numbered_anew() if self.anew else going
        return base.given({each: ref for each, ref in given.items() if self.goes(each)})

    def name(self, years: tuple[str, ...], suggested: str) -> None:
        """Take other years, and the title that goes with them where nobody has typed another."""
        self.years = years
        if self.title == self.suggested:
            self.title = suggested
        self.suggested = suggested

    def asked(self) -> NewPeriod:
        """What the operation is asked for."""
        title = " ".join(self.title.split())
        return NewPeriod(self.years, title, frozenset(self.leaving), self.changed(), self.carry)

    def problems(self) -> list[tuple[str, str]]:
        """What stands in the way: the id of an action, or '', with a sentence."""
        found = list(why_not(self.document, self.asked()))
        if not self.title.strip():
            found.append(("", "The new plan needs a title."))
        return found

    def changes_anything(self) -> bool:
        """Whether anything has been asked for that leaving would lose."""
        typed = self.title != self.suggested
        return typed or bool(self.leaving or self.given or self.anew)

    def lines(self) -> list[RolledAction]:
        """Every action in the order of its ref, those that stay behind among them."""
        problems = dict(reversed(self.problems()))
        return [
            RolledAction(
                action.id,
                action.text("ref"),
                self.refs.by_id.get(action.id, ""),
                action.text("title"),
                GOES if self.goes(action.id) else self._stays(action),
                status_of(self.document, action.id, self._quarter),
                action.text("closed_why"),
                problems.get(action.id, ""),
            )
            for action in self.document.actions()
        ]

    def _stays(self, action: Record) -> str:
        return CLOSED_BEFORE if action.id in self.closed else STAYS

    def summary(self) -> str:
        """How many go along, in words."""
        going = len(self.refs.by_id)
        staying = len(list(self.document.of("action"))) - going
        other = len(self.changed())
        parts = [f"{going} {plural(going, 'action goes', 'actions go')} along"]
        parts += [f"{staying} {plural(staying, 'stays', 'stay')} behind"] if staying else []
        parts += [f"{other} with another ref"] if other else []
        return ", ".join(parts) + "."
