from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPdfWriter

from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.printing import grid_on_paper
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.printing import PaperBand, PaperLayout, PaperTable, print_paper
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.documents import changed, hackney, small, with_progress
from tests.gui.grid.conftest import Shown

NOW = "2016/17 Q2"
WIDTH, HEIGHT = 786.0, 539.0


def model_of() -> GridModel:
    return GridModel(with_progress(hackney()), SHIPPED, NOW)


def layout_of(model: GridModel) -> PaperLayout:
    return PaperLayout(grid_on_paper(model), WIDTH, HEIGHT)


def bands(layout: PaperLayout) -> list[list[PaperBand]]:
    """The rows of each page, below the headings of the columns."""
    pages = [[band for _, _, band in page[1:]] for page in layout.pages()]
    return [[band for band in page if isinstance(band, PaperBand)] for page in pages]


def texts(layout: PaperLayout) -> list[list[str]]:
    """The words of each page, one string a cell."""
    return [[" ".join(lines) for band in page for lines in band.lines] for page in bands(layout)]


def test_every_action_is_on_paper_with_its_whole_text() -> None:
    model = model_of()
    words = [text for page in texts(layout_of(model)) for text in page]
    joined = {text.replace(" ", "") for text in words}
    for action in model.document.actions():
        assert action.text("ref") in words
        assert action.text("title").replace(" ", "") in joined
    planned = "Delivery through Missing Children Strategy and Action Plan"
    assert any(planned in text for text in words)


def test_a_heading_is_never_the_last_of_a_page_and_no_page_is_too_full() -> None:
    pages = bands(layout_of(model_of()))
    assert len(pages) > 3
    for page in pages[:-1]:
        assert not page[-1].heading
        assert sum(band.height for band in page) <= HEIGHT - 100


def test_a_commentary_longer_than_a_page_goes_on_on_the_next() -> None:
    plan = small()
    action = plan.record("action", "a1")
    assert action
    said = " ".join(f"word{number}" for number in range(3000))
    after = changed(action, {f"commentary@{NOW}": said})
    model = GridModel(plan.with_records([("action", "a1", after)]), SHIPPED, NOW)
    pages = texts(layout_of(model))
    whole = " ".join(text for page in pages for text in page if "word" in text)
    assert [word for word in whole.split() if word.startswith("word")] == said.split()


def test_what_was_said_of_the_quarter_has_a_column_where_anything_was() -> None:
    (table,) = grid_on_paper(GridModel(small(), SHIPPED, NOW)).parts
    assert isinstance(table, PaperTable)
    labels = [column.title for column in table.columns]
    assert labels.index("Commentary") == labels.index("2016/17 Q2") + 1
    assert "Corrective action" not in labels


def test_only_what_is_shown_is_printed() -> None:
    model = GridModel(small(), SHIPPED, NOW)
    model.set_selection(Selection(delivery_priority="dp12"))
    words = [text for page in texts(layout_of(model)) for text in page]
    assert "1.10" in words
    assert "1.2" not in words


def test_each_page_bears_the_marking_and_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    from csp_desktop.gui.theme.text_layout import Lettering

    draw = Lettering.draw

    def listen(self: Lettering, painter: QPainter, *rest: object) -> None:
        said.append(str(rest[2]))
        draw(self, painter, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Lettering, "draw", listen)
    layout = layout_of(model_of())
    image = QImage(786, 539, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), themes.colour("#FFFFFF"))
    layout.paint(painter, next(layout.pages()), 2, 7)
    painter.end()
    assert said.count("OFFICIAL") == 2
    assert "Page 2 of 7" in said
    assert "Status grid, 2016/17 Q2. 49 actions." in said
    assert "Ref" in said


def test_it_prints_a_pdf_in_light_colours_whatever_the_theme(
    tmp_path: Path, theme: themes.Themes
) -> None:
    theme.choose("dark")
    writer = QPdfWriter(str(tmp_path / "grid.pdf"))
    pages = print_paper(writer, grid_on_paper(model_of()))
    del writer
    made = (tmp_path / "grid.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == pages


def test_the_pane_prints_what_it_shows(grid: Shown, tmp_path: Path) -> None:
    assert grid.pane.print_to(QPdfWriter(str(tmp_path / "grid.pdf"))) == 1
