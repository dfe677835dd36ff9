"""Where the message indexes of each channel lie, and the pairs in them."""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError
from models.readers.byte_source import ByteSource
from models.readers.bytes_gather import gather
from models.readers.mcap_records import BadRecordError, ChunkIndex, Op

INDEX_OFFSETS = np.dtype([("channel", "<u2"), ("position", "<u8")])
_HEAD = struct.Struct("<BQHI")
_HEAD_BYTES = 11
_MISPLACED = "a message index is not where the summary says"
_STRANGE = "a message index belongs to another channel"


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


@dataclass(frozen=True, slots=True)
class Pairs:
    """(log time, offset) of the messages of one channel, uint64 (n, 2), with the number of the segment of each, int64
    (n,), and why some message indexes had to be left out.
    """

    pairs: NDArray[np.uint64]
    segments: NDArray[np.int64]
    refused: tuple[str, ...]


class IndexBlocks:
    """All message indexes behind a chunk with one read, for whoever wants those of several channels.

    What was read serves the next channel, until every channel has had its own.
    """

    def __init__(self, source: ByteSource, runs: dict[int, Runs]) -> None:
        self._source = source
        self._runs = runs
        self._left = set(runs)
        self._read: _Blocks | None = None

    def of_channel(self, channel: int) -> Pairs:
        """Everything that the message indexes tell of a channel, in the order of the segments."""
        runs = self._runs.get(channel, NO_RUNS)
        parts: list[Pairs] = []
        listed = (runs.positions >= 0) & (runs.counts > 0)
        if listed.any():
            self._read = self._read or _Blocks.read(self._source, self._runs)
            parts.append(self._read.pairs(runs, listed, channel))
        for segment, walked in runs.pairs.items():
            parts.append(Pairs(walked, np.full(len(walked), segment), ()))
        self._left.discard(channel)
        if not self._left:
            self._read = None
        if not parts:
            return Pairs(np.empty((0, 2), np.uint64), np.empty(0, np.int64), ())
        return Pairs(
            np.concatenate([part.pairs for part in parts]),
            np.concatenate([part.segments for part in parts]),
            tuple(why for part in parts for why in part.refused),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """The message indexes behind chunk ``numbers[i]``: what was at ``firsts[i]`` of the file is at ``starts[i]`` of
    ``data``, and no more than ``ends[i] - starts[i]`` bytes of it are there.
    """

    data: NDArray[np.uint8]
    numbers: NDArray[np.int64]
    firsts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @classmethod
    def read(cls, source: ByteSource, runs: dict[int, Runs]) -> "_Blocks":
        numbers, firsts, pasts = _spans(runs)
        blocks = [
            source.read_at(first, past - first)
            for first, past in zip(firsts.tolist(), pasts.tolist(), strict=True)
        ]
        ends = np.cumsum([len(block) for block in blocks])
        starts = np.concatenate(([0], ends[:-1]))
        # Behind the last there is room for a head and a pair, so that one can be looked for in what is cut short.
        data = b"".join((*blocks, bytes(_HEAD.size + 16)))
        return cls(np.frombuffer(data, np.uint8), numbers, firsts, starts, ends)

    def pairs(self, runs: Runs, listed: NDArray[np.bool_], channel: int) -> Pairs:
        """Of the runs that are ``listed``; one whose record is not what the summary says is refused."""
        segments, counts = runs.segments[listed], runs.counts[listed]
        rows = np.searchsorted(self.numbers, segments)
        at = runs.positions[listed] - self.firsts[rows] + self.starts[rows]
        there = at + _HEAD.size + 16 * counts <= self.ends[rows]
        heads = np.zeros((len(at), _HEAD_BYTES), np.uint8)
        heads[there] = gather(self.data, at[there], _HEAD_BYTES)
        stated = heads[:, 1:9].copy().view("<u8")[:, 0]
        owner = heads[:, 9:11].copy().view("<u2")[:, 0]
        fits = there & (heads[:, 0] == Op.MESSAGE_INDEX) & (stated == 16 * counts + _HEAD.size - 9)
        own = fits & (owner == channel)
        refused = [_MISPLACED] * int((~fits).sum()) + [_STRANGE] * int((fits & ~own).sum())
        at, counts, segments = at[own], counts[own], segments[own]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found = gather(self.data, np.repeat(at + _HEAD.size, counts) + 16 * within, 16)
        return Pairs(np.ascontiguousarray(found).view("<u8"), np.repeat(segments, counts), tuple(refused))


def _spans(runs: dict[int, Runs]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the segments that have message indexes, and where those begin and end in the file."""
    segments = np.concatenate([each.segments for each in runs.values()])
    positions = np.concatenate([each.positions for each in runs.values()])
    ends = positions + _HEAD.size + 16 * np.concatenate([each.counts for each in runs.values()])
    listed = positions >= 0
    numbers, inverse = np.unique(segments[listed], return_inverse=True)
    firsts, pasts = np.full(len(numbers), 2**62), np.zeros(len(numbers), np.int64)
    np.minimum.at(firsts, inverse, positions[listed])
    np.maximum.at(pasts, inverse, ends[listed])
    return numbers, firsts, pasts


def _pairs(block: bytes, at: int, length: int, channel: int) -> NDArray[np.uint64]:
    """The pairs of the MessageIndex record of ``length`` bytes at ``at``.

    Raises:
        BadSegmentError: another record is there.
    """
    if len(block) < at + length:
        raise BadSegmentError(_MISPLACED)
    opcode, stated, owner, _ = _HEAD.unpack_from(block, at)
    if opcode != Op.MESSAGE_INDEX or stated != length - 9:
        raise BadSegmentError(_MISPLACED)
    if owner != channel:
        raise BadSegmentError(_STRANGE)
    return np.frombuffer(block, "<u8", (length - _HEAD.size) // 8, at + _HEAD.size).reshape(-1, 2)
