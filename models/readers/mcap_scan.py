"""Reads an MCAP file record by record, where its index is missing or cannot be trusted."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import BadSegmentError, Channel, Schema
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import (
    MESSAGE_DATA,
    MESSAGE_HEADER,
    RECORD_HEADER,
    BadRecordError,
    Op,
    iter_records,
    parse_channel,
    parse_chunk_header,
    parse_header,
    parse_metadata,
    parse_schema,
)
from models.readers.mcap_segments import Segment, load_segment

_WINDOW = 1 << 16
_SMALL_RECORD = 64 << 20
_BARE_RUN = 4 << 20
_STOPS = (Op.FOOTER, Op.DATA_END)


@dataclass(slots=True)
class Found:
    """What a scan has found; grows while it runs.

    ``messages`` has three columns a segment: channel, log time (uint64) and offset in the segment's records.
    ``damage_at`` is the position behind which nothing could be read.
    """

    profile: str = ""
    library: str = ""
    schemas: dict[int, Schema] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    messages: list[NDArray[np.uint64]] = field(default_factory=list)
    bad: list[tuple[Segment, str]] = field(default_factory=list)
    damage_at: int | None = None


class _Window:
    """Small reads at growing positions, gathered into few large ones."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._start = 0
        self._data = b""

    def read(self, position: int, length: int) -> bytes:
        at = position - self._start
        if at < 0 or at + length > len(self._data):
            self._start, at = position, 0
            self._data = self._source.read_at(position, max(length, _WINDOW))
        return self._data[at : at + length]


def scan(source: ByteSource, found: Found, *, start: int, end: int, trust: bool = False) -> None:
    """Add everything between two positions to ``found``; stops at the end of the data or at damage.

    With ``trust`` chunks of known channels are not decompressed where message indexes lie behind them.
    """
    window = _Window(source)
    bare = _BareRun(found)
    position = start
    while position < end:
        head = window.read(position, RECORD_HEADER.size)
        if len(head) < RECORD_HEADER.size:
            found.damage_at = position
            break
        opcode, length = RECORD_HEADER.unpack(head)
        if opcode in _STOPS:
            break
        whole = RECORD_HEADER.size + length
        if opcode == 0 or position + whole > end:
            found.damage_at = position
            if opcode == Op.CHUNK:
                bare.close()
                _take_chunk(source, found, position, end - position, cut=True)
            break
        if opcode == Op.MESSAGE:
            bare.add(position, whole, window.read(position + RECORD_HEADER.size, MESSAGE_HEADER.size))
        elif opcode == Op.CHUNK:
            bare.close()
            rows = _indexed_rows(source, found, position + whole, end) if trust else None
            _take_chunk(source, found, position, whole, cut=False, rows=rows)
        elif length <= _SMALL_RECORD:
            _take_small(found, opcode, window.read(position + RECORD_HEADER.size, length))
        position += whole
    bare.close()


def _take_small(found: Found, opcode: int, content: bytes) -> None:
    try:
        if opcode == Op.SCHEMA:
            schema = parse_schema(content)
            found.schemas.setdefault(schema.id, schema)
        elif opcode == Op.CHANNEL:
            channel = parse_channel(content)
            found.channels.setdefault(channel.id, channel)
        elif opcode == Op.HEADER:
            found.profile, found.library = parse_header(content)
        elif opcode == Op.METADATA:
            name, pairs = parse_metadata(content)
            found.metadata.setdefault(name, pairs)
    except BadRecordError:
        # One unreadable description costs at most its own channel; the records behind it are still whole.
        return


def _indexed_rows(source: ByteSource, found: Found, position: int, end: int) -> NDArray[np.uint64] | None:
    """Channel, log time and offset from the message indexes behind a chunk, None where they cannot do.

    They are complete only if another record follows, and they describe no channels.
    """
    parts: list[NDArray[np.uint64]] = []
    while position + RECORD_HEADER.size <= end:
        opcode, length = RECORD_HEADER.unpack(source.read_at(position, RECORD_HEADER.size))
        if opcode != Op.MESSAGE_INDEX:
            return np.concatenate(parts) if parts else None
        content = source.read_at(position + RECORD_HEADER.size, min(length, _SMALL_RECORD))
        if len(content) != length or length < 6 or (length - 6) % 16:
            return None
        channel = int.from_bytes(content[:2], "little")
        known = found.channels.get(channel)
        if known is None or (known.schema_id and known.schema_id not in found.schemas):
            return None
        pairs = np.frombuffer(content, "<u8", (length - 6) // 8, 6).reshape(-1, 2)
        parts.append(np.insert(pairs, 0, channel, axis=1))
        position += RECORD_HEADER.size + length
    return None


def _fit(rows: NDArray[np.uint64], segment: Segment) -> bool:
    """Whether an index speaks of this chunk."""
    times, offsets = rows[:, 1], rows[:, 2]
    return bool(
        len(rows)
        and offsets.max() < segment.size
        and times.min() >= segment.start_ns
        and times.max() <= segment.end_ns
    )


def _take_chunk(
    source: ByteSource,
    found: Found,
    position: int,
    whole: int,
    *,
    cut: bool,
    rows: NDArray[np.uint64] | None = None,
) -> None:
    try:
        header = parse_chunk_header(source.read_at(position + RECORD_HEADER.size, 128))
    except BadRecordError:
        found.damage_at = position if found.damage_at is None else found.damage_at
        return
    segment = Segment(
        position=position,
        length=whole,
        size=header.size,
        compression=header.compression,
        stored_size=header.stored_size,
        start_ns=header.start_ns,
        end_ns=header.end_ns,
        cut=cut,
    )
    if rows is not None and _fit(rows, segment):
        found.segments.append(segment)
        found.messages.append(rows)
        return
    walk_segment(source, found, segment)


def walk_segment(source: ByteSource, found: Found, segment: Segment) -> None:
    """Add the messages, schemas and channels inside of one chunk to ``found``."""
    try:
        records = load_segment(source, segment)
    except BadSegmentError as error:
        found.bad.append((segment, str(error)))
        return
    rows: list[tuple[int, int, int]] = []
    for opcode, offset, end in iter_records(records):
        if opcode == Op.MESSAGE and end - offset >= MESSAGE_DATA:
            channel, _, log_ns, _ = MESSAGE_HEADER.unpack_from(records, offset + RECORD_HEADER.size)
            rows.append((channel, log_ns, offset))
        elif opcode in (Op.SCHEMA, Op.CHANNEL):
            _take_small(found, opcode, records[offset + RECORD_HEADER.size : end])
    found.segments.append(segment)
    found.messages.append(np.array(rows, np.uint64).reshape(-1, 3))


class _BareRun:
    """Gathers messages outside of chunks into segments of a bounded size."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._rows: list[tuple[int, int, int]] = []
        self._start = 0
        self._end = 0

    def add(self, position: int, whole: int, header: bytes) -> None:
        if len(header) < MESSAGE_HEADER.size or whole < MESSAGE_DATA:
            return
        if not self._rows or position + whole - self._start > _BARE_RUN:
            self.close()
            self._start = position
        channel, _, log_ns, _ = MESSAGE_HEADER.unpack(header)
        self._rows.append((channel, log_ns, position - self._start))
        self._end = position + whole

    def close(self) -> None:
        if not self._rows:
            return
        rows = np.array(self._rows, np.uint64).reshape(-1, 3)
        length = self._end - self._start
        self._found.segments.append(
            Segment(
                position=self._start,
                length=length,
                size=length,
                compression="",
                stored_size=length,
                start_ns=int(rows[:, 1].min()),
                end_ns=int(rows[:, 1].max()),
                bare=True,
            )
        )
        self._found.messages.append(rows)
        self._rows = []
