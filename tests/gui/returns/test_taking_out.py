"""A copy that takes out more than it brings: the window asks, and merges it on a word."""

import shutil
from pathlib import Path

from csp_desktop.gui.returns import rows
from tests.flows.crafting import asked, put, set_aside
from tests.gui.returns.conftest import Counter


def test_a_copy_that_empties_the_plan_is_merged_only_where_somebody_says_so(
    counter: Counter, came_back: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    crafted = Path(shutil.copyfile(came_back[0], tmp_path / "crafted.cspplan"))
    actions = asked(crafted, "SELECT id FROM change WHERE kind = 'action'")
    put(crafted, [set_aside(crafted, [str(row[0]) for row in actions])])
    pane = counter.pane
    pane.take([crafted])
    counter.settle()
    assert counter.batch.preview.applied == 0
    row = counter.row("", "crafted.cspplan takes out")
    assert row.buttons == (rows.ANYWAY,)
    pane.deciding.list.asked.emit(row, rows.ANYWAY)
    counter.settle()
    assert counter.batch.preview.applied == 1
    assert not any(each.trouble for each in counter.rows())
    counter.click(pane.head.merge)
    counter.settle()
    assert counter.window.state.document.actions() == []
