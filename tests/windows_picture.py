"""Open the window on a plan, save a picture of it, and close: run by the Python of a bundle."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont

from csp_desktop import app
from csp_desktop.gui.session.user_settings import User
from csp_desktop.gui.theme import theme


def main(plan: Path, picture: str) -> int:
    """Save the window's picture once the plan is open; 1 if that takes a minute."""
    application = app.make_application()
    # The same letters on each system, so that two pictures can be compared.
    assert theme._load_fonts()
    font = QFont("Inter")
    font.setPixelSize(13)
    theme._system_font = lambda _application: font
    window = app.make_window(application, User(author="Ann"))
    window.ended.connect(application.quit)

    def size() -> None:
        window.resize(1280, 720)
        QTimer.singleShot(2_000, save)

    def save() -> None:
        window.grab().save(picture)
        window.close()

    window.state.opened.connect(lambda: QTimer.singleShot(1_000, size))
    QTimer.singleShot(60_000, lambda: application.exit(1))
    app.open_first(window, plan)
    app.show_soon(window)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
