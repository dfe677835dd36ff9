"""A check of an HDF5 file's global heap before the library reads it.

Values of any length (text, coded pictures) lie in collections that begin with ``GCOL``. The library (2.0) walks
a collection object by object and never ends where a free object says size 0, so a damaged one would hang the
program. Layout after the HDF5 File Format Specification, section III.E.
"""

import mmap
import struct
from collections.abc import Sequence
from pathlib import Path

_SIGNATURE = b"GCOL\x01\x00\x00\x00"
_HEAD = 16
_OBJECT = struct.Struct("<HHIQ")
# Above this size, bytes of plain arrays are not searched: they would cost as much as reading the recording.
WHOLE_NBYTES = 1 << 28
SEARCHED_NBYTES = 1 << 30
# A value of a healthy recording is a word or a picture.
MOST_NBYTES = 1 << 26

Extent = tuple[int, int]


def heap_is_sound(path: Path, plain: Sequence[Extent] = ()) -> bool:
    """Whether every collection of a file can be walked to its end.

    Args:
        path: of the file.
        plain: ``(start, stop)`` of the bytes that arrays of numbers take; skipped in large files only.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if not _lengths_have_8_bytes(data):
                return False
            large = len(data) > WHOLE_NBYTES
            skipped = sorted(plain) if large else []
            spans = _between(skipped, len(data))
            return all(_span_is_sound(data, *span, hops=large) for span in spans) and not _asks_too_much(data)
    except (OSError, ValueError):
        return False


def _asks_too_much(data: mmap.mmap) -> bool:
    """Whether a value says a length that its object in the heap does not have.

    The library sets aside that many bytes before it looks. A value is stored as length, place of its collection
    and number of its object; the places are searched where that is cheap, which it is unless the file is one
    of many coded pictures.
    """
    start = data.find(b"\x89HDF\r\n\x1a\n")
    collections = []
    place = data.find(_SIGNATURE)
    while place >= 0:
        collections.append(place)
        if len(collections) * len(data) > SEARCHED_NBYTES:
            return False
        place = data.find(_SIGNATURE, place + len(_SIGNATURE))
    return any(_is_asked_too_much(data, struct.pack("<Q", place - start)) for place in collections)


def _is_asked_too_much(data: mmap.mmap, address: bytes) -> bool:
    at = data.find(address, 4)
    while at >= 0:
        (length,) = struct.unpack_from("<I", data, at - 4)
        index = data[at + 8 : at + 12]
        if length > MOST_NBYTES and index[2:] == b"\0\0" and index[:2] != b"\0\0":
            return True
        at = data.find(address, at + 1)
    return False


def _lengths_have_8_bytes(data: mmap.mmap) -> bool:
    """By the superblock: byte 13 and 14 up to version 1, 9 and 10 from version 2 on."""
    start = data.find(b"\x89HDF\r\n\x1a\n")
    place = start + (13 if data[start + 8] < 2 else 9)
    return start >= 0 and data[place : place + 2] == b"\x08\x08"


def _between(skipped: Sequence[Extent], size: int) -> list[Extent]:
    spans, place = [], 0
    for start, stop in skipped:
        if start > place:
            spans.append((place, min(start, size)))
        place = max(place, stop)
    return [*spans, (place, size)] if place < size else spans


def _span_is_sound(data: mmap.mmap, start: int, stop: int, *, hops: bool) -> bool:
    place = data.find(_SIGNATURE, start, stop)
    while place >= 0:
        length = _collection_length(data, place)
        if not length:
            return False
        place = data.find(_SIGNATURE, place + (length if hops else len(_SIGNATURE)), stop)
    return True


def _collection_length(data: mmap.mmap, place: int) -> int:
    """Bytes of the collection at ``place``, 0 where walking it would not end inside."""
    (length,) = struct.unpack_from("<Q", data, place + 8) if place + _HEAD <= len(data) else (0,)
    if not _HEAD <= length <= len(data) - place:
        return 0
    at = _HEAD
    while length - at >= _OBJECT.size:
        index, _, _, nbytes = _OBJECT.unpack_from(data, place + at)
        step = nbytes if index == 0 else _OBJECT.size + (nbytes + 7) // 8 * 8
        if not 0 < step <= length - at:
            return 0
        at += step
    return int(length)
