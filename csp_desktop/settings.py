"""What the program keeps about its user, apart from any plan: a name, recent plans, the theme.

One JSON file in the user's own folder. A file that is missing, damaged or from another version
costs no more than the settings it cannot give: each comes back as its default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from csp_desktop import paths
from csp_desktop.whole import write_whole

THEMES = ("system", "light", "dark")
MOST_RECENT = 8
"""How many plans 'Recent' lists."""
MOST_NAMES = 8
"""How many names are remembered: several people may work at one machine in turn."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one user.

    `name` signs what the user changes, and `names` are all that did so on this machine, the last
    first. `recent` are paths of plans, the last opened first. By plan
    id, `mine` is the group that the user calls theirs, `columns` are the grid columns that they
    chose, `quarters` the quarters looked at that are not the plan's working quarter, and `places`
    where they were last. `window` is the geometry in the form the window wrote it, and `panes` the
    widths of the side panes. `report` is how the last report was asked for.
    """

    name: str = ""
    names: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    theme: str = "system"
    mine: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quarters: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    window: str = ""
    panes: tuple[int, ...] = ()
    report: Mapping[str, str] = field(default_factory=dict)

    @property
    def last_plan(self) -> str:
        """The plan last open, '' if none was."""
        return self.recent[0] if self.recent else ""

    def signed(self, name: str) -> Settings:
        """These settings with `name` as the one that signs."""
        names = dict.fromkeys(filter(None, (name, self.name, *self.names)))
        return replace(self, name=name, names=tuple(names)[:MOST_NAMES])

    def opened(self, plan: Path) -> Settings:
        """These settings with `plan` as the one last open."""
        others = self.without(str(plan)).recent
        return replace(self, recent=(str(plan), *others)[:MOST_RECENT])

    def without(self, plan: str) -> Settings:
        """These settings with `plan` no longer among the recent ones."""
        gone = paths.key_of(plan)
        return replace(
            self, recent=tuple(each for each in self.recent if paths.key_of(each) != gone)
        )

    def with_mine(self, plan_id: str, group_id: str) -> Settings:
        """These settings with `group_id` as the user's group in this plan; '' for none."""
        others = {plan: group for plan, group in self.mine.items() if plan != plan_id}
        return replace(self, mine={**others, plan_id: group_id} if group_id else others)

    def with_columns(self, plan_id: str, columns: tuple[str, ...]) -> Settings:
        """These settings with `columns` as the grid's columns in this plan."""
        return replace(self, columns={**self.columns, plan_id: columns})

    def looking_at(self, plan_id: str, quarter: str) -> Settings:
        """These settings with the quarter looked at in this plan; '' for its working quarter."""
        others = {plan: looked for plan, looked in self.quarters.items() if plan != plan_id}
        return replace(self, quarters={**others, plan_id: quarter} if quarter else others)

    def left_at(self, plan_id: str, place: Mapping[str, str]) -> Settings:
        """These settings with the place at which the user left this plan."""
        return replace(self, places={**self.places, plan_id: dict(place)})


def load(file: Path | None = None) -> Settings:
    """Read the settings; what is missing or damaged comes back as its default."""
    # Never an error: somebody whose settings file was cut short must still get at their plan.
    try:
        read = json.loads((file or _file()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    return _understood(read) if isinstance(read, dict) else Settings()


def save(settings: Settings, file: Path | None = None) -> bool:
    """Write the settings whole and move them into place; False if the disk does not let it."""
    file = file or _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(asdict(settings), indent=1).encode())
    except OSError:
        return False
    return True


def _file() -> Path:
    return paths.user_data() / "settings.json"


def _understood(read: Mapping[str, object]) -> Settings:
    theme = _text(read.get("theme"))
    return Settings(
        name=_text(read.get("name")),
        names=_texts(read.get("names")),
        recent=_texts(read.get("recent")),
        theme=theme if theme in THEMES else Settings().theme,
        mine=_texts_by_text(read.get("mine")),
        columns=_lists_by_text(read.get("columns")),
        quarters=_texts_by_text(read.get("quarters")),
        places=_places(read.get("places")),
        window=_text(read.get("window")),
        panes=_widths(read.get("panes")),
        report=_texts_by_text(read.get("report")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    # A bound, as the file may have been written by anything.
    return tuple(item for item in value if isinstance(item, str))[: MOST_RECENT * 8]


def _widths(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(item) is int and item >= 0 for item in value):
        return ()
    return tuple(value)


def _texts_by_text(value: object) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: item for key, item in pairs if isinstance(item, str)}


def _places(value: object) -> dict[str, dict[str, str]]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: _texts_by_text(item) for key, item in pairs if isinstance(item, dict)}


def _lists_by_text(value: object) -> dict[str, tuple[str, ...]]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: _texts(item) for key, item in pairs if isinstance(item, list)}
