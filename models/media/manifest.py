"""What a recording consists of: its files with their lengths and SHA-256, as one canonical text.

The text of the same bytes is the same everywhere, so its own SHA-256 stands for the whole recording.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.errors import KnownError
from models.readers.place import exists, is_remote, open_source, walk

FORMAT = "rushes-media-1"
FILE_NAME = "manifest.json"
STEP_NBYTES = 4 << 20

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_LARGEST_NBYTES = 64 << 20

Told = Callable[[int], None]
"""Hears how many bytes were read since it was called last; what it raises ends the work."""


class Kind(StrEnum):
    """What a location of the recording names: the file itself, or the folder that holds all its files."""

    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """``path`` is relative with slashes; of a recording that is a file it is the file's name."""

    path: str
    nbytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` stand in the order of their paths as UTF-8."""

    kind: Kind
    files: tuple[FileEntry, ...]

    @property
    def nbytes(self) -> int:
        """Of all files."""
        return sum(entry.nbytes for entry in self.files)

    @property
    def text(self) -> str:
        """Canonical JSON: ASCII, sorted keys, no spaces."""
        files = [{"nbytes": one.nbytes, "path": one.path, "sha256": one.sha256} for one in self.files]
        document = {"files": files, "format": FORMAT, "kind": self.kind.value}
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """Of the text, in hex."""
        return hashlib.sha256(self.text.encode("ascii")).hexdigest()


def _silent(_nbytes: int) -> None:
    """Hears nothing."""


def manifest_of(root: Path, tell: Told = _silent) -> Manifest:
    """Read every byte of a recording, a few MiB at a time.

    Raises:
        KnownError: it is missing, cannot be read, or was changed meanwhile.
    """
    if not exists(root):
        raise KnownError("{path} does not exist", path=root)
    kind = Kind.FILE if root.is_file() else Kind.FOLDER
    files = [FileEntry(name, *digest_of(path, tell)) for name, path in files_of(root)]
    if not files:
        raise KnownError("{path} holds no file", path=root)
    return Manifest(kind, tuple(files))


def manifest_from(text: str) -> Manifest:
    """From its text, which may come from anywhere: no path in it leads out of the recording.

    Raises:
        KnownError: it is none.
    """
    try:
        document: Any = json.loads(text) if len(text) <= _LARGEST_NBYTES else {}
        files = tuple(_entry(one) for one in document["files"])
        manifest = Manifest(Kind(document["kind"]), files)
        fits = document["format"] == FORMAT and bool(files) and _in_order(files)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KnownError("This is no manifest of a recording: {why}", why=error) from error
    if not fits or (manifest.kind is Kind.FILE and len(files) != 1):
        raise KnownError("This is no manifest of a recording: {why}", why="its files are not as they must be")
    return manifest


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """(relative path, path) of every file of a recording, in the order of a manifest.

    Raises:
        KnownError: a name that not every system can hold.
    """
    if root.is_file():
        yield checked_path(root.name), root
        return
    found: list[tuple[str, Path]] = []
    for here, folders, files in walk(root):
        folders[:] = [name for name in folders if is_remote(here) or not (here / name).is_symlink()]
        for name in files:
            path = here / name
            # Of a remote folder the listing has said already what is a file.
            regular = is_remote(path) or path.is_file()
            if name not in _LITTER and regular and not (here == root and _is_manifest(path)):
                found.append((checked_path(_relative(path, root)), path))
    yield from sorted(found, key=lambda one: one[0].encode())


def _relative(path: Path, root: Path) -> str:
    """With slashes; a remote path knows no relatives."""
    if is_remote(path):
        return str(path)[len(str(root).rstrip("/")) + 1 :]
    return path.relative_to(root).as_posix()


def checked_path(path: str) -> str:
    """``path`` if it is relative, stays where it is put and is text.

    Raises:
        KnownError: it does not.
    """
    parts = path.split("/")
    printable = path.isprintable() and "\\" not in path
    if printable and not {"", ".", ".."} & set(parts):
        return path
    raise KnownError("The name {name} cannot stand in a manifest", name=repr(path))


def digest_of(path: Path, tell: Told = _silent) -> tuple[int, str]:
    """Length and SHA-256 of a file.

    Raises:
        KnownError: it cannot be read, or was changed while it was.
    """
    digest = hashlib.sha256()
    try:
        before = _stamp(path)
        source = open_source(path)
        try:
            size = source.size
            for start in range(0, size, STEP_NBYTES):
                data = source.read_at(start, STEP_NBYTES)
                digest.update(data)
                tell(len(data))
        finally:
            source.close()
        if _stamp(path) != before:
            raise KnownError("{path} was changed while it was read", path=path)
    except OSError as error:
        raise KnownError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    return size, digest.hexdigest()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Of a local file; a remote one notices a change by itself."""
    if is_remote(path):
        return None
    status = os.stat(path)  # noqa: PTH116 - one call for all of it
    return status.st_size, status.st_mtime_ns


def _entry(value: Any) -> FileEntry:
    path, nbytes, sha256 = value["path"], value["nbytes"], value["sha256"]
    if not (isinstance(path, str) and type(nbytes) is int and nbytes >= 0 and is_sha256(sha256)):
        raise ValueError(f"not a file: {value!r:.100}")
    try:
        return FileEntry(checked_path(path), nbytes, sha256)
    except KnownError as error:
        raise ValueError(str(error)) from error


def is_sha256(value: object) -> bool:
    """Whether it is 64 hexadecimal digits in lower case."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _in_order(files: tuple[FileEntry, ...]) -> bool:
    names = [one.path.encode() for one in files]
    return names == sorted(set(names))


def _is_manifest(path: Path) -> bool:
    """Whether a file at the root of a recording is this module's own, which is no part of what it describes."""
    if path.name != FILE_NAME:
        return False
    source = open_source(path)
    try:
        return f'"format":"{FORMAT}"'.encode() in source.read_at(max(0, source.size - 200), 200)
    finally:
        source.close()
