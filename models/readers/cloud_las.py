"""LAS and LAZ clouds through laspy and lazrs.

x, y and z are the scaled coordinates in the file's coordinate system, float64, so that map coordinates keep their
millimetres; the other fields are as stored. Source: ASPRS LAS specification 1.4 R15.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.readers.cloud_file import (
    TOO_SHORT,
    CloudHead,
    CloudPoints,
    check_nbytes,
    missing_points,
    point_type,
)
from models.readers.place import for_library, open_binary

AXES = ("x", "y", "z")
STORED_AXES = ("X", "Y", "Z")
BLOCK_POINTS = 1000
HEADER_NBYTES = 375
LARGEST_HEADER = 1 << 26


def recognises(head: bytes) -> bool:
    """Whether these are the first bytes of a LAS or LAZ file."""
    return head.startswith(b"LASF")


def read_head(path: Path) -> CloudHead:
    """What the header says, checked against the size of the file.

    Raises:
        UnreadableRecordingError: no usable header.
        OSError: the file cannot be read.
    """
    with _opened(path) as reader:
        header = reader.header
        encoding = ("laz" if header.are_points_compressed else "las") + f" {header.version}"
        flaw = "" if _held(header, path) == header.point_count else TOO_SHORT
        return CloudHead(encoding, _point(header), int(header.point_count), flaw, _attributes(header))


def read_points(path: Path) -> CloudPoints:
    """All points up to the end or the damage.

    Raises:
        UnreadableRecordingError: no usable header, or larger than is loaded.
        OSError: the file cannot be read.
    """
    with _opened(path) as reader:
        point, declared = _point(reader.header), int(reader.header.point_count)
        most = declared if reader.header.are_points_compressed else _held(reader.header, path)
        parts: list[NDArray[np.void]] = []
        found = 0
        for part in _parts(reader, most, point):
            parts.append(part)
            found += len(part)
            check_nbytes(found * point.itemsize)
    points = np.concatenate(parts) if parts else np.empty(0, point)
    return CloudPoints(points, "" if found == declared else missing_points(found, declared))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import laspy  # noqa: PLC0415 a recording without such a cloud need not load it

    _check_header(path)
    source = _source(path)
    try:
        reader = laspy.open(
            source, read_evlrs=False, encoding_errors="replace", laz_backend=laspy.LazBackend.Lazrs
        )
        _check_items(reader)
        _point(reader.header)
    except BaseException as error:
        if isinstance(error, OSError) or not _is_of_library(error):
            raise
        raise _unusable(path, error) from error
    try:
        yield reader
    finally:
        reader.close()


def _is_of_library(error: BaseException) -> bool:
    """A panic of the decompressor, which is written in Rust, is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _check_items(reader: Any) -> None:
    """Raises ValueError where compressed points are of another size than the header says."""
    if not reader.header.are_points_compressed:
        return
    if reader.point_source.vlr.item_size() != reader.header.point_format.size:
        raise ValueError("its compressed points are of another size")


def _source(path: Path) -> str | BinaryIO:
    """What laspy reads. LAZ without the table of chunks, which stands at the end of the file, gets an empty one:
    decompressed in order it is not needed, but looked for.

    The decompressor on several threads is not used: it waits for ever in a process that was forked.
    """
    if not _is_compressed(path) or _has_chunk_table(path):
        return for_library(path)
    check_nbytes(path.stat().st_size)
    data = bytearray(path.read_bytes())
    points_at = int.from_bytes(data[96:100], "little")
    data[points_at : points_at + 8] = max(len(data), points_at + 8).to_bytes(8, "little")
    return io.BytesIO(bytes(data) + bytes(8))


def _is_compressed(path: Path) -> bool:
    with open_binary(path) as file:
        file.seek(104)
        return bool(file.read(1)[0] & 0x80)


def _has_chunk_table(path: Path) -> bool:
    """Whether there is one, with a count that its file can hold: the library allocates for it unseen."""
    size = path.stat().st_size
    with open_binary(path) as file:
        file.seek(96)
        points_at = int.from_bytes(file.read(4), "little")
        file.seek(points_at)
        table_at = int.from_bytes(file.read(8), "little", signed=True)
        if not points_at + 8 <= table_at <= size - 8:
            return False
        file.seek(table_at + 4)
        return int.from_bytes(file.read(4), "little") <= table_at - points_at


def _unusable(path: Path, error: object) -> UnreadableRecordingError:
    why = " ".join(str(error).split()) or type(error).__name__
    return UnreadableRecordingError("The LAS cloud {path} cannot be read: {why}", path=path, why=why)


def _check_header(path: Path) -> None:
    size = path.stat().st_size
    with open_binary(path) as file:
        head = file.read(HEADER_NBYTES)
    if len(head) < 227:
        raise _unusable(path, "its header ends early")
    header_nbytes = int.from_bytes(head[94:96], "little")
    points_at = int.from_bytes(head[96:100], "little")
    records = int.from_bytes(head[100:104], "little")
    point_nbytes = int.from_bytes(head[105:107], "little")
    if not 227 <= header_nbytes <= points_at <= min(size, LARGEST_HEADER) or not point_nbytes:
        raise _unusable(path, "its header contradicts its size")
    if records > (points_at - header_nbytes) // 54:
        raise _unusable(path, "its header has more records than room")


def _held(header: Any, path: Path) -> int:
    """How many points the file can hold by its size; of compressed ones all, or none where their table lacks."""
    declared = int(header.point_count)
    if header.are_points_compressed:
        return declared if _has_chunk_table(path) else 0
    room = path.stat().st_size - int(header.offset_to_point_data)
    return min(max(room, 0) // int(header.point_format.size), declared)


def _point(header: Any) -> np.dtype[Any]:
    names: list[str] = []
    codes: list[str] = []
    for dimension in header.point_format.dimensions:
        name = str(dimension.name)
        if name in STORED_AXES:
            names.append(name.lower())
            codes.append("f8")
        elif dimension.num_elements == 1:
            names.append(name)
            codes.append(_code(dimension))
        else:
            names += [f"{name}_{i}" for i in range(dimension.num_elements)]
            codes += [_code(dimension)] * dimension.num_elements
    return point_type(names, codes)


def _code(dimension: Any) -> str:
    if dimension.is_scaled:
        return "f8"
    return "u1" if dimension.dtype is None else str(np.dtype(dimension.dtype.base).str)


def _attributes(header: Any) -> dict[str, str]:
    """The origin from which coordinates are stored, and the coordinate system where the file names one."""
    found = {
        "las.offset": " ".join(repr(float(value)) for value in header.offsets),
        "las.scale": " ".join(repr(float(value)) for value in header.scales),
    }
    for record in header.vlrs:
        text = getattr(record, "string", None) or getattr(record, "strings", None)
        if text:
            found.setdefault(
                "las.crs", " ".join(text if isinstance(text, list) else [str(text)])[:2000].strip("\0")
            )
    return found


def _parts(reader: Any, count: int, point: np.dtype[Any]) -> Iterator[NDArray[np.void]]:
    """Blocks up to the end or the damage. The block before the damage is left out too, since a decompressor that
    runs out of bytes may have made up its last points.
    """
    pending: NDArray[np.void] | None = None
    for first in range(0, count, BLOCK_POINTS):
        try:
            record = reader.read_points(min(BLOCK_POINTS, count - first))
        except BaseException as error:
            if not _is_of_library(error):
                raise
            return
        if pending is not None:
            yield pending
        pending = _structured(record, point)
        if len(record) < min(BLOCK_POINTS, count - first):
            break
    if pending is not None:
        yield pending


def _structured(record: Any, point: np.dtype[Any]) -> NDArray[np.void]:
    points = np.empty(len(record), point)
    for name in record.point_format.dimension_names:
        values = np.asarray(record[name.lower() if name in STORED_AXES else name])
        if values.ndim == 2:
            for i in range(values.shape[1]):
                points[f"{name}_{i}"] = values[:, i]
        else:
            points[name.lower() if name in STORED_AXES else name] = values
    return points
