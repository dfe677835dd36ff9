"""Cloud files as a stream: one file a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import KnownError, NoSampleError, UnreadableRecordingError
from models.readers import cloud_csv, cloud_las, cloud_pcd, cloud_ply
from models.readers.cloud_file import CloudHead, CloudPoints
from models.readers.file_samples import checked, timed_info
from models.readers.place import open_binary
from models.readers.plain_episode import Report
from models.streams import PointCloud, Stamps

AXES = ("x", "y", "z")
HEAD_NBYTES = 1 << 12
_BY_MAGIC: tuple[ModuleType, ...] = (cloud_pcd, cloud_ply, cloud_las)


@dataclass(frozen=True, slots=True)
class CloudReader:
    """Reads one kind of cloud file."""

    module: ModuleType

    def head(self, path: Path) -> CloudHead:
        """What the file says before its points.

        Raises:
            UnreadableRecordingError: it cannot be used, or has no x, y and z.
        """
        try:
            head: CloudHead = self.module.read_head(path)
        except OSError as error:
            raise _unread(path, error) from error
        if not set(AXES) <= set(head.point.names or ()):
            raise UnreadableRecordingError("The cloud {path} has no x, y and z", path=path)
        return head

    def points(self, path: Path) -> CloudPoints:
        """Its points.

        Raises:
            UnreadableRecordingError: it cannot be used.
        """
        try:
            points: CloudPoints = self.module.read_points(path)
        except (OSError, MemoryError) as error:
            raise _unread(path, error) from error
        return points


def _unread(path: Path, error: OSError | MemoryError) -> UnreadableRecordingError:
    why = getattr(error, "strerror", None) or "there is not enough memory"
    return UnreadableRecordingError("The cloud {path} cannot be read: {why}", path=path, why=why)


def reader_of(path: Path) -> CloudReader | None:
    """The reader for a file by its first bytes, None where it is no cloud or cannot be read."""
    try:
        with open_binary(path) as file:
            head = file.read(HEAD_NBYTES)
    except OSError:
        return None
    for module in _BY_MAGIC:
        if module.recognises(head):
            return CloudReader(module)
    return CloudReader(cloud_csv) if cloud_csv.recognises(head, path.suffix) else None


class CloudStream:
    """One cloud file a sample; of each only the samples asked for are read.

    Args:
        name: of the stream.
        paths: one file a sample.
        stamps_ns: int64 (count,), non-decreasing.
        report: gets what is wrong with the files.
        frame_id: frame of the points, where it is known.

    Raises:
        UnreadableRecordingError: the first file is no cloud that can be used.
    """

    def __init__(
        self, name: str, paths: Sequence[Path], stamps_ns: Stamps, *, report: Report, frame_id: str = ""
    ) -> None:
        self._paths = paths
        self._stamps_ns = stamps_ns
        self._report = report
        self._readers: dict[str, CloudReader] = {}
        self.head = self._reader(paths[0]).head(paths[0])
        fields = self.head.point.names or ()
        info = StreamInfo(
            name,
            StreamKind.POINTS,
            0,
            None,
            None,
            None,
            self.head.encoding,
            channels=fields,
            frame_id=frame_id,
        )
        self._info = timed_info(info, stamps_ns)
        if self.head.flaw:
            self._found(0, self.head.flaw)

    @property
    def info(self) -> StreamInfo:
        """With the fields that the first file names."""
        return self._info

    def describe(self) -> StreamInfo:
        """With the number of points of the first cloud that can be read."""
        if not self._info.shape and self._info.count:
            points = self.sample(0).points
            self._info = replace(self._info, shape=(len(points), len(points.dtype.names or ())))
        return self._info

    def stamps(self) -> Stamps:
        """int64 (count,)."""
        return self._stamps_ns

    def sample(self, index: int) -> PointCloud:
        """All points of file ``index``, as many as can be read.

        Raises:
            NoSampleError: out of range, or damaged beyond use.
        """
        path = self._paths[checked(index, self._info)]
        try:
            reader = self._reader(path)
            if index:
                reader.head(path)
            found = reader.points(path)
        except KnownError as error:
            raise NoSampleError("{why}", why=error) from error
        if found.flaw:
            self._found(index, found.flaw)
        return PointCloud(int(self._stamps_ns[index]), index, found.points, self._info.frame_id)

    def message(self, index: int) -> Mapping[str, Any]:
        """File, number of points and names of the fields.

        Raises:
            NoSampleError: out of range, or damaged beyond use.
        """
        points = self.sample(index).points
        names = list(points.dtype.names or ())
        return {"path": self._paths[index].name, "points": len(points), "fields": names}

    def _reader(self, path: Path) -> CloudReader:
        reader = self._readers.get(path.name) or reader_of(path)
        if reader is None:
            raise UnreadableRecordingError("{path} is no cloud that can be read", path=path)
        if len(self._readers) < 64:
            self._readers[path.name] = reader
        return reader

    def _found(self, index: int, flaw: str) -> None:
        self._report(
            Problem(
                "truncated", Severity.WARNING, flaw, stream=self._info.name, t_ns=int(self._stamps_ns[index])
            )
        )
