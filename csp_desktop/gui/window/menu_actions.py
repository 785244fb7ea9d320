"""What the menus do: files, edits, views and help, each by its command's name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from csp_desktop.gui.window import command_table
from csp_desktop.gui.window.edit_actions import Editing
from csp_desktop.gui.window.file_actions import Filing
from csp_desktop.gui.window.quarter_picker import make_words
from csp_desktop.gui.window.rolling_actions import Rolling
from csp_desktop.settings import THEMES

if TYPE_CHECKING:
    from csp_desktop.gui.session.pane import Pane
    from csp_desktop.gui.snapshots.pane import SnapshotsPane
    from csp_desktop.gui.window.frame import WindowFrame


_SUBMENUS = ("new", "recent", "add-part", "mine", "theme")


class Menus:
    """The window's commands, and the menu behind its menu button."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._filing = Filing(window)
        self._editing = Editing(window)
        self._rolling = Rolling(window, self._filing)
        self._table = command_table.menus(window.panes.lines)
        self._actions = command_table.make_actions(self._table, window)
        self._submenus = {name: QMenu(window) for name in _SUBMENUS}
        self._whole, self.parts = command_table.make_menu(
            self._table, self._actions, self._submenus, window
        )
        self._does = self._doings()
        for name, action in self._actions.items():
            action.triggered.connect(lambda _=False, name=name: self.do(name))
        self._submenus["new"].addAction("&Empty plan…", lambda: self.do("new-empty"))
        self._submenus["new"].addAction("From the &Hackney plan…", lambda: self.do("new-sample"))
        self._submenus["new"].addAction("From a &workbook…", lambda: self.do("new-from"))
        self._submenus["add-part"].aboutToShow.connect(self._list_addable)
        self._submenus["recent"].aboutToShow.connect(self._list_recent)
        self._submenus["mine"].aboutToShow.connect(self._list_groups)
        self._submenus["theme"].aboutToShow.connect(self._list_themes)
        self._list_themes()
        # There is no menu bar for Qt to give these keys to: the menus are behind one button.
        for keys, part in zip(("Alt+F", "Alt+E", "Alt+V", "Alt+H"), self.parts, strict=True):
            QShortcut(QKeySequence(keys), window, lambda part=part: self._pop_up(part))
        QShortcut(QKeySequence("Ctrl+Shift+C"), window, self._to_commentary)

    @property
    def whole(self) -> QMenu:
        """The menu behind the menu button."""
        return self._whole

    def actions(self) -> dict[str, QAction]:
        """The actions by their command's name."""
        return self._actions

    def do(self, name: str) -> None:
        """Do the command called `name`."""
        self._does[name]()

    def follow(self) -> None:
        """Turn commands on and off, and say what undo and redo would do."""
        window, actions = self._window, self._actions
        state = window.state
        command_table.switch(self._table, actions, is_open=state.is_open, writable=state.writable)
        undoing = self._undoing() or state.door
        for name, word, what in (
            ("undo", "&Undo", undoing.next_undo),
            ("redo", "&Redo", undoing.next_redo),
        ):
            actions[name].setEnabled(state.writable and what is not None)
            actions[name].setText(f"{word} {what}" if what else word)
        for name in window.top.tabs:
            actions[f"show-{name}"].setChecked(window.pane == name)
        apart = state.is_open and state.quarter != state.working
        actions["make-working"].setEnabled(state.writable and apart)
        if state.quarter:
            actions["make-working"].setText(make_words(state.quarter))
        actions["places"].setChecked(window.room.places_shown)
        actions["panel"].setChecked(window.room.panel_shown)

    def _doings(self) -> dict[str, Callable[[], None]]:
        window, filing, editing = self._window, self._filing, self._editing
        state = window.state
        return {
            "new-empty": filing.new_empty,
            "new-sample": filing.new_sample,
            "new-from": filing.new_from,
            "update-from": filing.update_from,
            "open": filing.open,
            "copy-for": filing.copy_for,
            "show-in-folder": filing.show_in_folder,
            "print": filing.print,
            "export": filing.export,
            "take-snapshot": self._take_snapshot,
            "report": window.report,
            "back-up": filing.back_up,
            "restore": filing.restore,
            "check": filing.check,
            "rebuild": filing.rebuild,
            "heal": filing.heal,
            "close": lambda: state.leave_then(state.close),
            "quit": lambda: (window.close(), None)[1],
            "undo": self._undo,
            "redo": self._redo,
            "copy": lambda: self._tell_focus("copy"),
            "paste": lambda: self._tell_focus("paste"),
            "add-action": editing.add_action,
            "add-milestone": self._to_new_milestone,
            "delete-action": editing.delete_action,
            "renumber": editing.renumber,
            "words": editing.words,
            "make-working": state.make_working,
            "add-year": self._rolling.add_year,
            "refresh": self._rolling.refresh,
            "new-period": self._rolling.start_period,
            "find": window.go_to_search,
            "settings": self._settings,
            "rating-rules": partial(self._settings, "tolerance"),
            **{f"show-{name}": partial(window.show_pane, name, "") for name in window.top.tabs},
            "quarter-before": lambda: window.top.quarter.step(-1),
            "quarter-after": lambda: window.top.quarter.step(1),
            "places": window.sides.toggle_places,
            "panel": window.sides.toggle_panel,
            "columns": window.grid.head.columns.click,
            "keys": self._show_keys,
            "log": filing.show_log_folder,
            "about": self._show_about,
        }

    def _undoing(self) -> Pane | None:
        """The pane in front: Undo may be of what was done there."""
        return self._window.panes.front_pane

    def _undo(self) -> None:
        (self._undoing() or self._window.state).undo()

    def _redo(self) -> None:
        (self._undoing() or self._window.state).redo()

    def _take_snapshot(self) -> None:
        cast("SnapshotsPane", self._window.panes.pane("snapshots")).take()

    def _tell_focus(self, what: str) -> None:
        """Copy or paste where the focus is: in a text, or in the grid."""
        focused: QWidget | None = QApplication.focusWidget()
        target = focused if hasattr(focused, what) else self._window.grid.grid
        if target is not None:
            getattr(target, what)()

    def _pop_up(self, part: QMenu) -> None:
        bar = self._window.top
        part.popup(bar.mapToGlobal(QPoint(0, bar.height())))

    def _to_commentary(self) -> None:
        window = self._window
        if window.state.is_open and window.panel.action_id:
            window.room.want_panel(wanted=True)
            window.panel.focus_commentary()

    def _to_new_milestone(self) -> None:
        window = self._window
        if window.state.is_open and window.panel.action_id:
            window.room.want_panel(wanted=True)
            window.panel.focus_new_milestone()

    def _list_addable(self) -> None:
        from csp_desktop.gui.document.sections import addable

        menu, state = self._submenus["add-part"], self._window.state
        menu.clear()
        for kind in addable(state.table):
            action = menu.addAction(f"{kind.label}…", partial(self._editing.add_part, kind))
            action.setEnabled(state.writable)

    def _list_recent(self) -> None:
        menu = self._submenus["recent"]
        menu.clear()
        for path in self._window.state.user.settings.recent:
            plan = Path(path)
            action = menu.addAction(plan.name.replace("&", "&&"))
            action.setToolTip(path)
            action.setStatusTip(path)
            action.triggered.connect(lambda _=False, plan=plan: self._filing.open_plan(plan))
        menu.setToolTipsVisible(True)
        if menu.isEmpty():
            menu.addAction("No plan yet").setEnabled(False)

    def _list_groups(self) -> None:
        menu = self._submenus["mine"]
        menu.clear()
        self._window.places.fill_group_menu(menu)

    def _list_themes(self) -> None:
        menu = self._submenus["theme"]
        menu.clear()
        group = QActionGroup(menu)
        for choice in THEMES:
            words = {"system": "As the &system has it", "light": "&Light", "dark": "&Dark"}
            action = menu.addAction(words[choice])
            action.setCheckable(True)
            action.setChecked(choice == self._window.kept.theme)
            action.triggered.connect(
                lambda _=False, choice=choice: self._window.kept.choose_theme(choice)
            )
            group.addAction(action)

    def _settings(self, at: str = "") -> None:
        from csp_desktop.gui.window.settings_dialog import SettingsDialog

        window = self._window
        # What is typed meanwhile is signed by who typed it.
        window.state.flush()
        dialog = SettingsDialog(window.state, window.kept, window, at)
        dialog.year_asked.connect(self._rolling.add_year)
        dialog.open()

    def _show_keys(self) -> None:
        from csp_desktop.gui.widgets.form_dialog import TellingDialog

        TellingDialog("Keyboard", "", command_table.keys_listed(self._table), self._window).open()

    def _show_about(self) -> None:
        from importlib.metadata import version

        from csp_desktop.gui.widgets.form_dialog import TellingDialog

        TellingDialog(
            "CSP Desktop",
            "A community safety partnership's plan on the desktop: updates, history, and copies "
            "that merge. The Hackney plan that comes with it was published by the Hackney "
            "Community Safety Partnership; its quarterly updates are yours to make.",
            [
                ("Version", version("csp-desktop")),
                ("Licence", "MIT"),
                ("Fonts", "Inter, SIL OFL; DejaVu, Bitstream Vera licence"),
            ],
            self._window,
        ).open()
