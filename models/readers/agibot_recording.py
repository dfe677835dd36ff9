"""Episodes of AgiBot World: the table, the cameras and the task of each."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import KnownError, UnknownNameError
from models.readers.agibot_cameras import survey_of
from models.readers.agibot_files import AgibotEpisode, numbered, task_entry
from models.readers.agibot_media import FrameDepth, FrameVideo
from models.readers.agibot_rows import AgibotRows
from models.readers.array_episode import ArrayEpisode, EpisodeHead, Survey
from models.readers.array_stamps import spaced
from models.readers.hdf5_file import Hdf5File
from models.readers.lerobot_streams import EmptyStream
from models.readers.plain_episode import Report
from models.streams import Stamps, Stream
from models.timebase import Clock

FORMAT = "agibot"
VIDEO_ROOMS = ("videos", "tactile", "video")
NAMES = ("task_id", "job_id", "sn_code", "task_name", "init_scene_text")


class AgibotRecording:
    """Episodes whose files are there. An id is the number of the episode."""

    def __init__(self, path: Path, episodes: dict[str, AgibotEpisode]) -> None:
        self._path = path
        self._episodes = episodes

    @property
    def format(self) -> str:
        """``agibot``."""
        return FORMAT

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """In the order of their numbers."""
        return tuple(self._episodes)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> ArrayEpisode:
        """Open one of them. There is one clock, so both names mean the same stamps.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: nothing in it can be shown.
        """
        if episode_id not in self._episodes:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        opening = _Opening(self._episodes[episode_id])
        try:
            return opening.episode(clock)
        except BaseException:
            opening.close()
            raise


class _Opening:
    """What is open of an episode, and what was found odd on the way."""

    def __init__(self, episode: AgibotEpisode) -> None:
        self._episode = episode
        self._file: Hdf5File | None = None
        self._videos: list[FrameVideo] = []
        self._problems: list[Problem] = []

    def episode(self, clock: Clock) -> ArrayEpisode:
        """All of it."""
        numbers, frames_ns = self._numbers()
        pictures = dict(self._cameras(frames_ns)) | dict(self._depths(frames_ns))
        survey = self._survey(pictures)
        return ArrayEpisode(
            self._head(), pictures | numbers, self._problems, clock=clock, close=self.close, survey=survey
        )

    def _survey(self, pictures: Mapping[str, Stream]) -> Survey:
        report = Report()
        survey = survey_of(self._episode, {name: each.stamps() for name, each in pictures.items()}, report)
        self._problems += report.problems
        return survey

    def close(self) -> None:
        """Release files and decoders."""
        for video in self._videos:
            video.close()
        if self._file is not None:
            self._file.close()

    def _numbers(self) -> tuple[dict[str, Stream], Stamps]:
        path = self._episode.table()
        if path is None:
            self._warn("data_missing", "The table of states and actions is missing", None)
            return {}, spaced(0, 1.0)
        try:
            self._file = Hdf5File(path)
            rows = AgibotRows(self._file.sources(), self._problems.append)
        except KnownError as error:
            self._warn("data_missing", str(error), None)
            return {}, spaced(0, 1.0)
        for name in dict.fromkeys(self._file.skipped):
            self._warn("not_read", "It is damaged or kept in another file", name)
        return dict(rows.streams()), rows.frames_ns

    def _cameras(self, frames_ns: Stamps) -> Iterator[tuple[str, Stream]]:
        for room in VIDEO_ROOMS:
            for path in self._episode.files(room, ".mp4"):
                name = f"{room}/{path.stem}"
                try:
                    video = FrameVideo(name, path, frames_ns, self._problems.append)
                except KnownError as error:
                    self._warn("video_damaged", str(error), name)
                    yield name, EmptyStream(StreamInfo(name, StreamKind.VIDEO, 0, None, None, None, "video"))
                    continue
                self._videos.append(video)
                yield name, video

    def _depths(self, frames_ns: Stamps) -> Iterator[tuple[str, Stream]]:
        paths = self._episode.files("depth", ".png")
        for camera, own in groupby(paths, key=lambda path: numbered(path.stem)[0]):
            name = f"depth/{camera}" if camera else "depth"
            yield name, FrameDepth(name, list(own), frames_ns, self._problems.append)

    def _head(self) -> EpisodeHead:
        entry, damaged = task_entry(self._episode)
        if damaged:
            self._warn("meta_damaged", "A file of task_info cannot be read", None)
        texts = [str(entry.get(name) or "") for name in ("task_name", "init_scene_text")]
        known = {name: str(entry[name]) for name in NAMES if isinstance(entry.get(name), (str, int))}
        return EpisodeHead(
            id=self._episode.id,
            format=FORMAT,
            task=" | ".join(part for part in texts if part),
            attributes={"task_id": self._episode.task_id} | known if self._episode.task_id else known,
        )

    def _warn(self, code: str, message: str, stream: str | None) -> None:
        self._problems.append(Problem(code=code, severity=Severity.WARNING, message=message, stream=stream))
