"""The guards in conftest.py do fail the tests that they should."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.whole

CAUGHT = """
import logging, threading, time
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget

def test_thread():
    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()

def test_window(qapp):
    test_window.kept = QWidget()
    test_window.kept.show()

def test_log():
    logging.getLogger("csp").warning("something is wrong")

def test_silence(expect_log):
    expect_log("something")
"""

PASSED = """
import logging
from PySide6.QtWidgets import QWidget

def test_log(expect_log):
    expect_log("wrong$")
    logging.getLogger("csp").warning("something is wrong")

def test_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
"""

QT_WARNING = """
from PySide6.QtCore import qWarning

def test_qt_warning():
    qWarning("a widget is wrong")
"""


@pytest.fixture
def guarded(pytester: pytest.Pytester) -> pytest.Pytester:
    here = Path(__file__).parent
    conftest = (here / "conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest.replace("SECONDS_TO_END = 3.0", "SECONDS_TO_END = 0.1"))
    pytester.makepyprojecttoml(
        '[tool.pytest]\nqt_api = "pyside6"\nqt_log_level_fail = "WARNING"\n'
        'filterwarnings = ["error"]\n'
    )
    return pytester


def test_what_is_left_behind_or_said_unasked_fails(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(CAUGHT)
    ran = guarded.runpytest_subprocess()
    ran.assert_outcomes(passed=4, errors=4)
    ran.stdout.fnmatch_lines_random(
        [
            "*threads left running: *",
            "*windows left open: *QWidget*",
            "*logged, and not expected: *csp: something is wrong*",
            "*expected in the log, and not there: *something*",
        ]
    )


def test_a_qt_warning_fails(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(QT_WARNING)
    guarded.runpytest_subprocess().assert_outcomes(failed=1)


def test_what_is_expected_and_closed_passes(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(PASSED)
    guarded.runpytest_subprocess().assert_outcomes(passed=2)
