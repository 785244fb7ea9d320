"""The menus of the grid's pane: what to show, which columns, what to do with a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from csp_desktop import look
from csp_desktop.gui.grid import cells
from csp_desktop.gui.grid.columns import ColumnShows, GridColumn, offered_fields
from csp_desktop.gui.grid.head import CHIPS, Chip
from csp_desktop.gui.grid.model import GridModel
from csp_desktop.gui.grid.rows import ActionRow, MilestoneRow, RecordRow
from csp_desktop.gui.theme.icons import glyph_icon, icon
from csp_desktop.plan.people import names
from csp_desktop.plan.selection import Selection
from csp_desktop.plan.statuses import LETTERS, STATUSES, YEAR_STATES
from csp_desktop.plan.values import words

if TYPE_CHECKING:
    from csp_desktop.gui.grid.table import GridTable

Choose = Callable[[Selection], None]


def filter_menu(model: GridModel, choose: Choose, parent: QWidget) -> QMenu:
    """A menu of everything by which the grid can be narrowed, with what is in force checked."""
    asked = model.selection
    menu = QMenu(parent)
    if asked.among is not None:
        picked = _check(menu, (asked.why or "Picked out").replace("&", "&&"), now=True)
        picked.triggered.connect(_to(choose, replace(asked, among=None, why="")))
        menu.addSeparator()
    for status in STATUSES:
        wanted = asked.statuses ^ {status}
        action = _check(menu, look.word(status), now=status in asked.statuses)
        action.setIcon(glyph_icon(status))
        action.triggered.connect(_to(choose, replace(asked, statuses=wanted)))
    menu.addSeparator()
    for chip in (*CHIPS, Chip("tbc", "Anything still Tbc", "", "")):
        part, now = chip.part, bool(getattr(asked, chip.part))
        action = _check(menu, chip.words, now=now)
        action.triggered.connect(_to(choose, asked.asking(part, on=not now)))
    menu.addSeparator()
    leads = [
        (name, f"{name}   {count}", replace(asked, lead=name))
        for name, count in model.finder.leads().items()
    ]
    _submenu(menu, "Lead partner", asked.lead, leads, replace(asked, lead=""), choose)
    groups = [
        (group.id, group.text("name"), replace(asked, group=group.id))
        for group in sorted(model.document.of("group"), key=lambda each: each.text("name"))
    ]
    people = [(name, name, replace(asked, person=name)) for name in names(model.document)]
    _submenu(menu, "Person", asked.person, people, replace(asked, person=""), choose)
    _submenu(menu, "Sub-group", asked.group, groups, replace(asked, group=""), choose)
    everywhere = replace(asked, strategic_priority="", delivery_priority="")
    priorities = [
        (
            each.id,
            f"{words(each.get('number'))}  {each.text('short_title') or each.text('title')}",
            replace(everywhere, strategic_priority=each.id),
        )
        for each in model.document.strategic_priorities()
    ]
    _submenu(menu, "Priority", asked.strategic_priority, priorities, everywhere, choose)
    menu.addSeparator()
    clear = menu.addAction("Clear filters")
    clear.setEnabled(asked.filtered)
    clear.triggered.connect(_to(choose, asked.cleared()))
    return menu


def columns_menu(
    model: GridModel, table: GridTable, choose: Callable[[tuple[str, ...]], None], parent: QWidget
) -> QMenu:
    """A menu of the fields that can be shown as columns, and of the years that can be opened."""
    menu = QMenu(parent)
    for field in offered_fields(model.table):
        action = _check(menu, field.label, now=field.name in model.offered)
        names = tuple(name for name in model.offered if name != field.name)
        if field.name not in model.offered:
            names = (*names, field.name)
        action.triggered.connect(lambda _=False, names=names: choose(names))
    menu.addSeparator()
    for year in model.document.years():
        action = _check(menu, f"Quarters of {year}", now=model.is_open(year))
        action.triggered.connect(lambda _=False, year=year: table.toggle_year(year))
    return menu


def cell_menu(table: GridTable, go_to: Callable[[str], None], parent: QWidget) -> QMenu:
    """A menu of what can be done with the selected cells."""
    menu = QMenu(parent)
    index = table.currentIndex()
    row, target = table.action(index), table.target(index)
    if row is None:
        return menu
    if table.grid.frozen:
        menu.addAction(icon("copy"), "Copy\tCtrl+C").triggered.connect(table.copy)
    elif target:
        _add_edits(menu, table, *target)
    menu.addSeparator()
    if not table.grid.frozen:
        add = menu.addAction("Add a milestone\tCtrl+Shift+M")
        add.triggered.connect(table.milestone_asked)
    if target and isinstance(target[0], MilestoneRow) and not table.grid.frozen:
        shown = target[0].record
        delete = menu.addAction(icon("delete"), "Delete the milestone")
        delete.triggered.connect(lambda: table.milestone_deleted.emit(shown))
    if row.milestones:
        shut = "Put milestones away\tAlt+Left" if row.open else "Show milestones\tAlt+Right"
        menu.addAction(shut).triggered.connect(lambda: table.toggle_action(row.key))
    linked = row.action.items("cross_references")
    others = [(each, table.grid.document.record("action", each)) for each in linked]
    if others:
        menu.addSeparator()
    for record_id, other in others:
        if other:
            link = menu.addAction(icon("link"), f"{other.text('ref')} {other.text('title')}")
            link.triggered.connect(lambda _=False, record_id=record_id: go_to(record_id))
    return menu


def _add_edits(menu: QMenu, table: GridTable, row: RecordRow, column: GridColumn) -> None:
    edit = menu.addAction(icon("edit"), "Edit\tF2")
    edit.triggered.connect(table.open_editor)
    if isinstance(row, ActionRow):
        _add_statuses(menu, table, row, column)
    menu.addSeparator()
    menu.addAction(icon("copy"), "Copy\tCtrl+C").triggered.connect(table.copy)
    menu.addAction(icon("paste"), "Paste\tCtrl+V").triggered.connect(table.paste)
    menu.addAction("Clear\tDel").triggered.connect(table.clear)
    if any(cells.marked_places(each.record, where) for each, where in table.targets()):
        confirm = menu.addAction(glyph_icon("unconfirmed"), "Confirm\tC")
        confirm.triggered.connect(table.confirm)


def _add_statuses(menu: QMenu, table: GridTable, row: ActionRow, column: GridColumn) -> None:
    quarters = table.quarter_targets()
    status = menu.addMenu(f"Status, {quarters[0][1].period}" if quarters else "Status")
    for name in STATUSES:
        each = status.addAction(glyph_icon(name), f"{look.word(name)}\t{LETTERS[name]}")
        each.triggered.connect(lambda _=False, name=name: table.set_status(name))
    keep = menu.addAction("No change this quarter\t=")
    keep.triggered.connect(table.keep_status)
    if column.shows in {ColumnShows.YEAR, ColumnShows.PLAN}:
        state = menu.addMenu(f"State, {column.period}")
        for name in YEAR_STATES:
            each = _check(
                state, look.word(name), now=row.action.get("state", column.period) == name
            )
            if name in look.SHAPES:
                each.setIcon(glyph_icon(name))
            each.triggered.connect(lambda _=False, name=name: table.set_state(name))


def _submenu(
    menu: QMenu,
    title: str,
    now: str,
    choices: Iterable[tuple[str, str, Selection]],
    without: Selection,
    choose: Choose,
) -> None:
    under = menu.addMenu(title)
    _check(under, "All", now=not now).triggered.connect(_to(choose, without))
    under.addSeparator()
    for value, label, selection in choices:
        action = _check(under, label.replace("&", "&&"), now=value == now)
        action.triggered.connect(_to(choose, selection))


def _check(menu: QMenu, label: str, *, now: bool) -> QAction:
    action = menu.addAction(label)
    action.setCheckable(True)
    action.setChecked(now)
    return action


def _to(choose: Choose, selection: Selection) -> Callable[[], None]:
    return lambda: choose(selection)
