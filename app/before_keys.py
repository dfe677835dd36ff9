"""What an edit puts off is done before a key comes: what the key means may depend on it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow

_COMES = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}


class BeforeKeys(QObject):
    """Calls each of ``settles`` before a key press that the system sends reaches a window of ours."""

    def __init__(self, *settles: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._settles = settles
        qapp = QGuiApplication.instance()
        assert isinstance(qapp, QGuiApplication)
        qapp.focusWindowChanged.connect(self._focus_changed)
        self._focus_changed(QGuiApplication.focusWindow())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps nothing from anybody."""
        if event.type() in _COMES:
            for settle in self._settles:
                settle()
        return False

    def _focus_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
