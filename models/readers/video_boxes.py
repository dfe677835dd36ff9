"""What the outermost structure of a video file tells without a decoder: what it is, and whether it ends early.

Sources: ISO/IEC 14496-12 (boxes), RFC 8794 (EBML), Microsoft AVI RIFF reference, ISO/IEC 13818-1 (transport packets).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.readers.place import open_binary

HEAD_NBYTES = 1 << 12
MOST_BOXES = 100_000
TS_PACKETS = (188, 192, 204)
TS_SYNC = 0x47
_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp", b"moof", b"pnot", b"sidx")
# Sound and still pictures share the container.
_OTHER_BRANDS = (
    b"M4A ",
    b"M4B ",
    b"M4P ",
    b"heic",
    b"heix",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
    b"crx ",
    b"jp2 ",
)
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


@dataclass(frozen=True, slots=True)
class Box:
    """``start`` and ``end`` bound the content; ``end`` may lie beyond the file."""

    kind: bytes
    start: int
    end: int


def is_video(head: bytes) -> bool:
    """Whether these first bytes of a file begin one of the known video containers."""
    if head[4:8] in _FIRST_BOXES:
        return not (head[4:8] == b"ftyp" and head[8:12] in _OTHER_BRANDS)
    if head.startswith(_EBML) or (head.startswith(b"RIFF") and head[8:12] == b"AVI "):
        return True
    return any(_is_transport(head, size) for size in TS_PACKETS)


def ends_early(path: Path) -> bool:
    """Whether the file is shorter than its outermost structure says.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with open_binary(path) as file:
        head = file.read(HEAD_NBYTES)
    if head[4:8] in _FIRST_BOXES:
        return any(box.end > size for box in boxes(path))
    if head.startswith(b"RIFF"):
        return int.from_bytes(head[4:8], "little") + 8 > size
    if head.startswith(_EBML):
        return _segment_end(head) > size
    return any(_is_transport(head, packet) and size % packet for packet in TS_PACKETS)


def boxes(path: Path) -> Iterator[Box]:
    """The outermost boxes of an MP4 or QuickTime file, up to its end or to what is none.

    Raises:
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    at = 0
    with open_binary(path) as file:
        for _ in range(MOST_BOXES):
            file.seek(at)
            head = file.read(16)
            if len(head) < 8 or not _is_name(head[4:8]):
                return
            length, content = int.from_bytes(head[:4], "big"), at + 8
            if length == 1:
                length, content = int.from_bytes(head[8:16], "big"), at + 16
            end = size if length == 0 else at + length
            if end < content:
                return
            yield Box(head[4:8], content, end)
            at = end


def _is_name(kind: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)


def _is_transport(head: bytes, packet: int) -> bool:
    first = packet - 188 if packet == 192 else 0
    places = range(first, min(len(head), first + 8 * packet), packet)
    return len(head) >= 2 * packet and all(head[place] == TS_SYNC for place in places)


def _segment_end(head: bytes) -> int:
    """Where the segment of a Matroska file ends, 0 where it does not say."""
    at = head.find(_SEGMENT)
    if at < 0 or at + 12 > len(head):
        return 0
    first = head[at + 4]
    width = 9 - first.bit_length()
    if width > 8:
        return 0
    value = int.from_bytes(head[at + 4 : at + 4 + width], "big") & ((1 << 7 * width) - 1)
    unknown = (1 << 7 * width) - 1
    return 0 if value == unknown else at + 4 + width + value
