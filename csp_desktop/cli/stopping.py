"""Ctrl+C while something is drawn: it ends there and then, before anything is written."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from csp_desktop.cli.options import REFUSED


@contextmanager
def stopped_at_once() -> Iterator[ExitStack]:
    """Let Ctrl+C end the program at once, until this is left or what it gives is closed.

    To be closed before a file is written. An exception would be raised inside Qt or a half-loaded
    module, which makes something else of it, or none at all.
    """
    with ExitStack() as held:
        # Python lets only the main thread set signal handlers; tests call commands from others.
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGINT, _stop)
            held.callback(signal.signal, signal.SIGINT, before)
        yield held


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    sys.stderr.write("\nStopped.\n")
    sys.stderr.flush()
    # Without clean-up, on purpose: nothing is open for writing here, and ending Qt in the midst of
    # drawing could crash.
    os._exit(REFUSED)
