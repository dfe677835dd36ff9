"""Pictures of an MP4 whose table was never written, found by their own structure.

A recorder that is killed leaves an mdat without a moov. What is in it are NAL units, each behind its length; where
the parameter sets are among them, pictures can be decoded, in the order of decoding and without any time.
Sources: ISO/IEC 14496-15 5.3 (samples of NAL units), ITU-T H.264 7.3 and 7.4.1.2.4, ITU-T H.265 7.3 and 7.4.2.4.4.
"""

import mmap
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from models.readers.place import open_binary
from models.readers.video_bitstream import H264_SLICES, H265_FIRST_NON_SLICE, nal_type
from models.readers.video_boxes import Box, boxes

LENGTH_NBYTES = 4
LARGEST_UNIT = 1 << 23
START_CODE = b"\0\0\0\1"
# Between two units there may be sound or other tracks; units are looked for again this far.
RESYNC_NBYTES = 1 << 18
_SETS = {"h264": (7, 8), "hevc": (32, 33, 34)}
_STARTS = {"h264": (6, 7, 8, 9), "hevc": (32, 33, 34, 35, 39)}
_KNOWN = {"h264": range(1, 13), "hevc": (*range(10), *range(16, 22), *range(32, 41))}


@dataclass(frozen=True, slots=True)
class Unit:
    """``start`` and ``end`` bound a NAL unit without its length."""

    start: int
    end: int
    kind: int
    first_slice: bool


class RescuedPictures:
    """Coded pictures of an mdat as Annex B messages.

    Args:
        path: the file; it is mapped, not read.

    Raises:
        ValueError: no parameter sets and pictures of H.264 or H.265 are in it.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with open_binary(path) as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        for codec in ("h264", "hevc"):
            self._pictures = list(self._find(codec, path))
            if self._pictures:
                self.codec = codec
                return
        self._data.close()
        raise ValueError("no pictures with their parameter sets are in it")

    @property
    def count(self) -> int:
        """Number of coded pictures."""
        return len(self._pictures)

    def packet(self, index: int) -> bytes:
        """Coded picture ``index`` with the parameter sets before it, in Annex B."""
        return b"".join(START_CODE + self._data[unit.start : unit.end] for unit in self._pictures[index])

    def close(self) -> None:
        """Unmap the file."""
        with suppress(BufferError, ValueError):
            self._data.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _find(self, codec: str, path: Path) -> Iterator[list[Unit]]:
        """Units of each picture, from the first parameter sets on."""
        units = (unit for box in _media(path) for unit in _units(self._data, box, codec))
        picture: list[Unit] = []
        seen_sets = False
        for unit in units:
            seen_sets = seen_sets or unit.kind == _SETS[codec][-1]
            if _has_slice(picture, codec) and (unit.first_slice or unit.kind in _STARTS[codec]):
                yield picture
                picture = []
            if seen_sets or unit.kind in _SETS[codec]:
                picture.append(unit)
        if _has_slice(picture, codec):
            yield picture


def _media(path: Path) -> list[Box]:
    return [box for box in boxes(path) if box.kind == b"mdat"]


def is_without_table(path: Path) -> bool:
    """Whether this is an MP4 with media and neither a table nor fragments.

    Raises:
        OSError: it cannot be read.
    """
    kinds = {box.kind for box in boxes(path)}
    return b"mdat" in kinds and not kinds & {b"moov", b"moof"}


def _units(data: mmap.mmap, box: Box, codec: str) -> Iterator[Unit]:
    at, end = box.start, min(box.end, len(data))
    lost_at = at
    while at + LENGTH_NBYTES + 2 <= end:
        unit = _unit(data, at, end, codec)
        if unit is None:
            # Looking byte by byte: other media lie between the pictures.
            at = _next_candidate(data, at + 1, end)
            if at < 0 or at - lost_at > RESYNC_NBYTES:
                return
            continue
        yield unit
        at = lost_at = unit.end


def _next_candidate(data: mmap.mmap, start: int, end: int) -> int:
    """Where the next length of less than 16 MiB may begin, -1 if nowhere near."""
    return data.find(b"\0", start, min(end, start + RESYNC_NBYTES))


def _unit(data: mmap.mmap, at: int, end: int, codec: str) -> Unit | None:
    length = int.from_bytes(data[at : at + LENGTH_NBYTES], "big")
    start = at + LENGTH_NBYTES
    if not 2 <= length <= LARGEST_UNIT or start + length > end:
        return None
    head = data[start : start + 3]
    kind = nal_type(codec, head)
    if head[0] & 0x80 or kind not in _KNOWN[codec]:
        return None
    if codec == "hevc":
        # Base layer only, and a temporal id is never 0.
        if head[0] & 1 or head[1] >> 3 or not head[1] & 7:
            return None
        return Unit(start, start + length, kind, kind < H265_FIRST_NON_SLICE and bool(head[2:3] >= b"\x80"))
    if kind in (5, 7, 8) and not head[0] & 0x60:
        return None
    return Unit(start, start + length, kind, kind in H264_SLICES and bool(head[1] & 0x80))


def _has_slice(picture: list[Unit], codec: str) -> bool:
    if codec == "hevc":
        return any(unit.kind < H265_FIRST_NON_SLICE for unit in picture)
    return any(unit.kind in H264_SLICES for unit in picture)
