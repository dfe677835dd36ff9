"""MCAP files as recordings of one episode each. A split file of a ROS 2 bag is a recording of its own."""

from pathlib import Path

from models.readers.mcap_archive import open_archive
from models.readers.mcap_records import MAGIC
from models.readers.message_episode import FileRecording
from models.readers.place import open_binary


def recognises(path: Path) -> bool:
    """A file that begins with MCAP's magic."""
    try:
        with open_binary(path) as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def open_recording(path: Path) -> FileRecording:
    """Open a file; nothing is read before an episode is asked for."""
    return FileRecording(path, format_name="mcap", open_archive=open_archive)
