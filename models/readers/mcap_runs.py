"""Where the message indexes of each channel lie, and the pairs in them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import BadRecordError, ChunkIndex, Op

INDEX_OFFSETS = np.dtype([("channel", "<u2"), ("position", "<u8")])


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
    length = 15 + 16 * int(runs.counts[which])
    return index_pairs(source.read_at(int(runs.positions[which]), length), 0, length, channel)


def index_pairs(block: bytes, at: int, length: int, channel: int) -> NDArray[np.uint64]:
    """The pairs of the MessageIndex record of ``length`` bytes at ``at``.

    Raises:
        BadSegmentError: another record is there.
    """
    head = block[at : at + 15]
    whole = len(block) >= at + length and len(head) == 15
    if not whole or head[0] != Op.MESSAGE_INDEX or int.from_bytes(head[1:9], "little") != length - 9:
        raise BadSegmentError("a message index is not where the summary says")
    if int.from_bytes(head[9:11], "little") != channel:
        raise BadSegmentError("a message index belongs to another channel")
    return np.frombuffer(block, "<u8", (length - 15) // 8, at + 15).reshape(-1, 2)
