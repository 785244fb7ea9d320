"""The settings in one place: who the user is, the rules of the plan, how the window looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from csp_desktop import look
from csp_desktop.errors import BadValue
from csp_desktop.gui.document.sections import SETTINGS
from csp_desktop.gui.kpis.colours import FIELDS, why_not
from csp_desktop.gui.panel.cell_boxes import CellBoxes
from csp_desktop.gui.panel.fields import Marks
from csp_desktop.gui.panel.spot import EditedCell, spot_of
from csp_desktop.gui.session.places import mine_offered, name_of_group
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.session.queued_write import edit_cells
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import LinkButton
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.form_dialog import FormDialog, Question
from csp_desktop.gui.widgets.ground import Hairline
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.measures.kpi.rating import TOLERANCE, TOLERANCE_POINTS
from csp_desktop.plan.fields import AMBER_RULES, MARKINGS
from csp_desktop.plan.periods import quarters_of
from csp_desktop.plan.wording import joined
from csp_desktop.settings import THEMES

if TYPE_CHECKING:
    from csp_desktop.gui.window.window_settings import WindowSettings
    from csp_desktop.operations.editing.edits import Edit

_ACROSS: Final = 3
_HINTS: Final = {
    "marking": f"Not set: {MARKINGS[0]}",
    "amber_rule": f"Not set: {AMBER_RULES[0]}",
    "tolerance": f"{TOLERANCE:g} where nothing is set",
    "tolerance_points": f"{TOLERANCE_POINTS:g} where nothing is set",
    **{name: look.LIGHT.status(rating) for rating, name in FIELDS.items()},
}
_RULES: Final = (
    "A tolerance is in % of a target that is a level, and in percentage points for a % change. An "
    "indicator's own tolerance and rule go before these. A colour is written as #1B7A3D; without "
    "one, the standard colour stands."
)
_THEMES: Final = {"system": "As the system has it", "light": "Light", "dark": "Dark"}
_NAME: Final = "Type your name first: every change is kept with who made it."


class SettingsDialog(FormDialog):
    """Three groups of settings, kept by OK; of those of the plan, the changes are one operation.

    It closes once they are on the disk. What was changed and is not kept is asked about, unless
    Cancel is pressed.
    """

    year_asked = Signal()
    """Another financial year is to be added."""

    def __init__(
        self, state: PlanState, kept: WindowSettings, parent: QWidget, at: str = ""
    ) -> None:
        """`at` is the field of the plan that gets the focus, '' for the name."""
        super().__init__("Settings", "OK", parent)
        self._state, self._kept = state, kept
        document = state.document
        self._mine = state.user.mine(document.plan_id)
        self.boxes = CellBoxes(document.plan)
        used = state.user.settings.names or (state.user.suggested,)
        self.name = _name_box(state.user.name, used)
        offered = [("", "Nothing chosen"), *mine_offered(document, self._mine)]
        self.mine = choice_box("Yours in this plan", offered, self._mine)
        self.theme = choice_box("Theme", [(each, _THEMES[each]) for each in THEMES], kept.theme)
        self.years = Words("", wrap=True)
        self.add_year = LinkButton("Add a year…")
        self._lay_out()
        self._connect()
        self._show_years()
        first = self.boxes.by_cell.get((at, ""), self.name)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        inside = QWidget()
        mine = [self.mine] if self._state.is_open else []
        parts = column(
            _heading("You"), _grid([_named(box) for box in (self.name, *mine)], 2),
            margins=(0, 0, 8, 0), spacing=8, over=inside,
        )  # fmt: skip
        if self._state.is_open:
            for each in self._why():
                parts.addWidget(each)
            parts.addLayout(self._plan_grid())
            parts.addWidget(Words(_RULES, "small", "text2", wrap=True))
        parts.addWidget(_heading("Appearance"))
        parts.addLayout(_grid([_named(self.theme)], 2))
        parts.addStretch(1)
        end = row((self.why, 1), self.no, self.yes, spacing=6)
        area = scrolling_area(inside)
        column(self.title_words, (area, 1), end, margins=20, spacing=10, ring=True, over=self)
        self.fit(620, 600)

    def _why(self) -> Iterable[QWidget]:
        """The heading of the plan's group, and what stands in the way of changes there."""
        state = self._state
        yield _heading("This plan")
        said = state.door.closed_because
        if state.group and not said:
            group = state.document.record("group", state.group)
            whose = name_of_group(group) if group else "one sub-group"
            said = f"This copy is for {whose}: what you change here is proposed to the coordinator."
        if said:
            yield Words(said, "small", "text2", wrap=True)

    def _plan_grid(self) -> QGridLayout:
        state = self._state
        adding = QWidget()
        row(self.add_year, ..., over=adding)
        self.add_year.setEnabled(state.writable)
        cells = [_named(self.years, "Financial years", adding)]
        for name in ("marking", *SETTINGS):
            field = state.table.field("plan", name)
            if field is None:
                continue
            quarters = self._quarters() if name == "working_quarter" else ()
            box = self.boxes.make(field, hint=_HINTS.get(name, ""), offered=quarters)
            box.setEnabled(box.isEnabled() and state.writable)
            marks = Marks(self._decide, lambda _: None)
            spot = spot_of(state.document.plan, field)
            # An unconfirmed value is confirmed in the Plan pane: here nothing is done before OK.
            marks.show_spot(spot, writable=state.writable and not spot.held.unconfirmed)
            cells.append(_named(box, field.label, marks))
        return _grid(cells, _ACROSS)

    def _connect(self) -> None:
        state = self._state
        self.no.clicked.disconnect()
        self.no.clicked.connect(self.leave)
        self.yes.clicked.connect(self._keep)
        for line in self.findChildren(QLineEdit):
            line.returnPressed.connect(self._keep)
        self.add_year.clicked.connect(self.year_asked)
        state.document_changed.connect(self._show_years)
        state.closed.connect(self.leave)

    def _quarters(self) -> list[tuple[str, str]]:
        return [(each, each) for each in quarters_of(self._state.document.years())]

    def _show_years(self) -> None:
        """Show the plan's years, and offer their quarters."""
        self.years.setText(joined(self._state.document.years()) or "None yet")
        box = self.boxes.by_cell.get(("working_quarter", ""))
        if isinstance(box, QComboBox):
            for quarter, said in self._quarters():
                if box.findData(quarter) < 0:
                    box.addItem(said, quarter)

    # Keeping and leaving

    @property
    def _typed_name(self) -> str:
        return " ".join(self.name.currentText().split())

    @property
    def changed(self) -> bool:
        """Whether anything is changed here that is not kept yet."""
        return (
            self._typed_name != self._state.user.name
            or self.mine.currentData() != self._mine
            or self.theme.currentData() != self._kept.theme
            or self.boxes.changed
        )

    def _keep(self) -> None:
        """Keep what is changed, the name first, which signs the rest; or say why it will not do."""
        state, name = self._state, self._typed_name
        try:
            edits = self.boxes.edits()
        except BadValue as problem:
            self.why.setText(str(problem))
            return
        reason = _why_not(edits) or ("" if name or not (edits or state.user.name) else _NAME)
        self.why.setText(reason)
        if reason:
            return
        if name != state.user.name:
            state.door.give_name(name)
        if self.theme.currentData() != self._kept.theme:
            self._kept.choose_theme(self.theme.currentData())
        if self.mine.currentData() != self._mine:
            self._mine = self.mine.currentData()
            state.user.choose_mine(state.document.plan_id, self._mine)
        if not edits:
            self.leave()
            return
        # Until the disk has answered: who left now would not hear of a refusal.
        self.setEnabled(False)
        state.write(
            "The settings of the plan", edit_cells, edits=tuple(edits),
            done=lambda _: self.leave(), failed=self._tell,
        )  # fmt: skip

    def _tell(self, error: Exception) -> None:
        """Say why the plan did not take the changes, which stay as they are typed."""
        self.setEnabled(True)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)
        self.why.setText(str(error))

    def leave(self) -> None:
        """Close, and keep nothing."""
        super().reject()

    def reject(self) -> None:
        """Close at once where nothing is changed, else ask."""
        if self.isEnabled():
            self._ask_then(self.leave)

    def _decide(self, spot: EditedCell) -> None:
        """Go to the decision on a contested value."""

        def go() -> None:
            self.leave()
            self._state.go.show_pane("returns", spot.cell)

        self._ask_then(go)

    def _ask_then(self, go: Callable[[], None]) -> None:
        if not self.changed:
            go()
            return
        said = "What you changed here is not kept yet: OK does that."
        question = Question("Leave the settings as they were?", said, "Leave them", self)
        question.no.setText("Go on here")
        question.accepted.connect(go)
        question.open()


def _why_not(edits: Iterable[Edit]) -> str:
    """Why values that fit their fields will not do as settings; '' where they will."""
    for each in edits:
        text = str(each.value or "")
        if each.field in FIELDS.values() and text and (reason := why_not(text, look.LIGHT)):
            return reason
        if each.field.startswith("tolerance") and text.startswith("-"):
            return "A tolerance is 0 or more."
    return ""


def _name_box(name: str, used: Sequence[str]) -> QComboBox:
    """A box for the user's name, which offers those used on this machine."""
    names = dict.fromkeys(filter(None, (name, *used)))
    box = choice_box("Your name", [(each, each) for each in names])
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    # Completed to a longer name, it would not be what was typed.
    box.setCompleter(None)  # type: ignore[arg-type]
    box.setEditText(name)
    return box


def _heading(text: str) -> QWidget:
    made = QWidget()
    said = Words(text, "body", "text", strong=True)
    column(said, Hairline(), margins=(0, 8, 0, 0), spacing=4, over=made)
    return made


def _named(box: QWidget, label: str = "", *below: QWidget) -> QWidget:
    """A box under its label, else what it is called for screen readers."""
    made = QWidget()
    if not isinstance(box, Words):
        box.setMinimumHeight(themes.current().px(32))
    said = Words(label or box.accessibleName(), "small", "text2")
    said.setBuddy(box)
    column(said, box, *below, ..., spacing=4, over=made)
    return made


def _grid(cells: Sequence[QWidget], across: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(themes.current().px(12))
    grid.setVerticalSpacing(themes.current().px(8))
    for place, cell in enumerate(cells):
        grid.addWidget(cell, place // across, place % across)
    for side in range(across):
        grid.setColumnStretch(side, 1)
    return grid
