"""The rows of one episode in a parquet file, column by column and only when asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.readers.place import for_library

# What the parquet library raises on damaged files; a name that is no text is a ValueError.
DAMAGE = (pa.ArrowException, OSError, LookupError, ValueError, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows whose ``column`` lies between ``low`` and ``high``, both inclusive."""

    column: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class EpisodeTable:
    """``groups`` are the row groups that hold rows of the episode, ``rows`` int64 (N,) their places within
    those groups one after the other, in the order in which the episode gives them.

    ``damaged`` counts row groups left out because they cannot be read. Holds no open file, so that several
    streams may read from it side by side.
    """

    path: Path
    schema: pa.Schema
    groups: tuple[int, ...]
    rows: NDArray[np.int64]
    damaged: int = 0

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def reordered(self, order: NDArray[np.int64]) -> "EpisodeTable":
        """The same rows in another order."""
        return replace(self, rows=self.rows[order])

    def with_sound(self, name: str) -> "EpisodeTable":
        """The rows of those row groups in which the column ``name`` can be read."""
        try:
            with pq.ParquetFile(for_library(self.path)) as file:
                sizes = [file.metadata.row_group(group).num_rows for group in self.groups]
                sound = [_part(file, group, name) is not None for group in self.groups]
        except DAMAGE:
            return replace(self, groups=(), rows=self.rows[:0])
        group_of_row = np.searchsorted(np.cumsum(sizes), self.rows, side="right")
        lost_before = np.concatenate([[0], np.cumsum(np.where(sound, 0, sizes))]).astype(np.int64)
        kept = np.asarray(sound, bool)[group_of_row]
        rows = (self.rows - lost_before[group_of_row])[kept]
        groups = tuple(group for group, fine in zip(self.groups, sound, strict=True) if fine)
        return replace(self, groups=groups, rows=rows, damaged=self.damaged + sound.count(False))

    def column(self, name: str) -> pa.Array:
        """Values of one column, one a row; None in row groups that are damaged.

        Raises:
            UnreadableRecordingError: the column is missing or damaged in all of them.
        """
        try:
            with pq.ParquetFile(for_library(self.path)) as file:
                column = _read_column(file, self.groups, name)
            values = _joined(_picked(column, self.rows))
            if len(values) != self.count:
                raise ValueError("the column has fewer rows than its row groups say")
            return values
        except DAMAGE as error:
            raise UnreadableRecordingError(
                "The column {column} of {path} cannot be read", column=name, path=self.path
            ) from error


def open_table(path: Path, cuts: Sequence[Cut] | None) -> EpisodeTable:
    """The rows that the first cut with a column in ``path`` leaves, all rows for None. Row groups need not
    follow episodes.

    Raises:
        UnreadableRecordingError: missing or damaged.
    """
    try:
        with pq.ParquetFile(for_library(path)) as file:
            if cuts is None:
                groups, damaged = list(range(file.metadata.num_row_groups)), 0
                rows = np.arange(file.metadata.num_rows)
            else:
                cut = _usable(cuts, file.schema_arrow)
                wanted = [g for g in range(file.metadata.num_row_groups) if _may_hold(file, g, cut)]
                groups = _sound(file, wanted, cut.column)
                damaged = len(wanted) - len(groups)
                rows = _rows_of(file, groups, cut)
            return EpisodeTable(path, file.schema_arrow, tuple(groups), rows.astype(np.int64), damaged)
    except DAMAGE as error:
        raise UnreadableRecordingError("The data file {path} cannot be read", path=path) from error


def to_matrix(column: pa.Array) -> NDArray[Any]:
    """Numbers of a column as (rows, channels) of their own dtype; missing ones make it float64 with NaN.

    Raises:
        ValueError: the column holds no numbers.
    """
    count = len(column)
    values = column
    while _is_list(values.type):
        if values.null_count or len(pc.unique(pc.list_value_length(values))) > 1:
            return _padded(column)
        values = values.flatten()
    if not (
        pa.types.is_integer(values.type)
        or pa.types.is_floating(values.type)
        or pa.types.is_boolean(values.type)
    ):
        raise ValueError(f"a column of {column.type} holds no numbers")
    flat: NDArray[Any] = values.to_numpy(zero_copy_only=False)
    if flat.dtype == object:
        flat = np.array([np.nan if value is None else value for value in flat.tolist()], np.float64)
    return flat.reshape(count, len(flat) // count if count else 0)


def is_numeric(kind: pa.DataType) -> bool:
    """Whether values of this type are numbers or lists of numbers."""
    while _is_list(kind):
        kind = kind.value_type
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def fixed_width(kind: pa.DataType) -> int | None:
    """Numbers a row by the type alone, None where rows may differ."""
    width = 1
    while pa.types.is_fixed_size_list(kind):
        width *= kind.list_size
        kind = kind.value_type
    return None if _is_list(kind) else width


def numeric_name(kind: pa.DataType) -> str:
    """Name of the numbers in numpy's words: float32, int64, bool."""
    while _is_list(kind):
        kind = kind.value_type
    return str(np.dtype(kind.to_pandas_dtype()).name)


def _usable(cuts: Sequence[Cut], schema: pa.Schema) -> Cut:
    cut = next((cut for cut in cuts if cut.column in schema.names), None)
    if cut is None:
        raise KeyError("no column tells the episodes apart")
    return cut


def _may_hold(file: pq.ParquetFile, index: int, cut: Cut) -> bool:
    group = file.metadata.row_group(index)
    for i in range(group.num_columns):
        column = group.column(i)
        if column.path_in_schema == cut.column:
            limits = column.statistics
            return (
                limits is None or not limits.has_min_max or (limits.min <= cut.high and cut.low <= limits.max)
            )
    return True


def _sound(file: pq.ParquetFile, groups: list[int], name: str) -> list[int]:
    """The row groups in which a column can be read; raises where there are some and none is sound."""
    try:
        file.read_row_groups(groups, columns=[name], use_threads=False)
    except DAMAGE:
        sound = [group for group in groups if _part(file, group, name) is not None]
        if sound:
            return sound
        raise
    return groups


def _part(file: pq.ParquetFile, group: int, name: str) -> pa.ChunkedArray | None:
    """A column of one row group, None where it is damaged."""
    try:
        return file.read_row_group(group, columns=[name], use_threads=False).column(name)
    except DAMAGE:
        return None


def _read_column(file: pq.ParquetFile, groups: Sequence[int], name: str) -> pa.ChunkedArray:
    try:
        return file.read_row_groups(list(groups), columns=[name], use_threads=False).column(name)
    except DAMAGE:
        parts = [_part(file, group, name) for group in groups]
        if all(part is None for part in parts):
            raise
    kind = next(part.type for part in parts if part is not None)
    sizes = [file.metadata.row_group(group).num_rows for group in groups]
    whole = [
        pa.chunked_array([pa.nulls(size, kind)]) if part is None else part
        for part, size in zip(parts, sizes, strict=True)
    ]
    return pa.chunked_array([chunk for part in whole for chunk in part.chunks], kind)


def _rows_of(file: pq.ParquetFile, groups: Sequence[int], cut: Cut) -> NDArray[np.int64]:
    if not groups:
        return np.empty(0, np.int64)
    column = file.read_row_groups(list(groups), columns=[cut.column], use_threads=False).column(cut.column)
    values = column.to_numpy()
    return np.flatnonzero((values >= cut.low) & (values <= cut.high))


def _picked(column: pa.ChunkedArray, rows: NDArray[np.int64]) -> pa.ChunkedArray:
    if len(rows) and np.array_equal(rows, np.arange(rows[0], rows[0] + len(rows))):
        return column.slice(int(rows[0]), len(rows))
    return column.take(pa.array(rows))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.chunk(0) if joined.num_chunks else pa.array([], joined.type)
    return joined.storage if isinstance(joined, pa.ExtensionArray) else joined


def _is_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _padded(column: pa.Array) -> NDArray[np.float64]:
    """Rows of unequal length, filled up with NaN."""
    rows = [_numbers(value) for value in column.to_pylist()]
    matrix = np.full((len(rows), max(map(len, rows), default=0)), np.nan)
    for row, numbers in zip(matrix, rows, strict=True):
        row[: len(numbers)] = numbers
    return matrix


def _numbers(value: object) -> list[float]:
    if isinstance(value, list):
        return [number for item in value for number in _numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) else [np.nan]
