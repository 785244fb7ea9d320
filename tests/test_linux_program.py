"""The program as it ships for Linux: a folder that runs without this environment or a network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bundle import linux, packages

from tests.flows.command import data
from tests.shipped import made_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.whole,
    pytest.mark.skipif(
        sys.platform != "linux" or not linux.has_patchelf(), reason="not on this system: patchelf"
    ),
]


@pytest.fixture(scope="module")
def folder(testrun_uid: str) -> Path:
    """The folder that ships."""
    return made_once(linux.make_folder, linux.OUT, testrun_uid)


def run(folder: Path, *words: str, cwd: Path) -> str:
    """Run a command with nothing of this environment, where possible in a net without routes."""
    alone = ["unshare", "--net"] if os.geteuid() == 0 else []
    ran = subprocess.run(
        [*alone, str(folder / "csp-desktop"), *words],
        check=True,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "CSP_DESKTOP_HOME": str(cwd / "home")},
    )
    return ran.stdout


def test_it_makes_a_plan_and_a_report_without_python_or_network(
    folder: Path, tmp_path: Path
) -> None:
    run(folder, "new", "plan.cspplan", "--sample", "hackney-2016-18", cwd=tmp_path)
    run(folder, "set", "plan.cspplan", "1.7", "commentary", "Half a sentence", cwd=tmp_path)
    for form in ("pdf", "docx", "xlsx", "html"):
        run(folder, "report", "plan.cspplan", f"report.{form}", cwd=tmp_path)
        assert (tmp_path / f"report.{form}").stat().st_size > 10_000
    assert "Half a sentence" in run(folder, "show", "plan.cspplan", "1.7", cwd=tmp_path)
    assert data("check", tmp_path / "plan.cspplan")["sound"]


def test_every_library_that_it_needs_is_there_or_the_systems(folder: Path) -> None:
    lacking = {
        line.strip()
        for file in folder.rglob("*.so*")
        for line in subprocess.run(
            ["ldd", str(file)], check=False, capture_output=True, text=True
        ).stdout.splitlines()
        if "not found" in line
    }
    assert lacking == set()


def test_it_starts_from_another_place_and_through_a_link(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "csp-desktop"
    link.parent.mkdir()
    link.symlink_to(folder / "csp-desktop")
    assert packages.version() in run(link.parent, "--version", cwd=tmp_path)
