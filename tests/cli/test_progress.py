"""Progress on standard error: one line while a person looks on, nothing where nobody does."""

from __future__ import annotations

import io
import sys

import pytest

from csp_desktop.cli.shared import progress_on_terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_each_step_once_and_left_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress_on_terminal() as hear:
        for share in (0.0, 0.001, 0.5):
            hear(2, 3, "Making q2.pdf", share)
    first, second = "Making q2.pdf: step 2 of 3, 0%", "Making q2.pdf: step 2 of 3, 50%"
    written = screen.getvalue()
    assert "\x1b" not in written, "an old console shows an escape code as it is"
    assert written == f"\r\r{first}\r{' ' * len(first)}\r{second}\r{' ' * len(second)}\r"


def test_the_line_is_gone_when_the_command_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)

    def stopped() -> None:
        with progress_on_terminal() as hear:
            hear(1, 3, "Reading the plan", 0.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert screen.getvalue().endswith(" \r")


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_what_is_no_terminal_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_on_terminal() as hear:
        hear(1, 3, "Reading the plan", 0.0)
    assert stream is None or not stream.getvalue()
