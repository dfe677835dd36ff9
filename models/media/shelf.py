"""The register of one machine, in small JSON files: what is known before a catalog is told of it."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock

from models.errors import KnownError
from models.media.disk import write_whole
from models.media.manifest import manifest_from
from models.media.mapping import PathRule
from models.media.register import MediaCopy, check_deletable, last_verified_first, refuse_another_manifest


@dataclass(frozen=True, slots=True)
class _Known:
    """Of one episode."""

    manifest: str = ""
    copies: tuple[MediaCopy, ...] = field(default=())


class Shelf:
    """A ``MediaRegister`` in a folder; safe for several processes. Nothing is made before something is put.

    A file that cannot be understood counts as not there: verifying makes it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_manifest(self, site: str, episode_id: str, manifest_text: str) -> None:
        """See ``MediaRegister``."""
        text = manifest_from(manifest_text).text
        with self._writing():
            known = self._read(site, episode_id)
            if known.manifest not in ("", text):
                raise refuse_another_manifest(episode_id)
            self._write(site, episode_id, replace(known, manifest=text))

    def manifests(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, str]:
        """See ``MediaRegister``."""
        found = {episode_id: self._read(site, episode_id).manifest for episode_id in episode_ids}
        return {episode_id: text for episode_id, text in found.items() if text}

    def put_copies(self, site: str, copies: Sequence[MediaCopy]) -> None:
        """See ``MediaRegister``."""
        with self._writing():
            for copy in copies:
                known = self._read(site, copy.episode_id)
                others = tuple(one for one in known.copies if one.location != copy.location)
                self._write(site, copy.episode_id, replace(known, copies=(*others, copy)))

    def copies(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, tuple[MediaCopy, ...]]:
        """See ``MediaRegister``."""
        found = {one: last_verified_first(self._read(site, one).copies) for one in episode_ids}
        return {episode_id: copies for episode_id, copies in found.items() if copies}

    def delete_copy(self, site: str, episode_id: str, location: str) -> None:
        """See ``MediaRegister``."""
        with self._writing():
            known = self._read(site, episode_id)
            manifest = sha256(known.manifest.encode()).hexdigest() if known.manifest else ""
            check_deletable(known.copies, location, manifest)
            left = tuple(one for one in known.copies if one.location != location)
            self._write(site, episode_id, replace(known, copies=left))

    def forget(self, site: str, episode_id: str) -> None:
        """Keep nothing of an episode: it was withdrawn."""
        with suppress(OSError):
            self._path(site, episode_id).unlink(missing_ok=True)

    def path_maps(self, site: str) -> tuple[PathRule, ...]:
        """See ``MediaRegister``."""
        rules = self._json(self._rules_path(site)).get("rules")
        pairs = sorted(rules.items()) if isinstance(rules, dict) else ()
        return tuple(PathRule(str(prefix), str(here), site) for prefix, here in pairs)

    def put_path_map(self, site: str, prefix: str, here: str) -> None:
        """See ``MediaRegister``."""
        with self._writing():
            rules = {rule.prefix: rule.here for rule in self.path_maps(site)} | {prefix: here}
            kept = {prefix: here for prefix, here in rules.items() if here}
            self._put(self._rules_path(site), {"rules": kept})

    def _read(self, site: str, episode_id: str) -> _Known:
        data = self._json(self._path(site, episode_id))
        with suppress(TypeError, ValueError):
            copies = tuple(MediaCopy(**copy) for copy in data.get("copies", ()))
            return _Known(str(data.get("manifest", "")), copies)
        return _Known()

    def _write(self, site: str, episode_id: str, known: _Known) -> None:
        copies = [asdict(copy) for copy in known.copies]
        self._put(self._path(site, episode_id), {"manifest": known.manifest, "copies": copies})

    def _json(self, path: Path) -> dict[str, Any]:
        with suppress(OSError, ValueError, RecursionError):
            data = json.loads(path.read_text(encoding="ascii"))
            return data if isinstance(data, dict) else {}
        return {}

    def _put(self, path: Path, data: Mapping[str, object]) -> None:
        try:
            write_whole(path, json.dumps(data, sort_keys=True))
        except OSError as error:
            raise KnownError("{path} cannot be written: {why}", path=path, why=error.strerror) from error

    def _writing(self) -> FileLock:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError(
                "The folder {path} cannot be made: {why}", path=self._folder, why=error.strerror
            ) from error
        return FileLock(str(self._folder / "lock"))

    def _rules_path(self, site: str) -> Path:
        return self._folder / f"{_name(site)}.paths.json"

    def _path(self, site: str, episode_id: str) -> Path:
        name = _name(f"{site}\n{episode_id}")
        return self._folder / name[:2] / f"{name}.json"


def _name(text: str) -> str:
    """A file name for any text."""
    return sha256(text.encode()).hexdigest()[:40]
