"""Clouds as text: rows of numbers with a header that names x, y and z, or without one."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import UnreadableRecordingError
from models.readers.cloud_file import SEPARATORS, CloudHead, CloudPoints, check_nbytes, point_type, text_rows
from models.readers.place import open_binary

AXES = ("x", "y", "z")
HEAD_NBYTES = 1 << 16
# A text of bare numbers says nothing about itself, so its name must.
HEADERLESS = frozenset({".csv", ".xyz", ".pts", ".asc"})
TIMES = frozenset({"t", "time", "timestamp", "stamp"})


@dataclass(frozen=True, slots=True)
class _Layout:
    """``start`` is where the first row of numbers begins."""

    names: tuple[str, ...]
    start: int


def recognises(head: bytes, suffix: str = "") -> bool:
    """Whether these first bytes are text with points: names x, y and z and no time, or bare numbers under a name
    that says so.
    """
    layout = _layout(head)
    if layout is None:
        return False
    if layout.start == 0:
        return suffix.lower() in HEADERLESS and 3 <= len(layout.names) <= 16
    names = [name.lower() for name in layout.names]
    return set(AXES) <= set(names) and not TIMES & set(names)


def read_head(path: Path) -> CloudHead:
    """Names of the columns; how many points there are is known only once they are read.

    Raises:
        UnreadableRecordingError: no rows of numbers.
        OSError: the file cannot be read.
    """
    layout = _needed_layout(path)
    return CloudHead("csv", point_type(layout.names, ["f8"] * len(layout.names)))


def read_points(path: Path) -> CloudPoints:
    """All points up to the end or the first row that is none, every field float64.

    Raises:
        UnreadableRecordingError: no rows of numbers, or larger than is loaded.
        OSError: the file cannot be read.
    """
    layout = _needed_layout(path)
    check_nbytes(path.stat().st_size)
    with open_binary(path) as file:
        file.seek(layout.start)
        table, sound = text_rows(file, columns=len(layout.names), most=None)
    points = np.empty(len(table), point_type(layout.names, ["f8"] * len(layout.names)))
    for column, name in enumerate(points.dtype.names or ()):
        points[name] = table[:, column]
    flaw = "" if sound else f"Row {len(table) + 1} of the cloud is no row of numbers; reading stopped there"
    return CloudPoints(points, flaw)


def _needed_layout(path: Path) -> _Layout:
    with open_binary(path) as file:
        layout = _layout(file.read(HEAD_NBYTES))
    if layout is None:
        raise UnreadableRecordingError("{path} holds no rows of numbers", path=path)
    return layout


def _layout(head: bytes) -> _Layout | None:
    """Names and start by the first line and the first row of numbers; None where there are none."""
    if b"\0" in head:
        return None
    first, _, rest = head.partition(b"\n")
    words = first.translate(SEPARATORS).split()
    if _are_numbers(words):
        names = (*AXES, *(f"column_{i}" for i in range(4, len(words) + 1)))
        return _Layout(names, 0) if len(words) >= 3 else None
    row = rest.partition(b"\n")[0].translate(SEPARATORS).split()
    names = tuple(_name(word) for word in words if word.strip(b"#/"))
    if len(names) != len(row) or len(row) < 3 or not _are_numbers(row):
        return None
    return _Layout(names, len(first) + 1)


def _name(word: bytes) -> str:
    name = word.decode("utf-8", "replace").strip("#/\"'\ufeff")
    return name.lower() if name.lower() in AXES else name


def _are_numbers(words: list[bytes]) -> bool:
    try:
        return bool([float(word) for word in words])
    except ValueError:
        return False
