"""What readers of cloud files share: what a file says before its points, and the points with what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError

MAX_FIELDS = 4096
# A cloud is held in memory as a whole; larger ones are refused before anything is allocated for them.
MAX_CLOUD_NBYTES = 1 << 30
BLOCK_NBYTES = 1 << 22
TOO_SHORT = "The cloud is shorter than its header says, so its last points are missing"
SEPARATORS = bytes.maketrans(b",;\r", b"   ")


@dataclass(frozen=True, slots=True, eq=False)
class CloudHead:
    """``point`` is the packed structured dtype of one point, ``declared`` the number of points that the file
    promises (None where it does not say), ``flaw`` one sentence where the file's size alone shows that some lack.
    """

    encoding: str
    point: np.dtype[Any]
    declared: int | None = None
    flaw: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class CloudPoints:
    """``points`` structured (N,), all fields in the order of the file; ``flaw`` one sentence where some lack."""

    points: NDArray[np.void]
    flaw: str = ""


def missing_points(found: int, declared: int) -> str:
    """The sentence of a cloud that ends early."""
    return f"The cloud ends early: {found} of {declared} points can be read"


def point_type(names: Sequence[str], codes: Sequence[str]) -> np.dtype[Any]:
    """A packed structured dtype; a name used twice gets ``_2`` and so on.

    Raises:
        ValueError: too many fields, or none.
    """
    if not 0 < len(names) <= MAX_FIELDS:
        raise ValueError("a cloud of no fields or too many")
    taken: set[str] = set()
    unique: list[tuple[str, str]] = []
    for name, code in zip(names, codes, strict=True):
        candidate, number = name, 1
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        unique.append((candidate, code))
    return np.dtype(unique)


def native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """``dtype`` in this machine's byte order."""
    return dtype.newbyteorder("=")


def check_nbytes(nbytes: int) -> None:
    """Refuse what would not fit.

    Raises:
        UnreadableRecordingError: a cloud of so many bytes is not loaded.
    """
    if nbytes > MAX_CLOUD_NBYTES:
        raise UnreadableRecordingError(
            "The cloud takes {gib:.1f} GiB of memory; up to 1 GiB is loaded", gib=nbytes / (1 << 30)
        )


def text_rows(file: BinaryIO, *, columns: int, most: int | None) -> tuple[NDArray[np.float64], bool]:
    """Numbers of the text rows from where ``file`` stands, float64 (N, columns), up to the first row that has too
    few or is no number. Words beyond ``columns`` are left out; commas and semicolons separate as blanks do.

    Args:
        file: text, opened as bytes.
        columns: numbers in a row.
        most: rows to read, None for all.

    Returns:
        The numbers, and whether no row was refused.
    """
    tables: list[NDArray[np.float64]] = []
    found, sound = 0, True
    for lines in _line_blocks(file):
        wanted = lines if most is None else lines[: most - found]
        table, sound = _table(wanted, columns)
        tables.append(table)
        found += len(table)
        check_nbytes(found * columns * 8)
        if not sound or found == most:
            break
    return (np.concatenate(tables) if tables else np.empty((0, columns))), sound


def _line_blocks(file: BinaryIO) -> Iterator[list[bytes]]:
    """Rows that are not empty, many at a time; a line longer than a block is cut."""
    rest = b""
    while data := file.read(BLOCK_NBYTES):
        head, newline, tail = (rest + data).rpartition(b"\n")
        rest = tail if newline else b""
        yield _rows(head if newline else tail)
    yield _rows(rest)


def _rows(text: bytes) -> list[bytes]:
    clean = text.translate(SEPARATORS)
    return [line for line in clean.split(b"\n") if line and not line.isspace()]


def _table(lines: list[bytes], columns: int) -> tuple[NDArray[np.float64], bool]:
    words = b" ".join(lines).split()
    if len(words) == len(lines) * columns:
        try:
            return np.array(words, np.float64).reshape(-1, columns), True
        except ValueError:
            pass
    return _careful_table(lines, columns)


def _careful_table(lines: list[bytes], columns: int) -> tuple[NDArray[np.float64], bool]:
    rows: list[list[float]] = []
    for line in lines:
        words = line.split(None, columns)[:columns]
        try:
            rows.append([float(word) for word in words])
        except ValueError:
            break
        if len(words) < columns:
            rows.pop()
            break
    return np.array(rows, np.float64).reshape(-1, columns), len(rows) == len(lines)


def fill(point: np.dtype[Any], table: NDArray[np.float64]) -> NDArray[np.void]:
    """Structured points (N,) of a table (N, fields); integers out of their range become the nearest one."""
    points = np.empty(len(table), native(point))
    for column, name in enumerate(points.dtype.names or ()):
        values = table[:, column]
        kind = points.dtype[name]
        if kind.kind in "iu":
            limits = np.iinfo(kind)
            high = np.nextafter(float(limits.max), 0) if limits.max > 1 << 53 else float(limits.max)
            values = np.clip(np.nan_to_num(values), float(limits.min), high)
        with np.errstate(over="ignore"):
            points[name] = values.astype(kind)
    return points
