"""A window whose console is missing, full or broken starts, works and ends all the same."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csp_desktop import settings
from csp_desktop.operations.session.plan_files import HACKNEY, new_plan
from csp_desktop.operations.session.stamp import Stamp
from csp_desktop.plan.fields import SHIPPED

WINDOW = """
import logging, sys, threading
from csp_desktop import __main__, app

def talk(window):
    logging.getLogger("csp_desktop").warning("told to nobody")
    print("told to nobody", flush=False)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError("told in the window"), None)
    window.close()

def open_first(window, plan):
    window.updater.rest_made.connect(lambda: talk(window))
    first(window, plan)

first, app.open_first = app.open_first, open_first
code = __main__.main_window()
with open(ended_in, "w") as ended:
    ended.write(str(code))
"""
COMMAND = """
import sys
from csp_desktop import __main__
code = __main__.main_window()
with open(ended_in, "w") as ended:
    ended.write(str(code))
"""


def no_streams() -> None:
    for number in (1, 2):
        os.close(number)


def full_disk() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    for number in (1, 2):
        os.dup2(full, number)


def nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for number in (1, 2):
        os.dup2(writing, number)


CONSOLES = [no_streams, full_disk, nobody_reads]


def ended_with(code: str, argument: str, tmp_path: Path, console: Callable[[], None]) -> str:
    """The exit code of a start in which nothing was raised, '' where something was."""
    ended = tmp_path / "ended"
    program = f"ended_in = {str(ended)!r}\n{code}"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(
        [sys.executable, "-c", program, argument],
        check=False,
        env=environment,
        preexec_fn=console,
        timeout=60,
    )
    return ended.read_text(encoding="utf-8") if ended.exists() else ""


@pytest.mark.skipif(sys.platform == "win32", reason="streams are broken by POSIX's calls here")
@pytest.mark.parametrize("console", CONSOLES)
def test_the_window_works_without_a_console(tmp_path: Path, console: Callable[[], None]) -> None:
    plan = tmp_path / "plan.cspplan"
    new_plan(plan, SHIPPED, Stamp("Published plan"), sample=HACKNEY).close()
    assert ended_with(WINDOW, str(plan), tmp_path, console) == "0"
    assert settings.load().last_plan == str(plan)


@pytest.mark.skipif(sys.platform == "win32", reason="streams are broken by POSIX's calls here")
@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize(("argument", "code"), [("no-such-command", "2"), ("check", "2")])
def test_a_start_that_is_refused_raises_nothing_without_a_console(
    tmp_path: Path, console: Callable[[], None], argument: str, code: str
) -> None:
    assert ended_with(COMMAND, argument, tmp_path, console) == code
