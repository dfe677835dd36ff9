"""The index of an MCAP file: schemas, channels, segments, and where each channel's message indexes lie.

A whole file gives it from its summary. Where that is missing or damaged, or where messages lie outside of
what it lists, the file is read record by record.
"""

import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import (
    FOOTER_RECORD,
    MAGIC,
    RECORD_HEADER,
    BadRecordError,
    Channel,
    ChunkIndex,
    Op,
    Schema,
    parse_channel,
    parse_chunk_index,
    parse_footer,
    parse_header,
    parse_metadata,
    parse_metadata_index,
    parse_schema,
    parse_statistics,
)
from models.readers.mcap_scan import Found, iter_records, scan, walk_segment
from models.readers.mcap_segments import BadSegmentError, Segment

_MAX_SUMMARY = 256 << 20
_OFFSETS = np.dtype([("channel", "<u2"), ("position", "<u8")])


@dataclass(frozen=True, slots=True)
class Runs:
    """The message indexes of one channel, one a segment, in the order of the segments.

    ``positions`` are those of the MessageIndex records in the file, -1 where ``pairs`` holds the
    (log time, offset) pairs of that segment already.
    """

    segments: NDArray[np.int64]
    positions: NDArray[np.int64]
    counts: NDArray[np.int64]
    pairs: dict[int, NDArray[np.uint64]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Messages in all."""
        return int(self.counts.sum())


NO_RUNS = Runs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class McapIndex:
    """Everything but the messages. ``segments`` are in file order; ``runs`` by channel id."""

    profile: str
    library: str
    schemas: dict[int, Schema]
    channels: dict[int, Channel]
    segments: tuple[Segment, ...]
    runs: dict[int, Runs]
    metadata: dict[str, dict[str, str]]
    problems: tuple[Problem, ...]


def read_index(source: ByteSource) -> McapIndex:
    """From the summary where it can be trusted, else from the records themselves."""
    try:
        summary = _Summary.read(source)
    except BadRecordError as error:
        return _scanned(source, (_why_scanned(source, str(error)),))
    if not summary.usable:
        why = Problem("no_summary", Severity.INFO, "The summary has no index; the file was read through")
        return _scanned(source, (why,))
    try:
        return summary.index(source)
    except BadRecordError as error:
        return scanned_index(source, str(error))


def scanned_index(source: ByteSource, why: str) -> McapIndex:
    """The index by reading every record, for a file whose own index has turned out wrong."""
    problem = Problem(
        "bad_index", Severity.WARNING, f"The index is damaged ({why}); the file was read through"
    )
    return _scanned(source, (problem,))


def _why_scanned(source: ByteSource, why: str) -> Problem:
    if source.read_at(source.size - len(MAGIC), len(MAGIC)) != MAGIC:
        text = "The file ends in the middle of the recording; everything up to the damage was recovered"
        return Problem("truncated", Severity.CRITICAL, text)
    text = f"The summary cannot be used ({why}); the file was read through"
    return Problem("no_summary", Severity.WARNING, text)


@dataclass(slots=True)
class _Summary:
    """Records of the summary section."""

    profile: str = ""
    library: str = ""
    data_start: int = 0
    data_end: int = 0
    message_count: int | None = None
    schemas: dict[int, Schema] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    chunks: list[ChunkIndex] = field(default_factory=list)
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether it lists where the messages are and what they mean, or that there are none."""
        offsets = np.frombuffer(b"".join(chunk.offsets for chunk in self.chunks), _OFFSETS)
        described = set(np.unique(offsets["channel"]).tolist()) <= self.channels.keys()
        schemas = {channel.schema_id for channel in self.channels.values()} - {0}
        return bool(self.chunks or self.message_count == 0) and described and schemas <= self.schemas.keys()

    @classmethod
    def read(cls, source: ByteSource) -> "_Summary":
        """Raises ``BadRecordError`` where there is none or it is damaged."""
        summary = cls()
        content = summary._locate(source)
        metadata_at: list[tuple[int, int]] = []
        end = 0
        for opcode, offset, end in iter_records(content):
            summary._take(opcode, content[offset + RECORD_HEADER.size : end], metadata_at)
        if end != len(content):
            raise BadRecordError("its records do not fit")
        summary.chunks.sort(key=lambda chunk: chunk.position)
        if any(c.position + c.length + c.index_length > summary.data_end for c in summary.chunks):
            raise BadRecordError("a chunk lies outside of the data")
        summary._read_metadata(source, metadata_at)
        return summary

    def _locate(self, source: ByteSource) -> bytes:
        tail = source.read_at(source.size - FOOTER_RECORD - len(MAGIC), FOOTER_RECORD + len(MAGIC))
        if not tail.endswith(MAGIC) or tail[:1] != bytes([Op.FOOTER]):
            raise BadRecordError("the file has no footer")
        start, offsets, crc = parse_footer(tail[RECORD_HEADER.size :])
        footer_at = source.size - FOOTER_RECORD - len(MAGIC)
        if start == 0:
            return b""
        if not len(MAGIC) <= start <= footer_at or footer_at - start > _MAX_SUMMARY:
            raise BadRecordError("the footer points outside of the file")
        content = source.read_at(start, footer_at - start)
        if crc and zlib.crc32(content + tail[: RECORD_HEADER.size + 16]) != crc:
            raise BadRecordError("its checksum does not match")
        self._read_header(source)
        self.data_end = start
        return content[: offsets - start] if start <= offsets <= footer_at else content

    def _read_header(self, source: ByteSource) -> None:
        head = source.read_at(len(MAGIC), 4096)
        if len(head) < RECORD_HEADER.size:
            raise BadRecordError("the file has no header")
        opcode, length = RECORD_HEADER.unpack_from(head)
        if opcode != Op.HEADER:
            raise BadRecordError("the file has no header")
        self.data_start = len(MAGIC) + RECORD_HEADER.size + length
        if length <= len(head) - RECORD_HEADER.size:
            self.profile, self.library = parse_header(head[RECORD_HEADER.size :])

    def _take(self, opcode: int, content: bytes, metadata_at: list[tuple[int, int]]) -> None:
        if opcode == Op.SCHEMA:
            schema = parse_schema(content)
            self.schemas[schema.id] = schema
        elif opcode == Op.CHANNEL:
            channel = parse_channel(content)
            self.channels[channel.id] = channel
        elif opcode == Op.CHUNK_INDEX:
            self.chunks.append(parse_chunk_index(content))
        elif opcode == Op.STATISTICS:
            self.message_count = parse_statistics(content).message_count
        elif opcode == Op.METADATA_INDEX:
            metadata_at.append(parse_metadata_index(content))

    def _read_metadata(self, source: ByteSource, places: list[tuple[int, int]]) -> None:
        for position, length in places[:64]:
            try:
                record = source.read_at(position, min(length, 1 << 20))
                name, pairs = parse_metadata(record[RECORD_HEADER.size :])
            except BadRecordError:
                # Notes about the recording: without them everything else still works.
                continue
            self.metadata[name] = pairs

    def index(self, source: ByteSource) -> McapIndex:
        """Runs from the chunk indexes, plus whatever lies between the chunks."""
        segments = tuple(_segment(chunk) for chunk in self.chunks)
        blind = [n for n, chunk in enumerate(self.chunks) if not chunk.offsets]
        found = Found(schemas=self.schemas, channels=self.channels, metadata=self.metadata)
        for number in blind:
            walk_segment(source, found, segments[number])
        for start, end in self._gaps():
            scan(source, found, start=start, end=end)
        known = [(segment, None) for n, segment in enumerate(segments) if n not in blind]
        merged = sorted(
            [*known, *zip(found.segments, found.messages, strict=True)], key=lambda entry: entry[0].position
        )
        ordered = tuple(entry[0] for entry in merged)
        runs = _merge(
            _indexed_runs(self.chunks, {s.position: n for n, s in enumerate(ordered)}),
            _walked_runs([(n, rows) for n, (_, rows) in enumerate(merged) if rows is not None]),
        )
        return McapIndex(
            self.profile,
            self.library,
            self.schemas,
            self.channels,
            ordered,
            runs,
            self.metadata,
            _bad_chunks(found),
        )

    def _gaps(self) -> list[tuple[int, int]]:
        gaps: list[tuple[int, int]] = []
        position = self.data_start
        for chunk in self.chunks:
            if chunk.position > position:
                gaps.append((position, chunk.position))
            position = max(position, chunk.position + chunk.length + chunk.index_length)
        return [*gaps, (position, self.data_end)]


def _segment(chunk: ChunkIndex) -> Segment:
    return Segment(
        position=chunk.position,
        length=chunk.length,
        size=chunk.size,
        compression=chunk.compression,
        stored_size=chunk.stored_size,
        start_ns=chunk.start_ns,
        end_ns=chunk.end_ns,
    )


def _indexed_runs(chunks: list[ChunkIndex], numbers: dict[int, int]) -> dict[int, Runs]:
    """A MessageIndex record is 15 bytes and 16 a message, so the distance to the next one gives its count."""
    listed = [chunk for chunk in chunks if chunk.offsets]
    if not listed:
        return {}
    table = np.frombuffer(b"".join(chunk.offsets for chunk in listed), _OFFSETS)
    lengths = [len(chunk.offsets) // _OFFSETS.itemsize for chunk in listed]
    segment = np.repeat([numbers[chunk.position] for chunk in listed], lengths)
    ends = np.repeat([c.position + c.length + c.index_length for c in listed], lengths)
    channel = table["channel"].astype(np.int64)
    position = np.minimum(table["position"], 2**62).astype(np.int64)
    order = np.lexsort((position, segment))
    next_position = np.append(position[order][1:], 0)
    last = np.append(segment[order][1:] != segment[order][:-1], True)
    stop = np.where(last, ends[order], next_position)
    count = np.empty(len(order), np.int64)
    count[order] = (stop - position[order] - 15) // 16
    inside = (position >= np.repeat([c.position + c.length for c in listed], lengths)) & (count >= 0).all()
    if not inside.all():
        raise BadRecordError("a message index lies outside of its chunk's own")
    by_channel = np.lexsort((segment, channel))
    ids, starts = np.unique(channel[by_channel], return_index=True)
    groups = np.split(by_channel, starts[1:])
    return {int(i): Runs(segment[g], position[g], count[g]) for i, g in zip(ids, groups, strict=True)}


def _walked_runs(walked: list[tuple[int, NDArray[np.uint64]]]) -> dict[int, Runs]:
    pairs: dict[int, dict[int, NDArray[np.uint64]]] = {}
    for number, rows in walked:
        for channel in np.unique(rows[:, 0]):
            pairs.setdefault(int(channel), {})[number] = rows[rows[:, 0] == channel][:, 1:]
    return {
        channel: Runs(
            np.array(list(found), np.int64),
            np.full(len(found), -1),
            np.array([len(rows) for rows in found.values()], np.int64),
            found,
        )
        for channel, found in pairs.items()
    }


def _merge(left: dict[int, Runs], right: dict[int, Runs]) -> dict[int, Runs]:
    merged = left | right
    for channel in left.keys() & right.keys():
        a, b = left[channel], right[channel]
        segments = np.concatenate((a.segments, b.segments))
        order = np.argsort(segments, kind="stable")
        merged[channel] = Runs(
            segments[order],
            np.concatenate((a.positions, b.positions))[order],
            np.concatenate((a.counts, b.counts))[order],
            b.pairs,
        )
    return merged


def _scanned(source: ByteSource, problems: tuple[Problem, ...]) -> McapIndex:
    found = Found()
    scan(source, found, start=len(MAGIC), end=source.size)
    if found.damage_at is not None and not any(p.code == "truncated" for p in problems):
        text = f"A record at byte {found.damage_at} is damaged; everything before it was recovered"
        problems = (*problems, Problem("truncated", Severity.CRITICAL, text))
    walked = list(enumerate(found.messages))
    return McapIndex(
        found.profile,
        found.library,
        found.schemas,
        found.channels,
        tuple(found.segments),
        _walked_runs(walked),
        found.metadata,
        (*problems, *_bad_chunks(found)),
    )


def _bad_chunks(found: Found) -> tuple[Problem, ...]:
    return tuple(bad_chunk(segment, why) for segment, why in found.bad)


def bad_chunk(segment: Segment, why: str, stream: str | None = None) -> Problem:
    """The problem of a chunk that had to be skipped, with the times it spans."""
    text = f"The chunk from {segment.start_ns} to {segment.end_ns} ns is skipped: {why}"
    return Problem("bad_chunk", Severity.CRITICAL, text, stream, segment.start_ns)


def read_pairs(source: ByteSource, runs: Runs, channel: int, which: int) -> NDArray[np.uint64]:
    """(log time, offset) of the messages of one run, uint64 (n, 2), in the order of the index.

    Raises:
        BadSegmentError: the index record is not what the summary says.
    """
    segment = int(runs.segments[which])
    if segment in runs.pairs:
        return runs.pairs[segment]
    length = 15 + 16 * int(runs.counts[which])
    return index_pairs(source.read_at(int(runs.positions[which]), length), 0, length, channel)


def index_pairs(block: bytes, at: int, length: int, channel: int) -> NDArray[np.uint64]:
    """The pairs of the MessageIndex record of ``length`` bytes at ``at``.

    Raises:
        BadSegmentError: another record is there.
    """
    head = block[at : at + 15]
    whole = len(block) >= at + length and len(head) == 15
    if not whole or head[0] != Op.MESSAGE_INDEX or int.from_bytes(head[1:9], "little") != length - 9:
        raise BadSegmentError("a message index is not where the summary says")
    if int.from_bytes(head[9:11], "little") != channel:
        raise BadSegmentError("a message index belongs to another channel")
    return np.frombuffer(block, "<u8", (length - 15) // 8, at + 15).reshape(-1, 2)
