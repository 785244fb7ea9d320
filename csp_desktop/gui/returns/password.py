"""The question for the password of a protected workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from csp_desktop.gui.widgets.form_dialog import Question

if TYPE_CHECKING:
    from csp_desktop.gui.returns.batch import Batch


class PasswordQuestion(Question):
    """Asks for the password of a protected workbook, until it is the right one.

    `given` brings each one that is tried; `hear` takes how that ended.
    """

    given = Signal(str)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(
            "Password?",
            f"{path.name} is protected by a password. It is used to read the file and kept "
            "nowhere.",
            "Read it",
            parent,
        )
        self._path = path
        self.text = self.line("Password")
        self.text.setEchoMode(QLineEdit.EchoMode.Password)
        self.text.setFocus()

    def why_not(self) -> str:
        return "" if self.text.text() else "Type the password that came with the workbook."

    def _say_yes(self) -> None:
        if not self.yes.isEnabled():
            return
        reason = self.why_not()
        self.why.setText(reason or "Reading…")
        if not reason:
            self.yes.setEnabled(False)
            self.given.emit(self.text.text())

    def hear(self, path: Path, why_not: str) -> None:
        """Close, where the file was read; else say why it was not, and let another be typed."""
        if path != self._path:
            return
        if not why_not:
            self.accept()
            return
        self.why.setText(why_not)
        self.yes.setEnabled(True)
        self.text.selectAll()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_password(batch: Batch, path: Path, over: QWidget) -> None:
    """Ask for the password of a file of the batch, over the window, and try what is given."""
    question = PasswordQuestion(path, over)
    question.given.connect(lambda text: batch.give_password(path, text))
    batch.tried.connect(question.hear)
    question.open()
