"""Labels as one Parquet table, with the same columns as CSV and times as int64."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import NoLabelsError
from models.exports.files import Export, Labels, NewFile, Options
from models.exports.labelset import LabelSet
from models.exports.rows import COLUMNS, labels_in, losses_of_rows, rows_of

WHAT = "Parquet"
SCHEMA = pa.schema(
    [pa.field(name, pa.int64() if kind is int else pa.string()) for name, kind in COLUMNS.items()]
)


def write(labelsets: Sequence[LabelSet], _root: Path, _options: Options) -> Export:
    """Labels of ``labelsets`` as one file; what is not said is null."""

    def content() -> bytes:
        rows = [{name: row.get(name) for name in COLUMNS} for labels in labelsets for row in rows_of(labels)]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), sink)
        return bytes(sink.getvalue())

    return Export((NewFile("", content),), losses_of_rows(labelsets, WHAT))


def read(path: Path, _options: Options) -> Labels:
    """The labels in a Parquet table with at least the columns label, start_ns and end_ns.

    Raises:
        NoLabelsError: no such table.
    """
    try:
        rows = pq.read_table(path, partitioning=None).to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise NoLabelsError("{path} is no Parquet table: {why}", path=path, why=error) from error
    return labels_in(rows)
