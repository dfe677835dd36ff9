"""From the wish to open an episode to the first full set of pictures on the screen, in the real window.

Every view shows the exact sample of the playhead, every plot curves of real samples over its whole visible range: that
is looked for in the pixels of the screen. Held against reading the file once through with the mcap library, and against
``rerun mcap convert`` of the same file, which is installed beside. Goals: ep_101 no slower than the first and four
times as fast as the second; a recording of ten minutes and 2 GB under a twentieth of the first.

An opening and the way back take seconds, so a reduced run has five of ep_101 and three of 2 GB; a full one 200 and 67.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks import large
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.benchmarks.opening import read_through
from tests.benchmarks.peers import RERUN, Asked, PeerMissingError, python_with
from tests.support.data import DEMO, SHARED

_OTHER = DEMO / "pick_can_success.mcap"
_EP_101 = SHARED / "sim" / "ep_101.mcap"
_SLOW, _ONCE = 3, 10**9
_REDUCED, _REDUCED_LARGE = 4, 8
_CONVERT_TIMEOUT_S = 300


def window(path: Path) -> Asked:
    """A window in another process that opens a recording whenever it is asked to."""
    return Asked(sys.executable, "-m", "tests.benchmarks.showing_child", str(path), str(_OTHER))


@contextmanager
def _showing(path: Path, peer: Side | None, every: int = 1) -> Iterator[Contest]:
    with window(path) as asked:
        yield Contest(Side(took_ms=asked.took_ms, every=every), peer)


@contextmanager
def _against_mcap(path: Path, stage: Stage) -> Iterator[Contest]:
    peer = Side(partial(read_through, path), every=_SLOW)
    with _showing(path, peer, stage.seldom(reduced=_REDUCED)) as contest:
        yield contest


@contextmanager
def _against_rerun(path: Path, stage: Stage) -> Iterator[Contest]:
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "out.rrd"
        peer = stage.optional("rerun", lambda: Side(_converting(path, target, stage), every=_SLOW))
        with _showing(path, peer, stage.seldom(reduced=_REDUCED)) as contest:
            yield contest


def _converting(path: Path, target: Path, stage: Stage) -> "partial[None]":
    rerun = python_with(RERUN, stage).parent / "rerun"
    if not rerun.exists():
        raise PeerMissingError("rerun-sdk brings no command")
    return partial(_convert, rerun, path, target)


def _convert(rerun: Path, path: Path, target: Path, _number: int) -> None:
    target.unlink(missing_ok=True)
    subprocess.run(
        [str(rerun), "mcap", "convert", str(path), "-o", str(target)],
        capture_output=True, timeout=_CONVERT_TIMEOUT_S, check=True,
    )  # fmt: skip


@contextmanager
def _large(stage: Stage) -> Iterator[Contest]:
    path = large.recording(stage.work)
    every = stage.seldom(reduced=_REDUCED_LARGE, full=_SLOW)
    with _showing(path, Side(partial(read_through, path), every=_ONCE), every) as contest:
        yield contest


MEASURES = (
    Measure(
        "first full set of pictures, ep_101",
        "ratio_to_peer <= 1",
        timed(partial(_against_mcap, _EP_101)),
        peer="mcap, read through",
        available=_EP_101.exists,
    ),
    Measure(
        "first full set of pictures, ep_101, rerun",
        "ratio_to_peer <= 0.25",
        timed(partial(_against_rerun, _EP_101)),
        peer="rerun mcap convert",
        available=_EP_101.exists,
    ),
    Measure(
        "first full set of pictures, 2 GB",
        "ratio_to_peer <= 0.05",
        timed(_large),
        peer="mcap, read through",
    ),
)
