"""What this machine and a catalog know of copies, brought together; the later verification of each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.errors import KnownError
from models.media.register import MediaCopy, MediaRegister
from models.media.shelf import Shelf

Copies = Mapping[str, tuple[MediaCopy, ...]]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How many manifests and copies went to the catalog and came from it; ``told`` names manifests that differ."""

    sent: int = 0
    taken: int = 0
    told: tuple[KnownError, ...] = ()


def learn(shelf: Shelf, register: MediaRegister, site: str, episode_ids: Sequence[str]) -> Exchanged:
    """Take what the catalog knows of some episodes, and the site's rules of paths.

    Raises:
        KnownError: the catalog does not answer, or the shelf cannot be written.
    """
    taken, told = 0, list[KnownError]()
    ours = shelf.manifests(site, episode_ids)
    for episode_id, text in register.manifests(site, episode_ids).items():
        if ours.get(episode_id) == text:
            continue
        try:
            shelf.put_manifest(site, episode_id, text)
            taken += 1
        except KnownError as error:
            told.append(error)
    news = _newer(register.copies(site, episode_ids), shelf.copies(site, episode_ids))
    if news:
        shelf.put_copies(site, news)
    for rule in register.path_maps(site):
        if rule not in shelf.path_maps(site):
            shelf.put_path_map(site, rule.prefix, rule.here)
    return Exchanged(0, taken + len(news), tuple(told))


def tell(shelf: Shelf, register: MediaRegister, site: str, episode_ids: Sequence[str]) -> Exchanged:
    """Tell the catalog what was found out here, for who may; a copy that was found wrong counts as verified no more.

    Raises:
        KnownError: the catalog does not answer, or the login may not.
    """
    sent, told = 0, list[KnownError]()
    theirs = register.manifests(site, episode_ids)
    for episode_id, text in shelf.manifests(site, episode_ids).items():
        if theirs.get(episode_id) == text:
            continue
        if episode_id in theirs:
            told.append(
                KnownError(
                    "The catalog has another manifest of the episode {id} than this machine", id=episode_id
                )
            )
            continue
        register.put_manifest(site, episode_id, text)
        sent += 1
    known = shelf.copies(site, episode_ids)
    bad = [
        copy for copies in known.values() for copy in copies if copy.verified_at_ns is None and copy.sha256
    ]
    news = [*_newer(known, register.copies(site, episode_ids)), *bad]
    if news:
        register.put_copies(site, news)
        # Told once: somebody may put it right.
        shelf.put_copies(site, [replace(copy, sha256="") for copy in bad])
    return Exchanged(sent + len(news), 0, tuple(told))


def _newer(one: Copies, other: Copies) -> list[MediaCopy]:
    """Copies that only ``one`` knows, or has verified later."""
    known = {
        (copy.episode_id, copy.location): copy.verified_at_ns or 0
        for copies in other.values()
        for copy in copies
    }
    return [
        copy
        for copies in one.values()
        for copy in copies
        if (copy.verified_at_ns or 0) > known.get((copy.episode_id, copy.location), -1)
    ]
