"""A day's recordings for ingest: sound copies of one small episode, each with another fingerprint."""

import struct
from pathlib import Path

from tests.support.data import DEMO
from tests.support.made import write_whole

SOURCE = DEMO / "pick_missed_grasp.mcap"


def make_day(folder: Path, count: int, source: Path = SOURCE) -> Path:
    """``count`` recordings ``ep_00000.mcap`` ... that differ in the name of the library that wrote them.

    The name stands in the header at the file's start (MCAP: op 0x01, profile, library), so nothing moves. A day whose
    making was cut is gone on with; each of its recordings is whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = bytearray(source.read_bytes())
    library = 8 + 9 + 4 + struct.unpack_from("<I", data, 17)[0] + 4
    length = struct.unpack_from("<I", data, library - 4)[0]
    for number in range(count):
        path = folder / f"ep_{number:05d}.mcap"
        if not path.exists():
            data[library : library + length] = f"{number:05d}".encode().ljust(length, b".")[:length]
            write_whole(path, data, unfinished=folder.with_suffix(".part"))
    return folder
