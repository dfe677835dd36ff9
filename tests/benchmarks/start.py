"""From the start of the process to a window that can be used: the list of episodes painted and a key of it answered.

The second row waits until a key of another part, the transport, is answered, too. The limit is a process that imports
PySide6 and paints an empty QMainWindow. Goal: within 2.5 times that. Each process says itself when it got there;
Python's byte code and the files are in the caches of the system, as on a second start.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.ingest import find_recordings, ingest
from models.review import Role
from models.storage.label_store import LabelStore
from tests.benchmarks.harness import MS_PER_S, Figures, Measure, Stage
from tests.support.catalogs import NOW_NS
from tests.support.data import DEMO, ROOT

_SLOWER = 5
"""Seconds each: a fifth as many as of everything else, except in a full run."""


def start_ms(*arguments: str) -> float:
    """One start of ``window_child``."""
    begun_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.window_child", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the window did not come: {done.stderr[-2000:]}")
    return (float(done.stdout) - begun_s) * MS_PER_S


@contextmanager
def profile_with_episodes() -> Iterator[Path]:
    """A data directory of somebody who has the demo episodes on the list."""
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as directory:
        records = [step.record for step in ingest(find_recordings(DEMO), ()) if step.record is not None]
        where = Path(directory) / "profiles" / "ann"
        with LabelStore.open(where, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
            store.put_episodes(records)
        yield Path(directory)


def _start(until: str) -> Callable[[Stage], Figures]:
    def take(stage: Stage) -> Figures:
        figures = Figures()
        with profile_with_episodes() as directory:
            start_ms("empty"), start_ms(until, str(directory))
            for _ in range(stage.repetitions if stage.full else stage.repetitions // _SLOWER):
                figures.limit.append(start_ms("empty"))
                figures.ours.append(start_ms(until, str(directory)))
        return figures

    return take


MEASURES = (
    Measure("start to usable window", "ratio_to_limit <= 2.5", _start("list")),
    Measure("start to every key", "ratio_to_limit <= 10", _start("whole")),
)
