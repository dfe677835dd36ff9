"""``meta/subtasks.parquet``: texts of subtasks by their number, as a pandas table whose index is the text."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import UnreadableRecordingError
from models.exports.labelset import LabelSet
from models.readers.lerobot_table import DAMAGE

UNLABELLED = "unlabelled"
PLACE = "meta/subtasks.parquet"
_TEXT, _NUMBER = "subtask", "subtask_index"


@dataclass(slots=True)
class Subtasks:
    """Numbers once given stay; new texts get the next ones."""

    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "Subtasks":
        """Those of a data set, none where it has no such file.

        Raises:
            UnreadableRecordingError: damaged.
        """
        path = root / PLACE
        if not path.is_file():
            return cls()
        try:
            rows = pq.read_table(path, partitioning=None).to_pylist()
            return cls({str(row.get(_TEXT, row.get("__index_level_0__"))): int(row[_NUMBER]) for row in rows})
        except (*DAMAGE, TypeError) as error:
            raise UnreadableRecordingError("The data file {path} cannot be read", path=path) from error

    def number(self, text: str) -> int:
        """Of a text; readers take the row of that place, so that numbers must have no gap."""
        return self.numbers.setdefault(text, max(self.numbers.values(), default=-1) + 1)

    def content(self) -> bytes:
        """The file."""
        ordered = sorted(self.numbers.items(), key=lambda item: item[1])
        table = pa.table(
            {
                _NUMBER: pa.array([number for _, number in ordered], pa.int64()),
                _TEXT: pa.array([text for text, _ in ordered], pa.string()),
            }
        ).replace_schema_metadata({"pandas": json.dumps(_PANDAS)})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        return bytes(sink.getvalue())


def names_of(labelsets: Iterable[LabelSet]) -> dict[str, str]:
    """What each code is called in English; the code itself where two would be called the same."""
    names = {
        segment.code: segment.names.get("en") or segment.code
        for labels in labelsets
        for segment in labels.segments
    }
    called = Counter(name.casefold() for name in names.values())
    codes = {code.casefold() for code in names}
    return {
        code: name
        if called[name.casefold()] == 1 and name.casefold() not in codes - {code.casefold()}
        else code
        for code, name in names.items()
    }


def _column(name: str, kind: str, numpy: str) -> dict[str, object]:
    return {"name": name, "field_name": name, "pandas_type": kind, "numpy_type": numpy, "metadata": None}


_PANDAS = {
    "index_columns": [_TEXT],
    "column_indexes": [],
    "columns": [_column(_NUMBER, "int64", "int64"), _column(_TEXT, "unicode", "object")],
    "pandas_version": "2.2.0",
}
