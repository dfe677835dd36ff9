"""Bytes of a file by position, without a shared file position."""

import os
from pathlib import Path
from typing import Protocol, Self

from models.errors import UnreadableRecordingError


class ByteSource(Protocol):
    """Random access to bytes; safe to use from several threads."""

    @property
    def size(self) -> int:
        """Length in bytes when it was opened."""

    def read_at(self, position: int, length: int) -> bytes:
        """At most ``length`` bytes from ``position``; fewer at the end of the file."""

    def close(self) -> None:
        """Release it; reading afterwards gives an UnreadableRecordingError."""


class LocalFile:
    """A file on this machine, read by position so that lanes need no lock.

    Raises:
        UnreadableRecordingError: it cannot be opened or read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spare: list[int] = []
        try:
            self._fd: int | None = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            self.size = os.fstat(self._fd).st_size
        except OSError as error:
            raise UnreadableRecordingError(
                "{path} cannot be opened: {why}", path=path, why=error.strerror
            ) from error

    def read_at(self, position: int, length: int) -> bytes:
        """At most ``length`` bytes from ``position``."""
        wanted = max(0, min(length, self.size - position))
        if self._fd is None:
            raise UnreadableRecordingError("{path} is closed", path=self._path)
        parts: list[bytes] = []
        try:
            while wanted > 0 and (part := self._read(self._fd, wanted, position)):
                parts.append(part)
                position += len(part)
                wanted -= len(part)
        except OSError as error:
            raise UnreadableRecordingError(
                "{path} cannot be read: {why}", path=self._path, why=error.strerror
            ) from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _read(self, fd: int, length: int, position: int) -> bytes:
        """Windows has no reading by position; there each reader takes an own handle while it reads."""
        if hasattr(os, "pread"):
            return os.pread(fd, length, position)
        try:
            own = self._spare.pop()
        except IndexError:
            own = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        os.lseek(own, position, os.SEEK_SET)
        data = os.read(own, length)
        self._spare.append(own)
        return data

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        fd, self._fd = self._fd, None
        for each in (fd, *self._spare):
            if each is not None:
                os.close(each)
        self._spare.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
