"""An indicator's definition sheet and targets, to read and to change; notes and new limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from csp_desktop.errors import BadValue
from csp_desktop.gui.kpis.colours import FIELDS, why_not
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.choices import choice_box
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.form_dialog import FormDialog, Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.look import LIGHT
from csp_desktop.measures.kpi.benchmarks import BETWEEN, benchmarks, names_in
from csp_desktop.measures.kpi.rating import TOLERANCE, TOLERANCE_POINTS
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per, Type
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.values import name_key, same, understand, words
from csp_desktop.plan.wording import capital

_ELSEWHERE: Final = frozenset({"strategic_priority", "delivery_priority", "published"})
_BY_YEAR: Final = ("target", "target_upper", "agreed_by")


class DefinitionDialog(FormDialog):
    """One indicator's sheet. `asked` brings the edits that a person agreed to."""

    asked = Signal(list)

    def __init__(
        self, document: Document, table: FieldTable, record: Record, parent: QWidget, at: str = ""
    ) -> None:
        """`at` is the financial year whose target gets the focus, '' for the name."""
        super().__init__("Definition and targets", "Save", parent)
        self._record, self._benchmarks = record, benchmarks(document)
        self._boxes: dict[tuple[str, str], tuple[Field, QWidget]] = {}
        self.save, self.cancel = self.yes, self.no
        self.save.clicked.connect(self._save)
        kind = table.kind("indicator")
        fields = kind.fields if kind else ()
        years = [field for field in fields if field.name in _BY_YEAR]
        inside = QWidget()
        sheet = column(
            Words("Targets", "body", "text", strong=True),
            self._targets(years, document.years()),
            Words("Definition", "body", "text", strong=True),
            margins=(0, 0, 8, 0), spacing=8, over=inside,
        )  # fmt: skip
        for field in fields:
            if field.per is Per.NONE and field.name not in _ELSEWHERE:
                sheet.addWidget(Words(field.label, "small", "text2"))
                sheet.addWidget(self._box(field, ""))
        if published := record.text("published"):
            sheet.addWidget(Words(f"As published: {published}", "small", "text2", wrap=True))
        scroll = scrolling_area()
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        end = row((self.why, 1), self.cancel, self.save, spacing=6)
        column(self.title_words, (scroll, 1), end, margins=20, spacing=6, over=self)
        self.fit(560, 600)
        first = self._boxes.get(("target", at)) or self._boxes.get(("name", ""))
        if first:
            first[1].setFocus()

    def box(self, name: str, period: str = "") -> QWidget:
        """The editor of a cell."""
        return self._boxes[name, period][1]

    def _targets(self, fields: Sequence[Field], years: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        for place, field in enumerate(fields, 1):
            grid.addWidget(Words(field.label, "small", "text2"), 0, place)
        for line, year in enumerate(years, 1):
            grid.addWidget(Words(year, "small", "text2"), line, 0)
            for place, field in enumerate(fields, 1):
                grid.addWidget(self._box(field, year), line, place)
        return grid

    def _box(self, field: Field, period: str) -> QWidget:
        theme = themes.current()
        held = self._record.held(field.name, period)
        said = words(held.value).replace("\u2212", "-")
        box: QWidget
        if field.type is Type.CHOICE:
            offered = [(each, capital(each) or "Not set") for each in ("", *field.choices)]
            box = choice_box(field.label, offered, words(held.value))
        elif field.name == "benchmark":
            box = BenchmarkChoice(self._benchmarks, self._record)
        elif field.type is Type.LONG_TEXT:
            text = QPlainTextEdit(said)
            text.setTabChangesFocus(True)
            text.setFixedHeight(theme.px(58))
            box = text
        else:
            box = QLineEdit(said)
        named = f"{field.label}, {period}" if period else field.label
        box.setAccessibleName(named)
        if held.contested:
            box.setEnabled(False)
            box.setToolTip("Contested: settle the conflict first.")
        self._boxes[field.name, period] = (field, box)
        return box

    def edits(self) -> list[Edit]:
        """What differs from the plan; BadValue where something does not fit its field."""
        return _edits(
            self._record,
            [
                (field, period, _typed(box))
                for (_, period), (field, box) in self._boxes.items()
                if box.isEnabled()
            ],
        )

    def _save(self) -> None:
        try:
            edits = self.edits()
        except BadValue as problem:
            self.why.setText(str(problem))
            return
        if edits:
            self.asked.emit(edits)
        self.accept()


def _edits(record: Record, typed: Iterable[tuple[Field, str, str]]) -> list[Edit]:
    """An edit for each field, period and text that says something else than the plan."""
    found = []
    for field, period, text in typed:
        held = record.held(field.name, period)
        if not same(understand(field, text), held.value):
            cell = (record.kind, record.id, field.name, period)
            found.append(Edit(*cell, text or None, held.heads))
    return found


def _typed(box: QWidget) -> str:
    if isinstance(box, QComboBox):
        return str(box.currentData() or "")
    if isinstance(box, BenchmarkChoice):
        return box.text()
    if isinstance(box, QPlainTextEdit):
        return box.toPlainText().strip()
    return box.text().strip() if isinstance(box, QLineEdit) else ""


class BenchmarkChoice(QWidget):
    """The plan's benchmark series to choose from, those that are chosen in the order of the field.

    One that is chosen and not in the plan stays among them, so that saving does not drop it.
    """

    def __init__(self, offered: Sequence[str], record: Record) -> None:
        super().__init__()
        chosen = names_in(record)
        known = {name_key(each) for each in chosen}
        rest = [each for each in offered if name_key(each) not in known]
        self.boxes = [QCheckBox(name.replace("&", "&&")) for name in (*chosen, *rest)]
        self._names = dict(zip(self.boxes, (*chosen, *rest), strict=True))
        for box in self.boxes[: len(chosen)]:
            box.setChecked(True)
        nothing = () if self.boxes else (Words("No series in this plan yet", "small", "text2"),)
        column(*self.boxes, *nothing, spacing=4, over=self)
        self._held, self._before = record.text("benchmark"), self._chosen()

    def text(self) -> str:
        """The names that are chosen, as the field holds them; unchanged, as it held them."""
        chosen = self._chosen()
        return self._held if chosen == self._before else BETWEEN.join(chosen)

    def _chosen(self) -> list[str]:
        return [self._names[box] for box in self.boxes if box.isChecked()]


class RatingSettings(Question):
    """The plan's rules for ratings: tolerances, what amber means, colours."""

    asked = Signal(list)

    def __init__(self, plan: Record, table: FieldTable, parent: QWidget) -> None:
        super().__init__(
            "Ratings",
            "They hold for the whole plan; an indicator's own tolerance and rule go before them.",
            "Save",
            parent,
        )
        self._plan, self._fields = plan, table
        self.tolerance = self._line(
            "tolerance", "Tolerance of a level, in % of its target", TOLERANCE
        )
        self.points = self._line(
            "tolerance_points",
            "Tolerance of a % change, in percentage points",
            TOLERANCE_POINTS,
        )
        field = table.field("plan", "amber_rule")
        offered = [(each, capital(each)) for each in (field.choices if field else ())]
        self.amber = self.choice("Amber means", offered, plan.text("amber_rule"))
        self.colours = self._colour_lines(plan)
        self.tolerance.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self.edits()))

    def _colour_lines(self, plan: Record) -> dict[str, QLineEdit]:
        """A line for the colour of each rating, side by side: the dialog fits a small screen."""
        side_by_side = row(spacing=8)
        made = {}
        for rating, name in FIELDS.items():
            label = capital(rating)
            made[name] = self.line(label, plan.text(name), LIGHT.status(rating), into=side_by_side)
            made[name].setAccessibleName(f"Colour of {rating}")
        said = "Custom colours (leave empty for the standard ones)"
        self.column.addWidget(Words(said, "small", "text2"))
        self.column.addLayout(side_by_side)
        return made

    def _line(self, name: str, label: str, default: float) -> QLineEdit:
        held = words(self._plan.get(name)).replace("\u2212", "-")
        return self.line(label, held, f"{default:g} where nothing is set")

    def why_not(self) -> str:
        for box in (self.tolerance, self.points):
            text = box.text().strip()
            try:
                low = bool(text) and float(text) < 0
            except ValueError:
                return f"'{text}' is not a number."
            if low:
                return "A tolerance is 0 or more."
        reasons = (
            why_not(box.text().strip(), LIGHT)
            for box in self.colours.values()
            if box.text().strip()
        )
        return next((reason for reason in reasons if reason), "")

    def edits(self) -> list[Edit]:
        """What differs from the plan."""
        typed = {"tolerance": self.tolerance.text(), "tolerance_points": self.points.text()}
        typed |= {name: box.text() for name, box in self.colours.items()}
        chosen = str(self.amber.currentData() or "")
        if chosen != (self._plan.text("amber_rule") or self.amber.itemData(0)):
            typed["amber_rule"] = chosen
        fields = self._fields
        places = [(fields.field("plan", name), text.strip()) for name, text in typed.items()]
        return _edits(self._plan, [(field, "", text) for field, text in places if field])


class NoteQuestion(Question):
    """Asks for a note on a period, or for why the limits begin anew there."""

    asked = Signal(list)

    def __init__(
        self, record: Record, periods: Sequence[tuple[str, str]], parent: QWidget
    ) -> None:  # fmt: skip
        """`periods` are (period, words), the latest first."""
        super().__init__(
            "Note or new limits",
            "A note stands as a flag on the chart. New limits are worked out from a period on, and "
            "carry your reason.",
            "Save",
            parent,
        )
        self._record = record
        kinds = [("note", "A note"), ("rebase", "Limits begin anew here")]
        self.sort = self.choice("What", kinds)
        self.period = self.choice("Period", periods)
        self.reason = self.line("Note or reason", "", "Leave empty to remove the note")
        self.sort.currentIndexChanged.connect(self._fill)
        self.period.currentIndexChanged.connect(self._fill)
        self._fill()
        self.reason.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self.edits()))

    def _fill(self) -> None:
        self.reason.setText(self._record.text(*self._place))

    @property
    def _place(self) -> tuple[str, str]:
        return str(self.sort.currentData()), str(self.period.currentData())

    def edits(self) -> list[Edit]:
        """The one edit, or none where nothing changed."""
        held = self._record.held(*self._place)
        text = self.reason.text().strip()
        if same(text, held.value):
            return []
        return [Edit("indicator", self._record.id, *self._place, text or None, held.heads)]


class NewIndicator(Question):
    """Asks what a new indicator is called and which delivery priority it belongs to."""

    asked = Signal(str, str)

    def __init__(
        self,
        deliveries: Sequence[tuple[str, str]],
        taken: Callable[[str], bool],
        parent: QWidget,
    ) -> None:
        super().__init__("Add an indicator", "", "Add", parent)
        self._taken = taken
        self.name = self.line("Indicator", "", "What is measured")
        self.delivery = self.choice("Delivery priority", [("", "None"), *deliveries])
        self.name.setFocus()
        self.accepted.connect(
            lambda: self.asked.emit(self.name.text().strip(), self.delivery.currentData() or "")
        )

    def why_not(self) -> str:
        return why_no_name(self.name.text().strip(), self._taken)


def why_no_name(name: str, taken: Callable[[str], bool]) -> str:
    """Why an indicator cannot be called so, '' if it can."""
    if not name:
        return "An indicator needs a name."
    return "Another indicator has this name." if taken(name) else ""


class NameIndicator(Question):
    """Asks what one of the indicators is called that have no name yet."""

    asked = Signal(list)

    def __init__(
        self,
        document: Document,
        unnamed: Sequence[Record],
        taken: Callable[[str], bool],
        parent: QWidget,
    ) -> None:
        super().__init__("Name an indicator", "", "Save", parent)
        self._records, self._taken = {each.id: each for each in unnamed}, taken
        offered = [(each.id, _place_of(document, each)) for each in unnamed]
        self.which = self.choice("The indicator of", offered)
        self.name = self.line("Name", "", "What is measured")
        self.name.setFocus()
        self.accepted.connect(lambda: self.asked.emit(self.edits()))

    def why_not(self) -> str:
        return why_no_name(self.name.text().strip(), self._taken)

    def edits(self) -> list[Edit]:
        """The one edit."""
        record = self._records[str(self.which.currentData())]
        heads = record.held("name").heads
        return [Edit("indicator", record.id, "name", "", self.name.text().strip(), heads)]


def _place_of(document: Document, record: Record) -> str:
    """The priority that an indicator is of, in words."""
    delivery = document.record("delivery_priority", record.text("delivery_priority"))
    if delivery is None:
        return "No delivery priority"
    title = delivery.text("short_title") or delivery.text("title")
    return f"{delivery.text('label')}  {title}".strip()
