"""The one printer of tables: narrow rows beside each other, headings over columns, whole texts."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.printing import (
    Paper,
    PaperBand,
    PaperCell,
    PaperColumn,
    PaperLayout,
    PaperPicture,
    PaperTable,
    Placed,
)
from tests.documents import small

WIDTH, HEIGHT, NARROW = 786.0, 539.0, 186.0

pytestmark = pytest.mark.usefixtures("keeper")


def pages_of(*parts: PaperTable | PaperPicture) -> list[list[Placed]]:
    return list(PaperLayout(Paper(small(), "What is shown.", parts), WIDTH, HEIGHT).pages())


def figures(count: int) -> PaperTable:
    """A chart's data: a month and a number in each row."""
    rows = tuple((PaperCell(f"month {number}"), PaperCell(str(number))) for number in range(count))
    return PaperTable((PaperColumn("Month"), PaperColumn("Actual", numbers=True)), rows, NARROW)


def picture() -> PaperPicture:
    return PaperPicture("A chart", "What it shows.", QImage(1080, 370, QImage.Format.Format_RGB32))


def texts(page: list[Placed]) -> list[str]:
    """The first cell of each row and of the headings, as it is read."""
    return [" ".join(band.lines[0]) for _, _, band in page if isinstance(band, PaperBand)]


def test_narrow_rows_go_on_beside_each_other_and_then_on_the_next_page() -> None:
    first, second, *more = pages_of(picture(), figures(200))
    assert not more
    listed = [text for page in (first, second) for text in texts(page) if text != "Month"]
    assert listed == [f"month {number}" for number in range(200)]
    for page in (first, second):
        runs = {left for left, _, _ in page}
        assert len(runs) == 4
        assert texts(page).count("Month") == 4
        assert max(runs) + NARROW <= WIDTH


def test_nothing_is_below_the_foot_or_over_something_else() -> None:
    for page in pages_of(picture(), figures(500)):
        for left in {left for left, _, _ in page}:
            run = sorted((top, band.height) for x, top, band in page if x == left)
            ends = [top + height for top, height in run]
            assert all(end <= top + 0.01 for end, (top, _) in zip(ends, run[1:], strict=False))
            assert ends[-1] <= HEIGHT - 24


def test_a_picture_begins_a_page() -> None:
    wide = PaperTable((PaperColumn("Name"),), ((PaperCell("Only one"),),))
    scorecard, chart = pages_of(wide, picture(), figures(3))
    assert texts(scorecard) == ["Name", "Only one"]
    assert texts(chart)[1:] == ["month 0", "month 1", "month 2"]


def test_what_is_over_several_columns_is_said_once_above_the_first() -> None:
    columns = (
        PaperColumn("Name"),
        PaperColumn("Actual", over="2016/17"),
        PaperColumn("Target", over="2016/17"),
        PaperColumn("Actual", over="2017/18"),
    )
    rows = (tuple(PaperCell(each) for each in "abcd"),)
    (((_, _, head), _),) = pages_of(PaperTable(columns, rows))
    assert isinstance(head, PaperBand)
    assert head.lines == (
        ("", "Name"), ("2016/17", "Actual"), ("", "Target"), ("2017/18", "Actual"),
    )  # fmt: skip


def test_a_long_value_is_printed_whole() -> None:
    said = " ".join(f"word{number}" for number in range(120))
    columns = (PaperColumn("Ref", 1), PaperColumn("Said", 3))
    table = PaperTable(columns, ((PaperCell("1.1", "off track"), PaperCell(said)),))
    ((_, row),) = [[band for _, _, band in page] for page in pages_of(table)]
    assert isinstance(row, PaperBand)
    assert " ".join(row.lines[1]).split() == said.split()


def test_its_letters_follow_the_theme_that_is_chosen(keeper: themes.Themes) -> None:
    for scheme in ("dark", "light"):
        keeper.choose(scheme)
        assert len(pages_of(figures(10))) == 1
