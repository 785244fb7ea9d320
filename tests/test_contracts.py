"""What the import contracts in pyproject.toml cannot say."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "csp_desktop"
DOMAIN = [
    file for part in ("plan", "changes", "measures") for file in (PACKAGE / part).rglob("*.py")
]
CLOCKS = {"now", "today", "utcnow"}
READERS = {"store", "workbook", "report"}


def project() -> dict[str, Any]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def outside_world(tree: ast.Module) -> Iterator[str]:
    """Yield each use of a clock, a file or a global in a module, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"line {node.lineno}: .{name}()"
            case ast.Call(func=ast.Name(id="open" | "input" | "print" as name)):
                yield f"line {node.lineno}: {name}()"
            case ast.Global():
                yield f"line {node.lineno}: global {', '.join(node.names)}"
            case _:
                pass


@pytest.mark.parametrize("file", DOMAIN, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_the_domain_has_no_clock_file_or_global(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert list(outside_world(tree)) == []


def test_a_clock_a_file_and_a_global_would_be_found() -> None:
    source = "def f():\n    global x\n    x = date.today()\n    open(datetime.now().isoformat())\n"
    found = list(outside_world(ast.parse(source)))
    assert sorted(found) == [
        "line 2: global x",
        "line 3: .today()",
        "line 4: .now()",
        "line 4: open()",
    ]


def test_every_reader_is_closed_to_the_window() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    (window,) = [contract for contract in contracts if contract.get("id") == "window"]
    there = {f"csp_desktop.{reader}" for reader in READERS if (PACKAGE / reader).is_dir()}
    assert set(window["forbidden_modules"]) == there


@pytest.mark.parametrize("module", ["csp_desktop.operations", "csp_desktop.cli"])
def test_what_draws_nothing_imports_no_qt(module: str) -> None:
    """Nor anything else that is heavy: those imports happen when they are first needed."""
    code = (
        f"import sys, {module}; "
        "print(sorted({'PySide6', 'pyqtgraph', 'numpy', 'openpyxl', 'typst'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"


def test_the_command_line_that_opens_the_window_loads_little_of_its_own() -> None:
    """The window waits for it: commands load what they need when they are called for."""
    code = (
        "import sys, csp_desktop.cli; "
        "print(*sorted(each for each in sys.modules if each.startswith('csp_desktop.')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    names = {"cli", "cli.options", "errors"}
    assert set(ran.stdout.split()) == {f"csp_desktop.{name}" for name in names}


def test_the_windows_first_picture_waits_for_no_measures_menus_or_dialogs() -> None:
    code = (
        "import sys, csp_desktop.app, csp_desktop.gui.grid.pane; "
        "import csp_desktop.gui.window.main_window; "
        "print(*(each for each in sys.modules if each.startswith('csp_desktop.')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = ran.stdout.split()
    # The grid's rows are judged by both, and neither looks at figures or snapshots.
    judged = {f"csp_desktop.measures.{each}" for each in ("due", "progress")}
    assert {each for each in loaded if ".measures." in each} == judged
    later = ("_actions", ".command_table", ".form_dialog", ".dialogs")
    assert [each for each in loaded if each.endswith(later)] == []


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.skipif(not (TOP / ".git").exists(), reason="not a clone")
def test_the_coverage_floor_only_rises() -> None:
    floor = project()["tool"]["coverage"]["report"]["fail_under"]
    log = subprocess.run(
        ["git", "log", "-p", "--format=", "-G^fail_under", "--", "pyproject.toml"],
        check=False,  # a clone without a commit has no history
        capture_output=True,
        text=True,
        cwd=TOP,
    )
    earlier = re.findall(r"^\+fail_under = ([0-9.]+)", log.stdout, re.MULTILINE)
    assert floor >= max(map(float, earlier), default=0)
