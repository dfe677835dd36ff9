"""A file is either whole or not there."""

import contextlib
import os
from pathlib import Path

from models.errors import KnownError

PUBLIC_MODE = 0o666
PRIVATE_MODE = 0o600


def write_atomically(path: Path, data: bytes, *, mode: int = PUBLIC_MODE) -> None:
    """Write ``data`` to a neighbour of ``path`` and rename it; on failure nothing of it stays.

    A link is followed, so that the link stays and its target is replaced.

    Raises:
        KnownError: the folder is missing, the disk full, the place forbidden or no regular file.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise KnownError("{path} cannot be written: it is no regular file", path=path)
    neighbour = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        _write_through(neighbour, data, mode)
        neighbour.replace(target)
    except OSError as error:
        raise KnownError("{path} cannot be written: {why}", path=path, why=error.strerror or error) from error
    finally:
        with contextlib.suppress(OSError):
            neighbour.unlink(missing_ok=True)


def _write_through(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
