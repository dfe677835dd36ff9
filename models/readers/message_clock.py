"""Header stamps of messages, where possible without decoding the messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.readers.archive import Batch
from models.readers.bytes_gather import gather
from models.readers.cdr import BadMessageError, Buffer
from models.readers.cdr_types import Primitive, Sequence, Struct, Type
from models.streams import Stamps
from models.timebase import NS_PER_S

_TIME = "builtin_interfaces/msg/Time"
_HEADER = "std_msgs/msg/Header"
MISSING: int = int(np.iinfo(np.int64).min)


@dataclass(frozen=True, slots=True)
class StampPlace:
    """Where a message carries its stamp: a path of fields, and the byte offset where that is fixed.

    ``guard`` is the offset of a length that must not be 0, -1 without one. ``encapsulated`` messages tell their
    byte order in their second byte, others are little-endian.
    """

    path: tuple[str, ...]
    offset: int | None
    guard: int = -1
    encapsulated: bool = True


def stamp_place(kind: Struct, *, aligned: bool = True) -> StampPlace | None:
    """``header.stamp``, else foxglove's ``timestamp``, else that of the first transform; None without one.

    Some writers flatten the stamp of std_msgs/Header to its own ``sec`` and ``nanosec``; that of ROS 1 begins
    with a number.

    Args:
        kind: type of the messages.
        aligned: CDR, else the packed serialization of ROS 1.
    """
    start = 4 if aligned else 0
    found = _own_place(kind, start, aligned=aligned)
    if found is not None:
        return StampPlace(*found, encapsulated=aligned)
    name, only = kind.fields[0] if len(kind.fields) == 1 else ("", None)
    item = only.item if isinstance(only, Sequence) else None
    if isinstance(item, Struct) and item.fields and item.fields[0][0] in ("header", "timestamp"):
        inner = _own_place(item, start + 4, aligned=aligned)
        if inner is not None:
            return StampPlace((name, "0", *inner[0]), inner[1], start, encapsulated=aligned)
    return None


def _own_place(kind: Struct, start: int, *, aligned: bool) -> tuple[tuple[str, ...], int | None] | None:
    for number, (name, item) in enumerate(kind.fields):
        if not isinstance(item, Struct):
            continue
        before = [field for _, field in kind.fields[:number]]
        if name == "timestamp" and item.name == _TIME:
            return (name,), _fixed_offset(before, start, aligned=aligned)
        if name == "header" and item.name == _HEADER:
            names = [field for field, _ in item.fields]
            inner = names.index("stamp") if "stamp" in names else 0
            before += [field for _, field in item.fields[:inner]]
            path = (name, "stamp") if "stamp" in names else (name,)
            return path, _fixed_offset(before, start, aligned=aligned)
    return None


def _fixed_offset(before: list[Type], start: int, *, aligned: bool) -> int | None:
    at = start
    for item in before:
        if not isinstance(item, Primitive):
            return None
        at += (-(at - start) % item.size if aligned else 0) + item.size
    return at + (-(at - start) % 4 if aligned else 0)


def batch_stamps(
    batch: Batch, place: StampPlace | None, decode: Callable[[Buffer], Mapping[str, Any]]
) -> Stamps:
    """Stamps of some messages, int64 (n,), ``MISSING`` where one cannot be read."""
    count = len(batch.starts)
    if place is None:
        return np.full(count, MISSING, np.int64)
    if place.offset is None:
        return np.array([_decoded(batch, row, place, decode) for row in range(count)], np.int64)
    width = place.offset + 8
    whole = batch.lengths >= width
    found = np.full(count, MISSING, np.int64)
    if whole.any():
        everything = np.frombuffer(batch.data, np.uint8)
        found[whole] = _times(gather(everything, batch.starts[whole], width), place)
    return found


def _times(rows: NDArray[np.uint8], place: StampPlace) -> Stamps:
    at = place.offset or 0
    stamps = _pair(rows[:, at : at + 8], "<")
    if place.encapsulated:
        stamps = np.where(rows[:, 1] == 1, stamps, _pair(rows[:, at : at + 8], ">"))
    if place.guard >= 0:
        stamps[~rows[:, place.guard : place.guard + 4].any(axis=1)] = MISSING
    return stamps


def _pair(rows: NDArray[np.uint8], order: str) -> Stamps:
    sec = rows[:, :4].view(order + "i4")[:, 0].astype(np.int64)
    nanosec = rows[:, 4:].view(order + "u4")[:, 0].astype(np.int64)
    return sec * NS_PER_S + nanosec


def _decoded(batch: Batch, row: int, place: StampPlace, decode: Callable[[Buffer], Mapping[str, Any]]) -> int:
    try:
        value: Any = decode(batch.message(row)) if batch.lengths[row] > 0 else {}
    except BadMessageError:
        return MISSING
    for name in place.path:
        value = value[int(name)] if isinstance(value, list) and value else _field(value, name)
    return time_ns(value)


def _field(value: Any, name: str) -> Any:
    return value.get(name, {}) if isinstance(value, Mapping) else {}


_PARTS = (("sec", "nanosec"), ("sec", "nsec"), ("seconds", "nanos"), ("secs", "nsecs"))


def time_ns(value: Any) -> int:
    """A stamp as a dict of seconds and nanoseconds, whatever the field calls them; ``MISSING`` where it is none."""
    if not isinstance(value, Mapping):
        return MISSING
    for sec, nanosec in _PARTS:
        if sec in value and nanosec in value:
            return _whole(value[sec], value[nanosec])
    return MISSING


def _whole(sec: object, nanosec: object) -> int:
    if not (isinstance(sec, int | float) and isinstance(nanosec, int | float)):
        return MISSING
    if not (abs(sec) < 2**33 and abs(nanosec) < 2**33):
        return MISSING
    return int(sec) * NS_PER_S + int(nanosec)


def message_stamp(fields: Mapping[str, Any]) -> int:
    """``header.stamp``, ``timestamp``, or that of the first transform of a decoded message, else ``MISSING``."""
    header = fields.get("header")
    places = (header.get("stamp") if isinstance(header, Mapping) else None, fields.get("timestamp"))
    found = next((t_ns for place in places if (t_ns := time_ns(place)) != MISSING), MISSING)
    if found == MISSING and len(fields) == 1:
        items = next(iter(fields.values()))
        if isinstance(items, list) and items and isinstance(items[0], Mapping):
            return message_stamp({k: v for k, v in items[0].items() if k in ("header", "timestamp")})
    return found


def fill_missing(stamps: Stamps, log_stamps_ns: Stamps) -> Stamps:
    """A message whose stamp cannot be read takes that of the one before it, so that it stays in its place."""
    known = np.flatnonzero(stamps != MISSING)
    if not len(known):
        return log_stamps_ns
    before = np.searchsorted(known, np.arange(len(stamps)), side="right") - 1
    return stamps[known[np.maximum(before, 0)]]
