"""What the cache knows of each recording in it: one small file a recording, one a fingerprint, one a pin."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.errors import KnownError
from models.media.disk import remove, write_whole
from models.media.manifest import Kind, Manifest, is_sha256, manifest_from


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording in the cache.

    ``fingerprints`` are those of its episodes, ``name`` that of its file or folder. ``stamps`` hold length and time of
    change of each file when its bytes were compared last; none while it is still being fetched.
    """

    manifest: Manifest
    name: str
    fingerprints: tuple[str, ...]
    stamps: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> str:
        """SHA-256 of the manifest."""
        return self.manifest.sha256

    @property
    def is_whole(self) -> bool:
        """Whether all of its files were fetched."""
        return len(self.stamps) == len(self.manifest.files)


class Entries:
    """The folders ``entries``, ``index`` and ``pins`` of a cache."""

    def __init__(self, folder: Path) -> None:
        self._entries, self._index, self._pins = (folder / name for name in ("entries", "index", "pins"))

    def put(self, entry: Entry) -> None:
        """Add or renew; raises what the disk raises."""
        document = {
            "manifest": entry.manifest.text,
            "name": entry.name,
            "fingerprints": list(entry.fingerprints),
            "stamps": [list(stamp) for stamp in entry.stamps],
        }
        write_whole(self._entries / f"{entry.key}.json", json.dumps(document))
        for fingerprint in entry.fingerprints:
            write_whole(self._index / _file_name(fingerprint), entry.key)

    def of(self, fingerprint: str) -> Entry | None:
        """The recording that holds the episode of that fingerprint."""
        return self.get(self.key_of(fingerprint))

    def key_of(self, fingerprint: str) -> str:
        """Its key, "" where none is known; there need be no entry of it."""
        with suppress(OSError, ValueError):
            key = (self._index / _file_name(fingerprint)).read_text(encoding="ascii")
            return key if is_sha256(key) else ""
        return ""

    def drop_damaged(self, fingerprint: str, key: str) -> None:
        """Know nothing of an entry that cannot be read."""
        for path in (self._index / _file_name(fingerprint), self._pins / key, self._entries / f"{key}.json"):
            remove(path)

    def get(self, key: str) -> Entry | None:
        """By the SHA-256 of its manifest; a damaged file counts as none."""
        if not is_sha256(key):
            return None
        with suppress(OSError, KnownError, ValueError, KeyError, TypeError, RecursionError):
            document: Any = json.loads((self._entries / f"{key}.json").read_text(encoding="utf-8"))
            stamps = tuple((int(size), int(changed)) for size, changed in document["stamps"])
            prints = tuple(str(one) for one in document["fingerprints"])
            return Entry(manifest_from(document["manifest"]), str(document["name"]), prints, stamps)
        return None

    def all(self) -> Iterator[tuple[int, Entry]]:
        """(used last in ns, entry) of each."""
        for path in self._entries.glob("*.json"):
            entry = self.get(path.stem)
            with suppress(OSError):
                if entry is not None:
                    yield path.stat().st_mtime_ns, entry

    def touch(self, key: str) -> None:
        """It counts as used now."""
        with suppress(OSError):
            os.utime(self._entries / f"{key}.json")

    def drop(self, entry: Entry) -> None:
        """Know nothing of it any more."""
        for fingerprint in entry.fingerprints:
            path = self._index / _file_name(fingerprint)
            with suppress(OSError):
                if path.read_text(encoding="ascii") == entry.key:
                    remove(path)
        remove(self._pins / entry.key)
        remove(self._entries / f"{entry.key}.json")

    def pin(self, key: str) -> None:
        """Keep it until it is released; raises what the disk raises."""
        write_whole(self._pins / key, "")

    def release(self, key: str) -> None:
        """It may go when room is needed."""
        remove(self._pins / key)

    def pinned(self) -> frozenset[str]:
        """Keys of what is kept until released."""
        return frozenset(path.name for path in self._pins.glob("*") if is_sha256(path.name))


def root_name(manifest: Manifest, name: str) -> str:
    """What a recording is called in the cache: readers look at endings and names of folders.

    Raises:
        KnownError: it is no name.
    """
    chosen = manifest.files[0].path if manifest.kind is Kind.FILE else name
    if chosen in ("", ".", "..") or {"/", "\\"} & set(chosen):
        raise KnownError("The name {name} cannot stand in a manifest", name=repr(chosen))
    return chosen


def merged(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(sorted({*known, *more} - {""}))


def _file_name(fingerprint: str) -> str:
    return fingerprint if is_sha256(fingerprint) else sha256(fingerprint.encode()).hexdigest()
