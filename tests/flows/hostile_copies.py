"""Copies of a plan, damaged or crafted by a seed: bits, bytes, values, operations and changes."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from csp_desktop.changes.change import NOWHERE, Cell, Change, Stance, make_change
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import SHIPPED, Field, Kind
from csp_desktop.plan.values import Value
from tests.flows.crafting import asked, plan_of, put

STRANGE: tuple[Value, ...] = (
    None, "", "yesterday", "x" * 3_000, "half \ud83d", "a\x00b", "\u202e\u200b", "=1", "-1", "tbc",
    "2016/17", "2016/17 Q1", "2016-04", "31/02/2016", "0", "\n\n", "\U0001f44d" * 50, 0, -0.0, 1e14,
    1e300, 0.1, True, False, [], ["", "\n"], ["a"] * 500, ["half \udc80"], "[internal]", "<b>&amp;",
)  # fmt: skip
"""Values of every kind, some of which no field takes."""

PERIODS = ("2016/17", "2016/17 Q1", "2017/18 Q4", "2016-04", "2031/32 Q2", "1066/67", "soon")
DEEP = (40, 400, 4_000)


class Crafter:
    """Makes one file hostile, in one of many ways."""

    def __init__(self, seed: int, *, deep: tuple[int, ...] = DEEP) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.way = WAYS[seed % len(WAYS)]
        self._deep = deep

    def craft(self, path: Path) -> str:
        """Make the file at `path` hostile; answers with how."""
        self.way(self, path)
        return self.way.__name__

    # What a file as bytes suffers

    def bits_turned(self, path: Path) -> None:
        content = bytearray(path.read_bytes())
        first = self.chance.choice((0, 100, len(content) // 2))
        for _ in range(self.chance.choice((1, 1, 4, 40))):
            content[self.chance.randrange(first, len(content))] ^= 1 << self.chance.randrange(8)
        path.write_bytes(content)

    def bytes_gone(self, path: Path) -> None:
        content = path.read_bytes()
        at, gone = self.chance.randrange(len(content)), self.chance.choice((1, 512, 4_096, 65_536))
        path.write_bytes(content[:at] + bytes(min(gone, len(content) - at)) + content[at + gone :])

    def cut_short(self, path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[: self.chance.randrange(len(content))])

    # What another program writes into its tables

    def values_altered(self, path: Path) -> None:
        table, columns = self.chance.choice(
            (
                ("change", ("id", "kind", "record", "field", "period", "stance", "value",
                            "value_hash", "covers", "nonce")),
                ("operation", ("id", "label", "author", "at", "source")),
                ("made_in", ("change", "operation")),
                ("meta", ("key", "value")),
                ("cell", ("value", "heads", "proposals")),
            )
        )  # fmt: skip
        column = self.chance.choice(columns)
        to = self.chance.choice(
            ("x'ff'", "''", "'x'", "12", "NULL", "CAST(x'ff61' AS TEXT)", f"{column} || ' '",
             f"lower({column}) || char(0)", "printf('%.*c', 100000, 'x')")
        )  # fmt: skip
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(
                f"UPDATE OR IGNORE {table} SET {column} = {to} WHERE abs(random()) % ? = 0",  # noqa: S608
                (self.chance.choice((1, 2, 30)),),
            )
            connection.commit()
        except sqlite3.IntegrityError:
            pass
        finally:
            connection.close()

    def operations_missing(self, path: Path) -> None:
        table = self.chance.choice(("operation", "made_in"))
        how = self.chance.choice((1, 2, 5))
        asked(path, f"DELETE FROM {table} WHERE abs(random()) % {how} = 0")  # noqa: S608

    def changes_missing(self, path: Path) -> None:
        asked(path, "DELETE FROM change WHERE abs(random()) % 5 = 0")

    def tables_disguised(self, path: Path) -> None:
        table = self.chance.choice(("change", "operation", "made_in", "meta", "cell", "record"))
        sql = self.chance.choice(
            (
                "DROP TABLE {0}",
                "ALTER TABLE {0} RENAME TO other",
                "ALTER TABLE {0} RENAME TO other; CREATE VIEW {0} AS SELECT * FROM other",
                "ALTER TABLE {0} RENAME TO other; CREATE TABLE {0} AS SELECT * FROM other",
                "ALTER TABLE {0} RENAME TO other; CREATE TABLE {0} (seq, id, kind)",
                "CREATE TRIGGER t AFTER INSERT ON {0} BEGIN DELETE FROM change; END",
            )
        )
        connection = sqlite3.connect(path)
        try:
            connection.executescript(sql.format(table))
        finally:
            connection.close()

    # Changes with sound hashes, whatever they say

    def changes_at_random(self, path: Path) -> None:
        ids = [str(row[0]) for row in asked(path, "SELECT id FROM change")]
        made: list[Change] = []
        for _ in range(self.chance.choice((1, 10, 60))):
            known = [*ids, *(each.id for each in made)]
            made.append(self._change(path, known))
        put(path, made)

    def _change(self, path: Path, known: list[str]) -> Change:
        kind = self.chance.choice(SHIPPED.kinds)
        cell = self._cell(path, kind)
        field = kind.field(cell.field)
        value = self.chance.choice(STRANGE)
        if field and self.chance.random() < 0.7:
            value = self._fitting(field)
        elif cell.field == "exists":
            value = self.chance.choice((True, True, False, "yes"))
        stance = self.chance.choice(
            (Stance.STATED, Stance.STATED, Stance.UNCONFIRMED, Stance.PROPOSED)
        )
        covers = self.chance.sample(known, min(len(known), self.chance.choice((0, 1, 1, 3))))
        if self.chance.random() < 0.1:
            cell, value, stance = NOWHERE, None, Stance.ASIDE
        return make_change(plan_of(path), cell, value, covers, f"n{self.chance.random()}", stance)

    def _cell(self, path: Path, kind: Kind) -> Cell:
        there = [
            str(row[0])
            for row in asked(path, "SELECT id FROM record WHERE kind = ? LIMIT 50", kind.name)
        ]
        record = self.chance.choice([*there, *there, "new", "n\x00w", ""])
        if self.chance.random() < 0.15:
            return Cell(kind.name, record, "exists")
        field = self.chance.choice(kind.fields)
        fits = {Per.NONE: ("",), Per.YEAR: PERIODS[:1], Per.QUARTER: PERIODS[1:3]}
        periods = fits.get(field.per, PERIODS)
        return Cell(
            kind.name, record, self.chance.choice((field.name,) * 9 + ("colour",)),
            self.chance.choice(periods if self.chance.random() < 0.8 else PERIODS),
        )  # fmt: skip

    def _fitting(self, field: Field) -> Value:
        texts = [each for each in STRANGE if isinstance(each, str)]
        if field.type is Type.NUMBER:
            return self.chance.choice((0, -3, 0.5, 1e14, -1e14, 1e-300))
        if field.type in (Type.LIST, Type.LINKS):
            return self.chance.choices(texts[:2] + texts[6:], k=3)
        return self.chance.choice((*texts, *field.choices))

    def much_set_aside(self, path: Path) -> None:
        ids = [str(row[0]) for row in asked(path, "SELECT id FROM change")]
        for number in range(3):
            some = self.chance.sample(ids, self.chance.randrange(1, len(ids) + 1))
            aside = make_change(plan_of(path), NOWHERE, None, some, f"a{number}", Stance.ASIDE)
            put(path, [aside])
            ids.append(aside.id)

    def deep(self, path: Path) -> None:
        self._stack(path, self.chance.choice(self._deep), 1)

    def wide(self, path: Path) -> None:
        width = self.chance.choice((10, 60))
        self._stack(path, self.chance.choice((2, 10)), width)

    def _stack(self, path: Path, layers: int, width: int) -> None:
        """Layers of changes, each over all of the last, written in reverse order."""
        (kind, record, field, period, heads) = self.chance.choice(
            asked(path, "SELECT kind, record, field, period, heads FROM cell WHERE heads != ''")
        )
        cell = Cell(str(kind), str(record), str(field), str(period))
        aside = self.chance.random() < 0.4
        top, made, plan = tuple(str(heads).split()), [], plan_of(path)
        for layer in range(layers):
            over = [
                make_change(plan, NOWHERE, None, top, f"{layer}.{one}", Stance.ASIDE)
                if aside
                else make_change(plan, cell, f"{layer}.{one}", top, f"{layer}.{one}")
                for one in range(width)
            ]
            made += over
            top = tuple(each.id for each in over)
        put(path, reversed(made))

    def not_what_it_was(self, path: Path) -> None:
        """Changes altered after they were made, one in each of their parts."""
        (row,) = asked(path, "SELECT id, value FROM change WHERE field = 'title' LIMIT 1")
        cell = Cell("action", "new", "title")
        sound = make_change(plan_of(path), cell, "Sound", [str(row[0])], "s")
        put(
            path,
            [
                replace(sound, id="f" * 32),
                replace(sound, id="e" * 32, covers=()),
                replace(sound, id="d" * 32, nonce="another"),
                replace(sound, id="c" * 32, value_hash="0" * 32),
                replace(sound, id="b" * 32, blotted=True),
            ],
        )


WAYS: tuple[Callable[[Crafter, Path], None], ...] = (
    Crafter.bits_turned, Crafter.bytes_gone, Crafter.cut_short, Crafter.values_altered,
    Crafter.operations_missing, Crafter.changes_missing, Crafter.tables_disguised,
    Crafter.changes_at_random, Crafter.changes_at_random, Crafter.much_set_aside, Crafter.deep,
    Crafter.wide, Crafter.not_what_it_was, Crafter.values_altered, Crafter.changes_at_random,
)  # fmt: skip
