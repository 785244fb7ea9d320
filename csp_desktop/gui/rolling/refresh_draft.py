"""What is asked for while a plan is refreshed: closed, reopened, renumbered, added."""

from __future__ import annotations

from csp_desktop.gui.rolling.drafting import (
    RolledAction,
    RollingDraft,
    in_order,
    ref_now_of,
    status_of,
    title_of,
)
from csp_desktop.operations.rolling.refresh import (
    CARRIED,
    CLOSED_BEFORE,
    NEW,
    REOPENED,
    Closing,
    Newcomer,
    Refresh,
    neighbour_of,
    refs_now,
    why_not,
)
from csp_desktop.plan.document import Document
from csp_desktop.plan.renumbering import Refs, next_free_ref, ref_order


class RefreshDraft(RollingDraft):
    """What is to become of a plan's actions: closed, reopened, renumbered, or added."""

    def __init__(self, document: Document, quarter: str) -> None:
        super().__init__(document, refs_now(document))
        self.quarter = quarter
        self.closing: dict[str, Closing] = {}
        self.reopening: set[str] = set()
        self.titles: dict[str, str] = {}
        self._made = 0

    def become(self, each: str, how: str) -> None:
        """Close an action as `how`, or carry it on: one that was closed before is reopened."""
        action = self.document.record("action", each)
        if action is None:
            return
        was_closed = bool(action.text("closed"))
        if how in (CARRIED, REOPENED):
            self.closing.pop(each, None)
            self.reopening |= {each} if was_closed else set()
        elif how == CLOSED_BEFORE:
            self.reopening.discard(each)
        elif not was_closed:
            self.closing[each] = Closing(how, self.why(each))

    def choices(self, each: str) -> tuple[str, ...]:
        """What may become of an action."""
        action = self.document.record("action", each)
        if action is None:
            return (NEW,)
        closed = bool(action.text("closed"))
        return (CLOSED_BEFORE, REOPENED) if closed else (CARRIED, "complete", "dropped")

    def becomes(self, each: str) -> str:
        """What is to become of an action, as a word."""
        if each in self.titles:
            return NEW
        if each in self.closing:
            return self.closing[each].how
        if each in self.reopening:
            return REOPENED
        action = self.document.record("action", each)
        return CLOSED_BEFORE if action and action.text("closed") else CARRIED

    def why(self, each: str) -> str:
        """Why an action is closed, as far as it is said."""
        return self.closing[each].why if each in self.closing else ""

    def _why_before(self, each: str) -> str:
        """Why an action that stays closed was closed before."""
        action = self.document.record("action", each)
        stays = self.becomes(each) == CLOSED_BEFORE
        return action.text("closed_why") if action and stays else ""

    def say_why(self, each: str, why: str) -> None:
        """Say why an action is closed."""
        if each in self.closing:
            self.closing[each] = Closing(self.closing[each].how, why)

    def insert(self, at: str) -> str:
        """Add an action in the place of `at`, who makes room; answers with its id in the draft."""
        self._made += 1
        each = f"new {self._made}"
        ref = self.refs.by_id.get(at, "")
        if not ref:
            last = max(self.refs.by_id.values(), key=ref_order, default="1.0")
            ref = next_free_ref(last, self.refs.by_id.values())
        self.titles[each] = ""
        self.refs = self.refs.inserted(each, ref)
        return each

    def name(self, each: str, title: str) -> None:
        """Give a new action its title."""
        if each in self.titles:
            self.titles[each] = title

    def drop_new(self, each: str) -> None:
        """Take a new action out again; those that made room for it stay where they are."""
        if self.titles.pop(each, None) is not None:
            left = {one: ref for one, ref in self.refs.by_id.items() if one != each}
            self.refs = Refs(left)

    def asked(self) -> Refresh:
        """What the operation is asked for."""
        return Refresh(
            dict(self.closing),
            frozenset(self.reopening),
            self.changed(),
            tuple(self._newcomers().values()),
            self.quarter,
            self.document,
        )

    def _newcomers(self) -> dict[str, Newcomer]:
        known = Refs({each: ref for each, ref in self.refs.by_id.items()
                      if each not in self.titles})  # fmt: skip
        return {
            each: Newcomer(ref, title, neighbour_of(self.document, known, ref))
            for each, title in self.titles.items()
            for ref in (self.refs.by_id[each],)
        }

    def problems(self) -> list[tuple[str, str]]:
        """What stands in the way: the id of an action in the draft with a sentence."""
        named = {f"new {number}": each for number, each in enumerate(self.titles)}
        found = why_not(self.document, self.asked())
        told = [(named.get(each, each), said) for each, said in found]
        if not told and self.closing and not self.quarter:
            told.append(("", "The plan has no quarter in which an action could be closed."))
        return told

    def lines(self) -> list[RolledAction]:
        """Every action, in the order of the refs that they are to bear."""
        problems = dict(reversed(self.problems()))
        return [
            RolledAction(
                each,
                ref_now_of(self.document, each),
                ref,
                self.titles[each] if each in self.titles else title_of(self.document, each),
                self.becomes(each),
                status_of(self.document, each, self.quarter),
                self.why(each) or self._why_before(each),
                problems.get(each, ""),
            )
            for each, ref in in_order(self.refs)
        ]

    def summary(self) -> str:
        """How many become what, in words."""
        lines = self.lines()
        counted = {
            word: sum(each.becomes in names for each in lines)
            for word, names in (
                ("go on", (CARRIED, REOPENED)),
                ("complete", ("complete",)),
                ("dropped", ("dropped",)),
                ("new", (NEW,)),
                ("closed before", (CLOSED_BEFORE,)),
            )
        }
        said = [f"{number} {word}" for word, number in counted.items() if number]
        other = sum(each.renumbered for each in lines)
        said += [f"{other} with another ref"] if other else []
        return ", ".join(said) + "." if said else "The plan has no actions yet."

    def changes_anything(self) -> bool:
        """Whether there is anything to write."""
        asked = self.asked()
        return bool(asked.closing or asked.reopening or asked.refs or asked.added)
