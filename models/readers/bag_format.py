"""ROS 1 bags (version 2.0) as recordings of one episode each."""

from pathlib import Path

from models.errors import UnreadableRecordingError
from models.readers.bag_archive import open_archive
from models.readers.bag_records import MAGIC
from models.readers.message_episode import FileRecording
from models.readers.place import open_binary

_ANY_VERSION = b"#ROSBAG V"


def recognises(path: Path) -> bool:
    """A file that begins with the magic of a bag of any version."""
    try:
        with open_binary(path) as file:
            return file.read(len(_ANY_VERSION)) == _ANY_VERSION
    except OSError:
        return False


def open_recording(path: Path) -> FileRecording:
    """Open a bag.

    Raises:
        UnreadableRecordingError: it is of a version before 2.0.
    """
    with open_binary(path) as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        version = head[len(_ANY_VERSION) - 1 :].decode("ascii", errors="replace").strip()
        raise UnreadableRecordingError(
            "{path} is a ROS bag of version {version}; convert it with rosbag fix", path=path, version=version
        )
    return FileRecording(path, format_name="rosbag1", open_archive=open_archive)
