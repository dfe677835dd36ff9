"""Small LeRobot data sets whose pictures carry the number of their row (``index`` over the whole data set)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.video_factory import write_video

CAMERA = "observation.images.top"
TASKS = ("put the cup on the shelf", "close the drawer")
JOINTS = ("shoulder", "elbow", "wrist")
_TASK_IS_INDEX = {
    "index_columns": ["task"],
    "column_indexes": [],
    "columns": [
        {"name": name, "field_name": name, "pandas_type": kind, "numpy_type": numpy_kind, "metadata": None}
        for name, kind, numpy_kind in (("task_index", "int64", "int64"), ("task", "unicode", "object"))
    ],
    "pandas_version": "2.2.0",
}
"""How pandas, and so LeRobot, writes a table whose index is a column."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What to write. ``video`` goes to ``write_video``; ``columns`` are added to each row of the data set."""

    version: str = "v3.0"
    lengths: Sequence[int] = (40, 55, 25)
    fps: float = 30.0
    video: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, pa.Array] = field(default_factory=dict)
    features: Mapping[str, Any] = field(default_factory=dict)
    names: Any = JOINTS
    row_group_size: int | None = None
    times_s: Sequence[Sequence[float]] | None = None

    @property
    def total(self) -> int:
        """Rows of all episodes."""
        return sum(self.lengths)

    def starts(self) -> list[int]:
        """``index`` of each episode's first row."""
        return np.concatenate([[0], np.cumsum(self.lengths)]).astype(int).tolist()[:-1]

    def times_of(self, episode: int) -> list[float]:
        """Times of the rows of an episode in seconds."""
        if self.times_s is not None:
            return list(self.times_s[episode])
        return [i / self.fps for i in range(self.lengths[episode])]


def write_dataset(root: Path, recipe: Recipe) -> Path:
    """Write the data set; returns its folder."""
    _write_json(root / "meta" / "info.json", _info(recipe))
    (_write_v30 if recipe.version == "v3.0" else _write_v21)(root, recipe)
    return root


def table(recipe: Recipe) -> pa.Table:
    """All rows of the data set, also for comparing."""
    episode = np.repeat(np.arange(len(recipe.lengths)), recipe.lengths)
    times = np.concatenate([recipe.times_of(e) for e in range(len(recipe.lengths))])
    rng = np.random.default_rng(5)
    state = rng.normal(size=(recipe.total, len(JOINTS))).astype(np.float32)
    columns = {
        "observation.state": pa.FixedSizeListArray.from_arrays(pa.array(state.reshape(-1)), len(JOINTS)),
        "timestamp": pa.array(times.astype(np.float32)),
        "frame_index": pa.array(np.concatenate([np.arange(n) for n in recipe.lengths])),
        "episode_index": pa.array(episode),
        "index": pa.array(np.arange(recipe.total)),
        "task_index": pa.array(episode % len(TASKS)),
        **recipe.columns,
    }
    return pa.table({name: column for name, column in columns.items() if column is not None})


def _info(recipe: Recipe) -> dict[str, Any]:
    v30 = recipe.version == "v3.0"
    scalars = ("frame_index", "episode_index", "index", "task_index")
    features = {
        "observation.state": {"dtype": "float32", "shape": [len(JOINTS)], "names": recipe.names},
        CAMERA: {"dtype": "video", "shape": [96, 192, 3], "names": ["height", "width", "channels"]},
        "timestamp": {"dtype": "float32", "shape": [1], "names": None},
        **{name: {"dtype": "int64", "shape": [1], "names": None} for name in scalars},
        **recipe.features,
    }
    data = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
    video = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
    if not v30:
        data = "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet"
        video = "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4"
    return {
        "codebase_version": recipe.version,
        "robot_type": "three_joints",
        "total_episodes": len(recipe.lengths),
        "total_frames": recipe.total,
        "total_tasks": len(TASKS),
        **({} if v30 else {"total_chunks": 1, "total_videos": len(recipe.lengths)}),
        "chunks_size": 1000,
        "fps": recipe.fps,
        "data_path": data,
        "video_path": video,
        "features": {name: feature for name, feature in features.items() if feature is not None},
    }


def _write_v21(root: Path, recipe: Recipe) -> None:
    whole = table(recipe)
    _write_lines(root / "meta" / "tasks.jsonl", [{"task_index": i, "task": t} for i, t in enumerate(TASKS)])
    rows = [
        {"episode_index": e, "tasks": [TASKS[e % len(TASKS)]], "length": n}
        for e, n in enumerate(recipe.lengths)
    ]
    _write_lines(root / "meta" / "episodes.jsonl", rows)
    _write_lines(root / "meta" / "episodes_stats.jsonl", _stats(recipe, whole))
    for episode, start in enumerate(recipe.starts()):
        length = recipe.lengths[episode]
        _write_table(
            root / f"data/chunk-000/episode_{episode:06d}.parquet", whole.slice(start, length), recipe
        )
        path = root / f"videos/chunk-000/{CAMERA}/episode_{episode:06d}.mp4"
        numbers = range(start, start + length)
        write_video(path, numbers, times_s=recipe.times_of(episode), **recipe.video)


def _stats(recipe: Recipe, whole: pa.Table) -> list[dict[str, Any]]:
    rows = []
    for episode, start in enumerate(recipe.starts()):
        numbers = whole["index"].slice(start, recipe.lengths[episode]).to_numpy()
        told = {"min": numbers.min(), "max": numbers.max(), "mean": numbers.mean(), "std": numbers.std()}
        stats = {name: [float(value)] for name, value in told.items()}
        rows.append({"episode_index": episode, "stats": {"index": {**stats, "count": [len(numbers)]}}})
    return rows


def _write_v30(root: Path, recipe: Recipe) -> None:
    """One data file and one video file for all episodes."""
    _write_table(root / "data/chunk-000/file-000.parquet", table(recipe), recipe)
    tasks = pa.table({"task_index": list(range(len(TASKS))), "task": list(TASKS)})
    _write_table(
        root / "meta/tasks.parquet",
        tasks.replace_schema_metadata({"pandas": json.dumps(_TASK_IS_INDEX)}),
        recipe,
    )
    times_s, offsets_s, offset_s = [], [0.0], 0.0
    for episode in range(len(recipe.lengths)):
        own = recipe.times_of(episode)
        times_s += [offset_s + t for t in own]
        offset_s += own[-1] + 1 / recipe.fps
        offsets_s.append(offset_s)
    path = root / f"videos/{CAMERA}/chunk-000/file-000.mp4"
    write_video(path, range(recipe.total), times_s=times_s, **recipe.video)
    rows = [_episode_row(recipe, e, offsets_s[e], offsets_s[e + 1]) for e in range(len(recipe.lengths))]
    _write_table(root / "meta/episodes/chunk-000/file-000.parquet", pa.Table.from_pylist(rows), recipe)


def _episode_row(recipe: Recipe, episode: int, from_s: float, to_s: float) -> dict[str, Any]:
    start = recipe.starts()[episode]
    return {
        "episode_index": episode,
        "tasks": [TASKS[episode % len(TASKS)]],
        "length": recipe.lengths[episode],
        "data/chunk_index": 0,
        "data/file_index": 0,
        "dataset_from_index": start,
        "dataset_to_index": start + recipe.lengths[episode],
        f"videos/{CAMERA}/chunk_index": 0,
        f"videos/{CAMERA}/file_index": 0,
        f"videos/{CAMERA}/from_timestamp": from_s,
        f"videos/{CAMERA}/to_timestamp": to_s,
        "stats/observation.state/mean": [0.0] * len(JOINTS),
    }


def _write_table(path: Path, rows: pa.Table, recipe: Recipe) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, path, row_group_size=recipe.row_group_size)


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def _write_lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
