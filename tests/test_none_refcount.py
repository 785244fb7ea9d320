"""Guards against Qt bindings that lose a reference to None at each call that returns nothing.

The program would die after some hours of painting, with 'deallocating None'. From Python 3.12
None cannot be deallocated, and its count stands still.
"""

import sys

from PySide6.QtGui import QColor, QImage, QPainter

CALLS = 300
SLACK = 20


def test_painting_takes_no_reference_from_none() -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for turn in range(CALLS):
        painter.save()
        painter.setPen(QColor(turn % 256, 0, 0))
        painter.drawLine(0, 0, turn % 64, 63)
        painter.drawRect(1, 1, 5, 5)
        painter.fillRect(8, 8, 4, 4, QColor("red"))
        painter.restore()
    after = sys.getrefcount(None)
    painter.end()
    assert before - after < SLACK
