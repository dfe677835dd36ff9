"""What a durable file needs of the system: writes at a place, syncs, and files that are replaced whole."""

import os
import sys
from contextlib import suppress
from pathlib import Path

FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0)


def sync_folder(folder: Path) -> None:
    """Names of files survive a power cut; not every system lets a folder be opened, and those need no more."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_sync(descriptor: int, offset: int, nbytes: int) -> None:
    """A request where the system knows it: pages that nobody needs are written at once, and nobody waits for it."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(descriptor, offset, nbytes, os.POSIX_FADV_DONTNEED)


def datasync(descriptor: int) -> None:
    """The data alone where the system can: the length was laid out before."""
    if sys.platform == "linux":
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def write_all(descriptor: int, offset: int, data: bytes) -> None:
    """All of ``data``, however little the system takes at once."""
    while data:
        nbytes = _write_at(descriptor, offset, data)
        offset, data = offset + nbytes, data[nbytes:]


def _write_at(descriptor: int, offset: int, data: bytes) -> int:
    if sys.platform == "win32":
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.write(descriptor, data)
    else:
        return os.pwrite(descriptor, data, offset)


def replace(path: Path, content: bytes) -> None:
    """The file has its old content or the new one, whatever ends the process."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
