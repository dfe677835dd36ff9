"""What every container of recorded messages gives, so that the streams above need not know which one it is.

An archive holds messages of numbered channels in numbered segments: the chunks of an MCAP file or a bag, runs
of rows of a database, and those of several files one behind the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.episode import Problem, Severity
from models.readers.message_table import MessageTable

Buffer = bytes | memoryview


class BadSegmentError(Exception):
    """A stretch of a recording that cannot be used: damaged, absurd, or compressed in a way that is not known."""


@dataclass(frozen=True, slots=True)
class Schema:
    """How the messages of a channel are laid out; ``encoding`` is ros2msg, ros2idl, jsonschema, protobuf ..."""

    id: int
    name: str
    encoding: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Channel:
    """A writer to a topic; ``schema_id`` 0 means: no schema. ``encoding`` is that of the messages."""

    id: int
    schema_id: int
    topic: str
    encoding: str
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one segment: bytes ``starts[i]`` to ``starts[i] + lengths[i]`` of ``data``, int64 (n,) each.

    A length of -1 stands for a message that is not where it should be.
    """

    data: Buffer
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def message(self, row: int) -> memoryview:
        """Bytes of one message."""
        start = int(self.starts[row])
        return memoryview(self.data)[start : start + int(self.lengths[row])]

    def only(self, rows: NDArray[np.int64]) -> "Batch":
        """Some of the messages."""
        return Batch(self.data, self.starts[rows], self.lengths[rows])


class Shelf(Protocol):
    """Messages of an archive for one stream, with the last few segments kept; belongs to one thread at a time."""

    @property
    def bad(self) -> Mapping[int, str]:
        """Why a segment, by its number, could not be used; found so far."""

    @property
    def held_nbytes(self) -> int:
        """Bytes of segments that are kept."""

    def hold_at_most(self, nbytes: int) -> None:
        """Bound them; the last one used is kept in any case."""

    def payload(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Data of one message.

        Raises:
            BadSegmentError: no message of one of ``channels`` is there.
        """

    def glimpse(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """The same, with as little reading as that takes and without keeping the segment.

        Raises:
            BadSegmentError: no message of one of ``channels`` is there.
        """

    def batch(self, number: int, offsets: NDArray[np.int64], channels: frozenset[int]) -> Batch:
        """Data of several messages of a segment.

        Raises:
            BadSegmentError: the segment is damaged.
        """


@dataclass(frozen=True, slots=True)
class Labels:
    """What a recording says about itself."""

    format: str
    task: str = ""
    robot: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class Archive(Protocol):
    """An open recording of messages; immutable, so that streams on several threads share it."""

    @property
    def labels(self) -> Labels:
        """Format, task, robot and further notes."""

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """By id."""

    @property
    def channels(self) -> Mapping[int, Channel]:
        """By id, in the order of the recording."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What opening has found."""

    def count(self, channels: tuple[int, ...]) -> int:
        """Messages of some channels, from the index."""

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """Least and greatest log time of some channels, None without messages."""

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """Every message of some channels, and why parts had to be left out."""

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """The first whole message, read with as little as that takes."""

    def shelf(self) -> Shelf:
        """A new one, for one stream."""

    def segment_range(self, number: int) -> tuple[int, int]:
        """First and last log time of a segment, as far as the index tells."""

    def verify(self) -> Iterator[Problem | None]:
        """Read every segment and check it: one result each, None where it is whole."""

    def close(self) -> None:
        """Release files; a second call does nothing."""


def bad_chunk(times_ns: tuple[int, int], why: str, stream: str | None = None) -> Problem:
    """The problem of a segment that had to be skipped, with the times it spans."""
    start_ns, end_ns = times_ns
    text = f"The chunk from {start_ns} to {end_ns} ns is skipped: {why}"
    return Problem("bad_chunk", Severity.CRITICAL, text, stream, start_ns)
