"""An MCAP file as an archive of messages."""

from collections.abc import Iterator, Mapping

import numpy as np

from models.episode import Problem
from models.readers.archive import BadSegmentError, Channel, Labels, Schema, Shelf, bad_chunk
from models.readers.byte_source import ByteSource
from models.readers.mcap_index import McapIndex, read_index, scanned_index
from models.readers.mcap_runs import NO_RUNS, IndexBlocks, read_pairs
from models.readers.mcap_segments import SegmentReader, load_segment, message_data
from models.readers.mcap_table import first_and_last, read_table
from models.readers.message_table import MessageTable

_FIRST_BYTES = 1 << 17


def open_archive(source: ByteSource) -> "McapArchive":
    """By the index of the file, or by reading it through where the index turns out wrong."""
    archive = McapArchive(source, read_index(source))
    try:
        for channel in archive.channels:
            archive.first_and_last((channel,))
            archive.check_first_index(channel)
    except BadSegmentError as error:
        return McapArchive(source, scanned_index(source, str(error)))
    return archive


class McapArchive:
    """One file; segments are its chunks and the runs of messages between them."""

    def __init__(self, source: ByteSource, index: McapIndex) -> None:
        self._source = source
        self._index = index
        self._blocks = IndexBlocks(source, index.runs)
        self._ends: dict[int, tuple[int | None, int | None]] = {}

    @property
    def labels(self) -> Labels:
        """Task and robot from the metadata records, where somebody noted them."""
        index = self._index
        attributes = {f"{name}.{k}": v for name, pairs in index.metadata.items() for k, v in pairs.items()}
        attributes |= {"profile": index.profile, "library": index.library}
        return Labels("mcap", self._noted("task"), self._noted("robot"), attributes)

    def _noted(self, key: str) -> str:
        return next((pairs[key] for pairs in self._index.metadata.values() if key in pairs), "")

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """By id."""
        return self._index.schemas

    @property
    def channels(self) -> Mapping[int, Channel]:
        """By id."""
        return self._index.channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of the index."""
        return self._index.problems

    def count(self, channels: tuple[int, ...]) -> int:
        """From the lengths of the message indexes."""
        return sum(self._index.runs.get(channel, NO_RUNS).count for channel in channels)

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """From the message indexes at both ends."""
        ends = [self._ends_of(channel) for channel in channels]
        firsts = [first for first, _ in ends if first is not None]
        lasts = [last for _, last in ends if last is not None]
        return min(firsts, default=None), max(lasts, default=None)

    def _ends_of(self, channel: int) -> tuple[int | None, int | None]:
        if channel not in self._ends:
            self._ends[channel] = first_and_last(self._source, self._index, (channel,))
        return self._ends[channel]

    def check_first_index(self, channel: int) -> None:
        """Raises ``BadSegmentError`` where the first message index of a channel is not where it should be."""
        runs = self._index.runs.get(channel, NO_RUNS)
        for which in np.flatnonzero(runs.counts)[:1]:
            read_pairs(self._source, runs, channel, int(which))

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """From the message indexes."""
        return read_table(self._blocks, channels)

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """The first whole message of the file, decompressing no more than it takes."""
        for channel in channels:
            runs = self._index.runs.get(channel, NO_RUNS)
            for which in np.flatnonzero(runs.counts)[:1]:
                pairs = read_pairs(self._source, runs, channel, int(which))
                found = self._at(int(runs.segments[which]), int(pairs[0, 1]), channel)
                if found is not None:
                    return found
        return None

    def _at(self, number: int, offset: int, channel: int) -> bytes | None:
        segment = self._index.segments[number]
        for first_bytes in (offset + _FIRST_BYTES, None):
            try:
                records = load_segment(self._source, segment, first_bytes=first_bytes)
                return bytes(message_data(records, offset, frozenset((channel,))))
            except BadSegmentError:
                # Too little was read, or it is damaged, which the stream itself reports when it is asked.
                continue
        return None

    def shelf(self) -> Shelf:
        """Keeps a few chunks decompressed."""
        return SegmentReader(self._source, self._index.segments)

    def segment_range(self, number: int) -> tuple[int, int]:
        """As the chunk says."""
        segment = self._index.segments[number]
        return segment.start_ns, segment.end_ns

    def verify(self) -> Iterator[Problem | None]:
        """Read every chunk and check its CRC."""
        reader = SegmentReader(self._source, self._index.segments)
        for number in range(len(self._index.segments)):
            try:
                reader.load(number)
            except BadSegmentError as error:
                yield bad_chunk(self.segment_range(number), str(error))
            else:
                yield None

    def close(self) -> None:
        """Close the file."""
        self._source.close()
