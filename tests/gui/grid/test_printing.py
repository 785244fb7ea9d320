from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPdfWriter

from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.printing import _GridPages, print_grid
from csp_desktop.gui.theme import theme as themes
from csp_desktop.plan.fields import SHIPPED
from csp_desktop.plan.selection import Selection
from tests.documents import changed, hackney, small, with_progress
from tests.gui.grid.conftest import Shown

NOW = "2016/17 Q2"
WIDTH, HEIGHT = 786.0, 539.0


def model_of() -> GridModel:
    return GridModel(with_progress(hackney()), SHIPPED, NOW)


def texts(sheet: _GridPages) -> list[list[str]]:
    """The words of each page, one string a cell."""
    return [
        [" ".join(cell.lines) for band in page for cell in band.cells] for page in sheet.pages()
    ]


def test_every_action_is_on_paper_with_its_whole_text() -> None:
    model = model_of()
    words = [text for page in texts(_GridPages(model, WIDTH, HEIGHT)) for text in page]
    joined = {text.replace(" ", "") for text in words}
    for action in model.document.actions():
        assert action.text("ref") in words
        assert action.text("title").replace(" ", "") in joined
    planned = "Delivery through Missing Children Strategy and Action Plan"
    assert any(planned in text for text in words)


def test_a_heading_is_never_the_last_of_a_page_and_no_page_is_too_full() -> None:
    sheet = _GridPages(model_of(), WIDTH, HEIGHT)
    pages = list(sheet.pages())
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
    pages = texts(_GridPages(model, WIDTH, HEIGHT))
    whole = " ".join(text for page in pages for text in page if "word" in text)
    assert [word for word in whole.split() if word.startswith("word")] == said.split()


def test_what_was_said_of_the_quarter_has_a_column_where_anything_was() -> None:
    labels = [
        column.label for column in _GridPages(GridModel(small(), SHIPPED, NOW), 700, 500)._columns
    ]
    assert labels.index("Commentary") == labels.index("Q2") + 1
    assert "Corrective action" not in labels


def test_only_what_is_shown_is_printed() -> None:
    model = GridModel(small(), SHIPPED, NOW)
    model.set_selection(Selection(delivery_priority="dp12"))
    words = [text for page in texts(_GridPages(model, WIDTH, HEIGHT)) for text in page]
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
    sheet = _GridPages(model_of(), WIDTH, HEIGHT)
    image = QImage(786, 539, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), themes.colour("#FFFFFF"))
    sheet.paint(painter, [], 2, 7)
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
    pages = print_grid(writer, model_of())
    del writer
    made = (tmp_path / "grid.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == pages


def test_the_pane_prints_what_it_shows(grid: Shown, tmp_path: Path) -> None:
    assert grid.pane.print_to(QPdfWriter(str(tmp_path / "grid.pdf"))) == 1
