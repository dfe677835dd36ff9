"""The records of a ROS 1 bag, parsed from bytes.

Written by hand: rosbags reads a bag only through its index and a file position, so that a bag without index or
with a damaged end would stay closed and two streams could not be read at once.
Source of the layout: ROS wiki, "Bags/Format/2.0". A record is a uint32 length, header fields, a uint32 length
and its data; a header field is a uint32 length and ``name=value``. Little-endian throughout.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError
from models.readers.bytes_gather import gather
from models.timebase import NS_PER_S

MAGIC = b"#ROSBAG V2.0\n"
MAX_HEADER = 1 << 20
UINT32 = struct.Struct("<I")
INDEX_ENTRY = np.dtype([("sec", "<u4"), ("nanosec", "<u4"), ("offset", "<u4")])


class Op:
    """Operation codes of the records."""

    MESSAGE = 0x02
    BAG_HEADER = 0x03
    INDEX = 0x04
    CHUNK = 0x05
    CHUNK_INFO = 0x06
    CONNECTION = 0x07


class BadBagError(Exception):
    """The bytes do not form the record that they should."""


Fields = dict[str, bytes]


def parse_fields(header: bytes) -> Fields:
    """Header fields by name.

    Raises:
        BadBagError: they do not fit.
    """
    fields: Fields = {}
    at = 0
    while at < len(header):
        if at + 4 > len(header):
            raise BadBagError("a header field is cut")
        (length,) = UINT32.unpack_from(header, at)
        name, equals, value = header[at + 4 : at + 4 + length].partition(b"=")
        at += 4 + length
        if at > len(header) or not equals:
            raise BadBagError("a header field does not fit")
        fields[name.decode("latin-1")] = value
    return fields


def number(fields: Fields, name: str, size: int = 4) -> int:
    """A field as an unsigned number.

    Raises:
        BadBagError: it is missing or has another size.
    """
    value = fields.get(name, b"")
    if len(value) != size:
        raise BadBagError(f"the field {name} is missing")
    return int.from_bytes(value, "little")


def time_ns(fields: Fields, name: str) -> int:
    """A field of seconds and nanoseconds.

    Raises:
        BadBagError: it is missing.
    """
    both = number(fields, name, 8)
    return (both & 0xFFFFFFFF) * NS_PER_S + (both >> 32)


def text(fields: Fields, name: str) -> str:
    """A field as text, empty where it is missing."""
    return fields.get(name, b"").decode(errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Record:
    """Header fields of a record, and where its data lies."""

    fields: Fields
    data_at: int
    data_length: int

    @property
    def op(self) -> int:
        """Operation code, -1 without one."""
        value = self.fields.get("op", b"")
        return value[0] if len(value) == 1 else -1

    @property
    def end(self) -> int:
        """First byte behind it."""
        return self.data_at + self.data_length


def record_at(data: bytes | memoryview, at: int) -> Record:
    """The record that begins at ``at``; its data may reach beyond the bytes given.

    Raises:
        BadBagError: its header is cut or does not fit.
    """
    if at < 0 or at + 4 > len(data):
        raise BadBagError("a record is cut")
    (header_length,) = UINT32.unpack_from(data, at)
    end = at + 4 + header_length
    if header_length > MAX_HEADER or end + 4 > len(data):
        raise BadBagError("a record is cut")
    fields = parse_fields(bytes(data[at + 4 : end]))
    return Record(fields, end + 4, UINT32.unpack_from(data, end)[0])


def index_pairs(data: bytes, count: int) -> NDArray[np.uint64]:
    """(time, offset) of the entries of an index record, uint64 (n, 2).

    Raises:
        BadBagError: there are fewer than ``count``.
    """
    if len(data) < INDEX_ENTRY.itemsize * count:
        raise BadBagError("an index is cut")
    entries = np.frombuffer(data, INDEX_ENTRY, count)
    pairs = np.empty((count, 2), np.uint64)
    pairs[:, 0] = entries["sec"].astype(np.uint64) * np.uint64(NS_PER_S) + entries["nanosec"]
    pairs[:, 1] = entries["offset"]
    return pairs


def message_data(records: bytes | memoryview, offset: int, channels: frozenset[int]) -> memoryview:
    """Data of the message record at ``offset`` of a chunk.

    Raises:
        BadSegmentError: no whole message of one of ``channels`` is there.
    """
    try:
        record = record_at(records, offset)
        fits = record.op == Op.MESSAGE and number(record.fields, "conn") in channels
    except BadBagError as error:
        raise BadSegmentError(str(error)) from error
    if not fits or record.end > len(records):
        raise BadSegmentError("the index points to no message of this stream")
    return memoryview(records)[record.data_at : record.end]


def message_spans(
    records: bytes | memoryview, offsets: NDArray[np.int64], channels: frozenset[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the data of many message records begins and how long it is, int64 (n,) each, -1 where none is.

    The headers of the messages of a bag differ only in their values, so they are compared with the first one.
    """
    starts = np.zeros(len(offsets), np.int64)
    lengths = np.full(len(offsets), -1)
    everything = np.frombuffer(records, np.uint8)
    inside = np.flatnonzero((offsets >= 0) & (offsets + 8 <= len(records)))
    if not len(inside):
        return starts, lengths
    header_lengths = gather(everything, offsets[inside], 4).view("<u4")[:, 0].astype(np.int64)
    same = inside[header_lengths == header_lengths[0]]
    width = int(header_lengths[0]) + 8
    same = same[offsets[same] + width <= len(records)]
    alike = _alike(records, offsets, same, width, channels) if len(same) else same
    starts[alike] = offsets[alike] + width
    lengths[alike] = gather(everything, starts[alike] - 4, 4).view("<u4")[:, 0] if len(alike) else 0
    for row in np.setdiff1d(inside, alike, assume_unique=True).tolist():
        try:
            data = message_data(records, int(offsets[row]), channels)
        except BadSegmentError:
            continue
        record = record_at(records, int(offsets[row]))
        starts[row], lengths[row] = record.data_at, len(data)
    lengths[starts + lengths > len(records)] = -1
    return starts, lengths


def _alike(
    records: bytes | memoryview,
    offsets: NDArray[np.int64],
    rows: NDArray[np.int64],
    width: int,
    channels: frozenset[int],
) -> NDArray[np.int64]:
    """Which rows have the header of the first one but for connection and time."""
    try:
        first = record_at(records, int(offsets[rows[0]]))
        values = _value_places(bytes(records[offsets[rows[0]] + 4 : first.data_at - 4]))
    except BadBagError:
        return rows[:0]
    if first.op != Op.MESSAGE or "conn" not in values or "time" not in values:
        return rows[:0]
    heads = gather(np.frombuffer(records, np.uint8), offsets[rows], width)
    mask = np.full(width, 255, np.uint8)
    mask[-4:] = 0
    for at in values.values():
        mask[4 + at[0] : 4 + at[1]] = 0
    equal = ~((heads ^ heads[0]) & mask).any(axis=1)
    conn = np.ascontiguousarray(heads[:, 4 + values["conn"][0] : 4 + values["conn"][1]]).view("<u4")[:, 0]
    return np.asarray(rows[equal & np.isin(conn, list(channels))])


def _value_places(header: bytes) -> dict[str, tuple[int, int]]:
    """Where the values of connection and time lie in a header."""
    places: dict[str, tuple[int, int]] = {}
    at = 0
    while at + 4 <= len(header):
        (length,) = UINT32.unpack_from(header, at)
        name = header[at + 4 : at + 4 + length].partition(b"=")[0]
        size = {b"conn": 4, b"time": 8}.get(name)
        if size is not None and length == len(name) + 1 + size:
            places[name.decode()] = (at + 5 + len(name), at + 4 + length)
        at += 4 + length
    return places
