"""Two states of a plan laid side by side, for the window and for commands: what moved, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csp_desktop.measures.snapshot.compare import Comparison, Difference, by_ref, compare
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.measures.snapshot.moves import Filter, RecordMove, counts, moves
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.operations.snapshots.snapshots import NOW, Snapshot
from csp_desktop.plan.document import Document, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.renumbering import ref_order
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import date_moved


@dataclass(frozen=True, slots=True)
class Twin:
    """Another snapshot of the same quarter, and in how many cells it differs."""

    snapshot: Snapshot
    cells: int


@dataclass(frozen=True, slots=True)
class ComparedState:
    """One of two states: what a snapshot froze, or the present plan if that is None."""

    frozen: Frozen
    snapshot: Snapshot | None = None
    twins: tuple[Twin, ...] = ()

    @property
    def id(self) -> str:
        """The snapshot's id, or 'now'."""
        return self.snapshot.id if self.snapshot else NOW


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two states and every line of what differs between them."""

    was: ComparedState
    now: ComparedState
    moves: tuple[RecordMove, ...]
    counts: Mapping[Filter, int]


class Shelf:
    """Frozen states that have been read, and how far they differ: none of that ever changes.

    It keeps the few that were asked for last, and belongs to one thread.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._read: dict[str, Frozen] = {}
        self._apart: dict[frozenset[str], int] = {}

    def frozen(self, plan: OpenPlan, snapshot: Snapshot) -> Frozen:
        """What a snapshot of `plan` froze."""
        # Taken out and put in again: a dict keeps its order, so the first is the one used longest
        # ago.
        found = self._read.pop(snapshot.id, None) or snapshots.frozen_in(plan, snapshot)
        self._read[snapshot.id] = found
        while len(self._read) > self._most:
            del self._read[next(iter(self._read))]
        return found

    def cells_apart(self, plan: OpenPlan, one: Snapshot, other: Snapshot) -> int:
        """In how many cells two snapshots differ."""
        if one.hash == other.hash:
            return 0
        pair = frozenset({one.id, other.id})
        if pair not in self._apart:
            compared = compare(self.frozen(plan, one), self.frozen(plan, other))
            self._apart[pair] = cells_differing(compared)
        return self._apart[pair]


def side_by_side(
    plan: OpenPlan,
    was: str,
    now: str,
    shelf: Shelf | None = None,
    document: Document | None = None,
    *,
    quarter: str = "",
) -> SideBySide:
    """Two snapshots, or one and 'now', each by its id or name.

    What is on the `shelf` is not read again, nor `document`, which is as `snapshots.document_of`
    gives it. `quarter` is the one that 'now' is seen in, '' for the plan's working quarter.
    """
    shelf = shelf or Shelf()
    document = document or snapshots.document_of(plan)
    before, after = (_side(plan, document, name, shelf, quarter) for name in (was, now))
    found = moves(compare(before.frozen, after.frozen), before.frozen, after.frozen)
    return SideBySide(before, after, found, counts(found))


def as_it_stood(plan: OpenPlan, name: str) -> ComparedState:
    """What the snapshot called `name` froze, and which one it is."""
    found = snapshots.find(snapshots.document_of(plan), name)
    return ComparedState(snapshots.frozen_in(plan, found), found)


def _side(
    plan: OpenPlan, document: Document, name: str, shelf: Shelf, quarter: str
) -> ComparedState:
    if plain(name).lower() == NOW:
        quarter = quarter or document.plan.text("working_quarter")
        return ComparedState(snapshots.freeze_now(plan, document, quarter))
    found = snapshots.find(document, name)
    twins = (each for each in snapshots.listed(document) if each.id in found.twins)
    return ComparedState(
        shelf.frozen(plan, found),
        found,
        tuple(Twin(each, shelf.cells_apart(plan, found, each)) for each in twins),
    )


def cells_differing(comparison: Comparison) -> int:
    """In how many cells two states differ; what is worked out from others is not counted."""
    every = (*comparison.actions, *comparison.indicators, *comparison.others)
    return sum(each.field != "rating" for each in every)


# As data


def comparison_as_data(
    comparison: Comparison, was: Frozen, now: Frozen, table: FieldTable
) -> dict[str, Any]:
    """A comparison with the keys that `snapshot compare --json` promises, and more."""
    tell = _DifferenceTeller(was, now, table)
    return {
        "actions": [tell.difference(each) for each in tell.in_order(comparison.actions)],
        "indicators": [tell.difference(each) for each in tell.in_order(comparison.indicators)],
        "others": [tell.difference(each) for each in tell.in_order(comparison.others)],
        "moved": [
            {
                "ref": tell.ref("action", each.record),
                "was": each.was or None,
                "now": each.now or None,
                "movement": each.movement,
                "started": each.started,
            }
            for each in by_ref(tell.newer.document, comparison.travels)
        ],
        "counts": comparison.counts(),
        "was": {"quarter": was.quarter},
        "now": {"quarter": now.quarter},
    }


class _DifferenceTeller:
    """Tells differences in people's words: refs as the later state has them."""

    def __init__(self, was: Frozen, now: Frozen, table: FieldTable) -> None:
        self._was, self._now, self._table = was.document, now.document, table
        self.newer = now if now.quarter >= was.quarter else was

    def ref(self, kind: str, record_id: str) -> str:
        known = self._table.kind(kind)
        found = ""
        for document in (self.newer.document, self._now, self._was):
            record = document.record(kind, record_id)
            if record is None:
                continue
            found = found or label_of(document, self._table, kind, record_id)
            # What it is a part of may be gone in the newer state, and is called by its id there.
            if not (known and known.part_of) or document.record(
                known.whole, record.text(known.part_of)
            ):
                return label_of(document, self._table, kind, record_id)
        return found or record_id

    def in_order(self, differences: Iterable[Difference]) -> list[Difference]:
        return sorted(
            differences,
            key=lambda each: (each.kind, ref_order(self.ref(each.kind, each.record)), each.record),
        )

    def _words(self, each: Difference, field: Field | None) -> str | None:
        """A difference in words, where its values alone do not say it well."""
        kind = self._table.kind(each.kind)
        if each.field == "exists" and kind:
            return f"{kind.label} {'added' if each.now else 'deleted'}"
        if field and field.type is Type.DATE:
            return date_moved(field.label, words(each.was), words(each.now))
        return None

    def difference(self, each: Difference) -> dict[str, Any]:
        field = self._table.field(each.kind, each.field)
        said = {
            "ref": self.ref(each.kind, each.record),
            "id": each.record,
            "kind": each.kind,
            "field": each.field,
            "period": each.period or None,
            "was": told(self._was, self._table, field, each.was),
            "now": told(self._now, self._table, field, each.now),
            "movement": each.movement,
            "says": self._words(each, field),
            "was_as_at": each.was_as_at or None,
            "now_as_at": each.now_as_at or None,
        }
        if each.field == "rating":
            said |= {"was_reason": each.was_reason, "now_reason": each.now_reason}
        return said
