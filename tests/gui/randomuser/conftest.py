"""Plans for the random user, each in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csp_desktop import settings
from csp_desktop.gui.returns import reading
from csp_desktop.gui.theme import theme as themes
from csp_desktop.settings import Settings
from tests.gui.randomuser import doing, leaving, returning
from tests.gui.randomuser.returning import Remembering
from tests.gui.randomuser.town import BY, make_town
from tests.gui.randomuser.user import Person

__all__ = ["doing", "leaving", "returning"]

Sat = Callable[[int], Person]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Path]]:
    """The town's plan as a plan file's bytes, and what came back, made once."""
    path = tmp_path_factory.mktemp("town") / "town.cspplan"
    files = make_town(path)
    return path.read_bytes(), files


@pytest.fixture
def sat_down(
    town: tuple[bytes, list[Path]],
    tmp_path: Path,
    keeper: themes.Themes,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Sat]:
    """Makes the person that a seed draws, before a window on a plan of their own."""
    people: list[Person] = []
    monkeypatch.setattr(reading, "Intake", Remembering)

    def sit_down(seed: int) -> Person:
        while people:
            people.pop().sitting.end()
        home = tmp_path / f"home-{seed}"
        monkeypatch.setenv("CSP_DESKTOP_HOME", str(home))
        settings.save(Settings(name=BY))
        path = tmp_path / f"town-{seed}.cspplan"
        path.write_bytes(town[0])
        people.append(Person(seed, path, town[1], keeper))
        return people[0]

    yield sit_down
    for person in people:
        person.sitting.end()
