"""Words for what a disk refuses, and the small steps of writing that survive the end of a process."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import KnownError

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class FullDiskError(KnownError):
    """There is no room; what was fetched so far stays for the next time."""

    code = "full_disk"


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """Errors of the system become sentences.

    Raises:
        FullDiskError: no room.
        KnownError: the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise FullDiskError(
                "The disk of {path} is full; nothing was lost, make room and fetch again", path=folder
            ) from error
        raise KnownError(
            "The folder of recordings {path} cannot be written: {why}",
            path=folder,
            why=error.strerror or error,
        ) from error


def write_whole(path: Path, text: str) -> None:
    """Under another name first; on the disk before it gets its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def link(source: Path, target: Path) -> None:
    """A second name of a file, or a copy where the file system knows none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in _FULL:
            raise
        shutil.copyfile(source, target)


def remove(path: Path) -> bool:
    """Whether a file or a folder is gone; what another process holds open may stay on some systems."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return not path.exists()
