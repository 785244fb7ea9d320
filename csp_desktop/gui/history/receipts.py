"""The receipts of what was merged into this copy: read again, copied, and saved as a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from csp_desktop.errors import CspError
from csp_desktop.gui.session.messages import Notice
from csp_desktop.gui.session.plan_session import PlanState
from csp_desktop.gui.theme import theme as themes
from csp_desktop.gui.widgets.boxes import column, row
from csp_desktop.gui.widgets.buttons import Outlined
from csp_desktop.gui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from csp_desktop.operations.receiving.receipts import ReceiptAgain
    from csp_desktop.operations.session.open_plan import OpenPlan

NONE = "No receipt was kept in this copy yet: one is with each file that is merged."
_WIDE, _HIGH, _LIST = 720, 460, 240


def show_receipts(state: PlanState, parent: QWidget, operation: str = "") -> None:
    """Open the receipts, at those of one merge where its `operation` is named."""

    def work(plan: OpenPlan) -> list[ReceiptAgain]:
        from csp_desktop.operations.receiving.receipts import listed

        return listed(plan)

    def arrived(every: list[ReceiptAgain]) -> None:
        if every:
            Receipts(state, every, operation, parent).open()
        else:
            state.noticed.emit(Notice(NONE))

    if state.is_open:
        state.ask(work, arrived, "The receipts could not be read")


class Receipts(FormDialog):
    """A list of receipts beside the text of the one that is chosen."""

    def __init__(
        self, state: PlanState, every: Sequence[ReceiptAgain], operation: str, parent: QWidget
    ) -> None:
        super().__init__("Receipts", "Close", parent)
        theme = themes.current()
        self._state, self._every = state, list(every)
        self.list = QListWidget()
        self.list.setAccessibleName("Receipts, those of the last merge first")
        self.list.setFixedWidth(theme.px(_LIST))
        for each in self._every:
            self.list.addItem(f"{each.receipt.file}\n{(each.at or '')[:16].replace('T', ' ')}")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The receipt")
        self.copy = Outlined("Copy", icon="copy")
        self.save = Outlined("Save as a page…", icon="save")
        self.shut = self.yes
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._ask_where)
        self.shut.clicked.connect(self.accept)
        self.list.currentRowChanged.connect(self._show)
        self._lay_out()
        of_merge = (n for n, each in enumerate(self._every) if each.operation == operation)
        self.list.setCurrentRow(next(of_merge, 0))
        self.list.setFocus()

    def _lay_out(self) -> None:
        theme = themes.current()
        column(
            self.title_words,
            (row(self.list, (self.text, 1), spacing=12), 1),
            row(self.copy, self.save, ..., self.shut, spacing=6),
            margins=20, spacing=12, ring=True, over=self,
        )  # fmt: skip
        self.resize(theme.px(_WIDE), theme.px(_HIGH))

    def _chosen(self) -> ReceiptAgain | None:
        row = self.list.currentRow()
        return self._every[row] if 0 <= row < len(self._every) else None

    def _show(self, _row: int) -> None:
        chosen = self._chosen()
        self.text.setPlainText(chosen.text if chosen else "")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _ask_where(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        name = f"{Path(chosen.receipt.file).stem} receipt.html"
        dialog = QFileDialog(self, "Save the receipt", name, "Pages (*.html);;Text (*.txt)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Save the chosen receipt as a page or as text, by the ending of `path`."""
        from csp_desktop.operations.receiving.receipts import write

        chosen = self._chosen()
        if chosen is None:
            return
        try:
            write(chosen.receipt, path)
        except CspError as error:
            self._state.noticed.emit(Notice(str(error), "error"))
