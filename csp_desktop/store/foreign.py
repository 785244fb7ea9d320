"""Another copy's plan file, read as data: nothing of its schema is run, every change is checked.

A single change is refused if it does not fit its hash, if no program could have made it, or if no
operation names its author; the rest is read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType

from csp_desktop.changes.arrival import causes_first
from csp_desktop.changes.change import Cell, Change, Stance
from csp_desktop.changes.possible import Possible, is_id, place_of, shown
from csp_desktop.errors import NotAPlan, Refusal
from csp_desktop.plan.fields import FieldTable
from csp_desktop.store.address import address_of
from csp_desktop.store.failing import damaged, told_kindly
from csp_desktop.store.header import FORMAT, read_header
from csp_desktop.store.hotjournal import readable
from csp_desktop.store.operation import Operation, is_possible
from csp_desktop.store.schema import COLUMNS

_TABLES = ("cell", "change", "operation", "made_in", "meta")

MOST_TEXT = 128_000_000
"""The most characters of values that are taken in at once; a plan of 10,000 actions has a tenth."""

MOST_COVERS = 2_000_000
"""The most that the changes taken in at once may have been made over, all counted."""

Tell = Callable[[int, int], None]
"""Hears how many changes of how many are read; what it raises ends the reading."""

NOTHING_KNOWN = FieldTable(())

WORKBOOK_READ = "workbook_read"
"""The kind of record that notes a workbook of somebody's own as read."""

RETURNS = frozenset({"return_request", "return_received", WORKBOOK_READ})
"""The kinds of record that keep account of what went out and came in, and are no part of the plan
itself."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ForeignPlan:
    """What another copy holds that is not known yet, and who made what of it.

    `changes` come causes first. `called` is the plan's title in quotes, or its id where it has
    none. `known` counts the changes left out because they are known, but for those of the record of
    returns. `refused` are those that are not taken, each with the reason. `told` are the changes
    that its decisions cover, each with the id of an operation that the copy knows of it.
    """

    plan_id: str
    called: str
    changes: list[Change]
    operations: list[tuple[Operation, str]]
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    told: frozenset[tuple[str, str]] = frozenset()


def read_foreign(
    path: Path,
    beside: Path | None = None,
    tell: Tell = lambda _done, _all: None,
    table: FieldTable = NOTHING_KNOWN,
) -> ForeignPlan:
    """The changes of the plan file at `path` that this program, with `table`, may take in.

    Those that the plan file at `beside` holds are left out, if it is the same plan. Raises NotAPlan
    or PlanDamaged with a sentence; both files are opened for reading only. It costs one pass over
    the ids, in their order, and then what the new changes and what they cover cost.
    """
    if read_header(path).format > FORMAT:
        raise NotAPlan(
            f"{path.name} was made by a newer version of CSP Desktop. "
            "Install that version to merge it."
        )
    # Not `PlanFile.open`: that plays a journal back into the file itself and trusts its tables, and
    # somebody else's file is neither changed nor trusted by being merged.
    with readable(path, _holds_together) as place, told_kindly(path):
        connection = sqlite3.connect(address_of(place, "ro"), uri=True)
        try:
            _be_careful(connection)
            if beside is not None:
                connection.execute("ATTACH ? AS ours", (address_of(beside, "ro"),))
            # After ATTACH, so that it holds for both files.
            connection.execute("PRAGMA query_only = ON")
            _refuse_disguised(path, connection)
            return _read(path, connection, tell, table, beside=beside is not None)
        finally:
            connection.close()


def _holds_together(path: Path) -> bool:
    """True if SQLite finds nothing wrong with a file; its changes are looked at one by one."""
    with closing(sqlite3.connect(address_of(path, "ro"), uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()
        return found is not None and str(found[0]) == "ok"


def _be_careful(connection: sqlite3.Connection) -> None:
    """Run no function from the file's schema, and read no value longer than MOST_TEXT."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TEXT)


def _read(
    path: Path, connection: sqlite3.Connection, tell: Tell, table: FieldTable, *, beside: bool
) -> ForeignPlan:
    plan_id = _plan_in(connection, "main")
    if plan_id is None:
        raise damaged(path, "it does not say which plan it holds")
    if beside and plan_id != _plan_in(connection, "ours"):
        return ForeignPlan(plan_id, _title(connection, plan_id), [], [])
    new = _lacking(connection, "SELECT id FROM main.change", "ours.change", beside=beside)
    rows = ForeignRows(plan_id, path.name, table)
    _changes(path, connection, rows.take_ids(row[0] for row in new), rows, tell)
    pairs = _lacking(
        connection, "SELECT change, operation FROM main.made_in", "ours.made_in", beside=beside
    )
    for row in _texts(connection, "SELECT id, label, author, at, source FROM main.operation"):
        rows.take_operation(row)
    changes, operations = rows.sorted_out(pairs)
    apart = ", ".join(f"'{each}'" for each in sorted(RETURNS))
    counted = "SELECT count(*) FROM main.change WHERE kind NOT IN"
    (told,) = connection.execute(f"{counted} ({apart})").fetchone()
    # Counted and subtracted: to read the known changes only to count them would double the cost of
    # merging a copy in which little is new, which is the usual one.
    met = sum(change.cell.kind not in RETURNS for change in changes) + len(rows.refused)
    known = max(told - met, 0)
    decided = _told(connection, changes)
    return ForeignPlan(plan_id, "", changes, operations, known, rows.refused, decided)


def _told(connection: sqlite3.Connection, changes: Sequence[Change]) -> frozenset[tuple[str, str]]:
    """By change that a new decision covers, the operations that the copy names for it."""
    # A return that says again what a decision went against is proposed once more, unless the
    # person who decided had seen it say so. Only these operations tell what they had seen.
    covered = sorted({each for change in changes if change.may_decide for each in change.covers})
    found: set[tuple[str, str]] = set()
    for start in range(0, len(covered), _AT_ONCE):
        some = covered[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        query = f"SELECT change, operation FROM main.made_in WHERE change IN ({marks})"  # noqa: S608
        found |= {(str(change), str(made)) for change, made in _texts(connection, query, some)}
    return frozenset(found)


def _plan_in(connection: sqlite3.Connection, which: str) -> str | None:
    row = connection.execute(f"SELECT value FROM {which}.meta WHERE key = 'plan'").fetchone()  # noqa: S608
    return str(row[0]) if row else None


def _lacking(
    connection: sqlite3.Connection, theirs: str, ours: str, *, beside: bool
) -> list[tuple[object, ...]]:
    """The rows of their table that ours lacks: both are walked through once, side by side."""
    if not beside:
        return _texts(connection, theirs)
    # These columns are the tables' keys, so SQLite walks two sorted lists and holds neither.
    columns = "1, 2" if "," in theirs else "1"
    same = theirs.replace(theirs.rpartition(" ")[2], ours)
    return _texts(connection, f"{theirs} EXCEPT {same} ORDER BY {columns}")


def _texts(
    connection: sqlite3.Connection, query: str, values: Sequence[str] = ()
) -> list[tuple[object, ...]]:
    """The rows of a query; a text that cannot be decoded is read so that no test lets it pass."""
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        return connection.execute(query, values).fetchall()


def _changes(
    path: Path, connection: sqlite3.Connection, ids: list[str], rows: ForeignRows, tell: Tell
) -> None:
    """Hand the rows of the changes with these ids to `rows`, a part at a time."""
    found = text = covers = 0
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        which = f"FROM main.change WHERE id IN ({','.join('?' * len(some))})"
        # Sizes are summed in SQLite before any value is read: a crafted file would else fill the
        # memory before it could be refused. An id is 32 figures, and a space parts two.
        held, over = connection.execute(
            f"SELECT total(length(value)), total(length(covers)) {which}",
            some,
        ).fetchone()
        text, covers = text + held, covers + over
        if text > MOST_TEXT or covers > MOST_COVERS * (32 + 1):
            raise Refusal(
                f"{path.name} holds more than can be taken in at once, so it was not merged. "
                "Ask for a copy that was made from a sound plan."
            )
        for row in _texts(connection, f"SELECT {COLUMNS} {which}", some):
            rows.take_change(row)
            found += 1
        tell(start + len(some), len(ids))
    if found < len(ids):
        raise damaged(path, "one of its changes cannot be found")


def _title(connection: sqlite3.Connection, plan_id: str) -> str:
    """The plan's title in quotes, from the current value that its file keeps; else its id."""
    row = connection.execute(
        "SELECT value FROM main.cell WHERE kind = 'plan' AND record = ? AND field = 'title'",
        (plan_id,),
    ).fetchone()
    try:
        title = json.loads(str(row[0])) if row else None
    except (ValueError, RecursionError):
        title = None
    return f"'{shown(title, 120)}'" if isinstance(title, str) and title else shown(plan_id)


def _refuse_disguised(path: Path, connection: sqlite3.Connection) -> None:
    """Raise PlanDamaged if a table to be read is something else, such as a view.

    A generated column is refused too: to read it would be to run an expression of the file's.
    """
    for name in _TABLES:
        made = connection.execute(
            "SELECT 1 FROM main.sqlite_master WHERE name = ? AND type = 'table' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%'",
            (name,),
        ).fetchone()
        columns: Iterable[tuple[object, ...]] = connection.execute(
            f"PRAGMA main.table_xinfo({name})"
        )
        if made is None or any(column[6] for column in columns):
            raise damaged(path, f"its table '{name}' is missing")


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that is not taken: where it lies, and why, within a sentence."""

    place: str
    reason: str


class ForeignRows:
    """Takes the rows of one file, and sorts out which of them may be taken in."""

    def __init__(self, plan_id: str, source: str, table: FieldTable) -> None:
        """`source` is the name of the file, `table` the fields that this program knows."""
        self.refused: list[Refused] = []
        self._plan, self._source, self._possible = plan_id, source, Possible(table)
        self._changes: dict[str, Change] = {}
        self._operations: dict[str, Operation] = {}
        self._ids: dict[str, str] = {}

    def take_ids(self, ids: Iterable[object]) -> list[str]:
        """Those of `ids` that may be the id of a change, each once; the others are refused."""
        sound: dict[str, None] = {}
        for each in ids:
            if isinstance(each, str) and is_id(each):
                sound[each] = None
            else:
                self.refused.append(Refused("a change", "its id is none"))
        return list(sound)

    def take_change(self, row: tuple[object, ...]) -> None:
        """Take the row of one change, or note why it is refused."""
        change = self._read(row)
        if change is None:
            lost = row[6] is None
            place = " of ".join(shown(str(each)) for each in (row[3], row[2]))
            self.refused.append(
                Refused(place, "its value is gone" if lost else "it cannot be read")
            )
            return
        reason = self._possible.why_not(change)
        if not reason and not change.sound:
            reason = "it is not what it was when it was made"
        if reason:
            self.refused.append(Refused(place_of(change), reason))
        else:
            self._changes[change.id] = change

    def _read(self, row: tuple[object, ...]) -> Change | None:
        if not all(isinstance(each, str) for each in row):
            return None
        change_id, kind, record, field, period, stance, value, value_hash, covers, nonce = row
        # One string for each id: a copy names the same covered ids thousands of times, and every
        # row would hold its own.
        known = self._ids.setdefault
        try:
            return Change(
                id=known(str(change_id), str(change_id)),
                plan=self._plan,
                cell=Cell(str(kind), str(record), str(field), str(period)),
                stance=Stance(str(stance)),
                value=json.loads(str(value)),
                value_hash=str(value_hash),
                covers=tuple(known(each, each) for each in str(covers).split()),
                nonce=str(nonce),
            )
        except (ValueError, RecursionError):
            return None

    def take_operation(self, row: tuple[object, ...]) -> None:
        """Take the row of one operation; one that no program could have noted is left out."""
        made, label, author, at, source = row
        if (
            isinstance(made, str)
            and isinstance(label, str)
            and isinstance(author, str)
            and isinstance(at, (str, NoneType))
            and isinstance(source, str)
        ):
            operation = Operation(made, label, author, at, source or self._source)
            if is_possible(operation):
                self._operations[operation.id] = operation

    def sorted_out(
        self, pairs: Iterable[tuple[object, ...]]
    ) -> tuple[list[Change], list[tuple[Operation, str]]]:
        """The changes that are taken, causes first, and who made them.

        `pairs` are the ids of changes and of operations that made them, known changes among them. A
        change that nobody is named for is refused.
        """
        made = [
            (self._operations[str(operation)], str(change))
            for change, operation in pairs
            if str(operation) in self._operations
        ]
        # The author is shown wherever a change is in dispute: a value without one is a value that
        # nobody can be asked about.
        named = {change for _, change in made}
        for change in [each for each in self._changes.values() if each.id not in named]:
            del self._changes[change.id]
            self.refused.append(Refused(place_of(change), "nobody is named as having made it"))
        return causes_first(self._changes), made
