"""The changes of a plan file: kept for good, found by id, by cell and by what they name."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import cast

from csp_desktop.changes.arrival import affected_by, are_aside, arrive
from csp_desktop.changes.cellstate import Lineage
from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance
from csp_desktop.changes.changeset import ChangeSet
from csp_desktop.store.failing import RowUnreadable
from csp_desktop.store.schema import COLUMNS, Row, change_of, row_of, written

_FROM_CHANGE = f"SELECT {COLUMNS} FROM change "  # noqa: S608

_AT_ONCE = 256
_VALUE = COLUMNS.split(", ").index("value")


class Ledger:
    """The changes in one open plan file; all writing happens inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Serve the changes of this file."""
        self._db = connection
        self._plan: str | None = None

    @property
    def plan(self) -> str:
        """The plan that all changes here belong to."""
        if self._plan is None:
            row = self._db.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
            self._plan = str(row[0]) if row else ""
        return self._plan

    def in_effect(self, change_id: str) -> bool:
        """True if the change is held and does not wait."""
        found = self._db.execute("SELECT waiting FROM change WHERE id = ?", (change_id,)).fetchone()
        return found is not None and not found[0]

    def waiting_for(self, change_id: str) -> Iterable[Change]:
        """The held changes that wait, among others, for this one."""
        rows = self._db.execute("SELECT change FROM awaited WHERE cover = ?", (change_id,))
        return self.several(row[0] for row in rows).values()

    def asides_of(self, change_id: str) -> Iterable[str]:
        """The held changes, not waiting, that set this one aside."""
        rows = self._db.execute("SELECT setter FROM set_aside WHERE change = ?", (change_id,))
        return [row[0] for row in rows]

    def set_aside_by(self, change_id: str) -> Iterable[str]:
        """What this change sets aside; nothing where it states a value."""
        change = self.get(change_id)
        return change.covers if change and change.stance is Stance.ASIDE else ()

    def get(self, change_id: str) -> Change | None:
        """The change with this id, or None if it is not held."""
        return next(iter(self._select("WHERE id = ?", (change_id,))), None)

    def several(self, ids: Iterable[str]) -> dict[str, Change]:
        """Those of the changes that are held, by id and in the order asked, looked up together."""
        found: dict[str, Change] = {}
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found |= {each.id: each for each in self._select(f"WHERE id IN ({marks})", some)}
        return {each: found[each] for each in wanted if each in found}

    def cell_of(self, change_id: str) -> Cell | None:
        """The cell of a change, or None if it is not held."""
        change = self.get(change_id)
        return change.cell if change else None

    def holds(self, change_id: str) -> bool:
        """True if the change is held, waiting or not."""
        found = self._db.execute("SELECT 1 FROM change WHERE id = ?", (change_id,)).fetchone()
        return found is not None

    def held_of(self, ids: Iterable[str]) -> set[str]:
        """Those of the changes with these ids that are held, waiting or not."""
        found: set[str] = set()
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(f"SELECT id FROM change WHERE id IN ({marks})", some)  # noqa: S608
            found.update(row[0] for row in rows)
        return found

    @property
    def holds_any(self) -> bool:
        """True if any change is held at all."""
        return self._db.execute("SELECT 1 FROM change LIMIT 1").fetchone() is not None

    def all_waiting(self) -> set[str]:
        """The ids of all changes held that wait."""
        return {row[0] for row in self._db.execute("SELECT id FROM change WHERE waiting")}

    def everything(self) -> Iterator[Change]:
        """All changes held, in the order in which they came to this file."""
        for row in self._db.execute(_FROM_CHANGE + "ORDER BY seq"):
            yield change_of(row, self.plan)

    def broken(self) -> list[tuple[int, Change | None]]:
        """The place of each change that is not what it was; None beside one that is unreadable."""
        # One text that is no UTF-8 would end the reading of all rows; so it is read in a form that
        # fits no hash. Places, not ids, name what is broken: the id itself may be what was hit.
        usual = self._db.text_factory
        self._db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        try:
            rows = self._db.execute(f"SELECT seq, {COLUMNS} FROM change").fetchall()  # noqa: S608
        finally:
            self._db.text_factory = usual
        found: list[tuple[int, Change | None]] = []
        for place, *row in rows:
            lost = row[_VALUE] is None
            row[_VALUE] = written(None) if lost else row[_VALUE]
            try:
                change = change_of(cast("Row", tuple(row)), self.plan)
            except RowUnreadable:
                found.append((place, None))
            else:
                if lost or not change.sound:
                    found.append((place, change))
        return found

    def put_right(self, places: Iterable[int], changes: Iterable[Change]) -> None:
        """Put `changes` in the place of those at `places`; the caller then rebuilds the values.

        One that was there under its id keeps its place in the order in which changes came.
        """
        place_of: dict[object, int] = {}
        for place in places:
            row = self._db.execute("SELECT id FROM change WHERE seq = ?", (place,)).fetchone()
            place_of[row[0] if row else None] = place
            self._db.execute("DELETE FROM change WHERE seq = ?", (place,))
        self._put(
            f"INSERT INTO change (seq, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
            [(place_of.get(change.id), *row_of(change)) for change in changes],
        )

    def of_cell(self, cell: Cell) -> list[Change]:
        """The changes of a cell that are in effect, set aside or not."""
        return self._select(
            "WHERE kind = ? AND record = ? AND field = ? AND period = ? AND NOT waiting", cell
        )

    def of_record(self, kind: str, record: str) -> list[Change]:
        """The changes of all cells of a record that are in effect, set aside or not."""
        return self._select("WHERE kind = ? AND record = ? AND NOT waiting", (kind, record))

    def weighed(self, cell: Cell) -> tuple[list[Change], set[str]]:
        """The changes of a cell that are in effect, and the ids of those that are set aside."""
        rows = self._db.execute(
            f"SELECT {COLUMNS}, aside FROM change "  # noqa: S608
            "WHERE kind = ? AND record = ? AND field = ? AND period = ? AND NOT waiting",
            cell,
        ).fetchall()
        return [change_of(row[:-1], self.plan) for row in rows], {row[0] for row in rows if row[-1]}

    def cells_of(self, kind: str, record: str) -> list[Cell]:
        """The cells of a record that any held change is about, waiting or not."""
        rows = self._db.execute(
            "SELECT DISTINCT field, period FROM change WHERE kind = ? AND record = ?",
            (kind, record),
        ).fetchall()
        return [Cell(kind, record, field, period) for field, period in rows]

    def take_in(self, changes: Iterable[Change]) -> set[Cell]:
        """Keep `changes` for good; returns the cells whose state may have changed."""
        return self.weigh(self.take_in_part(changes))

    def take_in_part(self, changes: Iterable[Change]) -> list[Change]:
        """Keep `changes` for good; returns those that took effect, for `weigh`.

        Call `weigh` once all parts are in: a later part may undo an undo of an earlier one.
        """
        given = {each.id: each for each in changes}
        # A change that is held stays as it came: the same id says the same.
        held = self.held_of(given)
        new = [each for each in given.values() if each.id not in held]
        effective, waiting = arrive(self, new)
        waiting_ids = {change.id for change in waiting}
        self._put(
            f"INSERT INTO change ({COLUMNS}, waiting) VALUES (?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
            [(*row_of(change), change.id in waiting_ids) for change in new],
        )
        self._put(
            "INSERT INTO awaited (cover, change) VALUES (?, ?)",
            [(cover, change.id) for change in waiting for cover in change.covers],
        )
        fresh = {change.id for change in new}
        released = [change for change in effective if change.id not in fresh]
        for change in released:
            self._db.execute("UPDATE change SET waiting = 0 WHERE id = ?", (change.id,))
        self._forget("awaited", "cover", "change", released)
        self._put(
            "INSERT INTO set_aside (change, setter) VALUES (?, ?)",
            [
                (target, change.id)
                for change in effective
                if change.stance is Stance.ASIDE
                for target in change.covers
            ],
        )
        return effective

    def weigh(self, effective: Iterable[Change]) -> set[Cell]:
        """Note what changes that took effect set aside; returns the same as `take_in`."""
        arrived = list(effective)
        touched = {change.cell for change in arrived}
        touched |= self._weigh_asides(affected_by(self, arrived))
        touched.discard(NOWHERE)
        return touched

    def _put(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self._db.executemany(statement, rows)

    def take_out(self, changes: Collection[str]) -> set[Cell]:
        """Take changes that nothing in force rests on out of this file; returns as `take_in`.

        This copy is then as if they had not come, and no change records it, so other copies keep
        them. Changes set aside that rest on them wait until they come again.
        """
        gone = self.several(changes)
        left_waiting = self.several(self._above(gone.keys()))
        # Asked before the deletion: what an undo names is looked up in the file.
        targets = affected_by(self, [*gone.values(), *left_waiting.values()])
        for table, column in (("change", "id"), ("made_in", "change"), ("set_aside", "change")):
            self._db.executemany(
                f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608
                [(each,) for each in gone],
            )
        self._forget("awaited", "cover", "change", gone.values())
        self._forget("set_aside", "change", "setter", gone.values())
        self._let_wait(left_waiting.values())
        touched = {change.cell for change in (*gone.values(), *left_waiting.values())}
        touched |= self._weigh_asides(targets - gone.keys() - left_waiting.keys())
        touched.discard(NOWHERE)
        return touched

    def _above(self, changes: Collection[str]) -> set[str]:
        """The changes in effect beside `changes` that cover them, directly or through others."""
        # One pass over all covers: they are kept as texts, which no index can search from below.
        covered_by: dict[str, list[str]] = {}
        for each, covers in self._db.execute("SELECT id, covers FROM change WHERE NOT waiting"):
            for below in covers.split():
                covered_by.setdefault(below, []).append(each)
        above: set[str] = set()
        stack = list(changes)
        while stack:
            for each in covered_by.get(stack.pop(), ()):
                if each not in above and each not in changes:
                    above.add(each)
                    stack.append(each)
        return above

    def _let_wait(self, changes: Collection[Change]) -> None:
        """Let changes that were in effect wait for what they cover."""
        ids = [(change.id,) for change in changes]
        self._db.executemany("UPDATE change SET waiting = 1, aside = 0 WHERE id = ?", ids)
        self._forget("set_aside", "change", "setter", changes)
        self._put(
            "INSERT OR IGNORE INTO awaited (cover, change) VALUES (?, ?)",
            [(cover, change.id) for change in changes for cover in change.covers],
        )

    def _forget(self, table: str, over: str, by: str, changes: Iterable[Change]) -> None:
        """Delete the pairs of `changes` and what they cover, by the table's key: no scan."""
        self._db.executemany(
            f"DELETE FROM {table} WHERE {over} = ? AND {by} = ?",  # noqa: S608
            ((cover, change.id) for change in changes for cover in change.covers),
        )

    def resting_on(self, changes: Collection[str]) -> set[str]:
        """Those of `changes` that some other change in force rests on.

        A change rests on what it covers, directly or through others; where that made a record, on
        all that `changes` say of the record. What is set aside rests on nothing, and neither does
        what came to this file before all of `changes`: it waited for them.
        """
        covers_of: dict[str, str] = {}
        stack: list[str] = []
        begun = False
        for each, covers, counts in self._db.execute(
            "SELECT id, covers, NOT waiting AND NOT aside AND stance != 'aside' FROM change "
            "ORDER BY seq"
        ):
            covers_of[each] = covers
            begun = begun or each in changes
            # Before the first of `changes`, nothing can have been made on sight of them.
            if counts and begun and each not in changes:
                stack.append(each)
        wholes = self._wholes(changes)
        found: set[str] = set()
        while stack:
            each = stack.pop()
            if each not in found:
                found.add(each)
                stack += covers_of.get(each, "").split()
                stack += wholes.get(each, ())
        return found & set(changes)

    def _wholes(self, changes: Collection[str]) -> dict[str, set[str]]:
        """By change that made a record, the others of `changes` about it, set-asides too."""
        found = self.several(changes)
        of_record: dict[tuple[str, str], set[str]] = {}
        for change in found.values():
            if change.stance is not Stance.ASIDE:
                of_record.setdefault(change.cell[:2], set()).add(change.id)
        # A set-aside lies in no cell: it belongs to the records whose changes it names.
        for change in found.values():
            if change.stance is Stance.ASIDE:
                for record in {found[each].cell[:2] for each in change.covers if each in found}:
                    of_record.setdefault(record, set()).add(change.id)
        return {
            change.id: of_record[change.cell[:2]]
            for change in found.values()
            if change.cell == change.cell.existence and change.value is True
        }

    def _weigh_asides(self, targets: Iterable[str]) -> set[Cell]:
        """Update whether each of `targets` is set aside; returns their cells."""
        weighed = are_aside(self, targets)
        self._put(
            "UPDATE change SET aside = ? WHERE id = ?",
            [(aside, each) for each, aside in weighed.items()],
        )
        return {change.cell for change in self.several(weighed).values()}

    def built_on(self, change: Change, own: Collection[str]) -> set[str]:
        """The changes in force, none of `own`, that rest on this one.

        On the change that made a record rests every change of its cells.
        """
        cell = change.cell
        if change.makes_record:
            rows = self._db.execute(
                "SELECT id FROM change WHERE kind = ? AND record = ? AND NOT waiting AND NOT aside",
                cell[:2],
            )
            return {row[0] for row in rows} - set(own)
        changes, aside = self.weighed(cell)
        lineage = Lineage(changes)
        others = lineage.changes.keys() - aside - set(own)
        return {each for each in others if change.id in lineage.below([each])}

    def once_called(self, name: str) -> list[tuple[str, str]]:
        """The records, live or not, with this id or that ever had this ref or name."""
        rows = self._db.execute(
            "SELECT DISTINCT kind, record FROM change WHERE record = ?1 OR "
            "(field IN ('ref', 'name') AND kind IN ('action', 'indicator') AND value = ?2)",
            (name, written(name)),
        )
        return rows.fetchall()

    def marked_as(self, whole: ChangeSet) -> bool:
        """True if the file marks the same changes as waiting or set aside as `whole` does."""
        marks = self._db.execute("SELECT id, waiting, aside FROM change WHERE waiting OR aside")
        kept = {(change, bool(waiting), bool(aside)) for change, waiting, aside in marks}
        return kept == {
            (each, each in whole.waiting, each in whole.aside)
            for each in whole.waiting.keys() | whole.aside
        }

    def mark_as(self, whole: ChangeSet) -> None:
        """Mark the same changes as waiting or set aside as `whole` does, and no others."""
        from sqlite_utils import Database

        for table in ("awaited", "set_aside"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        self._db.execute("UPDATE change SET waiting = 0, aside = 0")
        self._db.executemany(
            "UPDATE change SET waiting = 1 WHERE id = ?", [(each,) for each in whole.waiting]
        )
        self._db.executemany(
            "UPDATE change SET aside = 1 WHERE id = ?", [(each,) for each in whole.aside]
        )
        db = Database(self._db)
        db.table("awaited").insert_all(
            {"cover": cover, "change": change.id}
            for change in whole.waiting.values()
            for cover in change.covers
        )
        db.table("set_aside").insert_all(
            {"change": target, "setter": change.id}
            for change in whole.changes.values()
            if change.stance is Stance.ASIDE and change.id not in whole.waiting
            for target in change.covers
        )

    def _select(self, tail: str, values: Iterable[str]) -> list[Change]:
        rows = self._db.execute(_FROM_CHANGE + tail, tuple(values))
        return [change_of(row, self.plan) for row in rows]
