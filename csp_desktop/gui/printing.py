"""The print dialog; what is printed is the grid as it is shown."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from csp_desktop.gui.grid.view import StatusGrid


def ask_and_print(grid: StatusGrid, title: str, parent: QWidget) -> QPrintDialog:
    """Open the print dialog, and print what `grid` shows when it is accepted."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: grid.print_to(printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)
    return dialog
