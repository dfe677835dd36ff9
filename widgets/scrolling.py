"""Panels that scroll up and down only: their contents take the width that there is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Column(QWidget):
    """Never wider than its scroll area; put a layout into it."""

    def minimumSizeHint(self) -> QSize:
        """Any width, all of the height."""
        return QSize(0, super().minimumSizeHint().height())


def scrolling(column: QWidget) -> QScrollArea:
    """A frameless scroll area around ``column``."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(column)
    return area
