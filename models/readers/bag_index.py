"""The index of a ROS 1 bag: connections and chunks, from its end, or by reading the bag through without one."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity
from models.errors import UnreadableRecordingError
from models.readers.archive import BadSegmentError, bad_chunk
from models.readers.bag_chunks import Chunk, indexes_behind, load_chunk, read_pairs
from models.readers.bag_records import (
    MAGIC,
    BadBagError,
    Fields,
    Op,
    Record,
    number,
    parse_fields,
    record_at,
    text,
    time_ns,
)
from models.readers.byte_source import ByteSource

_MAX_INDEX = 256 << 20
_RECORD_HEAD = 1 << 16
_MAX_RECORDS = 1 << 22


@dataclass(frozen=True, slots=True)
class Connection:
    """A publisher of a topic; ``definition`` is the text of the type with all that it uses."""

    id: int
    topic: str
    type_name: str
    definition: bytes


@dataclass(slots=True)
class BagIndex:
    """Everything but the messages; chunks in the order of the file."""

    connections: dict[int, Connection] = field(default_factory=dict)
    chunks: list[Chunk] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_index(source: ByteSource) -> BagIndex:
    """From the end of the bag where it can be trusted, else chunk by chunk.

    Raises:
        UnreadableRecordingError: the bag is encrypted.
    """
    index_at = 0
    try:
        header = record_at(source.read_at(len(MAGIC), 1 << 13), 0)
        if header.fields.get("encryptor"):
            raise UnreadableRecordingError("The bag is encrypted and cannot be read without its key")
        index_at = number(header.fields, "index_pos", 8)
        if index_at == 0:
            raise BadBagError("the recorder did not come to write it")
        return _from_end(source, header.fields, index_at)
    except BadBagError as error:
        return _scanned(source, f"The index is missing ({error}); the bag was read through")


def _from_end(source: ByteSource, header: Fields, index_at: int) -> BagIndex:
    if not len(MAGIC) < index_at <= source.size or source.size - index_at > _MAX_INDEX:
        raise BadBagError("the file ends before it")
    content = source.read_at(index_at, source.size - index_at)
    index = BagIndex()
    at = 0
    while at < len(content):
        record = record_at(content, at)
        if record.end > len(content):
            raise BadBagError("it is cut")
        data = content[record.data_at : record.end]
        if record.op == Op.CONNECTION:
            _add_connection(index, record.fields, data)
        elif record.op == Op.CHUNK_INFO:
            index.chunks.append(_chunk_info(record.fields, data))
        at = record.end
    listed = (number(header, "conn_count"), number(header, "chunk_count"))
    if listed != (len(index.connections), len(index.chunks)):
        raise BadBagError("it is not complete")
    if any(chunk.position >= index_at for chunk in index.chunks):
        raise BadBagError("it points outside of the data")
    index.chunks.sort(key=lambda chunk: chunk.position)
    return index


def _add_connection(index: BagIndex, fields: Fields, data: bytes) -> None:
    own = parse_fields(data)
    connection = number(fields, "conn")
    found = Connection(
        connection, text(fields, "topic"), text(own, "type"), own.get("message_definition", b"")
    )
    index.connections.setdefault(connection, found)


def _chunk_info(fields: Fields, data: bytes) -> Chunk:
    count = number(fields, "count")
    if len(data) < 8 * count:
        raise BadBagError("the description of a chunk is cut")
    counts = np.frombuffer(data, "<u4", 2 * count).reshape(-1, 2).tolist()
    return Chunk(
        number(fields, "chunk_pos", 8),
        time_ns(fields, "start_time"),
        time_ns(fields, "end_time"),
        {connection: messages for connection, messages in counts if messages},
    )


def scanned_index(source: ByteSource, why: str) -> BagIndex:
    """The index by reading the bag through, for one whose own index has turned out wrong."""
    return _scanned(source, f"The index is damaged ({why}); the bag was read through")


def _scanned(source: ByteSource, why: str) -> BagIndex:
    index = BagIndex(problems=[Problem("no_index", Severity.WARNING, why)])
    position = len(MAGIC)
    for _ in range(_MAX_RECORDS):
        if position >= source.size:
            break
        try:
            record = record_at(source.read_at(position, _RECORD_HEAD), 0)
        except BadBagError:
            _tell_damage(index, position)
            break
        end = position + record.end
        if record.op == Op.CHUNK:
            end = _take_chunk(source, index, position, record)
        elif record.op == Op.CONNECTION and record.data_length <= _MAX_INDEX:
            _try_connection(source, index, position, record)
        if end > source.size:
            _tell_damage(index, position)
        position = end
    return index


def _tell_damage(index: BagIndex, position: int) -> None:
    text = f"The bag ends in the middle of a record at byte {position}; everything before it was recovered"
    index.problems.append(Problem("truncated", Severity.CRITICAL, text))


def _try_connection(source: ByteSource, index: BagIndex, position: int, record: Record) -> None:
    try:
        _add_connection(index, record.fields, source.read_at(position + record.data_at, record.data_length))
    except BadBagError:
        # One connection less; the messages of the others are still whole.
        return


def _take_chunk(source: ByteSource, index: BagIndex, position: int, record: Record) -> int:
    """Add a chunk by the index records behind it, or by its own records where they are not there."""
    chunk_end = position + record.end
    places, end = indexes_behind(source, chunk_end) if chunk_end <= source.size else ({}, chunk_end)
    # The last index record may be missing where the file ends, and connections are described inside of chunks.
    if places and end < source.size and places.keys() <= index.connections.keys():
        try:
            pairs = {connection: read_pairs(source, place) for connection, place in places.items()}
            index.chunks.append(_walked(position, pairs, cut=False))
            return end
        except BadSegmentError:
            end = chunk_end
    _walk_chunk(source, index, Chunk(position, 0, 0, {}, cut=chunk_end > source.size))
    return end


def _walked(position: int, pairs: dict[int, NDArray[np.uint64]], *, cut: bool) -> Chunk:
    filled = {connection: rows for connection, rows in pairs.items() if len(rows)}
    times = np.concatenate([rows[:, 0] for rows in filled.values()]) if filled else np.zeros(1, np.uint64)
    counts = {connection: len(rows) for connection, rows in filled.items()}
    return Chunk(position, int(times.min()), int(times.max()), counts, cut=cut, pairs=filled)


def _walk_chunk(source: ByteSource, index: BagIndex, chunk: Chunk) -> None:
    try:
        records = load_chunk(source, chunk)
    except BadSegmentError as error:
        index.problems.append(bad_chunk((chunk.start_ns, chunk.end_ns), str(error)))
        return
    rows: dict[int, list[tuple[int, int]]] = {}
    at = 0
    while at < len(records):
        try:
            record = record_at(records, at)
            if record.end > len(records):
                break
            if record.op == Op.MESSAGE:
                found = (time_ns(record.fields, "time"), at)
                rows.setdefault(number(record.fields, "conn"), []).append(found)
            elif record.op == Op.CONNECTION:
                _add_connection(index, record.fields, records[record.data_at : record.end])
        except BadBagError:
            break
        at = record.end
    pairs = {connection: np.array(found, np.uint64) for connection, found in rows.items()}
    index.chunks.append(_walked(chunk.position, pairs, cut=chunk.cut))
