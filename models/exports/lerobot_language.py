"""The language columns of LeRobot: what holds from a moment on (persistent), and what happens at one (events).

A subtask row has its start only; it ends where the next begins. The persistent list is the same on every row of an
episode. Source of the rules: huggingface/lerobot, ``datasets/language.py`` and the validator of its annotations.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

PERSISTENT = "language_persistent"
EVENTS = "language_events"
SUBTASK = "subtask"
FEATURE = {"dtype": "language", "shape": [1], "names": None}
_CALLS = pa.list_(pa.json_())
ROW = [
    pa.field("role", pa.string(), nullable=False),
    pa.field("content", pa.string()),
    pa.field("style", pa.string()),
    pa.field("timestamp", pa.float32(), nullable=False),
    pa.field("camera", pa.string()),
    pa.field("tool_calls", _CALLS),
]
"""Fields of a persistent row in the order that LeRobot wants; an event has all but ``timestamp``."""
PERSISTENT_TYPE = pa.list_(pa.struct(ROW))
EVENTS_TYPE = pa.list_(pa.struct([field for field in ROW if field.name != "timestamp"]))


def subtask_row(content: str, seconds: float) -> dict[str, Any]:
    """A phase that begins at ``seconds``, which is copied from a row of the data."""
    return {
        "role": "assistant",
        "content": content,
        "style": SUBTASK,
        "timestamp": seconds,
        "camera": None,
        "tool_calls": None,
    }


def merged(
    before: Sequence[Mapping[str, Any]], subtasks: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """``subtasks`` in place of those of before, among the rows of other styles, in order of their times."""
    others = [dict(row) for row in before if row.get("style") != SUBTASK]
    rows = [*others, *(dict(row) for row in subtasks)]
    return sorted(
        rows, key=lambda row: (float(row["timestamp"]), row.get("style") or "", row.get("role") or "")
    )


def column(rows: Sequence[Sequence[Mapping[str, Any]]], kind: pa.DataType) -> pa.Array:
    """A language column; ``kind`` is that of the column that is there, or one of the two above."""
    struct = kind.value_type
    flat = [row for one in rows for row in one]
    fields = [
        _values([row.get(field.name) for row in flat], field.type)
        for field in (struct.field(i) for i in range(struct.num_fields))
    ]
    structs = pa.StructArray.from_arrays(fields, fields=[struct.field(i) for i in range(struct.num_fields)])
    offsets = [0]
    for one in rows:
        offsets.append(offsets[-1] + len(one))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs, type=kind)


def _values(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_list(kind) or not isinstance(kind.value_type, pa.BaseExtensionType):
        return pa.array(values, kind)
    storage = pa.array(values, pa.list_(kind.value_type.storage_type))
    inner = pa.ExtensionArray.from_storage(kind.value_type, storage.values)
    return pa.ListArray.from_arrays(storage.offsets, inner, type=kind, mask=storage.is_null())
