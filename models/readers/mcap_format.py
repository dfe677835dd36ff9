"""MCAP files as recordings of one episode each. A split file of a ROS 2 bag is a recording of its own."""

from pathlib import Path

from models.errors import UnknownNameError
from models.readers.byte_source import LocalFile
from models.readers.mcap_archive import open_archive
from models.readers.mcap_records import MAGIC
from models.readers.message_episode import MessageEpisode
from models.timebase import Clock


def recognises(path: Path) -> bool:
    """A file that begins with MCAP's magic."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def open_recording(path: Path) -> "McapRecording":
    """Open a file; nothing is read before an episode is asked for."""
    return McapRecording(path)


class McapRecording:
    """One file, one episode, named like the file."""

    format = "mcap"

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
