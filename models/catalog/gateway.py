"""The one contract of a catalog, and the door to its two homes.

A gateway connects on its first call and again after an error; making one never waits. It belongs to one
lane at a time. Its calls raise ``CatalogUnreachableError`` (try again later) or ``CatalogError`` (somebody
must act), nothing else, and no sentence of theirs holds a password.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.admin import init_sqlite
from models.catalog.sqlite_file import SqliteCatalog
from models.catalog.values import CatalogPage, CatalogRow, CatalogStatus, EpisodeQuery, Hello, Revision
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.values import Answer, Lease, Page

LEASE_HOURS = 8.0


class Gateway(Protocol):
    """A catalog, wherever it lives."""

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:
        """Say who works, learn who answers.

        A file takes ``user`` and ``role`` as given; PostgreSQL tells those of the login.

        Raises:
            CatalogError: the login is unknown or disabled, or the versions do not fit.
        """

    def push(
        self,
        site: str,
        changesets: Sequence[ChangeSet],
        episodes: Mapping[str, EpisodeRecord],
        *,
        device_id: str = "",
        tokens: Mapping[str, int] = MappingProxyType({}),
        told: bool = False,
    ) -> tuple[Answer, ...]:
        """Offer change-sets of one site, oldest first; one transaction, one answer each, in order.

        ``episodes`` holds the records of their episodes; those that the catalog knows are left as they are. ``tokens``
        are those of the leases that the device believes to hold, by episode. What is only ``told`` was refused before
        the catalog was restored: where it would be applied now, the answer is CONFLICT, for nobody decided that.
        Per change-set: known id and the same content -> the same answer again; other content -> ID_REUSED;
        malformed, of another site, or what cannot be folded onto the labels -> BAD; unknown parent -> ORPHAN (not kept,
        offer it again); a parent that is not
        the head of its episode, or an episode that somebody else holds -> CONFLICT; an approved or withdrawn episode ->
        LOCKED; no right -> FORBIDDEN; else APPLIED with its number in the site's log. All but ORPHAN and ID_REUSED are
        kept as revisions with their status, at a site that the login may write.
        """

    def register(self, site: str, episodes: Sequence[EpisodeRecord]) -> int:
        """Make episodes known to everybody at a site, at most 1,000 a call; how many are new.

        Raises:
            CatalogError: an annotator asks PostgreSQL for it.
        """

    def pull(self, site: str, *, after: int, chain: str = "", limit: int = 500) -> Page:
        """Log entries ``after`` + 1 and on, without a gap: at most ``limit``, at most about 8 MB, at least one.

        ``chain`` is that of entry ``after``, by which the catalog tells whether its history is still the same.
        """

    def take_leases(
        self,
        site: str,
        episode_ids: Sequence[str],
        *,
        device_id: str,
        hours: float = LEASE_HOURS,
        break_held: bool = False,
    ) -> tuple[Lease, ...]:
        """Hold episodes, or hold them longer; what others hold is told as theirs. Leads may break those."""

    def release_leases(self, site: str, episode_ids: Sequence[str], *, device_id: str) -> None:
        """Give episodes free that this login and device hold."""

    def revisions(self, site: str, episode_id: str) -> tuple[Revision, ...]:
        """All that was ever offered for an episode, refused or applied, in the order of arrival."""

    def page(self, query: EpisodeQuery) -> CatalogPage:
        """Episodes of the sites that one may see, newest first; as quick for the last page as for the first."""

    def search(self, text: str, *, limit: int = 100) -> tuple[CatalogRow, ...]:
        """Episodes whose note, name or task holds the text, in any case; two Chinese characters are enough."""

    def status(self) -> CatalogStatus:
        """Counts."""

    def close(self) -> None:
        """Let go of the connection; a later call opens it again."""


def open_catalog(url: str) -> Gateway:
    """The gateway for ``sqlite:///path`` or ``postgresql://...`` (a libpq URL); connects only on its first call.

    Raises:
        CatalogError: the URL cannot be understood, or names a file on a network share.
    """
    address = parse_url(url)
    if not isinstance(address, PostgresAddress):
        return SqliteCatalog(address)
    from models.catalog.postgres import PostgresCatalog  # noqa: PLC0415  the driver costs 0.1 s

    return PostgresCatalog(address)


def init_catalog(url: str) -> str:
    """Make the catalog, or bring it to this program's version; harmless where nothing is to do. Returns its id.

    Raises:
        CatalogError: the URL, the rights, PostgreSQL's version, or a catalog of a newer program.
        CatalogUnreachableError: no answer.
    """
    address = parse_url(url)
    if not isinstance(address, PostgresAddress):
        return init_sqlite(address)
    from models.catalog.admin_postgres import init_postgres  # noqa: PLC0415  the driver costs 0.1 s

    return init_postgres(address)
