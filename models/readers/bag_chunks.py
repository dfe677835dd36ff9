"""Chunks of a ROS 1 bag: where they lie, what is indexed in them, and their records."""

import bz2
from dataclasses import dataclass

import lz4.frame  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError, Batch
from models.readers.bag_records import (
    BadBagError,
    Op,
    Record,
    index_pairs,
    message_data,
    message_spans,
    number,
    record_at,
    text,
)
from models.readers.byte_source import ByteSource
from models.readers.kept_segments import KeptSegments

MAX_CHUNK = 1 << 30
_PLAUSIBLE = 64 << 20
_MAX_RATIO = 1000
_HEADER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk record at ``position``; ``counts`` are its messages by connection. ``cut``: its end is missing.

    ``pairs`` holds (time, offset), uint64 (n, 2), of each connection where the chunk was read through.
    """

    position: int
    start_ns: int
    end_ns: int
    counts: dict[int, int]
    cut: bool = False
    pairs: dict[int, NDArray[np.uint64]] | None = None


def chunk_record(source: ByteSource, position: int) -> Record:
    """The chunk record at a position, without its data.

    Raises:
        BadBagError: no chunk is there.
    """
    head = record_at(source.read_at(position, _HEADER_BYTES), 0)
    if head.op != Op.CHUNK:
        raise BadBagError("no chunk is where the index says")
    return Record(head.fields, position + head.data_at, head.data_length)


def load_chunk(source: ByteSource, chunk: Chunk) -> bytes:
    """The records of a chunk.

    Raises:
        BadSegmentError: damaged, absurd or of an unknown compression.
    """
    try:
        record = chunk_record(source, chunk.position)
        size, compression = number(record.fields, "size"), text(record.fields, "compression")
    except BadBagError as error:
        raise BadSegmentError(str(error)) from error
    if size > MAX_CHUNK or (size > _PLAUSIBLE and size > _MAX_RATIO * max(record.data_length, 1)):
        raise BadSegmentError(f"it claims to grow from {record.data_length} to {size} bytes")
    stored = source.read_at(record.data_at, min(record.data_length, MAX_CHUNK))
    if len(stored) < record.data_length and not chunk.cut:
        raise BadSegmentError("the file ends inside it")
    records = _decompress(stored, compression, size)
    if len(records) != size and not chunk.cut:
        raise BadSegmentError(f"it holds {len(records)} bytes instead of {size}")
    return records


def _decompress(stored: bytes, compression: str, size: int) -> bytes:
    try:
        if compression == "none":
            return stored[:size]
        if compression == "bz2":
            return bz2.BZ2Decompressor().decompress(stored, max_length=size)
        if compression == "lz4":
            return bytes(lz4.frame.LZ4FrameDecompressor().decompress(stored, max_length=size))
    except (OSError, RuntimeError, EOFError, ValueError, MemoryError) as error:
        raise BadSegmentError(f"it does not decompress: {error}") from error
    raise BadSegmentError(f"the compression {compression!r} is not known")


def indexes_behind(
    source: ByteSource, position: int, expected: int = 0
) -> tuple[dict[int, tuple[int, int]], int]:
    """Where the index records behind a chunk lie: (position of the entries, count) by connection.

    Args:
        source: the file.
        position: first byte behind the chunk.
        expected: bytes that the index records will take, as far as that is known.

    Returns:
        The places, and the first byte behind the last whole index record.
    """
    found: dict[int, tuple[int, int]] = {}
    block, start = source.read_at(position, expected + _HEADER_BYTES), position
    while True:
        if position - start + _HEADER_BYTES > len(block) and start + len(block) < source.size:
            block, start = source.read_at(position, max(expected, 1 << 16)), position
        try:
            record = record_at(block, position - start)
            if record.op != Op.INDEX:
                return found, position
            connection, count = number(record.fields, "conn"), number(record.fields, "count")
        except BadBagError:
            return found, position
        if start + record.end > source.size or record.data_length < 12 * count:
            return found, position
        found[connection] = (start + record.data_at, count)
        position = start + record.end


def read_pairs(source: ByteSource, place: tuple[int, int]) -> NDArray[np.uint64]:
    """(time, offset) of an index record, uint64 (n, 2).

    Raises:
        BadSegmentError: the file ends in it.
    """
    position, count = place
    try:
        return index_pairs(source.read_at(position, 12 * count), count)
    except BadBagError as error:
        raise BadSegmentError(str(error)) from error


class BagShelf(KeptSegments):
    """Messages of a bag for one stream."""

    def __init__(self, source: ByteSource, chunks: tuple[Chunk, ...]) -> None:
        super().__init__(lambda number, _buffers: load_chunk(source, chunks[number]))

    def payload(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Data of one message.

        Raises:
            BadSegmentError: no message of one of ``channels`` is there.
        """
        return message_data(self.load(number), offset, channels)

    def glimpse(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """The same: chunks of bags are small."""
        return self.payload(number, offset, channels)

    def batch(self, number: int, offsets: NDArray[np.int64], channels: frozenset[int]) -> Batch:
        """Data of several messages.

        Raises:
            BadSegmentError: the chunk is damaged.
        """
        records = self.load(number)
        return Batch(records, *message_spans(records, offsets, channels))
