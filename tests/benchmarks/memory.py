"""Memory of the window, in a process of its own.

``peak``: on a recording twice as large as the byte budget, opened, scrubbed with rests, and played. Goal: at most the
budget and 300 MB, which is what Python, the toolkit and the libraries take. The limit is that sum.

``30-minute episode``: three cameras, depth, lidar and 60 joints at 500 Hz, 6 GB, under the default budget; a hand
sweeps over it and jumps for five minutes. Goals: at most the budget and 400 MB, since stamps and outlines are those of
three times as much; and flat over the last minute, in which resident memory may grow by 16 MB. A reduced run has ten
minutes of recording and half a minute of scrubbing, of which the last fifth counts.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks import large
from tests.benchmarks.harness import Figures, Measure, Stage
from tests.support.data import ROOT

_MIB = 1 << 20
_SPARE_NBYTES, _LONG_SPARE_NBYTES = 300_000_000, 400_000_000
_SEEKS = 240
_LONG_S, _SCRUB_S, _LAST_S = 1800, 300, 60
_REDUCED_SCRUB_S, _REDUCED_LAST_S = 20, 4


def _peak(stage: Stage) -> Figures:
    path = large.recording(stage.work)
    mebibytes = path.stat().st_size // 2 // _MIB
    peak = _said_by("memory_child", path, mebibytes, _SEEKS)
    return Figures([int(peak) / 1e6], limit=[(mebibytes * _MIB + _SPARE_NBYTES) / 1e6], actions=_SEEKS)


def _long_peak(stage: Stage) -> Figures:
    found = _scrubbed(stage.work, stage.full)
    limit = (found["budget"] + _LONG_SPARE_NBYTES) / 1e6
    return Figures([found["peak"] / 1e6], limit=[limit], actions=found["moves"])


def _long_growth(stage: Stage) -> Figures:
    found = _scrubbed(stage.work, stage.full)
    return Figures([found["growth"] / 1e6], actions=found["moves"])


@cache
def _scrubbed(work: Path, full: bool) -> dict[str, Any]:
    path = large.recording(work, _LONG_S if full else large.WHOLE_S)
    times = (_SCRUB_S, _LAST_S) if full else (_REDUCED_SCRUB_S, _REDUCED_LAST_S)
    found: dict[str, Any] = json.loads(_said_by("scrub_child", path, *times))
    return found


def _said_by(child: str, *arguments: object) -> str:
    """The last line of a child's output."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{child}", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the window did not get through: {done.stderr[-2000:]}")
    return done.stdout.splitlines()[-1]


_LONG = "memory, 30-minute episode (reduced: 10)"
MEASURES = (
    Measure("peak memory, 2 GB scrubbed", "ratio_to_limit <= 1", _peak, unit="MB"),
    Measure(f"{_LONG}, after 5 minutes of scrubbing", "ratio_to_limit <= 1", _long_peak, unit="MB"),
    Measure(f"{_LONG}, growth over the last minute", "median <= 16", _long_growth, unit="MB"),
)
"""The budget of the first: half the size of the recording, a little under 1 GB."""
