import io
import sys
from collections.abc import Callable

import pytest

from csp_desktop import __main__ as start
from csp_desktop import cli
from csp_desktop.workbook.worker import worker


def test_the_hidden_command_is_the_workers_own() -> None:
    assert start.WORKER == worker.COMMAND


def test_a_frozen_program_is_its_own_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def be_a_worker(arguments: list[str]) -> int:
        asked.append(arguments)
        return 7

    monkeypatch.setattr(worker, "main", be_a_worker)
    monkeypatch.setattr(sys, "argv", ["csp-desktop", "read-workbook", "512", "8"])
    assert start.main() == 7
    assert asked == [["512", "8"]]


@pytest.mark.parametrize("start_it", [start.main, start.main_window])
def test_a_start_without_a_console_has_somewhere_to_write(
    start_it: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["csp-desktop"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    def talk() -> int:
        assert sys.stdout.write("told to nobody")
        return 3

    monkeypatch.setattr(cli, "run", talk)
    assert start_it() == 3
    assert sys.stdout is not None
    sys.stdout.close()
