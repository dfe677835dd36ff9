"""What the reward model SARM of LeRobot learns from: stages by episode, and how long each takes on the whole.

Source: huggingface/lerobot, ``data_processing/sarm_annotations/subtask_annotation.py``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from models.exports.files import NewFile
from models.exports.lerobot_files import Columns, Dataset, int_column, json_bytes, rewritten

FIELDS: dict[str, pa.DataType] = {
    "subtask_names": pa.list_(pa.string()),
    "subtask_start_times": pa.list_(pa.float64()),
    "subtask_end_times": pa.list_(pa.float64()),
    "subtask_start_frames": pa.list_(pa.int64()),
    "subtask_end_frames": pa.list_(pa.int64()),
}
DENSE, SPARSE, LEGACY = "dense_", "sparse_", ""
WHOLE = "task"


@dataclass(frozen=True, slots=True)
class Stage:
    """Half-open in rows, each end the next start; seconds are stamps of rows, the last end that of the last row."""

    name: str
    start: int
    end: int
    start_s: float
    end_s: float


def stage_files(dataset: Dataset, stages: Mapping[int, Sequence[Stage]]) -> Iterator[NewFile]:
    """The lists of episodes with ``stages`` by episode index, and the proportions over all that have some.

    The dense set has them, the sparse set the episode as one stage, unless somebody made it finer before.
    """

    def columns_of(rows: pa.Table) -> Columns:
        return dict(_columns(rows, stages))

    shares = _shares(dataset, stages)
    for path in sorted((dataset.root / "meta" / "episodes").glob("*/*.parquet")):
        yield NewFile(dataset.name(path), lambda path=path: rewritten(path, columns_of))  # type: ignore[misc]
    yield NewFile("meta/temporal_proportions_dense.json", lambda: json_bytes(proportions(shares)))
    sparse = dataset.root / "meta" / "temporal_proportions_sparse.json"
    if not sparse.exists():
        yield NewFile("meta/temporal_proportions_sparse.json", lambda: json_bytes({WHOLE: 1.0}))


def proportions(shares: Mapping[int, Mapping[str, float]]) -> dict[str, float]:
    """The mean share of each stage over the episodes, which sum to 1; stages in the order in which they come."""
    names = dict.fromkeys(name for one in shares.values() for name in one)
    means = {name: sum(one.get(name, 0.0) for one in shares.values()) / len(shares) for name in names}
    whole = sum(means.values())
    return {name: mean / whole for name, mean in means.items()}


def _shares(dataset: Dataset, stages: Mapping[int, Sequence[Stage]]) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for index, raw in dataset.episodes.rows.items():
        if index in stages:
            pairs = [(stage.name, stage.end - stage.start) for stage in stages[index]]
        else:
            names, starts, ends = (
                raw.get(DENSE + name) or []
                for name in ("subtask_names", "subtask_start_frames", "subtask_end_frames")
            )
            pairs = [(str(n), int(e) - int(s)) for n, s, e in zip(names, starts, ends, strict=False)]
        whole = sum(length for _, length in pairs)
        if whole <= 0:
            continue
        shares: dict[str, float] = {}
        for name, length in pairs:
            shares[name] = shares.get(name, 0.0) + length / whole
        found[index] = shares
    return found


def _columns(rows: pa.Table, stages: Mapping[int, Sequence[Stage]]) -> Iterator[tuple[str, pa.Array]]:
    indexes = int_column(rows, "episode_index").tolist()
    dense = {index: [_cells(stage) for stage in stages[index]] for index in indexes if index in stages}
    whole = {index: [_cells(_joined(stages[index]))] for index in dense}
    for place, (name, kind) in enumerate(FIELDS.items()):
        for prefix, cells in ((DENSE, dense), (SPARSE, whole), (LEGACY, whole)):
            column = prefix + name
            before = rows.column(column).to_pylist() if column in rows.column_names else [None] * len(indexes)
            values = [
                [stage[place] for stage in cells[index]]
                if index in cells and not (prefix != DENSE and value)
                else value
                for index, value in zip(indexes, before, strict=True)
            ]
            yield column, pa.array(values, kind)


def _joined(stages: Sequence[Stage]) -> Stage:
    first, last = stages[0], stages[-1]
    return Stage(WHOLE, first.start, last.end, first.start_s, last.end_s)


def _cells(stage: Stage) -> tuple[Any, ...]:
    return (stage.name, stage.start_s, stage.end_s, stage.start, stage.end)
