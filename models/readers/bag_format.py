"""ROS 1 bags (version 2.0) as recordings of one episode each."""

from pathlib import Path

from models.errors import UnknownNameError, UnreadableRecordingError
from models.readers.bag_archive import open_archive
from models.readers.bag_records import MAGIC
from models.readers.byte_source import LocalFile
from models.readers.message_episode import MessageEpisode
from models.timebase import Clock

_ANY_VERSION = b"#ROSBAG V"


def recognises(path: Path) -> bool:
    """A file that begins with the magic of a bag of any version."""
    try:
        with path.open("rb") as file:
            return file.read(len(_ANY_VERSION)) == _ANY_VERSION
    except OSError:
        return False


def open_recording(path: Path) -> "BagRecording":
    """Open a bag.

    Raises:
        UnreadableRecordingError: it is of a version before 2.0.
    """
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        version = head[len(_ANY_VERSION) - 1 :].decode("ascii", errors="replace").strip()
        raise UnreadableRecordingError(
            "{path} is a ROS bag of version {version}; convert it with rosbag fix", path=path, version=version
        )
    return BagRecording(path)


class BagRecording:
    """One bag, one episode, named like the file."""

    format = "rosbag1"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.episode_ids: tuple[str, ...] = (path.stem,)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> MessageEpisode:
        """Open it.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: damaged beyond use.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        source = LocalFile(self._path)
        try:
            return MessageEpisode(open_archive(source), episode_id, self._path, clock)
        except BaseException:
            source.close()
            raise
