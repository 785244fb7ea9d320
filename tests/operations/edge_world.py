"""Copies, people, workbooks, and an account of what each person had on screen.

The account is kept beside the program: it knows of each change who made it, where, and which
changes stood on the author's screen. What the program should show follows from that, whatever the
program says that a change covers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.change import edit as make_edit
from csp_desktop.changes.conflicts import Conflict
from csp_desktop.operations.editing import records
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.receiving.receive import read_return
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import EXISTS, Document, Record
from csp_desktop.plan.values import key
from csp_desktop.store.operation import Operation
from csp_desktop.workbook.package.model import Export, Place
from tests.operations.memory import (
    OURS,
    QUARTER,
    THEIRS,
    FilledIn,
    duplicate,
    sent_back,
    small_plan,
)

GROUPS = ("", "", OURS, THEIRS)
"""For whom each copy was made."""
FILE, FIRST = -1, -2
"""Where a change was made that was made in no copy: in a workbook, or before all else."""


class Broken(AssertionError):
    """The program did what it must never do."""


@dataclass(frozen=True)
class Entry:
    """A change, the copy in which it was made, what its author saw, and the act that made it."""

    change: Change
    copy: int
    screen: frozenset[str]
    act: str


@dataclass(frozen=True)
class Editor:
    """An editor that stands open in a copy: what it showed when it was opened."""

    copy: int
    cell: Cell
    heads: tuple[str, ...]
    screen: frozenset[str]
    seen: Document | None = None
    whole: frozenset[str] = frozenset()


@dataclass
class Book:
    """A workbook that came back. `bare`: its base is lost. `plain`: it gives the same anywhere."""

    export: Export
    filled: FilledIn
    order: list[int]
    bare: bool
    path: str
    plain: bool = True
    rows: dict[str, list[dict[Place, object]]] = field(default_factory=dict)


def begin() -> OpenPlan:
    """A plan of two groups: three actions, a milestone, an indicator, a partner, all known."""
    plan = small_plan(updated=True)
    stamp = Stamp("Published", "2016-06-01T09:00:00+01:00", "", lambda: "begun")
    records.add(plan, "indicator", {("name", ""): "Burglaries", ("unit", ""): "count"}, stamp, "i1")
    records.add(plan, "partner", {("name", ""): "Youth Club"}, stamp, "p1")
    step = {("action", ""): "1.1", ("title", ""): "Panel met", ("due", ""): "2016-09-30"}
    records.add(plan, "milestone", dict(step), stamp, "m1")
    exists = plan.file.values.held("action", "a2", "exists").heads
    cell = Cell("action", "a2", "evidence", QUARTER)
    unsure = make_edit(plan.plan_id, cell, "Minutes", exists, "begun", Stance.UNCONFIRMED)
    plan.write("publish", [unsure], stamp)
    with plan.file.transaction():
        plan.file.log.forget_all()
    return plan


class World:
    """What there is: copies, open editors, lists looked at, workbooks; and the account of it."""

    def __init__(self, seed: int, begun: OpenPlan) -> None:
        """Hand each person a copy of what was begun."""
        self.chance = random.Random(seed)  # noqa: S311
        self.seed = seed
        self.copies = [duplicate(begun, group) for group in GROUPS]
        self.log: dict[str, Entry] = {}
        self.editors: list[Editor] = []
        self.looked_at: list[str] = []
        self.books: list[Book] = []
        self.sent: list[Export] = []
        self.backups: dict[int, OpenPlan] = {}
        self.told: list[str] = []
        self.hot_kinds: tuple[str, ...] = ("action",)
        self.hot_place = self.hot_record = 0
        self.pair = (0, 1)
        self.lose_bases = 0.4
        self.newest = ""
        self._numbers = 0
        for change in begun.file.ledger.everything():
            self.log[change.id] = Entry(change, FIRST, frozenset(change.covers), "begin")

    # Who and when

    def stamp(self, which: int, source: str = "") -> Stamp:
        """A person at work in a copy; clocks go back at times, and two things share a moment."""

        def new_id() -> str:
            self._numbers += 1
            return f"{self._numbers:05} id"

        minute = max(0, self._numbers - self.chance.choice((0, 0, 0, 40)))
        at = (
            f"2016-07-{1 + minute // 1440 % 28:02}T{minute // 60 % 24:02}:{minute % 60:02}:00+01:00"
        )
        return Stamp(f"Person {which}", at, source, new_id)

    # What is there

    @staticmethod
    def ids(plan: OpenPlan) -> set[str]:
        """The changes that a copy holds."""
        return {row[0] for row in plan.file._db.execute("SELECT id FROM change")}

    def own(self, which: int, proposals: Iterable[str]) -> frozenset[str]:
        """Those of the proposals that a group's copy may decide: its own."""
        return frozenset(each for each in proposals if self.log[each].copy == which)

    def on_screen(self, which: int, cell: Cell) -> frozenset[str]:
        """What an editor of a cell shows: its heads, and the proposals that are its author's."""
        held = self.copies[which].file.values.held(*cell)
        return frozenset(held.heads) | self.own(which, held.proposals)

    def whole(self, which: int, cell: Cell) -> frozenset[str]:
        """What a record and its milestones show, with the proposals that this copy may decide.

        Not the sides of what is contested: there it shows what was last agreed.
        """
        plan = self.copies[which]
        shown = [plan.file.values.record(*each) for each in self.family(plan, cell)]
        return frozenset(
            each
            for record in filter(None, shown)
            for held in record.cells.values()
            if not held.contested
            for each in (
                *held.heads,
                *(
                    held.proposals
                    if self._inside(plan, record)
                    else self.own(which, held.proposals)
                ),
            )
        )

    @staticmethod
    def _inside(plan: OpenPlan, record: Record) -> bool:
        action = plan.file.values.record("action", record.text("action")) or record
        return not plan.group or action.text("group") == plan.group

    @staticmethod
    def family(plan: OpenPlan, cell: Cell) -> list[tuple[str, str]]:
        """A record, with its milestones where it is an action, shown or not."""
        rows = plan.file._db.execute("SELECT id FROM record WHERE kind = 'milestone'").fetchall()
        held = plan.file.values.held
        return [
            cell[:2],
            *(
                ("milestone", each)
                for (each,) in rows
                if held("milestone", each, "action").value == cell.record
            ),
        ]

    def shown_with(self, which: int, conflict: Conflict) -> frozenset[str]:
        """The changes that stand on the screen of a person who decides a conflict."""
        plan, cell = self.copies[which], conflict.cell
        if conflict.kind == "ref":
            held = [
                plan.file.values.held(cell.kind, each.record, cell.field)
                for each in conflict.choices
            ]
            return frozenset(head for each in held if not each.contested for head in each.heads)
        sides = frozenset(each for choice in conflict.choices for each in choice.changes)
        held_here = plan.file.values.held(*cell)
        sides |= frozenset((*held_here.heads, *held_here.proposals))
        if conflict.kind in ("delete", "missing"):
            shown = self.whole(which, cell)
            link = plan.file.values.held(*cell[:2], "action").value
            family = self.family(plan, Cell("action", str(link), *EXISTS) if link else cell)
            for one in (cell[:2], *family):
                existence = plan.file.values.held(*one, *EXISTS)
                shown |= {*existence.heads, *existence.proposals}
            return shown
        if cell.field == "exists":
            for each in plan.file.values.cells_of(*cell[:2]).values():
                sides |= frozenset(each.proposals)
        return sides

    def in_row(self, which: int, conflict: Conflict, taken: int) -> frozenset[str]:
        """What a person decides on who takes one of several new rows: it, and what says the same.

        What the others say otherwise goes on waiting.
        """
        plan, cell = self.copies[which], conflict.cell
        row = conflict.choices[taken - 1].changes
        said = {(made.cell, key(made.value)) for made in plan.file.ledger.several(row).values()}
        alike = set(row)
        for place, held in plan.file.values.cells_of(*cell[:2]).items():
            at = Cell(cell.kind, cell.record, *place)
            offered = plan.file.ledger.several(held.proposals).values()
            alike |= {one.id for one in offered if at == cell or (at, key(one.value)) in said}
        return frozenset(alike)

    # The account

    @contextmanager
    def acting(self, which: int, act: str, screen: Iterable[str]) -> Iterator[None]:
        """Note what is made in a copy meanwhile, by somebody who sees these changes."""
        before = self.ids(self.copies[which])
        seen = frozenset(screen)
        try:
            yield
        finally:
            for each in sorted(self.ids(self.copies[which]) - before):
                change = self.copies[which].file.ledger.get(each)
                assert change
                self.note(change, which, seen, act)

    def note(self, change: Change, which: int, screen: frozenset[str], act: str) -> None:
        """Put a change on the account."""
        self.log.setdefault(change.id, Entry(change, which, screen, act))

    def note_again(self, plan: OpenPlan) -> None:
        """Put on the account what a merge made of a file that says something again: a proposal."""
        new = self.ids(plan) - self.log.keys()
        for change in plan.file.ledger.several(sorted(new)).values():
            if change.stance is Stance.PROPOSED:
                self.note(change, FILE, frozenset(change.covers), "again")

    def brings(self, plan: OpenPlan, book: Book) -> Brought:
        """What a workbook brings to a plan, put on the account."""
        returned = sent_back(book.export, book.filled, book.order)
        returned = replace(returned, path=book.path)
        if book.bare:
            returned = replace(returned, export=None)
        brought = read_return(plan, plan.document(), returned, self.stamp(0).at)
        for change, _ in brought.made:
            self.note(change, FILE, self._typed_over(book, change), f"book {book.path}")
        return brought

    @staticmethod
    def _typed_over(book: Book, change: Change) -> frozenset[str]:
        """What stood in a workbook where somebody typed."""
        screen: set[str] = set()
        if book.bare:
            return frozenset()
        deletion = change.cell.field == "exists" and change.value is False
        for sheet in book.export.sheets:
            for row in sheet.rows:
                if (sheet.kind, row.record_id) != change.cell[:2]:
                    continue
                for column, heads in zip(sheet.columns, row.heads, strict=True):
                    if deletion or column.place == change.cell[2:]:
                        screen.update(heads)
        return frozenset(screen)

    # At rest

    def settle(self) -> tuple[OpenPlan, OpenPlan]:
        """Two copies once they have taken in all that there is, each in an order of its own.

        One takes in the other copies all at once, the other one after another; then each takes in
        the other, twice.
        """
        chance = random.Random(self.seed)  # noqa: S311
        copies = [duplicate(each) for each in self.copies]
        for number, book in enumerate(self.books):
            if not book.plain:
                plan = copies[number % len(copies)]
                self._take_in(plan, [self.brings(plan, book)])
        one, other = (duplicate(each) for each in chance.sample(copies, 2))
        plain = [each for each in self.books if each.plain]
        self._take_in(one, [as_copy(each, one) for each in chance.sample(copies, len(copies))])
        self._take_in(one, [self.brings(one, each) for each in plain])
        brought: list[Callable[[], Brought]] = [
            *(partial(as_copy, each, other) for each in copies),
            *(partial(self.brings, other, each) for each in plain),
        ]
        for bring in chance.sample(brought, len(brought)):
            self._take_in(other, [bring()])
        for plan, beside in ((one, other), (other, one)) * 2:
            self._take_in(plan, [as_copy(beside, plan)])
        return one, other

    def _take_in(self, plan: OpenPlan, brought: list[Brought]) -> None:
        from csp_desktop.operations.merging.merge import merge

        if brought:
            merge(plan, brought, Stamp("Someone", "2016-09-01T09:00:00+01:00"))
            self.note_again(plan)

    def undone(self, here: Collection[str]) -> set[str]:
        """The changes that those which are `here` took back, by the account alone.

        An undo of a copy that then went back to a backup is in no plan any more.
        """
        asides = [
            each
            for each in self.log.values()
            if each.change.stance is Stance.ASIDE and each.change.id in here
        ]
        by: dict[str, list[str]] = {}
        for entry in asides:
            for each in entry.change.covers:
                by.setdefault(each, []).append(entry.change.id)
        known: dict[str, bool] = {}

        def gone(change: str) -> bool:
            if change not in known:
                known[change] = any(not gone(each) for each in by.get(change, ()))
            return known[change]

        return {each for each in self.log if gone(each)}


def as_copy(other: OpenPlan, plan: OpenPlan, name: str = "copy.cspplan") -> Brought:
    """What merging another copy brings to a plan: what that lacks, as a file of it would."""
    brought = Brought(Path(name), "copy")
    pairs = "SELECT change, operation FROM made_in"
    known = set(plan.file._db.execute(pairs).fetchall())
    lacking = [pair for pair in other.file._db.execute(pairs) if pair not in known]
    made = {each.id: each for each, _ in other.file.log.operations()} if lacking else {}
    operations: dict[str, list[Operation]] = {}
    for change, operation in lacking:
        operations.setdefault(change, []).append(made[operation])
    here = World.ids(plan)
    ids = [row[0] for row in other.file._db.execute("SELECT id FROM change ORDER BY seq")]
    new = other.file.ledger.several(each for each in ids if each not in here)
    brought.made = [(change, operations.pop(change.id, [])) for change in new.values()]
    brought.known = len(ids) - len(new)
    brought.told = [(change, each) for change, found in operations.items() for each in found]
    return brought
