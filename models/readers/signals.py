"""Messages of numbers as named channels, decoded many at a time.

A stream's messages mostly share one layout: the same names and lengths, so every number lies at the same
offset of its message. Such messages are gathered as rows of bytes, checked for equality where names and
lengths lie, and read with one view per array. Whatever differs gets a layout of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.bytes_gather import gather
from models.readers.cdr import BadMessageError, Buffer, Layout, layout_of
from models.readers.cdr_types import Struct
from models.readers.signal_channels import Column, columns_of

_MAX_LAYOUTS = 16
_NEAR = 32

Values = NDArray[np.float64]
LayoutOf = Callable[[Struct, Buffer], Layout]


@dataclass(frozen=True, slots=True)
class _Block:
    """Bytes of one array, and which of its numbers (``source``, None: all) go to which channels (``target``)."""

    start: int
    stop: int
    code: str
    source: list[int] | None
    target: slice | list[int]

    @classmethod
    def of(cls, column: Column, places: dict[str, int]) -> "_Block":
        targets = [places.get(name, -1) for name in column.names]
        known = [i for i, target in enumerate(targets) if target >= 0]
        stop = column.offset + np.dtype(column.code).itemsize * column.count
        if targets and targets[0] >= 0 and targets == list(range(targets[0], targets[0] + len(targets))):
            return cls(column.offset, stop, column.code, None, slice(targets[0], targets[-1] + 1))
        return cls(column.offset, stop, column.code, known, [targets[i] for i in known])


@dataclass(frozen=True, slots=True)
class _Fixed:
    """Bytes ``start`` to ``stop`` of a message, which must be those of the template where the mask is not 0.

    It is 0 in the padding between texts, which some writers leave as it was. Compared in words of eight bytes.
    """

    start: int
    stop: int
    template: NDArray[np.uint64]
    mask: NDArray[np.uint64]

    @classmethod
    def of(cls, template: Buffer, ranges: tuple[tuple[int, int], ...]) -> "list[_Fixed]":
        """Ranges that lie near each other as one: a pass over all messages costs more than some bytes too many."""
        groups: list[list[int]] = []
        for start, stop in sorted(ranges):
            if groups and start - groups[-1][1] <= _NEAR:
                groups[-1][1] = max(groups[-1][1], stop)
            else:
                groups.append([start, stop])
        mask = np.zeros(len(template), np.uint8)
        for start, stop in ranges:
            mask[start:stop] = 255
        data = np.frombuffer(template, np.uint8)
        wide = [_widened(start, stop, len(template)) for start, stop in groups if stop > start]
        return [cls(a, b, _words(data[None, a:b])[0], _words(mask[None, a:b])[0]) for a, b in wide]

    def differs(self, rows: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which of the rows (n, length) have other bytes there."""
        words = _words(rows[:, self.start : self.stop]) ^ self.template
        words &= self.mask
        return np.asarray(np.bitwise_or.reduce(words, axis=1) != 0)


def _widened(start: int, stop: int, length: int) -> tuple[int, int]:
    """To whole words where the message is long enough; the mask is 0 in what is added."""
    stop = start + -(-(stop - start) // 8) * 8
    beyond = max(0, stop - length)
    return max(0, start - beyond), stop - beyond


def _words(rows: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Rows of bytes as words, the last one filled with zeros."""
    short = -rows.shape[1] % 8
    return (np.pad(rows, ((0, 0), (0, short))) if short else rows).view(np.uint64)


class _Pattern:
    """One layout: which bytes must be equal, and where the values of which channel lie."""

    def __init__(self, kind: Struct, template: Buffer, places: dict[str, int], find_layout: LayoutOf) -> None:
        self.layout = layout = find_layout(kind, template)
        self.length = layout.length
        self._fixed = _Fixed.of(template, layout.fixed)
        columns = columns_of(kind, layout)
        self._blocks = [_Block.of(column, places) for column in columns]
        self._fills_all = places.keys() <= {name for column in columns for name in column.names}
        self.strangers = tuple(n for column in columns for n in column.names if n not in places)

    def matches(self, rows: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which rows of bytes (n, length) have this layout."""
        differs = np.zeros(len(rows), np.bool_)
        for part in self._fixed:
            differs |= part.differs(rows)
        return ~differs

    def read(self, rows: NDArray[np.uint8], values: Values) -> None:
        """Fill the values (n, channels) of rows that match; channels that this layout lacks become NaN."""
        if not self._fills_all:
            values[:] = np.nan
        for block in self._blocks:
            numbers = rows[:, block.start : block.stop].view(block.code)
            values[:, block.target] = numbers if block.source is None else numbers[:, block.source]


class SignalDecoder:
    """Decodes messages of one type into fixed channels; one decoder a stream.

    Args:
        kind: type of the messages.
        channels: names of the columns of what it gives.
        find_layout: where the numbers of a message lie; that of CDR or of ROS 1.
    """

    def __init__(self, kind: Struct, channels: tuple[str, ...], find_layout: LayoutOf = layout_of) -> None:
        self._kind = kind
        self._find_layout = find_layout
        self._places = {name: i for i, name in enumerate(channels)}
        self._patterns: list[_Pattern] = []
        self.strangers: set[str] = set()

    def one(self, data: Buffer) -> Values:
        """float64 (channels,), NaN where the message has no such channel.

        Raises:
            BadMessageError: the bytes do not fit the type.
        """
        row = np.frombuffer(data, np.uint8)[None]
        known = (p for p in self._patterns if p.length == row.shape[1] and p.matches(row)[0])
        pattern = next(known, None) or self._learn(bytes(data))
        values = np.empty((1, len(self._places)))
        pattern.read(row, values)
        return values.reshape(-1)

    def many(
        self,
        records: Buffer,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        *,
        into: Values | None = None,
    ) -> Values:
        """Values of the messages that start at ``starts`` of ``records``, float64 (n, channels).

        A message that cannot be decoded gives a row of NaN. ``into`` is filled, if given.
        """
        values = np.empty((len(starts), len(self._places))) if into is None else into
        batch = _Batch(np.frombuffer(records, np.uint8), starts, lengths, values)
        for pattern in list(self._patterns):
            batch.apply(pattern)
        for _ in range(_MAX_LAYOUTS):
            if not len(batch.pending):
                break
            self._learn_first(batch)
        for row in batch.pending.tolist():
            self._single(batch.data(row), batch.values[row])
        return batch.values

    def _learn_first(self, batch: "_Batch") -> None:
        """Learn the layout of the first message that is still open and apply it to all that share it."""
        try:
            batch.apply(self._learn(batch.data(int(batch.pending[0]))))
        except BadMessageError:
            batch.values[batch.pending[0]] = np.nan
            batch.pending = batch.pending[1:]

    def _single(self, data: bytes, values: Values) -> None:
        try:
            values[:] = self.one(data)
        except BadMessageError:
            values[:] = np.nan

    def _learn(self, data: bytes) -> _Pattern:
        pattern = _Pattern(self._kind, data, self._places, self._find_layout)
        self.strangers.update(pattern.strangers)
        self._patterns = [pattern, *self._patterns[: _MAX_LAYOUTS - 1]]
        return pattern


class _Batch:
    """Messages of one segment, of which those in ``pending`` are not decoded yet."""

    def __init__(
        self,
        records: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        values: Values,
    ) -> None:
        self._records = records
        self._starts = starts
        self._lengths = lengths
        self.values = values
        self.pending = np.arange(len(starts))

    def data(self, row: int) -> bytes:
        """Bytes of one message."""
        start = self._starts[row]
        return self._records[start : start + self._lengths[row]].tobytes()

    def apply(self, pattern: _Pattern) -> None:
        """Decode all pending messages of one layout."""
        chosen = self.pending[self._lengths[self.pending] == pattern.length]
        if not len(chosen):
            return
        rows = gather(self._records, self._starts[chosen], pattern.length)
        equal = pattern.matches(rows)
        if len(chosen) == len(self.values) and equal.all():
            pattern.read(rows, self.values)
            self.pending = self.pending[:0]
            return
        chosen = chosen[equal]
        part = self.values[chosen]
        pattern.read(rows[equal], part)
        self.values[chosen] = part
        self.pending = np.setdiff1d(self.pending, chosen, assume_unique=True)


def distinct_layouts(
    kind: Struct,
    records: Buffer,
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    find_layout: LayoutOf = layout_of,
) -> list[Layout]:
    """The different layouts of some messages, in the order of their first appearance, at most a few of them."""
    batch = _Batch(np.frombuffer(records, np.uint8), starts, lengths, np.empty((len(starts), 0)))
    found: list[Layout] = []
    for _ in range(_MAX_LAYOUTS):
        if not len(batch.pending):
            break
        try:
            pattern = _Pattern(kind, batch.data(int(batch.pending[0])), {}, find_layout)
        except BadMessageError:
            batch.pending = batch.pending[1:]
            continue
        found.append(pattern.layout)
        batch.apply(pattern)
    return found
