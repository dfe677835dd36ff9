"""Opening an episode.

``open``: streams, counts, first and last stamps, in a process that has opened one of its kind before. Goal: within 3
times what the mcap library takes for the summary.
``stamps``: all stamps of all streams on first use. Goal: within 3 times a plain numpy read of the message indexes.
``describe``: all that the window asks before the first picture: streams, stamps, shapes and channels, for which the
first message of each stream is decoded. Goal: no slower than reading the file once through.
``2 GB``: the same of a recording of ten minutes; opening it takes at most a fiftieth of reading it through.
LeRobot: the same against reading the episode's table and opening its videos with the format's own libraries. Goal:
at most 1.5 times that, since we also find the episode, compare the files' counts and name the channels.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import av
import numpy as np
import pyarrow.parquet as pq
from mcap.reader import make_reader
from mcap.summary import Summary

from models.readers import Episode, open_episode
from tests.benchmarks import large
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.data import DEMO, SHARED

_RECORD_HEAD = 9 + 2 + 4
_THROUGH_EVERY = 3
_ONCE = 10**9
_LEROBOT = {"LeRobot v2.1": SHARED / "lerobot" / "g1_v21", "LeRobot v3.0": SHARED / "lerobot" / "g1_v30"}
_FILES = {"demo": DEMO / "pick_can_success.mcap", "ep_101": SHARED / "sim" / "ep_101.mcap"}


def _open(path: Path, _number: int) -> None:
    with open_episode(path) as episode:
        assert episode.summary.streams


def _describe(path: Path, _number: int, episode_id: str | None = None) -> None:
    with open_episode(path, episode_id) as episode:
        for stream in episode.streams.values():
            stream.describe()
            stream.stamps()


def read_through(path: Path, _number: int = 0) -> None:
    with path.open("rb") as file:
        for _ in make_reader(file).iter_messages():
            pass


def summary_of(path: Path, _number: int = 0) -> Summary:
    with path.open("rb") as file:
        summary = make_reader(file).get_summary()
    assert summary is not None
    return summary


Where = Callable[[Stage], Path]


@contextmanager
def _opening(where: Where, stage: Stage, *, through_every: int = _THROUGH_EVERY) -> Iterator[Contest]:
    path = where(stage)
    yield Contest(
        Side(partial(_open, path)),
        Side(partial(read_through, path), every=through_every),
        Side(partial(summary_of, path)),
    )


@contextmanager
def _describing(path: Path, _stage: Stage) -> Iterator[Contest]:
    yield Contest(
        Side(partial(_describe, path)),
        Side(partial(read_through, path), every=_THROUGH_EVERY),
        Side(partial(summary_of, path)),
    )


class _FreshStamps:
    """All stamps of an episode that was just opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._episode: Episode | None = None

    def open(self, _number: int) -> None:
        self.close()
        self._episode = open_episode(self._path)

    def read(self, _number: int) -> None:
        assert self._episode is not None
        for stream in self._episode.streams.values():
            stream.stamps()

    def close(self) -> None:
        if self._episode is not None:
            self._episode.close()


def _message_indexes(path: Path, summary: Summary, _number: int) -> dict[int, np.ndarray]:
    """Stamps by channel, straight from where the summary says."""
    found: dict[int, list[np.ndarray]] = {}
    with path.open("rb") as file:
        for chunk in summary.chunk_indexes:
            begin = chunk.chunk_start_offset + chunk.chunk_length
            file.seek(begin)
            data = file.read(chunk.message_index_length)
            for channel, offset in chunk.message_index_offsets.items():
                length = int.from_bytes(data[offset - begin + 1 : offset - begin + 9], "little") - 6
                at = offset - begin + _RECORD_HEAD
                found.setdefault(channel, []).append(np.frombuffer(data[at : at + length], "<i8")[::2])
    return {channel: np.concatenate(parts) for channel, parts in found.items()}


@contextmanager
def _stamps(where: Where, stage: Stage) -> Iterator[Contest]:
    path = where(stage)
    ours = _FreshStamps(path)
    summary = summary_of(path)
    yield Contest(Side(ours.read, before=ours.open), limit=Side(partial(_message_indexes, path, summary)))
    ours.close()


def _libraries(root: Path, _number: int) -> None:
    """The first table, and the first file of each camera."""
    pq.read_table(sorted(root.glob("data/**/*.parquet"))[0])
    cameras = {path.parent: path for path in sorted(root.glob("videos/**/*.mp4"), reverse=True)}
    for path in cameras.values():
        av.open(str(path)).close()


@contextmanager
def _lerobot(root: Path, _stage: Stage) -> Iterator[Contest]:
    with_id = partial(_describe, root, episode_id=_first_id(root))
    yield Contest(Side(with_id), Side(partial(_libraries, root)))


def _first_id(root: Path) -> str:
    from models.readers import open_recording

    return open_recording(root).episode_ids[0]


def _mcap_measures(name: str, path: Path) -> Iterator[Measure]:
    through = "mcap, read through"
    yield Measure(
        f"open {name}",
        "ratio_to_limit <= 3",
        timed(partial(_opening, lambda _: path)),
        peer=through,
        available=path.exists,
    )
    yield Measure(
        f"stamps {name}",
        "ratio_to_limit <= 3",
        timed(partial(_stamps, lambda _: path)),
        available=path.exists,
    )
    yield Measure(
        f"describe {name}",
        "ratio_to_peer <= 1",
        timed(partial(_describing, path)),
        peer=through,
        available=path.exists,
    )


def _large(stage: Stage) -> Path:
    return large.recording(stage.work)


MEASURES = (
    Measure(
        "open 2 GB",
        "ratio_to_limit <= 3 and ratio_to_peer <= 0.02",
        timed(partial(_opening, _large, through_every=_ONCE)),
        peer="mcap, read through",
    ),
    Measure("stamps 2 GB", "ratio_to_limit <= 3", timed(partial(_stamps, _large))),
    *(measure for name, path in _FILES.items() for measure in _mcap_measures(name, path)),
    *(
        Measure(
            f"describe {name}",
            "ratio_to_peer <= 1.5",
            timed(partial(_lerobot, root)),
            peer="pyarrow + PyAV",
            available=root.exists,
        )
        for name, root in _LEROBOT.items()
    ),
)
