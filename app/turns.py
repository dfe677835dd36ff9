"""Shares the work of the GUI thread among turns of the event loop, so that pictures never keep the hand waiting."""

import time
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

MOST_MS = 2.0


class Turns(QObject):
    """Does jobs in the order in which they were first asked for, at least one a turn and no more once ``MOST_MS`` are
    spent; a newer one of the same key takes the place of the one that waits.

    All views drawn in one turn would take longer than the time between two moves of a hand. With ``after_paint`` what
    is being drawn anyway comes first, there is one job a turn, and what it gives to draw has that turn with it.
    """

    def __init__(self, parent: QObject | None = None, *, after_paint: bool = False) -> None:
        super().__init__(parent)
        self._jobs: dict[Hashable, Callable[[], None]] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._turn)
        self._start, self._most_s = self._timer.start, MOST_MS / 1000
        if after_paint:
            self._most_s = 0.0
            # Timers that are due fire in the turn that paints; one that is started by another fires in the next.
            painted = QTimer(self, singleShot=True, interval=1)
            painted.timeout.connect(self._timer.start)
            self._start = painted.start

    def later(self, key: Hashable, job: Callable[[], None]) -> None:
        """Do it in one of the next turns."""
        if not self._jobs:
            self._start()
        self._jobs[key] = job

    def drop(self, key: Hashable) -> None:
        """It was done already, or is not needed any more."""
        self._jobs.pop(key, None)

    def hasten(self, key: Hashable) -> None:
        """Do it now if it waits."""
        if (job := self._jobs.pop(key, None)) is not None:
            job()

    def clear(self) -> None:
        """Forget all that waits."""
        self._jobs.clear()

    def _turn(self) -> None:
        end_s = time.perf_counter() + self._most_s
        try:
            while self._jobs:
                self._jobs.pop(next(iter(self._jobs)))()
                if time.perf_counter() >= end_s:
                    break
        finally:
            if self._jobs:
                self._start()
