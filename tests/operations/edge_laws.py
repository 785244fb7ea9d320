"""What holds at the edges, each law from a lived world to the sentences on its breaches."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from csp_desktop.changes.change import Stance
from csp_desktop.cli.merge_json import report_as_data
from csp_desktop.errors import CspError
from csp_desktop.operations.deciding import conflicts, resolve
from csp_desktop.operations.editing import history, undo
from csp_desktop.operations.editing.show_json import show
from csp_desktop.operations.merging import merge
from csp_desktop.operations.rolling import new_period
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.values import key
from csp_desktop.store.check import problems
from csp_desktop.store.foreign import RETURNS
from tests.operations import edge_steps
from tests.operations.edge_world import FILE, Broken, Entry, World
from tests.operations.memory import as_listed, duplicate

BY = Stamp("The coordinator", "2016-08-01T09:00:00+01:00", "", lambda: "merged")
BY_ITSELF = Stamp("The coordinator", "2016-08-01T09:00:00+01:00")
View = Callable[[OpenPlan], object]


@dataclass
class Rested:
    """A world with its copies at rest: once in one order, once in another."""

    world: World
    done: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def plans(self) -> tuple[OpenPlan, OpenPlan]:
        """Two that came to the same by ways of their own."""
        return self.world.settle()

    @property
    def plan(self) -> OpenPlan:
        """One of them."""
        return self.plans[0]

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        plan = self.plan
        return as_listed(plan)


Law = Callable[[Rested], list[str]]


# The same changes give the same


def the_changes(plan: OpenPlan) -> object:
    return sorted(plan.file._db.execute("SELECT id, waiting, aside, value FROM change"))


def the_plan(plan: OpenPlan) -> object:
    return plan.file.picture.cells(), plan.file.picture.standings(), show(plan)


def the_conflicts(plan: OpenPlan) -> object:
    found = as_listed(plan)
    for each in found:
        each["choices"] = sorted(
            ({k: v for k, v in choice.items() if k in ("value", "record")}
             for choice in each["choices"]), key=repr,
        )  # fmt: skip
    return found


def the_choices(plan: OpenPlan) -> object:
    return as_listed(plan)


def the_operations(plan: OpenPlan) -> object:
    return sorted(plan.file.log.operations(), key=repr)


def the_history(plan: OpenPlan) -> object:
    return [history.as_data(each) for each in history.history(plan)]


def the_snapshots(plan: OpenPlan) -> object:
    return [snapshots.as_data(each) for each in snapshots.listed(snapshots.document_of(plan))]


VIEWS: tuple[View, ...] = (
    the_changes, the_plan, the_conflicts, the_choices, the_operations, the_history, the_snapshots,
)  # fmt: skip


def _alike(view: View) -> Law:
    def law(rested: Rested) -> list[str]:
        one, other = map(view, rested.plans)
        return [] if one == other else [f"{view.__name__} of two plans differ"]

    law.__name__ = f"the_same_changes_give_{view.__name__}"
    return law


def the_same_changes_give_the_receipts(rested: Rested) -> list[str]:
    found = []
    for book in rested.world.books:
        told = []
        for plan in rested.plans:
            brought = [rested.world.brings(plan, book)]
            report = merge.merge(plan, brought, BY, dry_run=True)
            told.append(report_as_data(report))
            if report.applied:
                found.append(f"{book.path} is taken again")
        if any(each["files"] != told[0]["files"] for each in told):
            found.append(f"{book.path} is told otherwise in another copy")
    return found


# Nothing is lost


def nothing_is_lost(rested: Rested) -> list[str]:
    """Whatever anyone entered is shown, listed, or replaced by someone who had it on screen."""
    plan, log = rested.plan, rested.world.log
    here = rested.world.ids(plan)
    undone = rested.world.undone(here)
    seen_by: dict[str, set[str]] = {}
    for entry in log.values():
        if entry.change.id in here:
            for each in entry.screen:
                seen_by.setdefault(each, set()).add(entry.change.id)
    sides = _sides(rested.listed)
    lost = []
    for each, entry in log.items():
        if each not in here or each in undone or entry.change.cell.kind in RETURNS:
            continue
        if entry.change.stance is Stance.ASIDE or not plan.file.ledger.in_effect(each):
            continue
        if _shown(plan, entry) or _listed(entry, sides) or _replaced(entry, log, seen_by, undone):
            continue
        lost.append(
            f"{entry.change.value!r} in {tuple(entry.change.cell)} ({entry.act}, copy {entry.copy},"
            f" {entry.change.stance}) is lost"
        )
    return lost


def _shown(plan: OpenPlan, entry: Entry) -> bool:
    cell, value = entry.change.cell, entry.change.value
    record = plan.file.values.record(*cell[:2])
    if cell.field == "exists":
        return (record is not None) == bool(value)
    return record is not None and key(record.get(cell.field, cell.period)) == key(value)


def _sides(listed: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], set[str]]:
    """What is listed as open, by record and place: a whole row or record under ('', '')."""
    found: dict[tuple[str, ...], set[str]] = {}
    for each in listed:
        if each["field"] == "exists":
            found.setdefault((each["record"], "", ""), set()).add("")
        place = (each["record"], each["field"], each["period"] or "")
        found.setdefault(place, set()).update(key(one["value"]) for one in each["choices"])
    return found


def _listed(entry: Entry, sides: Mapping[tuple[str, ...], set[str]]) -> bool:
    cell = entry.change.cell
    if (cell.record, "", "") in sides:
        return True
    said = sides.get((cell.record, cell.field, cell.period), set())
    # What a link leads to is listed by its name, which may be another's by now.
    described = SHIPPED.field(cell.kind, cell.field)
    is_link = described is not None and described.type is Type.LINK
    return key(entry.change.value) in said or (bool(said) and is_link)


def _replaced(
    entry: Entry,
    log: Mapping[str, Entry],
    seen_by: Mapping[str, set[str]],
    undone: set[str],
) -> bool:
    """Whether something in force, at first or tenth hand, was made by someone who saw it."""
    cell, stack, known = entry.change.cell, [entry.change.id], {entry.change.id}
    while stack:
        for each in seen_by.get(stack.pop(), ()):
            other = log[each].change
            gone = other.cell == cell.existence and other.value is False
            answers = other.cell == cell or gone or other.stance is Stance.ASIDE
            if each in known or not answers:
                continue
            if each not in undone and other.stance is not Stance.PROPOSED:
                return True
            if other.stance is Stance.PROPOSED and entry.change.stance is Stance.PROPOSED:
                return True
            known.add(each)
            stack.append(each)
    return False


def a_change_covers_what_was_on_screen(rested: Rested) -> list[str]:
    log = rested.world.log
    found = []
    for entry in log.values():
        change = entry.change
        deletion = change.cell.field == "exists" and change.value is False
        for each in change.covers:
            below = log[each].change
            counts = below.cell == change.cell or deletion or change.stance is Stance.ASIDE
            if entry.copy != FILE and counts and each not in _with_replaced(log, entry):
                found.append(
                    f"{entry.act} of {tuple(change.cell)} covers {tuple(below.cell)} = "
                    f"{below.value!r} unseen"
                )
    return found


def _with_replaced(log: Mapping[str, Entry], entry: Entry) -> set[str]:
    """What stood on a screen; where it is taken back, with what it had replaced before."""
    known = set(entry.screen)
    stack = list(known) if entry.change.stance is Stance.ASIDE else []
    while stack:
        below = log[stack.pop()].change.covers
        stack += [each for each in below if each not in known]
        known.update(below)
    return known


def what_a_group_changes_outside_its_actions_is_proposed(rested: Rested) -> list[str]:
    found = []
    for entry in rested.world.log.values():
        change, which = entry.change, entry.copy
        group = rested.world.copies[which].group if which >= 0 else None
        if not group or change.stance in (Stance.PROPOSED, Stance.ASIDE):
            continue
        if change.cell.kind not in ("action", "milestone", *RETURNS):
            found.append(f"{entry.act} in {group}'s copy states {tuple(change.cell)}")
    return found


# Whole records


def no_record_is_half(rested: Rested) -> list[str]:
    found = []
    for plan in (rested.world.copies[rested.world.seed % 4], rested.plan):
        document = plan.document()
        for kind in plan.table.kinds:
            for record in document.of(kind.name):
                held = record.held(kind.key)
                if kind.name == "plan" or kind.key_is_id:
                    continue
                names = [kind.key, "title"] if kind.name == "action" else [kind.key]
                blank = [each for each in names if record.get(each) is None]
                if [each for each in blank if not record.held(each).contested]:
                    found.append(f"{kind.name} {record.id} has no {blank} {held}")
                if not record.held("exists").heads:
                    found.append(f"{kind.name} {record.id} is shown and nobody states it")
    return found


def what_is_kept_is_whole(rested: Rested) -> list[str]:
    """Whoever keeps a record that was deleted, or whose making was undone, has all of it again."""
    plan = duplicate(rested.plan)
    with plan.file.transaction():
        plan.file.set_meta("for_group", "")
    found = []
    for each in conflicts.conflicts(plan):
        # Of two milestones of an action that is gone, keeping one settles the other.
        if each.kind != "delete" or each.id not in {one.id for one in conflicts.conflicts(plan)}:
            continue
        resolve.resolve(plan, each.id, resolve.Decision(word="keep"), BY_ITSELF)
        kind, record = each.cell[:2]
        kept = plan.file.values.record(kind, record)
        known = plan.table.kind(kind)
        names = {known.key if known else "name", *(["title"] if kind == "action" else [])}
        if kept is None or any(
            kept.get(name) is None and not kept.held(name).contested for name in names
        ):
            found.append(f"{kind} {record} was kept, and is not whole")
    return found


def no_milestone_is_out_of_sight(rested: Rested) -> list[str]:
    """A milestone stands under its action, or a person is asked about it, or about the action."""
    document = rested.plan.document()
    asked = {each["record"] for each in rested.listed}
    return [
        f"milestone {each.id} of {each.text('action')} is to be seen nowhere"
        for each in document.of("milestone")
        if document.record("action", each.text("action")) is None
        and not {each.id, each.text("action")} & asked
    ]


def every_copy_is_sound(rested: Rested) -> list[str]:
    one = rested.world.copies[rested.world.seed % 4]
    return [each for plan in (one, rested.plan) for each in problems(plan.file)]


# Another period


def a_period_started_from_any_copy_is_one_plan(rested: Rested) -> list[str]:
    """From any copy with the same changes; and what waited for a person in the old plan waits."""
    with tempfile.TemporaryDirectory(dir=_LIGHT) as folder:
        begun = [
            _next_period(Path(folder) / f"{at}.cspplan", plan, _years(rested))
            for at, plan in enumerate(rested.plans)
        ]
        try:
            one, other = begun
            if isinstance(one, str) or isinstance(other, str):
                return [] if one == other else [f"refused from one copy alone: {one} {other}"]
            found = [
                f"{view.__name__} differ by where the period was started"
                for view in (the_changes, the_plan, the_choices)
                if view(one) != view(other)
            ]
            return [*found, *_lost_on_the_way(rested, one), *problems(one.file)]
        finally:
            for each in begun:
                if not isinstance(each, str):
                    each.close()


def _years(rested: Rested) -> tuple[str, ...]:
    """The years of the new period: those of the old one go along, or they stay behind."""
    return ("2016/17", "2017/18") if rested.world.seed % 20 else ("2017/18", "2018/19")


def _next_period(path: Path, old: OpenPlan, years: tuple[str, ...]) -> OpenPlan | str:
    main = duplicate(old)
    with main.file.transaction():
        main.file._db.execute("DELETE FROM meta WHERE key = 'for_group'")
    try:
        return new_period.start_period(path, main, new_period.NewPeriod(years), BY)
    except CspError as refusal:
        return str(refusal)


def _lost_on_the_way(rested: Rested, new: OpenPlan) -> list[str]:
    years = _years(rested)
    waits = {_spot(each) for each in as_listed(new)}
    return [
        f"{each['kind']} of {each['record']} {each['field']} does not wait in the new period"
        for each in rested.listed
        if each["record"] != rested.plan.plan_id
        and (not each["period"] or each["period"][:7] in years)
        and each["kind"] != "ref"
        and not _of_snapshot(rested.plan, each["record"])
        and _spot(each) not in waits
    ]


def _spot(each: dict[str, Any]) -> tuple[str, ...]:
    return each["kind"], each["record"], each["field"], each["period"] or ""


def _of_snapshot(plan: OpenPlan, record: str) -> bool:
    return plan.document().record("snapshot", record) is not None


_LIGHT = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


# There and back


def undone_in_turn_is_as_before(rested: Rested) -> list[str]:
    """Whatever a person does and merges, undoing all of it leaves the plan as it was."""
    world = rested.world
    which = world.seed // 2 % len(world.copies)
    kept = world.copies[which], dict(world.log), list(world.editors), list(world.books)
    world.copies[which] = duplicate(kept[0])
    try:
        return _there_and_back(world, which)
    finally:
        world.copies[which], world.log, world.editors, world.books = kept


_DOING = ("edit", "decide", "merge a copy", "merge returns", "delete", "add", "renumber")


def _there_and_back(world: World, which: int) -> list[str]:
    plan = world.copies[which]
    pictures = _pictures(world, which)
    done = len(_undoable(plan))
    if done + 1 != len(pictures):
        return []
    for at in range(done - 1, -1, -1):
        name = undo.next_undo(plan)
        try:
            undo.undo(plan, world.stamp(which))
        except CspError as refusal:
            return [f"undoing {name}, {done - at} of {done}: {refusal}"]
        edge_steps.see_that_it_is_the_sum(plan, "undo")
        if _standing(plan) != pictures[at]:
            return [f"undoing {name}, {done - at} of {done}, leaves another plan than before it"]
    for at in range(1, done + 1):
        name = undo.next_redo(plan)
        undo.redo(plan, world.stamp(which))
        if _standing(plan) != pictures[at]:
            return [f"redoing {name}, {at} of {done}, makes another plan than it was"]
    return []


def _pictures(world: World, which: int) -> list[object]:
    """Live a little in a copy; the plan before the first step of undo, and after each."""
    plan, chance = world.copies[which], random.Random(world.seed)  # noqa: S311
    pictures = _from_here(plan)
    for _ in range(chance.randint(2, 5)):
        told = _told(plan)
        try:
            edge_steps.STEPS[chance.choice(_DOING)][0](world, which)
        except CspError:
            continue
        if len(_undoable(plan)) == len(pictures):
            pictures.append(_standing(plan))
        elif _told(plan) != told:
            # A file that only says again what is known adds who said it, and that is no step of
            # undo. What was before it is another plan from now on.
            pictures = _from_here(plan)
    return pictures


def _from_here(plan: OpenPlan) -> list[object]:
    with plan.file.transaction():
        plan.file.log.forget_all()
    return [_standing(plan)]


def _told(plan: OpenPlan) -> int:
    """How many times somebody said something, what was said again included."""
    count: int = plan.file._db.execute("SELECT count(*) FROM made_in").fetchone()[0]
    return count


def _undoable(plan: OpenPlan) -> list[str]:
    rows = plan.file._db.execute("SELECT operation FROM local_operation ORDER BY seq")
    return [row[0] for row in rows]


def _standing(plan: OpenPlan) -> object:
    cells = {
        cell: row for cell, row in plan.file.picture.cells().items() if cell.kind not in RETURNS
    }
    return cells, the_conflicts(plan)


LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (
        *(_alike(each) for each in VIEWS),
        the_same_changes_give_the_receipts,
        nothing_is_lost,
        a_change_covers_what_was_on_screen,
        what_a_group_changes_outside_its_actions_is_proposed,
        no_record_is_half,
        what_is_kept_is_whole,
        no_milestone_is_out_of_sight,
        every_copy_is_sound,
        a_period_started_from_any_copy_is_one_plan,
        undone_in_turn_is_as_before,
    )
}


SELDOM: dict[Law, int] = {
    a_period_started_from_any_copy_is_one_plan: 10,
    undone_in_turn_is_as_before: 2,
}
"""Laws that cost much are held to one history in so many."""


def breaches(
    seed: int, begun: OpenPlan, laws: Iterable[Law], theme: edge_steps.Theme | None = None
) -> list[str]:
    """What the history of a seed breaks of the laws, each held as often as `SELDOM` says."""
    try:
        rested = Rested(*edge_steps.story(seed, begun, theme))
        return [
            f"{law.__name__}: {each}"
            for law in laws
            if theme or seed % SELDOM.get(law, 1) == 0
            for each in law(rested)
        ]
    except Broken as broken:
        return [f"while it was lived: {broken}"]
