"""One process owns a label file. The lock is the system's: it falls with its process, however that ends."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import StoreError

LOCK_NAME = "labels.lock"
OWNER_NAME = "labels.owner"


def take(directory: Path) -> FileLock:
    """Own ``directory`` until ``release`` or the end of the process; the owner's number lies beside the lock.

    Raises:
        StoreError: another process (or another store of this one) owns it.
    """
    lock = FileLock(directory / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise _taken(directory) from error
    (directory / OWNER_NAME).write_text(str(os.getpid()), encoding="ascii")
    return lock


def give_back(lock: FileLock, directory: Path) -> None:
    """Let another process own it; a second call does nothing."""
    if lock.is_locked:
        (directory / OWNER_NAME).unlink(missing_ok=True)
        lock.release()


def _taken(directory: Path) -> StoreError:
    try:
        pid = int((directory / OWNER_NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return StoreError("The labels in {directory} are open in another Rushes", directory=directory)
    return StoreError(
        "The labels in {directory} are open in another Rushes (process {pid}); close that one first",
        directory=directory,
        pid=pid,
    )
