"""Header stamps of messages, without decoding the messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.byte_source import ByteSource
from models.readers.cdr import BadMessageError, decode
from models.readers.cdr_types import Primitive, Sequence, Struct, Type
from models.readers.mcap_records import MESSAGE_DATA
from models.readers.mcap_segments import BadSegmentError, Segment, load_segment
from models.readers.mcap_table import MessageTable
from models.readers.signals import gather
from models.streams import Stamps

_TIME = "builtin_interfaces/msg/Time"
_HEADER = "std_msgs/msg/Header"
_MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class StampPlace:
    """Where a message carries its stamp: a path of fields, and the byte offset where that is fixed."""

    path: tuple[str, ...]
    offset: int | None
    guard: bool = False


def stamp_place(kind: Struct) -> StampPlace | None:
    """``header.stamp``, else foxglove's ``timestamp``, else that of the first transform; None without one.

    Some writers flatten the stamp of std_msgs/Header to its own ``sec`` and ``nanosec``.

    ``guard`` asks to check that a sequence before the stamp is not empty.
    """
    for number, (name, item) in enumerate(kind.fields):
        if isinstance(item, Struct) and (
            (name == "header" and item.name == _HEADER) or (name == "timestamp" and item.name == _TIME)
        ):
            path = (name, "stamp") if item.fields and item.fields[0][0] == "stamp" else (name,)
            return StampPlace(path, _fixed_offset([field for _, field in kind.fields[:number]]))
    if len(kind.fields) == 1 and isinstance(kind.fields[0][1], Sequence):
        return _place_in_first_item(*kind.fields[0])
    return None


def _place_in_first_item(name: str, sequence: Type) -> StampPlace | None:
    item = sequence.item if isinstance(sequence, Sequence) else None
    if not (isinstance(item, Struct) and item.fields and item.fields[0][0] == "header"):
        return None
    return StampPlace((name, "0", "header", "stamp"), 8, guard=True)


def _fixed_offset(before: list[Type]) -> int | None:
    at = 0
    for item in before:
        if not isinstance(item, Primitive):
            return None
        at += -at % item.size + item.size
    return 4 + at + -at % 4


def header_stamps(
    source: ByteSource,
    segments: tuple[Segment, ...],
    tables: dict[str, tuple[MessageTable, Struct, StampPlace]],
) -> dict[str, Stamps]:
    """Header stamps of several streams in one pass over the file, int64 in the order of their tables.

    A message whose stamp cannot be read takes that of the one before it, so that it stays in its place.
    """
    stamps = {name: np.full(len(table), _MISSING, np.int64) for name, (table, _, _) in tables.items()}
    for number, jobs in _by_segment(tables):
        try:
            records = load_segment(source, segments[number])
        except BadSegmentError:
            # The stream reports the damage when the samples themselves are asked for.
            continue
        for name, rows in jobs:
            table, kind, place = tables[name]
            stamps[name][rows] = _read(records, table.offsets[rows], kind, place)
    return {name: _filled(found, tables[name][0].stamps_ns) for name, found in stamps.items()}


def _by_segment(
    tables: dict[str, tuple[MessageTable, Struct, StampPlace]],
) -> Iterable[tuple[int, list[tuple[str, NDArray[np.int64]]]]]:
    jobs: dict[int, list[tuple[str, NDArray[np.int64]]]] = {}
    for name, (table, _, _) in tables.items():
        for number, rows in table.by_segment(np.arange(len(table))):
            jobs.setdefault(number, []).append((name, rows))
    return sorted(jobs.items())


def _read(records: bytes, offsets: NDArray[np.int64], kind: Struct, place: StampPlace) -> Stamps:
    if place.offset is None:
        return np.array(list(_decoded(records, offsets, kind, place.path)), np.int64)
    width = place.offset + 8
    starts = offsets + MESSAGE_DATA
    whole = starts + width <= len(records)
    rows = gather(np.frombuffer(records, np.uint8), starts[whole], width) if whole.any() else None
    found = np.full(len(offsets), _MISSING, np.int64)
    if rows is not None:
        found[whole] = _times(rows, place)
    return found


def _times(rows: NDArray[np.uint8], place: StampPlace) -> Stamps:
    at = place.offset or 0
    little = rows[:, 1] == 1
    stamps = np.where(little, _pair(rows[:, at : at + 8], "<"), _pair(rows[:, at : at + 8], ">"))
    if place.guard:
        stamps[~rows[:, 4:8].any(axis=1)] = _MISSING
    return stamps


def _pair(rows: NDArray[np.uint8], order: str) -> Stamps:
    sec = rows[:, :4].view(order + "i4")[:, 0].astype(np.int64)
    nanosec = rows[:, 4:].view(order + "u4")[:, 0].astype(np.int64)
    return sec * 1_000_000_000 + nanosec


def _decoded(
    records: bytes, offsets: NDArray[np.int64], kind: Struct, path: tuple[str, ...]
) -> Iterator[int]:
    for offset in offsets:
        length = int.from_bytes(records[offset + 1 : offset + 9], "little")
        data = memoryview(records)[offset + MESSAGE_DATA : offset + 9 + length]
        try:
            value = decode(kind, data)
        except BadMessageError:
            yield _MISSING
            continue
        for name in path:
            value = value[name]
        yield int(value.get("sec", 0)) * 1_000_000_000 + int(value.get("nanosec", 0))


def _filled(stamps: Stamps, log_stamps_ns: Stamps) -> Stamps:
    known = np.flatnonzero(stamps != _MISSING)
    if not len(known):
        return log_stamps_ns
    before = np.searchsorted(known, np.arange(len(stamps)), side="right") - 1
    return stamps[known[np.maximum(before, 0)]]
