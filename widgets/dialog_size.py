"""How large a dialog opens: as large as it likes, and never beyond the screen."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 48)
"""What a system puts around a window, in logical pixels."""


def open_within_screen(dialog: QWidget, width: int, height: int) -> None:
    """Give ``dialog`` that size, or what the screen of its window has left."""
    beside = dialog.parentWidget() or dialog
    dialog.resize(QSize(width, height).boundedTo(beside.screen().availableSize() - _FRAME))
