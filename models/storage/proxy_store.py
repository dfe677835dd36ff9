"""Quick copies of videos on the disk: under a bound, the least recently used go first, whole ones only.

A copy gets its name when it is whole and on the disk, so that a process that is killed leaves at most a part, which
the next one removes.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from models.errors import KnownError

DEFAULT_NBYTES = 4 << 30
_ENDING = ".mp4"
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many copies there are, and their bytes."""

    count: int
    nbytes: int


class ProxyStore:
    """One folder for everybody at this machine. Nothing is made before the first copy is put.

    Args:
        folder: where they lie; nothing else does.
        max_nbytes: what all of them may take.
    """

    def __init__(self, folder: Path, max_nbytes: int = DEFAULT_NBYTES) -> None:
        self._folder = folder
        self._max_nbytes = max_nbytes

    def find(self, key: str) -> Path | None:
        """The copy of that key, which counts as used."""
        path = self._folder / f"{key}{_ENDING}"
        try:
            os.utime(path)
        except OSError:
            return path if path.is_file() else None
        return path

    def put(self, key: str, write: Callable[[Path], None]) -> Path:
        """Have a copy written and keep it, unless it is there; one at a time over all processes.

        Raises:
            KnownError: what ``write`` raises; no room in the folder; the copy alone is beyond the bound.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(str(self._folder / "lock")):
                return self.find(key) or self._written(key, write)
        except OSError as error:
            raise KnownError(
                "The folder of quick copies {path} cannot be written: {why}",
                path=self._folder,
                why=error.strerror or error,
            ) from error

    def kept(self) -> Kept:
        """What is there."""
        sizes = [nbytes for _, nbytes, _ in self._files()]
        return Kept(len(sizes), sum(sizes))

    def clear(self) -> Kept:
        """Remove all of them; what another process looks at right now may stay on some systems.

        Returns:
            What was removed.
        """
        removed = [nbytes for _, nbytes, path in self._files() if _removed(path)]
        self._remove_parts()
        return Kept(len(removed), sum(removed))

    def _written(self, key: str, write: Callable[[Path], None]) -> Path:
        # Only who holds the lock writes, so that a part that lies here is of somebody who is gone.
        self._remove_parts()
        part = self._folder / f"{key}{_PART}"
        try:
            write(part)
            nbytes = part.stat().st_size
            if nbytes > self._max_nbytes:
                raise KnownError(
                    "A quick copy would take {nbytes} bytes alone; it is not kept", nbytes=nbytes
                )
            self._make_room(nbytes)
            path = part.with_suffix(_ENDING)
            part.replace(path)
        finally:
            _removed(part)
        return path

    def _make_room(self, nbytes: int) -> None:
        files = self._files()
        left = self._max_nbytes - nbytes - sum(size for _, size, _ in files)
        for _, size, path in files:
            if left >= 0:
                return
            left += size if _removed(path) else 0

    def _files(self) -> list[tuple[int, int, Path]]:
        """(last used, bytes, path) of each copy, the one not used for longest first."""
        found: list[tuple[int, int, Path]] = []
        for path in self._folder.glob(f"*{_ENDING}"):
            with suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size, path))
        return sorted(found)

    def _remove_parts(self) -> None:
        for part in self._folder.glob(f"*{_PART}"):
            _removed(part)


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
