"""Receipts of files that were merged before, opened from Returns and from History."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.history.pane import HistoryPane
from csp_desktop.gui.history.receipts import Receipts
from tests.gui.returns.conftest import Counter


def opened(counter: Counter) -> Receipts:
    counter.desk.settle()
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Receipts)]
    assert dialog.isVisible()
    return dialog


def test_receipts_open_again_from_returns_and_from_history(
    counter: Counter, files: list[Path], tmp_path: Path
) -> None:
    counter.drop(files)
    counter.settle()
    counter.click(counter.pane.merge)
    counter.settle()
    answers = {each.text for each in counter.batch.done.answers} if counter.batch.done else set()

    counter.click(counter.pane.head.receipts)
    dialog = opened(counter)
    names = [dialog.list.item(row).text().split("\n")[0] for row in range(dialog.list.count())]
    assert len(names) == 3  # the file that could not be read brought nothing
    dialog.list.setCurrentRow(1)
    assert dialog.text.toPlainText().rstrip() in {each.rstrip() for each in answers}
    counter.click(dialog.copy)
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    dialog.save_to(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    counter.click(dialog.shut)
    counter.desk.settle()

    counter.window.show_pane("history")
    counter.desk.settle()
    history = counter.window.findChild(HistoryPane)
    assert history is not None
    counter.click(history.receipts)
    dialog = opened(counter)
    assert dialog.list.count() == 3
    counter.click(dialog.shut)
    counter.desk.settle()


def test_where_nothing_was_merged_that_is_said(counter: Counter) -> None:
    counter.click(counter.pane.head.receipts)
    counter.desk.settle()
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, Receipts)]
