"""What a person has asked for so far while a plan is rolled forward: nothing of it is written yet.

A draft holds which ref each action is to bear, and what is to become of it. It is asked for lines
to show and for what stands in the way, and gives in the end what the operation takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from csp_desktop.measures.progress import standing
from csp_desktop.operations.rolling.refresh import refs_now
from csp_desktop.plan.document import Document
from csp_desktop.plan.renumbering import Refs, ref_order


class RolledAction(NamedTuple):
    """One action in the table: `ref_now` is '' for a new one, `problem` what stands in its way."""

    id: str
    ref_now: str
    ref: str
    title: str
    becomes: str
    status: str = ""
    why: str = ""
    problem: str = ""

    @property
    def renumbered(self) -> bool:
        """Whether it is to bear another ref."""
        return bool(self.ref_now) and self.ref_now != self.ref


class RollingDraft:
    """What is asked for so far: the refs that actions are to have, and what becomes of them."""

    def __init__(self, document: Document, refs: Refs) -> None:
        self.document = document
        self.refs = refs
        self._left: dict[str, str] = {}

    # What a draft of its own says

    def lines(self) -> list[RolledAction]:
        """Every action, with what stands in its way."""
        raise NotImplementedError

    def choices(self, each: str) -> tuple[str, ...]:
        """What may become of an action."""
        raise NotImplementedError

    def become(self, each: str, how: str) -> None:
        """Let an action become something."""
        raise NotImplementedError

    def summary(self) -> str:
        """How many become what, in words."""
        raise NotImplementedError

    def problems(self) -> list[tuple[str, str]]:
        """What stands in the way: the id of an action, or '', with a sentence."""
        raise NotImplementedError

    def changes_anything(self) -> bool:
        """Whether anything has been asked for."""
        raise NotImplementedError

    # The refs

    def give(self, each: str, ref: str) -> None:
        """Give an action a ref, whoever bears it too."""
        self._leave(each)
        self.refs = self.refs.given({each: ref})

    def _leave(self, each: str) -> None:
        """Remember the ref that an action leaves, where it bore it alone."""
        if not self.others_with(each):
            self._left[each] = self.refs.by_id[each]

    def others_with(self, each: str) -> tuple[str, ...]:
        """Who else is to bear the ref of an action."""
        return tuple(one for one in self.refs.ids_with(self.refs.by_id[each]) if one != each)

    def exchange(self, each: str) -> None:
        """Give whoever bears an action's ref too the one that it had before."""
        others = self.others_with(each)
        if others and (before := self._free_for(each)):
            self.refs = self.refs.given({others[0]: before})

    def make_room(self, each: str) -> None:
        """Let whoever bears an action's ref too, and those after it, go one on."""
        wanted = self.refs.by_id[each]
        before = self._free_for(each)
        rest = {one: ref for one, ref in self.refs.by_id.items() if one != each}
        had = Refs({**rest, each: before}) if before else Refs(rest)
        self.refs = had.inserted(each, wanted)

    def _free_for(self, each: str) -> str:
        """The ref that an action left, or bears in the plan, where nobody else is to bear it."""
        for ref in (self._left.get(each, ""), refs_now(self.document).by_id.get(each, "")):
            if ref and not self.refs.ids_with(ref):
                return ref
        return ""

    def neighbour(self, each: str, step: int) -> str:
        """The action before or after this one at its level, '' where it is the first or last."""
        order = ref_order(self.refs.by_id[each])
        level = sorted(
            (one for one, ref in self.refs.by_id.items()
             if len(ref_order(ref)) == len(order) and ref_order(ref)[:-1] == order[:-1]),
            key=lambda one: (ref_order(self.refs.by_id[one]), one),
        )  # fmt: skip
        place = level.index(each) + step
        return level[place] if 0 <= place < len(level) else ""

    def move(self, each: str, step: int) -> bool:
        """Exchange refs with the action before or after; False where there is none."""
        other = self.neighbour(each, step)
        if other:
            mine, theirs = self.refs.by_id[each], self.refs.by_id[other]
            self.refs = self.refs.given({each: theirs, other: mine})
        return bool(other)

    def changed(self) -> dict[str, str]:
        """The new refs of the actions that are to bear another than in the plan."""
        return self.refs.changed(refs_now(self.document))


def in_order(refs: Refs) -> Iterator[tuple[str, str]]:
    """Ids with their refs, as people read refs."""
    yield from sorted(refs.by_id.items(), key=lambda each: (ref_order(each[1]), each[0]))


def ref_now_of(document: Document, each: str) -> str:
    """The ref that an action bears in the plan, '' for a new one."""
    action = document.record("action", each)
    return action.text("ref") if action else ""


def title_of(document: Document, each: str) -> str:
    """The title of an action, '' for a new one."""
    action = document.record("action", each)
    return action.text("title") if action else ""


def status_of(document: Document, each: str, quarter: str) -> str:
    """The status in force of an action, '' where there was none yet."""
    action = document.record("action", each)
    if action is None or not quarter:
        return ""
    stood = standing(action, quarter)
    return stood.status or stood.last or ""
