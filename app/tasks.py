"""Background work, and the only file that makes threads: serial lanes whose results come back to the GUI thread.

A lane runs one job at a time in order. A job with a key replaces a waiting job of the same key, so that a scrub
never queues behind itself. A job belongs to a generation; ``Lane.forget`` begins a new one and drops what is late.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from models.errors import KnownError

Result = TypeVar("Result")

# A lane that computes gives the interpreter away as often; by default the GUI thread would wait 5 ms each time.
_SWITCH_S = 0.0005
_CLOSING_S = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    key: str | None
    generation: int
    function: Callable[[], Any]
    on_result: Callable[[Any], None]
    on_error: Callable[[Exception], None] | None
    on_known: Callable[[KnownError], object] | None


class Lane(QObject):
    """One thread. ``submit`` and all callbacks belong to the GUI thread."""

    _finished = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_SWITCH_S)
        self.name = name
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._generation = 0
        self._running = 0
        self._closed = self._held = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether a job waits or runs, or a result is on its way."""
        return self._running > 0

    def submit(
        self,
        function: Callable[[], Result],
        on_result: Callable[[Result], None],
        *,
        on_error: Callable[[Exception], None] | None = None,
        on_known: Callable[[KnownError], object] | None = None,
        key: str | None = None,
        urgent: bool = False,
    ) -> None:
        """Run ``function`` on the lane and hand its result to ``on_result`` on the GUI thread.

        A known error goes to ``on_known``, any other and what is left to ``on_error``; without one it is raised on
        the GUI thread, where the last resort reports it. ``urgent`` jobs overtake those that wait.
        """
        job = _Job(key, self._generation, function, on_result, on_error, on_known)
        with self._wake:
            if key is not None:
                waiting = len(self._jobs)
                self._jobs = deque(other for other in self._jobs if other.key != key)
                self._running -= waiting - len(self._jobs)
            if urgent:
                self._jobs.appendleft(job)
            else:
                self._jobs.append(job)
            self._running += 1
            self._wake.notify()

    def hold(self, on: bool) -> None:
        """Begin nothing that waits, or go on; what runs is finished."""
        with self._wake:
            self._held = on
            self._wake.notify()

    def forget(self) -> None:
        """Drop what waits, and the results of what is running."""
        with self._wake:
            self._running -= len(self._jobs)
            self._jobs.clear()
            self._generation += 1

    def stop(self) -> None:
        """Begin nothing more; nothing is delivered any more."""
        self.forget()
        with self._wake:
            self._closed = True
            self._wake.notify()

    def close(self, *, timeout_s: float = 5.0) -> None:
        """Stop after the running job, or leave it behind where it takes longer: a server may never answer."""
        self.stop()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            with self._wake:
                while (self._held or not self._jobs) and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                job = self._jobs.popleft()
            result: Any = None
            error: Exception | None = None
            try:
                result = job.function()
            except Exception as raised:
                error = raised
            if not self._closed:
                self._finished.emit(job, result, error)

    @Slot(object, object, object)
    def _deliver(self, job: _Job, result: Any, error: Exception | None) -> None:
        self._running -= 1
        if job.generation != self._generation or self._closed:
            return
        if error is None:
            job.on_result(result)
        elif job.on_known is not None and isinstance(error, KnownError):
            job.on_known(error)
        elif job.on_error is not None:
            job.on_error(error)
        else:
            raise error


class Tasks(QObject):
    """All lanes of a window by name; made when first asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, Lane] = {}
        self._held: frozenset[str] = frozenset()

    def lane(self, name: str) -> Lane:
        """The lane of that name."""
        if name not in self._lanes:
            self._lanes[name] = Lane(name, self)
            self._lanes[name].hold(name in self._held)
        return self._lanes[name]

    def hold_back(self, names: frozenset[str]) -> None:
        """Let only these lanes begin nothing, be they there already or not; none lets all go on."""
        self._held = names
        for name, lane in self._lanes.items():
            lane.hold(name in names)

    def close_lane(self, name: str) -> None:
        """Stop one lane."""
        lane = self._lanes.pop(name, None)
        if lane is not None:
            lane.close()
            lane.deleteLater()

    def leave_lane(self, name: str) -> None:
        """Hear nothing more of a lane, without a wait; another of that name begins at once."""
        lane = self._lanes.pop(name, None)
        if lane is not None:
            lane.stop()
            lane.deleteLater()

    def close(self) -> None:
        """Stop all lanes, which share the time that is waited for them."""
        for lane in self._lanes.values():
            lane.stop()
        until_s = time.monotonic() + _CLOSING_S
        for lane in self._lanes.values():
            lane.close(timeout_s=max(0.05, until_s - time.monotonic()))
            lane.deleteLater()
        self._lanes.clear()

    @property
    def busy(self) -> bool:
        """Whether any lane has work."""
        return any(lane.busy for lane in self._lanes.values())


def loop_runs() -> bool:
    """Whether an event loop of this thread runs: not before the program's begins, and not after it ended."""
    return QThread.currentThread().loopLevel() > 0
