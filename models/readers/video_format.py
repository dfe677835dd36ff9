"""A video file alone: mp4, mov, mkv, webm, avi or ts. People may be on it, so its privacy counts as unchecked."""

from pathlib import Path

from models.readers.place import open_binary
from models.readers.plain_episode import Contents, PlainRecording, Report
from models.readers.video_boxes import HEAD_NBYTES, is_video
from models.readers.video_stream import open_video

STREAM = "video"
PRIVACY = {"privacy": "unchecked"}


def recognises(path: Path) -> bool:
    """A file that begins as a video container does."""
    if not path.is_file():
        return False
    with open_binary(path) as file:
        return is_video(file.read(HEAD_NBYTES))


def open_recording(path: Path) -> PlainRecording:
    """The video as a recording; nothing is read before its episode is opened."""
    return PlainRecording(path, format_name="video", load=_load)


def _load(path: Path) -> Contents:
    report = Report()
    return Contents(open_video(STREAM, path, report=report), report, attributes=PRIVACY)
