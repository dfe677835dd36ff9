"""What the system sends to any window of ours, seen before the window gets it."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow


class Watching(QObject):
    """An event filter on every window that has had the focus; whoever watches writes ``eventFilter``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        qapp = QGuiApplication.instance()
        assert isinstance(qapp, QGuiApplication)
        qapp.focusWindowChanged.connect(self._focus_changed)
        self._focus_changed(QGuiApplication.focusWindow())

    def _focus_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
