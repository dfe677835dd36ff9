"""The files of a LeRobot data set anew: columns are added or replaced, everything else stays as it is."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.exports.files import NewFile
from models.exports.labelset import LabelSet
from models.readers.lerobot_episodes import EpisodeList, EpisodeRow, load_episodes
from models.readers.lerobot_info import Info, load_info
from models.readers.lerobot_table import DAMAGE, open_table, to_matrix

Columns = Mapping[str, pa.Array]
NS_PER_S = 1e9


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set as its meta data describe it."""

    root: Path
    info: Info
    episodes: EpisodeList
    raw_info: dict[str, Any]

    @property
    def is_v3(self) -> bool:
        """Several episodes a file."""
        return self.info.version == "v3.0"

    def row(self, labels: LabelSet) -> EpisodeRow:
        """Where an episode lies.

        Raises:
            UnreadableRecordingError: the data set does not list it.
        """
        index = int(labels.inner_id) if labels.inner_id.isdecimal() else -1
        if index not in self.episodes.rows:
            raise UnreadableRecordingError("{path} has no episode {id}", path=self.root, id=labels.inner_id)
        return self.episodes.row(index)

    def name(self, path: Path) -> str:
        """Relative, with slashes."""
        return path.relative_to(self.root).as_posix()

    @property
    def data_files(self) -> list[Path]:
        """All of them, in order."""
        return sorted(self.root.glob("data/*/*.parquet"))


def open_dataset(root: Path) -> Dataset:
    """The data set in the folder ``root``.

    Raises:
        UnreadableRecordingError: none, or damaged.
    """
    path = root / "meta" / "info.json"
    info = load_info(path)
    return Dataset(root, info, load_episodes(info), json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Rows:
    """Of one episode: ``seconds`` float32 (N,) as the data have them, ``stamps_ns`` int64 (N,) as the reader does."""

    index: int
    seconds: NDArray[np.float32]
    stamps_ns: NDArray[np.int64]


def rows_of(row: EpisodeRow) -> Rows:
    """Stamps of an episode's rows, in the order of the file.

    Raises:
        UnreadableRecordingError: damaged, or without stamps.
    """
    column = to_matrix(open_table(row.data, row.cuts).column("timestamp")).reshape(-1)
    stamps_ns = np.rint(column.astype(np.float64) * NS_PER_S).astype(np.int64)
    return Rows(row.index, column.astype(np.float32), stamps_ns)


def rewritten(path: Path, columns_of: Callable[[pa.Table], Columns]) -> bytes:
    """The parquet file with the columns that ``columns_of`` makes for the rows of each row group.

    Row groups, compression, metadata and the values of every other column stay as they are. Columns of the same name
    are replaced where they stand.

    Raises:
        UnreadableRecordingError: damaged.
    """
    sink = pa.BufferOutputStream()
    writer: pq.ParquetWriter | None = None
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.metadata.num_row_groups):
                rows = file.read_row_group(group)
                table = _with(rows, columns_of(rows))
                if writer is None:
                    codec = file.metadata.row_group(group).column(0).compression
                    writer = pq.ParquetWriter(
                        sink, table.schema, compression="NONE" if codec == "UNCOMPRESSED" else codec
                    )
                writer.write_table(table, row_group_size=max(rows.num_rows, 1))
            if writer is None:
                return path.read_bytes()
    except DAMAGE as error:
        raise UnreadableRecordingError("The data file {path} cannot be read", path=path) from error
    writer.close()
    return bytes(sink.getvalue())


def _with(rows: pa.Table, columns: Columns) -> pa.Table:
    table = rows
    for name, column in columns.items():
        field = pa.field(name, column.type)
        place = table.schema.get_field_index(name)
        table = table.append_column(field, column) if place < 0 else table.set_column(place, field, column)
    return table.replace_schema_metadata(_metadata(rows.schema.metadata, columns))


def _metadata(metadata: Mapping[bytes, bytes] | None, columns: Columns) -> Mapping[bytes, bytes] | None:
    """The features that the datasets library keeps in the file, with the new columns of plain numbers."""
    try:
        told = json.loads((metadata or {})[b"huggingface"])
        features = told["info"]["features"]
    except (LookupError, TypeError, ValueError):
        return metadata
    for name, column in columns.items():
        if pa.types.is_primitive(column.type):
            features[name] = {"dtype": str(column.type), "_type": "Value"}
        else:
            features.pop(name, None)
    return {**(metadata or {}), b"huggingface": json.dumps(told).encode()}


def info_file(dataset: Dataset, features: Mapping[str, Mapping[str, Any]], **fields: Any) -> NewFile:
    """``meta/info.json`` with more features; every other field as it is."""
    raw = {**dataset.raw_info, **fields}
    raw["features"] = {**raw["features"], **features}
    return NewFile("meta/info.json", lambda: json_bytes(raw))


def json_bytes(value: object) -> bytes:
    """As the formats' own tools write it."""
    return (json.dumps(value, indent=4, ensure_ascii=False) + "\n").encode("utf-8")


def json_lines(rows: Iterable[object]) -> bytes:
    """One JSON text a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def scalar(dtype: str) -> dict[str, Any]:
    """The feature of one number a row."""
    return {"dtype": dtype, "shape": [1], "names": None}


def int_column(rows: pa.Table, name: str) -> NDArray[np.int64]:
    """A column of whole numbers.

    Raises:
        LookupError: there is none of that name.
    """
    if name not in rows.column_names:
        raise LookupError(name)
    return np.asarray(rows.column(name).to_numpy(), np.int64)
