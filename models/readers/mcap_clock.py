"""Header stamps of messages, without decoding the messages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.readers.byte_source import ByteSource
from models.readers.bytes_gather import gather
from models.readers.cdr import BadMessageError, decode
from models.readers.cdr_types import Primitive, Sequence, Struct, Type
from models.readers.mcap_segments import BadSegmentError, Segment, load_segment, message_spans
from models.readers.mcap_table import MessageTable
from models.streams import Stamps
from models.timebase import NS_PER_S

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


@dataclass(frozen=True, slots=True)
class StampJob:
    """Whose stamps to read: the messages of a stream, their type, channels and where they carry the stamp."""

    table: MessageTable
    kind: Struct
    place: StampPlace
    channels: frozenset[int]


def header_stamps(
    source: ByteSource, segments: tuple[Segment, ...], jobs: dict[str, StampJob]
) -> dict[str, Stamps]:
    """Header stamps of several streams in one pass over the file, int64 in the order of their tables.

    A message whose stamp cannot be read takes that of the one before it, so that it stays in its place.
    """
    stamps = {name: np.full(len(job.table), _MISSING, np.int64) for name, job in jobs.items()}
    for number, parts in _by_segment(jobs):
        try:
            records = load_segment(source, segments[number])
        except BadSegmentError:
            # The stream reports the damage when the samples themselves are asked for.
            continue
        for name, rows in parts:
            stamps[name][rows] = _read(records, jobs[name], rows)
    return {name: _filled(found, jobs[name].table.stamps_ns) for name, found in stamps.items()}


def _by_segment(jobs: dict[str, StampJob]) -> list[tuple[int, list[tuple[str, NDArray[np.int64]]]]]:
    parts: dict[int, list[tuple[str, NDArray[np.int64]]]] = {}
    for name, job in jobs.items():
        for number, rows in job.table.by_segment(np.arange(len(job.table))):
            parts.setdefault(number, []).append((name, rows))
    return sorted(parts.items())


def _read(records: bytes, job: StampJob, rows: NDArray[np.int64]) -> Stamps:
    starts, lengths = message_spans(records, job.table.offsets[rows], job.channels)
    if job.place.offset is None:
        return np.array(
            [_decoded(records, *span, job) for span in zip(starts, lengths, strict=True)], np.int64
        )
    width = job.place.offset + 8
    whole = lengths >= width
    found = np.full(len(rows), _MISSING, np.int64)
    if whole.any():
        found[whole] = _times(gather(np.frombuffer(records, np.uint8), starts[whole], width), job.place)
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
    return sec * NS_PER_S + nanosec


def _decoded(records: bytes, start: int, length: int, job: StampJob) -> int:
    try:
        value = decode(job.kind, memoryview(records)[start : start + length]) if length > 0 else {}
    except BadMessageError:
        value = {}
    for name in job.place.path:
        value = value.get(name, {})
    return int(value["sec"]) * NS_PER_S + int(value["nanosec"]) if "nanosec" in value else _MISSING


def _filled(stamps: Stamps, log_stamps_ns: Stamps) -> Stamps:
    known = np.flatnonzero(stamps != _MISSING)
    if not len(known):
        return log_stamps_ns
    before = np.searchsorted(known, np.arange(len(stamps)), side="right") - 1
    return stamps[known[np.maximum(before, 0)]]
