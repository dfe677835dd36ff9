"""Moments between two keys: what nobody waits for is done then, so that it shares no turn with a key."""

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from app.turns import Turns
from app.watching import Watching

REST_MS = 40
MOST_MS = 1000
_HAND = {QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}


class Lull(Watching):
    """``came()`` whenever keys, buttons and wheel have rested for ``REST_MS``.

    What is asked for meanwhile waits for that, though no longer than ``MOST_MS``.
    """

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[Hashable, Callable[[], None]] = {}
        self._turns = Turns(self, after_paint=True)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._came)
        self._most = QTimer(self, singleShot=True, interval=MOST_MS)
        self._most.timeout.connect(self._do)

    def later(self, key: Hashable, job: Callable[[], None]) -> None:
        """Do it in a turn of its own that no key has; a newer job of the same key takes the place of one that waits."""
        self._turns.later(key, partial(self._unless_busy, key, job))

    def drop(self, key: Hashable) -> None:
        """It is not needed any more."""
        self._turns.drop(key)
        self._jobs.pop(key, None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps nothing from anybody."""
        if event.type() in _HAND:
            self._rest.start()
        return False

    def close(self) -> None:
        """Nothing more is done."""
        self._turns.clear()
        self._jobs.clear()
        for timer in (self._rest, self._most):
            timer.stop()

    def _unless_busy(self, key: Hashable, job: Callable[[], None]) -> None:
        if not self._rest.isActive():
            job()
            return
        self._jobs[key] = job
        if not self._most.isActive():
            self._most.start()

    def _came(self) -> None:
        self._do()
        self.came.emit()

    def _do(self) -> None:
        self._most.stop()
        jobs, self._jobs = self._jobs, {}
        for key, job in jobs.items():
            self._turns.later(key, job)
