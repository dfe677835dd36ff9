"""Joint states of a whole recording as one block of numbers.

Goals: 20 times faster than decoding message by message with rosbags, and within twice the time that decompressing
those chunks alone takes. Where pictures and clouds share the chunks, decompressing alone is more than a twentieth
of what rosbags takes; the last row has joints of 1 kHz in chunks of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import lz4.frame
import zstandard
from mcap.reader import make_reader
from rosbags.typesys import Stores, get_types_from_msg, get_typestore

from models.readers import Episode, open_episode
from models.streams import SignalStream
from tests.benchmarks import large
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.data import DEMO

_PATH = DEMO / "pick_can_success.mcap"
_TOPIC = large.JOINT_TOPIC
_PEER_EVERY = 3
_MINUTE_S = 60


class _Ours:
    """A fresh episode each time: nothing is decompressed yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._episode: Episode | None = None
        self._stream: SignalStream | None = None

    def open(self, _number: int) -> None:
        self.close()
        self._episode = open_episode(self._path)
        stream = self._episode.streams[_TOPIC]
        assert isinstance(stream, SignalStream)
        self._stream = stream

    def block(self, _number: int) -> None:
        assert self._stream is not None
        assert len(self._stream.block().values)

    def close(self) -> None:
        if self._episode is not None:
            self._episode.close()


class _Rosbags:
    """Each message read and decoded by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: Any = get_typestore(Stores.EMPTY)
        with path.open("rb") as file:
            schema, _, _ = next(iter(make_reader(file).iter_messages([_TOPIC])))
        assert schema is not None
        self._store.register(get_types_from_msg(schema.data.decode(), schema.name))
        self._type = schema.name

    def block(self, _number: int) -> None:
        decode = self._store.deserialize_cdr
        with self._path.open("rb") as file:
            rows = [
                decode(message.data, self._type).position
                for _, _, message in make_reader(file).iter_messages([_TOPIC])
            ]
        assert rows


class _Chunks:
    """The stored bytes of the chunks that hold the topic."""

    def __init__(self, path: Path) -> None:
        self._stored: list[tuple[str, bytes]] = []
        with path.open("rb") as file:
            summary = make_reader(file).get_summary()
            assert summary is not None
            ids = {c.id for c in summary.channels.values() if c.topic == _TOPIC}
            for chunk in summary.chunk_indexes:
                if ids & set(chunk.message_index_offsets):
                    file.seek(chunk.chunk_start_offset + chunk.chunk_length - chunk.compressed_size)
                    self._stored.append((chunk.compression, file.read(chunk.compressed_size)))

    def decompress(self, _number: int) -> None:
        zstd = zstandard.ZstdDecompressor()
        unpack = {"zstd": zstd.decompress, "lz4": lz4.frame.decompress, "": bytes}
        for compression, data in self._stored:
            unpack[compression](data)


@contextmanager
def _joints(where: Callable[[Stage], Path], every: int, stage: Stage) -> Iterator[Contest]:
    path = where(stage)
    ours = _Ours(path)
    rosbags = stage.optional("rosbags", lambda: Side(_Rosbags(path).block, every=every))
    yield Contest(Side(ours.block, before=ours.open), rosbags, Side(_Chunks(path).decompress))
    ours.close()


def _measure(name: str, where: Callable[[Stage], Path], every: int = _PEER_EVERY) -> Measure:
    goal = "ratio_to_peer <= 0.05 and ratio_to_limit <= 2"
    return Measure(name, goal, timed(partial(_joints, where, every)), peer="rosbags, each message")


MEASURES = (
    _measure("joint states as a block", lambda _: _PATH),
    _measure("joints 500 Hz among pictures", lambda stage: large.recording(stage.work, _MINUTE_S), 15),
    _measure("joints 1 kHz alone", lambda stage: large.joints_alone(stage.work, _MINUTE_S), 15),
)
