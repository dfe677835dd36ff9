"""One exact picture as RGB: after a random jump, one step forward, one step back.

The limit is the raw decode with PyAV from the keyframe up to the picture, without looking for it; for a step that of
one picture. The peers are cv2.VideoCapture, which reads on for a step forward and must seek for one back, and decord,
which learning takes its pictures by; for video in an MCAP they get the same coded pictures as an mp4.

Goals by the product's own promise: a jump never slower than the best peer and within 1.2 times the limit; a step back
20 times faster than cv2.VideoCapture. A step forward is playing: within 1.5 times the decode of one picture. A wrong
picture is never right: none of all.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import WARM_UP, Contest, Figures, Measure, Side, Stage, chance, timed
from tests.benchmarks.peers import DECORD, PeerProcess
from tests.benchmarks.pictures import (
    ColdMessages,
    CvPictures,
    FilePictures,
    MessagePictures,
    Pictures,
    RawFile,
    RawMessages,
)
from tests.benchmarks.videos import GOPS, PICTURES, SIZES, as_mp4, packets_of, video
from tests.support.data import DEMO
from tests.support.video_factory import read_number

_RECORDING = DEMO / "pick_can_success.mcap"
_TOPIC = "/camera/head/color"
_SERIES = 45
_CV, _DECORD = "cv2.VideoCapture", "decord"


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


@dataclass(frozen=True, slots=True)
class Source:
    """One video: ours, the limit, and an mp4 of the same coded pictures for the peers."""

    name: str
    ours: Any
    limit: Any
    mp4: Path


class CvPeer:
    """cv2.VideoCapture."""

    def __init__(self, path: Path, _stage: Stage, _exit: ExitStack) -> None:
        self._pictures = CvPictures(path)

    def jump(self, targets: list[int]) -> Side:
        return Side(_to(self._pictures, targets))

    def forward(self, walk: Walk) -> Side:
        return read_on(self._pictures, walk)

    def back(self, walk: Walk) -> Side:
        return walked(self._pictures, walk, -1)


class DecordPeer:
    """decord in the peers' environment."""

    def __init__(self, path: Path, stage: Stage, exit_: ExitStack) -> None:
        self._process = exit_.enter_context(PeerProcess(DECORD, "peer_decord.py", str(path), stage=stage))

    def jump(self, targets: list[int]) -> Side:
        return Side(took_ms=lambda number: self._process.took_ms(targets[number]))

    def back(self, walk: Walk) -> Side:
        return Side(
            before=lambda number: self._process.took_ms(walk.target(number) + 1),
            took_ms=lambda number: self._process.took_ms(walk.target(number)),
        )


_PEERS: dict[str, Any] = {_CV: CvPeer, _DECORD: DecordPeer}


@contextmanager
def opened(
    source: Callable[[Stage], Source], peer: str, stage: Stage, way: Callable[[Any], Side]
) -> Iterator[tuple[Source, Side | None]]:
    """The source and the peer's side of it."""
    with ExitStack() as exit_:
        found = source(stage)
        exit_.callback(found.ours.close)
        yield found, stage.optional(peer, lambda: way(_PEERS[peer](found.mp4, stage, exit_)))


@contextmanager
def jump(source: Callable[[Stage], Source], peer: str, stage: Stage) -> Iterator[Contest]:
    targets: list[int] = []
    with opened(source, peer, stage, lambda who: who.jump(targets)) as (found, other):
        targets += far_targets(found.ours.count, stage.repetitions, found.name)
        yield Contest(Side(_to(found.ours, targets)), other, Side(_to(found.limit, targets)))


@contextmanager
def step_by(step: int, source: Callable[[Stage], Source], peer: str, stage: Stage) -> Iterator[Contest]:
    """One forward or one back; what has no picture at hand can only read on for the limit."""
    found = source(stage)
    walk, onward = Walk(found.ours.count, step, found.name), Walk(found.ours.count, 1, found.name)
    with opened(lambda _: found, peer, stage, lambda who: (who.forward if step > 0 else who.back)(walk)) as (
        _,
        other,
    ):
        yield Contest(walked(found.ours, walk, step), other, read_on(found.limit, onward))


def far_targets(count: int, most: int, name: str) -> list[int]:
    """Jumps of a third of the video at least, so that none lands among pictures that are still at hand."""
    random_, targets = chance(name), [0]
    for _ in range(most + len(WARM_UP)):
        targets.append((targets[-1] + random_.randrange(count // 3, 2 * count // 3)) % count)
    return targets[1:]


@contextmanager
def cold_jump(stage: Stage) -> Iterator[Contest]:
    """To a chunk that was never read, which the limit has to decompress, too."""
    found = message_source(stage)
    limit = ColdMessages(_RECORDING, _TOPIC, packets_of(_RECORDING, _TOPIC))
    targets = far_targets(found.ours.count, stage.repetitions, "cold")
    with opened(lambda _: found, _CV, stage, lambda who: who.jump(targets)) as (_, other):
        ours = Side(_to(found.ours, targets), before=lambda _number: found.ours.forget())
        yield Contest(ours, other, Side(_to(limit, targets)))


def _to(pictures: Pictures, targets: list[int]) -> Callable[[int], object]:
    return lambda number: pictures.get(targets[number])


def file_source(size: str, gop: int, stage: Stage) -> Source:
    path = video(stage.work, size, gop)
    return Source(f"{size} {gop}", FilePictures(path), RawFile(path), path)


def message_source(stage: Stage) -> Source:
    limit = RawMessages(packets_of(_RECORDING, _TOPIC))
    path = as_mp4(_RECORDING, _TOPIC, stage.work)
    return Source("mcap", MessagePictures(_RECORDING, _TOPIC), limit, path)


def wrong_pictures(stage: Stage) -> Figures:
    """Jumps and steps in every video; how many gave another picture than the one asked for."""
    wrong = looked_at = 0
    for size in SIZES:
        for gop in GOPS:
            ours = FilePictures(video(stage.work, size, gop))
            tour = _tour(stage, f"{size} {gop}")
            wrong += sum(read_number(ours.get(i)) != i for i in tour)
            looked_at += len(tour)
            ours.close()
    return Figures([float(wrong)], actions=looked_at)


def _tour(stage: Stage, name: str) -> list[int]:
    random_ = chance(name)
    jumps = [random_.randrange(PICTURES) for _ in range(max(10, stage.repetitions // 2))]
    start = random_.randrange(100, PICTURES - 100)
    return [*jumps, *range(start, start + 20), *range(start + 20, start - 20, -1)]


def _measures(name: str, source: Callable[[Stage], Source]) -> Iterator[Measure]:
    for peer, goal in (
        (_CV, "ratio_to_peer <= 1 and ratio_to_limit <= 1.2"),
        (_DECORD, "ratio_to_peer <= 1"),
    ):
        yield Measure(f"seek {name}{_of(peer)}", goal, timed(partial(jump, source, peer)), peer=peer)
    forward = timed(partial(step_by, 1, source, _CV))
    yield Measure(f"step forward {name}", "ratio_to_limit <= 1.5", forward, peer=_CV)
    for peer, goal in ((_CV, "ratio_to_peer <= 0.05"), (_DECORD, "ratio_to_peer <= 1")):
        yield Measure(
            f"step back {name}{_of(peer)}", goal, timed(partial(step_by, -1, source, peer)), peer=peer
        )


def _of(peer: str) -> str:
    return "" if peer == _CV else f", {peer}"


MEASURES = (
    *(
        measure
        for size in SIZES
        for gop in GOPS
        for measure in _measures(f"{size} GOP {gop}", partial(file_source, size, gop))
    ),
    *_measures("video in MCAP", message_source),
    Measure("seek video in MCAP, cold", "ratio_to_limit <= 1.2", timed(cold_jump), peer=_CV),
    Measure("wrong pictures of all", "median == 0", wrong_pictures, unit="pictures"),
)
