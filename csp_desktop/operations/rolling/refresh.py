"""Refreshing a plan: actions are carried on, closed, renumbered and added in one operation.

`outlook` works out what will become of each action, from the plan and what is asked for. Writing
it is a step of its own, and one undo takes all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from csp_desktop.changes.change import Cell, Change, add_record
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.errors import BadValue, Refusal
from csp_desktop.operations.editing.edits import check_year, covers_of
from csp_desktop.operations.editing.history import find_now
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import CLOSED_AS, Field
from csp_desktop.plan.renumbering import Refs, ref_order, refs_of, why_not_a_ref
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value, same, understand

COMPLETE, DROPPED = CLOSED_AS
CARRIED, CLOSED_BEFORE, REOPENED, NEW = "carried", "closed before", "reopened", "new"
_CLOSING = ("closed", "closed_as", "closed_why")
_WHY = Field("closed_why", "Why it was closed", Type.LONG_TEXT)
_TITLE = Field("title", "Action", required=True)
_QUARTER = Field("closed", "Closed in", Type.QUARTER)
_IN_YEAR = Field("closed", "Closed in", Type.QUARTER, Per.QUARTER)


@dataclass(frozen=True, slots=True)
class Closing:
    """How an action ends: 'complete', or 'dropped' with a reason."""

    how: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An action that is added: its ref, its title and its delivery priority."""

    ref: str
    title: str
    delivery_priority: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """What is to become of a plan's actions, by their ids; an action not named is carried on.

    `refs` are the new refs of those that are renumbered. `quarter` is the one in which actions are
    closed, '' for the plan's working quarter. `seen` is the plan that was on screen when this was
    asked for, None for the plan as it is when it is done.
    """

    closing: Mapping[str, Closing] = field(default_factory=dict)
    reopening: frozenset[str] = frozenset()
    refs: Mapping[str, str] = field(default_factory=dict)
    added: tuple[Newcomer, ...] = ()
    quarter: str = ""
    seen: Document | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What becomes of one action: `becomes` is a word, `ref` the ref it has afterwards."""

    id: str
    ref_now: str
    ref: str
    title: str
    becomes: str
    quarter: str = ""
    why: str = ""

    @property
    def renumbered(self) -> bool:
        """True if its ref changes."""
        return bool(self.ref_now) and self.ref_now != self.ref


def refs_now(document: Document) -> Refs:
    """The refs of the actions."""
    return refs_of((action.id, action.text("ref")) for action in document.of("action"))


def outlook(document: Document, asked: Refresh) -> list[Prospect]:
    """What becomes of each action, in the order of the refs afterwards; nothing is judged."""
    quarter = quarter_of(document, asked)
    found = []
    for action in document.actions():
        becomes, when, why = CARRIED, "", ""
        closing = asked.closing.get(action.id)
        if closing:
            becomes, when, why = closing.how, quarter, closing.why
        elif action.id in asked.reopening:
            becomes = REOPENED
        elif action.text("closed"):
            becomes, when = CLOSED_BEFORE, action.text("closed")
            why = action.text("closed_why")
        ref = action.text("ref")
        found.append(
            Prospect(
                action.id, ref, asked.refs.get(action.id, ref), action.text("title"),
                becomes, when, why,
            )
        )  # fmt: skip
    found += [Prospect("", "", each.ref, each.title, NEW) for each in asked.added]
    return sorted(found, key=lambda each: (ref_order(each.ref), each.id))


def quarter_of(document: Document, asked: Refresh) -> str:
    """The quarter in which actions are closed, as files write it."""
    if not asked.quarter:
        return document.plan.text("working_quarter")
    quarter = str(understand(_QUARTER, asked.quarter) or "")
    check_year(document, _IN_YEAR, quarter)
    return quarter


def why_not(document: Document, asked: Refresh) -> Iterator[tuple[str, str]]:
    """The obstacles: the id of an action ('new 0' for the first added) with a sentence."""
    for each, closing in asked.closing.items():
        action = document.record("action", each)
        ref = action.text("ref") if action else each
        if closing.how not in CLOSED_AS:
            yield each, f"{ref} is closed as {' or '.join(CLOSED_AS)}, not '{closing.how}'."
        elif closing.how == DROPPED and not closing.why.strip():
            yield each, f"Say why {ref} is dropped: the reason is kept with it."
        elif action and action.text("closed"):
            yield each, f"{ref} is closed already, in {action.text('closed')}."
    for each in asked.reopening:
        action = document.record("action", each)
        if action and not action.text("closed"):
            yield each, f"{action.text('ref')} is not closed, so it cannot be reopened."
    yield from _refs_in_the_way(document, asked)
    for each, one in _newcomers(asked).items():
        if not one.title.strip():
            yield each, f"The new action {one.ref} needs a title."


def _newcomers(asked: Refresh) -> dict[str, Newcomer]:
    return {f"new {number}": one for number, one in enumerate(asked.added)}


def _refs_in_the_way(document: Document, asked: Refresh) -> Iterator[tuple[str, str]]:
    moved = {each for each in asked.refs if document.record("action", each)}
    for each in sorted(moved):
        if reason := why_not_a_ref(asked.refs[each]):
            yield each, reason
    added = _newcomers(asked)
    for each, one in added.items():
        if reason := why_not_a_ref(one.ref):
            yield each, reason
    # All at once, not one after the other: two actions may exchange refs.
    after = refs_now(document).given({each: asked.refs[each] for each in moved})
    refs = after.given({each: one.ref for each, one in added.items()})
    for ref, ids in refs.shared().items():
        # Two actions that shared a ref before are a conflict already, and no reason to refuse this.
        ours = [each for each in ids if each in moved or each in added]
        if ours:
            titles = [_title(document, added, each) for each in ids]
            yield ours[-1], f"{ref} would be the ref of {' and of '.join(titles)}."


def _title(document: Document, added: Mapping[str, Newcomer], each: str) -> str:
    action = document.record("action", each)
    return f"'{action.text('title')}'" if action else f"the new '{added[each].title}'"


def refresh(plan: OpenPlan, asked: Refresh, stamp: Stamp, label: str = "refresh") -> Outcome:
    """Close, reopen, renumber and add actions as one operation that one undo takes back.

    Nothing is deleted: a closed action keeps everything in it. Raises a Refusal with the first
    obstacle, or if something it would replace has changed since it was seen; then nothing changes.
    """
    refuse_in_part(plan, "A plan is refreshed")
    document = plan.document()
    for each in (*asked.closing, *asked.reopening, *asked.refs):
        if document.record("action", each) is None:
            raise Refusal(
                f"{label_of(document, plan.table, 'action', each)} is not in this plan any more."
            )
    _refuse_unseen(document, asked)
    # Everything is checked before anything is made: a refresh is done whole or not at all.
    for _, sentence in why_not(document, asked):
        raise BadValue(sentence)
    changes = [*_edits(plan, document, asked, stamp), *_additions(plan, document, asked, stamp)]
    if not changes:
        return Outcome("", label, stamp.author)
    return plan.write(label, changes, stamp)


def _refuse_unseen(document: Document, asked: Refresh) -> None:
    """Raise a Refusal where a cell that would be replaced is not as it was seen."""
    if asked.seen is None:
        return
    ended = dict.fromkeys((*asked.closing, *asked.reopening), _CLOSING)
    for each in dict.fromkeys((*ended, *asked.refs)):
        names = (*ended.get(each, ()), *(("ref",) if each in asked.refs else ()))
        now, was = document.record("action", each), asked.seen.record("action", each)
        # Heads and not values: somebody may have put the same value there for another reason.
        if now and was and any(now.held(name).heads != was.held(name).heads for name in names):
            raise Refusal(
                f"{now.text('ref')} has changed since you looked, and nothing was done: "
                "look at it again first."
            )


def refuse_in_part(plan: OpenPlan, what: str) -> None:
    """Raise a Refusal in a copy that was made for one group."""
    if plan.group:
        raise Refusal(f"{what} in the main copy: this one was made for one group.")


def _edits(plan: OpenPlan, document: Document, asked: Refresh, stamp: Stamp) -> Iterator[Change]:
    quarter = quarter_of(document, asked)
    if asked.closing and not quarter:
        raise BadValue("Say in which quarter the actions are closed, such as 2016/17 Q4.")
    for each, closing in asked.closing.items():
        values = (quarter, closing.how, understand(_WHY, closing.why))
        yield from put(plan, document, each, dict(zip(_CLOSING, values, strict=True)), stamp.new_id)
    for each in sorted(asked.reopening):
        yield from put(plan, document, each, dict.fromkeys(_CLOSING), stamp.new_id)
    for each, ref in asked.refs.items():
        yield from put(plan, document, each, {"ref": ref}, stamp.new_id)


def put(
    plan: OpenPlan,
    document: Document,
    record_id: str,
    values: Mapping[str, Value],
    new_nonce: Callable[[], str],
) -> Iterator[Change]:
    """The edits that put `values` by field into an action, over its present values."""
    action = document.record("action", record_id)
    assert action  # noqa: S101 - whoever calls has looked
    for name, value in values.items():
        held = action.held(name)
        if held.contested:
            raise Refusal(
                f"{name} of {action.text('ref')} is contested: two people put different values "
                "there. Decide first which one is right (conflicts, resolve)."
            )
        if not same(held.value, value):
            cell = Cell("action", record_id, name)
            yield make_edit(plan.plan_id, cell, value, covers_of(action, held), new_nonce())


def _additions(
    plan: OpenPlan, document: Document, asked: Refresh, stamp: Stamp
) -> Iterator[Change]:
    for one in asked.added:
        values: dict[tuple[str, str], Value] = {
            ("ref", ""): one.ref,
            ("title", ""): understand(_TITLE, one.title),
        }
        delivery = document.record("delivery_priority", one.delivery_priority)
        if delivery:
            values["delivery_priority", ""] = delivery.id
            values["strategic_priority", ""] = delivery.get("strategic_priority")
        record_id = f"action-{stamp.new_id()}"
        yield from add_record(plan.plan_id, "action", record_id, values, stamp.new_id)


# As data


def as_data(prospects: Iterable[Prospect]) -> list[dict[str, Any]]:
    """What becomes of each action, with the keys that `refresh --json` promises."""
    return [
        {
            "id": each.id or None,
            "ref": each.ref_now or None,
            "new_ref": each.ref,
            "title": each.title,
            "becomes": each.becomes,
            "quarter": each.quarter or None,
            "why": each.why or None,
        }
        for each in prospects
    ]


def as_line(each: Prospect) -> str:
    """What becomes of one action, as a line to read."""
    ref = f"{each.ref_now} -> {each.ref}" if each.renumbered else each.ref
    when = f" in {each.quarter}" if each.quarter else ""
    why = f": {each.why}" if each.why else ""
    return f"{ref:>14}  {each.title}  [{each.becomes}{when}{why}]"


def placed(
    document: Document,
    *,
    exchanged: Mapping[str, str] = MappingProxyType({}),
    inserted: Sequence[tuple[str, str]] = (),
    added: Iterable[tuple[str, str]] = (),
) -> tuple[dict[str, str], tuple[Newcomer, ...]]:
    """The refs afterwards of those renumbered, and who is added, from what is asked for by id.

    First all of `exchanged` at once, then each of `inserted` in turn: an action goes to a ref, and
    the action that had it makes room. Then each of `added`, (ref, title), in the same way. A new
    action gets the delivery priority of the action that makes room for it, or of the one before.
    """
    before = refs_now(document)
    # In this order, so that each later step finds the refs as the earlier ones leave them.
    after = before.given(exchanged)
    for each, ref in inserted:
        after = after.inserted(each, ref)
    named: dict[str, tuple[str, str]] = {}
    for number, (ref, title) in enumerate(added):
        named[f"new {number}"] = (title, neighbour_of(document, after, ref))
        after = after.inserted(f"new {number}", ref)
    newcomers = tuple(
        Newcomer(after.by_id[each], title, delivery) for each, (title, delivery) in named.items()
    )
    return after.changed(before), newcomers


def neighbour_of(document: Document, refs: Refs, ref: str) -> str:
    """The delivery priority that an action with this ref would have among the others."""
    standing = [
        (ref_order(theirs), record.text("delivery_priority"))
        for each, theirs in refs.by_id.items()
        if (record := document.record("action", each))
    ]
    wanted = ref_order(ref)
    same = [delivery for order, delivery in standing if order == wanted]
    # Only within the same priority number: 2.1 does not go under 1.9's delivery priority.
    before = [each for each in standing if each[0] < wanted and each[0][:1] == wanted[:1]]
    return same[0] if same else max(before)[1] if before else ""


def make_room_for(
    plan: OpenPlan,
    pairs: Sequence[tuple[str, str]],
    stamp: Stamp,
    seen: Document | None = None,
) -> Outcome:
    """Renumber by insertion: each action of (ref or id, new ref) goes there, others make room.

    `seen` is the plan that was on screen, None for the plan as it is now.
    """
    document = plan.document()
    named = [(action_called(plan, document, old).id, plain(new)) for old, new in pairs]
    refs, _ = placed(document, inserted=named)
    return refresh(plan, Refresh(refs=refs, seen=seen), stamp, "renumber")


def action_called(plan: OpenPlan, document: Document, name: str) -> Record:
    """The one action that `name`, a ref or an id, means."""
    record = find_now(plan, document, name)
    if record.kind != "action":
        raise BadValue(f"'{name}' is not an action, and only actions have refs.")
    return record
