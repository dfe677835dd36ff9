"""A ROS 1 bag as an archive of messages. Connections are its channels, chunks its segments."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem
from models.readers.archive import BadSegmentError, Channel, Labels, Schema, Shelf, bad_chunk
from models.readers.bag_chunks import BagShelf, Chunk, chunk_record, indexes_behind, load_chunk, read_pairs
from models.readers.bag_index import BagIndex, read_index, scanned_index
from models.readers.bag_records import BadBagError, message_data
from models.readers.byte_source import ByteSource
from models.readers.message_table import LAST_NS, MessageTable, sorted_table


def open_archive(source: ByteSource) -> "BagArchive":
    """By the index of the bag, or by reading it through where the index turns out wrong.

    Raises:
        UnreadableRecordingError: the bag is encrypted.
    """
    archive = BagArchive(source, read_index(source))
    try:
        for connection in archive.channels:
            archive.first_and_last((connection,))
    except BadSegmentError as error:
        return BagArchive(source, scanned_index(source, str(error)))
    return archive


class BagArchive:
    """One bag."""

    def __init__(self, source: ByteSource, index: BagIndex) -> None:
        self._source = source
        self._index = index
        self._chunks = tuple(index.chunks)
        self._places: dict[int, dict[int, tuple[int, int]]] = {}
        self._ends: dict[int, tuple[int | None, int | None]] = {}
        known = index.connections.values()
        self._channels = {c.id: Channel(c.id, c.id + 1, c.topic, "ros1", {}) for c in known}
        self._schemas = {c.id + 1: Schema(c.id + 1, c.type_name, "ros1msg", c.definition) for c in known}

    @property
    def labels(self) -> Labels:
        """A bag says nothing about itself."""
        return Labels("rosbag1")

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """One a connection."""
        return self._schemas

    @property
    def channels(self) -> Mapping[int, Channel]:
        """The connections."""
        return self._channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of the index."""
        return tuple(self._index.problems)

    def count(self, channels: tuple[int, ...]) -> int:
        """As the chunks are described."""
        return sum(chunk.counts.get(channel, 0) for chunk in self._chunks for channel in channels)

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """From the index records of the chunks at both ends.

        Raises:
            BadSegmentError: an index record is not where it should be.
        """
        ends = [self._ends_of(channel) for channel in channels]
        firsts = [first for first, _ in ends if first is not None]
        lasts = [last for _, last in ends if last is not None]
        return min(firsts, default=None), max(lasts, default=None)

    def _ends_of(self, channel: int) -> tuple[int | None, int | None]:
        if channel not in self._ends:
            self._ends[channel] = (self._first(channel), self._last(channel))
        return self._ends[channel]

    def _first(self, channel: int) -> int | None:
        best: int | None = None
        for number in sorted(self._holding(channel), key=lambda n: self._chunks[n].start_ns):
            if best is not None and self._chunks[number].start_ns >= best:
                break
            first = int(self._pairs(number, channel)[:, 0].min())
            best = first if best is None else min(best, first)
        return best

    def _last(self, channel: int) -> int | None:
        best: int | None = None
        for number in sorted(self._holding(channel), key=lambda n: -self._chunks[n].end_ns):
            if best is not None and self._chunks[number].end_ns <= best:
                break
            last = int(min(self._pairs(number, channel)[:, 0].max(), LAST_NS))
            best = last if best is None else max(best, last)
        return best

    def _holding(self, channel: int) -> list[int]:
        return [number for number, chunk in enumerate(self._chunks) if chunk.counts.get(channel)]

    def _pairs(self, number: int, channel: int) -> NDArray[np.uint64]:
        """(time, offset) of the messages of a connection in a chunk."""
        chunk = self._chunks[number]
        if chunk.pairs is not None:
            return chunk.pairs[channel]
        if number not in self._places:
            self._places[number] = self._find_places(chunk)
        place = self._places[number].get(channel)
        if place is None or place[1] != chunk.counts[channel]:
            raise BadSegmentError("a chunk is not indexed as the bag says")
        return read_pairs(self._source, place)

    def _find_places(self, chunk: Chunk) -> dict[int, tuple[int, int]]:
        try:
            end = chunk_record(self._source, chunk.position).end
        except BadBagError as error:
            raise BadSegmentError(str(error)) from error
        expected = sum(64 + 12 * count for count in chunk.counts.values())
        return indexes_behind(self._source, end, min(expected, 64 << 20))[0]

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """From the index records."""
        pairs: list[NDArray[np.uint64]] = []
        numbers: list[int] = []
        refused: list[str] = []
        for channel in channels:
            for number in self._holding(channel):
                try:
                    pairs.append(self._pairs(number, channel))
                except BadSegmentError as error:
                    refused.append(str(error))
                    continue
                numbers.append(number)
        return sorted_table(pairs, numbers), tuple(refused)

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """The first whole message of the bag."""
        for number, chunk in enumerate(self._chunks):
            for channel in channels:
                if not chunk.counts.get(channel):
                    continue
                try:
                    offset = int(self._pairs(number, channel)[0, 1])
                    return bytes(message_data(load_chunk(self._source, chunk), offset, frozenset((channel,))))
                except BadSegmentError:
                    # The stream reports the damage when it is asked for samples.
                    continue
        return None

    def shelf(self) -> Shelf:
        """Keeps a few chunks decompressed."""
        return BagShelf(self._source, self._chunks)

    def segment_range(self, number: int) -> tuple[int, int]:
        """As the index says."""
        return self._chunks[number].start_ns, self._chunks[number].end_ns

    def verify(self) -> Iterator[Problem | None]:
        """Read every chunk."""
        for number, chunk in enumerate(self._chunks):
            try:
                load_chunk(self._source, chunk)
            except BadSegmentError as error:
                yield bad_chunk(self.segment_range(number), str(error))
            else:
                yield None

    def close(self) -> None:
        """Close the file."""
        self._source.close()
