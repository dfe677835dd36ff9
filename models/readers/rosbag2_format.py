"""ROS 2 bags: folders of one or many .db3 or .mcap files, each folder one episode, and .db3 files alone."""

from collections.abc import Callable
from pathlib import Path

from models.episode import Problem, Severity
from models.errors import KnownError, UnknownNameError, UnreadableRecordingError
from models.readers.archive import Archive, Labels
from models.readers.db3_archive import Db3Archive, is_bag
from models.readers.joined_archive import JoinedArchive
from models.readers.mcap_archive import open_archive as open_mcap
from models.readers.message_episode import MessageEpisode
from models.readers.place import is_remote, open_source
from models.readers.rosbag2_metadata import METADATA, BagMetadata, read_metadata, storage_files
from models.readers.unpacked_file import PACKED, UnpackedFile
from models.timebase import Clock


def recognises(path: Path) -> bool:
    """A folder with the metadata of a bag or with .db3 files, or one such file."""
    if path.is_file():
        return is_bag(path)
    return read_metadata(path / METADATA) is not None or any(is_bag(file) for file in path.glob("*.db3"))


def open_recording(path: Path) -> "Rosbag2Recording":
    """Open a folder or a file.

    Raises:
        UnreadableRecordingError: the folder holds none of the files of a bag.
    """
    if path.is_dir() and not storage_files(path, read_metadata(path / METADATA)):
        raise UnreadableRecordingError(
            "{path} holds the description of a ROS 2 bag, but none of its .db3 or .mcap files", path=path
        )
    return Rosbag2Recording(path)


class Rosbag2Recording:
    """One folder or file, one episode, named like it."""

    format = "rosbag2"

    def __init__(self, path: Path) -> None:
        self._path = path
        name = path.absolute().name if path.is_dir() else path.stem
        self.episode_ids: tuple[str, ...] = (name,)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> MessageEpisode:
        """Open it.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: damaged beyond use.
        """
        if episode_id not in self.episode_ids:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        archive = _open_folder(self._path) if self._path.is_dir() else Db3Archive(self._path)
        try:
            return MessageEpisode(archive, episode_id, self._path, clock)
        except BaseException:
            archive.close()
            raise


def _open_folder(folder: Path) -> JoinedArchive:
    metadata = read_metadata(folder / METADATA) or BagMetadata()
    parts: list[Archive] = []
    problems: list[Problem] = []
    first_refusal: KnownError | None = None
    for file in storage_files(folder, metadata):
        try:
            parts.append(_open_part(file))
        except KnownError as error:
            first_refusal = first_refusal or error
            problems.append(Problem("missing_part", Severity.CRITICAL, f"{file.name} is left out: {error}"))
    for name in metadata.files:
        if not (folder / name).exists():
            text = f"The file {name} belongs to the recording and is missing"
            problems.append(Problem("missing_part", Severity.CRITICAL, text))
    if not parts:
        raise first_refusal or UnreadableRecordingError("{path} holds no file of a bag", path=folder)
    return JoinedArchive(parts, Labels("rosbag2"), tuple(problems), packed=metadata.mode == "message")


def _open_part(file: Path) -> Archive:
    if file.suffix in PACKED:
        return UnpackedFile(file, _opener(file.with_suffix("")))
    if is_remote(file) and file.suffix != ".mcap":
        # SQLite reads files of this machine only.
        return UnpackedFile(file, Db3Archive)
    return _opener(file)(file)


def _opener(file: Path) -> Callable[[Path], Archive]:
    return _open_mcap if file.suffix == ".mcap" else Db3Archive


def _open_mcap(file: Path) -> Archive:
    source = open_source(file)
    try:
        return open_mcap(source)
    except BaseException:
        source.close()
        raise
