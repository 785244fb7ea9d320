"""Empty plan files of the plan that histories are told of."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csp_desktop.plan.fields import SHIPPED
from csp_desktop.store.planfile import PlanFile
from tests.changes.histories import PLAN

Maker = Callable[[], PlanFile]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan file without changes; copy it, never write to it."""
    path = tmp_path_factory.mktemp("blank") / "blank.cspplan"
    PlanFile.create(path, SHIPPED, PLAN, "tests").close()
    return path


@pytest.fixture(scope="module")
def new_file(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Make plan files without changes, open for writing; they are closed at the end."""
    folder = tmp_path_factory.mktemp("plans")
    made: list[PlanFile] = []

    def make() -> PlanFile:
        if made:
            made[-1].close()
        path = Path(shutil.copyfile(blank, folder / f"{len(made)}.cspplan"))
        made.append(PlanFile.open(path, SHIPPED, write=True, by="tests"))
        return made[-1]

    yield make
    if made:
        made[-1].close()
