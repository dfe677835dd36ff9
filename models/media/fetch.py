"""A recording from where it lies into the cache: file by file, going on where a try was cut, compared at the end."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from models.errors import KnownError
from models.ingest.fingerprint import file_fingerprint
from models.media.cache import DamagedCopyError, MediaCache, missing_files
from models.media.disk import FullDiskError, remove, telling
from models.media.manifest import STEP_NBYTES, FileEntry, Kind, Manifest, files_of, is_sha256
from models.readers.place import exists, open_source, place

Progress = Callable[[int, int], None]
"""Hears (bytes that are here, bytes of all that is fetched); what it raises ends the work, which can go on later."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The recording of an episode, wherever it may lie; ``sources`` are paths or URLs, the best first.

    Without a manifest the first source is believed, except that a file must have the episode's fingerprint.
    """

    fingerprint: str
    name: str
    sources: tuple[str, ...]
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where it lies now; ``told`` says which sources were passed over and why."""

    path: Path
    manifest: Manifest
    told: tuple[KnownError, ...] = ()


def _silent(_here: int, _all: int) -> None:
    """Hears nothing."""


def fetch(cache: MediaCache, wish: Wish, tell: Progress = _silent) -> Fetched:
    """Bring a recording here, unless it is. Of two processes that want one recording the second finds it here.

    Raises:
        FullDiskError: no room, in the budget or on the disk.
        KnownError: no source gives it, or gives it right.
    """
    with telling(cache.folder):
        cache.parts.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(cache.parts / f"recording-{_owner(wish.fingerprint)[:3]}"))
    with lock:
        return _fetch(cache, wish, tell)


def _fetch(cache: MediaCache, wish: Wish, tell: Progress) -> Fetched:
    told: list[KnownError] = []
    try:
        here, known = cache.find(wish.fingerprint), cache.known(wish.fingerprint)
        if here is not None and known is not None and wish.manifest in (None, known):
            return Fetched(here, known)
    except DamagedCopyError as error:
        told.append(error)
    for source in wish.sources:
        try:
            path, manifest = _fetched(cache, wish, place(source), tell)
        except FullDiskError:
            raise
        except KnownError as error:
            told.append(error)
            continue
        return Fetched(path, manifest, tuple(told))
    if not told:
        raise KnownError("Nobody knows where the recording of {name} lies", name=wish.name)
    raise KnownError("The recording of {name} was not fetched: {why}", name=wish.name, why=told[-1])


def _fetched(cache: MediaCache, wish: Wish, root: Path, tell: Progress) -> tuple[Path, Manifest]:
    manifest = wish.manifest or cache.known(wish.fingerprint)
    if not exists(root):
        raise KnownError("{path} does not exist", path=root)
    if manifest is None:
        return _fetched_unseen(cache, wish, root, tell)
    entry = cache.begin(manifest, (wish.fingerprint,), root.name)
    missing = missing_files(cache, manifest)
    parts = [cache.parts / f"{file.sha256}.part" for file in missing]
    begun = sum(part.stat().st_size for part in parts if part.exists())
    cache.make_room(max(0, sum(file.nbytes for file in missing) - begun), keep=entry.key)
    meter = _Meter(manifest.nbytes - sum(file.nbytes for file in missing), manifest.nbytes, tell)
    for file, part in zip(missing, parts, strict=True):
        path = root if manifest.kind is Kind.FILE else root / file.path
        _compared(path, file, part, meter)
        with telling(cache.folder):
            cache.adopt(part, file.sha256)
    return cache.finish(entry), manifest


def _compared(path: Path, file: FileEntry, part: Path, meter: "_Meter") -> None:
    """Fetch one file whose content is known; what was begun before and is not right is fetched once more."""
    for begun in (part.exists(), False):
        if _fetch_file(path, part, meter, nbytes=file.nbytes) == (file.nbytes, file.sha256):
            return
        remove(part)
        if not begun:
            break
        meter.back(file.nbytes)
    raise DamagedCopyError("The copy {path} is not what the manifest says; it is not used", path=path)


def _fetched_unseen(cache: MediaCache, wish: Wish, root: Path, tell: Progress) -> tuple[Path, Manifest]:
    """A recording that nobody made a manifest of; its files keep the names of parts until all are here."""
    found = [(name, path, *_facts(path)) for name, path in files_of(root)]
    parts = [
        cache.parts / part_name(wish.fingerprint, f"{path}\n{size}\n{mark}") for _, path, size, mark in found
    ]
    whole = sum(size for _, _, size, _ in found)
    begun = sum(part.stat().st_size for part in parts if part.exists())
    cache.make_room(max(0, whole - begun))
    meter = _Meter(0, whole, tell)
    entries = tuple(
        FileEntry(name, *_fetch_file(path, part, meter, nbytes=size))
        for (name, path, size, _), part in zip(found, parts, strict=True)
    )
    kind = Kind.FILE if root.is_file() else Kind.FOLDER
    _check_fingerprint(wish, root, kind, parts)
    manifest = Manifest(kind, entries)
    entry = cache.begin(manifest, (wish.fingerprint,), root.name)
    with telling(cache.folder):
        for file, part in zip(entries, parts, strict=True):
            cache.adopt(part, file.sha256)
    return cache.finish(entry), manifest


def _check_fingerprint(wish: Wish, root: Path, kind: Kind, parts: Sequence[Path]) -> None:
    if kind is Kind.FOLDER or not is_sha256(wish.fingerprint):
        return
    if file_fingerprint(parts[0]) != wish.fingerprint:
        remove(parts[0])
        raise DamagedCopyError("{path} is another recording than that of {name}", path=root, name=wish.name)


def part_name(fingerprint: str, text: str = "") -> str:
    """What a file of unknown content is called while it comes; without a text the pattern of all of an episode."""
    return f"{_owner(fingerprint)}-{hashlib.sha256(text.encode()).hexdigest()[:24] if text else '*'}.part"


def _owner(fingerprint: str) -> str:
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:24]


def _facts(path: Path) -> tuple[int, str]:
    """Length of a file, and what changes when somebody writes it anew."""
    try:
        status = path.stat()
    except OSError as error:
        raise KnownError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    return status.st_size, str(getattr(status, "st_mtime_ns", ""))


@dataclass(slots=True)
class _Meter:
    """Counts bytes on."""

    here: int
    whole: int
    tell: Progress

    def add(self, nbytes: int) -> None:
        self.here += nbytes
        self.tell(self.here, self.whole)

    def back(self, nbytes: int) -> None:
        self.here -= nbytes


def _fetch_file(path: Path, part: Path, meter: _Meter, *, nbytes: int) -> tuple[int, str]:
    """Length and SHA-256 of ``part`` when it is whole; what lies there already is read, not fetched.

    Of two processes one fetches and the other waits.
    """
    source = open_source(path)
    try:
        if source.size != nbytes:
            raise DamagedCopyError("The copy {path} is not what the manifest says; it is not used", path=path)
        with telling(part.parent):
            part.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(str(part.parent / f"lock-{part.name[:2]}")), part.open("a+b") as file:
                digest, position = _hashed(file.fileno(), nbytes, meter)
                while position < nbytes:
                    data = source.read_at(position, min(STEP_NBYTES, nbytes - position))
                    if not data:
                        raise KnownError("{path} is shorter than it was", path=path)
                    file.write(data)
                    file.flush()
                    digest.update(data)
                    position += len(data)
                    meter.add(len(data))
                os.fsync(file.fileno())
    finally:
        source.close()
    return nbytes, digest.hexdigest()


def _hashed(descriptor: int, nbytes: int, meter: _Meter) -> tuple["hashlib._Hash", int]:
    """What is there of a part; one that is longer than it may be is begun anew."""
    digest, position = hashlib.sha256(), 0
    if os.fstat(descriptor).st_size > nbytes:
        os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    while data := os.read(descriptor, STEP_NBYTES):
        digest.update(data)
        position += len(data)
        meter.add(len(data))
    return digest, position
