"""Moments in which nobody waits for the window: then rubbish is collected, which takes it a tenth of a second."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

SECOND_MS = 1000
STILL_S = 4


class Calm(QObject):
    """Calls ``tidy`` once whenever what ``seen`` answers has stayed the same for ``STILL_S`` looks, one a second."""

    def __init__(
        self, *, seen: Callable[[], Hashable], tidy: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._seen, self._tidy = seen, tidy
        self._last: Hashable = None
        self._still_s = 0
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self.look)
        self._seconds.start()

    def look(self) -> None:
        """A second has gone."""
        seen = self._seen()
        self._still_s = self._still_s + 1 if seen == self._last else 0
        self._last = seen
        if self._still_s == STILL_S:
            self._tidy()

    def stop(self) -> None:
        """The window closes."""
        self._seconds.stop()
