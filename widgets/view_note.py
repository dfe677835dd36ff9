"""What stands in a view that has nothing to draw: why, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.button import Button
from widgets.labels import Icon, Label
from widgets.theme import qcolour


class ViewNote(QWidget):
    """An icon of 16 px, a sentence, a second one, and at most one button."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._icon = Icon("circle-dashed", ink="low", size=16)
        self._sentence = Label(role="mid", weight=500, wrap=True)
        self._second = Label(role="meta", px=11, wrap=True)
        self._button = Button(height=24)
        self._button.clicked.connect(self.action_requested)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addStretch()
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in (self._sentence, self._second):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def set_words(
        self, *, icon_name: str, sentence: str, second: str = "", action: str = "", critical: bool = False
    ) -> None:
        """``action`` is the button's text, "" for none; ``critical`` draws the icon in that colour."""
        self._icon.set_icon(icon_name, "critical" if critical else "low")
        self._sentence.setText(sentence)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(sentence)

    def set_key(self, key: str) -> None:
        """The key-cap of the button, "" for none."""
        self._button.set_key(key)

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    @property
    def second(self) -> str:
        """The second sentence."""
        return self._second.text()

    @property
    def action(self) -> str:
        """What its button says, "" without one."""
        return "" if self._button.isHidden() else self._button.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of a view."""
        QPainter(self).fillRect(self.rect(), qcolour("view"))
