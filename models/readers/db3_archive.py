"""The SQLite storage of a ROS 2 bag as an archive of messages, through the standard library.

Topics are its channels, runs of rows its segments. rosbags reads such a file too, but only from its first
message to its last. Source of the layout: rosbag2_storage_sqlite3, schema versions 1 to 4.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity
from models.errors import UnreadableRecordingError
from models.readers.archive import BadSegmentError, Batch, Channel, Labels, Schema, Shelf
from models.readers.message_table import MessageTable, sorted_table
from models.readers.place import is_remote, open_binary

MAGIC = b"SQLite format 3\0"
_ROWS_BITS = 7
_LAST_ID = 1 << 46
# The module decodes SQLite's own error texts, which may quote damaged bytes.
_DAMAGE = (sqlite3.Error, ValueError, OverflowError, MemoryError)
_MAX_VALUE = 1 << 30
_TABLES = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('topics', 'messages')"
_TOPICS = "SELECT id, name, type, serialization_format FROM topics ORDER BY id"
_ENDS = "SELECT topic_id, count(*), min(timestamp), max(timestamp) FROM messages GROUP BY topic_id"
_DEFINITIONS = "SELECT topic_type, encoding, encoded_message_definition FROM message_definitions"
_TABLE = "SELECT timestamp, id FROM messages WHERE topic_id = ?"
_FIRST = "SELECT data FROM messages WHERE topic_id = ? ORDER BY timestamp LIMIT 1"
_ONE = "SELECT topic_id, data FROM messages WHERE id = ?"
_RUN = "SELECT id, topic_id, data FROM messages WHERE id BETWEEN ? AND ?"


def connect(path: Path) -> sqlite3.Connection:
    """Open a file read-only, as one that nobody writes.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.text_factory = lambda raw: raw.decode(errors="backslashreplace")
    return connection


def is_bag(path: Path) -> bool:
    """Whether a file is a database with the tables of a bag; views do not count, they may never end."""
    try:
        with open_binary(path) as file:
            if file.read(len(MAGIC)) != MAGIC:
                return False
        if is_remote(path):
            return path.suffix == ".db3"
        connection = connect(path)
    except (OSError, *_DAMAGE):
        return False
    try:
        return bool(connection.execute(_TABLES).fetchone()[0] == 2)
    except _DAMAGE:
        # Damaged in its first page, but nothing else begins like this.
        return path.suffix == ".db3"
    finally:
        connection.close()


class Db3Archive:
    """One file.

    Raises:
        UnreadableRecordingError: it is damaged beyond use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: list[sqlite3.Connection] = []
        self._problems: tuple[Problem, ...] = ()
        self._channels: dict[int, Channel] = {}
        self._schemas: dict[int, Schema] = {}
        self._ends: dict[int, tuple[int, int, int]] = {}
        try:
            self._db = self.open_connection()
            self._read_index()
        except _DAMAGE as error:
            self.close()
            raise UnreadableRecordingError("{path} cannot be read: {why}", path=path, why=error) from error

    def open_connection(self) -> sqlite3.Connection:
        """A further connection, closed with the archive.

        Raises:
            sqlite3.Error: the file is gone.
        """
        self._connections.append(connect(self._path))
        return self._connections[-1]

    def _read_index(self) -> None:
        if self._db.execute(_TABLES).fetchone()[0] != 2:
            raise sqlite3.DatabaseError("it has no tables of messages")
        definitions = self._definitions()
        for number, (topic, name, type_name, encoding) in enumerate(self._db.execute(_TOPICS), start=1):
            if isinstance(topic, int):
                found = definitions.get(type_name, ("", b""))
                self._schemas[number] = Schema(number, str(type_name), *found)
                self._channels[topic] = Channel(topic, number, str(name), str(encoding), {})
        try:
            for topic, count, first, last in self._db.execute(_ENDS):
                if topic in self._channels and isinstance(first, int) and isinstance(last, int):
                    self._ends[topic] = (count, first, last)
        except _DAMAGE as error:
            self._count_to_the_damage(str(error))

    def _definitions(self) -> dict[Any, tuple[str, bytes]]:
        try:
            rows = self._db.execute(_DEFINITIONS).fetchall()
        except _DAMAGE:
            # Bags before schema version 4 define no types.
            return {}
        return {
            name: (str(encoding), text.encode()) for name, encoding, text in rows if isinstance(text, str)
        }

    def _count_to_the_damage(self, why: str) -> None:
        text = f"The bag is damaged ({why}); the messages before the damage were recovered"
        self._problems = (Problem("truncated", Severity.CRITICAL, text),)
        for topic in self._channels:
            stamps_ns = self._pairs(topic)[:, 0]
            if len(stamps_ns):
                self._ends[topic] = (len(stamps_ns), int(stamps_ns.min()), int(stamps_ns.max()))

    @property
    def labels(self) -> Labels:
        """A bag says nothing about itself."""
        return Labels("rosbag2")

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """One a topic; without definition it is one of ROS 2's own types."""
        return self._schemas

    @property
    def channels(self) -> Mapping[int, Channel]:
        """The topics."""
        return self._channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of the index."""
        return self._problems

    def count(self, channels: tuple[int, ...]) -> int:
        """Rows."""
        return sum(self._ends[channel][0] for channel in channels if channel in self._ends)

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """Of the rows."""
        ends = [self._ends[channel] for channel in channels if channel in self._ends]
        return min((e[1] for e in ends), default=None), max((e[2] for e in ends), default=None)

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """Every row; offsets are their ids."""
        pairs = np.concatenate([np.empty((0, 2), np.int64), *(self._pairs(channel) for channel in channels)])
        inside = (pairs[:, 1] >= 0) & (pairs[:, 1] < _LAST_ID) & (pairs[:, 0] >= 0)
        refused = () if inside.all() else ("rows have absurd numbers or times",)
        pairs = pairs[inside]
        numbers = pairs[:, 1] >> _ROWS_BITS
        order = np.argsort(numbers, kind="stable")
        groups = np.split(pairs[order], np.flatnonzero(np.diff(numbers[order])) + 1)
        filled = [group.astype(np.uint64) for group in groups if len(group)]
        return sorted_table(filled, [int(group[0, 1]) >> _ROWS_BITS for group in filled]), refused

    def _pairs(self, channel: int) -> NDArray[np.int64]:
        """(time, id) of the rows of a topic, int64 (n, 2), up to a damage."""
        found: list[tuple[int, int]] = []
        try:
            for row in self._db.execute(_TABLE, (channel,)):
                if isinstance(row[0], int) and isinstance(row[1], int):
                    found.append(row)
        except _DAMAGE as error:
            self._problems = self._problems or (_damage(str(error)),)
        return np.array(found, np.int64).reshape(-1, 2)

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """The first one by time."""
        for channel in channels:
            try:
                row = self._db.execute(_FIRST, (channel,)).fetchone()
            except _DAMAGE:
                # The stream reports the damage when it is asked for samples.
                continue
            if row is not None and isinstance(row[0], bytes):
                return row[0]
        return None

    def shelf(self) -> Shelf:
        """With a connection of its own from its first use on."""
        return _Db3Shelf(self)

    def segment_range(self, number: int) -> tuple[int, int]:  # noqa: ARG002 see below
        """The times of the whole file: what a run of rows spans is not known without reading it."""
        ends = self._ends.values()
        return min((e[1] for e in ends), default=0), max((e[2] for e in ends), default=0)

    def verify(self) -> Iterator[Problem | None]:
        """Let SQLite check its pages."""
        try:
            (answer,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        except _DAMAGE as error:
            answer = str(error)
        yield None if answer == "ok" else _damage(str(answer))

    def close(self) -> None:
        """Close all connections."""
        for connection in self._connections:
            connection.close()


def _damage(why: str) -> Problem:
    return Problem("bad_chunk", Severity.CRITICAL, f"Some messages of the bag cannot be read: {why}")


class _Db3Shelf:
    def __init__(self, archive: Db3Archive) -> None:
        self._archive = archive
        self._db: sqlite3.Connection | None = None
        self._bad: dict[int, str] = {}

    @property
    def bad(self) -> dict[int, str]:
        """Runs of rows that could not be read."""
        return dict(self._bad)

    @property
    def held_nbytes(self) -> int:
        """SQLite keeps its own pages, a few megabytes at most."""
        return 0

    def hold_at_most(self, nbytes: int) -> None:
        """Nothing is kept here."""

    def payload(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Data of one row."""
        rows = self._rows(number, _ONE, (offset,))
        if not rows or rows[0][0] not in channels or not isinstance(rows[0][1], bytes):
            raise BadSegmentError("no message of this stream is there")
        return memoryview(rows[0][1])

    def glimpse(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """The same: a row is read alone anyway."""
        return self.payload(number, offset, channels)

    def batch(self, number: int, offsets: NDArray[np.int64], channels: frozenset[int]) -> Batch:
        """Data of several rows of a run."""
        first = number << _ROWS_BITS
        wanted = ",".join(str(int(channel)) for channel in channels)
        query = f"{_RUN} AND topic_id IN ({wanted})"
        rows = self._rows(number, query, (first, first + (1 << _ROWS_BITS) - 1))
        parts = {row[0]: row[2] for row in rows if isinstance(row[2], bytes)}
        found = [parts.get(offset) for offset in offsets.tolist()]
        lengths = np.array([-1 if part is None else len(part) for part in found], np.int64)
        whole = np.maximum(lengths, 0)
        starts = np.cumsum(whole) - whole
        return Batch(b"".join(part for part in found if part), starts, lengths)

    def _rows(self, number: int, query: str, values: tuple[int, ...]) -> list[Any]:
        try:
            if self._db is None:
                self._db = self._archive.open_connection()
            return self._db.execute(query, values).fetchall()
        except _DAMAGE as error:
            self._bad[number] = str(error)
            raise BadSegmentError(str(error)) from error
