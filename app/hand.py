"""The hand on the playhead: whether it moves or rests, and for which streams an exact picture is too slow meanwhile."""

from PySide6.QtCore import QObject, QTimer, Signal

REST_MS = 60
PATIENCE_MS = 25.0
_NEWEST = 0.4


class Hand(QObject):
    """``rested`` when the hand has moved and then kept still for ``REST_MS``, or let go.

    A stream whose exact pictures took longer than ``PATIENCE_MS`` each is shown by its keyframes while the hand
    moves: a picture that comes too late to be seen is worse than its neighbour that is marked as such.
    """

    rested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._took_ms: dict[str, float] = {}
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.rested)

    @property
    def moves(self) -> bool:
        """Whether it is on its way."""
        return self._rest.isActive()

    def move(self) -> None:
        """It went on."""
        self._rest.start()

    def let_go(self) -> None:
        """It arrived; ``rested`` is left to the caller, who goes on at once."""
        self._rest.stop()

    def took(self, stream: str, ms: float) -> None:
        """An exact picture of ``stream`` was made in so many milliseconds."""
        before = self._took_ms.get(stream, ms)
        self._took_ms[stream] = before + _NEWEST * (ms - before)

    def previews(self, stream: str) -> bool:
        """Whether keyframes are to be shown for now."""
        return self.moves and self._took_ms.get(stream, 0.0) > PATIENCE_MS

    def forget(self) -> None:
        """Another episode."""
        self._rest.stop()
        self._took_ms.clear()
