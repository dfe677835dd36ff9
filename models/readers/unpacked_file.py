"""A compressed file of a recording, unpacked beside the system's other temporary files while it is open."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import zstandard

from models.episode import Problem
from models.errors import UnreadableRecordingError
from models.readers.archive import Archive, Channel, Labels, Schema, Shelf
from models.readers.message_table import MessageTable
from models.readers.place import open_binary

PACKED = (".zstd", ".zst")
_MAX_RATIO = 1000
_PART = 1 << 20


def unpack_file(packed: Path, target: Path) -> None:
    """Write the content of a zstd file.

    Raises:
        UnreadableRecordingError: it is damaged, grows absurdly, or there is no room for it.
    """
    room = shutil.disk_usage(target.parent).free // 2
    limit = min(room, max(packed.stat().st_size * _MAX_RATIO, _PART))
    written = 0
    try:
        with open_binary(packed) as source, target.open("wb") as sink:
            for part in zstandard.ZstdDecompressor().read_to_iter(source, write_size=_PART):
                written += len(part)
                if written > limit:
                    raise UnreadableRecordingError(
                        "{path} unpacks to more than there is room for", path=packed
                    )
                sink.write(part)
    except (OSError, zstandard.ZstdError) as error:
        raise UnreadableRecordingError("{path} cannot be unpacked: {why}", path=packed, why=error) from error


def fetch_file(remote: Path, target: Path) -> None:
    """Write a whole file of another place.

    Raises:
        UnreadableRecordingError: it cannot be read, or there is no room for it.
    """
    if remote.stat().st_size > shutil.disk_usage(target.parent).free // 2:
        raise UnreadableRecordingError("There is no room on this computer for {path}", path=remote)
    try:
        with open_binary(remote) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, _PART)
    except OSError as error:
        raise UnreadableRecordingError(
            "{path} cannot be copied to this computer: {why}", path=remote, why=error.strerror
        ) from error


class UnpackedFile:
    """An archive over an unpacked or fetched copy, which goes when it is closed.

    Raises:
        UnreadableRecordingError: it cannot be unpacked or read.
    """

    def __init__(self, packed: Path, opener: Callable[[Path], Archive]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rushes-")
        try:
            target = Path(self._folder.name) / (packed.stem if packed.suffix in PACKED else packed.name)
            (unpack_file if packed.suffix in PACKED else fetch_file)(packed, target)
            self._archive = opener(target)
        except BaseException:
            self._folder.cleanup()
            raise

    @property
    def labels(self) -> Labels:
        """Of the content."""
        return self._archive.labels

    @property
    def schemas(self) -> Mapping[int, Schema]:
        """Of the content."""
        return self._archive.schemas

    @property
    def channels(self) -> Mapping[int, Channel]:
        """Of the content."""
        return self._archive.channels

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of the content."""
        return self._archive.problems

    def count(self, channels: tuple[int, ...]) -> int:
        """Of the content."""
        return self._archive.count(channels)

    def first_and_last(self, channels: tuple[int, ...]) -> tuple[int | None, int | None]:
        """Of the content."""
        return self._archive.first_and_last(channels)

    def table(self, channels: tuple[int, ...]) -> tuple[MessageTable, tuple[str, ...]]:
        """Of the content."""
        return self._archive.table(channels)

    def first_message(self, channels: tuple[int, ...]) -> bytes | None:
        """Of the content."""
        return self._archive.first_message(channels)

    def shelf(self) -> Shelf:
        """Of the content."""
        return self._archive.shelf()

    def segment_range(self, number: int) -> tuple[int, int]:
        """Of the content."""
        return self._archive.segment_range(number)

    def verify(self) -> Iterator[Problem | None]:
        """Of the content."""
        return self._archive.verify()

    def close(self) -> None:
        """Close it and remove the copy."""
        self._archive.close()
        self._folder.cleanup()
