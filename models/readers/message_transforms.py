"""Streams of transforms between frames.

Messages of one publisher share one layout: the same frames, so every number lies at the same offset. ROS messages
are therefore read as rows of bytes, many at once; other encodings one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.geometry.poses import frame_name, links_in
from models.geometry.transforms import TransformBlock, block_of, joined
from models.readers.archive import BadSegmentError, Batch
from models.readers.bytes_gather import gather
from models.readers.cdr import BadMessageError, Layout, plain
from models.readers.coder import RosCoder
from models.readers.message_stream import MessageStream
from models.streams import Stamps

_LATCHED = "static"
_MOST_LAYOUTS = 16
_NUMBERS = (
    *(("translation", axis) for axis in "xyz"),
    *(("rotation", axis) for axis in "xyzw"),
)


class TransformStream(MessageStream):
    """``tf2_msgs/TFMessage``, ``foxglove.FrameTransforms`` and single transforms."""

    @property
    def static(self) -> bool:
        """By the topic's name, as ROS 2 latches ``/tf_static``."""
        return _LATCHED in self._info.name.rsplit("/", 1)[-1]

    def transforms(self, first: int, last: int) -> TransformBlock:
        """What some messages say, in the order of their stamps; damaged ones are left out."""
        rows = np.arange(first, min(last, len(self._rows())))
        stamps_ns = self._rows().stamps_ns
        blocks: list[TransformBlock] = []
        for number, chosen in self._rows().by_segment(rows):
            try:
                batch = self._shelf.batch(number, self._rows().offsets[chosen], self._channels)
            except BadSegmentError:
                continue
            whole = np.flatnonzero(batch.lengths >= 0)
            blocks += self._blocks(batch.only(whole), stamps_ns[chosen[whole]])
        return joined(blocks)

    def _blocks(self, batch: Batch, stamps_ns: Stamps) -> Iterator[TransformBlock]:
        coder = self._coder()
        pending = np.arange(len(stamps_ns))
        if isinstance(coder, RosCoder):
            for _ in range(_MOST_LAYOUTS):
                if not len(pending):
                    return
                try:
                    layout = coder.layout(bytes(batch.message(int(pending[0]))))
                except BadMessageError:
                    pending = pending[1:]
                    continue
                alike, rows = _alike(batch, pending, layout)
                yield _read(rows, stamps_ns[alike], layout)
                pending = np.setdiff1d(pending, alike, assume_unique=True)
        for row in pending.tolist():
            try:
                fields = plain(coder.decode(batch.message(row)))
            except BadMessageError:
                continue
            yield block_of((int(stamps_ns[row]), link) for link in links_in(fields))


def _alike(
    batch: Batch, pending: NDArray[np.int64], layout: Layout
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Which pending messages have the layout of the first, and their bytes (n, length)."""
    chosen = pending[batch.lengths[pending] == layout.length]
    rows = gather(np.frombuffer(batch.data, np.uint8), batch.starts[chosen], layout.length)
    fixed = np.concatenate([np.arange(start, stop) for start, stop in layout.fixed])
    equal = (rows[:, fixed] == rows[0, fixed]).all(axis=1)
    return chosen[equal], rows[equal]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the seven numbers of one transform lie in a message."""

    name: tuple[str, str]
    offsets: tuple[int, ...]
    code: str


def _read(rows: NDArray[np.uint8], stamps_ns: Stamps, layout: Layout) -> TransformBlock:
    places = list(_places(layout))
    count, each = len(rows), len(places)
    if not each:
        return block_of(())
    starts = np.array([place.offsets for place in places])
    size = np.dtype(places[0].code).itemsize
    at = (starts[:, :, None] + np.arange(size)).reshape(-1)
    poses = np.ascontiguousarray(rows[:, at]).view(places[0].code).astype(np.float64)
    return TransformBlock(
        np.repeat(stamps_ns, each),
        tuple(place.name for place in places),
        np.tile(np.arange(each), count),
        poses.reshape(count * each, 7),
    )


def _places(layout: Layout) -> Iterator[_Place]:
    """The whole transforms of a message, of ROS or foxglove's definition."""
    texts = dict(layout.texts)
    leaves = {leaf.path: leaf for leaf in layout.leaves}
    for path, child in layout.texts:
        if path[-1] != "child_frame_id":
            continue
        stem = path[:-1]
        parent = texts.get((*stem, "parent_frame_id"), texts.get((*stem, "header", "frame_id")))
        inner = (*stem, "transform") if (*stem, "transform", *_NUMBERS[0]) in leaves else stem
        numbers = [leaves.get((*inner, *name)) for name in _NUMBERS]
        found = [leaf for leaf in numbers if leaf is not None]
        if parent is not None and len(found) == len(_NUMBERS):
            name = frame_name(parent), frame_name(child)
            yield _Place(name, tuple(leaf.offset for leaf in found), found[0].code)
