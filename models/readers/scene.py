"""The scene of an open episode, from whatever its format tells about cameras and frames."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from models.episode import StreamKind
from models.errors import KnownError
from models.geometry.calibration import (
    CalibrationTopic,
    calibrations_for,
    camera_of_message,
    is_rectified,
)
from models.geometry.camera import Camera, NoIntrinsicsError
from models.geometry.depth import back_project
from models.geometry.frames import FrameHistory
from models.geometry.poses import Points, frame_name
from models.geometry.scene import Scene, no_camera
from models.geometry.transforms import TransformSource
from models.readers.base import Episode
from models.streams import DepthImage, Sample, Stream

_PICTURES = frozenset({StreamKind.VIDEO, StreamKind.DEPTH})
_PLACED = _PICTURES | {StreamKind.POINTS}


@runtime_checkable
class SurveyedEpisode(Protocol):
    """An episode whose format tells about cameras and frames beside its streams."""

    @property
    def cameras(self) -> Mapping[str, Camera]:
        """By stream of pictures."""

    @property
    def transforms(self) -> Sequence[TransformSource]:
        """Where the frames are."""


def scene_of(episode: Episode) -> Scene:
    """What is known of an episode in space; looks at the first sample of every sensor and of every calibration."""
    frame_ids = {
        name: _frame_of(stream) for name, stream in episode.streams.items() if stream.info.kind in _PLACED
    }
    topics = list(_calibrations(episode.streams.values()))
    cameras: dict[str, Camera] = {}
    missing: dict[str, KnownError] = {}
    told = episode.cameras if isinstance(episode, SurveyedEpisode) else {}
    for name, stream in episode.streams.items():
        if stream.info.kind not in _PICTURES:
            continue
        try:
            camera = told.get(name) or _camera_of(name, frame_ids[name], topics)
        except KnownError as error:
            missing[name] = error
            continue
        if camera is None:
            missing[name] = no_camera(name)
            continue
        frame_ids[name] = frame_ids[name] or camera.frame_id or name
        cameras[name] = replace(camera, frame_id=frame_ids[name])
    # Sensors that name no frame are not in one frame for that: each has its own.
    own = {name: frame or name for name, frame in frame_ids.items()}
    return Scene(FrameHistory(_sources(episode)), cameras, own, missing)


def depth_points(episode: Episode, stream: str, sample: Sample) -> Points:
    """A depth image of a stream as points, float32 (N, 3) in metres in the camera's optical frame, row by row without
    holes.

    Raises:
        NoIntrinsicsError: it is no depth, or nothing says how its camera sees.
    """
    if not isinstance(sample, DepthImage):
        raise NoIntrinsicsError("{stream} holds no depth that could be points", stream=stream)
    scene = scene_of(episode)
    camera = scene.camera(stream)
    height, width = sample.depth_m.shape
    return back_project(sample.depth_m, camera.of_size(width, height).rays()).points_m


def _camera_of(name: str, frame_id: str, topics: Sequence[CalibrationTopic]) -> Camera | None:
    """The camera of the likeliest calibration that can be used.

    Raises:
        NoIntrinsicsError: why the likeliest of all cannot, where none can.
    """
    refused: NoIntrinsicsError | None = None
    for topic in calibrations_for(name, frame_id, topics):
        try:
            return camera_of_message(topic.fields, source=topic.name, rectified=is_rectified(name))
        except NoIntrinsicsError as error:
            refused = refused or error
    if refused is not None:
        raise refused
    return None


def _frame_of(stream: Stream) -> str:
    try:
        return frame_name(stream.describe().frame_id)
    except KnownError:
        return ""


def _calibrations(streams: Iterable[Stream]) -> Iterable[CalibrationTopic]:
    from models.readers.message_media import CalibrationStream  # noqa: PLC0415 - loads the video library

    for stream in streams:
        if isinstance(stream, CalibrationStream) and stream.info.count:
            try:
                fields = stream.message(0)
            except KnownError:
                continue
            yield CalibrationTopic(stream.info.name, frame_name(stream.describe().frame_id), fields)


def _sources(episode: Episode) -> list[TransformSource]:
    told = list(episode.transforms) if isinstance(episode, SurveyedEpisode) else []
    return [*told, *(stream for stream in episode.streams.values() if isinstance(stream, TransformSource))]
