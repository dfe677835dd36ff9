"""Where each message of a stream lies and when it was logged, in (stamp, file order)."""

import numpy as np

from models.readers.byte_source import ByteSource
from models.readers.mcap_index import McapIndex
from models.readers.mcap_runs import NO_RUNS, IndexBlocks, Runs, read_pairs
from models.readers.message_table import LAST_NS, MessageTable, sorted_table, table_of


def read_table(blocks: IndexBlocks, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
    """All messages of some channels, from the message indexes alone.

    Returns:
        The table, and why some message indexes had to be left out.
    """
    parts = [blocks.of_channel(channel) for channel in channels]
    if not parts:
        return sorted_table([], []), ()
    return (
        table_of(
            np.concatenate([part.pairs for part in parts]), np.concatenate([part.segments for part in parts])
        ),
        tuple(why for part in parts for why in part.refused),
    )


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
        least = int(min(read_pairs(source, runs, channel, int(which))[:, 0].min(), LAST_NS))
        best = least if best is None else min(best, least)
    return best


def _greatest(source: ByteSource, index: McapIndex, channel: int, runs: Runs, best: int | None) -> int | None:
    filled = np.flatnonzero(runs.counts)
    for which in sorted(filled, key=lambda i: -index.segments[runs.segments[i]].end_ns):
        if best is not None and index.segments[runs.segments[which]].end_ns <= best:
            break
        greatest = int(min(read_pairs(source, runs, channel, int(which))[:, 0].max(), LAST_NS))
        best = greatest if best is None else max(best, greatest)
    return best
