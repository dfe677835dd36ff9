"""The records of an MCAP file, parsed from bytes.

Source of the layout: the MCAP specification, https://mcap.dev/spec. Little-endian throughout; a string is a
uint32 length and UTF-8, a map is a uint32 byte length and its pairs, a record is an opcode, a uint64
length and its content. Parsers raise ``BadRecordError`` for anything that does not fit its record.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

from models.readers.archive import Channel, Schema

MAGIC = b"\x89MCAP0\r\n"
RECORD_HEADER = struct.Struct("<BQ")
MESSAGE_HEADER = struct.Struct("<HIQQ")
MESSAGE_DATA = RECORD_HEADER.size + MESSAGE_HEADER.size
CHUNK_HEADER = struct.Struct("<QQQII")
CHUNK_INDEX_HEADER = struct.Struct("<QQQQI")
FOOTER = struct.Struct("<QQI")
FOOTER_RECORD = RECORD_HEADER.size + FOOTER.size


class Op:
    """Opcodes of the records that matter here."""

    HEADER = 0x01
    FOOTER = 0x02
    SCHEMA = 0x03
    CHANNEL = 0x04
    MESSAGE = 0x05
    CHUNK = 0x06
    MESSAGE_INDEX = 0x07
    CHUNK_INDEX = 0x08
    STATISTICS = 0x0B
    METADATA = 0x0C
    METADATA_INDEX = 0x0D
    DATA_END = 0x0F


class BadRecordError(Exception):
    """The bytes do not form the record that they claim to be."""


@dataclass(frozen=True, slots=True)
class ChunkIndex:
    """Where a chunk lies, which times it spans and where its message indexes are (``offsets``: raw pairs)."""

    start_ns: int
    end_ns: int
    position: int
    length: int
    offsets: bytes
    index_length: int
    compression: str
    stored_size: int
    size: int


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """The fields of a chunk before its records; ``data_at`` counts from the start of the chunk's content."""

    start_ns: int
    end_ns: int
    size: int
    crc: int
    compression: str
    stored_size: int
    data_at: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Messages in the file, in all and by channel."""

    message_count: int
    by_channel: dict[int, int]


T = TypeVar("T")


def _refusing(parse: Callable[[bytes], T]) -> Callable[[bytes], T]:
    @wraps(parse)
    def guarded(content: bytes) -> T:
        try:
            return parse(content)
        except (struct.error, UnicodeDecodeError) as error:
            raise BadRecordError(str(error)) from error

    return guarded


def _block(content: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + length
    if end > len(content):
        raise BadRecordError("a field is longer than its record")
    return content[at + 4 : end], end


def _text(content: bytes, at: int) -> tuple[str, int]:
    raw, end = _block(content, at)
    return raw.decode(), end


def _text_map(raw: bytes) -> dict[str, str]:
    pairs: dict[str, str] = {}
    at = 0
    while at < len(raw):
        key, at = _text(raw, at)
        pairs[key], at = _text(raw, at)
    return pairs


@_refusing
def parse_header(content: bytes) -> tuple[str, str]:
    """Profile and library."""
    profile, at = _text(content, 0)
    return profile, _text(content, at)[0]


@_refusing
def parse_schema(content: bytes) -> Schema:
    """Schema record."""
    (schema_id,) = struct.unpack_from("<H", content)
    name, at = _text(content, 2)
    encoding, at = _text(content, at)
    return Schema(schema_id, name, encoding, _block(content, at)[0])


@_refusing
def parse_channel(content: bytes) -> Channel:
    """Channel record."""
    channel_id, schema_id = struct.unpack_from("<HH", content)
    topic, at = _text(content, 4)
    encoding, at = _text(content, at)
    return Channel(channel_id, schema_id, topic, encoding, _text_map(_block(content, at)[0]))


@_refusing
def parse_chunk_index(content: bytes) -> ChunkIndex:
    """Chunk index record of the summary."""
    start_ns, end_ns, position, length, offsets_length = CHUNK_INDEX_HEADER.unpack_from(content)
    at = CHUNK_INDEX_HEADER.size
    offsets = content[at : at + offsets_length]
    at += offsets_length
    (index_length,) = struct.unpack_from("<Q", content, at)
    compression, at = _text(content, at + 8)
    stored_size, size = struct.unpack_from("<QQ", content, at)
    if offsets_length % 10:
        raise BadRecordError("the message index offsets do not fit")
    return ChunkIndex(
        start_ns, end_ns, position, length, offsets, index_length, compression, stored_size, size
    )


@_refusing
def parse_chunk_header(content: bytes) -> ChunkHeader:
    """First fields of a chunk; ``content`` may end after them."""
    start_ns, end_ns, size, crc, name_length = CHUNK_HEADER.unpack_from(content)
    at = CHUNK_HEADER.size + name_length
    if name_length > 64:
        raise BadRecordError("the name of the compression is too long")
    compression = content[CHUNK_HEADER.size : at].decode()
    (stored_size,) = struct.unpack_from("<Q", content, at)
    return ChunkHeader(start_ns, end_ns, size, crc, compression, stored_size, at + 8)


@_refusing
def parse_statistics(content: bytes) -> Statistics:
    """Counts of messages."""
    (message_count,) = struct.unpack_from("<Q", content)
    raw, _ = _block(content, 42)
    return Statistics(message_count, dict(struct.iter_unpack("<HQ", raw)))


@_refusing
def parse_metadata(content: bytes) -> tuple[str, dict[str, str]]:
    """Name and pairs."""
    name, at = _text(content, 0)
    return name, _text_map(_block(content, at)[0])


@_refusing
def parse_metadata_index(content: bytes) -> tuple[int, int]:
    """Position and length of a metadata record."""
    position, length = struct.unpack_from("<QQ", content)
    return position, length


@_refusing
def parse_footer(content: bytes) -> tuple[int, int, int]:
    """Start of the summary, start of its offsets, CRC of the summary (0: none)."""
    summary, offsets, crc = FOOTER.unpack_from(content)
    return summary, offsets, crc


def iter_records(records: bytes) -> Iterator[tuple[int, int, int]]:
    """Opcode, offset and end of each whole record."""
    offset = 0
    size = len(records)
    while offset + RECORD_HEADER.size <= size:
        opcode, length = RECORD_HEADER.unpack_from(records, offset)
        end = offset + RECORD_HEADER.size + length
        if opcode == 0 or end > size:
            return
        yield opcode, offset, end
        offset = end
