"""Removing what this machine made or fetched of a recording: cached files, quick copies, previews, notes of copies."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.episode import EpisodeRecord
from models.media.cache import MediaCache
from models.media.disk import remove
from models.media.fetch import part_name
from models.media.shelf import Shelf
from models.privacy import Privacy
from models.storage.forget_preview import forget_preview
from models.storage.proxy_index import forget_proxies


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone."""

    cached_nbytes: int = 0
    quick_copies: int = 0
    previews: int = 0


@dataclass(frozen=True, slots=True)
class Keepers:
    """Where things lie at this machine: ``profiles`` are the folders of all persons, who have their own previews."""

    cache: MediaCache
    proxies: Path
    profiles: tuple[Path, ...] = ()
    shelf: Shelf | None = None


def may_keep(privacy: Privacy) -> bool:
    """Whether a copy may lie on this disk: nobody is hidden in it and no day is said on which it must be gone."""
    return not privacy.hides_something and not privacy.retain_until


def forget(record: EpisodeRecord, keepers: Keepers, *, sites: Iterable[str] = ("",)) -> Forgotten:
    """Remove everything of an episode's recording but the recording itself; a second call finds nothing.

    Episodes of one recording share its files, so those of its neighbours are fetched again when they are needed.

    Raises:
        KnownError: something could not be removed.
    """
    cached = forget_cached(record.fingerprint, keepers.cache)
    copies = forget_proxies(keepers.proxies, record.fingerprint)
    previews = sum(forget_preview(folder, record.id) for folder in keepers.profiles)
    if keepers.shelf is not None:
        for site in sites:
            keepers.shelf.forget(site, record.id)
    return Forgotten(cached, copies, previews)


def forget_cached(fingerprint: str, cache: MediaCache) -> int:
    """The cached files alone, also those that were only begun; how many bytes.

    Raises:
        KnownError: they cannot be removed.
    """
    nbytes = cache.forget(fingerprint)
    for part in cache.parts.glob(part_name(fingerprint)):
        nbytes += part.stat().st_size
        remove(part)
    return nbytes
