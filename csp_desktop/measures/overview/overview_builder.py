"""Counts a quarter: the status of every action, by priority, and what moved since a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from csp_desktop.measures.course import Tallier, Tally, course, quarters_to
from csp_desktop.measures.due import (
    MARKS,
    marks_of,
    milestones_by_action,
    passed_without_status,
)
from csp_desktop.measures.kpi.scorecard import (
    IndicatorRow,
    debts,
    divided,
    rests_on,
    row_of,
    unchanged,
)
from csp_desktop.measures.overview.overview import (
    IN_BAR,
    NO_STATUS,
    NO_UPDATE,
    CountedFigure,
    Indicators,
    OffTrack,
    Overview,
    PriorityBar,
    Rated,
    Since,
    StatusMove,
)
from csp_desktop.measures.progress import ActionProgress, standing
from csp_desktop.measures.snapshot.compare import Movement, StatusTravel, by_ref, in_force, travels
from csp_desktop.measures.snapshot.frozen import Frozen
from csp_desktop.plan.document import Document, Record, order_of
from csp_desktop.plan.people import owned
from csp_desktop.plan.selection import Selection, indicators_in, priority_id
from csp_desktop.plan.statuses import APART
from csp_desktop.plan.values import words
from csp_desktop.plan.wording import short_period

_WORST_FIRST: Final = ("missed", "within tolerance", "met", "not rated")
_ORDER: Final[dict[Movement, int]] = {"worse": 0, "improved": 1, "changed": 2, "same": 3}


class Surveyor:
    """Makes overviews; a record's progress is worked out once, as long as it stays the same."""

    # Records are frozen, so the same object is the same record: no edit can make what is kept here
    # stale, and after one keystroke a single action is worked out again instead of thousands.

    def __init__(self) -> None:
        self._stood: dict[str, dict[str, tuple[Record, ActionProgress]]] = {}
        self._dated: dict[str, tuple[tuple[object, ...], frozenset[str]]] = {}
        self._rows: dict[str, tuple[tuple[object, ...], IndicatorRow]] = {}
        self._tallier = Tallier()

    def overview(
        self,
        document: Document,
        quarter: str,
        place: Selection | None = None,
        before: Frozen | None = None,
        reported: Mapping[str, Tally] | None = None,
    ) -> Overview:
        """The overview of `quarter` in a place of the plan, compared with the state `before`.

        `reported` are the quarters of its course that were frozen; without it, there is no course.
        Only the place that `place` names counts; its filters and its search do not.
        """
        place = (place or Selection()).cleared()
        stood = self._standings(document, quarter)
        actions = list(_within(document, place))
        counted = Counter(stood[each.id].counted for each in actions)
        red = [each for each in actions if stood[each.id].status == "off track"]
        bars = _bars(document, actions, place, stood)
        rated, unnamed = self._rated(document, quarter, place)
        updated = [each.id for each in actions if stood[each.id].status is not None]
        return Overview(
            quarter=quarter,
            place=place,
            named=_name_of(document, place),
            total=CountedFigure(len(actions), place),
            updated=CountedFigure(
                len(updated), place.picking(updated, f"Updated in {short_period(quarter)}")
            ),
            owed=CountedFigure(counted[NO_UPDATE], _asking(place, NO_UPDATE)),
            by_delivery=bool(place.strategic_priority or place.delivery_priority),
            bars=bars,
            totals=_figures(IN_BAR, counted, place),
            apart=_figures(APART, counted, place),
            red=CountedFigure(len(red), _asking(place, "off track"), "off track"),
            off_track=_off_track(red, quarter, stood, before),
            indicators=sum(each.count for each in rated),
            ratings=rated,
            targets=len(debts(document, quarter)),
            unnamed=unnamed,
            groups=frozenset(each.text("group") for each in actions) - {""},
            since=_since(document, quarter, actions, place, before) if before else None,
            dated=self._dates(document, actions, quarter, place, stood),
            course=()
            if reported is None
            else course(self._tallier.tallies(document, quarters_to(quarter)), reported, place),
        )

    def owed(self, document: Document, quarter: str, place: Selection) -> CountedFigure:
        """The actions of a place that owe an update."""
        stood = self._standings(document, quarter)
        counted = sum(stood[each.id].counted == NO_UPDATE for each in _within(document, place))
        return CountedFigure(counted, _asking(place.cleared(), NO_UPDATE))

    def _standings(self, document: Document, quarter: str) -> dict[str, ActionProgress]:
        known = self._stood.get(quarter)
        # Only one quarter is kept: a person who looks at another stays there for a while.
        if known is None:
            known = {}
            self._stood = {quarter: known}
        found = {}
        for action in document.of("action"):
            before = known.get(action.id)
            if before is None or before[0] is not action:
                before = known[action.id] = (action, standing(action, quarter))
            found[action.id] = before[1]
        return found

    def _dates(
        self,
        document: Document,
        actions: Iterable[Record],
        quarter: str,
        place: Selection,
        stood: Mapping[str, ActionProgress],
    ) -> dict[str, CountedFigure]:
        milestones = milestones_by_action(document)
        found: dict[str, list[str]] = {name: [] for name in (*MARKS, NO_STATUS)}
        for each in actions:
            parts = milestones.get(each.id, [])
            made_from = (quarter, each, *parts)
            known = self._dated.get(each.id)
            if known is None or not unchanged(known[0], made_from):
                marks = marks_of(each, parts, quarter, stood[each.id])
                if passed_without_status(each, quarter, stood[each.id]):
                    marks |= {NO_STATUS}
                known = self._dated[each.id] = (made_from, marks)
            for name in known[1]:
                found[name].append(each.id)
        return {
            name: CountedFigure(
                len(ids),
                place.asking(name, on=True)
                if name in MARKS
                else place.picking(
                    ids, f"Past a date in {short_period(quarter)}, without a status"
                ),
            )
            for name, ids in found.items()
            if ids
        }

    def _rated(
        self, document: Document, quarter: str, place: Selection
    ) -> tuple[tuple[Rated, ...], int]:
        """The indicators of a place by rating, and how many are to be named first."""
        belongs = indicators_in(document, place)
        listed, folded = divided(document)
        found = Counter(
            self._row(document, each, quarter).now.rating.look for each in listed if belongs(each)
        )
        rated = tuple(
            Rated(each, found[each], Indicators(place, each))
            for each in _WORST_FIRST
            if found[each]
        )
        return rated, sum(map(belongs, folded))

    def _row(self, document: Document, record: Record, quarter: str) -> IndicatorRow:
        now, known = rests_on(document, record, quarter), self._rows.get(record.id)
        if known is None or not unchanged(known[0], now):
            known = self._rows[record.id] = (now, row_of(document, record, quarter))
        return known[1]


def called_snapshot(quarter: str, seen_from: str) -> str:
    """What people call the snapshot of a quarter: 'the Q1 snapshot', with the year of another."""
    said = short_period(quarter) if quarter[:7] == seen_from[:7] else quarter
    return f"the {said} snapshot"


# Actions


def _within(document: Document, place: Selection) -> Iterable[Record]:
    theirs = owned(document, place.person) if place.person else set[str]()
    for action in document.of("action"):
        if place.person and action.id not in theirs:
            continue
        if place.group and action.get("group") != place.group:
            continue
        if place.delivery_priority and (action.get("delivery_priority") != place.delivery_priority):
            continue
        if place.strategic_priority and priority_id(document, action) != place.strategic_priority:
            continue
        yield action


def _asking(place: Selection, status: str) -> Selection:
    """The selection of what counts under a status in a place."""
    if status == NO_UPDATE:
        return replace(place, no_update=True)
    return replace(place, statuses=frozenset({status}))


def _figures(
    names: Sequence[str], counted: Counter[str], place: Selection
) -> tuple[CountedFigure, ...]:
    return tuple(
        CountedFigure(counted[name], _asking(place, name), name) for name in names if counted[name]
    )


def _bars(
    document: Document,
    actions: list[Record],
    place: Selection,
    stood: dict[str, ActionProgress],
) -> tuple[PriorityBar, ...]:
    """A bar for each priority; in a priority, for each of its delivery priorities.

    Of a whole plan or priority those without actions are listed too, of a sub-group's part of it
    only those with some. What is under none comes last.
    """
    deliveries = bool(place.strategic_priority or place.delivery_priority)
    kind = "delivery_priority" if deliveries else "strategic_priority"
    counted: dict[str, Counter[str]] = {}
    loose: dict[str, list[str]] = {}
    for action in actions:
        under = action.text(kind) if deliveries else priority_id(document, action)
        # A priority that was deleted leaves its actions without one: they get a bar of their own,
        # so that the bars still add up to the total.
        if document.record(kind, under) is None:
            loose.setdefault("", []).append(action.id)
            under = ""
        counted.setdefault(under, Counter())[stood[action.id].counted] += 1
    listed = document.delivery_priorities() if deliveries else document.strategic_priorities()
    made = []
    for each in listed:
        if each.id in counted or _listed_anyway(each, place):
            where = (
                replace(place, delivery_priority=each.id)
                if deliveries
                else replace(place, strategic_priority=each.id)
            )
            made.append(_bar(each, counted.get(each.id, Counter()), where))
    if loose:
        why = "Without a delivery priority" if deliveries else "Without a priority"
        where = place.picking(loose[""], why)
        made.append(_bar(None, counted[""], where))
    return tuple(made)


def _listed_anyway(priority: Record, place: Selection) -> bool:
    """True if a priority has a bar in a place even where it has no actions there."""
    if place.group or place.person:
        return False
    if priority.kind == "strategic_priority":
        return True
    if place.delivery_priority:
        return priority.id == place.delivery_priority
    return priority.text("strategic_priority") == place.strategic_priority


def _bar(priority: Record | None, counted: Counter[str], where: Selection) -> PriorityBar:
    total = counted.total()
    if priority is None:
        record_id, before, name, elsewhere = "", "", where.why, ""
    else:
        title = priority.text("title") or priority.text("objective")
        record_id, name = priority.id, priority.text("short_title") or title
        before = words(priority.get("number"))
        if priority.kind == "delivery_priority":
            before = priority.text("label").rpartition(".")[2]
        elsewhere = "" if total else priority.text("delivered_through")
    return PriorityBar(
        record_id,
        before,
        name or record_id,
        CountedFigure(total, where),
        _figures(IN_BAR, counted, where),
        _figures(APART, counted, where),
        elsewhere,
    )


def _off_track(
    red: Iterable[Record], quarter: str, stood: dict[str, ActionProgress], before: Frozen | None
) -> tuple[OffTrack, ...]:
    found = []
    for action in sorted(red, key=lambda each: (order_of(each), each.id)):
        was, new = stood[action.id].last or "", False
        if before:
            then = before.document.record("action", action.id)
            was = in_force(then, before.quarter) if then else ""
            new = then is None
        found.append(
            OffTrack(
                action.id,
                action.text("ref"),
                action.text("title"),
                action.text("commentary", quarter),
                action.text("corrective_action", quarter),
                was,
                new,
            )
        )
    return tuple(found)


def _since(
    document: Document, quarter: str, actions: list[Record], place: Selection, before: Frozen
) -> Since:
    now = Frozen(quarter, document, {}, {})
    own = {each.id for each in actions}
    moved = [each for each in travels(before, now) if each.record in own]
    named = called_snapshot(before.quarter, quarter)
    down = [each for each in moved if each.movement == "worse"]
    up = [each for each in moved if each.movement == "improved"]
    started = [each for each in moved if each.started]
    others = {each.record for each in moved}.difference(
        each.record for some in (down, up, started) for each in some
    )
    then = before.document.kinds.get("action", {})

    def figure(ids: Iterable[str], what: str) -> CountedFigure:
        picked = frozenset(ids)
        return CountedFigure(len(picked), place.picking(picked, f"{what} since {named}"))

    ordered = sorted(by_ref(document, moved), key=lambda each: _ORDER[each.movement])
    return Since(
        named,
        figure((each.record for each in down), "Moved down"),
        figure((each.record for each in up), "Moved up"),
        figure((each.record for each in started), "Started"),
        figure(others, "Changed"),
        figure((each for each in own if each not in then), "Added"),
        sum(document.record("action", each.id) is None for each in _within(before.document, place)),
        tuple(_move(document, each) for each in ordered),
    )


def _move(document: Document, travel: StatusTravel) -> StatusMove:
    action = document.record("action", travel.record)
    return StatusMove(
        travel.record,
        action.text("ref") if action else "",
        action.text("title") if action else "",
        travel.was,
        travel.now,
        travel.movement,
        travel.started,
    )


# Words


def _name_of(document: Document, place: Selection) -> str:
    """What people call a place, '' for the whole plan."""
    parts = []
    if delivery := document.record("delivery_priority", place.delivery_priority):
        parts.append(f"{delivery.text('label')} {_titled(delivery)}".strip())
    elif strategic := document.record("strategic_priority", place.strategic_priority):
        parts.append(f"{words(strategic.get('number'))} {_titled(strategic)}".strip())
    if group := document.record("group", place.group):
        parts.append(group.text("name") or group.id)
    parts += [place.person] if place.person else []
    return ", ".join(parts)


def _titled(priority: Record) -> str:
    return priority.text("short_title") or priority.text("title") or priority.text("objective")
