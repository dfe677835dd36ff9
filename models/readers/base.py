"""The protocol behind which every format stands, and the table of formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, Self

from models.episode import EpisodeSummary
from models.errors import AmbiguousEpisodeError, KnownError, UnknownNameError, UnreadableRecordingError
from models.readers.place import check_readable, exists, place
from models.readers.sidecar import NotedRecording, sidecar_of
from models.streams import Stream
from models.timebase import Clock, TimeRange


class Episode(Protocol):
    """An open episode. Use it as a context manager, or call ``close``."""

    @property
    def summary(self) -> EpisodeSummary:
        """What the index tells; problems found so far."""

    @property
    def clock(self) -> Clock:
        """The clock of every stamp that this episode gives."""

    @property
    def streams(self) -> Mapping[str, Stream]:
        """By name, in the order of the recording."""

    @property
    def range(self) -> TimeRange:
        """Half-open range that holds every sample."""

    def close(self) -> None:
        """Release files; streams may not be used afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


class Recording(Protocol):
    """A path that holds one episode or several."""

    @property
    def format(self) -> str:
        """Short name: ``mcap``, ``lerobot-v2.1``, ``lerobot-v3.0``."""

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """In the order of the recording."""

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> Episode:
        """Open one of them.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: its files are missing or damaged beyond use.
        """


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table: ``module`` has ``recognises(path) -> bool`` and ``open_recording(path) -> Recording``.

    Modules are imported when their turn comes, so that opening an MCAP does not load the parquet library.
    """

    name: str
    module: str

    def recognises(self, path: Path) -> bool:
        """By magic bytes or layout, never by the file's name alone."""
        probe: Callable[[Path], bool] = import_module(self.module).recognises
        return probe(path)

    def open(self, path: Path) -> Recording:
        """Open the recording.

        Raises:
            UnreadableRecordingError: with one sentence that says why.
        """
        opener: Callable[[Path], Recording] = import_module(self.module).open_recording
        return opener(path)


FORMATS: tuple[Format, ...] = (
    Format("mcap", "models.readers.mcap_format"),
    Format("rosbag1", "models.readers.bag_format"),
    Format("rosbag2", "models.readers.rosbag2_format"),
    Format("lerobot", "models.readers.lerobot_format"),
    Format("hdf5", "models.readers.hdf5_format"),
    Format("zarr", "models.readers.zarr_format"),
    Format("agibot", "models.readers.agibot_format"),
    Format("pointcloud", "models.readers.cloud_format"),
    Format("video", "models.readers.video_format"),
    Format("folder", "models.readers.folder_format"),
)


def open_recording(path: Path | str) -> Recording:
    """Find the format of ``path`` and open it.

    Raises:
        UnreadableRecordingError: missing, foreign or damaged beyond use.
    """
    path = place(path)
    if not exists(path):
        raise UnreadableRecordingError("{path} does not exist", path=path)
    if not (path.is_file() or path.is_dir()):
        raise UnreadableRecordingError("{path} is neither a file nor a folder", path=path)
    if path.is_file():
        check_readable(path)
    try:
        found = next((candidate for candidate in FORMATS if candidate.recognises(path)), None)
    except OSError as error:
        if isinstance(error.__cause__, KnownError):
            raise error.__cause__ from error
        raise UnreadableRecordingError(
            "{path} cannot be read: {why}", path=path, why=error.strerror or error
        ) from error
    if found is not None:
        recording, notes = found.open(path), sidecar_of(path)
        return recording if notes is None else NotedRecording(recording, notes)
    raise UnreadableRecordingError("{path} is no recording that Rushes can read", path=path)


def open_episode(path: Path | str, episode_id: str | None = None, *, clock: Clock = Clock.LOG) -> Episode:
    """Open one episode of ``path``; ``episode_id`` may be left out where there is only one.

    Raises:
        UnreadableRecordingError: nothing can be read.
        AmbiguousEpisodeError: several episodes and no id.
        UnknownNameError: no such id.
    """
    recording = open_recording(path)
    ids = recording.episode_ids
    if episode_id is None:
        if not ids:
            raise UnreadableRecordingError("{path} holds no episode", path=path)
        if len(ids) > 1:
            raise AmbiguousEpisodeError(ids)
        episode_id = ids[0]
    elif episode_id not in ids:
        raise UnknownNameError(
            "{path} has no episode {id}; it holds {ids}", path=path, id=episode_id, ids=", ".join(ids)
        )
    return recording.episode(episode_id, clock=clock)
