"""The laws of merging copies and returns, each from a lived history to sentences on breaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from csp_desktop.changes.change import Cell
from csp_desktop.cli.merge_json import report_as_data
from csp_desktop.operations.deciding import conflicts
from csp_desktop.operations.merging import merge as merging_module
from csp_desktop.operations.session.open_plan import OpenPlan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.store.check import problems
from csp_desktop.store.foreign import RETURNS
from tests.changes.oracle import Picture
from tests.operations.memory import as_copy, as_listed, duplicate
from tests.operations.returning_histories import History, Return, meaning_of

Law = Callable[[History], list[str]]
BY = Stamp("The coordinator", "2016-08-01T09:00:00+01:00", "", lambda: "merged")


def shown(plan: OpenPlan) -> object:
    """All that a plan holds and shows, but for what this copy alone knows."""
    marks = sorted(plan.file._db.execute("SELECT id, waiting, aside FROM change"))
    listed = as_listed(plan)
    for each in listed:
        for choice in each["choices"]:
            # Who said it first is told by whichever copy one asks.
            choice.pop("author"), choice.pop("at"), choice.pop("source"), choice.pop("n")
        each["choices"].sort(key=repr)
    return marks, plan.file.picture.cells(), plan.file.picture.standings(), listed


def merged(history: History, first: OpenPlan, *others: OpenPlan | Return) -> OpenPlan:
    """A plan that begins as `first` and takes in the others one after another."""
    plan = duplicate(first)
    for other in others:
        brought = as_copy(other) if isinstance(other, OpenPlan) else history.brings(plan, other)
        came = {change.id for change, _ in brought.made} | History._ids(plan)
        merging_module.merge(plan, [brought], BY)
        history.note_again(plan, History._ids(plan) - came)
    return plan


def merging_is_commutative(history: History) -> list[str]:
    a, b, *_ = history.copies
    found = _equal("a with b and b with a", merged(history, a, b), merged(history, b, a))
    returns = history.returns[-4:]
    forth = merged(history, a, *returns, b)
    back = merged(history, a, b, *reversed(returns))
    return [*found, *_equal("returns first and last", forth, back)]


def merging_is_associative(history: History) -> list[str]:
    a, b, c, _ = history.copies
    one = merged(history, merged(history, a, b), c)
    other = merged(history, a, merged(history, b, c))
    found = _equal("(a, b), c and a, (b, c)", one, other)
    if history.returns:
        last = history.returns[-1]
        one = merged(history, merged(history, a, last), b)
        other = merged(history, a, merged(history, b, last))
        found += _equal("a return by way of a and of b", one, other)
    return found


def merging_is_idempotent(history: History) -> list[str]:
    a, b, *_ = history.copies
    returns = history.returns[-3:]
    once = merged(history, a, b, *returns)
    twice = merged(history, once, *returns, b, a, *returns)
    return _equal("once and again", once, twice)


def at_once_is_as_one_by_one(history: History) -> list[str]:
    a, b, *_ = history.copies
    plan = duplicate(a)
    returns = history.returns[-4:]
    brings = [history.brings(plan, each) for each in returns]
    report = merging_module.merge(plan, [*brings, as_copy(b)], BY)
    waiting = sum(each.waiting for each in report.files)
    kept = {row[0] for row in plan.file._db.execute("SELECT id FROM change WHERE waiting")}
    new = kept - History._ids(a)
    found = [] if waiting == len(new) else [f"{waiting} are said to wait, and {len(new)} do"]
    return [*found, *_equal("at once and in turn", plan, merged(history, a, *returns, b))]


def a_dry_run_tells_what_a_merge_does_and_changes_nothing(history: History) -> list[str]:
    a, b, *_ = history.copies
    plan = duplicate(a)
    before = _whole(plan)
    brought = [*(history.brings(plan, each) for each in history.returns[-2:]), as_copy(b)]
    dry = merging_module.merge(plan, brought, BY, dry_run=True)
    found = [] if _whole(plan) == before else ["a dry run changed the plan"]
    real = merging_module.merge(plan, brought, BY)
    if report_as_data(dry) != report_as_data(real):
        found.append("a dry run told something else than the merge")
    return found


def every_plan_shows_what_people_did(history: History) -> list[str]:
    """No conflict is missed or invented, nothing is lost: the oracle's picture, cell by cell."""
    found = []
    for plan in (*history.copies, merged(history, *history.copies)):
        picture = history.picture(History._ids(plan))
        found += _unlike(plan, picture)
    return found


def what_waits_for_a_person_is_all_that_does(history: History) -> list[str]:
    found = []
    for plan in (*history.copies, merged(history, *history.copies)):
        picture = history.picture(History._ids(plan))
        listed = conflicts.conflicts(plan)
        told = {(each.kind, each.cell) for each in listed if each.kind != "ref"}
        wanted = _waits(history, picture)
        if told != wanted:
            found.append(f"listed are {told - wanted} too many and {wanted - told} too few")
        if len(listed) != len({each.id for each in listed}):
            found.append("two conflicts have one id")
        refs: dict[str, int] = {}
        for action in plan.document().of("action"):
            if action.held("ref").contested:
                continue
            refs[action.text("ref")] = refs.get(action.text("ref"), 0) + 1
        twice = {ref for ref, count in refs.items() if count > 1 and ref}
        if {str(each.agreed) for each in listed if each.kind == "ref"} != twice:
            found.append(f"refs borne twice are {twice}")
    return found


def what_the_file_keeps_is_what_its_changes_say(history: History) -> list[str]:
    plan = merged(history, *history.copies, *history.returns[-2:])
    return [each for copy in (plan, *history.copies) for each in problems(copy.file)]


def a_change_covers_what_its_author_saw(history: History) -> list[str]:
    changes = {
        change.id: change for copy in history.copies for change in copy.file.ledger.everything()
    }
    for chosen in history.returns:
        for change, _ in history.brings(history.copies[0], chosen).made:
            changes[change.id] = change
    return [
        f"{change.cell} covers {change.covers}, and seen was {sorted(history.log[each].saw)}"
        for each, change in changes.items()
        if each in history.log and set(change.covers) != history.log[each].saw
    ]


LAWS: tuple[Law, ...] = (
    merging_is_commutative,
    merging_is_associative,
    merging_is_idempotent,
    at_once_is_as_one_by_one,
    a_dry_run_tells_what_a_merge_does_and_changes_nothing,
    every_plan_shows_what_people_did,
    what_waits_for_a_person_is_all_that_does,
    what_the_file_keeps_is_what_its_changes_say,
    a_change_covers_what_its_author_saw,
)


def breaches(history: History, laws: Iterable[Law] = LAWS) -> list[str]:
    """What the history breaks of the laws."""
    return [f"{law.__name__}: {breach}" for law in laws for breach in law(history)]


def _equal(which: str, one: OpenPlan, other: OpenPlan) -> list[str]:
    return [] if shown(one) == shown(other) else [f"{which} show different plans"]


def _whole(plan: OpenPlan) -> list[str]:
    return list(plan.file._db.iterdump())


def _unlike(plan: OpenPlan, picture: Picture) -> list[str]:
    found = []
    marks = plan.file._db.execute("SELECT id, waiting, aside FROM change").fetchall()
    if {row[0] for row in marks if row[1]} != picture.waiting:
        found.append("what waits is not what was made over things unknown")
    if {row[0] for row in marks if row[2]} != picture.aside:
        found.append("what is set aside is not what was undone")
    for cell, wanted in picture.cells.items():
        held = plan.file.values.held(*cell)
        seen = (
            frozenset(held.heads), held.contested, meaning_of(held.value), frozenset(held.proposals)
        )  # fmt: skip
        if seen != (wanted.heads, wanted.contested, wanted.shows, wanted.proposals):
            found.append(f"{cell} shows {seen}, and should {wanted}")
    kept = plan.file.picture.standings()
    for record, standing in picture.standings.items():
        if kept.get(record, "unknown") != standing:
            found.append(f"{record} is {kept.get(record)}, and should be {standing}")
    return found


def _waits(history: History, picture: Picture) -> set[tuple[str, Cell]]:
    wanted = set()
    for cell, expected in picture.cells.items():
        standing = picture.standings[cell[:2]]
        visible = standing in ("live", "contested")
        if cell.kind in RETURNS:
            continue
        if cell.field == "exists":
            if standing in ("contested", "unmade"):
                wanted.add(("delete", cell))
            meant = {history.log[each].meaning for each in expected.proposals}
            stand = expected.sides if expected.contested else {expected.shows}
            if meant - (stand if visible else {"deleted"}):
                wanted.add(("missing" if "deleted" in meant else "held", cell))
        elif visible:
            if expected.contested:
                wanted.add(("edit", cell))
            stand = expected.sides if expected.contested else {expected.shows}
            if {history.log[each].meaning for each in expected.proposals} - stand:
                wanted.add(("held", cell))
    return wanted
