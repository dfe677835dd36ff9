"""The summary at the end of an MCAP file."""

import zlib
from dataclasses import dataclass, field

import numpy as np

from models.readers.archive import Channel, Schema
from models.readers.byte_source import ByteSource
from models.readers.mcap_records import (
    FOOTER_RECORD,
    MAGIC,
    RECORD_HEADER,
    BadRecordError,
    ChunkIndex,
    Op,
    iter_records,
    parse_channel,
    parse_chunk_index,
    parse_footer,
    parse_header,
    parse_metadata,
    parse_metadata_index,
    parse_schema,
    parse_statistics,
)
from models.readers.mcap_runs import INDEX_OFFSETS

_MAX_SUMMARY = 256 << 20


@dataclass(slots=True)
class Summary:
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
        offsets = np.frombuffer(b"".join(chunk.offsets for chunk in self.chunks), INDEX_OFFSETS)
        described = set(np.unique(offsets["channel"]).tolist()) <= self.channels.keys()
        schemas = {channel.schema_id for channel in self.channels.values()} - {0}
        return bool(self.chunks or self.message_count == 0) and described and schemas <= self.schemas.keys()

    @classmethod
    def read(cls, source: ByteSource) -> "Summary":
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
        if len({chunk.position for chunk in summary.chunks}) != len(summary.chunks):
            raise BadRecordError("a chunk is listed twice")
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

    def gaps(self) -> list[tuple[int, int]]:
        """Stretches of the data that no chunk and no message index covers."""
        gaps: list[tuple[int, int]] = []
        position = self.data_start
        for chunk in self.chunks:
            if chunk.position > position:
                gaps.append((position, chunk.position))
            position = max(position, chunk.position + chunk.length + chunk.index_length)
        return [*gaps, (position, self.data_end)]
