"""Where the program starts: with a console as `csp-desktop`, without one as a window."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, TextIO

WORKER = "read-workbook"
"""The hidden command of the worker; a test holds it to the worker's own name for it."""


def main() -> int:
    """Carry out the command line; without a command, open the window. Returns the exit code.

    A frozen program is its own worker for reading workbooks, and loads nothing else then.
    """
    _have_somewhere_to_write()
    if sys.argv[1:2] == [WORKER]:
        from csp_desktop.workbook.worker import worker

        return worker.main(sys.argv[2:])
    from csp_desktop import cli

    return cli.run()


def main_window() -> int:
    """Open the window where there is no console; a first argument is the plan to open."""
    _have_somewhere_to_write()
    for name in ("stdout", "stderr"):
        setattr(sys, name, _Forgiving(getattr(sys, name)))
    try:
        return main()
    except Exception as error:
        from csp_desktop.gui.session import crash_log

        # Without a console nobody sees the traceback.
        crash_log.write(error, "The window could not be started.")
        raise


def _have_somewhere_to_write() -> None:
    """Let what is written go nowhere where a start without a console left no standard streams."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123


class _Forgiving:
    """A stream of a console that may be closed or full at any time: nobody misses what is lost."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text`, if that can be done."""
        with suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Put on its way what was written, if that can be done."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


if __name__ == "__main__":
    sys.exit(main())
