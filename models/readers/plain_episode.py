"""An episode whose streams are simply opened beside each other, and a recording that holds just one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from models.episode import EpisodeSummary, Problem, Severity
from models.errors import UnknownNameError, UnreadableRecordingError
from models.geometry.camera import Camera
from models.geometry.transforms import TransformSource
from models.streams import Stream
from models.timebase import Clock, TimeRange


class Report:
    """Problems found so far; the same one is kept once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __call__(self, problem: Problem) -> None:
        """Keep a problem."""
        if problem not in self.problems:
            self.problems.append(problem)

    def warn(self, code: str, message: str, *, stream: str | None = None) -> None:
        """Add a warning."""
        self(Problem(code=code, severity=Severity.WARNING, message=message, stream=stream))

    def info(self, code: str, message: str, *, stream: str | None = None) -> None:
        """Add something that need not worry anybody."""
        self(Problem(code=code, severity=Severity.INFO, message=message, stream=stream))

    def critical(self, code: str, message: str, *, stream: str | None = None) -> None:
        """Add something that costs data."""
        self(Problem(code=code, severity=Severity.CRITICAL, message=message, stream=stream))


@dataclass(frozen=True, slots=True)
class Contents:
    """What an opened path holds. ``report`` still grows while streams are read; ``cameras`` by stream of pictures."""

    streams: Sequence[Stream]
    report: Report
    task: str = ""
    robot: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    cameras: Mapping[str, Camera] = field(default_factory=dict)
    transforms: Sequence[TransformSource] = ()


class PlainEpisode:
    """Streams beside each other. There is one clock, so both names mean the same stamps.

    Raises:
        UnreadableRecordingError: no stream has a sample.
    """

    def __init__(self, path: Path, *, format_name: str, contents: Contents, clock: Clock) -> None:
        self._id = path.stem if path.is_file() else path.name
        self._format = format_name
        self._contents = contents
        self._clock = clock
        self._streams = {stream.info.name: stream for stream in contents.streams}
        if not any(stream.info.count for stream in contents.streams):
            self.close()
            why = "; ".join(problem.message for problem in contents.report.problems)
            raise UnreadableRecordingError(
                "{path} holds no sample that can be read{why}", path=path, why=why and f": {why}"
            )

    @property
    def summary(self) -> EpisodeSummary:
        """With the problems found so far."""
        infos = tuple(stream.info for stream in self._streams.values())
        return EpisodeSummary(
            id=self._id,
            format=self._format,
            start_ns=min(info.start_ns for info in infos if info.start_ns is not None),
            end_ns=max(info.end_ns for info in infos if info.end_ns is not None),
            streams=infos,
            problems=tuple(self._contents.report.problems),
            task=self._contents.task,
            robot=self._contents.robot,
            attributes=dict(self._contents.attributes),
        )

    @property
    def clock(self) -> Clock:
        """The clock asked for; both give the same stamps."""
        return self._clock

    @property
    def streams(self) -> Mapping[str, Stream]:
        """By name, in the order in which they were found."""
        return self._streams

    @property
    def cameras(self) -> Mapping[str, Camera]:
        """As far as the recording says how they see."""
        return self._contents.cameras

    @property
    def transforms(self) -> Sequence[TransformSource]:
        """As far as the recording says where they are."""
        return self._contents.transforms

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""
        return self.summary.range

    def close(self) -> None:
        """Release files and decoders."""
        for stream in self._contents.streams:
            close: Callable[[], None] | None = getattr(stream, "close", None)
            if close is not None:
                close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class PlainRecording:
    """A path that is one episode, named by the path.

    Args:
        path: file or folder.
        format_name: short name of the format.
        load: opens the streams anew, since each opened episode has its own.
        files: those that it is made of, for its fingerprint; a file alone is one.
    """

    def __init__(
        self,
        path: Path,
        *,
        format_name: str,
        load: Callable[[Path], Contents],
        files: Callable[[], Sequence[Path]] | None = None,
    ) -> None:
        self._path = path
        self._format = format_name
        self._load = load
        self._files = files

    @property
    def format(self) -> str:
        """Short name."""
        return self._format

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """One: the file's name without its ending, or the folder's."""
        return (self._path.stem if self._path.is_file() else self._path.name,)

    def files(self) -> Sequence[Path]:
        """Files that the recording is made of, in a fixed order."""
        return (self._path,) if self._files is None else self._files()

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> PlainEpisode:
        """Open it.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: nothing of it can be read.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        return PlainEpisode(
            self._path, format_name=self._format, contents=self._load(self._path), clock=clock
        )
