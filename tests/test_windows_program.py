"""The program as it ships for Windows: built, installed, used and removed under Wine.

Wine shows what the program asks of Windows, not how Windows answers: access rights, long paths and
online-only files are not tried here.
"""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bundle import needed, packages, papers, windows, wine_gaps, wine_prefix
from PIL import Image, ImageChops, ImageStat

from tests.flows.command import command, data, done, environment
from tests.shipped import made_once

TOP = Path(__file__).parent.parent
LACKING = [
    name
    for name, there in {
        "wine": wine_prefix.there(),
        "makensis": windows.has_makensis(),
        "x86_64-w64-mingw32-gcc": wine_gaps.there(),
    }.items()
    if not there
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.whole,
    pytest.mark.skipif(bool(LACKING), reason=f"not on this system: {', '.join(LACKING)}"),
]
QUARTER = "2016/17 Q1"
TESTERS = (
    *("pytest", "pytest-qt", "pluggy", "iniconfig", "packaging", "pygments", "colorama"),
    *("hypothesis", "sortedcontainers", "attrs", "xlsxwriter", "filelock", "pypdf"),
)
EXCEPTIONS = {
    # Wine follows a link, and says that it is none.
    "store": ["test_backups.py::test_a_restore_through_a_link_replaces_the_file_behind_it"],
    "operations": [
        "test_safety.py::test_a_restore_through_a_link_leaves_the_link",
        # It looks for held files where Linux has them, and Wine shows that folder.
        "test_safety.py::test_whatever_page_of_a_plan_is_blotted_out_a_restore_goes_back",
    ],
    "workbook": [
        # Under Wine the end of a process that is killed while it writes is waited for in vain.
        "test_atomic.py::test_a_process_killed_while_writing_leaves_a_whole_file",
        # Its commands are Linux's, and Wine starts them.
        "test_process.py::test_a_worker_that_does_not_start_is_said_so",
    ],
}
PROGRAMS = Path("drive_c/users") / os.environ.get("USER", "root") / "AppData/Local/Programs"


@dataclass(frozen=True)
class Machine:
    """A Windows machine under Wine with the program installed on it."""

    prefix: Path
    program: Path
    installer: Path
    screen: str

    def run(
        self, *words: str | Path, cwd: Path, home: Path | None = None, seconds: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end, for as long as `seconds`."""
        more = {
            "DISPLAY": self.screen,
            "CSP_DESKTOP_HOME": str(home or cwd / "home"),
            # Drawn cases are tried by many examples here; there each takes five times as long.
            "HYPOTHESIS_PROFILE": "few",
        }
        return wine_prefix.run(
            self.prefix,
            [str(word) for word in words],
            cwd=cwd,
            environment=more,
            seconds=seconds,
        )

    def command(self, *words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the program; its paths are relative to `cwd`."""
        return self.run(self.program / "csp-desktop.exe", *words, cwd=cwd)

    def done(self, *words: str | Path, cwd: Path) -> str:
        """Run a command that must come to a good end, and return what it says."""
        ran = self.command(*words, cwd=cwd)
        assert ran.returncode == 0, ran
        return ran.stdout


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """A screen that nobody sees, for Wine's windows."""
    reading, writing = os.pipe()
    server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    with subprocess.Popen(server, pass_fds=[writing], stderr=subprocess.DEVNULL) as started:
        os.close(writing)
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
        started.terminate()


@pytest.fixture(scope="module")
def folder(testrun_uid: str) -> Path:
    """The folder that ships."""
    return made_once(windows.make_folder, windows.OUT, testrun_uid)


def installed(folder: Path, screen: str, place: Path) -> Machine:
    """A machine with the program installed without a word, by the installer of this folder."""
    version = packages.version()
    installer = windows.make_installer(folder, place / "setup.exe", version, small=False)
    prefix = wine_prefix.prefix(place / "prefix")
    made = Machine(prefix, prefix / PROGRAMS / "CSP Desktop", installer, screen)
    ran = made.run(installer, "/S", cwd=place)
    assert ran.returncode == 0, ran
    wine_gaps.fill(made.program)
    return made


@pytest.fixture(scope="module")
def machine(
    folder: Path, screen: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    """The machine that the tests share."""
    made = installed(folder, screen, tmp_path_factory.mktemp("machine"))
    yield made
    wine_prefix.stop(made.prefix)


def registry(machine: Machine, key: str, cwd: Path) -> str:
    return machine.run("reg", "query", key, "/s", cwd=cwd).stdout


def test_the_folder_has_all_that_the_program_loads(machine: Machine, tmp_path: Path) -> None:
    code = (
        "import importlib, pkgutil, csp_desktop, pyqtgraph, typst, docx, openpyxl, rapidfuzz\n"
        "import msoffcrypto.format.ooxml, msoffcrypto.format.xls97\n"
        "names = [m.name for m in pkgutil.walk_packages(csp_desktop.__path__, 'csp_desktop.')]\n"
        "[importlib.import_module(n) for n in names if not n.endswith('__main__')]\n"
        "print(len(names))\n"
    )
    script = tmp_path / "all.py"
    script.write_text(code, encoding="utf-8")
    ran = machine.run(machine.program / "python/python.exe", script, cwd=tmp_path)
    ours = [each for each in (TOP / "csp_desktop").rglob("*.py") if each.name != "__init__.py"]
    assert ran.returncode == 0, ran
    assert int(ran.stdout) >= len(ours)


def test_nothing_that_ships_is_for_developers(folder: Path) -> None:
    files = [each.relative_to(folder) for each in folder.rglob("*") if each.is_file()]
    modules = {each.name for each in files}
    assert not [each for each in files if "tests" in each.parts]
    assert not {"Qt6Quick.dll", "Qt6Qml.dll", "Qt6Designer.dll", "opengl32sw.dll"} & modules
    assert {"qwindows.dll", "qsvgicon.dll", "Qt6Svg.dll"} <= modules
    assert not [each for each in files if each.suffix in {".pyi", ".lib", ".h", ".qml"}]


def test_the_papers_name_every_part_with_its_licence(folder: Path) -> None:
    bill = json.loads((folder / papers.BILL).read_text(encoding="utf-8"))
    parts = {part["name"].lower(): part for part in bill["components"]}
    assert {"python", "pyside6_essentials", "numpy", "typst", "csp-desktop"} <= parts.keys()
    assert all(part["licenses"][0]["license"]["name"] for part in parts.values())
    assert (folder / "licences" / "numpy").is_dir()
    locked = packages.LOCK.read_text(encoding="utf-8")
    assert f"numpy=={parts['numpy']['version']} " in locked


def test_installed_it_is_in_the_start_menu_and_opens_plans(
    machine: Machine, tmp_path: Path
) -> None:
    links = [*machine.prefix.rglob("Programs/CSP Desktop.lnk")]
    assert len(links) == 1
    assert "pythonw.exe".encode("utf-16-le") in links[0].read_bytes()
    kind = registry(machine, r"HKCU\Software\Classes\CSPDesktop.Plan", tmp_path)
    assert 'pythonw.exe" -m csp_desktop "%1"' in kind
    assert "CSPDesktop.Plan" in registry(machine, r"HKCU\Software\Classes\.cspplan", tmp_path)


def test_installing_again_keeps_it_whole_and_refuses_while_it_runs(
    machine: Machine, tmp_path: Path
) -> None:
    python = machine.program / "python" / "python.exe"
    more = {"DISPLAY": machine.screen}
    surroundings = wine_prefix.surroundings(machine.prefix, more)
    waits = ["wine", str(python), "-c", "import sys; print('runs', flush=True); sys.stdin.read()"]
    with subprocess.Popen(
        waits,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == "runs"
        refused = machine.run(machine.installer, "/S", cwd=tmp_path)
        assert running.stdin is not None
        running.stdin.close()
    assert refused.returncode == 2
    assert python.exists()
    again = machine.run(machine.installer, "/S", cwd=tmp_path)
    assert again.returncode == 0
    wine_gaps.fill(machine.program)
    assert "version" in machine.done("--version", cwd=tmp_path)
    assert not (machine.program / "python.old").exists()


def test_a_quarter_by_commands_ends_as_it_does_here(machine: Machine, tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for each in (there, here):
        each.mkdir()
    done("new", here / "plan.cspplan", "--sample", "hackney-2016-18")
    (there / "plan.cspplan").write_bytes((here / "plan.cspplan").read_bytes())
    returns = sorted((TOP / "data" / "returns").glob("*.xlsx"))
    assert len(returns) == 3
    merged = machine.command("merge", "plan.cspplan", *returns, "--receipts", "receipts", cwd=there)
    assert merged.returncode == command("merge", here / "plan.cspplan", *returns).code
    machine.done("set", "plan.cspplan", "1.7", "commentary", "~50 homes, 100%PATH%", cwd=there)
    done("set", here / "plan.cspplan", "1.7", "commentary", "~50 homes, 100%PATH%")
    assert "sound" in machine.done("check", "plan.cspplan", cwd=there)
    shown = json.loads(machine.done("show", "plan.cspplan", "--json", cwd=there))
    assert without_file(shown) == without_file(data("show", here / "plan.cspplan"))
    for form in ("html", "docx", "xlsx", "pdf"):
        machine.done("report", "plan.cspplan", f"report.{form}", cwd=there)
        assert (there / f"report.{form}").stat().st_size > 10_000
    machine.done("export", "plan.cspplan", "return.xlsx", "--quarter", QUARTER, cwd=there)
    machine.done("backup", "plan.cspplan", cwd=there)
    machine.done("restore", "plan.cspplan", cwd=there)
    assert data("check", there / "plan.cspplan")["sound"]


def without_file(shown: Any) -> Any:
    return {key: value for key, value in shown.items() if key not in {"path", "file"}}


def test_the_window_paints_what_it_paints_here(machine: Machine, tmp_path: Path) -> None:
    done("new", tmp_path / "plan.cspplan", "--sample", "hackney-2016-18")
    script = TOP / "tests" / "windows_picture.py"
    ran = machine.run(
        *(machine.program / "python/python.exe", script, "plan.cspplan", "there.png"), cwd=tmp_path
    )
    assert ran.returncode == 0, ran
    here = {**environment(), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP)}
    here["CSP_DESKTOP_HOME"] = str(tmp_path / "home2")
    subprocess.run(
        [sys.executable, str(script), "plan.cspplan", "here.png"],
        check=True,
        cwd=tmp_path,
        env=here,
    )
    pictures = [Image.open(tmp_path / name).convert("RGB") for name in ("there.png", "here.png")]
    # Letters are smoothed in other ways: cells of some 20 pixels are compared.
    small = [each.resize((64, 36), Image.Resampling.BOX) for each in pictures]
    apart = ImageStat.Stat(ImageChops.difference(*small)).mean
    empty = Image.new("RGB", (64, 36), small[1].getpixel((32, 18)))
    unlike = ImageStat.Stat(ImageChops.difference(empty, small[1])).mean
    assert sum(apart) * 5 < sum(unlike), (apart, unlike)


@pytest.fixture(scope="module")
def testers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What tests need besides the program, for Windows."""
    place = tmp_path_factory.mktemp("testers")
    lock = place / "lock.txt"
    lock.write_text(packages.part_of(TOP / ".ci" / "requirements-dev.lock", TESTERS), "utf-8")
    packages.install(place / "packages", windows.SYSTEM, windows.PYTHON, lock)
    return place / "packages"


@pytest.mark.parametrize("part", ["plan", "changes", "measures", "store", "workbook", "operations"])
def test_the_fast_tests_of_a_part_pass_there_too(
    machine: Machine, testers: Path, tmp_path: Path, part: str
) -> None:
    left_out = [f"--deselect=tests/{part}/{each}" for each in EXCEPTIONS.get(part, ())]
    words = ["-m", "not slow and not whole", f"tests/{part}", *left_out]
    script = TOP / "tests" / "windows_tests.py"
    python = machine.program / "python" / "python.exe"
    asked: list[str | Path] = [python, script, f"Z:{TOP}", f"Z:{testers}", *words]
    ran = machine.run(*asked, cwd=tmp_path, seconds=1_200)
    assert ran.returncode == 0, ran.stdout[-3_000:]


def test_removed_it_leaves_plans_and_settings(folder: Path, screen: str, tmp_path: Path) -> None:
    # A machine of its own: the others may go on with theirs, in whatever order they are run.
    machine = installed(folder, screen, tmp_path)
    plan = machine.prefix / "drive_c" / "plans" / "plan.cspplan"
    plan.parent.mkdir()
    done("new", plan, "--sample", "hackney-2016-18")
    settings = machine.prefix / PROGRAMS.parent / "CSP Desktop" / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{}", encoding="utf-8")
    removed = machine.run(machine.program / "uninstall.exe", "/S", cwd=tmp_path)
    assert removed.returncode == 0
    wine_prefix.stop(machine.prefix)
    assert not machine.program.exists() or not [*machine.program.rglob("*.exe")]
    assert plan.exists()
    assert settings.exists()
    assert not [*machine.prefix.rglob("Programs/CSP Desktop.lnk")]


def test_the_same_folder_gives_the_same_zip_and_installer(folder: Path, tmp_path: Path) -> None:
    version = packages.version()
    first = windows.write_zip(folder, tmp_path / "first.zip")
    second = windows.write_zip(folder, tmp_path / "second.zip")
    assert filecmp.cmp(first, second, shallow=False)
    installers = [
        windows.make_installer(folder, tmp_path / name, version, small=False)
        for name in ("first.exe", "second.exe")
    ]
    assert filecmp.cmp(installers[0], installers[1], shallow=False)


def test_what_a_name_in_a_text_leads_to_stays(tmp_path: Path) -> None:
    for name, text in {
        "program/__init__.py": "",
        "program/start.py": "def go():\n    import alpha.one\n",
        "alpha/__init__.py": "",
        "alpha/one.py": "import importlib\nimportlib.import_module(f'{name}.two')\n",
        "beta/__init__.py": "",
        "beta/two.py": "from . import three\n",
        "beta/three.py": "",
        "beta/tests/__init__.py": "",
        "gamma/__init__.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = needed.needed(tmp_path, ["program.start"], needed.linked_on_linux)
    staying = {each.as_posix() for each in found}
    assert {"alpha/one.py", "beta/two.py", "beta/three.py"} <= staying
    assert not [each for each in staying if each.startswith(("gamma", "beta/tests"))]
