"""Messages of numbers as named channels, decoded many at a time.

A stream's messages mostly share one layout: the same names and lengths, so every number lies at the same
offset of its message. Such messages are gathered as rows of bytes, checked for equality where names and
lengths lie, and read with one view per array. Whatever differs gets a layout of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.bytes_gather import gather
from models.readers.cdr import BadMessageError, Buffer, Layout, Leaf, layout_of
from models.readers.cdr_types import Primitive, Sequence, Struct, Text, Type

_JOINT_STATE = "sensor_msgs/msg/JointState"
_JOINT_UNITS = {"position": "rad", "velocity": "rad/s", "effort": "N·m"}
_MULTI_ARRAYS = "MultiArray"
_TIMES = frozenset({"builtin_interfaces/msg/Time", "builtin_interfaces/msg/Duration", "std_msgs/msg/Header"})
_FRAMES = frozenset({"frame_id", "child_frame_id"})
_UNITS = (
    ("force", "N"),
    ("torque", "N·m"),
    ("angular_velocity", "rad/s"),
    ("linear_acceleration", "m/s²"),
    ("twist.linear", "m/s"),
    ("twist.angular", "rad/s"),
    ("position", "m"),
    ("translation", "m"),
)
_MAX_LAYOUTS = 16

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """A run of ``count`` numbers at ``offset`` of a message, and the channels they belong to."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    offset: int
    code: str
    count: int


def is_signal(kind: Struct) -> bool:
    """Whether messages of this type are nothing but numbers, apart from a header and frames."""
    if kind.name == _JOINT_STATE or _is_multi_array(kind):
        return True
    return _has_number(kind) and all(_only_numbers(name, item) for name, item in kind.fields)


def _is_multi_array(kind: Struct) -> bool:
    return kind.name.startswith("std_msgs/msg/") and kind.name.endswith(_MULTI_ARRAYS)


def _only_numbers(name: str, kind: Type) -> bool:
    if isinstance(kind, Primitive):
        return True
    if isinstance(kind, Text):
        return name in _FRAMES
    if isinstance(kind, Sequence):
        return kind.count is not None and kind.count <= 1024 and _only_numbers(name, kind.item)
    return kind.name in _TIMES or all(_only_numbers(field, item) for field, item in kind.fields)


def _has_number(kind: Type) -> bool:
    if isinstance(kind, Struct):
        return kind.name not in _TIMES and any(_has_number(item) for _, item in kind.fields)
    return isinstance(kind, Primitive) or (isinstance(kind, Sequence) and _has_number(kind.item))


def columns_of(kind: Struct, layout: Layout) -> tuple[Column, ...]:
    """The channels of a message and where they lie in it; quantities that it does not carry have none."""
    if kind.name == _JOINT_STATE:
        return _joint_columns(layout)
    leaves = [leaf for leaf in layout.leaves if leaf.count and not _is_bookkeeping(kind, leaf)]
    wrapper = _wrapper(kind)
    return tuple(_column(kind, leaf, wrapper) for leaf in leaves)


def _is_bookkeeping(kind: Struct, leaf: Leaf) -> bool:
    """Stamps, dimensions and covariances are part of the message but no measurement."""
    if _is_multi_array(kind):
        return leaf.path[0] != "data"
    if leaf.path[-1] in ("sec", "nanosec") and len(leaf.path) > 1:
        return True
    return leaf.path[-1].endswith("covariance")


def _wrapper(kind: Struct) -> str:
    """Name of the one field beside the header that holds everything, ``wrench`` in a WrenchStamped."""
    rest = [(name, item) for name, item in kind.fields if not (_is_time(item) or name in _FRAMES)]
    return rest[0][0] if len(rest) == 1 and isinstance(rest[0][1], Struct) else ""


def _is_time(kind: Type) -> bool:
    return isinstance(kind, Struct) and kind.name in _TIMES


def _column(kind: Struct, leaf: Leaf, wrapper: str) -> Column:
    path = leaf.path[1:] if wrapper and leaf.path[0] == wrapper else leaf.path
    stem = "" if _is_multi_array(kind) else ".".join(path)
    if leaf.scalar:
        names: tuple[str, ...] = (stem,)
    else:
        names = tuple(f"{stem}.{i}" if stem else str(i) for i in range(leaf.count))
    unit = _unit(kind, ".".join(leaf.path))
    return Column(names, (unit,) * len(names), leaf.offset, leaf.code, leaf.count)


def _unit(kind: Struct, path: str) -> str:
    if not kind.name.startswith(("geometry_msgs/", "sensor_msgs/Imu", "sensor_msgs/msg/Imu", "nav_msgs/")):
        return ""
    whole = f"twist.{path}" if kind.name.endswith("/Twist") else path
    return next((unit for part, unit in _UNITS if f".{part}." in f".{whole}"), "")


def _joint_columns(layout: Layout) -> tuple[Column, ...]:
    joints = [text for path, text in layout.texts if path[0] == "name"]
    found: list[Column] = []
    for leaf in layout.leaves:
        unit = _JOINT_UNITS.get(leaf.path[0])
        if unit is None or not leaf.count:
            continue
        count = min(leaf.count, len(joints)) if joints else leaf.count
        labels = joints[:count] or [str(i) for i in range(count)]
        names = tuple(f"{leaf.path[0]}.{label}" for label in labels)
        found.append(Column(names, (unit,) * count, leaf.offset, leaf.code, count))
    return tuple(found)


def channels_of(columns: Iterable[Column]) -> dict[str, str]:
    """Unit by channel name, each name once, in the order of the columns."""
    return {name: unit for column in columns for name, unit in zip(column.names, column.units, strict=True)}


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


class _Pattern:
    """One layout: which bytes must be equal, and where the values of which channel lie."""

    def __init__(self, kind: Struct, template: Buffer, places: dict[str, int]) -> None:
        self.layout = layout = layout_of(kind, template)
        self.length = layout.length
        self._template = np.frombuffer(template, np.uint8)
        self._mask = np.zeros(self.length, np.uint8)
        for start, stop in layout.fixed:
            self._mask[start:stop] = 255
        columns = columns_of(kind, layout)
        self._blocks = [_Block.of(column, places) for column in columns]
        self.strangers = tuple(n for column in columns for n in column.names if n not in places)

    def matches(self, rows: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which rows of bytes (n, length) have this layout."""
        differs = (rows ^ self._template) & self._mask
        return np.asarray(~differs.any(axis=1))

    def read(self, rows: NDArray[np.uint8], values: Values) -> None:
        """Fill the values (n, channels) of rows that match."""
        for block in self._blocks:
            numbers = rows[:, block.start : block.stop].view(block.code)
            values[:, block.target] = numbers if block.source is None else numbers[:, block.source]


class SignalDecoder:
    """Decodes messages of one type into fixed channels; one decoder a stream.

    Args:
        kind: type of the messages.
        channels: names of the columns of what it gives.
    """

    def __init__(self, kind: Struct, channels: tuple[str, ...]) -> None:
        self._kind = kind
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
        values = np.full((1, len(self._places)), np.nan)
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

        A message that cannot be decoded gives a row of NaN. ``into`` is filled, if given; it must hold NaN.
        """
        values = np.full((len(starts), len(self._places)), np.nan) if into is None else into
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
            batch.pending = batch.pending[1:]

    def _single(self, data: bytes, values: Values) -> None:
        try:
            values[:] = self.one(data)
        except BadMessageError:
            values[:] = np.nan

    def _learn(self, data: bytes) -> _Pattern:
        pattern = _Pattern(self._kind, data, self._places)
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
    kind: Struct, records: Buffer, starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> list[Layout]:
    """The different layouts of some messages, in the order of their first appearance, at most a few of them."""
    batch = _Batch(np.frombuffer(records, np.uint8), starts, lengths, np.empty((len(starts), 0)))
    found: list[Layout] = []
    for _ in range(_MAX_LAYOUTS):
        if not len(batch.pending):
            break
        try:
            pattern = _Pattern(kind, batch.data(int(batch.pending[0])), {})
        except BadMessageError:
            batch.pending = batch.pending[1:]
            continue
        found.append(pattern.layout)
        batch.apply(pattern)
    return found
