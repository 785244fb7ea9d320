"""The words of the plan in the window: shown, added, corrected, forgotten, undone."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from csp_desktop.gui.window.main_window import MainWindow
from csp_desktop.gui.window.menu_actions import Menus
from csp_desktop.gui.window.words_of_plan import FORGET, WordsOfPlan
from csp_desktop.plan.vocabulary import LEFT_OUT
from tests.gui.conftest import Desk, desk_of
from tests.gui.test_pasting import QUARTER, paste
from tests.gui.test_pasting import choose as choose_cells


def opened(window: MainWindow) -> WordsOfPlan:
    assert isinstance(window.menus, Menus)
    window.menus._does["words"]()
    (found,) = window.findChildren(WordsOfPlan)
    return found


def add(dialog: WordsOfPlan, desk: Desk, text: str, kind: str, meaning: str) -> None:
    choose(dialog.kind, kind)
    choose(dialog.meaning, meaning)
    dialog.text.setFocus()
    QTest.keyClicks(dialog.text, text)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    desk.settle()


def choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def box(dialog: WordsOfPlan, text: str) -> QComboBox:
    row = next(n for n, each in enumerate(dialog.listing.rows) if each.text == text)
    found = dialog.words.indexWidget(dialog.listing.index(row, 2))
    assert isinstance(found, QComboBox)
    return found


def listed(dialog: WordsOfPlan) -> list[tuple[str, ...]]:
    return [tuple(each) for each in dialog.listing.rows]


def test_words_are_added_corrected_and_forgotten(
    window: MainWindow, picture: Callable[[QWidget, str], None]
) -> None:
    dialog, desk = opened(window), desk_of(window)
    add(dialog, desk, "wrth law", "status", "on track")
    add(dialog, desk, "Topward", "polarity", "higher is better")
    picture(dialog, "words-of-plan")
    status, polarity = (
        ("status", "Wrth law", "on track"),
        ("polarity", "Topward", "higher is better"),
    )
    assert listed(dialog) == [polarity, status]
    choose(box(dialog, "Wrth law"), LEFT_OUT)
    desk.settle()
    assert listed(dialog)[1] == ("status", "Wrth law", LEFT_OUT)
    choose(box(dialog, "Topward"), FORGET)
    desk.settle()
    assert len(listed(dialog)) == 1
    window.state.undo()
    desk.settle()
    assert listed(dialog)[0] == polarity
    dialog.close()


def test_a_word_that_is_a_choice_itself_is_refused_with_a_sentence(window: MainWindow) -> None:
    dialog, desk = opened(window), desk_of(window)
    add(dialog, desk, "At-risk", "status", "on track")
    assert "itself a choice" in dialog.why.text()
    assert listed(dialog) == []
    dialog.close()


def test_what_is_pasted_into_the_grid_is_read_by_the_words_of_the_plan(
    make_window: Callable[..., MainWindow], plan_path: Path
) -> None:
    window = make_window(plan_path)
    dialog, desk = opened(window), desk_of(window)
    add(dialog, desk, "wrth law", "status", "on track")
    dialog.close()
    choose_cells(window, desk, "1.2")
    paste(window, desk, "WRTH-law\r\n")
    assert desk.value("1.2", "status", QUARTER) == "on track"
