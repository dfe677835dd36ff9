"""Where each message of a stream lies and when it was logged, in (stamp, file order)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.streams import Stamps

LAST_NS = np.uint64(2**63 - 2)
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


def sorted_table(pairs: list[NDArray[np.uint64]], segments: list[int]) -> MessageTable:
    """A table of (log time, offset) pairs, uint64 (n, 2) a segment, whose numbers are given beside them."""
    if not pairs:
        return MessageTable(*(np.empty(0, np.int64) for _ in range(3)))
    lengths = [len(part) for part in pairs]
    return table_of(np.concatenate(pairs), np.repeat(np.array(segments, np.int64), lengths))


def table_of(pairs: NDArray[np.uint64], segment: NDArray[np.int64]) -> MessageTable:
    """A table of (log time, offset) pairs, uint64 (n, 2), with the number of the segment of each, int64 (n,)."""
    stamps_ns = np.minimum(pairs[:, 0], LAST_NS).view(np.int64)
    offsets = np.minimum(pairs[:, 1], _LAST_OFFSET).view(np.int64)
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
