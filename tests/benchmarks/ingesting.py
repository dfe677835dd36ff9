"""Ingest of a day's episodes: milliseconds of one core for each, which is what the machine is not free for.

``look``: index, record and preview of a 4.5 MB recording that was never seen. The limit is reading the summary with
the mcap library and the file once through, since torques lie in all its chunks. Goal: at most half of that.
``again``: an episode that is known and has not changed. Goal: at most 5 times reading its summary: its fingerprint.
``whole day``: the command itself with a process a core, from its start to its end, for each episode and core. Goal:
15,000 episodes in less than half of the cores' day, that is 5.76 s a core each; the figure tells how much less.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import cpu_count, environ
from pathlib import Path

from models.ingest import find_recordings, jobs_for, look
from models.ingest.look import Found
from tests.benchmarks.harness import MS_PER_S, Contest, Figures, Measure, Side, Stage, timed
from tests.benchmarks.opening import read_through, summary_of
from tests.support.data import ROOT
from tests.support.day import make_day

_FEW, _MANY, _FULL = 40, 200, 2_000
_DAY, _SECONDS_A_DAY = 15_000, 86_400
_THROUGH_EVERY = 3


def _day(stage: Stage, count: int) -> Path:
    return make_day(stage.work / f"day-{count}", count)


@contextmanager
def _looking(stage: Stage) -> Iterator[Contest]:
    paths = find_recordings(_day(stage, _FEW))
    jobs = jobs_for(paths, (), previews=True)

    def both(number: int) -> None:
        summary_of(paths[number % _FEW])
        read_through(paths[number % _FEW])

    yield Contest(Side(lambda number: look(jobs[number % _FEW])), limit=Side(both, every=_THROUGH_EVERY))


@contextmanager
def _looking_again(stage: Stage) -> Iterator[Contest]:
    paths = find_recordings(_day(stage, _FEW))
    found = [each for job in jobs_for(paths, ()) for each in look(job).found]
    jobs = jobs_for(paths, [each.record for each in found if isinstance(each, Found)], previews=True)
    yield Contest(
        Side(lambda number: look(jobs[number % _FEW])),
        limit=Side(lambda number: summary_of(paths[number % _FEW])),
    )


def _whole_day(stage: Stage) -> Figures:
    """Of as many as there is time for; what starting costs is in it."""
    count = _FULL if stage.full else _MANY
    day, cores = _day(stage, count), cpu_count() or 1
    with tempfile.TemporaryDirectory() as data_dir:
        begun_s = time.perf_counter()
        subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "ingest", str(day), "--user", "ann"],
            env={**environ, "RUSHES_DATA_DIR": data_dir},
            check=True,
            capture_output=True,
        )
        took_ms = (time.perf_counter() - begun_s) * MS_PER_S
    allowed_ms = _SECONDS_A_DAY * MS_PER_S * cores / _DAY / 2
    return Figures([took_ms * cores / count], limit=[allowed_ms], actions=count)


MEASURES = (
    Measure("ingest, look and preview", "ratio_to_limit <= 1", timed(_looking)),
    Measure("ingest, again", "ratio_to_limit <= 5", timed(_looking_again)),
    Measure("ingest, whole day a core", "ratio_to_limit <= 0.1", _whole_day),
)
