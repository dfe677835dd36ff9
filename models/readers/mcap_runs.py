"""Where the message indexes of each channel lie, and the pairs in them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import BadRecordError, ChunkIndex, Op

INDEX_OFFSETS = np.dtype([("channel", "<u2"), ("position", "<u8")])
_HEAD = struct.Struct("<BQHI")


@dataclass(frozen=True, slots=True)
class Runs:
    """The message indexes of one channel, one a segment, in the order of the segments.

    ``positions`` are those of the MessageIndex records in the file, -1 where ``pairs`` holds the
    (log time, offset) pairs of that segment already.
    """

    segments: NDArray[np.int64]
    positions: NDArray[np.int64]
    counts: NDArray[np.int64]
    pairs: dict[int, NDArray[np.uint64]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Messages in all."""
        return int(self.counts.sum())


NO_RUNS = Runs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))


def indexed_runs(chunks: list[ChunkIndex], numbers: dict[int, int]) -> dict[int, Runs]:
    """A MessageIndex record is 15 bytes and 16 a message, so the distance to the next one gives its count."""
    listed = [chunk for chunk in chunks if chunk.offsets]
    if not listed:
        return {}
    table = np.frombuffer(b"".join(chunk.offsets for chunk in listed), INDEX_OFFSETS)
    lengths = [len(chunk.offsets) // INDEX_OFFSETS.itemsize for chunk in listed]
    segment = np.repeat([numbers[chunk.position] for chunk in listed], lengths)
    ends = np.repeat([c.position + c.length + c.index_length for c in listed], lengths)
    channel = table["channel"].astype(np.int64)
    position = np.minimum(table["position"], 2**62).astype(np.int64)
    order = np.lexsort((position, segment))
    next_position = np.append(position[order][1:], 0)
    last = np.append(segment[order][1:] != segment[order][:-1], True)
    stop = np.where(last, ends[order], next_position)
    count = np.empty(len(order), np.int64)
    count[order] = (stop - position[order] - 15) // 16
    inside = (position >= np.repeat([c.position + c.length for c in listed], lengths)) & (count >= 0).all()
    if not inside.all():
        raise BadRecordError("a message index lies outside of its chunk's own")
    by_channel = np.lexsort((segment, channel))
    ids, starts = np.unique(channel[by_channel], return_index=True)
    groups = np.split(by_channel, starts[1:])
    return {int(i): Runs(segment[g], position[g], count[g]) for i, g in zip(ids, groups, strict=True)}


def walked_runs(walked: list[tuple[int, NDArray[np.uint64]]]) -> dict[int, Runs]:
    """Runs of segments that were read through: their number and rows of channel, log time and offset."""
    pairs: dict[int, dict[int, NDArray[np.uint64]]] = {}
    for number, rows in walked:
        for channel in np.unique(rows[:, 0]):
            pairs.setdefault(int(channel), {})[number] = rows[rows[:, 0] == channel][:, 1:]
    return {
        channel: Runs(
            np.array(list(found), np.int64),
            np.full(len(found), -1),
            np.array([len(rows) for rows in found.values()], np.int64),
            found,
        )
        for channel, found in pairs.items()
    }


def merge_runs(left: dict[int, Runs], right: dict[int, Runs]) -> dict[int, Runs]:
    """Both together; only ``right`` may hold pairs. No segment of a channel is in both."""
    merged = left | right
    for channel in left.keys() & right.keys():
        a, b = left[channel], right[channel]
        segments = np.concatenate((a.segments, b.segments))
        order = np.argsort(segments, kind="stable")
        merged[channel] = Runs(
            segments[order],
            np.concatenate((a.positions, b.positions))[order],
            np.concatenate((a.counts, b.counts))[order],
            b.pairs,
        )
    return merged


def read_pairs(source: ByteSource, runs: Runs, channel: int, which: int) -> NDArray[np.uint64]:
    """(log time, offset) of the messages of one run, uint64 (n, 2), in the order of the index.

    Raises:
        BadSegmentError: the index record is not what the summary says.
    """
    segment = int(runs.segments[which])
    if segment in runs.pairs:
        return runs.pairs[segment]
    length = _HEAD.size + 16 * int(runs.counts[which])
    return _pairs(source.read_at(int(runs.positions[which]), length), 0, length, channel)


class IndexBlocks:
    """All message indexes behind a chunk with one read, for whoever wants those of several channels.

    What was read serves the next channel, until every channel has had its own.
    """

    def __init__(self, source: ByteSource, runs: dict[int, Runs]) -> None:
        self._source = source
        self._runs = runs
        self._left = set(runs)
        self._blocks: dict[int, bytes] = {}
        self._spans: dict[int, tuple[int, int]] | None = None

    def of_channel(self, channel: int) -> Iterator[tuple[int, NDArray[np.uint64] | BadSegmentError]]:
        """The number of each segment that holds messages of a channel, with the pairs of its run, uint64 (n, 2), or why
        there are none.
        """
        runs = self._runs.get(channel, NO_RUNS)
        rows = zip(runs.segments.tolist(), runs.positions.tolist(), runs.counts.tolist(), strict=True)
        for segment, position, count in rows:
            if segment in runs.pairs:
                yield segment, runs.pairs[segment]
            elif count:
                first, block = self._block(segment)
                try:
                    yield segment, _pairs(block, position - first, _HEAD.size + 16 * count, channel)
                except BadSegmentError as error:
                    yield segment, error
        self._left.discard(channel)
        if not self._left:
            self._blocks.clear()

    def _block(self, segment: int) -> tuple[int, bytes]:
        if self._spans is None:
            self._spans = _spans(self._runs)
        first, past = self._spans[segment]
        if segment not in self._blocks:
            self._blocks[segment] = self._source.read_at(first, past - first)
        return first, self._blocks[segment]


def _spans(runs: dict[int, Runs]) -> dict[int, tuple[int, int]]:
    """Where the message indexes of each segment begin and end in the file."""
    segments = np.concatenate([each.segments for each in runs.values()])
    positions = np.concatenate([each.positions for each in runs.values()])
    ends = positions + _HEAD.size + 16 * np.concatenate([each.counts for each in runs.values()])
    listed = positions >= 0
    numbers, inverse = np.unique(segments[listed], return_inverse=True)
    first, past = np.full(len(numbers), 2**62), np.zeros(len(numbers), np.int64)
    np.minimum.at(first, inverse, positions[listed])
    np.maximum.at(past, inverse, ends[listed])
    return dict(zip(numbers.tolist(), zip(first.tolist(), past.tolist(), strict=True), strict=True))


def _pairs(block: bytes, at: int, length: int, channel: int) -> NDArray[np.uint64]:
    """The pairs of the MessageIndex record of ``length`` bytes at ``at``.

    Raises:
        BadSegmentError: another record is there.
    """
    if len(block) < at + length:
        raise BadSegmentError("a message index is not where the summary says")
    opcode, stated, owner, _ = _HEAD.unpack_from(block, at)
    if opcode != Op.MESSAGE_INDEX or stated != length - 9:
        raise BadSegmentError("a message index is not where the summary says")
    if owner != channel:
        raise BadSegmentError("a message index belongs to another channel")
    return np.frombuffer(block, "<u8", (length - _HEAD.size) // 8, at + _HEAD.size).reshape(-1, 2)
