"""Where each message of a stream lies and when it was logged, in (stamp, file order)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.byte_source import ByteSource
from models.readers.mcap_index import McapIndex
from models.readers.mcap_runs import NO_RUNS, Runs, read_pairs
from models.readers.mcap_segments import BadSegmentError
from models.streams import Stamps

_LAST_NS = np.uint64(2**63 - 2)
_LAST_OFFSET = np.uint64(2**48)


@dataclass(frozen=True, slots=True)
class MessageTable:
    """One row a message: ``stamps_ns`` int64, ``segments`` and ``offsets`` int64 say where its record starts."""

    stamps_ns: Stamps
    segments: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.stamps_ns)

    def by_segment(self, rows: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """The given rows grouped by the segment that holds them, in the order of the segments."""
        if not len(rows):
            return
        segments = self.segments[rows]
        order = np.argsort(segments, kind="stable")
        numbers, starts = np.unique(segments[order], return_index=True)
        for number, group in zip(numbers, np.split(rows[order], starts[1:]), strict=True):
            yield int(number), group

    def restamped(self, stamps_ns: Stamps) -> "MessageTable":
        """The same messages in (stamp, file order) of other stamps, which are given row by row."""
        order = np.lexsort((self.offsets, self.segments, stamps_ns))
        return MessageTable(stamps_ns[order], self.segments[order], self.offsets[order])


def read_table(
    source: ByteSource, index: McapIndex, channels: tuple[int, ...]
) -> tuple[MessageTable, tuple[str, ...]]:
    """All messages of some channels, from the message indexes alone.

    Returns:
        The table, and why some message indexes had to be left out.
    """
    pairs: list[NDArray[np.uint64]] = []
    segments: list[int] = []
    refused: list[str] = []
    for channel in channels:
        runs = index.runs.get(channel, NO_RUNS)
        for which in np.flatnonzero(runs.counts).tolist():
            try:
                pairs.append(read_pairs(source, runs, channel, which))
            except BadSegmentError as error:
                refused.append(str(error))
                continue
            segments.append(int(runs.segments[which]))
    return _sorted_table(pairs, segments), tuple(refused)


def _sorted_table(pairs: list[NDArray[np.uint64]], segments: list[int]) -> MessageTable:
    if not pairs:
        return MessageTable(*(np.empty(0, np.int64) for _ in range(3)))
    both = np.concatenate(pairs)
    stamps_ns = np.minimum(both[:, 0], _LAST_NS).view(np.int64)
    offsets = np.minimum(both[:, 1], _LAST_OFFSET).view(np.int64)
    segment = np.repeat(np.array(segments, np.int64), [len(part) for part in pairs])
    if _in_order(stamps_ns, segment, offsets):
        return MessageTable(stamps_ns, segment, offsets)
    order = np.lexsort((offsets, segment, stamps_ns))
    return MessageTable(stamps_ns[order], segment[order], offsets[order])


def _in_order(stamps_ns: Stamps, segments: NDArray[np.int64], offsets: NDArray[np.int64]) -> bool:
    """Whether the messages come in (stamp, file order) already, as they do from nearly every recorder."""
    step_ns = np.diff(stamps_ns)
    if (step_ns < 0).any():
        return False
    ties = np.flatnonzero(step_ns == 0)
    ahead = segments[ties + 1] - segments[ties]
    return bool(((ahead > 0) | ((ahead == 0) & (offsets[ties + 1] > offsets[ties]))).all())


def first_and_last(
    source: ByteSource, index: McapIndex, channels: tuple[int, ...]
) -> tuple[int | None, int | None]:
    """Least and greatest log time, read from as few message indexes as prove it.

    Raises:
        BadSegmentError: a message index is not what the summary says.
    """
    first: int | None = None
    last: int | None = None
    for channel in channels:
        runs = index.runs.get(channel, NO_RUNS)
        first = _least(source, index, channel, runs, first)
        last = _greatest(source, index, channel, runs, last)
    return first, last


def _least(source: ByteSource, index: McapIndex, channel: int, runs: Runs, best: int | None) -> int | None:
    filled = np.flatnonzero(runs.counts)
    for which in sorted(filled, key=lambda i: index.segments[runs.segments[i]].start_ns):
        if best is not None and index.segments[runs.segments[which]].start_ns >= best:
            break
        least = int(min(read_pairs(source, runs, channel, int(which))[:, 0].min(), _LAST_NS))
        best = least if best is None else min(best, least)
    return best


def _greatest(source: ByteSource, index: McapIndex, channel: int, runs: Runs, best: int | None) -> int | None:
    filled = np.flatnonzero(runs.counts)
    for which in sorted(filled, key=lambda i: -index.segments[runs.segments[i]].end_ns):
        if best is not None and index.segments[runs.segments[which]].end_ns <= best:
            break
        greatest = int(min(read_pairs(source, runs, channel, int(which))[:, 0].max(), _LAST_NS))
        best = greatest if best is None else max(best, greatest)
    return best
