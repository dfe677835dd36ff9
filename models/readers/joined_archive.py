"""Several archives one behind the other as one, for recordings that were split into files."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import zstandard
from numpy.typing import NDArray

from models.episode import Problem
from models.readers.archive import Archive, BadSegmentError, Batch, Channel, Labels, Schema, Shelf
from models.readers.message_table import MessageTable

ByPart = Callable[[frozenset[int]], dict[int, tuple[int, ...]]]
_PART_BITS = 40
_MAX_MESSAGE = 1 << 30
_MAX_RATIO = 1000


class JoinedArchive:
    """Parts in the order of the recording; channels and segments are numbered anew.

    Args:
        parts: at least one; closed with this.
        labels: of the whole.
        problems: found beside those of the parts.
        packed: every message is compressed with zstd on its own.
    """

    def __init__(
        self, parts: Sequence[Archive], labels: Labels, problems: tuple[Problem, ...], *, packed: bool = False
    ) -> None:
        self._parts = tuple(parts)
        self._labels = labels
        self._own_problems = problems
        self._packed = packed
        self._channels: dict[int, Channel] = {}
        self._schemas: dict[int, Schema] = {}
        self._inner: dict[int, tuple[int, int]] = {}
        for number, part in enumerate(self._parts):
            self._add(number, part)

    def _add(self, number: int, part: Archive) -> None:
        base = len(self._schemas)
        schemas = {old: base + place for place, old in enumerate(part.schemas, start=1)}
        for old, schema in part.schemas.items():
            self._schemas[schemas[old]] = replace(schema, id=schemas[old])
        for old, channel in part.channels.items():
            own = len(self._channels)
            schema_id = schemas.get(channel.schema_id, 0)
            self._channels[own] = replace(channel, id=own, schema_id=schema_id)
            self._inner[own] = (number, old)

    def _by_part(self, channels: tuple[int, ...] | frozenset[int]) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for channel in channels:
            number, old = self._inner[channel]
            found[number] = (*found.get(number, ()), old)
        return found

    @property
    def labels(self) -> Labels:
        """Of the whole."""
        return self._labels

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """Of all parts."""
        return self._schemas

    @property
    def channels(self) -> Mapping[int, Channel]:
        """Of all parts."""
        return self._channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Its own and those of the parts."""
        return (*self._own_problems, *(problem for part in self._parts for problem in part.problems))

    def count(self, channels: tuple[int, ...]) -> int:
        """Over all parts."""
        return sum(self._parts[n].count(inner) for n, inner in self._by_part(channels).items())

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """Over all parts."""
        ends = [self._parts[n].first_and_last(inner) for n, inner in self._by_part(channels).items()]
        firsts = [first for first, _ in ends if first is not None]
        lasts = [last for _, last in ends if last is not None]
        return min(firsts, default=None), max(lasts, default=None)

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """Over all parts, in (stamp, file order)."""
        tables: list[MessageTable] = [MessageTable(*(np.empty(0, np.int64) for _ in range(3)))]
        refused: tuple[str, ...] = ()
        for number, inner in sorted(self._by_part(channels).items()):
            table, why = self._parts[number].table(inner)
            base = number << _PART_BITS
            tables.append(MessageTable(table.stamps_ns, table.segments + base, table.offsets))
            refused += why
        whole = MessageTable(
            np.concatenate([t.stamps_ns for t in tables]),
            np.concatenate([t.segments for t in tables]),
            np.concatenate([t.offsets for t in tables]),
        )
        return whole.restamped(whole.stamps_ns), refused

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """Of the first part that has one."""
        for number, inner in sorted(self._by_part(channels).items()):
            found = self._parts[number].first_message(inner)
            if found is not None:
                return self._unpacked_or_none(found) if self._packed else found
        return None

    def _unpacked_or_none(self, data: bytes) -> bytes | None:
        try:
            return unpack(data)
        except BadSegmentError:
            # The stream reports the damage when it is asked for the message.
            return None

    def shelf(self) -> Shelf:
        """One shelf a part, made when it is needed."""
        return _JoinedShelf(self._parts, self._by_part, packed=self._packed)

    def segment_range(self, number: int) -> tuple[int, int]:
        """As its part says."""
        return self._parts[number >> _PART_BITS].segment_range(number & ((1 << _PART_BITS) - 1))

    def verify(self) -> Iterator[Problem | None]:
        """One part after the other."""
        for part in self._parts:
            yield from part.verify()

    def close(self) -> None:
        """Close all parts."""
        for part in self._parts:
            part.close()


class _JoinedShelf:
    def __init__(self, parts: tuple[Archive, ...], by_part: ByPart, *, packed: bool) -> None:
        self._parts = parts
        self._by_part = by_part
        self._packed = packed
        self._shelves: dict[int, Shelf] = {}
        self._part_nbytes: int | None = None

    @property
    def bad(self) -> dict[int, str]:
        """Of all parts."""
        return {
            (part << _PART_BITS) + number: why
            for part, shelf in self._shelves.items()
            for number, why in shelf.bad.items()
        }

    @property
    def held_nbytes(self) -> int:
        """Of all parts."""
        return sum(shelf.held_nbytes for shelf in tuple(self._shelves.values()))

    def hold_at_most(self, nbytes: int) -> None:
        """An equal share for each part, as any of them may be read."""
        self._part_nbytes = max(1, nbytes // len(self._parts))
        for shelf in self._shelves.values():
            shelf.hold_at_most(self._part_nbytes)

    def _at(self, number: int, channels: frozenset[int]) -> tuple[Shelf, int, frozenset[int]]:
        part = number >> _PART_BITS
        if part not in self._shelves:
            self._shelves[part] = self._parts[part].shelf()
            if self._part_nbytes is not None:
                self._shelves[part].hold_at_most(self._part_nbytes)
        inner = frozenset(self._by_part(channels).get(part, ()))
        return self._shelves[part], number & ((1 << _PART_BITS) - 1), inner

    def payload(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Of the part that holds it."""
        shelf, inner, own = self._at(number, channels)
        return self._unpacked(shelf.payload(inner, offset, own))

    def glimpse(self, number: int, offset: int, channels: frozenset[int]) -> memoryview:
        """Of the part that holds it."""
        shelf, inner, own = self._at(number, channels)
        return self._unpacked(shelf.glimpse(inner, offset, own))

    def _unpacked(self, data: memoryview) -> memoryview:
        return memoryview(unpack(data)) if self._packed else data

    def batch(self, number: int, offsets: NDArray[np.int64], channels: frozenset[int]) -> Batch:
        """Of the part that holds them."""
        shelf, inner, own = self._at(number, channels)
        batch = shelf.batch(inner, offsets, own)
        return _unpack_all(batch) if self._packed else batch


def unpack(data: bytes | memoryview) -> bytes:
    """A message that was compressed on its own.

    Raises:
        BadSegmentError: it does not decompress, or to an absurd size.
    """
    limit = min(_MAX_MESSAGE, max(len(data) * _MAX_RATIO, 1 << 20))
    try:
        size = zstandard.frame_content_size(data)
        if size > limit:
            raise BadSegmentError(f"a message claims to grow from {len(data)} to {size} bytes")
        with zstandard.ZstdDecompressor().stream_reader(data) as reader:
            found = reader.read(limit + 1)
    except (zstandard.ZstdError, MemoryError) as error:
        raise BadSegmentError(f"a message does not decompress: {error}") from error
    if len(found) > limit or (size >= 0 and len(found) != size):
        raise BadSegmentError("a message does not decompress to its size")
    return bytes(found)


def _unpack_all(batch: Batch) -> Batch:
    parts: list[bytes | None] = []
    for row in range(len(batch.starts)):
        try:
            parts.append(unpack(batch.message(row)) if batch.lengths[row] >= 0 else None)
        except BadSegmentError:
            parts.append(None)
    lengths = np.array([-1 if part is None else len(part) for part in parts], np.int64)
    whole = np.maximum(lengths, 0)
    return Batch(b"".join(part for part in parts if part), np.cumsum(whole) - whole, lengths)
