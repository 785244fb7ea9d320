"""The window's commands: what the menus list, with the keys that do the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from csp_desktop.gui.theme.icons import icon
from csp_desktop.gui.window.pane_registry import PANES, PaneLine


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `keys` are shortcuts, the first of which the menu shows.

    `shown_only`: the keys are listed, but the widget with the focus handles them itself.
    `needs`: 'plan' where it needs one open, 'write' where it needs one that may be changed.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    shown_only: bool = False
    checkable: bool = False


SUBMENU, LINE = "submenu", "line"
_PLAN, _WRITE = "plan", "write"
_VIEW = "&View"

MenuTitle: TypeAlias = tuple[str, tuple[Command, ...]]
"""The title of a menu, and the commands in it."""

# 'submenu' stands for a menu that is filled when it opens, 'line' for a line between commands.
_MENUS: Final[tuple[MenuTitle, ...]] = (
    (
        "&File",
        (
            Command("new", "&New", icon="new", needs=SUBMENU),
            Command("open", "&Open…", ("Ctrl+O",), "open"),
            Command("recent", "&Recent", icon="recent", needs=SUBMENU),
            Command(LINE, ""),
            Command("copy-for", "&Make a copy for someone…", icon="copy", needs=_PLAN),
            Command("show-in-folder", "&Show in folder", icon="folder", needs=_PLAN),
            Command("print", "&Print…", ("Ctrl+P",), "print", _PLAN),
            Command("update-from", "&Update from a workbook of your own…", needs=_WRITE),
            Command("export", "E&xport to Excel…", ("Ctrl+E",), "export", _WRITE),
            Command("take-snapshot", "Ta&ke a snapshot…", icon="camera", needs=_WRITE),
            Command("report", "&Write a report…", ("Ctrl+R",), needs=_PLAN),
            Command(LINE, ""),
            Command("back-up", "&Back up now", icon="save", needs=_PLAN),
            Command("restore", "Res&tore a backup…", icon="history", needs=_PLAN),
            Command("check", "C&heck the plan file", icon="check", needs=_PLAN),
            Command(LINE, ""),
            Command("close", "&Close plan", ("Ctrl+W",), needs=_PLAN),
            Command("quit", "&Quit", ("Ctrl+Q",)),
        ),
    ),
    (
        "&Edit",
        (
            Command("undo", "&Undo", ("Ctrl+Z",), "undo", _WRITE),
            Command("redo", "&Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", _WRITE),
            Command(LINE, ""),
            Command("copy", "&Copy", ("Ctrl+C",), "copy", _PLAN, shown_only=True),
            Command("paste", "&Paste", ("Ctrl+V",), "paste", _WRITE, shown_only=True),
            Command(LINE, ""),
            Command("add-action", "&Add action…", ("Ctrl+Shift+N",), "plus", _WRITE),
            Command("add-milestone", "Add a m&ilestone", ("Ctrl+Shift+M",), needs=_WRITE),
            Command("add-part", "Add &to the plan", needs=SUBMENU),
            Command("delete-action", "&Delete action", ("Ctrl+Shift+Delete",), "delete", _WRITE),
            Command("renumber", "Re&number…", needs=_WRITE),
            Command("words", "W&ords of this plan…", needs=_WRITE),
            Command(LINE, ""),
            Command("make-working", "&Make this the working quarter", needs=_WRITE),
            Command("add-year", "Add a &year…", needs=_WRITE),
            Command("refresh", "Refre&sh the plan…", needs=_WRITE),
            Command("new-period", "Start a ne&w plan period…", needs=_PLAN),
            Command(LINE, ""),
            Command("find", "&Find", ("Ctrl+F",), "search", _PLAN),
            Command(LINE, ""),
            Command("settings", "Settin&gs…", ("Ctrl+,",)),
        ),
    ),
    (
        _VIEW,
        (
            Command("quarter-before", "Quarter &before", ("Alt+PgUp",), "chevron-left", _PLAN),
            Command("quarter-after", "Quarter &after", ("Alt+PgDown",), "chevron-right", _PLAN),
            Command("mine", "&My sub-group or name", icon="group", needs=SUBMENU),
            Command(LINE, ""),
            Command("places", "&Places", ("Ctrl+Shift+L",), checkable=True),
            Command("panel", "&Side panel", ("Ctrl+Shift+E",), checkable=True),
            Command("columns", "&Columns…", icon="columns", needs=_PLAN),
            Command("theme", "&Theme", icon="theme", needs=SUBMENU),
        ),
    ),
    (
        "&Help",
        (
            Command("keys", "&Keyboard", ("F1",), "info"),
            Command("log", "Show the &log folder"),
            Command("about", "&About CSP Desktop"),
        ),
    ),
)

OTHER_KEYS: Final = (
    ("F6, Shift+F6", "The next, the previous part of the window"),
    ("F10", "The menu"),
    ("Arrows", "From cell to cell, from place to place"),
    ("B G A R", "Complete, On track, At risk, Off track"),
    ("N O D X T", "Not started, Ongoing, Delegated, Not applicable, Tbc"),
    ("=", "No change this quarter: the last status again"),
    ("Enter, F2", "Edit the cell"),
    ("Alt+Right, Alt+Left", "Open, close a year in its columns, elsewhere an action's milestones"),
    ("Alt+Down", "The calendar of a date"),
    ("Delete", "Clear the cell"),
    ("Ctrl+Shift+C", "The commentary of the action"),
    ("Left, Right, + − 0", "In a chart: from point to point, zoom in and out, show all"),
    ("Alt+Up, Alt+Down", "In a list of items: move the item up, down"),
    ("Ctrl+Enter", "Save what is typed, and stay in the box"),
    ("Escape", "Leave the box, which keeps its text; then to the grid"),
)
"""What else the keyboard does, for the help."""


def menus(panes: Iterable[PaneLine] = PANES) -> tuple[MenuTitle, ...]:
    """All menus in their order; the View menu begins with the panes."""
    shows = [
        Command(f"show-{pane.name}", pane.title, (f"Ctrl+{n}",), needs=_PLAN, checkable=True)
        for n, pane in enumerate(panes, start=1)
    ]
    return tuple(
        (title, (*shows, Command(LINE, ""), *commands) if title == _VIEW else commands)
        for title, commands in _MENUS
    )


def make_actions(table: Iterable[MenuTitle], window: QWidget) -> dict[str, QAction]:
    """An action for every command, by its name; those with keys answer to them in `window`."""
    made: dict[str, QAction] = {}
    for _, commands in table:
        for command in commands:
            if command.name == LINE or command.needs == SUBMENU:
                continue
            action = QAction(command.text, window)
            if command.icon:
                action.setIcon(icon(command.icon))
            action.setCheckable(command.checkable)
            if command.shown_only:
                action.setText(f"{command.text}\t{command.keys[0]}")
            elif command.keys:
                action.setShortcuts([QKeySequence(keys) for keys in command.keys])
                window.addAction(action)
            made[command.name] = action
    return made


def make_menu(
    table: Iterable[MenuTitle],
    actions: dict[str, QAction],
    submenus: dict[str, QMenu],
    parent: QWidget,
) -> tuple[QMenu, list[QMenu]]:
    """The menu behind the menu button, and its four parts."""
    whole = QMenu("Menu", parent)
    parts = []
    for title, commands in table:
        part = whole.addMenu(title)
        parts.append(part)
        for command in commands:
            if command.name == LINE:
                part.addSeparator()
            elif command.needs == SUBMENU:
                menu = submenus[command.name]
                menu.setTitle(command.text)
                if command.icon:
                    menu.setIcon(icon(command.icon))
                part.addMenu(menu)
            else:
                part.addAction(actions[command.name])
    return whole, parts


def switch(
    table: Iterable[MenuTitle], actions: dict[str, QAction], *, is_open: bool, writable: bool
) -> None:
    """Turn on what can be done now: without a plan, what needs none."""
    allowed = {_PLAN: is_open, _WRITE: writable}
    for _, commands in table:
        for command in commands:
            if command.name in actions:
                actions[command.name].setEnabled(allowed.get(command.needs, True))


def keys_listed(table: Iterable[MenuTitle]) -> list[tuple[str, str]]:
    """Every key and what it does, for the help."""
    listed = [
        (", ".join(command.keys), command.text.replace("&", "").rstrip("…"))
        for _, commands in table
        for command in commands
        if command.keys
    ]
    return [*OTHER_KEYS, *listed]
