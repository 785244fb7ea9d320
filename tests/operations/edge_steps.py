"""What people do at the edges: each step is one thing done in one copy, told from a chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from csp_desktop.changes.change import Cell, Stance
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations.deciding import conflicts, resolve
from csp_desktop.operations.deciding.new_records import is_new_row
from csp_desktop.operations.deciding.resolve import Decision, take_later
from csp_desktop.operations.editing import edits, records
from csp_desktop.operations.editing import undo as undoing
from csp_desktop.operations.merging.merge import merge
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.snapshots import snapshots
from csp_desktop.plan.document import EXISTS
from csp_desktop.store.current_cells import worked_out_cells, worked_out_standings
from tests.operations.edge_world import Book, Broken, Editor, World, as_copy
from tests.operations.memory import OURS, QUARTER, THEIRS, FilledIn, Typed, as_listed, duplicate

STATUS, COMMENTARY = ("status", QUARTER), ("commentary", QUARTER)
TITLE, REF, GROUP = ("title", ""), ("ref", ""), ("group", "")
NAME, UNIT, DUE = ("name", ""), ("unit", ""), ("due", "")
Place = tuple[str, str]
Step = Callable[[World, int], None]

VALUES: Mapping[Place, tuple[str | None, ...]] = {
    STATUS: ("on track", "off track", None),
    COMMENTARY: ("More patrols", "Fewer patrols", None),
    TITLE: ("Gangs", "Gangs and knives", "Parks"),
    REF: ("1.1", "1.2", "1.3", "1.4", "2.1"),
    GROUP: (OURS, THEIRS),
    NAME: ("Burglaries", "Robberies", "Youth Club"),
    UNIT: ("count", "%"),
    DUE: ("2016-09-30", "2016-12-31", None),
}
FIELDS: Mapping[str, tuple[Place, ...]] = {
    "action": (STATUS, STATUS, COMMENTARY, TITLE, TITLE, REF, GROUP),
    "indicator": (NAME, UNIT),
    "partner": (NAME,),
    "group": (NAME,),
    "milestone": (DUE, DUE, TITLE),
}


def _some_record(world: World, which: int) -> tuple[str, str] | None:
    """One of the records that this history turns round: often the newest, or the one before."""
    kind = world.chance.choice(world.hot_kinds)
    rows = world.copies[which].file._db.execute(
        "SELECT id FROM record WHERE kind = ? AND standing IN ('live', 'contested') ORDER BY id",
        (kind,),
    )
    found = [row[0] for row in rows]
    if not found:
        return None
    likely = found[world.hot_record % len(found)]
    likely = world.newest if world.newest in found and world.hot_record == ADDED else likely
    return kind, likely if world.chance.random() < 0.8 else world.chance.choice(found)


def _some_cell(world: World, which: int) -> Cell | None:
    record = _some_record(world, which)
    if record is None:
        return None
    places = FIELDS[record[0]]
    likely = places[world.hot_place % len(places)]
    return Cell(*record, *(likely if world.chance.random() < 0.7 else world.chance.choice(places)))


def _value(world: World, cell: Cell) -> str | None:
    return world.chance.choice(VALUES[cell.field, cell.period])


def edit(world: World, which: int) -> None:
    cell = _some_cell(world, which)
    if cell:
        with world.acting(which, "edit", world.on_screen(which, cell)):
            asked = edits.Edit(*cell, _value(world, cell))
            edits.edit(world.copies[which], [asked], world.stamp(which))


def open_an_editor(world: World, which: int) -> None:
    cell = _some_cell(world, which)
    if cell:
        held = world.copies[which].file.values.held(*cell)
        screen, whole = world.on_screen(which, cell), world.whole(which, cell)
        seen = world.copies[which].document()
        world.editors.append(Editor(which, cell, held.heads, screen, seen, whole))


def save_an_editor(world: World, which: int) -> None:
    mine = [each for each in world.editors if each.copy == which]
    plan = world.copies[which]
    if not mine:
        return
    chosen = world.chance.choice(mine)
    if not all(plan.file.ledger.holds(each) for each in chosen.heads):
        return  # what it showed was taken out again: the window shows it anew
    # What a copy itself wrote since then was on its screen, too.
    since = {each for each, entry in world.log.items() if entry.copy == which}
    if world.chance.random() < 0.1:
        with world.acting(which, "delete", chosen.whole | since):
            records.delete(plan, *chosen.cell[:2], world.stamp(which), chosen.seen)
        return
    with world.acting(which, "edit", chosen.screen | since):
        asked = edits.Edit(*chosen.cell, _value(world, chosen.cell), chosen.heads)
        edits.edit(plan, [asked], world.stamp(which))


def confirm(world: World, which: int) -> None:
    plan = world.copies[which]
    found = sorted(
        Cell("action", each.id, *place)
        for each in plan.document().of("action")
        for place, held in each.cells.items()
        if held.unconfirmed
    )
    if found:
        cell = world.chance.choice(found)
        with world.acting(which, "confirm", world.on_screen(which, cell)):
            edits.confirm(
                plan, [(cell.kind, cell.record, cell.field, cell.period)], world.stamp(which)
            )


def add(world: World, which: int) -> None:
    kind = world.chance.choice(world.hot_kinds)
    some = world.chance.choice
    if kind == "action":
        values = {place: some(VALUES[place]) for place in (REF, TITLE, GROUP)}
        values[REF] = some(("1.3", "1.3", "1.4"))
    elif kind == "milestone":
        values = {("action", ""): some(("1.1", "1.2")), TITLE: "Letters", DUE: some(VALUES[DUE])}
    else:
        values = {NAME: some(VALUES[NAME])}
    with world.acting(which, "add", ()):
        outcome = records.add(world.copies[which], kind, dict(values), world.stamp(which))
        world.newest = outcome.changed[0][1]


def delete(world: World, which: int) -> None:
    record = _some_record(world, which)
    if record:
        with world.acting(which, "delete", world.whole(which, Cell(*record, *EXISTS))):
            records.delete(world.copies[which], *record, world.stamp(which))


def renumber(world: World, which: int) -> None:
    plan = world.copies[which]
    found = sorted({each.text("ref") for each in plan.document().of("action")} - {""})
    if len(found) < 2:
        return
    one, other = world.chance.sample(found, 2)
    if world.chance.random() < 0.5:
        one, other = found[:2]
    pairs = world.chance.choice(([(one, other), (other, one)], [(one, "1.3")], [(one, "1.4")]))
    screen = {
        each
        for record in plan.document().of("action")
        for each in world.on_screen(which, Cell("action", record.id, *REF))
    }
    with world.acting(which, "renumber", screen):
        records.renumber(plan, pairs, world.stamp(which))


def undo(world: World, which: int) -> None:
    found = world.copies[which].file.log.next_undo()
    if found is None:
        which = world.chance.randrange(len(world.copies))
    plan = world.copies[which]
    found = plan.file.log.next_undo()
    screen = plan.file.log.changes_of(found.id) if found else []
    with world.acting(which, "undo", screen):
        try:
            undoing.undo(plan, world.stamp(which))
        except undoing.BuiltOn:
            if world.chance.random() < 0.5:
                undoing.undo(plan, world.stamp(which), anyway=True)
            else:
                undoing.pass_over(plan, world.stamp(which))


def redo(world: World, which: int) -> None:
    plan = world.copies[which]
    found = plan.file.log.next_redo()
    if found is None:
        undo(world, which)
        return
    with world.acting(which, "redo", found[1]):
        undoing.redo(plan, world.stamp(which))


def decide(world: World, which: int) -> None:
    order = sorted(range(len(world.copies)), key=lambda each: (each > 1, each != which))
    for copy in order:
        listed = conflicts.conflicts(world.copies[copy])
        if listed:
            break
    else:
        return
    rare = [each for each in listed if each.kind in ("ref", "delete") or is_new_row(each)]
    chosen = world.chance.choice(rare if rare and world.chance.random() < 0.5 else listed)
    world.looked_at.append(chosen.id)
    taking = Decision(take=world.chance.randint(1, max(1, len(chosen.choices))))
    ways = {
        "delete": (Decision(word="keep"), Decision(word="delete"), taking),
        "ref": (taking,),
        "edit": (taking, taking, _typed(world, chosen.cell)),
    }.get(chosen.kind, (taking, taking, Decision(word="leave"), _typed(world, chosen.cell)))
    way = world.chance.choice(ways)
    screen = world.shown_with(copy, chosen)
    if way.take and is_new_row(chosen):
        screen = world.in_row(copy, chosen, way.take)
    with world.acting(copy, "decide", screen):
        resolve.resolve(world.copies[copy], chosen.id, way, world.stamp(copy))


def _typed(world: World, cell: Cell) -> Decision:
    known = VALUES.get((cell.field, cell.period), ("Something",))
    return Decision(value=world.chance.choice(known) or "")


def look_at_what_waits(world: World, which: int) -> None:
    world.looked_at += [each.id for each in conflicts.conflicts(world.copies[which])]


def decide_on_what_has_changed(world: World, which: int) -> None:
    plan = world.copies[which]
    stale = sorted(set(world.looked_at) - {each.id for each in conflicts.conflicts(plan)})
    if not stale:
        return
    way = world.chance.choice((Decision(take=1), Decision(word="leave"), Decision(word="keep")))
    try:
        resolve.resolve(plan, world.chance.choice(stale), way, world.stamp(which))
    except Refusal:
        return
    raise Broken("a decision on what has changed was taken")


def take_the_later(world: World, which: int) -> None:
    plan = world.copies[which]
    listed = as_listed(plan)
    exports = sorted({each["export"] for each in listed if "export" in each})
    if exports:
        wanted = world.chance.choice(exports)
        ours = {each["id"] for each in listed if each.get("export") == wanted}
        screen = {
            change
            for each in conflicts.conflicts(plan)
            if each.id in ours
            for change in world.shown_with(which, each)
        }
        with world.acting(which, "later", screen):
            take_later(plan, wanted, world.stamp(which))


# Between copies


def merge_a_copy(world: World, which: int) -> None:
    others = [each for each in range(len(world.copies)) if each != which]
    chosen = [each for each in world.pair if each != which]
    if which not in world.pair or world.chance.random() < 0.2:
        chosen = world.chance.sample(others, world.chance.choice((1, 1, 1, 2)))
    before = world.ids(world.copies[which])
    brought = [as_copy(world.copies[each], world.copies[which]) for each in chosen]
    merge(world.copies[which], brought, world.stamp(which))
    world.note_again(world.copies[which])
    came = world.ids(world.copies[which]) - before
    theirs = {each for other in chosen for each in world.ids(world.copies[other])} - before
    # Where a file on one side says again what a decision on the other went against, it is proposed.
    again = world.copies[which].file.ledger.several(came - theirs).values()
    if theirs - came or any(each.stance is not Stance.PROPOSED for each in again):
        raise Broken("a merge brought something else than what the other copies hold")


def back_up(world: World, which: int) -> None:
    world.backups[which] = duplicate(world.copies[which])


def restore(world: World, which: int) -> None:
    if which not in world.backups:
        back_up(world, which)
    else:
        world.copies[which] = duplicate(world.backups[which])
        world.editors = [each for each in world.editors if each.copy != which]


# Workbooks


def send_out(world: World, which: int) -> None:
    plan = world.copies[which]
    asked = world.chance.choice(
        (ExportRequest("return", OURS), ExportRequest("return", THEIRS), ExportRequest("return"),
         ExportRequest("plan"))
    )  # fmt: skip
    world.sent.append(export(plan, asked, world.stamp(which)))


def fill_in(world: World, which: int) -> None:
    if not world.sent:
        send_out(world, which)
    sent = world.sent[-1] if world.chance.random() < 0.7 else world.chance.choice(world.sent)
    chance, number = world.chance, len(world.books)
    filled = FilledIn(
        saved_by=chance.choice(("", "Pat", "Sam")),
        saved_at=chance.choice(("", f"2016-07-1{number % 10}T09:00:00Z", "2016-07-15T09:00:00Z")),
    )
    updates = next(each for each in sent.sheets if each.name == "Updates")
    for row in updates.rows:
        for place in (STATUS, COMMENTARY, TITLE, REF):
            if chance.random() < (0.5 if place in (STATUS, COMMENTARY) else 0.1):
                filled.typed["Updates", row.record_id, place] = chance.choice(VALUES[place])
    if updates.rows and chance.random() < 0.15:
        filled.gone.add(("Updates", chance.choice(updates.rows).record_id))
    bare = chance.random() < world.lose_bases
    for spare in updates.spare_ids[: 1 if bare else chance.choice((0, 0, 1, 1, 2))]:
        cells: dict[Place, Typed] = {
            REF: chance.choice(("1.3", "1.3", "1.4")), TITLE: chance.choice(("New", "Newer")),
        }  # fmt: skip
        for place in (STATUS, COMMENTARY):
            if chance.random() < 0.6:
                cells[place] = chance.choice(VALUES[place])
        if cells[REF] not in {each[2][REF] for each in filled.new}:
            filled.new.append(("Updates", spare if chance.random() < 0.8 else "", cells))
    order = list(range(len(updates.rows) + 3))
    chance.shuffle(order)
    path = f"{sent.export_id} {number}.xlsx"
    plain = not bare
    world.books.append(Book(sent, filled, order, bare, path, plain))


def merge_returns(world: World, which: int) -> None:
    if not world.books:
        fill_in(world, which)
    some = world.chance.sample(world.books, min(len(world.books), world.chance.choice((1, 1, 2))))
    plan = world.copies[which]
    before = world.ids(plan)
    brought = [world.brings(plan, each) for each in some]
    merge(plan, brought, world.stamp(which))
    world.note_again(plan)
    came = world.ids(plan) - before
    if came != {change.id for each in brought for change, _ in each.made} - before:
        raise Broken("a merge of returns brought something else than the returns")


# Snapshots


def take_a_snapshot(world: World, which: int) -> None:
    with world.acting(which, "snapshot", ()):
        snapshots.take(world.copies[which], QUARTER, world.stamp(which))


def _some_snapshot(plan: OpenPlan) -> str:
    found = snapshots.listed(snapshots.document_of(plan))
    return found[0].id if found else ""


def rename_a_snapshot(world: World, which: int) -> None:
    found = _some_snapshot(world.copies[which])
    if found:
        with world.acting(
            which, "snapshot", world.on_screen(which, Cell("snapshot", found, "label"))
        ):
            label = world.chance.choice(("As told", "As reported", "Draft"))
            snapshots.rename(world.copies[which], found, label, world.stamp(which))


def withdraw_a_snapshot(world: World, which: int) -> None:
    found = _some_snapshot(world.copies[which])
    if found:
        with world.acting(
            which, "snapshot", world.on_screen(which, Cell("snapshot", found, "withdrawn"))
        ):
            snapshots.withdraw(world.copies[which], found, world.stamp(which))


STEPS: Mapping[str, tuple[Step, int]] = {
    "edit": (edit, 7),
    "open an editor": (open_an_editor, 4),
    "save an editor": (save_an_editor, 5),
    "confirm": (confirm, 1),
    "add": (add, 4),
    "delete": (delete, 3),
    "renumber": (renumber, 3),
    "undo": (undo, 6),
    "redo": (redo, 4),
    "decide": (decide, 9),
    "look at what waits": (look_at_what_waits, 2),
    "decide on what has changed": (decide_on_what_has_changed, 2),
    "take the later": (take_the_later, 2),
    "merge a copy": (merge_a_copy, 9),
    "back up": (back_up, 2),
    "restore": (restore, 4),
    "send out": (send_out, 2),
    "fill in": (fill_in, 5),
    "merge returns": (merge_returns, 7),
    "take a snapshot": (take_a_snapshot, 1),
    "rename a snapshot": (rename_a_snapshot, 1),
    "withdraw a snapshot": (withdraw_a_snapshot, 1),
}


def live(world: World, steps: int, often: Mapping[str, int]) -> dict[str, int]:
    """Let people do this many things, each as often as said; answers with what was done."""
    done: dict[str, int] = {}
    for _ in range(steps):
        name = world.chance.choices(list(often), list(often.values()))[0]
        which = world.chance.choice((*world.pair * 4, 0, 1, 2, 3))
        before = {at: world.ids(each) for at, each in enumerate(world.copies)}
        try:
            STEPS[name][0](world, which)
        except CspError as refusal:
            world.told.append(f"{name}: {refusal}")
            if {at: world.ids(each) for at, each in enumerate(world.copies)} != before:
                raise Broken(f"{name} was refused ({refusal}) and changed the plan") from None
            continue
        except Broken:
            raise
        except Exception as fault:
            raise Broken(f"{name}: {fault!r}") from fault
        done[name] = done.get(name, 0) + 1
        for at, plan in enumerate(world.copies):
            if name not in _PLAIN and world.ids(plan) != before[at]:
                see_that_it_is_the_sum(plan, name)
    return done


def see_that_it_is_the_sum(plan: OpenPlan, after: str) -> None:
    """A quick look whether the file keeps what its changes add up to, after a step."""
    whole = ChangeSet(plan.file.ledger.everything())
    if plan.file.picture.cells() != worked_out_cells(whole):
        raise Broken(f"after '{after}' a cell is not what its changes add up to")
    if plan.file.picture.standings() != worked_out_standings(whole):
        raise Broken(f"after '{after}' a record stands otherwise than its changes say")
    if not plan.file.ledger.marked_as(whole):
        raise Broken(f"after '{after}' what waits or is set aside is marked otherwise")


_PLAIN = frozenset({"edit", "save an editor", "add", "take a snapshot"})
"""Steps that put one more change on what is there, after which nobody looks closely."""


ADDED = 99
"""Stands for the record that was added last."""


@dataclass(frozen=True)
class Theme:
    """What is done most in a history, to which kinds of record, and between which two copies."""

    steps: tuple[str, ...]
    kinds: tuple[tuple[str, ...], ...] = (("action",), ("action", "partner"))
    pairs: tuple[tuple[int, int], ...] = ((0, 1), (1, 0), (0, 2), (2, 3))
    records: tuple[int, ...] = (0, 0, 1, 2, 3)
    """Which record, in the order of their ids, it is mostly about."""


_EDITS = ("edit", "open an editor", "save an editor", "merge a copy")
_OTHERS = (("partner",), ("indicator",), ("action", "group", "indicator"))
PROPOSALS = Theme((*_EDITS, "decide"), _OTHERS, ((2, 3), (3, 2), (0, 3)))
DELETIONS = Theme(("delete", "edit", "merge a copy", "decide"), (("action",),), ((0, 1), (1, 0)))
PROPOSED_DELETIONS = Theme((*_EDITS, "delete"), _OTHERS, ((2, 3), (3, 2)))
REFS = Theme(("renumber", "merge a copy", "decide"), (("action",),), ((0, 1), (1, 0)))
ADDITIONS = Theme(("add", "edit", "undo", "merge a copy"), (("action",),), ((0, 1), (1, 0)), (2,))
MERGES = Theme(("merge a copy", "edit", "undo", "redo", "merge returns"))
RETURNS = Theme(("fill in", "merge returns", "take the later", "merge a copy"))
NEW_ROWS = Theme(("fill in", "merge returns", "decide"), (("action",),), ((0, 1),))
SNAPSHOTS = Theme(
    ("take a snapshot", "rename a snapshot", "withdraw a snapshot", "merge a copy"),
    pairs=((0, 2), (2, 0), (0, 1)),
)
MILESTONES = Theme(
    ("add", "edit", "delete", "merge a copy", "decide", "undo"),
    (("milestone", "action"), ("milestone",)), ((0, 1), (1, 0), (0, 2)), (0, 0, 1),
)  # fmt: skip
THEMES = (
    MILESTONES, PROPOSALS, DELETIONS, PROPOSED_DELETIONS, REFS, ADDITIONS, MERGES, RETURNS,
    NEW_ROWS, SNAPSHOTS,
)  # fmt: skip


def story(seed: int, begun: OpenPlan, theme: Theme | None = None) -> tuple[World, dict[str, int]]:
    """A history from a seed: what its theme says, and some of all else that people do.

    Where few things are done often, by few people, to little, edges meet.
    """
    world = World(seed, begun)
    chance = world.chance
    theme = theme or THEMES[seed % len(THEMES)]
    world.hot_kinds, world.pair = chance.choice(theme.kinds), chance.choice(theme.pairs)
    world.lose_bases = 1.0 if theme is NEW_ROWS else chance.choice((0.0, 0.4))
    world.hot_place, world.hot_record = chance.randrange(7), chance.choice(theme.records)
    some = chance.choice((0.0, 0.1, 0.5))
    often = {each: weight for each, (_, weight) in STEPS.items() if chance.random() < some}
    often |= {"edit": 3, "merge a copy": 8, **dict.fromkeys(theme.steps, 12)}
    return world, live(world, chance.randint(6, 20), often)
