"""What stands beside the bars: indicators by rating, returns that are awaited, and what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csp_desktop import look
from csp_desktop.gui.kpis.colours import own_ink
from csp_desktop.gui.overview.bars import BLOCK, Bar, BarSegment, lay_bars
from csp_desktop.gui.overview.figures import Tally, rule, shape
from csp_desktop.gui.overview.lists import MOST_SHOWN, ListRow, ListSection, more
from csp_desktop.gui.overview.openers import Ask, Lines, Reveal, letters
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING
from csp_desktop.measures.overview.overview import Indicators, Overview, Since, StatusMove
from csp_desktop.plan.document import Record
from csp_desktop.plan.wording import counted, day

if TYPE_CHECKING:
    from csp_desktop.operations.snapshots.overview import Owing

_WIDEST_BLOCK: Final = 2 * BLOCK


class RatingBar(ListSection):
    """The indicators by rating, as one bar and in words."""

    called = "KPIs"

    def show_overview(self, overview: Overview, plan: Record) -> None:
        """Show these ratings, in the plan's own colours where it has some."""
        number = overview.indicators
        self.head("KPIs", counted(number, "indicator") if number else "", "Open KPIs", Ask.KPIS)
        palette = themes.current().palette
        inks = {each.rating: own_ink(plan, each.rating, palette) for each in overview.ratings}
        now = (
            overview.ratings,
            overview.unnamed,
            overview.named,
            [ink and ink.name() for ink in inks.values()],
        )
        if not self.differs(now):
            return
        where, unnamed = f" in {overview.named}" if overview.named else "", overview.unnamed
        self.say("" if number or unnamed else f"No indicators{where or ' yet'}.")
        with self.rebuilt() as rows:
            column = self.stack()
            bar = Bar(self.body)
            legend: list[Tally] = []
            for each in overview.ratings:
                word = look.word(each.rating)
                name = f"{counted(each.count, 'indicator')} {word.lower()}{where}"
                said = (name, each.indicators)
                segment = BarSegment(
                    each.rating, each.count, *said, ("rating bar", each.rating), inks[each.rating]
                )
                bar.segments.append(self.add(segment, bar))
                key = ("rating", each.rating)
                legend.append(Tally(each.rating, each.count, word, *said, key))
            if unnamed:
                name = f"{counted(unnamed, 'indicator')} to be named{where}"
                target = Indicators(overview.place, unnamed=True)
                legend.append(
                    Tally("", unnamed, "to be named", name, target, ("rating", "unnamed"))
                )
            px = themes.current().px
            column.addSpacing(px(8) - RING)
            if overview.ratings:
                bar.resized.connect(lambda: lay_bars([bar], float(px(_WIDEST_BLOCK))))
                column.addWidget(bar)
                column.addSpacing(max(px(9) - 2 * RING, 0))
            self.add_flow(column, legend)
            rows += [[*bar.segments], [*legend]]


class OwingRow(ListRow):
    """A sub-group whose return is awaited: how many actions it has, since when, until when."""

    def __init__(self, owing: Owing) -> None:
        about, said = owing.about, said_of(owing)
        key = ("owing", about.group)
        super().__init__(f"{about.name}: {said}", owing.actions.selection, key)
        name = Lines(about.name)
        name.setMinimumWidth(themes.current().px(90))
        role = "text" if owing.late else "text2"
        self.fill((name, 1), 12, Lines(said, "small", role, strong=owing.late))


class OwingList(ListSection):
    """The returns that were sent out and have not come back."""

    called = "Outstanding returns"

    def show_owing(self, owing: tuple[Owing, ...], asked: int, *, known: bool) -> None:
        """Show the returns awaited of those `asked` for; `known`: it has been looked up."""
        if not self.differs((owing, asked, known)):
            return
        of = f"of {asked:,} sent out" if asked else ""
        detail = f"{len(owing):,} {of}" if owing else ""
        self.head("Outstanding returns", detail, "Open returns", Ask.RETURNS)
        sentence = "No return has been sent out for this quarter."
        if asked:
            sentence = "Every return that was sent out has come back."
        self.say(sentence if known and not owing else "")
        with self.rebuilt() as rows:
            self.add_rows(self.stack(), [OwingRow(each) for each in owing], rows)


def said_of(owing: Owing) -> str:
    """How a return stands, in words: '4 actions, sent 3 October, due 14 October'."""
    about = owing.about
    parts = [counted(about.actions, "action")]
    if sent := _short(about.sent):
        parts.append(f"sent {sent}")
    if due := _short(about.due):
        parts.append(f"late since {due}" if owing.late else f"due {due}")
    return ", ".join(parts)


def _short(at: str) -> str:
    """A day without its year: '3 Oct'."""
    words = day(at).split()
    return f"{words[0]} {words[1][:3]}" if words else ""


class MoveRow(ListRow):
    """An action that has moved: from one status to another."""

    def __init__(self, about: StatusMove) -> None:
        was, now = (look.word(each) if each else "no status" for each in (about.was, about.now))
        name = f"{about.ref} {about.title}: {was} to {now}"
        super().__init__(name, Reveal("action", about.id), ("move", about.id))
        px = themes.current().px
        ref, title = Lines(about.ref, role="text2"), Lines(about.title)
        ref.setMinimumWidth(max(px(30), ref.sizeHint().width()))
        before = shape(about.was) if about.was else Lines("None", "small", "text3")
        word = look.word(about.now) if about.now else "No status"
        after = Lines(word, "small", strong=about.now in look.STRONG)
        # The shapes and the words of all rows line up.
        room = px(122 - 12 - 6 - 7) - round(letters("small").width("to"))
        after.setFixedWidth(room - px(12 + 6) if about.now else room)
        mark = (shape(about.now), 6) if about.now else ()
        to = Lines("to", "small", "text2")
        self.fill(ref, 8, (title, 1), 10, before, 6, to, 7, *mark, after)


class MovedList(ListSection):
    """What has moved since the last snapshot."""

    called = "Since the last snapshot"

    def show_since(self, since: Since | None, why_none: str, *, can_take: bool) -> None:
        """Show what has moved; where there is nothing to compare with, `why_none` says why."""
        if since is None:
            ask = ("Take snapshot", Ask.SNAPSHOT) if can_take else ("", None)
            self.head("Since the last snapshot", "", *ask)
        else:
            self.head(f"Since {since.named}", "", "Compare", Ask.COMPARE)
        if not self.differs((since, why_none)):
            return
        self.say(_said(since) if since else why_none)
        with self.rebuilt() as rows:
            column = self.stack()
            if since is None:
                return
            tallies = [
                Tally(mark, figure.count, word,
                      f"{counted(figure.count, 'action')} {word} since {since.named}",
                      figure.selection, ("since", word))
                for mark, word, figure in since.figures
            ]  # fmt: skip
            if tallies:
                gap = themes.current().px(6) - RING
                column.addSpacing(gap)
                self.add_flow(column, tallies, 16)
                column.addSpacing(gap)
                rows.append([*tallies])
            if tallies and since.moves:
                column.addWidget(rule())
            ids = (each.id for each in since.moves)
            every = since.down.selection.picking(ids, f"Moved since {since.named}")
            listed = [MoveRow(each) for each in since.moves[:MOST_SHOWN]]
            self.add_rows(column, listed, rows, more(len(since.moves), every, "moved"))


def _said(since: Since) -> str:
    """What is said of a comparison beside what it counts."""
    gone = f"{since.dropped:,} dropped." if since.dropped else ""
    return gone if since.figures else gone or "No action has moved."
