"""A check of an HDF5 file's global heap before the library reads it.

Values of any length (text, coded pictures) lie in collections that begin with ``GCOL``. The library (2.0) walks
a collection object by object and never ends where a free object says size 0, so a damaged one would hang the
program. Layout after the HDF5 File Format Specification, section III.E.
"""

import mmap
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from models.readers.place import is_remote

_SIGNATURE = b"GCOL\x01\x00\x00\x00"
_HEAD = 16
_OBJECT = struct.Struct("<HHIQ")
# Above this size, bytes of plain arrays are not searched: they would cost as much as reading the recording.
WHOLE_NBYTES = 1 << 25
SEARCHED_NBYTES = 1 << 30
# A value of a healthy recording is a word or a picture.
MOST_NBYTES = 1 << 26

Extent = tuple[int, int]


def heap_is_sound(path: Path, plain: Callable[[], Iterable[Extent]] = tuple) -> bool:
    """Whether every collection of a file can be walked to its end.

    Args:
        path: of the file.
        plain: gives ``(start, stop)`` of the bytes that arrays of numbers take; skipped in large files only.
    """
    if is_remote(path):
        # Walking it would fetch the whole file; the texts in it are left out instead.
        return False
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            large = len(data) > WHOLE_NBYTES
            spans = _between(sorted(plain()) if large else [], len(data))
            return _is_sound(data, spans, hops=large)
    except (OSError, ValueError, struct.error):
        return False


def _is_sound(data: mmap.mmap, spans: Sequence[Extent], *, hops: bool) -> bool:
    start = data.find(b"\x89HDF\r\n\x1a\n")
    if start < 0 or not _lengths_have_8_bytes(data, start):
        return False
    collections: list[int] = []
    for place in _collections(data, spans, hops=hops):
        if not _collection_length(data, place):
            return False
        collections.append(place)
    return not _asks_too_much(data, spans, [struct.pack("<Q", place - start) for place in collections])


def _asks_too_much(data: mmap.mmap, spans: Sequence[Extent], addresses: Sequence[bytes]) -> bool:
    """Whether a value says a length that its object in the heap does not have.

    The library sets aside that many bytes before it looks. A value is stored as length, place of its collection
    and number of its object; the places are searched where that is cheap, which it is unless the file is one
    of many coded pictures.
    """
    if len(addresses) * sum(stop - start for start, stop in spans) > SEARCHED_NBYTES:
        return False
    return any(_claims(data, span, address) for address in addresses for span in spans)


def _claims(data: mmap.mmap, span: Extent, address: bytes) -> bool:
    at = data.find(address, max(span[0], 4), span[1])
    while at >= 0:
        (length,) = struct.unpack_from("<I", data, at - 4)
        index = data[at + 8 : at + 12]
        if length > MOST_NBYTES and index[2:] == b"\0\0" and index[:2] != b"\0\0":
            return True
        at = data.find(address, at + 1, span[1])
    return False


def _lengths_have_8_bytes(data: mmap.mmap, start: int) -> bool:
    """By the superblock: byte 13 and 14 up to version 1, 9 and 10 from version 2 on."""
    place = start + (13 if data[start + 8] < 2 else 9)
    return data[place : place + 2] == b"\x08\x08"


def _between(skipped: Sequence[Extent], size: int) -> list[Extent]:
    spans, place = [], 0
    for start, stop in skipped:
        if start > place:
            spans.append((place, min(start, size)))
        place = max(place, stop)
    return [*spans, (place, size)] if place < size else spans


def _collections(data: mmap.mmap, spans: Sequence[Extent], *, hops: bool) -> Iterator[int]:
    """Where collections begin. With ``hops`` what lies inside one is not searched."""
    for start, stop in spans:
        place = data.find(_SIGNATURE, start, stop)
        while place >= 0:
            yield place
            length = _collection_length(data, place) if hops else len(_SIGNATURE)
            place = data.find(_SIGNATURE, place + max(length, len(_SIGNATURE)), stop)


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
