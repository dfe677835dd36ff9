"""What a recording holds, as the document that ``inspect --json`` prints. Its shape is a contract."""

from collections.abc import Iterable, Iterator
from typing import Any

from models.episode import Problem, Severity, StreamInfo
from models.errors import KnownError
from models.geometry.camera import Camera
from models.readers import Episode, Recording
from models.readers.scene import scene_of
from models.streams import Stream
from models.timebase import Clock

Document = dict[str, Any]


def episode_documents(recording: Recording, ids: Iterable[str], clock: Clock) -> Iterator[Document]:
    """One document an episode; an episode that cannot be opened has no streams and says why."""
    for episode_id in ids:
        try:
            with recording.episode(episode_id, clock=clock) as episode:
                yield episode_document(episode)
        except KnownError as error:
            yield _unreadable(episode_id, error)


def is_readable(document: Document) -> bool:
    """Whether at least one stream of the episode could be read."""
    return bool(document["streams"])


def episode_document(episode: Episode) -> Document:
    """The open episode with all its streams described; what cannot be described is a problem, not a failure."""
    infos: list[StreamInfo] = []
    found: list[Problem] = []
    for stream in episode.streams.values():
        info, problem = _described(stream)
        infos.append(info)
        found += [problem] if problem else []
    cameras = scene_of(episode).cameras
    known = episode.summary.problems
    told = {(problem.stream, problem.message) for problem in known}
    problems = (*known, *(problem for problem in found if (problem.stream, problem.message) not in told))
    return {
        "id": episode.summary.id,
        "start_ns": min((info.start_ns for info in infos if info.start_ns is not None), default=None),
        "end_ns": max((info.end_ns for info in infos if info.end_ns is not None), default=None),
        "streams": [stream_document(info, cameras.get(info.name)) for info in infos],
        "problems": [problem_document(problem) for problem in problems],
    }


def stream_document(info: StreamInfo, camera: Camera | None = None) -> Document:
    """Every key always there; null where unknown."""
    return {
        "name": info.name,
        "kind": info.kind.value,
        "count": info.count,
        "start_ns": info.start_ns,
        "end_ns": info.end_ns,
        "rate_hz": info.rate_hz,
        "encoding": info.encoding or None,
        "shape": list(info.shape) or None,
        "channels": list(info.channels) or None,
        "intrinsics": None if camera is None else camera_document(info, camera),
    }


def camera_document(info: StreamInfo, camera: Camera) -> Document:
    """Intrinsics for the pictures as they are, and where the recording says them; lengths in pixels."""
    height, width = info.shape[:2] if len(info.shape) >= 2 else (camera.height, camera.width)
    fitted = camera.of_size(width, height)
    return {
        "source": camera.source,
        "frame": camera.frame_id or None,
        "width": width,
        "height": height,
        "fx": float(fitted.k[0, 0]),
        "fy": float(fitted.k[1, 1]),
        "cx": float(fitted.k[0, 2]),
        "cy": float(fitted.k[1, 2]),
        "lens": camera.lens.value,
        "distortion": camera.distortion.tolist(),
    }


def problem_document(problem: Problem) -> Document:
    """Every key always there; null where unknown."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "stream": problem.stream,
        "message": problem.message,
        "t_ns": problem.t_ns,
    }


def _described(stream: Stream) -> tuple[StreamInfo, Problem | None]:
    try:
        return stream.describe(), None
    except KnownError as error:
        problem = Problem(error.code, Severity.WARNING, str(error), stream=stream.info.name)
        return stream.info, problem


def _unreadable(episode_id: str, error: KnownError) -> Document:
    problem = Problem(error.code, Severity.CRITICAL, str(error))
    return {
        "id": episode_id,
        "start_ns": None,
        "end_ns": None,
        "streams": [],
        "problems": [problem_document(problem)],
    }
