"""The Plan pane: the plan as a document, by its sections, to read and to correct in place."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPagedPaintDevice
from PySide6.QtWidgets import QStackedWidget, QWidget

from csp_desktop.gui.document.block import Doings, RecordBlock, Shown
from csp_desktop.gui.document.doing import RecordWork
from csp_desktop.gui.document.pages import ReadPage, TablePage
from csp_desktop.gui.document.sections import Section, records_of, section_of, sections_of
from csp_desktop.gui.panel.spot import EditedCell
from csp_desktop.gui.panel.ways import Ways
from csp_desktop.gui.session.pane import Pane
from csp_desktop.gui.session.people import add_person
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.empty_state import EmptyState
from csp_desktop.gui.widgets.ground import Ground, Hairline
from csp_desktop.gui.widgets.pane_head import PaneHead
from csp_desktop.gui.widgets.side_list import SideEntry, SideList
from csp_desktop.plan.document import Record
from csp_desktop.plan.fields import Kind
from csp_desktop.plan.references import References
from csp_desktop.plan.values import Value
from csp_desktop.plan.wording import counted, within

_CONTENTS: Final = 236
_GO, _BUTTONS = "go", 2
_PAUSE: Final = 60


class PlanPane(Pane):
    """Shows the parts of a plan besides its actions and indicators, and takes what is corrected."""

    legend, places, searches = (), False, True
    by_quarter, pause = False, _PAUSE

    def __init__(self, state: PlanState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self._sections: list[Section] = []
        self._pages: dict[str, ReadPage | TablePage] = {}
        self._at = ""
        self._references = References(state.document, state.table)
        self._wanted: tuple[str, str, str] | None = None
        self.work = RecordWork(state, self, self.reveal)
        self._ways = Ways(
            state.drafts,
            self._submit,
            lambda spot: state.confirm([spot.cell]),
            lambda spot: self.go.show_pane("returns", spot.cell),
            self.go.reveal,
            state.door.letters,
            lambda: state.document,
            partial(add_person, state),
        )
        work = self.work
        self._doings = Doings(work.move, work.remove, work.follow, work.show)
        self.adds = [Outlined("", icon="plus", height=28) for _ in range(_BUTTONS)]
        for place, button in enumerate(self.adds):
            button.clicked.connect(partial(self._add, place))
        self.contents = SideList(
            "Contents of the plan", {Qt.Key.Key_Return: _GO, Qt.Key.Key_Enter: _GO}
        )
        self.contents.chosen.connect(self.show_section)
        self.contents.asked.connect(lambda _, __: self._enter())
        self.head = PaneHead("Plan", self.adds, gap=4, edge=9)
        self.middle = QStackedWidget()
        self.nothing = EmptyState()
        self.nothing.pressed.connect(partial(self._add, 0))
        self.middle.addWidget(self.nothing)
        side = Ground(role="window")
        side.setFixedWidth(themes.current().px(_CONTENTS))
        column(4, self.contents, ..., over=side)
        body = row(side, Hairline(upright=True), (self.middle, 1))
        column(self.head, Hairline(), (body, 1), over=self)

    # What the window asks

    def show_plan(self) -> None:
        state = self._state
        self._sections = sections_of(state.document, state.table)
        before, self._references = self._references, References(state.document, state.table)
        self.work.tell_renamed(before)
        known = {each.id for each in self._sections}
        for gone in self._pages.keys() - known:
            page = self._pages.pop(gone)
            for block in page.findChildren(RecordBlock):
                block.leave_boxes()
            self.middle.removeWidget(page)
            page.deleteLater()
        if self._at not in known:
            self._at = self._sections[0].id
        entries = [SideEntry(each.id, each.title, count=each.count) for each in self._sections]
        self.contents.set_entries(entries, self._at)
        self._show_page()
        if self._wanted:
            self.reveal(*self._wanted)

    def show_at(self, at: object) -> None:
        """Go to a record, or to a field of it, by (kind, id) or (kind, id, field, ...)."""
        if isinstance(at, tuple):
            kind, record, *rest = at
            self.reveal(kind, record, rest[0] if rest else "")

    def reveal(self, kind: str, record: str, field: str = "") -> None:
        """Show a record, and give the focus to its field, or to the first one."""
        state = self._state
        section = section_of(state.document, state.table, kind, record)
        if not section or state.document.record(kind, record) is None:
            return
        self._wanted = (kind, record, field)
        if self._stale or section not in {each.id for each in self._sections}:
            self._stale = True
            self.refresh()
            return
        self._wanted = None
        self.show_section(section)
        block = self._page_of(section).block(kind, record)
        if block is not None:
            block.focus_field(field)

    def focus_first(self) -> QWidget:
        """Where one was in the section last; the contents where one was in none."""
        page = self._pages.get(self._at)
        held: QWidget | None = page.focusWidget() if page else None
        return held if held is not None and page and held.isVisibleTo(page) else self.contents

    def begin_again(self) -> None:
        self._at, self._wanted = "", None
        for page in self._pages.values():
            self.middle.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._references = References(self._state.document, self._state.table)
        self._sections = []
        self.contents.set_entries((), "")

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print the whole plan but for its actions and indicators; how many pages."""
        from csp_desktop.gui.document.printing import plan_on_paper
        from csp_desktop.gui.widgets.printing import print_paper

        return print_paper(device, plan_on_paper(self._state.document, self._state.table))

    # Its sections

    @property
    def section(self) -> Section | None:
        """The section that is shown."""
        return next((each for each in self._sections if each.id == self._at), None)

    def show_section(self, section: str) -> None:
        """Show a section; what is typed in the one before is saved."""
        if section != self._at:
            self._state.drafts.flush()
            self._at = section
            self.contents.set_entries(self.contents.entries.rows, section)
        self._show_page()

    def _show_page(self) -> None:
        section, state = self.section, self._state
        if section is None:
            return
        records = records_of(state.document, state.table, section)
        self._tell(section, len(records))
        if not records:
            name = within(section.title)
            self.nothing.say(f"No {name} yet", "", self.adds[0].text() if state.writable else "")
            self.middle.setCurrentWidget(self.nothing)
            return
        page = self._page_of(section.id)
        page.show_records(records)
        self.middle.setCurrentWidget(page)

    def _page_of(self, section_id: str) -> ReadPage | TablePage:
        if section_id not in self._pages:
            section = next(each for each in self._sections if each.id == section_id)
            given = (self._state, self._ways, self._doings, self._shown)
            page = TablePage(*given, section) if section.in_table else ReadPage(*given)
            self._pages[section_id] = page
            self.middle.addWidget(page)
        return self._pages[section_id]

    def _tell(self, section: Section, count: int) -> None:
        kind = section.kind
        said = section.title
        if section.count is not None:
            said = counted(count, within(kind.label), within(kind.plural))
        self.head.sentence.setText(said)
        for place, button in enumerate(self.adds):
            kind_added = self._added(place)
            button.setVisible(kind_added is not None)
            button.setEnabled(self._state.writable)
            if kind_added is not None:
                button.setText(f"Add a {within(kind_added.label)}")
                button.updateGeometry()

    def _shown(self, record: Record) -> Shown:
        state = self._state
        document, table = state.document, state.table
        kind = table.kind(record.kind)
        moves: frozenset[int] = frozenset()
        if kind is not None and kind.field("number") is not None:
            moves = frozenset(step for step in (-1, 1) if document.beside(kind, record, step))
        return Shown(record, self._references.to(record), moves)

    # What the user does

    def _added(self, place: int) -> Kind | None:
        section = self.section
        adds = section.adds if section else ()
        return self._state.table.kind(adds[place]) if place < len(adds) else None

    def _add(self, place: int) -> None:
        kind, block = self._added(place), self._current_block()
        if kind is not None:
            self.work.add(kind, block.record if block else None)

    def _current_block(self) -> RecordBlock | None:
        page = self._pages.get(self._at)
        return page.block("", "") if page else None

    def _submit(self, spot: EditedCell, value: Value) -> None:
        self._state.put(spot.cell, value, spot.held.heads)

    def _enter(self) -> None:
        """Go from the contents into what they show."""
        shown = self.middle.currentWidget()
        empty = self.nothing.button if shown is self.nothing else None
        first = shown.focus_first() if isinstance(shown, ReadPage | TablePage) else empty
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads out of a box: to the table that it stands beside, or to the contents."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        page = self._pages.get(self._at)
        table = page.table if isinstance(page, TablePage) else None
        out = table if table is not None and not table.hasFocus() else self.contents
        if not self.contents.hasFocus():
            out.setFocus(Qt.FocusReason.OtherFocusReason)
