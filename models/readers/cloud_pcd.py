"""PCD clouds: ascii, binary and binary_compressed, with any fields.

Read by hand, since pypcd4 gives nothing of a file that ends early, reads counts without a bound and wants header
lines that old files lack; its LZF decompressor is used. Source: pointclouds.org, The PCD file format (v0.7).
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import lzf  # type: ignore[import-not-found]
import numpy as np
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.readers.cloud_file import (
    TOO_SHORT,
    CloudHead,
    CloudPoints,
    check_nbytes,
    fill,
    missing_points,
    native,
    point_type,
    text_rows,
)
from models.readers.place import open_binary

PADDING = "_"
HEADER_NBYTES = 1 << 16
_START = re.compile(rb"\s*(#[^\n]*\n\s*)*(VERSION|FIELDS|COLUMNS)\s")
_DATA = re.compile(rb"^DATA[ \t]+(\w+)[ \t]*\r?\n", re.MULTILINE)
_CODES = {f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)} | {"f4", "f8"}
_KINDS = {"I": "i", "U": "u", "F": "f"}
# A back reference of three bytes stands for at most 264 (liblzf), so no honest file grows more.
LZF_GROWTH = 90


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """``stored`` has every column, padding too; ``kept`` are those shown; ``start`` is where the points begin."""

    encoding: str
    stored: np.dtype[Any]
    kept: tuple[str, ...]
    declared: int
    start: int
    viewpoint: str


def recognises(head: bytes) -> bool:
    """Whether these first bytes of a file begin a PCD header."""
    return _START.match(head) is not None


def read_head(path: Path) -> CloudHead:
    """What the header says, checked against the size of the file.

    Raises:
        UnreadableRecordingError: no usable header.
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        layout = _layout(file, path)
        found = _held(file, layout, path)
    flaw = "" if found >= layout.declared else TOO_SHORT
    point = native(_packed(layout))
    attributes = {"viewpoint": layout.viewpoint} if layout.viewpoint else {}
    return CloudHead(f"pcd {layout.encoding}", point, layout.declared, flaw, attributes)


def read_points(path: Path) -> CloudPoints:
    """All points up to the end or the damage.

    Raises:
        UnreadableRecordingError: no usable header, or larger than is loaded.
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        layout = _layout(file, path)
        file.seek(layout.start)
        match layout.encoding:
            case "ascii":
                points = _ascii(file, layout)
            case "binary":
                points = _binary(file, layout)
            case _:
                points = _compressed(file, layout)
    flaw = "" if len(points) == layout.declared else missing_points(len(points), layout.declared)
    return CloudPoints(_without_padding(points, layout), flaw)


def _layout(file: BinaryIO, path: Path) -> _Layout:
    file.seek(0)
    head = file.read(HEADER_NBYTES)
    data = _DATA.search(head)
    try:
        if data is None:
            raise ValueError("it has no line DATA")
        lines = head[: data.start()].decode("ascii", "replace").splitlines()
        words = {w[0].upper(): w[1:] for line in lines if (w := line.split()) and not w[0].startswith("#")}
        encoding = data[1].decode("ascii").lower()
        if encoding not in ("ascii", "binary", "binary_compressed"):
            raise ValueError(f"its points are coded as {encoding}")
        stored, kept = _columns(words)
        return _Layout(
            encoding, stored, kept, _count(words), data.end(), " ".join(words.get("VIEWPOINT", ()))
        )
    except (ValueError, IndexError) as error:
        raise UnreadableRecordingError(
            "The header of the PCD cloud {path} cannot be used: {why}", path=path, why=error
        ) from error


def _count(words: Mapping[str, list[str]]) -> int:
    if "POINTS" in words:
        count = int(words["POINTS"][0])
    elif "WIDTH" in words:
        count = int(words["WIDTH"][0]) * int(words.get("HEIGHT", ["1"])[0])
    else:
        raise ValueError("it does not say how many points there are")
    if count < 0:
        raise ValueError("it has less than no points")
    return count


def _columns(words: Mapping[str, list[str]]) -> tuple[np.dtype[Any], tuple[str, ...]]:
    fields = words.get("FIELDS") or words.get("COLUMNS") or []
    sizes, kinds = words.get("SIZE") or ["4"] * len(fields), words.get("TYPE") or ["F"] * len(fields)
    counts = [int(count) for count in words.get("COUNT") or ["1"] * len(fields)]
    names: list[str] = []
    codes: list[str] = []
    for name, size, kind, count in zip(fields, sizes, kinds, counts, strict=True):
        code = f"{_KINDS.get(kind.upper(), '?')}{size}"
        if code not in _CODES or not 0 < count <= 1 << 16:
            raise ValueError(f"field {name} is of an unknown kind")
        names += [name] if count == 1 else [f"{name}_{i}" for i in range(count)]
        codes += ["<" + code] * count
    stored = point_type(names, codes)
    padding = [name == PADDING or name.startswith("__") for name in names]
    kept = tuple(n for n, pad in zip(stored.names or (), padding, strict=True) if not pad)
    if not kept:
        raise ValueError("it has no fields")
    return stored, kept


def _packed(layout: _Layout) -> np.dtype[Any]:
    return np.dtype([(name, layout.stored[name]) for name in layout.kept])


def _without_padding(points: NDArray[np.void], layout: _Layout) -> NDArray[np.void]:
    packed = native(_packed(layout))
    if packed == points.dtype:
        return points
    kept = np.empty(len(points), packed)
    for name in layout.kept:
        kept[name] = points[name]
    return kept


def _held(file: BinaryIO, layout: _Layout, path: Path) -> int:
    """How many points the file can hold by its size; of compressed ones all or none."""
    room = path.stat().st_size - layout.start
    if layout.encoding == "binary":
        return min(room // layout.stored.itemsize, layout.declared)
    if layout.encoding == "ascii":
        # A number takes a digit and a separator.
        return min((room + 1) // (2 * len(layout.stored.names or ())), layout.declared)
    file.seek(layout.start)
    sizes = file.read(8)
    whole = len(sizes) == 8 and struct.unpack("<II", sizes)[0] <= room - 8
    return layout.declared if whole else 0


def _ascii(file: BinaryIO, layout: _Layout) -> NDArray[np.void]:
    table, _ = text_rows(file, columns=len(layout.stored.names or ()), most=layout.declared)
    return fill(layout.stored, table)


def _binary(file: BinaryIO, layout: _Layout) -> NDArray[np.void]:
    start = file.tell()
    room = file.seek(0, 2) - start
    file.seek(start)
    size = layout.stored.itemsize
    count = min(layout.declared, room // size)
    check_nbytes(count * size)
    return np.frombuffer(file.read(count * size), layout.stored).astype(native(layout.stored))


def _compressed(file: BinaryIO, layout: _Layout) -> NDArray[np.void]:
    """Columns one after the other, compressed with LZF; of a file that ends early the points whose last column is
    there.
    """
    sizes = file.read(8)
    if len(sizes) < 8 or not layout.declared:
        return np.empty(0, native(layout.stored))
    compressed_nbytes, _ = struct.unpack("<II", sizes)
    wanted = layout.declared * layout.stored.itemsize
    data = file.read(min(compressed_nbytes, wanted + wanted // 16 + 64))
    check_nbytes(min(wanted, len(data) * LZF_GROWTH))
    return _from_columns(_decompress(data, wanted), layout)


def _decompress(data: bytes, nbytes: int) -> bytes:
    room = min(nbytes, len(data) * LZF_GROWTH + 1)
    try:
        found = lzf.decompress(data, room)
    except ValueError:
        found = None
    if found is not None:
        return bytes(found)
    good, grown = _whole_instructions(data, room)
    return bytes(lzf.decompress(data[:good], grown) or b"") if good else b""


def _whole_instructions(data: bytes, room: int) -> tuple[int, int]:
    """Length of the longest prefix that decompresses, and how many bytes it gives.

    Source: liblzf, lzf_d.c: a control byte below 32 stands before that many bytes and one; else its upper three
    bits are the length less two (7: a byte more follows) of a reference, and 13 bits the distance less one.
    """
    at = out = 0
    while at < len(data):
        control = data[at]
        if control < 32:
            step, length = control + 2, control + 1
        else:
            long = control >> 5 == 7
            step, length = (3 if long else 2), (control >> 5) + 2
            if at + step > len(data):
                break
            length += data[at + 1] if long else 0
            if ((control & 31) << 8 | data[at + step - 1]) + 1 > out:
                break
        if at + step > len(data) or out + length > room:
            break
        at += step
        out += length
    return at, out


def _from_columns(data: bytes, layout: _Layout) -> NDArray[np.void]:
    names = layout.stored.names or ()
    before = layout.declared * sum(layout.stored[name].itemsize for name in names[:-1])
    last = layout.stored[names[-1]].itemsize
    count = min(layout.declared, max(0, len(data) - before) // last)
    points = np.empty(count, native(layout.stored))
    if not count:
        return points
    start = 0
    for name in names:
        column = layout.stored[name]
        points[name] = np.frombuffer(data, column, count, start)
        start += layout.declared * column.itemsize
    return points
