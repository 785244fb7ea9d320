"""The user's settings while the window is open: one place to read, change and watch them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from csp_desktop import settings
from csp_desktop.settings import Settings


class User(QObject):
    """Holds the settings; every change is saved at once and told."""

    changed = Signal()

    def __init__(self, held: Settings | None = None, author: str = "") -> None:
        """Read the settings where none are handed in; `author` signs changes in this run alone."""
        super().__init__()
        self._settings = settings.load() if held is None else held
        self._author = author

    @property
    def settings(self) -> Settings:
        """The present settings."""
        return self._settings

    @property
    def name(self) -> str:
        """The name that signs what the user changes, '' while none is known."""
        return self._author or self._settings.name

    @property
    def author(self) -> str:
        """The name for what is done before one was asked for: else what the computer says."""
        return self.name or self.suggested

    @property
    def suggested(self) -> str:
        """The name that the computer knows the user by."""
        from csp_desktop.operations.session.stamp import login_name

        return login_name()

    def sign_by_login(self) -> None:
        """Sign with what the computer says, in this run alone, where no name is known."""
        self._author = self.author

    def sign_as(self, name: str) -> None:
        """Sign with this name from now on, and remember it among those used on this machine."""
        self._author = ""
        self.keep(self._settings.signed(name))

    def keep(self, changed: Settings) -> None:
        """Take `changed` in place of the settings, and save them; the disk may refuse quietly."""
        if changed != self._settings:
            self._settings = changed
            settings.save(changed)
            self.changed.emit()

    # By plan

    def mine(self, plan_id: str) -> str:
        """The id of the user's own group in a plan, '' for none."""
        return self._settings.mine.get(plan_id, "")

    def choose_mine(self, plan_id: str, group_id: str) -> None:
        """Keep a group as the user's own, or none where '' is given."""
        self.keep(self._settings.with_mine(plan_id, group_id))

    def columns(self, plan_id: str) -> tuple[str, ...] | None:
        """The columns of the grid that the user chose in a plan, None where they chose none."""
        return self._settings.columns.get(plan_id)

    def choose_columns(self, plan_id: str, names: tuple[str, ...]) -> None:
        """Keep the columns that the user chose."""
        self.keep(self._settings.with_columns(plan_id, names))
