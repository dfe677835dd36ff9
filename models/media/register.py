"""What the catalog knows of recordings: their manifests, where copies lie, and how paths read at a site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.errors import KnownError
from models.media.mapping import PathRule

LEAST_COPIES = 2


@dataclass(frozen=True, slots=True)
class MediaCopy:
    """A copy of an episode's recording at ``location``: a path or a URL without credentials.

    ``verified_at_ns`` is when all of it was read and was right, None where nobody has looked or it was not.
    ``sha256`` is that of the manifest that it was compared with; with it and without a time it was found wrong.
    """

    episode_id: str
    location: str
    verified_at_ns: int | None = None
    sha256: str = ""


class MediaRegister(Protocol):
    """Every call concerns one site; unknown episodes have no manifests and no copies."""

    def put_manifest(self, site: str, episode_id: str, manifest_text: str) -> None:
        """Keep the manifest of an episode; another text for the same episode is refused.

        Raises:
            KnownError: it is none, or another one is kept already.
        """

    def manifests(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, str]:
        """Texts by episode."""

    def put_copies(self, site: str, copies: Sequence[MediaCopy]) -> None:
        """Add copies or renew what is known of them."""

    def copies(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, tuple[MediaCopy, ...]]:
        """By episode, those verified last first."""

    def delete_copy(self, site: str, episode_id: str, location: str) -> None:
        """Forget a copy, before or after its bytes are removed.

        Raises:
            KnownError: fewer than two other verified copies remain.
        """

    def path_maps(self, site: str) -> tuple[PathRule, ...]:
        """Rules of a site."""

    def put_path_map(self, site: str, prefix: str, here: str) -> None:
        """Add a rule or renew the one of that prefix; an empty ``here`` takes it away."""


class ClosableRegister(MediaRegister, Protocol):
    """One that may hold a connection."""

    def close(self) -> None:
        """Let go of it; a later call opens it again."""


def check_deletable(copies: Sequence[MediaCopy], location: str, manifest_sha256: str) -> None:
    """Whether a copy may go.

    Raises:
        KnownError: fewer than two other copies have been read and found right.
    """
    others = [one for one in copies if one.location != location]
    good = [one for one in others if one.verified_at_ns is not None and one.sha256 == manifest_sha256]
    if not manifest_sha256 or len(good) < LEAST_COPIES:
        raise refuse_deletion(location, len(good))


def refuse_deletion(location: str, others: int) -> KnownError:
    """Why a copy may not go."""
    return KnownError(
        "The copy {location} stays: {n} other verified copies are known, two are needed",
        location=location,
        n=others,
    )


def refuse_another_manifest(episode_id: str) -> KnownError:
    """Why a manifest is not taken: the first one stays."""
    return KnownError(
        "The episode {id} has another manifest already; its recording was changed", id=episode_id
    )


def last_verified_first(copies: Sequence[MediaCopy]) -> tuple[MediaCopy, ...]:
    """In the order in which they are tried."""
    return tuple(sorted(copies, key=lambda one: (-(one.verified_at_ns or 0), one.location)))
