"""Which plan files this user's program has looked at whole, or closed itself, as they lie there.

A file that was copied in the middle of a write may open and still be a mixture, and nothing in it
tells. So what is not known by its place, size and times is looked at whole once, and then noted.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from csp_desktop import paths
from csp_desktop.whole import temporary_for

Signature = tuple[int, ...]

_MOST = 200


def signature(stat: os.stat_result) -> Signature:
    """Numbers that change whenever a file is written, replaced or put elsewhere."""
    # Time of status change too: copying tools set the other time back to that of the original.
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def signature_at(path: Path) -> Signature | None:
    """The signature of the file at `path`, None if it cannot be had."""
    try:
        return signature(path.stat())
    except OSError:
        return None


def is_known(path: Path, found: Signature | None) -> bool:
    """True if the file at `path` was noted with this signature."""
    return found is not None and _noted().get(str(path.resolve())) == list(found)


def note(path: Path, found: Signature | None) -> None:
    """Note that the file at `path` is whole as long as it has this signature, if possible."""
    if found is None:
        return
    place = str(path.resolve())
    # The place goes to the end, so that of more than _MOST those noted longest ago go.
    others = {key: value for key, value in _noted().items() if key != place}
    kept = dict(list(others.items())[-_MOST:])
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        # Not brought to the disk first: a note that is lost costs a look at the whole file.
        with temporary_for(file) as temporary:
            temporary.write_text(json.dumps({**kept, place: list(found)}), encoding="utf-8")
            temporary.replace(file)


def _noted() -> dict[str, object]:
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _file() -> Path:
    return paths.user_data() / "known.json"
