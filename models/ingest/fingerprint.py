"""Who an episode is, from its content: never from a name or a place."""

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from models.episode import StreamKind
from models.errors import KnownError
from models.readers.base import Episode
from models.readers.place import open_binary
from models.streams import Stream

END_BYTES = 64 * 1024
SAMPLED_FILES = 64
FILE_END_BYTES = 8 * 1024
LARGEST_SUMMARY_BYTES = 64 * 1024 * 1024

_MCAP_MAGIC = b"\x89MCAP0\r\n"
_MCAP_FOOTER = struct.Struct("<BQQQI8s")
_MCAP_FOOTER_OPCODE = 2


def file_fingerprint(path: Path) -> str:
    """sha256 over the size, the first and last 64 KiB and, of an MCAP, the summary section.

    Raises:
        OSError: the file cannot be read.
    """
    with open_binary(path) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256(f"{size}\n".encode())
        digest.update(file.read(END_BYTES))
        file.seek(max(0, size - END_BYTES))
        digest.update(file.read(END_BYTES))
        digest.update(_mcap_summary(file, size))
    return digest.hexdigest()


def files_fingerprint(paths: Sequence[Path]) -> str:
    """sha256 over the sizes of files in their order, and both ends of some that lie evenly among them.

    For recordings made of many files, such as a folder of pictures; their names do not count.

    Raises:
        OSError: one cannot be read.
    """
    digest = hashlib.sha256(f"{len(paths)}\n".encode())
    digest.update(b"".join(struct.pack("<q", path.stat().st_size) for path in paths))
    step = max(1, -(-len(paths) // SAMPLED_FILES))
    for path in (*paths[::step], *paths[-1:]):
        with open_binary(path) as file:
            digest.update(file.read(FILE_END_BYTES))
            file.seek(max(0, path.stat().st_size - FILE_END_BYTES))
            digest.update(file.read(FILE_END_BYTES))
    return digest.hexdigest()


def episode_fingerprint(episode: Episode) -> str:
    """sha256 over what the index tells of an episode and the first and last sample of each of its signals.

    For data sets: their files grow and are rewritten when episodes are added, an episode stays what it is.
    """
    digest = hashlib.sha256(f"{episode.summary.format}\n".encode())
    for stream in episode.streams.values():
        info = stream.info
        facts = (info.name, info.kind.value, info.count, info.start_ns, info.end_ns)
        digest.update(json.dumps(facts).encode())
        if info.kind is StreamKind.SIGNAL and info.count:
            digest.update(_ends_of(stream))
    return digest.hexdigest()


def _ends_of(stream: Stream) -> bytes:
    parts: list[bytes] = []
    for index in sorted({0, stream.info.count - 1}):
        try:
            parts.append(repr(sorted(stream.message(index).items())).encode())
        except KnownError:
            parts.append(b"damaged")
    return b"".join(parts)


def _mcap_summary(file: BinaryIO, size: int) -> bytes:
    """The summary section of an MCAP: statistics and the place of every chunk; empty where there is none.

    Source: MCAP specification, Footer (op 0x02): length, summary_start, summary_offset_start, summary_crc, magic.
    """
    if size < _MCAP_FOOTER.size:
        return b""
    file.seek(size - _MCAP_FOOTER.size)
    opcode, _, start, _, _, magic = _MCAP_FOOTER.unpack(file.read(_MCAP_FOOTER.size))
    if opcode != _MCAP_FOOTER_OPCODE or magic != _MCAP_MAGIC or not 0 < start < size:
        return b""
    file.seek(start)
    return file.read(min(size - start, LARGEST_SUMMARY_BYTES))
