"""Work beside the window without long stops of the whole program."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unhurried() -> Iterator[None]:
    """Let no search for garbage stop every thread while thousands of records are made.

    What is made is plain data without cycles, which goes once nobody holds it. Afterwards it is
    left out of later searches, which would go through all of it each time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Frozen before enabling, or the first collection would go through all that was just made.
        gc.freeze()
        if was_enabled:
            gc.enable()
