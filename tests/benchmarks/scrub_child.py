"""The window under its default budget on a recording, scrubbed for a while. Prints what memory did as JSON.

``python -m tests.benchmarks.scrub_child PATH SECONDS LAST_S``. By turns a hand sweeps over the whole recording and
rests, and jumps to places that are far from each other; while the process is held, no time is counted. Resident memory
is sampled meanwhile; ``growth`` is by how much a line through the samples of the last ``LAST_S`` rises, which one
sample that is high by chance does not tell.
"""

import json
import random
import resource
import sys
import tempfile
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from models.playback.budget import DEFAULT_NBYTES, MIB
from tests.benchmarks.memory_child import until, window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.application import Application

_PATIENCE_S = 600.0
_EVENT_S = 1 / 60
_SAMPLE_S = 0.1
_SWEEP_S = 4.0
_JUMPS = 12
_MOST_S = 0.5
"""What one move counts for at most: a process that is held does not scrub."""


def main(path: Path, seconds: float, last_s: float) -> dict[str, Any]:
    """Bytes: the budget, the most that was ever resident, by how much it grew at the end."""
    with tempfile.TemporaryDirectory() as directory:
        mebibytes = DEFAULT_NBYTES // MIB
        with window(Path(directory), path, mebibytes, patience_s=_PATIENCE_S) as (qapp, app):
            hand = Hand(qapp, app)
            hand.scrub(seconds)
    return {
        "budget": DEFAULT_NBYTES,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "growth": growth_nbytes(hand.times_s, hand.resident, last_s),
        "moves": hand.moves,
    }


def growth_nbytes(times_s: "array[float]", resident: "array[int]", last_s: float) -> float:
    """How much a straight line through the samples of the last seconds rises over them."""
    import numpy as np

    at_s, nbytes = np.asarray(times_s), np.asarray(resident, float)
    last = at_s >= at_s[-1] - last_s
    return float(np.polyfit(at_s[last], nbytes[last], 1)[0] * last_s)


class Hand:
    """Moves the playhead as the timeline's scrub does, and looks at the memory of this process meanwhile."""

    def __init__(self, qapp: "QApplication", app: "Application") -> None:
        self.times_s, self.resident = array("d"), array("q")
        self.moves = 0
        self._qapp, self._player = qapp, app.services.player
        self._whole = self._player.clock.range
        self._chance = random.Random(3)
        self._process = psutil.Process()
        self._spent_s = 0.0

    def scrub(self, seconds: float) -> None:
        """Sweeps and jumps for so long."""
        while self._spent_s < seconds:
            self._sweep(min(_SWEEP_S, seconds - self._spent_s))
            for _ in range(_JUMPS):
                if self._spent_s < seconds:
                    self._to(self._chance.random(), at_rest=True)

    def _sweep(self, seconds: float) -> None:
        """There and back, quick in the middle."""
        begun_s = self._spent_s
        while (share := (self._spent_s - begun_s) / max(seconds, _EVENT_S)) < 1:
            near = 1 - abs(1 - 2 * share)
            self._to(near**2 * (3 - 2 * near), at_rest=False)
        self._to(self._chance.random(), at_rest=True)

    def _to(self, place: float, *, at_rest: bool) -> None:
        """One move, and until the next may come: the picture, at rest."""
        self.moves += 1
        begun_s = time.monotonic()
        next_s = begun_s + _EVENT_S
        self._player.scrub(self._whole.start_ns + round(place * (self._whole.duration_ns - 1)), at_rest)
        until(self._qapp, lambda: time.monotonic() >= next_s and (self._player.is_settled or not at_rest))
        self._spent_s += min(time.monotonic() - begun_s, _MOST_S)
        self._look()

    def _look(self) -> None:
        if not self.times_s or self._spent_s - self.times_s[-1] >= _SAMPLE_S:
            self.times_s.append(self._spent_s)
            self.resident.append(self._process.memory_info().rss)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))), flush=True)
