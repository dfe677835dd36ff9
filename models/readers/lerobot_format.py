"""LeRobot data sets, v2.0, v2.1 and v3.0: a folder of parquet tables and videos that holds many episodes."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.episode import EpisodeSummary, Problem, Severity, StreamInfo, StreamKind
from models.errors import KnownError, UnknownNameError, UnreadableRecordingError
from models.readers.lerobot_depth import DepthCoding
from models.readers.lerobot_episodes import EpisodeList, EpisodeRow, VideoPart, load_episodes
from models.readers.lerobot_info import Feature, Info, info_file, load_info
from models.readers.lerobot_streams import (
    ColumnStream,
    DepthColumn,
    EmptyStream,
    ImageColumn,
    SignalColumn,
    column_kind,
    with_width,
)
from models.readers.lerobot_table import (
    EpisodeTable,
    fixed_width,
    is_numeric,
    numeric_name,
    open_table,
    to_matrix,
)
from models.readers.lerobot_video import DepthVideoStream, VideoStream
from models.streams import Stamps, Stream
from models.timebase import NS_PER_S, Clock, TimeRange

TIMESTAMP = "timestamp"
TASK_INDEX = "task_index"
# Beyond this many seconds an int64 of nanoseconds overflows.
LONGEST_S = 9.2e9


def recognises(path: Path) -> bool:
    """A folder with ``meta/info.json``, or that file."""
    return info_file(path) is not None


def open_recording(path: Path) -> "LeRobotRecording":
    """Read ``info.json`` and the list of episodes.

    Raises:
        UnreadableRecordingError: another version, or damaged beyond use.
    """
    file = info_file(path)
    if file is None:
        raise UnreadableRecordingError("{path} is no LeRobot data set: meta/info.json is missing", path=path)
    return LeRobotRecording(load_info(file))


class LeRobotRecording:
    """A data set. An episode's id is its ``episode_index`` as text."""

    def __init__(self, info: Info) -> None:
        self._info = info
        self._episodes: EpisodeList = load_episodes(info)

    @property
    def format(self) -> str:
        """``lerobot-v2.0``, ``lerobot-v2.1`` or ``lerobot-v3.0``."""
        return f"lerobot-{self._info.version}"

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """In ascending order."""
        return tuple(str(index) for index in self._episodes.rows)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> "LeRobotEpisode":
        """Open one of them. There is one clock, so both names mean the same stamps.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: neither its table nor a video can be read.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._info.root, id=episode_id)
        row = self._episodes.row(int(episode_id))
        return LeRobotEpisode(self._info, row, self._episodes, clock=clock)


class LeRobotEpisode:
    """One episode: every column and every camera is a stream, all on the stamps of the rows."""

    def __init__(self, info: Info, row: EpisodeRow, episodes: EpisodeList, *, clock: Clock) -> None:
        self._info = info
        self._row = row
        self._episodes = episodes
        self._clock = clock
        self._problems = list(episodes.problems)
        table = self._open_table()
        self._stamps_ns, self._table = self._stamps(table)
        self._streams: dict[str, Stream] = dict(self._open_streams())
        if table is None and not any(stream.info.count for stream in self._streams.values()):
            raise UnreadableRecordingError(
                "Episode {id}: neither its data file {path} nor a video can be read",
                id=row.index,
                path=row.data,
            )

    @property
    def summary(self) -> EpisodeSummary:
        """With the problems found so far."""
        stamps_ns = self._stamps_ns
        return EpisodeSummary(
            id=str(self._row.index),
            format=f"lerobot-{self._info.version}",
            start_ns=int(stamps_ns[0]) if len(stamps_ns) else 0,
            end_ns=int(stamps_ns[-1]) if len(stamps_ns) else 0,
            streams=tuple(stream.info for stream in self._streams.values()),
            problems=tuple(self._problems),
            task=self._row.task or self._task_of_rows,
            robot=self._info.robot,
        )

    @property
    def clock(self) -> Clock:
        """The clock asked for; both give the same stamps."""
        return self._clock

    @property
    def streams(self) -> Mapping[str, Stream]:
        """Features in the order of ``info.json``, then columns that it does not list."""
        return self._streams

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return self.summary.range

    def close(self) -> None:
        """Release videos and columns."""
        for stream in self._streams.values():
            if isinstance(stream, VideoStream):
                stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @cached_property
    def _task_of_rows(self) -> str:
        """Text of the first row's task, where the list of episodes names none."""
        if self._table is None or TASK_INDEX not in self._table.schema.names or not self._table.count:
            return ""
        try:
            return self._episodes.task_text(int(to_matrix(self._table.column(TASK_INDEX))[0, 0]))
        except (KnownError, ValueError):
            return ""

    def _warn(self, code: str, message: str, *, stream: str | None = None, critical: bool = False) -> None:
        severity = Severity.CRITICAL if critical else Severity.WARNING
        self._problems.append(Problem(code=code, severity=severity, message=message, stream=stream))

    def _open_table(self) -> EpisodeTable | None:
        try:
            table = open_table(self._row.data, self._row.cuts)
        except KnownError as error:
            self._warn("data_missing", str(error), critical=True)
            return None
        if table.damaged:
            self._warn("data_damaged", f"{table.damaged} row groups of {table.path.name} cannot be read")
        if self._row.length not in (None, table.count):
            listed = self._row.length
            self._warn("row_count", f"The list of episodes says {listed} rows, the data has {table.count}")
        return table

    def _stamps(self, table: EpisodeTable | None) -> tuple[Stamps, EpisodeTable | None]:
        """Stamps of the rows, ascending, and the table in their order."""
        seconds = None if table is None else self._seconds(table)
        if table is not None and seconds is None:
            table, seconds = self._recovered(table)
        if table is None or seconds is None:
            return self._assumed_stamps(table), table
        stamps_ns = np.rint(seconds * 1e9).astype(np.int64)
        if np.all(np.diff(stamps_ns) >= 0):
            return stamps_ns, table
        self._warn("stamp_order", "The stamps of the rows are not in order; the rows were sorted by them")
        order = np.argsort(stamps_ns, kind="stable")
        return stamps_ns[order], table.reordered(order)

    def _recovered(self, table: EpisodeTable) -> tuple[EpisodeTable, NDArray[np.float64] | None]:
        """The rows whose stamps can be read, where a part of the data file is damaged."""
        sound = table.with_sound(TIMESTAMP) if TIMESTAMP in table.schema.names else table
        if not sound.count or sound.count == table.count:
            return table, None
        self._warn(
            "rows_lost", f"{table.count - sound.count} rows lie in a damaged part of {table.path.name}"
        )
        return sound, self._seconds(sound)

    def _seconds(self, table: EpisodeTable) -> NDArray[np.float64] | None:
        """Column ``timestamp``, float64 (rows,); None where it is missing or not usable."""
        if TIMESTAMP not in table.schema.names:
            return None
        try:
            seconds = to_matrix(table.column(TIMESTAMP)).astype(np.float64).reshape(-1)
        except (KnownError, ValueError):
            return None
        usable = len(seconds) == table.count and bool(np.all(np.abs(seconds) < LONGEST_S))
        return seconds if usable else None

    def _assumed_stamps(self, table: EpisodeTable | None) -> Stamps:
        count = table.count if table is not None else self._row.length or 0
        rate = f"{self._info.fps:g} rows a second" if self._info.fps else "one row a second"
        self._warn("assumed_rate", f"The rows have no usable time stamps; {rate} were assumed")
        stamps_ns: Stamps = np.rint(np.arange(count) * (self._period_s * NS_PER_S)).astype(np.int64)
        return stamps_ns

    @property
    def _period_s(self) -> float:
        return 1.0 / self._info.fps if self._info.fps else 1.0

    def _open_streams(self) -> Iterator[tuple[str, Stream]]:
        for name, feature in self._info.features.items():
            if feature.dtype == "video":
                yield name, self._camera(feature)
            else:
                yield name, self._column(feature)
        columns = self._table.schema.names if self._table is not None else []
        for name in columns:
            if name not in self._info.features:
                yield name, self._column(Feature(name=name, dtype="", shape=(), channels=()))

    def _camera(self, feature: Feature) -> Stream:
        info = _empty_info(feature, StreamKind.VIDEO, feature.codec or "video")
        part = self._row.videos.get(feature.name)
        if part is None:
            self._warn(
                "video_missing", "The list of episodes names no video", stream=feature.name, critical=True
            )
            return EmptyStream(info)
        try:
            return self._video(info, part, feature.depth)
        except KnownError as error:
            code = "video_damaged" if part.path.exists() else "video_missing"
            self._warn(code, str(error), stream=feature.name, critical=True)
            return EmptyStream(info)

    def _video(self, info: StreamInfo, part: VideoPart, depth: DepthCoding | None) -> VideoStream:
        period_s, report = self._period_s, self._problems.append
        if depth is None:
            return VideoStream(info, part, self._stamps_ns, period_s=period_s, report=report)
        return DepthVideoStream(info, part, self._stamps_ns, period_s=period_s, report=report, coding=depth)

    def _column(self, feature: Feature) -> Stream:
        table = self._table
        if table is None or feature.name not in table.schema.names:
            if table is not None:
                self._warn("column_missing", "The data file has no such column", stream=feature.name)
            return EmptyStream(_empty_info(feature, column_kind(feature.dtype, numeric=True), feature.dtype))
        arrow = table.schema.field(feature.name).type
        numeric = is_numeric(arrow)
        encoding = numeric_name(arrow) if numeric else feature.dtype or str(arrow)
        info = _empty_info(feature, column_kind(feature.dtype or str(arrow), numeric=numeric), encoding)
        if info.kind is StreamKind.VIDEO:
            pictures = ImageColumn if feature.depth is None else DepthColumn
            return pictures(info, table, self._stamps_ns, self._info.root)
        if info.kind is not StreamKind.SIGNAL:
            return ColumnStream(info, table, self._stamps_ns)
        width = fixed_width(arrow)
        return SignalColumn(info if width is None else with_width(info, width), table, self._stamps_ns)


def _empty_info(feature: Feature, kind: StreamKind, encoding: str) -> StreamInfo:
    """The stream without its samples: for signals one channel a number, for pictures (height, width, 3)."""
    signal = kind is StreamKind.SIGNAL
    channels = feature.channels if signal else ()
    shape = (len(channels),) if channels else ()
    return StreamInfo(feature.name, kind, 0, None, None, None, encoding, shape=shape, channels=channels)
