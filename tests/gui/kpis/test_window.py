"""The KPI pane in the window: tab, places, search, and what is imported when."""

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from csp_desktop.gui.main_window import MainWindow
from csp_desktop.plan.selection import Selection

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_the_pane_has_the_places_and_no_side_panel(window: MainWindow) -> None:
    window.menus.do("show-kpis")
    QApplication.processEvents()
    assert window.pane == "kpis"
    assert window.places.isVisible()
    assert not window.room.panel_shown
    window.show_pane("grid")
    assert window.room.panel_shown


def test_places_and_the_search_narrow_what_is_in_front(window: MainWindow) -> None:
    window.show_pane("kpis")
    window.places.chosen.emit(Selection(delivery_priority="hk-1dp1"))
    assert window.pane == "kpis"
    assert len(window.kpis.model.lines) == 4
    window.narrow(text="knife")
    assert [line.id for line in window.kpis.model.lines] == ["ind-knife"]
    window.narrow(no_update=True)
    assert window.pane == "grid"


def test_an_indicator_is_gone_to_from_elsewhere(window: MainWindow) -> None:
    window.reveal("indicator", "ind-vs-asb")
    assert (window.pane, window.kpis.current) == ("kpis", "ind-vs-asb")


@pytest.mark.parametrize("module", ["csp_desktop.app", "csp_desktop.cli"])
def test_charts_are_imported_only_when_they_are_first_used(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'pyqtgraph', 'numpy'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
