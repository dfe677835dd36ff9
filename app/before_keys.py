"""What an edit puts off is done before a key comes: what the key means may depend on it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

from app.watching import Watching

_COMES = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}


class BeforeKeys(Watching):
    """Calls each of ``settles`` before a key press that the system sends reaches a window of ours."""

    def __init__(self, *settles: Callable[[], None], parent: QObject) -> None:
        self._settles = settles
        super().__init__(parent)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps nothing from anybody."""
        if event.type() in _COMES:
            for settle in self._settles:
                settle()
        return False
