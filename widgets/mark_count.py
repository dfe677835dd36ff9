"""How many episodes are marked for comparing, beside the title of the list."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.episode_row import COMPARED_ICON
from widgets.labels import Icon, Label
from widgets.theme import digits


class MarkCount(QWidget):
    """How many episodes are marked for comparing; nothing while none is."""

    def __init__(self) -> None:
        super().__init__()
        self.number = Label(role="mid")
        self.number.setFont(digits(12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(Icon(COMPARED_ICON, ink="accent", size=12))
        row.addWidget(self.number)
        self.hide()

    def show_count(self, count: int, words: str) -> None:
        """The number, and what it counts in words."""
        self.number.setText(str(count))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(count > 0)
