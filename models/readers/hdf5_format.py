"""HDF5 recordings: ALOHA/ACT, robomimic, RoboMIND, and any other file whose arrays share their rows.

The library is loaded when a recording is opened, not to find out that a file is none.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from models.readers.place import open_binary

if TYPE_CHECKING:
    from models.readers.hdf5_recording import Hdf5Recording

MAGIC = b"\x89HDF\r\n\x1a\n"


def recognises(path: Path) -> bool:
    """A file with HDF5's magic bytes."""
    return path.is_file() and has_magic(path)


def open_recording(path: Path) -> "Hdf5Recording":
    """Find the episodes.

    Raises:
        UnreadableRecordingError: damaged beyond use.
    """
    from models.readers.hdf5_recording import Hdf5Recording  # noqa: PLC0415 see above

    return Hdf5Recording(path)


def has_magic(path: Path) -> bool:
    """Whether an HDF5 file begins at byte 0, 512, 1024, 2048 ... (HDF5 file format, superblock)."""
    try:
        with open_binary(path) as file:
            size = path.stat().st_size
            place = 0
            while place + len(MAGIC) <= min(size, 1 << 20):
                file.seek(place)
                if file.read(len(MAGIC)) == MAGIC:
                    return True
                place = max(place * 2, 512)
    except OSError:
        return False
    return False
