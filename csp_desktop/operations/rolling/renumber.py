"""From what a person says of refs to what is asked for: exchanged, moved, added, room made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from csp_desktop.errors import BadValue
from csp_desktop.operations.editing.former_refs import find_now
from csp_desktop.operations.rolling.refresh import Newcomer, Refresh, refresh, refs_now
from csp_desktop.operations.session.open_plan import OpenPlan, Outcome
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.refs import ref_order
from csp_desktop.plan.renumbering import Refs
from csp_desktop.plan.spelling import plain


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
        (ref_order(borne), record.text("delivery_priority"))
        for each, borne in refs.by_id.items()
        if (record := document.record("action", each))
    ]
    wanted = ref_order(ref)
    bearer = [delivery for order, delivery in standing if order == wanted]
    # Only within the same priority number: 2.1 does not go under 1.9's delivery priority.
    before = [each for each in standing if each[0] < wanted and each[0][:1] == wanted[:1]]
    return bearer[0] if bearer else max(before)[1] if before else ""


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
        raise BadValue(f"'{name}' is not an action, and only actions bear refs.")
    return record
