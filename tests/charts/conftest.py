"""Charts to draw: the shipped plan's, and a series with something of everything."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.theme import theme as themes
from csp_desktop.measures.kpi.charts import whole_chart
from csp_desktop.measures.kpi.drawing import Chart
from csp_desktop.plan.periods import month
from tests.documents import changed, hackney

COUNTS = [24, 24, 24, None, 25, 23, 21, 25, 23, 22, 21, 22, 21, 19, 19, 33, 19, 20, 21, 25, 19, 25,
          19, 20, 19, 21, 21, 18, 21, 20]  # fmt: skip


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> themes.Themes:
    return themes.start(qapp, "light")


@pytest.fixture
def chart() -> Callable[[str], Chart]:
    before = hackney().record("indicator", "ind-syv")
    assert before is not None
    first = month(2014, 4)
    values = {f"count@{first.shifted(at)}": each for at, each in enumerate(COUNTS) if each}
    more = {"data_state@2016-09": "provisional", "note@2015-07": "Carnival."}
    plan = hackney().with_records([("indicator", "ind-syv", changed(before, {**values, **more}))])

    def make(asked: str = "ind-syv") -> Chart:
        made = whole_chart(plan, asked, "2016/17 Q2")
        assert made is not None
        return made

    return make
