"""One exact picture as RGB: after a random jump, one step forward, one step back.

The limit is the raw decode with PyAV from the keyframe up to the picture, without looking for it; for a step that of
one picture. The peer is cv2.VideoCapture, which reads on for a step forward and must seek for one back; for video in
an MCAP it gets the same coded pictures as an mp4.

Goals by the product's own promise: a jump never slower than the peer and within 1.2 times the limit; a step back 20
times faster than the peer. A step forward is playing: within 1.5 times the decode of one picture. A wrong picture
is never right: none of all.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np

from models.readers import Episode, open_episode
from models.readers.video_file import FileVideo
from models.streams import VideoFrame
from tests.benchmarks.harness import WARM_UP, Contest, Figures, Measure, Side, Stage, chance, timed
from tests.benchmarks.videos import GOPS, PICTURES, RATE, SIZES, as_mp4, packets_of, video
from tests.support.data import DEMO
from tests.support.video_factory import read_number

_RECORDING = DEMO / "pick_can_success.mcap"
_TOPIC = "/camera/head/color"
_SERIES = 45
_PEER = "cv2.VideoCapture"


class Pictures(Protocol):
    """Gives pictures by their number."""

    def get(self, index: int) -> np.ndarray: ...


class FilePictures:
    """Ours, from a file."""

    def __init__(self, path: Path) -> None:
        self.video = FileVideo(path)
        self.count = self.video.count

    def get(self, index: int) -> np.ndarray:
        return self.video.frame(index)

    def close(self) -> None:
        self.video.close()


class MessagePictures:
    """Ours, from a CompressedVideo topic."""

    def __init__(self, path: Path, topic: str) -> None:
        self._episode: Episode = open_episode(path)
        self._stream = self._episode.streams[topic]
        self.count = len(self._stream.stamps())

    def get(self, index: int) -> np.ndarray:
        sample = self._stream.sample(index)
        assert isinstance(sample, VideoFrame)
        return sample.rgb

    def close(self) -> None:
        self._episode.close()


class CvPictures:
    """The peer."""

    def __init__(self, path: Path) -> None:
        import cv2

        self._capture = cv2.VideoCapture(str(path))
        self._position: int = cv2.CAP_PROP_POS_FRAMES
        if not self._capture.isOpened():
            raise RuntimeError(f"{path.name} does not open")

    def get(self, index: int) -> np.ndarray:
        self._capture.set(self._position, index)
        return self.read()

    def read(self) -> np.ndarray:
        found, picture = self._capture.read()
        if not found:
            raise RuntimeError("no picture")
        return picture


class RawFile:
    """The limit for a file of a constant rate."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "SLICE"
        assert self._stream.time_base is not None
        self._ticks = 1 / RATE / self._stream.time_base
        self._frames: Iterator[av.VideoFrame] = iter(())

    def get(self, index: int) -> np.ndarray:
        wanted = round(index * self._ticks)
        self._container.seek(wanted, stream=self._stream)
        self._frames = self._container.decode(self._stream)
        return rgb_of(next(frame for frame in self._frames if frame.pts is not None and frame.pts >= wanted))

    def read(self) -> np.ndarray:
        return rgb_of(next(self._frames))


class RawMessages:
    """The limit for coded pictures in memory."""

    def __init__(self, packets: list[bytes]) -> None:
        self._packets = packets
        self._keys = [i for i, data in enumerate(packets) if _is_key(data)]
        self._decoder: Any = av.CodecContext.create("h264", "r")
        self._decoder.thread_type = "SLICE"
        self._decoder.flags |= av.codec.context.Flags.low_delay
        self._next = 0

    def get(self, index: int) -> np.ndarray:
        self._decoder.flush_buffers()
        self._next = max(key for key in self._keys if key <= index)
        frames: list[av.VideoFrame] = []
        while self._next <= index:
            frames += self._decode()
        return rgb_of(frames[-1])

    def read(self) -> np.ndarray:
        return rgb_of(self._decode()[-1])

    def _decode(self) -> list[av.VideoFrame]:
        self._next += 1
        return list(self._decoder.decode(av.Packet(self._packets[self._next - 1])))


def _is_key(data: bytes) -> bool:
    """Whether an Annex B picture has an IDR slice."""
    starts = (i + 3 for i in range(len(data) - 3) if data[i : i + 3] == b"\0\0\1")
    return any(data[start] & 31 == 5 for start in _first(starts, 6))


def _first(items: Iterator[int], most: int) -> Iterator[int]:
    return (item for _, item in zip(range(most), items, strict=False))


def rgb_of(frame: av.VideoFrame) -> np.ndarray:
    return frame.to_ndarray(format="rgb24")


class Walk:
    """Where each repetition goes: a new start every ``_SERIES`` steps, then ``step`` by ``step``."""

    def __init__(self, count: int, step: int, name: str) -> None:
        random_ = chance(name)
        margin = _SERIES + 2
        self._starts = [random_.randrange(margin, count - margin) for _ in range(64)]
        self._step = step

    def target(self, number: int) -> int:
        return self._starts[number // _SERIES] + self._step * (number % _SERIES + 1)


def walked(pictures: Pictures, walk: Walk, step: int, *, every: int = 1) -> Side:
    """Each picture after its neighbour, which is fetched untimed where the walk does not come from there."""
    here = [-1]

    def before(number: int) -> None:
        if here[0] != walk.target(number) - step:
            pictures.get(walk.target(number) - step)

    def run(number: int) -> None:
        here[0] = walk.target(number)
        pictures.get(here[0])

    return Side(run, before=before, every=every)


def read_on(pictures: Any, walk: Walk) -> Side:
    """A step forward of a library that just reads the next."""
    here = [-1]

    def before(number: int) -> None:
        if here[0] != walk.target(number) - 1:
            pictures.get(walk.target(number) - 1)

    def run(number: int) -> None:
        here[0] = walk.target(number)
        pictures.read()

    return Side(run, before=before)


@contextmanager
def jump(source: Callable[[Stage], "Source"], stage: Stage) -> Iterator[Contest]:
    with opened(source(stage)) as (ours, make_peer, limit, name):
        targets = far_targets(ours.count, stage.repetitions, name)
        peer = stage.optional(_PEER, lambda: Side(_to(make_peer(), targets)))
        yield Contest(Side(_to(ours, targets)), peer, Side(_to(limit, targets)))


@contextmanager
def forward(source: Callable[[Stage], "Source"], stage: Stage) -> Iterator[Contest]:
    with opened(source(stage)) as (ours, make_peer, limit, name):
        walk = Walk(ours.count, 1, name)
        peer = stage.optional(_PEER, lambda: read_on(make_peer(), walk))
        yield Contest(walked(ours, walk, 1), peer, read_on(limit, walk))


@contextmanager
def back(source: Callable[[Stage], "Source"], stage: Stage) -> Iterator[Contest]:
    with opened(source(stage)) as (ours, make_peer, limit, name):
        walk = Walk(ours.count, -1, name)
        peer = stage.optional(_PEER, lambda: walked(make_peer(), walk, -1))
        yield Contest(walked(ours, walk, -1), peer, read_on(limit, Walk(ours.count, 1, name)))


def far_targets(count: int, most: int, name: str) -> list[int]:
    """Jumps of a third of the video at least, so that none lands among pictures that are still at hand."""
    random_, targets = chance(name), [0]
    for _ in range(most + len(WARM_UP)):
        targets.append((targets[-1] + random_.randrange(count // 3, 2 * count // 3)) % count)
    return targets[1:]


def _to(pictures: Pictures, targets: list[int]) -> Callable[[int], object]:
    return lambda number: pictures.get(targets[number])


Source = tuple[Any, Callable[[], CvPictures], Any, str]


@contextmanager
def opened(source: Source) -> Iterator[Source]:
    yield source
    source[0].close()


def file_source(size: str, gop: int, stage: Stage) -> Source:
    path = video(stage.work, size, gop)
    return FilePictures(path), lambda: CvPictures(path), RawFile(path), f"{size} {gop}"


def message_source(stage: Stage) -> Source:
    path = as_mp4(_RECORDING, _TOPIC, stage.work)
    limit = RawMessages(packets_of(_RECORDING, _TOPIC))
    return MessagePictures(_RECORDING, _TOPIC), lambda: CvPictures(path), limit, "mcap"


def wrong_pictures(stage: Stage) -> Figures:
    """Jumps and steps in every video; how many gave another picture than the one asked for."""
    wrong = 0
    for size in SIZES:
        for gop in GOPS:
            ours = FilePictures(video(stage.work, size, gop))
            wrong += sum(read_number(ours.get(i)) != i for i in _tour(stage, f"{size} {gop}"))
            ours.close()
    return Figures([float(wrong)])


def _tour(stage: Stage, name: str) -> list[int]:
    random_ = chance(name)
    jumps = [random_.randrange(PICTURES) for _ in range(max(10, stage.repetitions // 2))]
    start = random_.randrange(100, PICTURES - 100)
    return [*jumps, *range(start, start + 20), *range(start + 20, start - 20, -1)]


def _measures(name: str, source: Callable[[Stage], Source]) -> Iterator[Measure]:
    yield Measure(
        f"seek {name}",
        "ratio_to_peer <= 1 and ratio_to_limit <= 1.2",
        timed(partial(jump, source)),
        peer=_PEER,
    )
    yield Measure(
        f"step forward {name}", "ratio_to_limit <= 1.5", timed(partial(forward, source)), peer=_PEER
    )
    yield Measure(f"step back {name}", "ratio_to_peer <= 0.05", timed(partial(back, source)), peer=_PEER)


MEASURES = (
    *(
        measure
        for size in SIZES
        for gop in GOPS
        for measure in _measures(f"{size} GOP {gop}", partial(file_source, size, gop))
    ),
    *_measures("video in MCAP", message_source),
    Measure("wrong pictures of all", "median == 0", wrong_pictures, unit="pictures"),
)
