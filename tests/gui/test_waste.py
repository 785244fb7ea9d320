import gc
import threading

import pytest
from PySide6.QtCore import QObject

from csp_desktop.gui.session.gc_on_gui_thread import Tidying


class Waste:
    """Something that only a search finds, and that knows which thread ended it."""

    ended_by: int | None = None

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Waste.ended_by = threading.get_ident()


def ended_by() -> int | None:
    return Waste.ended_by


@pytest.mark.usefixtures("qtbot")
def test_nothing_is_looked_for_but_by_the_windows_own_thread() -> None:
    owner = QObject()
    tidying = Tidying(owner)
    tidying.tidy()
    Waste.ended_by = None
    Waste()
    busy = threading.Thread(target=lambda: [[each] for each in range(20_000)])
    busy.start()
    busy.join()
    assert ended_by() is None
    kept = [[each] for each in range(20_000)]
    tidying.tidy()
    assert ended_by() == threading.get_ident()
    del kept, owner
    gc.unfreeze()
