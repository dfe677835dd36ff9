"""The list of episodes of a LeRobot data set: which files and which stretch of them each one takes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from models.episode import Problem, Severity
from models.readers.lerobot_info import Info
from models.readers.lerobot_table import DAMAGE, Cut
from models.readers.place import for_library

Row = Mapping[str, Any]

MOST_ROWS = 1 << 24
LONGEST_S = 1e8


@dataclass(frozen=True, slots=True)
class VideoPart:
    """A stretch ``[start_s, end_s)`` of a video file, the whole of it by default."""

    path: Path
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """One episode as the meta data describe it. ``data`` and ``videos`` name files that may be missing;
    ``cuts`` say which rows of ``data`` are its own, None where all are."""

    index: int
    length: int | None
    task: str
    data: Path
    cuts: tuple[Cut, ...] | None
    videos: dict[str, VideoPart] = field(default_factory=dict)


@dataclass(slots=True)
class EpisodeList:
    """Raw rows by episode index, and what is wrong with the data set as a whole."""

    info: Info
    rows: dict[int, Row]
    problems: list[Problem]
    _tasks: dict[int, str] | None = None

    def row(self, index: int) -> EpisodeRow:
        """Where the episode lies.

        Raises:
            UnreadableRecordingError: a path template that cannot be used.
        """
        raw = self.rows[index]
        shares = self.info.version == "v3.0"
        return EpisodeRow(
            index=index,
            length=_row_count(raw.get("length")),
            task=self._task(raw),
            data=_data_v30(self.info, raw) if shares else _data_v21(self.info, index),
            cuts=tuple(_cuts(index, raw)) if shares else None,
            videos=dict(_videos_v30(self.info, raw) if shares else _videos_v21(self.info, index)),
        )

    def _task(self, raw: Row) -> str:
        tasks = raw.get("tasks")
        if isinstance(tasks, str):
            return tasks
        return "; ".join(str(task) for task in tasks) if isinstance(tasks, (list, tuple)) else ""

    def task_text(self, task_index: int) -> str:
        """Text of a task, empty where it is not listed; for episodes whose row names none."""
        if self._tasks is None:
            self._tasks = _load_tasks(self.info.root / "meta")
        return self._tasks.get(task_index, "")


def load_episodes(info: Info) -> EpisodeList:
    """Read the list of episodes; from the data files themselves where it is missing."""
    problems: list[Problem] = []
    meta = info.root / "meta"
    source = _rows_v30(meta, problems) if info.version == "v3.0" else _rows_v21(meta, problems)
    rows = {index: row for row in source if (index := _whole(row.get("episode_index"))) is not None}
    if not rows:
        problems.append(
            _warning("meta_missing", "The list of episodes is missing; they were found in the data")
        )
        rows = {index: row for index, row in _rows_from_data(info) if index is not None}
    elif info.total_episodes not in (None, len(rows)):
        sentence = f"info.json says {info.total_episodes} episodes, the list has {len(rows)}"
        problems.append(_warning("episode_count", sentence))
    return EpisodeList(info=info, rows=dict(sorted(rows.items())), problems=problems)


def _warning(code: str, message: str) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message)


def _rows_v21(meta: Path, problems: list[Problem]) -> Iterator[Row]:
    path = meta / "episodes.jsonl"
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        else:
            problems.append(_warning("meta_damaged", f"Line {number} of episodes.jsonl cannot be read"))


def _rows_v30(meta: Path, problems: list[Problem]) -> Iterator[Row]:
    for path in sorted((meta / "episodes").glob("*/*.parquet")):
        try:
            file = pq.ParquetFile(for_library(path))
            names = [name for name in file.schema_arrow.names if not name.startswith("stats/")]
            yield from file.read(columns=names).to_pylist()
        except DAMAGE:
            name = path.relative_to(meta.parent).as_posix()
            problems.append(_warning("meta_damaged", f"The list of episodes {name} cannot be read"))


def _rows_from_data(info: Info) -> Iterator[tuple[int | None, Row]]:
    for path in sorted(info.root.glob("data/*/*.parquet")):
        numbers = [int(number) for number in re.findall(r"\d+", f"{path.parent.name}/{path.name}")]
        if info.version != "v3.0":
            yield (numbers[-1] if numbers else None), {}
        elif len(numbers) >= 2:
            yield from _rows_in_shared(path, chunk=numbers[-2], file=numbers[-1])


def _rows_in_shared(path: Path, *, chunk: int, file: int) -> Iterator[tuple[int | None, Row]]:
    try:
        column = pq.read_table(for_library(path), columns=["episode_index"], partitioning=None).column(
            "episode_index"
        )
    except DAMAGE:
        return
    for count in column.value_counts().to_pylist():
        yield (
            _whole(count["values"]),
            {"length": count["counts"], "data/chunk_index": chunk, "data/file_index": file},
        )


def _data_v21(info: Info, index: int) -> Path:
    return info.data_file(episode_chunk=index // info.chunks_size, episode_index=index)


def _videos_v21(info: Info, index: int) -> Iterator[tuple[str, VideoPart]]:
    chunk = index // info.chunks_size
    for camera in info.cameras:
        path = info.video_file(episode_chunk=chunk, episode_index=index, video_key=camera.name)
        yield camera.name, VideoPart(path)


def _data_v30(info: Info, raw: Row) -> Path:
    chunk, file = _whole(raw.get("data/chunk_index")), _whole(raw.get("data/file_index"))
    return info.data_file(chunk_index=chunk or 0, file_index=file or 0)


def _cuts(index: int, raw: Row) -> Iterator[Cut]:
    yield Cut("episode_index", index, index)
    start, end = _whole(raw.get("dataset_from_index")), _whole(raw.get("dataset_to_index"))
    if start is not None and end is not None:
        yield Cut("index", start, end - 1)


def _videos_v30(info: Info, raw: Row) -> Iterator[tuple[str, VideoPart]]:
    for camera in info.cameras:
        prefix = f"videos/{camera.name}/"
        chunk, file = _whole(raw.get(prefix + "chunk_index")), _whole(raw.get(prefix + "file_index"))
        if chunk is None or file is None:
            continue
        path = info.video_file(video_key=camera.name, chunk_index=chunk, file_index=file)
        start, end = raw.get(prefix + "from_timestamp"), raw.get(prefix + "to_timestamp")
        yield camera.name, VideoPart(path, _seconds(start) or 0.0, _seconds(end))


def _load_tasks(meta: Path) -> dict[int, str]:
    try:
        if (meta / "tasks.parquet").is_file():
            return dict(_tasks_v30(meta / "tasks.parquet"))
        return {
            int(row["task_index"]): str(row["task"]) for row in map(json.loads, _lines(meta / "tasks.jsonl"))
        }
    except (*DAMAGE, TypeError):
        return {}


def _tasks_v30(path: Path) -> Iterator[tuple[int, str]]:
    """The text is the index of a pandas table, under "task" or, by some writers, "__index_level_0__"."""
    for row in pq.read_table(for_library(path), partitioning=None).to_pylist():
        text = row.get("task", row.get("__index_level_0__"))
        if text is not None:
            yield int(row["task_index"]), str(text)


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    yield from (line for line in text.splitlines() if line.strip())


def _row_count(value: object) -> int | None:
    """A number of rows; one that no recording reaches is no number."""
    count = _whole(value)
    return count if count is not None and 0 <= count <= MOST_ROWS else None


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and 0 <= value < LONGEST_S else None


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) and abs(value) < 1 << 62 else None
