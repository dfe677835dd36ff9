"""Recordings kept on this machine: whole files by content under a budget, shown again as what they were.

    files/ab/abcd...        the bytes of a file, named by their SHA-256, there only when they are whole and right
    trees/KEY/NAME          the recording by its own name: second names of those files
    parts/                  what is being fetched
    entries, index, pins    see ``entries``

Safe for several processes: files get their names when they are whole, and what removes holds a lock. The least recently
used goes first; what is pinned never goes by itself.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from models.errors import KnownError
from models.media.budget import DEFAULT_NBYTES
from models.media.disk import FullDiskError, link, remove, telling
from models.media.entries import Entries, Entry, merged, root_name
from models.media.manifest import FileEntry, Kind, Manifest, digest_of


class DamagedCopyError(KnownError):
    """A copy whose bytes are not what they must be; it is removed and never used."""

    code = "damaged_copy"


@dataclass(frozen=True, slots=True)
class CachedRecording:
    """A recording in the cache; ``is_whole`` tells whether it can be opened."""

    key: str
    name: str
    fingerprints: tuple[str, ...]
    nbytes: int
    pinned: bool
    is_whole: bool
    used_ns: int


class MediaCache:
    """One folder for everybody at this machine; nothing is made before something is fetched.

    Args:
        folder: where it lies; nothing else does.
        max_nbytes: what all of it may take.
    """

    def __init__(self, folder: Path, max_nbytes: int = DEFAULT_NBYTES) -> None:
        self.folder = folder
        self.max_nbytes = max_nbytes
        self.entries = Entries(folder)
        self._files, self._trees, self.parts = (folder / name for name in ("files", "trees", "parts"))

    def find(self, fingerprint: str) -> Path | None:
        """Where the recording of that fingerprint lies, which counts as used; None where it is not whole here.

        A file that was touched since it was fetched is compared again.

        Raises:
            DamagedCopyError: it is not what it was; it is removed.
        """
        entry = self.entries.of(fingerprint)
        if entry is None or not entry.is_whole:
            return None
        root = self._root(entry)
        stamps = tuple(self._stamp(path) for path in self._tree(entry))
        if None in stamps:
            return None
        if stamps != entry.stamps:
            self._compare_again(entry)
        self.entries.touch(entry.key)
        return root

    def known(self, fingerprint: str) -> Manifest | None:
        """The manifest of a recording that is here, or was begun."""
        entry = self.entries.of(fingerprint)
        return None if entry is None else entry.manifest

    def recordings(self) -> tuple[CachedRecording, ...]:
        """All, the one not used for longest first."""
        pinned = self.entries.pinned()
        return tuple(
            CachedRecording(
                entry.key,
                root_name(entry.manifest, entry.name),
                entry.fingerprints,
                entry.manifest.nbytes,
                entry.key in pinned,
                entry.is_whole,
                used_ns,
            )
            for used_ns, entry in sorted(self.entries.all(), key=lambda one: (one[0], one[1].key))
        )

    def nbytes(self) -> int:
        """What all of it takes now, with what is being fetched."""
        return sum(size for _, size, _ in self._stored())

    def blob(self, sha256: str) -> Path:
        """Where the file of that content lies or will lie."""
        return self._files / sha256[:2] / sha256

    def begin(self, manifest: Manifest, fingerprints: Iterable[str], name: str) -> Entry:
        """Say what is going to be fetched, so that nobody takes its first files for left over.

        Raises:
            KnownError: it cannot be written, or no recording can have such a name.
        """
        root_name(manifest, name)
        known = self.entries.get(manifest.sha256)
        entry = Entry(manifest, name, merged(fingerprints, known.fingerprints if known else ()))
        with telling(self.folder), self.lock():
            stamps = known.stamps if known is not None and known.name == name else ()
            self.entries.put(replace(entry, stamps=stamps))
        return entry

    def finish(self, entry: Entry) -> Path:
        """Give a recording whose files are all here its own names.

        Raises:
            KnownError: no room, or somebody removed one of its files meanwhile.
        """
        with telling(self.folder), self.lock():
            for file, path in zip(entry.manifest.files, self._tree(entry), strict=True):
                if not self.blob(file.sha256).exists():
                    raise KnownError(
                        "{path} was removed while the rest was fetched; fetch it again", path=path
                    )
                link(self.blob(file.sha256), path)
            stamps = tuple(stamp for path in self._tree(entry) if (stamp := self._stamp(path)) is not None)
            self.entries.put(replace(entry, stamps=stamps))
        return self._root(entry)

    def adopt(self, part: Path, sha256: str) -> None:
        """A part whose bytes are whole and compared becomes a file; raises what the disk raises.

        A file that two recordings have may have been adopted by another process meanwhile.
        """
        target = self.blob(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.replace(target)
        except FileNotFoundError:
            if not target.exists():
                raise

    def pin(self, fingerprint: str) -> bool:
        """Keep a recording until it is released; False where none is here.

        Raises:
            KnownError: it cannot be written.
        """
        with telling(self.folder), self.lock():
            entry = self.entries.of(fingerprint)
            if entry is not None:
                self.entries.pin(entry.key)
        return entry is not None

    def release(self, fingerprints: Iterable[str] | None = None) -> int:
        """Let some, or all, go when room is needed; how many were pinned."""
        keys = self.entries.pinned()
        if fingerprints is not None:
            found = {entry.key for one in fingerprints if (entry := self.entries.of(one)) is not None}
            keys &= found
        for key in keys:
            self.entries.release(key)
        return len(keys)

    def forget(self, fingerprint: str) -> int:
        """Remove the recording of an episode, pinned or not; how many bytes are gone.

        Raises:
            KnownError: the folder cannot be written.
        """
        if not self.folder.exists():
            return 0
        with telling(self.folder), self.lock():
            entry, key = self.entries.of(fingerprint), self.entries.key_of(fingerprint)
            if entry is None and key:
                return self._drop_damaged(fingerprint, key)
            return 0 if entry is None else self._drop(entry)

    def make_room(self, nbytes: int, keep: str = "") -> None:
        """Remove what is not pinned, the least recently used first, until so many bytes more are within the budget.

        Raises:
            FullDiskError: what is pinned leaves no room for them.
        """
        with telling(self.folder), self.lock():
            stored = self._stored(keep)
            left = self.max_nbytes - nbytes - sum(size for _, size, _ in stored)
            for _, size, give in sorted(stored, key=lambda one: one[0]):
                if left >= 0:
                    return
                left += size if give is not None and give() else 0
        if left < 0:
            raise FullDiskError(
                "The recordings kept on this machine may take {budget} MiB; {missing} MiB more are needed, "
                "release offline copies or raise the budget",
                budget=self.max_nbytes >> 20,
                missing=(-left >> 20) + 1,
            )

    def lock(self) -> FileLock:
        """Held by who links or removes, for a moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(str(self.folder / "lock"))

    def _stored(self, keep: str = "") -> list[tuple[int, int, Callable[[], bool] | None]]:
        """(used last, bytes, how to remove it) of everything; None of what may not go."""
        pinned, owned = self.entries.pinned(), set[str]()
        found: list[tuple[int, int, Callable[[], bool] | None]] = []
        for used_ns, entry in sorted(self.entries.all(), key=lambda one: one[1].key not in pinned):
            blobs = {file.sha256 for file in entry.manifest.files} - owned
            owned |= blobs
            size = sum(_size(self.blob(sha256)) for sha256 in blobs)
            fixed = entry.key in pinned or entry.key == keep
            found.append((used_ns, size, None if fixed else _dropping(self, entry)))
        for path in (*self._files.glob("*/*"), *self.parts.glob("*.part")):
            if path.name not in owned:
                with suppress(OSError):
                    status = path.stat()
                    found.append((status.st_mtime_ns, status.st_size, _removing(path)))
        return found

    def _drop(self, entry: Entry) -> int:
        """Remove a recording and those of its files that no other one has."""
        self.entries.drop(entry)
        remove(self._trees / entry.key)
        others = {file.sha256 for _, other in self.entries.all() for file in other.manifest.files}
        gone = 0
        for sha256 in {file.sha256 for file in entry.manifest.files} - others:
            size = _size(self.blob(sha256))
            gone += size if remove(self.blob(sha256)) else 0
            remove(self.parts / f"{sha256}.part")
        return gone

    def _drop_damaged(self, fingerprint: str, key: str) -> int:
        """Of a recording whose files nobody knows any more: with it goes every file that no other recording has."""
        self.entries.drop_damaged(fingerprint, key)
        remove(self._trees / key)
        owned = {file.sha256 for _, entry in self.entries.all() for file in entry.manifest.files}
        left = [path for path in self._files.glob("*/*") if path.name not in owned]
        return sum(size for path in left if (size := _size(path)) and remove(path))

    def _compare_again(self, entry: Entry) -> None:
        for file, path in zip(entry.manifest.files, self._tree(entry), strict=True):
            if digest_of(path) != (file.nbytes, file.sha256):
                with telling(self.folder), self.lock():
                    self._drop(entry)
                raise DamagedCopyError(
                    "The copy of {name} on this machine was damaged and is removed; fetch it again",
                    name=file.path,
                )
        with telling(self.folder), self.lock():
            stamps = tuple(stamp for path in self._tree(entry) if (stamp := self._stamp(path)) is not None)
            self.entries.put(replace(entry, stamps=stamps))

    def _root(self, entry: Entry) -> Path:
        return self._trees / entry.key / root_name(entry.manifest, entry.name)

    def _tree(self, entry: Entry) -> Iterator[Path]:
        root = self._root(entry)
        for file in entry.manifest.files:
            yield root if entry.manifest.kind is Kind.FILE else root / file.path

    @staticmethod
    def _stamp(path: Path) -> tuple[int, int] | None:
        try:
            status = os.stat(path)  # noqa: PTH116 - one call for both
        except OSError:
            return None
        return status.st_size, status.st_mtime_ns


def missing_files(cache: MediaCache, manifest: Manifest) -> tuple[FileEntry, ...]:
    """Those that are not here yet, each content once."""
    wanted = {file.sha256: file for file in manifest.files if not cache.blob(file.sha256).exists()}
    return tuple(wanted.values())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _removing(path: Path) -> Callable[[], bool]:
    return lambda: remove(path)


def _dropping(cache: MediaCache, entry: Entry) -> Callable[[], bool]:
    def drop() -> bool:
        cache._drop(entry)
        return True

    return drop
