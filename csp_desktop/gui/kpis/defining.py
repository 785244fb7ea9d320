"""An indicator's definition sheet and targets, to read and to change; notes and new limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QWidget,
)

from csp_desktop.errors import BadValue
from csp_desktop.gui.panel.cell_boxes import CellBoxes, OwnBox
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.focus_scroll_area import scrolling_area
from csp_desktop.gui.widgets.form_dialog import FormDialog, Question
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.measures.kpi.benchmarks import BETWEEN, benchmarks, names_in
from csp_desktop.operations.editing.edits import Edit
from csp_desktop.plan.document import Document, Record
from csp_desktop.plan.field_types import Per
from csp_desktop.plan.fields import Field, FieldTable
from csp_desktop.plan.values import name_key, same

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
        self._boxes = CellBoxes(record)
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
        own = {"benchmark": BenchmarkChoice(benchmarks(document), record)}
        for field in fields:
            if field.per is Per.NONE and field.name not in _ELSEWHERE:
                sheet.addWidget(Words(field.label, "small", "text2"))
                sheet.addWidget(self._boxes.make(field, own=own.get(field.name)))
        if published := record.text("published"):
            sheet.addWidget(Words(f"As published: {published}", "small", "text2", wrap=True))
        scroll = scrolling_area()
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        end = row((self.why, 1), self.cancel, self.save, spacing=6)
        column(self.title_words, (scroll, 1), end, margins=20, spacing=6, over=self)
        self.fit(560, 600)
        boxes = self._boxes.by_cell
        first = boxes.get(("target", at)) or boxes.get(("name", ""))
        if first:
            first.setFocus()

    def box(self, name: str, period: str = "") -> QWidget:
        """The editor of a cell."""
        return self._boxes.by_cell[name, period]

    def _targets(self, fields: Sequence[Field], years: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        for place, field in enumerate(fields, 1):
            grid.addWidget(Words(field.label, "small", "text2"), 0, place)
        for line, year in enumerate(years, 1):
            grid.addWidget(Words(year, "small", "text2"), line, 0)
            for place, field in enumerate(fields, 1):
                grid.addWidget(self._boxes.make(field, year), line, place)
        return grid

    def edits(self) -> list[Edit]:
        """What differs from the plan; BadValue where something does not fit its field."""
        return self._boxes.edits()

    def _save(self) -> None:
        try:
            edits = self.edits()
        except BadValue as problem:
            self.why.setText(str(problem))
            return
        if edits:
            self.asked.emit(edits)
        self.accept()


class BenchmarkChoice(OwnBox):
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
