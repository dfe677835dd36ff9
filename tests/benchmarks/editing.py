"""Every kind of edit by key in the real window, on two hours with 2,000 phases.

Nobody is compared with: the goal is that the window never stands still for longer than a frame of a 60 Hz screen. A
pause is a turn of the event loop in processor time of the window's thread, so that a busy machine does not lengthen
it; one row says how long turns took by the clock.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Figures, Measure, Stage
from tests.benchmarks.long_take import long_take
from tests.support.data import ROOT

FRAME_MS = 16.0
_ROUNDS, _FULL_ROUNDS = 3, 40
_TIMEOUT_S = 1800
_ALL = ("proposals arrive", "accept all", "undo of all", "redo of all")
_LOOKED = ("zoom", "jump", "play")
EDITS = (
    "cut",
    "nudge",
    "undo",
    "redo",
    "split",
    "merge",
    "delete",
    "mark",
    "grade",
    "grade of a phase",
    "remark",
    "accept one",
)


def _take(kinds: Sequence[str], stage: Stage) -> Figures:
    """The longest pause of each kind against a frame, and which kind that is."""
    found = _measured(long_take(stage.work), stage.full)["turns_ms"]
    longest_ms = {kind: max(found[kind]) for kind in kinds}
    worst = max(longest_ms, key=longest_ms.__getitem__)
    stage.say(f"  the longest pause is {longest_ms[worst]:.1f} ms, of: {worst}")
    return Figures([longest_ms[worst] / FRAME_MS], actions=sum(len(found[kind]) for kind in kinds))


def _turns(stage: Stage) -> Figures:
    """All turns of all edits, so that the 95th percentile says what is usual."""
    found = _measured(long_take(stage.work), stage.full)["turns_ms"]
    return Figures([ms / FRAME_MS for kind in EDITS for ms in _busy(found[kind])])


def _by_the_clock(stage: Stage) -> Figures:
    """The same as a person waits for them: with the disk, and with the lanes that sync and read meanwhile."""
    found = _measured(long_take(stage.work), stage.full)["wall_ms"]
    return Figures([ms / FRAME_MS for kind in EDITS for ms in _busy(found[kind])])


def _busy(turns_ms: Sequence[float]) -> list[float]:
    """Without those in which nothing was left to do."""
    return [ms for ms in turns_ms if ms > 1.0] or [0.0]


@cache
def _measured(path: Path, full: bool) -> dict[str, Any]:
    rounds = _FULL_ROUNDS if full else _ROUNDS
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.editing_child", str(path), str(rounds)],
        cwd=ROOT, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the window did not get through: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _row(name: str, kinds: Sequence[str]) -> Measure:
    return Measure(f"{name} / 16 ms", "median <= 1", partial(_take, kinds), unit="of a frame")


MEASURES = (
    _row("longest pause of an edit at 2,000 phases", EDITS),
    Measure("turns of an edit at 2,000 phases / 16 ms", "p95 <= 1", _turns, unit="of a frame"),
    Measure(
        "turns of an edit at 2,000 phases by the clock / 16 ms", "p95 <= 1", _by_the_clock, unit="of a frame"
    ),
    _row("longest pause of 2,000 proposals at once", _ALL),
    _row("longest pause of looking around at 2,000 phases", _LOOKED),
)
