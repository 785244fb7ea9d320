"""Working copies of the shipped plan, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from csp_desktop.store import presence
from tests.flows.command import SAMPLE, done


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan file fresh from the shipped plan; copy it, never write to it."""
    made = tmp_path_factory.mktemp("shipped") / "shipped.cspplan"
    done("new", made, "--sample", SAMPLE)
    return made


@pytest.fixture
def plan(shipped: Path, tmp_path: Path) -> Path:
    """A plan file of one's own, alone in its folder."""
    folder = tmp_path / "plans"
    folder.mkdir()
    path = Path(shutil.copyfile(shipped, folder / "plan.cspplan"))
    presence.note(
        path, presence.signature_at(path)
    )  # else it is a stranger's, looked at whole each time
    return path
