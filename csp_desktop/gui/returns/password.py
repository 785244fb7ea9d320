"""The question for the password of a protected workbook."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from csp_desktop.gui.dialogs import Question


class PasswordQuestion(Question):
    """Asks for the password of a protected workbook."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(
            "Password?",
            f"{name} is protected by a password. It is used to read the file and kept nowhere.",
            "Read it",
            parent,
        )
        self.text = self.line("Password")
        self.text.setEchoMode(QLineEdit.EchoMode.Password)
        self.text.setFocus()
        self.accepted.connect(lambda: self.given.emit(self.text.text()))

    def why_not(self) -> str:
        return "" if self.text.text() else "Type the password that came with the workbook."
