"""The lines of a comparison in words: what stood, what stands, what else changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from csp_desktop import look
from csp_desktop.measures.snapshot.compare import Difference
from csp_desktop.measures.snapshot.moves import Filter, MoveGroup, RecordMove
from csp_desktop.operations.session.lookup import label_of
from csp_desktop.operations.snapshots.compare import ComparedState, SideBySide
from csp_desktop.operations.snapshots.snapshots import Snapshot
from csp_desktop.plan.document import Document, Record, told
from csp_desktop.plan.field_types import Type
from csp_desktop.plan.fields import FieldTable
from csp_desktop.plan.values import Value, words
from csp_desktop.plan.wording import capital, counted, date_moved, day, short_day, within

NOT_THERE: Final = "Not in the plan"
NOTHING: Final = "Nothing"

GROUP_WORDS: Final = {
    MoveGroup.DOWN: "Moved down",
    MoveGroup.UP: "Moved up",
    MoveGroup.STARTED: "Started",
    MoveGroup.OTHERWISE: "Moved otherwise",
    MoveGroup.WORDED: "Commentary",
    MoveGroup.FIGURES: "Figures revised",
    MoveGroup.ADDED: "Actions added",
    MoveGroup.DROPPED: "Actions dropped",
    MoveGroup.OTHERS: "Other changes",
    MoveGroup.AGAIN: "Reported again, the same",
}
FILTER_WORDS: Final = {
    Filter.EVERYTHING: "Everything",
    Filter.DOWN: "Moved down",
    Filter.UP: "Moved up",
    Filter.STARTED: "Started",
    Filter.COMMENTARY: "Commentary",
    Filter.FIGURES: "Figures revised",
    Filter.ADDED: "Actions added",
    Filter.DROPPED: "Actions dropped",
    Filter.OTHERS: "Others",
}
GROUP_GLYPHS: Final = {MoveGroup.DOWN: "worse", MoveGroup.UP: "better"}


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """One line as people read it; `was_shape` and `now_shape` name shapes, '' for none."""

    move: RecordMove
    ref: str
    title: str
    where: str
    was: str
    now: str
    was_shape: str
    now_shape: str
    also: str
    sought: str

    @property
    def key(self) -> tuple[str, str, tuple[str, str]]:
        """What the line is about, the same in the next comparison."""
        return (self.move.kind, self.move.record, self.move.place)


def lines_of(laid: SideBySide, table: FieldTable) -> tuple[ComparisonLine, ...]:
    """Every line of a comparison in words."""
    teller = _Teller(laid, table)
    return tuple(teller.line(move) for move in laid.moves)


class _Teller:
    def __init__(self, laid: SideBySide, table: FieldTable) -> None:
        self._was, self._now = laid.was.frozen, laid.now.frozen
        self._table = table
        newer = self._now if self._now.quarter >= self._was.quarter else self._was
        older = self._was if newer is self._now else self._now
        self._named_by = (newer.document, older.document)
        self._orders = {
            kind.name: {field.name: number for number, field in enumerate(kind.fields)}
            for kind in table.kinds
        }

    def line(self, move: RecordMove) -> ComparisonLine:
        document = next(
            (each for each in self._named_by if each.record(move.kind, move.record)),
            self._now.document,
        )
        record = document.record(move.kind, move.record)
        ref, title = self._naming(document, record, move)
        if move.kind == "action":
            was, now = self._statuses(move)
        else:
            was, now = self._values(move)
        return ComparisonLine(
            move, ref, title, where(document, record) if record else "", was, now,
            str(move.was or "") if move.stated else "", str(move.now or "") if move.stated else "",
            self._also(move), f"{ref} {title}".casefold(),
        )  # fmt: skip

    def _naming(
        self, document: Document, record: Record | None, move: RecordMove
    ) -> tuple[str, str]:
        if move.kind == "action":
            return (record.text("ref"), record.text("title")) if record else ("", move.record)
        name = label_of(document, self._table, move.kind, move.record)
        name = words(name)
        field, period = move.place
        if move.kind == "indicator":
            return "KPI", f"{name}, {period}" if field and period else name
        kind = self._table.kind(move.kind)
        if move.kind == "plan":
            return "", "The plan's settings"
        return "", f"{kind.label if kind else move.kind}: {name}"

    def _statuses(self, move: RecordMove) -> tuple[str, str]:
        sides = (
            (move.was, self._was.document.record("action", move.record)),
            (move.now, self._now.document.record("action", move.record)),
        )
        was, now = (
            look.word(str(status)) if status else look.NO_UPDATE if record else NOT_THERE
            for status, record in sides
        )
        return was, now

    def _values(self, move: RecordMove) -> tuple[str, str]:
        if move.stated:
            return look.word(str(move.was)), look.word(str(move.now))
        if not move.place[0]:
            there = (
                self._was.document.record(move.kind, move.record),
                self._now.document.record(move.kind, move.record),
            )
            return ("" if there[0] else NOT_THERE), ("" if there[1] else NOT_THERE)
        return (
            self.value(self._was.document, move.kind, move.place[0], move.was) or NOTHING,
            self.value(self._now.document, move.kind, move.place[0], move.now) or NOTHING,
        )

    def value(self, document: Document, kind: str, name: str, value: Value) -> str:
        return value_words(document, self._table, kind, name, value)

    def _also(self, move: RecordMove) -> str:
        shown = {move.place} if move.place[0] else set()
        if move.kind == "action":
            shown = {("status", self._was.quarter), ("status", self._now.quarter)}
        rest = [
            each
            for each in move.differences
            if (each.field, each.period) not in shown and each.field != "exists"
        ]
        order = self._orders.get(move.kind, {})
        rest.sort(key=lambda each: (order.get(each.field, 99), each.period))
        labels = list(dict.fromkeys(self._label(each) for each in rest))
        said = ", ".join(map(within, labels))
        said = capital(said)
        if said or not move.place[0]:
            return said
        if move.kind != "action":
            field = self._table.field(move.kind, move.place[0])
            return "Rating" if move.stated else field.label if field else move.place[0]
        again = move.was == move.now and move.differences
        return "Reported again" if again else ""

    def _label(self, each: Difference) -> str:
        if each.field == "rating":
            return f"Rating {each.period}"
        field = self._table.field(each.kind, each.field)
        label = field.label if field else each.field
        if field and field.type is Type.DATE:
            return date_moved(label, words(each.was), words(each.now))
        if each.period in ("", self._was.quarter, self._now.quarter):
            return label
        return place(label, each.period)


def place(label: str, period: str) -> str:
    """'2016/17 Q1 commentary', 'Planned 2016/17'."""
    if " Q" in period:
        return f"{period} {within(label)}"
    return f"{label} {period}" if period else label


def value_words(document: Document, table: FieldTable, kind: str, name: str, value: Value) -> str:
    """A value as people read it: links by name, statuses by word; '' for none."""
    if name in ("status", "state", "rating") and value:
        return look.word(str(value))
    field = table.field(kind, name)
    said = words(told(document, table, field, value))
    return day(said) or said if field and field.type is Type.DATE else said


def where(document: Document, record: Record) -> str:
    """Where a record stands in the plan: '1.DP2, Safer Young Hackney'."""
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    priority = document.priority_of(record)
    parts = [
        delivery.text("label") if delivery else "",
        (priority.text("short_title") or priority.text("title")) if priority else "",
    ]
    return ", ".join(filter(None, parts))


def narrowed(
    lines: Iterable[ComparisonLine], asked: Filter, text: str
) -> tuple[ComparisonLine, ...]:
    """The lines that a filter and a search leave; all words of `text` must be found."""
    sought = text.casefold().split()
    return tuple(
        line
        for line in lines
        if line.move.within(asked) and all(word in line.sought for word in sought)
    )


def side_words(side: ComparedState) -> str:
    """What a side is called: its snapshot's name, or 'now'."""
    return name_of(side.snapshot) if side.snapshot else "now"


def name_of(snapshot: Snapshot) -> str:
    """What a snapshot is called; one without a name by its quarter."""
    return snapshot.label or snapshot.quarter


def letters_of(stop: str, sides: tuple[str, str]) -> str:
    """Which sides of a comparison a snapshot's id is: 'A', 'B', 'AB' or ''."""
    return "".join(letter for letter, side in zip("AB", sides, strict=True) if side == stop)


def spoken_parts(snapshot: Snapshot, letters: str, now: str) -> list[str]:
    """What a screen reader says of a snapshot: its name, quarter, who took it, which side it is."""
    said = [name_of(snapshot), snapshot.quarter, taken_words(snapshot, now)]
    said += ["withdrawn"] if snapshot.withdrawn else []
    return [*said, *side_named(letters)]


def side_named(letters: str) -> list[str]:
    """'side A', 'side A and side B'; nothing for no side."""
    return [" and ".join(f"side {letter}" for letter in letters)] if letters else []


def taken_words(snapshot: Snapshot, now: str) -> str:
    """'taken 14 Jul by R. Adeyemi'."""
    return f"taken {short_day(snapshot.taken_at, now)} by {snapshot.by}"


def short_words(snapshot: Snapshot, now: str) -> str:
    """'14 Jul, R. Adeyemi', or that it is withdrawn."""
    when = short_day(snapshot.taken_at, now)
    return f"{when}, withdrawn" if snapshot.withdrawn else f"{when}, {snapshot.by}"


def mark_words(content_hash: str) -> str:
    """The first letters of a content hash, as people can read them out: '8f3a 1c70'."""
    return f"{content_hash[:4]} {content_hash[4:8]}"


def open_words(conflicts: int, proposed: int, outstanding: int) -> list[str]:
    """What is still open, each part with its count; nothing of what there is none of."""
    counts = (
        (conflicts, f"{counted(conflicts, 'conflict')} open"),
        (proposed, f"{counted(proposed, 'held edit')} to take or leave"),
        (outstanding, f"{counted(outstanding, 'return')} outstanding"),
    )
    return [words for count, words in counts if count]
