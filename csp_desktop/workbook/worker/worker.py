"""The worker: a process of its own that reads files nobody vouches for, one a line, within limits.

It is the program itself, started with a hidden command, so that it is there in an installed or
frozen program too. A line of JSON asks on standard input, a line of JSON answers on standard
output. What it cannot take (memory, time) ends it, and harms nobody else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Any, Final

from csp_desktop.workbook.export import base
from csp_desktop.workbook.package.book import read_book
from csp_desktop.workbook.package.guard import NeedsPassword, Unreadable, open_file
from csp_desktop.workbook.package.limits import limit_memory, limit_processor
from csp_desktop.workbook.returns.reading import carried_text, read_returned
from csp_desktop.workbook.worker.wire import pack_book, pack_returned

COMMAND: Final = "read-workbook"
"""The hidden command that makes a frozen program a worker."""

READY: Final = b"ready\n"


def main(arguments: list[str]) -> int:
    """Be a worker until standard input ends.

    `arguments` are the bytes of memory, and the seconds of processor time for one file.
    """
    memory, seconds = int(arguments[0]), int(arguments[1])
    limit_memory(memory)
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as answers:
        # Whatever a library prints must not stand among the answers.
        os.dup2(2, 1)
        return serve(asked, answers, seconds)


def serve(asked: BufferedReader, answers: BufferedWriter, seconds: int) -> int:
    """Answer each line of `asked`; ends, with 1, where the memory did not suffice for one."""
    answers.write(READY)
    answers.flush()
    for line in asked:
        limit_processor(seconds)
        answer = handle(json.loads(line))
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
        if answer.get("spent"):
            return 1
    return 0


def handle(request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one request: what was read, or why it could not be."""
    path = Path(request["path"])
    try:
        return {"read": _read(path, request)}
    except NeedsPassword as error:
        return {"unreadable": str(error), "password": True}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except (MemoryError, RecursionError):
        return {
            "unreadable": f"{path.name} takes more memory to read than any plan, so it was left.",
            "spent": True,
        }
    except Exception as error:  # noqa: BLE001 - whatever a file provokes must not end the batch
        kind = type(error).__name__
        return {"unreadable": f"{path.name} cannot be read: it is damaged. ({kind})"}


def _read(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    content = open_file(path, request.get("password"))
    if request["do"] == "book":
        return pack_book(read_book(path, content, fills=True))
    book = read_book(path, content)
    kept = request.get("kept")
    layouts = [base.unpack_layout(each) for each in request.get("layouts", ())]
    returned = read_returned(book, kept, layouts, request.get("usual"))
    return pack_returned(returned, kept if returned.kept else carried_text(book))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
