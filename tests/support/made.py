"""Files that take long to make: made once, and never taken for whole when their making was cut."""

import os
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


def made_once(path: Path, write: Callable[[Path], object]) -> Path:
    """``path``, which ``write`` makes where it is not there yet.

    It is written under another name and gets its own when it is whole and on the disk; what an earlier, cut making
    left is written over. Of two processes one writes and the other waits.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if not path.exists():
            unfinished = path.with_name(f"{path.stem}.part{path.suffix}")
            write(unfinished)
            put_in_place(unfinished, path)
    return path


def put_in_place(unfinished: Path, path: Path) -> None:
    """Give a file its name, after its bytes are on the disk."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def write_whole(path: Path, data: bytes | bytearray, *, unfinished: Path | None = None) -> None:
    """All of ``data`` or what was there before; ``unfinished`` is where it is written first."""
    unfinished = unfinished or path.with_name(f"{path.name}.part")
    unfinished.write_bytes(data)
    put_in_place(unfinished, path)
