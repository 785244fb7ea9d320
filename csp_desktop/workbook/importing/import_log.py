"""The account of a workbook being read: what was found, what was taken, what was left and why."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from csp_desktop.plan.headings import DELIVERY, STRATEGIC, Heading
from csp_desktop.plan.spelling import plain
from csp_desktop.plan.values import Value
from csp_desktop.plan.vocabulary import Word
from csp_desktop.plan.wording import address
from csp_desktop.workbook.importing.align_rows import AlignedCell, AlignedRow
from csp_desktop.workbook.importing.import_map import TableMap
from csp_desktop.workbook.package.model import Place
from csp_desktop.workbook.package.sheet_view import SheetPosition, shown


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that was not taken, or was changed: its place, what it says, and why.

    `taken`: it was taken after all, in the way that `why` says. `word_kind`: it is a word for such
    a choice, of which nobody has said what it means.
    """

    sheet: str
    cell: str
    value: str
    why: str
    taken: bool = False
    word_kind: str = ""

    @property
    def word(self) -> Word | None:
        """The word as it is written, where nobody has said what it means."""
        return Word(self.word_kind, self.value) if self.word_kind else None


@dataclass(slots=True)
class FoundRecord:
    """A record as found. Its links are keys of other found records until they get ids.

    `places` are the cells that each value came from; `unsure` are values to mark as unconfirmed.
    """

    kind: str
    key: str
    values: dict[Place, Value] = field(default_factory=dict)
    unsure: set[Place] = field(default_factory=set)
    places: dict[Place, list[SheetPosition]] = field(default_factory=dict)


@dataclass(slots=True)
class RecordDraft:
    """A record being read, with what can be settled only once all rows are known.

    `shared` is where several columns of its table go.
    """

    found: FoundRecord
    table: TableMap
    line: AlignedRow
    shared: Collection[str] = ()
    ref: str = ""
    ref_spot: SheetPosition | None = None
    ref_why: str = ""
    crossed: list[tuple[str, SheetPosition]] = field(default_factory=list)
    signed: list[tuple[Place, AlignedCell]] = field(default_factory=list)
    """Figures with a % sign."""


class Account:
    """Keeps of every filled cell where it went, or why it was left."""

    def __init__(self) -> None:
        """Nothing is accounted for yet."""
        self.leftovers: list[Leftover] = []
        self.taken: dict[SheetPosition, str] = {}
        self.given: list[tuple[str, str]] = []
        self.guesses: list[tuple[str, str, str, str]] = []

    def take(self, spot: SheetPosition, draft: RecordDraft, place: Place) -> None:
        """A cell went to a record's place."""
        to = f"{place[0]}@{place[1]}" if place[1] else place[0]
        self.taken[spot] = f"{draft.found.kind} {to}"

    def take_all(self, parts: Iterable[AlignedCell], as_what: str) -> None:
        """Cells went into the plan as a header or a heading."""
        for part in parts:
            if not self.troubled(part):
                self.taken[part.spot] = as_what

    def leave(self, part: AlignedCell, why: str, word_kind: str = "") -> None:
        """A cell was not taken; one that a merged cell reaches is accounted for where it begins."""
        if not part.reached:
            self._list(part, why, taken=False, word_kind=word_kind)

    def guess(self, part: AlignedCell, kind: str, choice: str) -> None:
        """A word was taken for a choice that it probably means; a person may say so for good."""
        text = shown(part.cell) if part.cell else ""
        place = address(part.spot.sheet, part.spot.address)
        self.guesses.append((kind, text, choice, place))

    def tell(self, part: AlignedCell, why: str) -> None:
        """A cell was taken in a way that a person should look at."""
        self._list(part, why, taken=True)

    def troubled(self, part: AlignedCell) -> bool:
        """Whether a cell cannot be read, which is then told."""
        if part.cell and part.cell.trouble:
            self.leave(part, part.cell.trouble)
            return True
        return False

    def _list(self, part: AlignedCell, why: str, *, taken: bool, word_kind: str = "") -> None:
        said = shown(part.cell) if part.cell else part.fill
        spot = part.spot
        self.leftovers.append(Leftover(spot.sheet, spot.address, said, why, taken, word_kind))


@dataclass(slots=True)
class Priority:
    """One priority. `under` is the key of its strategic priority where it is a delivery one.

    `guessed` names its parts that nobody wrote: a title, or a number other than the one written.
    """

    kind: str
    key: str
    number: int
    title: str
    under: str = ""
    label: str = ""
    guessed: set[str] = field(default_factory=set)
    improvements: list[str] = field(default_factory=list)


class Priorities:
    """Knows each priority again by its number, else by its title."""

    def __init__(self, reserved: Iterable[int]) -> None:
        """`reserved` are the strategic priorities' numbers written anywhere in the workbook."""
        self.all: list[Priority] = []
        self._reserved = set(reserved)
        # By kind, the priority above, and number or title: a workbook may have thousands.
        self._by_key: dict[str, Priority] = {}
        self._by_number: dict[tuple[str, str, int], Priority] = {}
        self._by_title: dict[tuple[str, str, str], list[Priority]] = {}
        self._free: dict[tuple[str, str], int] = {}

    def get(self, key: str) -> Priority | None:
        """The priority with this key."""
        return self._by_key.get(key)

    def find(self, kind: str, said: Heading, under: str = "") -> Priority:
        """The priority that a heading means, made where there is none yet."""
        if kind == DELIVERY and said.under:
            above = self._numbered(STRATEGIC, said.under, "")
            under = (above or self._make(STRATEGIC, Heading("", said.under, 0, ""), "")).key
        known = self._known(kind, said, under)
        if known:
            if said.title and "title" in known.guessed:
                known.title = said.title
                known.guessed.discard("title")
                self._called(known)
            return known
        return self._make(kind, said, under)

    def _known(self, kind: str, said: Heading, under: str) -> Priority | None:
        if said.number:
            numbered = self._numbered(kind, said.number, under)
            # The same number with another title is another priority: people renumber in the midst
            # of a sheet. A title that only says more is the same.
            if numbered and (
                not said.title or "title" in numbered.guessed or _alike(numbered.title, said.title)
            ):
                return numbered
            if said.title:
                return self._titled(kind, said.title, under)
            return None
        return self._titled(kind, said.title, under)

    def _numbered(self, kind: str, number: int, under: str) -> Priority | None:
        return self._by_number.get((kind, under, number))

    def _titled(self, kind: str, title: str, under: str) -> Priority | None:
        alike = self._by_title.get((kind, under, _plain(title)), [])
        # One that had no title of its own may have got one since.
        while alike and _plain(alike[0].title) != _plain(title):
            alike.pop(0)
        return alike[0] if alike else None

    def _called(self, each: Priority) -> None:
        alike = self._by_title.setdefault((each.kind, each.under, _plain(each.title)), [])
        # The one that was met first counts, whenever it got its title.
        insort(alike, each, key=lambda one: int(one.key.rpartition(" ")[2]))

    def _make(self, kind: str, said: Heading, under: str) -> Priority:
        guessed: set[str] = set()
        number = said.number
        if not number or self._numbered(kind, number, under):
            if number:
                guessed.add("number")
            number = self._free_number(kind, under)
        above = self.get(under)
        label = f"{above.number}.DP{number}" if above else f"DP{number}"
        title = said.title
        if not title:
            title = f"Priority {number}" if kind != DELIVERY else ""
            guessed.add("title")
        made = Priority(kind, f"{kind} {len(self.all) + 1}", number, title, under, label, guessed)
        self.all.append(made)
        self._by_key[made.key] = made
        self._by_number[kind, under, number] = made
        self._called(made)
        return made

    def _free_number(self, kind: str, under: str) -> int:
        # A number that is written further down belongs to the priority there.
        spoken_for = self._reserved if kind != DELIVERY else ()
        number = self._free.get((kind, under), 1)
        while number in spoken_for or self._numbered(kind, number, under):
            number += 1
        self._free[kind, under] = number
        return number


def _plain(text: str) -> str:
    return plain(text).casefold().replace("&", "and").strip(" .:")


def _alike(one: str, other: str) -> bool:
    one, other = _plain(one), _plain(other)
    return one == other or one.startswith(other) or other.startswith(one)
