"""Where nobody reads on, or a console holds few letters, a command ends as it would."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest

from csp_desktop import cli
from tests.flows.command import MAIN, done, environment


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    made = tmp_path / "plan.cspplan"
    done("new", made, "--sample", "hackney-2016-18")
    return made


@pytest.mark.parametrize("words", [("show",), ("history", "--json")])
def test_a_pipe_that_is_read_no_more_ends_a_command_without_a_word(
    words: tuple[str, ...], plan: Path
) -> None:
    name, *options = words
    with subprocess.Popen(
        [sys.executable, "-c", MAIN, name, str(plan), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
    assert process.returncode == 1


class ClosedOnWindows(io.StringIO):
    """A pipe that is read no more, as Windows tells of it."""

    def write(self, _: str) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_windows_says_of_such_a_pipe_only_that_the_argument_is_invalid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = io.StringIO()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", ClosedOnWindows())
    monkeypatch.setattr(sys, "stderr", told)
    assert cli.run(["--version"]) == 1
    assert told.getvalue() == ""


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
def test_what_a_console_cannot_show_is_replaced(
    encoding: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    monkeypatch.setattr(sys, "stdout", out)
    assert cli.run(["set", str(plan), "1.2", "commentary", "→ Łódź 國"]) == 0
    assert cli.run(["show", str(plan), "1.2"]) == 0


def test_a_start_without_any_standard_stream_does_what_it_is_asked(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert cli.run(["show", str(plan)]) == 0
    assert cli.run(["show", str(plan), "9.99"]) == 1
    assert cli.run(["show", str(plan), "--loud"]) == 2
