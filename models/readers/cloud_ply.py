"""PLY clouds: the vertices of ascii and binary files; faces and other elements are passed over.

Source: Greg Turk, The PLY Polygon File Format (1994).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.readers.cloud_file import (
    MAX_FIELDS,
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

HEADER_NBYTES = 1 << 20
VERTEX = "vertex"
_CODES = {
    "char": "i1", "uchar": "u1", "short": "i2", "ushort": "u2",
    "int": "i4", "uint": "u4", "float": "f4", "double": "f8",
    "int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2",
    "int32": "i4", "uint32": "u4", "float32": "f4", "float64": "f8",
    "int64": "i8", "uint64": "u8",
}  # fmt: skip
_ORDERS = {"ascii": "<", "binary_little_endian": "<", "binary_big_endian": ">"}


@dataclass(frozen=True, slots=True)
class _Element:
    """``names`` and ``codes`` of its properties; ``has_lists`` where one of them is a list."""

    name: str
    count: int
    names: list[str]
    codes: list[str]
    lists: list[bool]


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """``skipped`` are the elements before the vertices, which begin there at ``start``."""

    encoding: str
    stored: np.dtype[Any]
    declared: int
    skipped: tuple[_Element, ...]
    start: int
    comments: tuple[str, ...]


def recognises(head: bytes) -> bool:
    """Whether these first bytes of a file begin a PLY header."""
    return head.startswith((b"ply\n", b"ply\r"))


def read_head(path: Path) -> CloudHead:
    """What the header says, checked against the size of the file.

    Raises:
        UnreadableRecordingError: no usable header.
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        layout = _layout(file, path)
    room = path.stat().st_size - layout.start
    least = 2 * len(layout.stored.names or ()) if layout.encoding == "ascii" else layout.stored.itemsize
    held = (room + 1) // least
    flaw = "" if held >= layout.declared else TOO_SHORT
    attributes = {"comment": "; ".join(layout.comments)} if layout.comments else {}
    return CloudHead(f"ply {layout.encoding}", native(layout.stored), layout.declared, flaw, attributes)


def read_points(path: Path) -> CloudPoints:
    """All vertices up to the end or the damage.

    Raises:
        UnreadableRecordingError: no usable header, or larger than is loaded.
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        layout = _layout(file, path)
        file.seek(layout.start)
        points = _ascii(file, layout) if layout.encoding == "ascii" else _binary(file, layout)
    flaw = "" if len(points) == layout.declared else missing_points(len(points), layout.declared)
    return CloudPoints(points, flaw)


def _layout(file: BinaryIO, path: Path) -> _Layout:
    try:
        lines = list(_header_lines(file))
        encoding = next(words[1] for words in lines if words[0] == "format")
        if encoding not in _ORDERS:
            raise ValueError(f"its points are coded as {encoding}")
        elements = list(_elements(lines))
        place = next(i for i, element in enumerate(elements) if element.name == VERTEX)
        vertex = elements[place]
        if any(vertex.lists):
            raise ValueError("its vertices have lists")
        stored = point_type(vertex.names, [_ORDERS[encoding] + code for code in vertex.codes])
    except (ValueError, IndexError, KeyError, StopIteration) as error:
        why = str(error) or "it has no vertices"
        raise UnreadableRecordingError(
            "The header of the PLY cloud {path} cannot be used: {why}", path=path, why=why
        ) from error
    comments = tuple(" ".join(words[1:]) for words in lines if words[0] == "comment")
    return _Layout(encoding, stored, vertex.count, tuple(elements[:place]), file.tell(), comments)


def _header_lines(file: BinaryIO) -> Iterator[list[str]]:
    """Words of each line up to ``end_header``; lines end with either kind of line feed."""
    budget = HEADER_NBYTES
    while budget > 0:
        line = file.readline(budget)
        budget -= len(line)
        words = line.decode("ascii", "replace").split()
        if not line:
            break
        if words == ["end_header"]:
            return
        if words:
            yield words
    raise ValueError("it has no line end_header")


def _elements(lines: list[list[str]]) -> Iterator[_Element]:
    element: _Element | None = None
    for words in lines:
        if words[0] == "element":
            if element is not None:
                yield element
            element = _Element(words[1], int(words[2]), [], [], [])
            if element.count < 0:
                raise ValueError(f"it has less than no {element.name}")
        elif words[0] == "property" and element is not None:
            is_list = words[1] == "list"
            element.names.append(words[-1])
            element.codes.append(
                _CODES[words[1]] if not is_list else f"{_CODES[words[2]]} {_CODES[words[3]]}"
            )
            element.lists.append(is_list)
            if len(element.names) > MAX_FIELDS:
                raise ValueError("it has too many fields")
    if element is not None:
        yield element


def _ascii(file: BinaryIO, layout: _Layout) -> NDArray[np.void]:
    for element in layout.skipped:
        for _ in range(element.count):
            if not file.readline():
                break
    table, _ = text_rows(file, columns=len(layout.stored.names or ()), most=layout.declared)
    return fill(layout.stored, table)


def _binary(file: BinaryIO, layout: _Layout) -> NDArray[np.void]:
    order = layout.encoding.removeprefix("binary_").removesuffix("_endian")
    for element in layout.skipped:
        _skip(file, element, order)
    start = file.tell()
    room = max(0, file.seek(0, 2) - start)
    size = layout.stored.itemsize
    count = min(layout.declared, room // size)
    check_nbytes(count * size)
    file.seek(start)
    return np.frombuffer(file.read(count * size), layout.stored).astype(native(layout.stored))


def _skip(file: BinaryIO, element: _Element, order: str) -> None:
    """Pass over the rows of an element that stands before the vertices."""
    if not any(element.lists):
        width = sum(np.dtype(code).itemsize for code in element.codes)
        file.seek(width * element.count, 1)
        return
    for _ in range(element.count):
        for code, is_list in zip(element.codes, element.lists, strict=True):
            if not _skip_value(file, code, order, is_list=is_list):
                return


def _skip_value(file: BinaryIO, code: str, order: str, *, is_list: bool) -> bool:
    """Whether there was something left to pass over."""
    if not is_list:
        width = np.dtype(code).itemsize
        return len(file.read(width)) == width
    length_code, item_code = code.split()
    width = np.dtype(length_code).itemsize
    raw = file.read(width)
    if len(raw) < width or length_code[0] == "f":
        return False
    length = int.from_bytes(raw, "big" if order == "big" else "little", signed=length_code[0] == "i")
    if length < 0:
        return False
    file.seek(length * np.dtype(item_code).itemsize, 1)
    return True
