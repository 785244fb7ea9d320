"""Histories of copies and returns: what people did, told from a seed, carried out by the engine.

Everything goes through the operations that the program itself uses, on plan files in memory and
workbooks that were never files. Beside it `History.log` keeps a plain account of who put what
where and saw what, from which the oracle works out what every copy should show.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.conflicts import Conflict
from csp_desktop.errors import CspError, Refusal
from csp_desktop.operations.deciding import conflicts, resolve
from csp_desktop.operations.deciding.resolve import Decision
from csp_desktop.operations.editing import edits, records
from csp_desktop.operations.editing import undo as undoing
from csp_desktop.operations.merging import merge as merging_module
from csp_desktop.operations.merging.incoming import Brought
from csp_desktop.operations.receiving import receive as returns_module
from csp_desktop.operations.sending.export import ExportRequest, export
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.document import Document
from csp_desktop.plan.row_matcher import fingerprint
from csp_desktop.plan.values import Value
from csp_desktop.store.foreign import RETURNS
from csp_desktop.workbook.package.model import Export, Returned
from tests.changes.histories import Fact
from tests.changes.oracle import Picture, work_out
from tests.operations.memory import (
    OURS,
    QUARTER,
    FilledIn,
    Typed,
    as_copy,
    duplicate,
    sent_back,
    small_plan,
)

LONGEST = 60
COPIES = 4
STATUS, COMMENTARY = ("status", QUARTER), ("commentary", QUARTER)
TITLE, REF, GROUP = ("title", ""), ("ref", ""), ("group", "")
Place = tuple[str, str]

# What is typed, and what it means.
TYPED: Mapping[Place, tuple[tuple[Typed, str], ...]] = {
    STATUS: (
        ("Green", "on track"), ("on-track", "on track"), ("G", "on track"), ("Red", "off track"),
        ("AMBER", "at risk"), (None, "blank"), ("At Risk ", "at risk"),
    ),
    COMMENTARY: (
        ("More patrols in parks", "More patrols in parks"),
        ("More patrols in  parks ", "More patrols in parks"),
        ("More\u00a0patrols in parks\r\n", "More patrols in parks"),
        ("Don't know yet", "Don't know yet"), ("Don\u2019t know yet", "Don't know yet"),
        (None, "blank"), ("", "blank"), ("=1 & 2", "=1 & 2"),
    ),
    TITLE: (("Gangs", "Gangs"), ("Gangs and knives", "Gangs and knives"), ("Parks ", "Parks")),
}  # fmt: skip


def meaning_of(value: object) -> str:
    """What a value means, told without the product's own comparing."""
    if value is None or value in ("", []):
        return "blank"
    if isinstance(value, bool):
        return "exists" if value else "deleted"
    text = str(value).replace("\r\n", "\n").replace("\u00a0", " ").replace("\u2019", "'")
    return re.sub(" +", " ", "\n".join(line.strip() for line in text.split("\n")).strip())


def _respelt(place: Place, said: str) -> str:
    """What means the same, as another program may write it."""
    return said.upper() if place == STATUS else said.replace(" ", " \u00a0", 1) + " \r\n"


@dataclass(frozen=True)
class Awaited:
    """A change that must come of what somebody did."""

    cell: Cell
    stance: Stance
    meaning: str
    saw: frozenset[str]


@dataclass
class Sent:
    """An export, and what stood on each of its cells: what it meant, and what was seen there."""

    export: Export
    group: str
    meanings: dict[tuple[str, Place], str]
    saw: dict[tuple[str, Place], frozenset[str]]


@dataclass
class Return:
    """A return as filled in: the file's content, and the changes that must come of it."""

    sent: Sent
    filled: FilledIn
    order: list[int]
    awaited: list[Awaited]
    new: dict[str, str] = field(default_factory=dict)
    """By new ref, the record that it became: the same in every copy."""


class Broken(AssertionError):
    """The engine did something else than what was done."""


class History:
    """Four copies, what was sent out and came back, and the log. `counted` counts the steps."""

    def __init__(self, seed: int, steps: int = 0, begun: OpenPlan | None = None) -> None:
        """Live through what the seed tells."""
        self.chance = random.Random(seed)  # noqa: S311
        self.log: dict[str, Fact] = {}
        self.counted: dict[str, int] = {}
        self.sent: list[Sent] = []
        self.returns: list[Return] = []
        self.stale: list[str] = []
        self._new: dict[str, str] = {}
        self._numbers = 0
        self._made: dict[str, list[str]] = {}
        self._screens: list[tuple[Cell, frozenset[str], str]] = []
        self._backups: dict[int, OpenPlan] = {}
        first = begun or small_plan(updated=True)
        for change in first.file.ledger.everything():
            self._note(change, change.covers)
        self.copies = [duplicate(first, OURS if n == COPIES - 1 else "") for n in range(COPIES)]
        names = [name for name, often in _OFTEN for _ in range(often)]
        for _ in range(steps or self.chance.randint(20, LONGEST)):
            name = self.chance.choice(names)
            which = self.chance.choice((0, 0, 1, 1, 2, 2, 3))
            if _STEPS[name](self, self.copies[which]):
                self.counted[name] = self.counted.get(name, 0) + 1

    # What people do in a copy

    def edit(self, copy: OpenPlan) -> bool:
        cell = self._some_cell(copy)
        return cell is not None and self._put(copy, cell, None)

    def look(self, copy: OpenPlan) -> bool:
        cell = self._some_cell(copy)
        if cell is None:
            return False
        held = copy.file.values.held(*cell)
        self._screens.append((cell, self._on_screen(copy, cell), meaning_of(held.value)))
        return True

    def edit_what_was_seen_earlier(self, copy: OpenPlan) -> bool:
        if not self._screens:
            return False
        cell, saw, meant = self.chance.choice(self._screens)
        record = copy.file.values.record(*cell[:2])
        known = all(copy.file.ledger.holds(each) for each in saw)
        if record is None or not known or record.held(*cell[2:]).contested:
            return False
        return self._put(copy, cell, (saw, meant))

    def add(self, copy: OpenPlan) -> bool:
        ref = f"1.{self.chance.randint(6, 9)}"
        if copy.document().with_ref(ref):
            return False
        values: dict[Place, Value] = {REF: ref, TITLE: "New", GROUP: OURS}
        outcome = records.add(copy, "action", values, self._stamp(copy))
        self._take_note_of_a_record(copy, outcome.operation, Stance.STATED)
        return True

    def delete(self, copy: OpenPlan) -> bool:
        record = self._some_record(copy)
        if record is None:
            return False
        found = copy.file.values.record("action", record)
        if found is None:
            return False
        stance = self._stance(copy, record)
        saw = frozenset(
            each
            for held in found.cells.values()
            for each in (*held.heads, *self._may_decide(copy, stance, held.proposals))
        )
        try:
            outcome = records.delete(copy, "action", record, self._stamp(copy))
        except Refusal:
            return False
        cell = Cell("action", record, "exists")
        self._expect(copy, outcome.operation, [Awaited(cell, stance, "deleted", saw)])
        return True

    def undo(self, copy: OpenPlan) -> bool:
        operation = copy.file.log.next_undo()
        if operation is None:
            return False
        if copy.file.log.brought_by(operation.id):
            return self._unmerge(copy, operation.id)
        made = self._made[operation.id]
        stays = {
            self.log[each].cell[:2]
            for each in made
            if self._makes(each) and self._built_on(copy, each, made)
        }
        free = [
            each
            for each in made
            if self.log[each].cell[:2] not in stays and not self._built_on(copy, each, made)
        ]
        before = self._ids(copy)
        try:
            undoing.undo(copy, self._stamp(copy))
        except Refusal:
            if free:
                raise Broken("an undo was refused though nobody built on it") from None
            if stays and self.chance.random() < 0.5:
                undoing.undo(copy, self._stamp(copy), anyway=True)
                self._aside(copy, before, made)
                return True
            if stays:
                undoing.pass_over(copy, self._stamp(copy))
            return False
        self._aside(copy, before, free)
        return True

    def redo(self, copy: OpenPlan) -> bool:
        found = copy.file.log.next_redo()
        if found is None:
            return self.undo(copy) and self.redo(copy)
        operation, undone_by = found
        brought = copy.file.log.brought_by(operation.id)
        before = self._ids(copy)
        undoing.redo(copy, self._stamp(copy))
        if not brought:
            self._aside(copy, before, undone_by)
        elif set(brought) - self._ids(copy):
            raise Broken("a merge redone did not bring back all that it had brought")
        return True

    def decide(self, copy: OpenPlan) -> bool:
        listed: list[Conflict] = []
        for each in (copy, *self.copies):
            copy, listed = each, listed or conflicts.conflicts(each)
            if listed:
                break
        else:
            return False
        found = self.chance.choice(listed)
        self.stale.append(found.id)
        decision = self._some_decision(found)
        awaited = self._settling(copy, found, decision)
        before = self._ids(copy)
        try:
            outcome = resolve.resolve(copy, found.id, decision, self._stamp(copy))
        except Refusal:
            if awaited is not None and copy.group is None:
                raise
            return False
        if decision.word == "leave":
            saw = [each for choice in found.choices for each in choice.changes]
            self._aside(copy, before, saw, operation=outcome.operation, more=True)
        elif awaited is not None:
            self._expect(copy, outcome.operation, awaited)
        else:
            self._kept_whole(copy, before, found, outcome.operation)
        return True

    def decide_on_what_has_changed(self, copy: OpenPlan) -> bool:
        if not self.stale:
            return False
        stale = self.chance.choice(self.stale)
        if stale in {each.id for each in conflicts.conflicts(copy)}:
            return False
        before = self._ids(copy)
        try:
            resolve.resolve(copy, stale, Decision(take=1), self._stamp(copy))
        except Refusal:
            return True
        raise Broken(f"a decision on what has changed was taken: {self._ids(copy) - before}")

    # Between copies

    def merge(self, copy: OpenPlan) -> bool:
        other = self.copies[self.chance.choice((0, 0, 0, 1, 1, 2, 3))]
        if other is copy:
            return False
        before = self._ids(copy)
        merging_module.merge(copy, [self.as_copy(other)], self._stamp(copy))
        came = self._ids(copy) - before
        theirs = self._ids(other) - before
        if theirs - came:
            raise Broken("a merge did not bring all that the other copy holds")
        self.note_again(copy, came - theirs)
        return bool(came)

    def back_up(self, copy: OpenPlan) -> bool:
        self._backups[self.copies.index(copy)] = duplicate(copy)
        return True

    def restore(self, copy: OpenPlan) -> bool:
        which = self.copies.index(copy)
        if which not in self._backups:
            return self.back_up(copy)
        self.copies[which] = duplicate(self._backups[which])
        return True

    # Returns

    def send_out(self, copy: OpenPlan) -> bool:
        if self.chance.random() < 0.5:
            contested = [each for each in self.copies if self._contested(each)]
            copy = self.chance.choice(contested) if contested else copy
        kind, group = self.chance.choice(
            (("return", "Our group"), ("return", "Their group"), ("return", ""), ("plan", ""))
        )
        made = export(copy, ExportRequest(kind, group), self._stamp(copy))
        picture = self._picture(copy)
        meanings: dict[tuple[str, Place], str] = {}
        saw: dict[tuple[str, Place], frozenset[str]] = {}
        for record in copy.document().of("action"):
            for place in (*TYPED, REF):
                cell = Cell("action", record.id, *place)
                meanings[record.id, place] = meaning_of(record.get(*place))
                saw[record.id, place] = self._agreed(copy, picture, cell)
        scope = OURS if group.startswith("Our") else made.scope_id
        self.sent.append(Sent(made, scope, meanings, saw))
        return True

    def fill_in(self, copy: OpenPlan) -> bool:
        if not self.sent:
            self.send_out(copy)
        sent = self.chance.choice(self.sent[-3:] if self.chance.random() < 0.6 else self.sent)
        filled, awaited = self._filled(sent)
        rows = len(sent.export.sheets[0].rows) + 3
        order = list(range(rows))
        if self.chance.random() < 0.5:
            self.chance.shuffle(order)
        self.returns.append(Return(sent, filled, order, awaited))
        return True

    def merge_a_return(self, copy: OpenPlan) -> bool:
        if not self.returns and not self.fill_in(copy):
            return False
        chosen = self.chance.choice(self.returns)
        brought = self.brings(copy, chosen)
        before = self._ids(copy)
        theirs = {change.id for change, _ in brought.made}
        report = merging_module.merge(copy, [brought], self._stamp(copy))
        new = self._ids(copy) - before
        if {change.id for change, _ in brought.made} - self._ids(copy):
            raise Broken("a return was merged and some of it is not there")
        self.note_again(copy, new - theirs)
        again = merging_module.merge(copy, [self.brings(copy, chosen)], self._stamp(copy))
        if again.applied or any(kind not in RETURNS for kind, *_ in again.outcome.changed):
            raise Broken("a return merged twice was taken twice")
        return bool(report.applied)

    def as_copy(self, other: OpenPlan) -> Brought:
        """What another copy brings."""
        return as_copy(other)

    def sent_back(self, chosen: Return) -> Returned:
        """A return as it is read."""
        return sent_back(chosen.sent.export, chosen.filled, chosen.order)

    def brings(self, copy: OpenPlan, chosen: Return) -> Brought:
        """What a return brings to a copy, once it is seen to be what was typed and no more."""
        returned = self.sent_back(chosen)
        brought = returns_module.read_return(copy, copy.document(), returned, None)
        if brought.problems:
            raise Broken(f"a good return has problems: {brought.problems}")
        made = [
            change
            for change, _ in brought.made
            if change.cell.kind not in RETURNS and not self._of_new(chosen, change, brought)
        ]
        self._match(made, chosen.awaited)
        return brought

    def _filled(self, sent: Sent) -> tuple[FilledIn, list[Awaited]]:
        filled = FilledIn(saved_by=self.chance.choice(("", "Pat", "Sam")))
        awaited: list[Awaited] = []
        whole = sent.export.kind == "plan"
        updates = next(each for each in sent.export.sheets if each.name == "Updates")
        ids = [row.record_id for row in updates.rows]
        for record in ids:
            for place in TYPED:
                likely = 0.6 if record in (ids[0], ids[-1]) else 0.2
                if self.chance.random() > likely or (place == TITLE and record != ids[0]):
                    said = sent.meanings[record, place]
                    if said != "blank" and self.chance.random() < 0.2:
                        filled.typed["Updates", record, place] = _respelt(place, said)
                    continue
                typed, meant = self.chance.choice(TYPED[place])
                sheet = "Plan" if whole and place == TITLE else "Updates"
                filled.typed[sheet, record, place] = typed
                if meant != sent.meanings[record, place]:
                    grey = place == TITLE and not whole
                    stance = Stance.PROPOSED if grey else Stance.STATED
                    cell = Cell("action", record, *place)
                    awaited.append(Awaited(cell, stance, meant, sent.saw[record, place]))
        if ids and self.chance.random() < 0.15:
            record = self.chance.choice(ids)
            filled.gone.add(("Updates", record))
            elsewhere = {"title"} if whole else set()
            awaited = [
                each
                for each in awaited
                if each.cell.record != record or each.cell.field in elsewhere
            ]
            row = next(row for row in updates.rows if row.record_id == record)
            saw = frozenset(head for heads in row.heads for head in heads)
            cell = Cell("action", record, "exists")
            awaited.append(Awaited(cell, Stance.PROPOSED, "deleted", saw))
        for number in range(self.chance.choice((0, 0, 0, 1, 2))):
            spare = self.chance.choice((updates.spare_ids[number], ""))
            ref = f"1.{self.chance.randint(6, 9)}"
            if ref in {cells[REF] for _, _, cells in filled.new} or ref in {
                sent.meanings[record, REF] for record in ids
            }:
                continue
            # A ref that another action bore when the workbook went out makes no new row.
            if fingerprint(ref) in {name for name, _ in sent.export.bearers["action"].values()}:
                continue
            filled.new.append(("Updates", spare, {REF: ref, TITLE: "New", STATUS: "G"}))
        return filled, awaited

    # The account

    def _note(self, change: Change, saw: Iterable[str]) -> None:
        meaning = "aside" if change.stance is Stance.ASIDE else meaning_of(change.value)
        stance = Stance.STATED if change.stance is Stance.UNCONFIRMED else change.stance
        fact = Fact(change.id, change.cell, stance, meaning, frozenset(saw))
        known = self.log.setdefault(change.id, fact)
        if known != fact:
            raise Broken(f"one change tells of two things: {known} and {fact}")

    def note_again(self, copy: OpenPlan, came: Iterable[str]) -> None:
        """See that what came beside what a file holds is a file saying something again, proposed.

        That is so where a decision went against it that was made without that file.
        """
        for change in copy.file.ledger.several(came).values():
            facts = [self.log[each] for each in change.covers]
            said = [(fact.cell, fact.meaning) for fact in facts]
            exists_again = change.cell.field == "exists" and change.value is True and not said
            if change.stance is not Stance.PROPOSED or not (
                exists_again or said == [(change.cell, meaning_of(change.value))]
            ):
                raise Broken(f"a merge brought more than the file: {change}")
            self._note(change, change.covers)

    def _match(self, made: Iterable[Change], awaited: Iterable[Awaited]) -> None:
        """See that the changes made are those awaited, and note them with what was seen."""
        left = list(awaited)
        for change in made:
            found = next(
                (
                    each
                    for each in left
                    if each.cell == change.cell
                    and each.stance is change.stance
                    and each.meaning == meaning_of(change.value)
                ),
                None,
            )
            if found is None:
                raise Broken(f"nobody made {change}; awaited were {left}")
            left.remove(found)
            self._note(change, found.saw)
        if left:
            raise Broken(f"nothing came of {left}")

    def _expect(self, copy: OpenPlan, operation: str, awaited: list[Awaited]) -> None:
        made = copy.file.log.changes_of(operation)
        self._made[operation] = made
        self._match([change for each in made if (change := copy.file.ledger.get(each))], awaited)

    def _aside(
        self,
        copy: OpenPlan,
        before: set[str],
        targets: Iterable[str],
        *,
        operation: str = "",
        more: bool = False,
    ) -> None:
        new = self._ids(copy) - before
        wanted = set(targets)
        aside: set[str] = set()
        for each in new:
            change = copy.file.ledger.get(each)
            assert change
            aside |= set(change.covers) if change.stance is Stance.ASIDE else {each}
            self._note(change, change.covers)
        if not (wanted == aside or (more and wanted <= aside)):
            raise Broken(f"set aside were {sorted(aside)}, not {sorted(wanted)}")
        if operation:
            self._made[operation] = list(new)

    def _of_new(self, chosen: Return, change: Change, brought: Brought) -> bool:
        """Whether a change is part of a new row: noted as such, the same each time."""
        refs = {str(cells[REF]) for _, _, cells in chosen.filled.new}
        news = {
            str(each.value): each.cell.record
            for each, _ in brought.made
            if each.cell[2:] == REF and str(each.value) in refs and each.cell.kind == "action"
        }
        if set(news) != refs or len(set(news.values())) != len(refs):
            raise Broken(f"new rows {sorted(refs)} came as {news}")
        for ref, record in news.items():
            if chosen.new.setdefault(ref, record) != record:
                raise Broken(f"the new {ref} is another record than before")
            if self._new.setdefault(record, ref) != ref:
                raise Broken(f"{self._new[record]} and {ref} are two new actions, and came as one")
        if change.cell.record not in news.values():
            return False
        exists = Cell("action", change.cell.record, "exists")
        (made,) = [each for each, _ in brought.made if each.cell == exists]
        self._note(change, () if change is made else (made.id,))
        return True

    def _take_note_of_a_record(self, copy: OpenPlan, operation: str, stance: Stance) -> None:
        made = copy.file.log.changes_of(operation)
        self._made[operation] = made
        changes = [change for each in made if (change := copy.file.ledger.get(each))]
        (exists,) = [change for change in changes if change.cell.field == "exists"]
        for change in changes:
            if change.stance is not stance:
                raise Broken("a record was added otherwise than asked")
            self._note(change, () if change is exists else (exists.id,))

    def _unmerge(self, copy: OpenPlan, operation: str) -> bool:
        brought = set(copy.file.log.brought_by(operation))
        before = self._ids(copy)
        rests = self._resting(copy, brought)
        undoing.undo(copy, self._stamp(copy))
        if before - self._ids(copy) != (brought & before) - rests:
            raise Broken("undoing a merge took out too much or too little")
        return True

    def _resting(self, copy: OpenPlan, brought: set[str]) -> set[str]:
        """What of a merge something in force was made on sight of, with all of what it made."""
        picture = self._picture(copy)
        came = [row[0] for row in copy.file._db.execute("SELECT id FROM change ORDER BY seq")]
        first = next(at for at, each in enumerate(came) if each in brought)
        in_force = {*came[first:]} - brought - picture.waiting - picture.aside
        facts = {each: self.log[each] for each in brought if each in self.log}
        found = {
            each
            for each in in_force
            if each in self.log and self.log[each].stance is not Stance.ASIDE
        }
        while True:
            more = {below for each in found for below in self._below(each)}
            made = {
                facts[each].cell[:2]
                for each in found & facts.keys()
                if facts[each].cell.field == "exists" and facts[each].meaning == "exists"
            }
            more |= {each for each, fact in facts.items() if fact.cell[:2] in made}
            more |= {
                each
                for each, fact in facts.items()
                if fact.stance is Stance.ASIDE
                and fact.saw & more & facts.keys()
                and any(facts[one].cell[:2] in made for one in fact.saw & facts.keys())
            }
            if more <= found:
                return found & brought
            found |= more

    def _below(self, change: str) -> set[str]:
        found: set[str] = set()
        stack = [change]
        while stack:
            fact = self.log.get(stack.pop())
            for each in fact.saw if fact else ():
                if each not in found:
                    found.add(each)
                    stack.append(each)
        return found

    def _built_on(self, copy: OpenPlan, change: str, own: list[str]) -> bool:
        picture = self._picture(copy)
        fact = self.log[change]
        held = self._ids(copy) - picture.waiting - picture.aside - set(own)
        others = [self.log[each] for each in held if each in self.log]
        if self._makes(change):
            return any(each.cell[:2] == fact.cell[:2] for each in others)
        return any(each.cell == fact.cell and change in self._below(each.id) for each in others)

    def _makes(self, change: str) -> bool:
        fact = self.log[change]
        return fact.cell.field == "exists" and fact.meaning == "exists" and not fact.saw

    def _settling(
        self, copy: OpenPlan, found: Conflict, decision: Decision
    ) -> list[Awaited] | None:
        """What must come of a decision; None where only its refusal, or more than one change."""
        cell, take = found.cell, decision.take
        if decision.word == "leave":
            return None if copy.group else []
        if found.kind == "ref":
            return self._sharing_out(copy, found, take or 1)
        half = found.kind == "delete" and copy.file.values.record(*cell[:2]) is None
        deletes = take == 2 if found.kind == "delete" else found.kind == "missing"
        if (half and take == 1) or (deletes and self._differ_over(copy, cell)):
            return None
        if found.kind == "delete":
            meant = "exists" if take == 1 else "deleted"
            return [Awaited(cell, Stance.STATED, meant, self._whole(copy, cell))]
        saw = frozenset(found.heads)
        if found.kind != "edit" and copy.file.values.held(*cell).contested:
            return None
        if found.kind == "missing":
            record = copy.file.values.record(*cell[:2]) or _NONE
            saw |= {head for each in record.cells.values() for head in each.heads}
        meant = meaning_of(found.choices[(take or 1) - 1].value)
        return [Awaited(cell, Stance.STATED, meant, saw)]

    def _sharing_out(self, copy: OpenPlan, found: Conflict, take: int) -> list[Awaited]:
        """What must come of leaving a ref to one action: the others get the next free ones."""
        taken = {each.text("ref") for each in copy.document().of("action")}
        taken |= {
            self.log[each].meaning
            for cell, held in copy.file.values.waiting()
            if cell.field == "ref"
            for each in (*held.heads, *held.proposals)
        }
        awaited = []
        for choice in found.choices:
            if choice.record == found.choices[take - 1].record:
                continue
            after = int(str(found.agreed).split(".")[1])
            free = next(f"1.{n}" for n in range(after, 99) if f"1.{n}" not in taken)
            taken.add(free)
            at = Cell("action", choice.record, "ref")
            awaited.append(Awaited(at, Stance.STATED, free, frozenset(choice.changes)))
        return awaited

    def _kept_whole(self, copy: OpenPlan, before: set[str], found: Conflict, made: str) -> None:
        """See that a record that had been undone is there again with all that its making said."""
        new = self._ids(copy) - before
        for change in copy.file.ledger.several(new).values():
            self._note(change, change.covers)
        self._made[made] = list(new)
        aside = self._picture(copy).aside
        first = [each for each in self._ids(copy) if each in self.log and self._makes(each)]
        said = [each for each in first if self.log[each].cell == found.cell]
        record = copy.file.values.record(*found.cell[:2])
        if record is None or not record.get("title") or not any(each not in aside for each in said):
            raise Broken(f"{found.cell} was kept and is not whole")

    def _differ_over(self, copy: OpenPlan, cell: Cell) -> bool:
        """Whether people differ over something else of the record."""
        cells = copy.file.values.cells_of(*cell[:2])
        return any(held.contested for place, held in cells.items() if place[0] != "exists")

    def _whole(self, copy: OpenPlan, cell: Cell) -> frozenset[str]:
        record = copy.file.values.record(*cell[:2])
        cells = copy.file.values.cells_of(*cell[:2])
        return frozenset(
            each
            for (name, _), held in cells.items()
            for each in (*held.heads, *(held.proposals if name != "exists" or not record else ()))
        )

    def _some_decision(self, found: Conflict) -> Decision:
        if found.kind in ("held", "missing", "compare") and self.chance.random() < 0.4:
            return Decision(word="leave")
        return Decision(take=self.chance.randint(1, len(found.choices)))

    def _put(self, copy: OpenPlan, cell: Cell, seen: tuple[frozenset[str], str] | None) -> bool:
        place = (cell.field, cell.period)
        typed, meant = self.chance.choice(TYPED[place])
        held = copy.file.values.held(*cell)
        saw = self._on_screen(copy, cell) if seen is None else seen[0]
        stance = self._stance(copy, cell.record)
        own = self._may_decide(copy, stance, held.proposals) if stance is Stance.PROPOSED else ()
        saw |= frozenset(own)
        before = self._ids(copy)
        asked = edits.Edit(*cell, typed, None if seen is None else tuple(sorted(seen[0])))
        try:
            outcome = edits.edit(copy, [asked], self._stamp(copy))
        except CspError as error:
            raise Broken(f"a good edit was refused: {error}") from error
        if not outcome.operation:
            if meant != (meaning_of(held.value) if seen is None else seen[1]):
                raise Broken(f"an edit was taken for none: {asked}, {held}")
            return False
        if own and meant == (meaning_of(held.value) if seen is None else seen[1]):
            # What stands there, typed again, takes one's own proposal back.
            self._aside(copy, before, own, operation=outcome.operation, more=True)
        else:
            self._expect(copy, outcome.operation, [Awaited(cell, stance, meant, saw)])
        return True

    def _may_decide(
        self, copy: OpenPlan, stance: Stance, proposals: Collection[str]
    ) -> Collection[str]:
        """Those of the proposals that a change in this copy may replace: what it proposes, its own.

        Nobody else's may be among them, whatever the copy takes for its own.
        """
        if stance is not Stance.PROPOSED:
            return proposals
        own = [each for each in proposals if each in copy.file.log.made_here(proposals)]
        name = self._stamp(copy).author
        if any(made.author != name for each in own for made in copy.file.log.makers_of(each)):
            raise Broken(f"{name} would replace what somebody else proposed: {own}")
        return own

    # How it is found

    def _stamp(self, copy: OpenPlan) -> Stamp:
        number = self.copies.index(copy) if copy in self.copies else 9

        def new_id() -> str:
            self._numbers += 1
            return f"{self._numbers:05} id"

        return Stamp(f"Person {number}", f"2016-07-{self._numbers % 28 + 1:02}", "", new_id)

    @staticmethod
    def _ids(copy: OpenPlan) -> set[str]:
        return {row[0] for row in copy.file._db.execute("SELECT id FROM change")}

    @staticmethod
    def _contested(copy: OpenPlan) -> bool:
        found = copy.file._db.execute("SELECT 1 FROM cell WHERE contested AND field != 'exists'")
        return found.fetchone() is not None

    def _stance(self, copy: OpenPlan, record: str) -> Stance:
        if copy.group is None:
            return Stance.STATED
        found = copy.file.values.record("action", record)
        inside = found is not None and found.text("group") == copy.group
        return Stance.STATED if inside else Stance.PROPOSED

    def _some_record(self, copy: OpenPlan) -> str | None:
        found = sorted(each.id for each in copy.document().of("action"))
        if found and self.chance.random() < 0.8:
            return found[0]
        return self.chance.choice(found) if found else None

    def _some_cell(self, copy: OpenPlan) -> Cell | None:
        record = self._some_record(copy)
        if record is None:
            return None
        cell = Cell("action", record, *self.chance.choice((STATUS, STATUS, COMMENTARY, TITLE)))
        return None if copy.file.values.held(*cell).contested else cell

    def _on_screen(self, copy: OpenPlan, cell: Cell) -> frozenset[str]:
        held = copy.file.values.held(*cell)
        return frozenset(held.heads or copy.file.values.held(*cell.existence).heads)

    def _agreed(self, copy: OpenPlan, picture: Picture, cell: Cell) -> frozenset[str]:
        """What somebody sees who looks at a cell of a workbook: its heads, or what was agreed."""
        expected = picture.cells.get(cell)
        if expected is None or not expected.contested:
            return self._on_screen(copy, cell)
        held = self._ids(copy) - picture.waiting - picture.aside
        stated = [
            each for each in held
            if each in self.log and self.log[each].cell == cell
            and self.log[each].stance is not Stance.PROPOSED
        ]  # fmt: skip
        heads: Iterable[str] = expected.heads
        while len({self.log[each].meaning for each in heads}) > 1:
            common = [
                each for each in stated if all(head in picture.replaced[each] for head in heads)
            ]
            heads = [each for each in common if not picture.replaced[each] & set(common)]
        return frozenset(heads) or frozenset(copy.file.values.held(*cell.existence).heads)

    def _picture(self, copy: OpenPlan) -> Picture:
        return self.picture(self._ids(copy))

    def picture(self, held: Iterable[str]) -> Picture:
        """What a plan that holds these changes should show."""
        return work_out(self.log, [each for each in held if each in self.log])


_NONE = replace(Document("").plan)
_STEPS: Mapping[str, Callable[[History, OpenPlan], bool]] = {
    "edit": History.edit,
    "look": History.look,
    "edit what was seen earlier": History.edit_what_was_seen_earlier,
    "add": History.add,
    "delete": History.delete,
    "undo": History.undo,
    "redo": History.redo,
    "decide": History.decide,
    "decide on what has changed": History.decide_on_what_has_changed,
    "merge": History.merge,
    "back up": History.back_up,
    "restore": History.restore,
    "send out": History.send_out,
    "fill in": History.fill_in,
    "merge a return": History.merge_a_return,
}
_OFTEN = (
    ("edit", 8), ("look", 3), ("edit what was seen earlier", 4), ("add", 2), ("delete", 2),
    ("undo", 6), ("redo", 6), ("decide", 12), ("decide on what has changed", 3), ("merge", 9),
    ("back up", 2), ("restore", 2), ("send out", 3), ("fill in", 7), ("merge a return", 14),
)  # fmt: skip
