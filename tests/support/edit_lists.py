"""Edit lists of MP4 files, written by hand: which part of a track is shown when.

Source of the layout: ISO/IEC 14496-12, 8.6.5 and 8.6.6 (``edts``, ``elst``).
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

EMPTY = -1
_HEAD = struct.Struct(">I4s")
_CONTAINERS = (b"moov", b"trak", b"mdia")


def set_edits(path: Path, edits: Sequence[tuple[float, float]], *, track: int = 0) -> Path:
    """Give a track these edits instead of its own.

    Args:
        path: an MP4 whose ``moov`` comes last, so that nothing that it points to moves.
        edits: seconds that each lasts, and from which second of the track on it shows; ``EMPTY`` shows nothing.
        track: which ``trak`` of the file.
    """
    data = path.read_bytes()
    start, end = next((at, past) for kind, at, past in _boxes(data, 0, len(data)) if kind == b"moov")
    assert end == len(data), "something lies behind the moov box"
    moov = data[start + 8 : end]
    traks = [(at, past) for kind, at, past in _boxes(moov, 0, len(moov)) if kind == b"trak"]
    at, past = traks[track]
    movie_hz, media_hz = _timescale(moov, b"mvhd"), _timescale(moov[at + 8 : past], b"mdhd")
    kept = [moov[a:b] for kind, a, b in _boxes(moov, at + 8, past) if kind != b"edts"]
    trak = _box(b"trak", kept[0] + _edts(edits, movie_hz, media_hz) + b"".join(kept[1:]))
    path.write_bytes(data[:start] + _box(b"moov", moov[:at] + trak + moov[past:]))
    return path


def _edts(edits: Sequence[tuple[float, float]], movie_hz: int, media_hz: int) -> bytes:
    rows = b"".join(
        struct.pack(
            ">Iihh", round(lasts_s * movie_hz), EMPTY if at_s == EMPTY else round(at_s * media_hz), 1, 0
        )
        for lasts_s, at_s in edits
    )
    return _box(b"edts", _box(b"elst", struct.pack(">II", 0, len(edits)) + rows))


def _box(kind: bytes, content: bytes) -> bytes:
    return _HEAD.pack(8 + len(content), kind) + content


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while at < end:
        size, kind = _HEAD.unpack_from(data, at)
        yield kind, at, at + size
        at += size


def _timescale(data: bytes, wanted: bytes) -> int:
    """Ticks a second of the first ``mvhd`` or ``mdhd``, of version 0."""
    for kind, at, end in _boxes(data, 0, len(data)):
        if kind == wanted:
            assert data[at + 8] == 0
            return int(struct.unpack_from(">I", data, at + 20)[0])
        if kind in _CONTAINERS and (found := _timescale(data[at + 8 : end], wanted)):
            return found
    return 0
