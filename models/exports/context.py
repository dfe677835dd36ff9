"""What an export needs of a recording: the stamps of the frames that formats count."""

from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError, UnknownNameError
from models.exports.labelset import Frames
from models.readers import Episode, open_episode
from models.readers.lerobot_episodes import VideoPart, load_episodes
from models.readers.lerobot_info import info_file, load_info
from models.readers.place import place
from models.streams import Stream
from models.timebase import seconds_to_ns


def frames_in(record: EpisodeRecord, camera: str = "") -> Frames | None:
    """Stamps of ``camera``, of the first camera where none is named, of the longest stream where there is none.

    Raises:
        UnreadableRecordingError: the recording cannot be read.
        UnknownNameError: it has no such stream.
    """
    with open_episode(place(record.path), record.inner_id or None) as episode:
        stream = _counted(episode, camera)
        if stream is None:
            return None
        info = stream.info
        part = _video_part(record, info.name)
        return Frames(
            stream=info.name,
            stamps_ns=stream.stamps(),
            fps=float(info.rate_hz or 0.0),
            uri="" if part is None else str(part.path),
            offset_ns=0 if part is None else seconds_to_ns(part.start_s),
        )


def _counted(episode: Episode, camera: str) -> Stream | None:
    if camera:
        if camera not in episode.streams:
            raise UnknownNameError(
                "The episode has no stream {stream}; it has {streams}",
                stream=camera,
                streams=", ".join(episode.streams),
            )
        return episode.streams[camera]
    counted = [stream for stream in episode.streams.values() if stream.info.count]
    cameras = [stream for stream in counted if stream.info.kind is StreamKind.VIDEO]
    if cameras:
        return cameras[0]
    return max(counted, key=lambda stream: stream.info.count, default=None)


def _video_part(record: EpisodeRecord, camera: str) -> VideoPart | None:
    """The file of a data set's camera."""
    file = info_file(place(record.path))
    if file is None:
        return None
    try:
        return load_episodes(load_info(file)).row(int(record.inner_id)).videos.get(camera)
    except (KnownError, LookupError, ValueError):
        return None
