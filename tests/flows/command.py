"""The command line as a test gives it: in this process, or in one of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csp_desktop.cli import run

SAMPLE = "hackney-2016-18"
MAIN = "import sys; from csp_desktop.cli import run; sys.exit(run())"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered with."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its one JSON document."""
        return json.loads(self.out)


class _Stream(io.TextIOWrapper):
    """A standard stream that is kept, with the encoding of a modern terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        held = self.buffer
        assert isinstance(held, io.BytesIO)
        return held.getvalue().decode()


def command(*words: object) -> Answer:
    """Carry out one command line in this process."""
    out, err = _Stream(), _Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    return Answer(code, out.text(), err.text())


def done(*words: object) -> Answer:
    """Carry out one command line that must come to a good end."""
    answer = command(*words)
    assert answer.code == 0, answer
    assert answer.err == "", answer
    return answer


def data(*words: object) -> Any:
    """The JSON document of a command that must come to a good end."""
    return done(*words, "--json").data


def environment() -> dict[str, str]:
    """What a process of its own is given: all of ours, but for what would measure it too."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**ours, "PYTHONUTF8": "1"}


def process(*words: object, code: str = MAIN, **others: Any) -> subprocess.CompletedProcess[str]:
    """Carry out one command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *(str(word) for word in words)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(),
        **others,
    )


def sentence(answer: Answer | subprocess.CompletedProcess[str]) -> str:
    """The one sentence with which a command refused or failed."""
    if isinstance(answer, Answer):
        code, out, err = answer.code, answer.out, answer.err
    else:
        code, out, err = answer.returncode, answer.stdout, answer.stderr
    assert code == 1, (code, out, err)
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 1, err
    assert "Traceback" not in err
    assert lines[0].endswith("."), err
    return lines[0]


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its content, but for the lock that the program leaves."""
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not (each.name.startswith(".") and each.name.endswith(".lock"))
    }
