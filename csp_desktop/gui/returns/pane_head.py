"""The head of the returns pane: what stands there, and what can be done with all of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from csp_desktop.gui.returns.batch import Batch
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.buttons import RING, Outlined
from csp_desktop.gui.widgets.labels import ElidedLabel, Words
from csp_desktop.plan.wording import counted


class ReturnsPaneHead(QWidget):
    """The pane's title, a sentence on how far everything is, and the pane's buttons."""

    def __init__(self, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = themes.current()
        self._batch = batch
        self.title = Words("Returns", "title", "text", strong=True)
        self.sentence = ElidedLabel("body")
        self.add = Outlined("Add files…", icon="plus", height=28)
        self.cancel = Outlined("Cancel reading", icon="close", height=28)
        self.receipts = Outlined("Receipts", icon="file", height=28)
        self.send = Outlined("Send out returns", icon="send", height=28)
        self.merge = Outlined("Merge", primary=True, height=28)
        self.setFixedHeight(theme.px(45))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), 0, theme.px(16) - RING, 0)
        row.setSpacing(theme.px(2))
        row.addWidget(self.title)
        row.addSpacing(theme.px(8))
        row.addWidget(self.sentence, 1)
        for button in (self.cancel, self.add, self.receipts, self.send, self.merge):
            row.addWidget(button)

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
