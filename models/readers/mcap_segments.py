"""Stretches of an MCAP file that hold messages, and a reader that keeps the last few of them decompressed."""

import struct
from contextlib import suppress
from dataclasses import dataclass

import lz4.frame  # type: ignore[import-untyped]
import numpy as np
import zstandard
from isal.isal_zlib import crc32
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError, Batch, Buffer
from models.readers.byte_source import ByteSource
from models.readers.bytes_gather import gather
from models.readers.kept_segments import KeptSegments
from models.readers.mcap_records import MESSAGE_DATA, RECORD_HEADER, BadRecordError, Op, parse_chunk_header
from models.readers.segment_buffers import SegmentBuffers

MAX_SEGMENT = 1 << 30
_PLAUSIBLE = 64 << 20
_MAX_RATIO = 1000
_LARGEST_BLOCK = 1 << 18
_GLIMPSE = 1 << 17
_COMPRESSIONS = ("", "zstd", "lz4")


@dataclass(frozen=True, slots=True)
class Segment:
    """A chunk, or a run of messages that lie outside of chunks.

    ``position`` is that of the chunk record, or of the first bare message record; ``length`` covers the whole
    record or run. ``size`` is the length of the decompressed records. ``cut`` marks a chunk whose end is
    missing, ``bare`` a run outside of chunks.
    """

    position: int
    length: int
    size: int
    compression: str
    stored_size: int
    start_ns: int
    end_ns: int
    bare: bool = False
    cut: bool = False

    def refuse_absurd(self) -> None:
        """Keep a decompression bomb from being allocated.

        Raises:
            BadSegmentError: the sizes cannot be meant.
        """
        if self.compression not in _COMPRESSIONS:
            raise BadSegmentError(f"the compression {self.compression!r} is not known")
        if self.size > MAX_SEGMENT or self.stored_size > MAX_SEGMENT:
            raise BadSegmentError(f"it claims {max(self.size, self.stored_size)} bytes")
        if self.size > _PLAUSIBLE and self.size > _MAX_RATIO * max(self.stored_size, 1):
            raise BadSegmentError(f"it claims to grow from {self.stored_size} to {self.size} bytes")


def load_segment(source: ByteSource, segment: Segment, *, first_bytes: int | None = None) -> bytes:
    """The records of a segment.

    Args:
        source: the file.
        segment: which stretch.
        first_bytes: only that many bytes from the front are needed; they come without a check of the CRC.

    Raises:
        BadSegmentError: damaged, absurd or unknown compression.
    """
    return bytes(_load(source, segment, SegmentBuffers(), first_bytes))


def _load(
    source: ByteSource, segment: Segment, buffers: SegmentBuffers, first_bytes: int | None = None
) -> memoryview:
    """Read only; in one of ``buffers`` where the compression can write into memory that is there."""
    if segment.bare:
        bare = source.read_at(segment.position, min(segment.length, first_bytes or segment.length))
        return memoryview(bare)
    segment.refuse_absurd()
    crc, stored = _stored(source, segment, first_bytes)
    limit = segment.size if first_bytes is None else min(first_bytes, segment.size)
    try:
        records = _decompress(stored, segment, limit, buffers)
    except (zstandard.ZstdError, RuntimeError, EOFError, MemoryError) as error:
        raise BadSegmentError(f"it does not decompress: {error}") from error
    whole = first_bytes is None and not segment.cut
    if whole and len(records) != segment.size:
        raise BadSegmentError(f"it holds {len(records)} bytes instead of {segment.size}")
    if whole and crc and crc32(records) != crc:
        raise BadSegmentError("its checksum does not match")
    return records


def _stored(source: ByteSource, segment: Segment, first_bytes: int | None) -> tuple[int, memoryview]:
    wanted = segment.length
    if first_bytes is not None:
        # No compression here makes a block larger than its content by more than a header.
        wanted = min(wanted, first_bytes + _LARGEST_BLOCK)
    record = source.read_at(segment.position, wanted)
    if len(record) < wanted and not segment.cut:
        raise BadSegmentError("the file ends inside it")
    try:
        opcode, _ = RECORD_HEADER.unpack_from(record)
        header = parse_chunk_header(record[RECORD_HEADER.size : RECORD_HEADER.size + 128])
    except (BadRecordError, struct.error) as error:
        raise BadSegmentError("its header is damaged") from error
    agrees = (header.size, header.stored_size, header.compression) == (
        segment.size,
        segment.stored_size,
        segment.compression,
    )
    if opcode != Op.CHUNK or not agrees:
        raise BadSegmentError("its header does not agree with the index")
    start = RECORD_HEADER.size + header.data_at
    return header.crc, memoryview(record)[start : start + header.stored_size]


def _decompress(stored: memoryview, segment: Segment, limit: int, buffers: SegmentBuffers) -> memoryview:
    if segment.compression == "":
        return stored[:limit]
    if segment.compression == "lz4":
        # What a frame states of itself gets allocated, so it is used only where it agrees with the bounded size.
        expected = -1 if segment.cut or limit < segment.size else segment.size
        return memoryview(_decompress_lz4(stored, limit, expected))
    return _decompress_zstd(stored, limit, buffers)


def _decompress_lz4(stored: memoryview, limit: int, expected: int) -> bytes:
    if expected > 0 and lz4.frame.get_frame_info(stored)["content_size"] == expected:
        return bytes(lz4.frame.decompress(stored))
    return bytes(lz4.frame.LZ4FrameDecompressor().decompress(stored, max_length=limit))


def _decompress_zstd(stored: memoryview, limit: int, buffers: SegmentBuffers) -> memoryview:
    reader = zstandard.ZstdDecompressor().stream_reader(stored, read_across_frames=True)
    records = memoryview(buffers.take(limit))
    filled = 0
    while filled < limit and (count := reader.readinto(records[filled:limit])):
        filled += count
    return records[:filled].toreadonly()


class SegmentReader(KeptSegments):
    """Segments of one file for one stream.

    Args:
        source: the file.
        segments: all of the file.
        budget: bytes of decompressed segments to keep.
    """

    def __init__(self, source: ByteSource, segments: tuple[Segment, ...], *, budget: int = 16 << 20) -> None:
        self._source = source
        self._segments = segments
        super().__init__(
            lambda number, buffers: _load(source, segments[number], buffers),
            size_of=lambda number: segments[number].size,
            budget=budget,
        )

    def payload(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Data of the message record at ``offset`` of a segment.

        Raises:
            BadSegmentError: no message of one of ``channels`` is there.
        """
        return message_data(self.load(number), offset, channels)

    def glimpse(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """The same from the front of a segment that is not kept, decompressing no more than it takes."""
        if not self.keeps(number) and offset + _GLIMPSE <= self._segments[number].size // 2:
            with suppress(BadSegmentError):
                records = load_segment(self._source, self._segments[number], first_bytes=offset + _GLIMPSE)
                return message_data(records, offset, channels)
        return self.payload(number, offset, channels)

    def batch(self, number: int, offsets: NDArray[np.int64], channels: frozenset[int]) -> Batch:
        """Data of the message records at ``offsets`` of a segment.

        Raises:
            BadSegmentError: the segment is damaged.
        """
        records = self.load(number)
        return Batch(records, *message_spans(records, offsets, channels))


def message_data(records: Buffer, offset: int, channels: frozenset[int]) -> memoryview:
    """Data of the message record at ``offset``.

    Raises:
        BadSegmentError: no whole message of one of ``channels`` is there.
    """
    if offset + MESSAGE_DATA > len(records):
        raise BadSegmentError("the index points behind its end")
    opcode, length = RECORD_HEADER.unpack_from(records, offset)
    channel = int.from_bytes(records[offset + 9 : offset + 11], "little")
    end = offset + RECORD_HEADER.size + length
    if opcode != Op.MESSAGE or channel not in channels or end > len(records):
        raise BadSegmentError("the index points to no message of this stream")
    return memoryview(records)[offset + MESSAGE_DATA : end]


def message_spans(
    records: Buffer, offsets: NDArray[np.int64], channels: frozenset[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the data of many message records begins and how long it is, int64 (n,) each.

    The length is -1 where no whole message of one of ``channels`` is.
    """
    starts = offsets + MESSAGE_DATA
    lengths = np.full(len(offsets), -1)
    inside = np.flatnonzero((offsets >= 0) & (starts <= len(records)))
    if not len(inside):
        return starts, lengths
    heads = gather(np.frombuffer(records, np.uint8), offsets[inside], 11)
    stated = np.minimum(heads[:, 1:9].view("<u8")[:, 0], np.uint64(MAX_SEGMENT)).astype(np.int64)
    found = stated - (MESSAGE_DATA - RECORD_HEADER.size)
    fits = (found >= 0) & (found <= len(records) - starts[inside]) & (heads[:, 0] == Op.MESSAGE)
    fits &= _any_of(heads[:, 9:11].view("<u2")[:, 0], channels)
    lengths[inside] = np.where(fits, found, -1)
    return starts, lengths


def _any_of(found: NDArray[np.uint16], channels: frozenset[int]) -> NDArray[np.bool_]:
    if len(channels) == 1:
        return np.asarray(found == next(iter(channels)))
    return np.isin(found, list(channels))
