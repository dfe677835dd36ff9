"""The files of a zarr store, a folder or a zip, looked at before the library opens them.

Arrays are named by their meta data alone. A codec that is not on the list is never run: one of numcodecs'
unpickles what it reads, and a recording may come from anywhere.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from models.errors import UnreadableRecordingError
from models.readers.array_source import MOST_NBYTES
from models.readers.place import for_library, open_binary, walk

GROUP_FILES = (".zgroup", "zarr.json")
ARRAY_FILES = (".zarray", "zarr.json")
SAFE_CODECS = frozenset(
    {"blosc", "zlib", "gzip", "zstd", "lz4", "bz2", "lzma", "shuffle", "delta", "crc32", "crc32c", "adler32"}
    | {"imagecodecs_jpegxl"}
    | {"vlen-utf8", "vlen-bytes", "fixedscaleoffset", "bytes", "transpose", "sharding_indexed", "fletcher32"}
)
MOST_ARRAYS = 4096
MOST_META_NBYTES = 1 << 20
ZIP_DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    zipfile.BadZipFile,
)


@dataclass(slots=True)
class ZarrFiles:
    """``arrays``: paths from the top; ``refused``: why others are left out; ``attributes`` of groups by path."""

    path: Path
    top: str
    arrays: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)


def is_zip(path: Path) -> bool:
    """By its magic bytes."""
    try:
        with open_binary(path) as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def find_top(path: Path) -> str | None:
    """Where the outermost group lies, "" for the very top; None where there is none."""
    if path.is_dir():
        return "" if any((path / name).is_file() for name in GROUP_FILES) else None
    if not path.is_file() or not is_zip(path):
        return None
    try:
        with zipfile.ZipFile(for_library(path)) as file:
            tops = [name for name in file.namelist() if name.rsplit("/", maxsplit=1)[-1] in GROUP_FILES]
    except ZIP_DAMAGE:
        return None
    shortest = min(tops, key=lambda name: (name.count("/"), name), default=None)
    return None if shortest is None else shortest.rpartition("/")[0]


def look_at(path: Path) -> ZarrFiles:
    """List the arrays.

    Raises:
        UnreadableRecordingError: no group, or the zip is damaged.
    """
    top = find_top(path)
    if top is None:
        raise UnreadableRecordingError("{path} holds no zarr group", path=path)
    found = ZarrFiles(path, top)
    try:
        metas = _metas_of_folder(path) if path.is_dir() else _metas_of_zip(path, found)
        for name, raw in metas:
            _take(found, name, raw)
    except ZIP_DAMAGE as error:
        raise UnreadableRecordingError("{path} is damaged: it cannot be listed", path=path) from error
    found.arrays.sort()
    return found


def _metas_of_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for place, inner, files in walk(path):
        if ".zarray" in files:
            # What lies below is chunks.
            inner.clear()
        inner.sort()
        for name in sorted({".zarray", ".zattrs", "zarr.json"} & set(files)):
            file = place / name
            if file.stat().st_size <= MOST_META_NBYTES:
                yield file.relative_to(path).as_posix(), file.read_bytes()


def _metas_of_zip(path: Path, found: ZarrFiles) -> Iterator[tuple[str, bytes]]:
    prefix = f"{found.top}/" if found.top else ""
    with zipfile.ZipFile(for_library(path)) as file:
        for info in file.infolist():
            name = info.filename.removeprefix(prefix)
            if info.file_size > MOST_NBYTES:
                found.refused[name.rpartition("/")[0]] = "a part of it is larger than 1 GiB"
            wanted = name.rsplit("/", maxsplit=1)[-1] in (".zarray", ".zattrs", "zarr.json")
            if wanted and info.filename.startswith(prefix) and info.file_size <= MOST_META_NBYTES:
                yield name, file.read(info)


def _take(found: ZarrFiles, name: str, raw: bytes) -> None:
    place, _, leaf = name.rpartition("/")
    meta = _json(raw)
    if leaf == ".zattrs":
        found.attributes[place] = meta
    elif leaf == "zarr.json" and meta.get("node_type") != "array":
        attributes = meta.get("attributes")
        found.attributes[place] = attributes if isinstance(attributes, dict) else {}
    else:
        why = _why_not(meta)
        if why:
            found.refused[place] = why
        elif len(found.arrays) < MOST_ARRAYS:
            found.arrays.append(place)


def _why_not(meta: Mapping[str, Any]) -> str:
    if not meta:
        return "its meta data is damaged"
    unknown = [codec for codec in _codecs(meta) if codec.removeprefix("numcodecs.") not in SAFE_CODECS]
    if unknown:
        return f"it is coded as {unknown[0]}, which Rushes cannot decode"
    chunks = meta.get("chunks") or _chunk_shape(meta.get("chunk_grid"))
    if not isinstance(chunks, list) or not all(isinstance(n, int) and n >= 0 for n in chunks):
        return "its meta data is damaged"
    return "it needs more than 1 GiB for one sample" if prod(chunks) > MOST_NBYTES else ""


def _codecs(meta: Mapping[str, Any]) -> Iterator[str]:
    """Names of all codecs of version 2 and 3, those inside others too."""
    for key in ("compressor", "filters", "codecs", "index_codecs"):
        value = meta.get(key)
        for codec in value if isinstance(value, list) else [value] if value else []:
            yield str(codec.get("id", codec.get("name"))) if isinstance(codec, dict) else str(codec)
            inner = codec.get("configuration") if isinstance(codec, dict) else None
            if isinstance(inner, dict) and ("codecs" in inner or "index_codecs" in inner):
                yield from _codecs(inner)


def _chunk_shape(grid: object) -> Any:
    settings = grid.get("configuration") if isinstance(grid, dict) else None
    return settings.get("chunk_shape") if isinstance(settings, dict) else None


def _json(raw: bytes) -> dict[str, Any]:
    try:
        meta = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return meta if isinstance(meta, dict) else {}
