"""The print dialog; what is printed is a pane as it is shown."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


@runtime_checkable
class Printing(Protocol):
    """A pane that can put what it shows on paper."""

    def print_to(self, device: QPagedPaintDevice) -> int:
        """Print what is shown; returns on how many pages."""


def ask_and_print(shown: Printing, title: str, parent: QWidget) -> QPrintDialog:
    """Open the print dialog, and print what `shown` shows when it is accepted."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: shown.print_to(printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)
    return dialog
