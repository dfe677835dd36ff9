"""Peak memory of the window on a recording twice as large as the byte budget.

Opened, scrubbed with rests, and played, in a process of its own. Goal: at most the budget and 300 MB, which is what
Python, the toolkit and the libraries take. The limit is that sum.
"""

import subprocess
import sys

from tests.benchmarks import large
from tests.benchmarks.harness import Figures, Measure, Stage
from tests.support.data import ROOT

_MIB = 1 << 20
_SPARE_NBYTES = 300_000_000
_SEEKS = 240


def _peak(stage: Stage) -> Figures:
    path = large.recording(stage.work)
    mebibytes = path.stat().st_size // 2 // _MIB
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.memory_child", str(path), str(mebibytes), str(_SEEKS)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the window did not get through: {done.stderr[-2000:]}")
    return Figures([int(done.stdout) / 1e6], limit=[(mebibytes * _MIB + _SPARE_NBYTES) / 1e6])


MEASURES = (Measure("peak memory, 2 GB scrubbed", "ratio_to_limit <= 1", _peak, unit="MB"),)
"""Budget: half the size of the recording, a little under 1 GB."""
