"""What is said to somebody who closes the window while work waits: it goes by itself and asks nothing."""

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from widgets.labels import Icon, Label

SHOWN_MS = 3500


class Farewell(QFrame):
    """A sentence in the middle of where the window was; a click or a few seconds take it away.

    It takes no focus. The program ends with it where it is the last window.
    """

    def __init__(self, words: str) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.WindowStaysOnTopHint)
        self.setProperty("role", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
        self.setAccessibleName(words)
        self.words = Label(words, px=13)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 20, 14)
        row.setSpacing(10)
        row.addWidget(Icon("hard-drive", ink="mid", size=16))
        row.addWidget(self.words)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.close)

    def show_over(self, place: QRect) -> None:
        """In the middle of ``place``, in screen coordinates; drawn at once, since its caller is busy closing."""
        self.adjustSize()
        corner = place.center() - self.rect().center()
        self.move(corner)
        self.show()
        self.repaint()
        self._timer.start()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Read."""
        self.close()
