"""The bars of the returns pane: its head, the filters over a list, and the keys at its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.returns.rows import ALL, FILTERS
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.theme.button_faces import Face
from csp_desktop.gui.widgets import boxes
from csp_desktop.gui.widgets.buttons import FacedButton, Outlined
from csp_desktop.gui.widgets.diff_cards import Key
from csp_desktop.gui.widgets.foot_bar import FootBar, named
from csp_desktop.gui.widgets.ground import Ground
from csp_desktop.gui.widgets.labels import Words
from csp_desktop.gui.widgets.pane_head import PaneHead
from csp_desktop.plan.wording import counted

Keys: TypeAlias = tuple[tuple[tuple[str, ...], str], ...]
DECIDING: Keys = (
    (("1",), "In the plan now"),
    (("2", "3"), "The others"),
    (("E",), "Edit"),
    (("J", "K"), "Next, previous"),
    (("Enter",), "Decide"),
    (("Ctrl+Z",), "Take back"),
)
IN_GRID: Keys = (
    (("J", "K"), "Next, previous change"),
    (("T",), "Take"),
    (("L",), "Leave"),
    (("Enter",), "Decide, or show in the status grid"),
    (("Esc",), "Back"),
)
"""The keys while one thing is decided, and while a file's grid is in front."""


class ReturnsPaneHead(PaneHead):
    """The pane's title, a sentence on how far everything is, and the pane's buttons."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self.add = Outlined("Add files…", icon="plus", height=28)
        self.cancel = Outlined("Cancel reading", icon="close", height=28)
        self.receipts = Outlined("Receipts", icon="file", height=28)
        self.send = Outlined("Send out returns", icon="send", height=28)
        self.merge = Outlined("Merge", primary=True, height=28)
        buttons = (self.cancel, self.add, self.receipts, self.send, self.merge)
        super().__init__("Returns", buttons, gap=2)

    def show_batch(
        self, *, working: bool, sending: bool, writable: bool, under_way: bool = False
    ) -> None:
        """Tell of the batch: `working` while it is in front, `sending` while returns go out.

        `under_way`: something long is being done, and nothing else is offered.
        """
        batch = self._batch
        self.sentence.setText(_sentence(batch, working=working, sending=sending))
        self.cancel.setVisible(batch.reading)
        self.send.setVisible(not sending and not under_way)
        self.add.setVisible(working)
        self.receipts.setVisible(not working and not under_way)
        self.merge.setVisible(working)
        self.merge.setText(_merge_words(batch))
        self.merge.updateGeometry()
        readable = any(not each.refused for each in batch.preview.files)
        ready = not batch.reading and not batch.merging
        self.merge.setEnabled(writable and ready and (readable or bool(batch.verdicts)))


def _merge_words(batch: Batch) -> str:
    if batch.merging:
        return "Merging…"
    if not batch.entries:
        return f"Save {counted(len(batch.verdicts), 'decision')}"
    applied = batch.preview.applied
    return f"Merge {counted(applied, 'change')}" if applied else "Merge"


def _sentence(batch: Batch, *, working: bool, sending: bool) -> str:
    if sending:
        return "A workbook for each sub-group, and who has answered."
    if not working:
        return ""
    if not batch.entries:
        number = sum(each.contested for each in batch.preview.waiting)
        waits = f"{counted(number, 'conflict waits', 'conflicts wait')} from before."
        return f"{waits}{_kept(batch)}"
    count = len(batch.entries)
    read = f"{batch.read_count} of {counted(count, 'file')} read.{_kept(batch)}"
    if batch.reading or not batch.undecided:
        return f"{read} Nothing is applied until you merge."
    left = counted(batch.undecided, "conflict")
    return f"{read} {left} to decide, now or after the merge."


def _kept(batch: Batch) -> str:
    """How many decisions are kept for the merge, and not in the plan yet."""
    number = len(batch.verdicts)
    return f" {counted(number, 'decision')} kept, not in the plan yet." if number else ""


class Filters(Ground):
    """The filters above the list, each with its count; `picked` brings the one chosen."""

    picked = Signal(str)

    def __init__(self, names: Sequence[str] = FILTERS) -> None:
        super().__init__(role="window", line="bottom")
        px = themes.current().px
        self.chips = {name: FilterChip(name) for name in names}
        self._group = QButtonGroup(self)
        for name, chip in self.chips.items():
            self._group.addButton(chip)
            chip.clicked.connect(lambda _=False, name=name: self.picked.emit(name))
        boxes.row(*self.chips.values(), ..., margins=(7, 0, 4, 0), over=self)
        self.setFixedHeight(px(36))
        self.choose(names[0])

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much each filter would leave."""
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name, 0))

    @property
    def chosen(self) -> str:
        """The filter in force."""
        return next(name for name, chip in self.chips.items() if chip.isChecked())

    def choose(self, name: str) -> None:
        """Mark a filter as the one in force."""
        self.chips[name].setChecked(True)


class FilterChip(FacedButton):
    """One filter with its count; the one in force has the accent's edge and ground."""

    def __init__(self, name: str) -> None:
        super().__init__(Face("chip", 24, pad=7, size="small", strong=True))
        self.name = name
        self.setCheckable(True)
        self.set_count(0)

    def set_count(self, count: int | None) -> None:
        """Show how much it would leave."""
        self.setText(f"{self.name} {count:,}" if count or self.name == ALL else self.name)
        self.setAccessibleName(self.text())


class Foot(FootBar):
    """Shows as much as there is room for, and always the marking."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: Keys = ()

    def say(self, *, keys: Keys, outstanding: Sequence[str], marking: str) -> None:
        """Show these keys, whose returns are outstanding, and the plan's marking."""
        if keys != self._keys:
            self._keys = keys
            self.show_parts([
                named(*map(Key, names), Words(what, "small", "text2")) for names, what in keys
            ])  # fmt: skip
        self.tell(f"Outstanding: {', '.join(outstanding)}" if outstanding else "")
        self.set_marking(marking)
        told = "; ".join(f"{' or '.join(names)}: {what}" for names, what in keys)
        self.setAccessibleName(". ".join(filter(None, (told, self.told, marking))))
